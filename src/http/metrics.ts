import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type pg from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { memoryClock } from '../shared/memory-clock.js'
import type { ProblemCode } from '../shared/problem-codes.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where features register their gauges. */
    metrics: Registry
  }
  interface FastifyReply {
    /** The problem that is being sent. */
    problemCode: ProblemCode | undefined
  }
}

/** Every metric of our own, with what it tells; docs/operations.md shows this table, and a test compares the two. */
export const METRICS = {
  yichuang_request_seconds:
    'Time to answer a request, by method, route pattern and status; a rising p99 is what callers feel first',
  yichuang_problems_total: 'Answers that were a problem, by code; INTERNAL is a bug and worth an alarm',
  yichuang_rate_limited_total: 'Requests refused with 429',
  yichuang_overload_total: 'Requests refused with 503 because the process could not keep up',
  yichuang_pool_connections:
    'Database connections: total, idle, and requests waiting for one; waiting above 0 for long: raise POOL_SIZE or look for slow statements',
  yichuang_database_up: '1 when the database answered the last look (every five seconds at most), else 0',
  yichuang_feed_position: 'Last position of the change feed; its growth is the rate of events',
  yichuang_feed_backlog: 'Events that have no position in the change feed yet, counted up to 10,000',
  yichuang_feed_lag_seconds:
    'Age of the oldest event without a position; above a few seconds no instance sequences the feed',
  yichuang_consumer_backlog: 'Events of the change feed that a consumer (`name`) has not come to',
  yichuang_consumer_lag_seconds:
    'Age of the first of those events; above a minute what the consumer keeps (statistics) is old',
  yichuang_monitor_backlog: 'Clocks whose next look is due, counted up to 10,000',
  yichuang_monitor_lag_seconds:
    'How long the oldest due clock has been waiting; above a minute the monitor stands still or cannot keep up',
  yichuang_messages_waiting:
    'Messages that wait to leave, by channel (`name`); quiet hours and digests make it grow',
  yichuang_messages_failing:
    'Those of them that were tried in vain: the gateway or mail server is away or refuses',
  yichuang_messages_lag_seconds:
    'How long the oldest due message has been waiting; above a few minutes nobody sends',
  yichuang_pulse_age_seconds:
    'Seconds since a pulse (`name`) ran last on any instance; kept every ten seconds; above a minute (sweeps: half an hour) no instance works it off',
  yichuang_pulse_failures:
    'Runs of a pulse (`name`) that failed one after the other; 0 when the last went well',
  yichuang_set_aside:
    'Rows that cannot be worked on, by what they are (`name`: clock, outbox, audit, a consumer); see GET /v1/monitor for their errors',
  yichuang_jobs_waiting: 'Long jobs that are at work or wait for a process or their next attempt',
  yichuang_jobs_failed:
    'Long jobs that failed too often and wait for a person; see GET /v1/jobs?state=failed',
  yichuang_register_lookups_total:
    'Questions to shared registers, by register and how they ended (found, notFound, timeout, resting …)',
  yichuang_scans_total:
    'Files that went to the virus scanner, by how it ended: clean, infected, away (no answer, so nothing was taken); away above 0: look after clamd',
  yichuang_scan_seconds_total:
    'Seconds that the scanner took for them; by the number of scans the mean, which uploads wait for',
} as const

type MetricName = keyof typeof METRICS

/** Prometheus metrics of this process; the event loop's lag is `nodejs_eventloop_lag_seconds`. */
export const metrics = fp(
  async (app: FastifyInstance, { pool }: { pool: pg.Pool }) => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    app.decorate('metrics', registry)
    app.decorateReply('problemCode', undefined)
    const described = <N extends MetricName>(name: N) => ({
      name,
      help: METRICS[name],
      registers: [registry],
    })
    const requests = new Histogram({
      ...described('yichuang_request_seconds'),
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    })
    const problems = new Counter({ ...described('yichuang_problems_total'), labelNames: ['code'] })
    const limited = new Counter(described('yichuang_rate_limited_total'))
    const overload = new Counter(described('yichuang_overload_total'))
    new Gauge({
      ...described('yichuang_pool_connections'),
      labelNames: ['state'],
      collect() {
        this.set({ state: 'total' }, pool.totalCount)
        this.set({ state: 'idle' }, pool.idleCount)
        this.set({ state: 'waiting' }, pool.waitingCount)
      },
    })
    app.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'unknown'
      requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
      const code = reply.problemCode
      if (code === undefined) return
      problems.inc({ code })
      if (code === 'RATE_LIMITED') limited.inc()
      if (code === 'OVERLOADED') overload.inc()
    })
  },
  { name: 'metrics' },
)

const FRESH_MS = 5000

/** A value, or values by `name`. */
type Measured = Partial<Record<MetricName, number | ReadonlyMap<string, number>>>

/**
 * Gauges that one look at the database fills, at most every five seconds however often somebody scrapes. While the
 * database is away they have no value, and `yichuang_database_up` is 0.
 */
export function databaseGauges(
  registry: Registry,
  log: FastifyBaseLogger,
  names: readonly MetricName[],
  look: () => Promise<Measured>,
): void {
  let until = 0
  let pending: Promise<Measured | undefined> | undefined
  const fresh = (): Promise<Measured | undefined> => {
    if (pending !== undefined && memoryClock.now() < until) return pending
    until = memoryClock.now() + FRESH_MS
    pending = look().catch(() => {
      log.warn('the database could not be looked at for its metrics')
      return undefined
    })
    return pending
  }
  new Gauge({
    name: 'yichuang_database_up',
    help: METRICS.yichuang_database_up,
    registers: [registry],
    async collect() {
      this.set((await fresh()) === undefined ? 0 : 1)
    },
  })
  for (const name of names) {
    new Gauge({
      name,
      help: METRICS[name],
      registers: [registry],
      labelNames: ['name'],
      async collect() {
        const value = (await fresh())?.[name]
        // With label names a reset leaves nothing: what has no value now is not told.
        this.reset()
        if (typeof value === 'number') this.set(value)
        else for (const [each, number] of value ?? []) this.set({ name: each }, number)
      },
    })
  }
}
