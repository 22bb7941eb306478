import { setTimeout as sleep } from 'node:timers/promises'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Deps } from '../deps.js'
import { signDevToken } from '../http/dev-issuer.js'
import { withoutLimits } from '../http/limits.js'
import { type KnownIds, withKnownIds } from '../shared/ids.js'
import type { Role } from '../shared/roles.js'

interface Sent {
  role: Role
  organisation?: string
  method?: 'GET' | 'POST' | 'PUT'
  path: string
  body?: object | string
  headers?: Record<string, string>
  known?: KnownIds
  /** Asks whether a thing is there: 404 is an answer too. */
  asks?: true
}

interface Received {
  /** 2xx; 404 for who `asks`. */
  status: number
  body: Record<string, unknown>
  etag: string
}

/** A request to the service itself, by the development issuer's people; fails where the answer is another than Received. */
export type Send = (request: Sent) => Promise<Received>

/** Needs the development issuer: only where that is trusted. */
export interface LivingContext {
  inject(request: InjectOptions): Promise<LightMyRequestResponse>
}

/** Begins each idempotency key, so that a start after one that was killed does nothing twice. */
const KEY = 'sample-2026'

/** Milliseconds to wait before the same request is sent again. */
export type Wait = (ms: number) => Promise<unknown>

const TRIES = 7
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/** Sends as the development issuer's people do; what is told to come again later does so, for about half a minute. */
export function sender(app: LivingContext, { config }: Deps, wait: Wait = sleep): Send {
  return async (request) => {
    const token = await signDevToken(config.dataDir, request)
    for (let tries = 1; ; tries++) {
      const answer = await sendOnce(app, token, request)
      if (answer.statusCode < 300 || (answer.statusCode === 404 && request.asks)) return receivedOf(answer)
      const pause = pauseOf(answer, tries)
      if (pause === undefined || tries === TRIES)
        throw new Error(`sample: ${request.path} answered ${answer.statusCode} ${answer.body}`)
      await wait(pause)
    }
  }
}

function sendOnce(
  app: LivingContext,
  token: string,
  { method = 'POST', path, body, headers, known = {} }: Sent,
): Promise<LightMyRequestResponse> {
  const request = {
    method,
    url: path,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: body }),
  }
  return withoutLimits(() => withKnownIds(known, async () => app.inject(request)))
}

const receivedOf = (answer: LightMyRequestResponse): Received => ({
  status: answer.statusCode,
  body: answer.body === '' ? {} : answer.json(),
  etag: String(answer.headers.etag ?? ''),
})

/** What the answer asks for, and each time longer; undefined: it says nothing of later, or not today. */
function pauseOf({ statusCode, headers }: LightMyRequestResponse, tries: number): number | undefined {
  const asked = Number(headers['retry-after'] ?? Number.NaN) * 1000
  const isForLater = statusCode === 503 || ((statusCode === 429 || statusCode === 409) && asked >= 0)
  if (!isForLater || asked > LONGEST_PAUSE_MS * TRIES) return undefined
  return Math.min(Math.max(asked || 0, FIRST_PAUSE_MS * 2 ** (tries - 1)), LONGEST_PAUSE_MS)
}

/** Whether a thing is there: a start before this one may have brought it. */
export const isThere = async (send: Send, role: Role, path: string): Promise<boolean> =>
  (await send({ role, method: 'GET', path, asks: true })).status !== 404

/** A key for a request of the sample. */
export const keyOf = (name: string) => ({ 'idempotency-key': `${KEY}-${name}` })
