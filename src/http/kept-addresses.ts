import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type pg from 'pg'
import { ANONYMOUS } from '../shared/caller.js'
import { callerHashOf, operationOf } from './idempotency.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The operation under which the answer to this request was kept by the release before; undefined: its own. */
    keptAs: string | undefined
  }
}

const IS_KEPT = 'select 1 from idempotency_keys where caller_hash = $1 and operation = $2 and key = $3'

/**
 * Answers of the release before are kept under the address as it was typed (升级前的应答). Where a request is typed otherwise
 * than it is read, and there is one, it is that one's repetition: it would else be done a second time. Nothing is looked up
 * for an address in its one spelling, and nothing is found once the keys of that release are a week old.
 */
export const keptAddresses = fp(
  async (app: FastifyInstance, { pool }: { pool: pg.Pool }) => {
    app.decorateRequest('keptAs', undefined)
    app.addHook('preHandler', async (request) => {
      const { method, url, is404, headers } = request
      const key = headers['idempotency-key']
      if (is404 || method !== 'POST' || typeof key !== 'string') return
      const typed = `${method} ${url.split('?')[0] ?? ''}`
      if (typed === operationOf(request)) return
      const caller = callerHashOf(request, request.caller ?? ANONYMOUS)
      const { rows } = await pool.query({
        name: 'kept-as-typed',
        text: IS_KEPT,
        values: [caller, typed, key],
      })
      if (rows.length > 0) request.keptAs = typed
    })
  },
  { name: 'kept-addresses', dependencies: ['policies', 'spellings'] },
)
