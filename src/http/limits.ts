import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { problem } from '../shared/problem.js'

const SETTLING_MS = 3000

/** Requests a minute and caller (per process), and 503 with Retry-After while the process cannot keep up. */
export const limits = fp(
  async (app: FastifyInstance, { perMinute }: { perMinute: number | undefined }) => {
    // Building the application holds the loop up; what was measured then says nothing about requests.
    let armedAt = performance.now() + SETTLING_MS
    app.addHook('onListen', async () => {
      armedAt = performance.now() + SETTLING_MS
    })
    await app.register(underPressure, {
      maxEventLoopDelay: 1000,
      retryAfter: 5,
      // Async: thrown at once, it would end the process.
      pressureHandler: async (request) => {
        if (isProbe(request.url) || performance.now() < armedAt) return
        throw problem('OVERLOADED', { headers: { 'retry-after': '5' } })
      },
    })
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
