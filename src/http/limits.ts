import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { createOwnWork } from '../shared/own-work.js'
import { problem } from '../shared/problem.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a request that no route takes; throws 429. Undefined where nothing is counted. */
    countUnknown: ((request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) | undefined
  }
}

const SETTLING_MS = 3000

const own = createOwnWork<true>()

/** Requests of the service to itself are neither counted nor refused for overload: nobody else would ask again for it. */
export const withoutLimits = <T>(work: () => Promise<T>): Promise<T> => own.during(true, work)

interface Options {
  /** Requests a minute and caller; undefined: no limit. */
  perMinute: number | undefined
  /** Milliseconds that the event loop may be late; undefined: no request is refused for it. */
  overloadDelay: number | undefined
}

/** Requests a minute and caller (per process), and 503 with Retry-After while the process cannot keep up. */
export const limits = fp(
  async (app: FastifyInstance, { perMinute, overloadDelay }: Options) => {
    if (overloadDelay !== undefined) await shedLoad(app, overloadDelay)
    if (perMinute === undefined) return
    await app.register(rateLimit, {
      global: true,
      max: perMinute,
      timeWindow: '1 minute',
      enableDraftSpec: true,
      keyGenerator: callerKey,
      allowList: (request) => passes(request.url),
      errorResponseBuilder: () => problem('RATE_LIMITED'),
    })
    // Paths that nobody has are asked for by who looks for holes: they count as every other request does.
    const count = app.rateLimit()
    app.countUnknown = (request, reply) => count.call(app, request, reply)
  },
  { name: 'limits', dependencies: ['policies'] },
)

async function shedLoad(app: FastifyInstance, maxEventLoopDelay: number): Promise<void> {
  // Building the application holds the loop up; what was measured then says nothing about requests.
  let armedAt = performance.now() + SETTLING_MS
  app.addHook('onListen', async () => {
    armedAt = performance.now() + SETTLING_MS
  })
  await app.register(underPressure, {
    maxEventLoopDelay,
    retryAfter: 5,
    // Async: thrown at once, it would end the process.
    pressureHandler: async (request) => {
      if (passes(request.url) || performance.now() < armedAt) return
      throw problem('OVERLOADED', { headers: { 'retry-after': '5' } })
    },
  })
}

const passes = (url: string): boolean =>
  own.value() === true || url.startsWith('/health/') || url.startsWith('/metrics')

/** Who is counted: a person or system that proved who it is, else the address. */
export const callerKey = ({ caller, ip }: FastifyRequest): string =>
  caller === undefined ? `ip ${ip}` : `${caller.issuer} ${caller.subject}`
