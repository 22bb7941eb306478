import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { typedCaseNo } from '../shared/case-number.js'
import { seenText } from '../shared/typed-text.js'
import { unseenText } from './bodies.js'
import { pointerIn } from './validation.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body says what is looked for, and would stand in the address where it were not personal: it is read alike. */
    isSearch?: boolean
  }
}

type Context = 'params' | 'querystring' | 'body'
type Given = Record<string, unknown> | null | undefined

/**
 * Names that an issuer of tokens gave, to the letter (RFC 7519 4.1.2): rights and the audit trail hold them as they came,
 * and whoever looks for one must not be shown another's.
 */
const TO_THE_LETTER: ReadonlySet<string> = new Set(['issuer', 'subject', 'actor'])

/**
 * What stands in an address is read as somebody sees it (写法): one place for every route. Characters that nobody sees, which
 * come along when a code or a word is pasted, find nothing and are not shown to whoever wonders why; a value of those alone is
 * none (400). A case is found by its number however it is typed.
 */
export const spellings = fp(
  async (app: FastifyInstance) => {
    app.addHook('preValidation', async ({ params, query, body, is404, routeOptions }) => {
      if (is404) return
      readAsSeen('params', params as Given)
      readAsSeen('querystring', query as Given)
      if (routeOptions.config.isSearch === true) readAsSeen('body', body as Given)
      for (const given of [params, query] as Given[])
        if (typeof given?.caseNo === 'string') given.caseNo = typedCaseNo(given.caseNo)
    })
  },
  { name: 'spellings', dependencies: ['bodies'] },
)

function readAsSeen(context: Context, given: Given): void {
  if (typeof given !== 'object') return
  for (const [name, value] of Object.entries(given ?? {})) {
    const read = (one: unknown): unknown => {
      if (typeof one !== 'string') return one
      const seen = seenText(one)
      if (seen !== one && seen.trim() === '') throw unseenText(pointerIn(context, `/${name}`))
      return TO_THE_LETTER.has(name) ? one : seen
    }
    ;(given as Record<string, unknown>)[name] = Array.isArray(value) ? value.map(read) : read(value)
  }
}
