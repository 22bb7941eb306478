import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { problem } from '../shared/problem.js'
import {
  findInexactNumber,
  findUnsafeText,
  findUnseenText,
  isTextTooDeep,
  mayBeInexact,
  mayBeUnsafe,
  mayBeUnseen,
} from '../shared/text-safety.js'
import { brokenJson } from './broken-json.js'
import { pointerIn } from './validation.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The JSON body was read and says nothing that needs looking for: it is not walked through. */
    bodyIsSafe: boolean
    /** The same of its numbers. */
    bodyIsExact: boolean
    /** The same of text that nobody sees. */
    bodyIsSeen: boolean
    /** The very bytes of the body, where the route keeps them. */
    bodyBytes: Buffer | undefined
  }
  interface FastifyContextConfig {
    /** A signature over the body is looked at: its bytes are kept as they came. */
    keepsBytes?: boolean
  }
}

/**
 * How bodies are read: JSON in UTF-8 and nothing else. Text that Postgres would refuse (NUL, lone surrogates) is
 * refused before the schema is looked at, in bodies, query strings and paths alike; so are numbers that are not exact.
 */
export const bodies = fp(
  async (app: FastifyInstance) => {
    app.decorateRequest('bodyIsSafe', false)
    app.decorateRequest('bodyIsExact', true)
    app.decorateRequest('bodyIsSeen', true)
    app.decorateRequest('bodyBytes', undefined)
    app.removeContentTypeParser(['text/plain', 'application/json'])
    const utf8 = new TextDecoder('utf-8', { fatal: true })
    const parse = app.getDefaultJsonParser('error', 'error')
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
      if (bytes.length === 0) return done(null, undefined)
      if (request.routeOptions.config.keepsBytes === true) request.bodyBytes = bytes as Buffer
      let text: string
      try {
        text = utf8.decode(bytes as Buffer)
      } catch {
        return done(problem('MALFORMED_REQUEST'))
      }
      if (isTextTooDeep(text)) return done(problem('MALFORMED_REQUEST'))
      request.bodyIsSafe = !mayBeUnsafe(text)
      request.bodyIsExact = !mayBeInexact(text)
      request.bodyIsSeen = !mayBeUnseen(text)
      parse(request, text, (error, value) => done(error === null ? null : brokenJson(text), value))
    })
    app.addHook('preValidation', async (request) => {
      const parts = [
        ['body', request.bodyIsSafe ? undefined : request.body],
        ['querystring', request.query],
        ['params', request.params],
      ] as const
      for (const [context, value] of parts) {
        const pointer = findUnsafeText(value)
        if (pointer !== undefined) throw unsafeText(pointerIn(context, pointer))
      }
      const inexact = request.bodyIsExact ? undefined : findInexactNumber(request.body)
      if (inexact !== undefined) throw inexactNumber(inexact)
    })
    // After the schema, whose own words about a field say more.
    app.addHook('preHandler', async ({ body, bodyIsSeen }) => {
      const unseen = bodyIsSeen || Buffer.isBuffer(body) ? undefined : findUnseenText(body)
      if (unseen !== undefined) throw unseenText(unseen)
    })
  },
  { name: 'bodies', dependencies: ['problems'] },
)

/** An amount must not become another one on the way (分): what was written cannot be told any more. */
function inexactNumber(pointer: string) {
  const message = { en: 'The number is too large to be kept exactly', zh: '数字过大，无法准确表示' }
  return problem('INVALID_INPUT', { errors: [{ pointer, code: 'NUMBER_TOO_LARGE', message }] })
}

/** Nobody sees anything of it: no value, wherever it stands. */
export function unseenText(pointer: string) {
  const message = {
    en: 'Nothing of this text can be seen: characters of no width alone are none',
    zh: '内容不可见：不能只有零宽字符',
  }
  return problem('INVALID_INPUT', { errors: [{ pointer, code: 'TEXT_UNSEEN', message }] })
}

function unsafeText(pointer: string) {
  const message = {
    en: 'NUL characters and lone surrogates are no text',
    zh: '文本中不能包含 NUL 字符或不成对的代理字符',
  }
  return problem('MALFORMED_REQUEST', { errors: [{ pointer, code: 'UNSAFE_TEXT', message }] })
}
