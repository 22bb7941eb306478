import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace id: the caller's, or a new one. */
    traceId: string
    /** The caller's span, when he sent a traceparent. */
    parentSpanId: string | undefined
  }
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/

/** A W3C trace id. UUIDs are drawn from a store of random bytes: a tenth of the cost of asking for bytes each time. */
export const newTraceId = (): string => randomUUID().replaceAll('-', '')

/** A W3C span id. */
export const newSpanId = (): string => newTraceId().slice(16)

/** Takes and continues `traceparent` (W3C Trace Context) and echoes `X-Request-Id`. */
export const tracing = fp(
  async (app: FastifyInstance) => {
    app.decorateRequest('traceId', '')
    app.decorateRequest('parentSpanId', undefined)
    app.addHook('onRequest', async (request, reply) => {
      const given = TRACEPARENT.exec(String(request.headers.traceparent ?? ''))
      const usable = given !== null && !/^0+$/.test(given[1] ?? '') && !/^0+$/.test(given[2] ?? '')
      request.parentSpanId = usable ? given[2] : undefined
      request.traceId = usable ? (given[1] ?? '') : newTraceId()
      reply.header('traceparent', `00-${request.traceId}-${newSpanId()}-01`)
      const requestId = String(request.headers['x-request-id'] ?? '')
      reply.header('x-request-id', REQUEST_ID.test(requestId) ? requestId : request.traceId)
    })
  },
  { name: 'tracing' },
)
