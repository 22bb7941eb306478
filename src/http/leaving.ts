import { setImmediate as afterReading, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Set when the service is asked to stop: readiness goes off first. */
    leaving: boolean
    /** Answers since then, but for probes. */
    answeredLeaving: number
  }
}

const LOOK_MS = 50
/** Long enough for clients that are busy to be told on each of their connections, and for a probe to see readiness off. */
const TELLING_STEP_MS = 500
const TELLING_STEPS = 2
/** Who still asks then does not look at readiness. */
const MOST_TELLING_STEPS = 6

/**
 * Leaving without losing a request. A client that keeps its connection alive may send the next request in the very
 * moment in which the server closes it; only the client can end the connection without that. So from the signal on
 * every answer says `Connection: close`, and the door stays open for a moment. Then `close()` waits for open sockets:
 * those that are idle by now are closed again and again, each time after what has arrived meanwhile was read: a process
 * that had to wait for the processor would take a connection for idle on which a request lies.
 */
export const leaving = fp(
  async (app: FastifyInstance) => {
    app.decorate('leaving', false)
    app.decorate('answeredLeaving', 0)
    app.addHook('onSend', async (request, reply) => {
      if (!app.leaving) return
      reply.header('connection', 'close')
      if (!request.url.startsWith('/health/')) app.answeredLeaving += 1
    })
    app.addHook('preClose', async () => {
      app.leaving = true
      const timer = setInterval(() => setImmediate(() => app.server.closeIdleConnections()), LOOK_MS)
      app.server.once('close', () => clearInterval(timer))
      if (!app.server.listening) clearInterval(timer)
    })
  },
  { name: 'leaving' },
)

/**
 * Turns readiness off and tells those who are connected; at once when nobody is. The door stays open for a second, and
 * for up to three while requests still come: where everybody is slow a balancer sees readiness late, and a connection
 * that waits to be accepted is reset when the door closes.
 */
export async function tellLeaving(app: FastifyInstance): Promise<void> {
  app.leaving = true
  const connected = await new Promise<number>((resolve) => {
    app.server.getConnections((_error, count) => resolve(count))
  })
  let answered = -1
  for (let step = 0; connected > 0 && step < MOST_TELLING_STEPS; step += 1) {
    if (step >= TELLING_STEPS && answered === app.answeredLeaving) break
    answered = app.answeredLeaving
    await sleep(TELLING_STEP_MS)
  }
  // Not from a timer: the server closes idle connections by itself when it closes, and may have slept meanwhile.
  await afterReading()
}
