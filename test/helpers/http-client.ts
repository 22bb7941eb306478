import { Agent, request as send } from 'node:http'
import type { Answer } from './app.js'

/** No answer. `code`: the socket's error, or `HANG` when nothing came within the limit. */
export interface Broken {
  status: 0
  code: string
  /** It went over a connection that was kept from an earlier request, and no byte of an answer came. */
  unanswered: boolean
}

export interface Sent {
  token?: string
  headers?: Record<string, string>
  /** Sent as JSON; bytes are sent as they are. */
  body?: unknown
  /** A limit against hanging, not a measurement. */
  limitMs?: number
}

export interface HttpClient {
  request(method: string, url: string, sent?: Sent): Promise<Answer | Broken>
  close(): void
}

const HANG_MS = 120_000

/** A client over sockets that it keeps alive, which tells what befell a request instead of throwing. Repeats nothing. */
export function createHttpClient(): HttpClient {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 })
  return {
    request: (method, url, { token, headers = {}, body, limitMs = HANG_MS } = {}) =>
      new Promise((resolve) => {
        let begun = false
        const broken = (error: Error & { code?: string }) =>
          resolve({
            status: 0,
            code: error.code ?? error.message,
            unanswered: outgoing.reusedSocket && !begun,
          })
        const outgoing = send(
          url,
          {
            method,
            agent,
            headers: {
              ...(body === undefined ? {} : { 'content-type': 'application/json' }),
              ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
              ...headers,
            },
          },
          (incoming) => {
            let text = ''
            begun = true
            incoming.setEncoding('utf8')
            incoming.on('data', (chunk) => {
              text += chunk
            })
            incoming.on('error', broken)
            incoming.on('end', () => {
              clearTimeout(limit)
              const isJson = /\bjson\b/.test(incoming.headers['content-type'] ?? '')
              resolve({
                status: incoming.statusCode ?? 0,
                headers: incoming.headers as Record<string, string>,
                text,
                body: isJson && text !== '' ? JSON.parse(text) : undefined,
              })
            })
          },
        )
        const limit = setTimeout(
          () => outgoing.destroy(Object.assign(new Error('hang'), { code: 'HANG' })),
          limitMs,
        )
        outgoing.on('error', (error) => {
          clearTimeout(limit)
          broken(error)
        })
        outgoing.end(body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body))
      }),
    close: () => agent.destroy(),
  }
}

export const isBroken = (outcome: Answer | Broken): outcome is Broken => outcome.status === 0

/** How outcomes are counted: `201`, `201 replayed`, `503 DATABASE_UNAVAILABLE`, `ECONNRESET`, `EUNANSWERED`. */
export function nameOf(outcome: Answer | Broken): string {
  if (mayBeRepeated(outcome)) return 'EUNANSWERED'
  if (isBroken(outcome)) return outcome.code
  const { status, headers, body } = outcome
  if (status >= 400) return `${status} ${body?.code}`
  return headers['idempotency-replayed'] === undefined ? String(status) : `${status} replayed`
}

/** What is wrong with a refusal that only asks for patience; empty when it is as the contract says. */
export function refusalFaults({ status, headers, body }: Answer): string[] {
  return [
    ...(headers['content-type']?.startsWith('application/problem+json') ? [] : ['not a problem']),
    ...(/^\d+$/.test(headers['retry-after'] ?? '') ? [] : ['no Retry-After']),
    ...(body?.status === status && body?.traceId ? [] : ['an incomplete problem']),
  ]
}

/**
 * A server that leaves may close a kept connection in the moment in which a request is written to it: no server can
 * avoid that, so HTTP lets a client repeat what was not answered where repeating does no harm (RFC 9110, 9.2.2).
 */
export const mayBeRepeated = (outcome: Answer | Broken): boolean =>
  isBroken(outcome) && outcome.unanswered && outcome.code === 'ECONNRESET'
