import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Set when the service is asked to stop: readiness goes off first. */
    leaving: boolean
  }
}

const LOOK_MS = 50

/**
 * Leaving without losing a request: `close()` waits for open sockets, and those of clients that keep them alive would
 * hold it up. They become idle one by one while the last requests finish, so they are closed again and again.
 */
export const leaving = fp(
  async (app: FastifyInstance) => {
    app.decorate('leaving', false)
    app.addHook('preClose', async () => {
      app.leaving = true
      const timer = setInterval(() => app.server.closeIdleConnections(), LOOK_MS)
      app.server.once('close', () => clearInterval(timer))
      if (!app.server.listening) clearInterval(timer)
    })
  },
  { name: 'leaving' },
)
