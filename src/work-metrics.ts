import fp from 'fastify-plugin'
import { Counter, type Registry } from 'prom-client'
import type { Deps } from './deps.js'
import { selectMonitorState } from './features/deadlines/alert-store.js'
import { selectStands } from './features/exchange/consumer-service.js'
import { feedStatus } from './features/exchange/feed-store.js'
import { countWaiting } from './features/notifications/send-messages.js'
import { databaseGauges, METRICS } from './http/metrics.js'
import { countAside, selectPulseAges } from './jobs/aside-service.js'
import { countOpenJobs } from './jobs/job-service.js'

const GAUGES = [
  'yichuang_feed_position',
  'yichuang_feed_backlog',
  'yichuang_feed_lag_seconds',
  'yichuang_consumer_backlog',
  'yichuang_consumer_lag_seconds',
  'yichuang_monitor_backlog',
  'yichuang_monitor_lag_seconds',
  'yichuang_messages_waiting',
  'yichuang_messages_failing',
  'yichuang_messages_lag_seconds',
  'yichuang_pulse_age_seconds',
  'yichuang_pulse_failures',
  'yichuang_set_aside',
  'yichuang_jobs_waiting',
  'yichuang_jobs_failed',
] as const

/** How far behind the workers of all instances are, as the database knows it. */
export const workMetrics = fp(
  async (app, { pool, log, registers, files }: Deps) => {
    countScans(app.metrics, files)
    new Counter({
      name: 'yichuang_register_lookups_total',
      help: METRICS.yichuang_register_lookups_total,
      labelNames: ['register', 'result'],
      registers: [app.metrics],
      collect() {
        this.reset()
        for (const [name, count] of registers.counts) {
          const [register = '', result = ''] = name.split(' ')
          this.inc({ register, result }, count)
        }
      },
    })
    databaseGauges(app.metrics, log, GAUGES, async () => {
      const feed = await feedStatus(pool)
      const consumers = (await selectStands(pool)).filter(({ state }) => state === 'current')
      const monitor = await selectMonitorState(pool)
      const pulses = await selectPulseAges(pool)
      const messages = await countWaiting(pool)
      const jobs = await countOpenJobs(pool)
      const aside = await countAside(pool)
      return {
        yichuang_feed_position: feed.position,
        yichuang_feed_backlog: feed.backlog,
        yichuang_feed_lag_seconds: feed.lag,
        yichuang_consumer_backlog: new Map(consumers.map(({ name, behind }) => [name, behind])),
        yichuang_consumer_lag_seconds: new Map(consumers.map(({ name, lag }) => [name, lag])),
        yichuang_monitor_backlog: monitor?.backlog ?? 0,
        yichuang_monitor_lag_seconds: monitor?.lag ?? 0,
        yichuang_messages_waiting: new Map(messages.map(({ channel, waiting }) => [channel, waiting])),
        yichuang_messages_failing: new Map(messages.map(({ channel, failing }) => [channel, failing])),
        yichuang_messages_lag_seconds: new Map(messages.map(({ channel, lag }) => [channel, lag])),
        yichuang_pulse_age_seconds: new Map(pulses.map(({ name, age }) => [name, age])),
        yichuang_pulse_failures: new Map(pulses.map(({ name, failures }) => [name, failures])),
        yichuang_set_aside: new Map(aside.map(({ what, count }) => [what, count])),
        yichuang_jobs_waiting: jobs.waiting,
        yichuang_jobs_failed: jobs.failed,
      }
    })
  },
  { name: 'work-metrics', dependencies: ['metrics'] },
)

/** Of this process; 0 of everything where no scanner is configured, so that a dashboard finds the names. */
function countScans(registry: Registry, { scans }: Deps['files']): void {
  new Counter({
    name: 'yichuang_scans_total',
    help: METRICS.yichuang_scans_total,
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset()
      for (const result of ['clean', 'infected', 'away'] as const) this.inc({ result }, scans?.[result] ?? 0)
    },
  })
  new Counter({
    name: 'yichuang_scan_seconds_total',
    help: METRICS.yichuang_scan_seconds_total,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(scans?.seconds ?? 0)
    },
  })
}
