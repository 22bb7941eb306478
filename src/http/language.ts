import type { FastifyRequest } from 'fastify'
import type { Language } from '../shared/text.js'

/** The language for texts: Accept-Language by weight, Chinese when nothing fits (contract.md: zh-CN is the default). */
export function languageOf(header: string | undefined): Language {
  let best: { language: Language; weight: number } | undefined
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const weight = Number(parameters.find((each) => each.trim().startsWith('q='))?.trim().slice(2) ?? 1)
    const language = tag.startsWith('zh') ? 'zh' : tag.startsWith('en') ? 'en' : undefined
    if (language !== undefined && weight > 0 && weight > (best?.weight ?? 0)) best = { language, weight }
  }
  return best?.language ?? 'zh'
}

export function requestLanguage(request: FastifyRequest): Language {
  return languageOf(request.headers['accept-language'])
}
