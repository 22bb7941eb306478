import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { unreadableRequest } from './broken-requests.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body may arrive for as long as the server's own limit allows (SLOWEST_BODY_MS). */
    slowBody?: boolean
  }
}

const BODY_MS = 30_000
/** The server's limit of a whole request; a connection on which nothing moves is closed long before. */
export const SLOWEST_BODY_MS = 1_800_000

/** A body arrives within half a minute, except where a route takes very long ones as they come. */
export const slowBodies = fp(
  async (app: FastifyInstance) => {
    app.addHook('preParsing', (request, reply, payload, done) => {
      const { headers, raw } = request
      const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
      if (!hasBody || request.routeOptions.config.slowBody === true) return done()
      const late = setTimeout(() => {
        const error = Object.assign(new Error('the body is late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
        unreadableRequest.call(app, error, raw.socket)
      }, BODY_MS).unref()
      const arrived = () => clearTimeout(late)
      payload.once('end', arrived)
      payload.once('close', arrived)
      // Answered before the body was read (401, 413): nobody waits for the rest of it.
      reply.raw.once('finish', arrived)
      reply.raw.once('close', arrived)
      done()
    })
  },
  { name: 'slow-bodies' },
)
