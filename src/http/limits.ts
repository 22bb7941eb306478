import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { problem } from '../shared/problem.js'

const SETTLING_MS = 3000

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
      keyGenerator: (request) =>
        request.caller === undefined
          ? `ip ${request.ip}`
          : `${request.caller.issuer} ${request.caller.subject}`,
      allowList: (request) => isProbe(request.url),
      errorResponseBuilder: () => problem('RATE_LIMITED'),
    })
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
      if (isProbe(request.url) || performance.now() < armedAt) return
      throw problem('OVERLOADED', { headers: { 'retry-after': '5' } })
    },
  })
}

const isProbe = (url: string): boolean => url.startsWith('/health/') || url.startsWith('/metrics')

/** Counts failures by key within a minute; in memory, and never lifted by RATE_LIMIT=off. */
export function createFailureLimit(most: number, windowMs = 60_000) {
  const failures = new Map<string, { count: number; until: number }>()
  return {
    /** Throws 429 when the key has failed too often. */
    check(key: string): void {
      const known = failures.get(key)
      if (known === undefined || known.until <= Date.now() || known.count < most) return
      throw problem('RATE_LIMITED', {
        headers: { 'retry-after': String(Math.ceil((known.until - Date.now()) / 1000)) },
      })
    },
    failed(key: string): void {
      const known = failures.get(key)
      if (known === undefined || known.until <= Date.now()) {
        if (failures.size >= 100_000) failures.clear()
        failures.set(key, { count: 1, until: Date.now() + windowMs })
      } else known.count += 1
    },
  }
}
