import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.js'
import { signDevToken } from '../http/dev-issuer.js'
import { type KnownIds, withKnownIds } from '../shared/ids.js'
import type { Role } from '../shared/roles.js'

/** A request to the service itself, by the development issuer's people; fails where the answer is not 2xx. */
export type Send = (request: {
  role: Role
  organisation?: string
  method?: 'GET' | 'POST' | 'PUT'
  path: string
  body?: object | string
  headers?: Record<string, string>
  known?: KnownIds
}) => Promise<{ body: Record<string, unknown>; etag: string }>

/** Needs the development issuer: only where that is trusted. */
export type LivingContext = Pick<FastifyInstance, 'inject'>

/** Begins each idempotency key, so that a start after one that was killed does nothing twice. */
const KEY = 'sample-2026'

/** Sends as the development issuer's people do. */
export function sender(app: LivingContext, { config }: Deps): Send {
  return async ({ role, organisation, method = 'POST', path, body, headers = {}, known = {} }) => {
    const token = await signDevToken(config.dataDir, {
      role,
      ...(organisation === undefined ? {} : { organisation }),
    })
    const answer = await withKnownIds(known, async () =>
      app.inject({
        method,
        url: path,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: body }),
      }),
    )
    if (answer.statusCode >= 300)
      throw new Error(`sample: ${path} answered ${answer.statusCode} ${answer.body}`)
    return { body: answer.body === '' ? {} : answer.json(), etag: String(answer.headers.etag ?? '') }
  }
}

/** A key for a request of the sample. */
export const keyOf = (name: string) => ({ 'idempotency-key': `${KEY}-${name}` })
