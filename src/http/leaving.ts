import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Set when the service is asked to stop: readiness goes off first. */
    leaving: boolean
  }
}

const LOOK_MS = 50
/** Long enough for clients that are busy to be told on each of their connections, and for a probe to see readiness off. */
const TELLING_MS = 1000

/**
 * Leaving without losing a request. A client that keeps its connection alive may send the next request in the very
 * moment in which the server closes it; only the client can end the connection without that. So from the signal on
 * every answer says `Connection: close`, and the door stays open for a moment. Then `close()` waits for open sockets:
 * those that are idle by now are closed again and again.
 */
export const leaving = fp(
  async (app: FastifyInstance) => {
    app.decorate('leaving', false)
    app.addHook('onSend', async (_request, reply) => {
      if (app.leaving) reply.header('connection', 'close')
    })
    app.addHook('preClose', async () => {
      app.leaving = true
      const timer = setInterval(() => app.server.closeIdleConnections(), LOOK_MS)
      app.server.once('close', () => clearInterval(timer))
      if (!app.server.listening) clearInterval(timer)
    })
  },
  { name: 'leaving' },
)

/** Turns readiness off and tells those who are connected; at once when nobody is. */
export async function tellLeaving(app: FastifyInstance): Promise<void> {
  app.leaving = true
  const connected = await new Promise<number>((resolve) => {
    app.server.getConnections((_error, count) => resolve(count))
  })
  if (connected > 0) await sleep(TELLING_MS)
}
