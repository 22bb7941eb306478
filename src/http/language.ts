import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Language } from '../shared/text.js'

/** The language for texts: Accept-Language by weight, Chinese when nothing fits (contract.md: zh-CN is the default). */
export function languageOf(header: string | undefined): Language {
  let best: { language: Language; weight: number } | undefined
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const weight = Number(
      parameters
        .find((each) => each.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1,
    )
    const language = tag.startsWith('zh') ? 'zh' : tag.startsWith('en') ? 'en' : undefined
    if (language !== undefined && weight > 0 && weight > (best?.weight ?? 0)) best = { language, weight }
  }
  return best?.language ?? 'zh'
}

export function requestLanguage(request: FastifyRequest): Language {
  return languageOf(request.headers['accept-language'])
}

/** Values of Content-Language. */
export const LANGUAGE_TAGS = { zh: 'zh-CN', en: 'en' } as const

/** Tells what every answer depends on, and in which language its texts are. */
export const languages = fp(
  async (app: FastifyInstance) => {
    app.addHook('onRequest', async (request, reply) => {
      addVary(reply, 'Accept-Language')
      reply.header('content-language', LANGUAGE_TAGS[requestLanguage(request)])
    })
  },
  { name: 'languages' },
)

/** Adds a field to Vary beside those that are there (CORS adds Origin). */
export function addVary(reply: FastifyReply, field: string): void {
  const fields = String(reply.getHeader('vary') ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  if (!fields.includes(field)) reply.header('vary', [...fields, field].join(', '))
}
