import fp from 'fastify-plugin'
import type { Deps } from './deps.js'
import { selectMonitorState } from './features/deadlines/alert-store.js'
import { feedStatus } from './features/exchange/feed-store.js'
import { databaseGauges } from './http/metrics.js'

const GAUGES = [
  'yichuang_feed_position',
  'yichuang_feed_backlog',
  'yichuang_feed_lag_seconds',
  'yichuang_monitor_backlog',
  'yichuang_monitor_lag_seconds',
] as const

/** How far behind the workers of all instances are, as the database knows it. */
export const workMetrics = fp(
  async (app, { pool, log }: Deps) => {
    databaseGauges(app.metrics, log, GAUGES, async () => {
      const [feed, monitor] = await Promise.all([feedStatus(pool), selectMonitorState(pool)])
      return {
        yichuang_feed_position: feed.position,
        yichuang_feed_backlog: feed.backlog,
        yichuang_feed_lag_seconds: feed.lag,
        yichuang_monitor_backlog: monitor?.backlog ?? 0,
        yichuang_monitor_lag_seconds: monitor?.lag ?? 0,
      }
    })
  },
  { name: 'work-metrics', dependencies: ['metrics'] },
)
