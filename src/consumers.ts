import type { Consumer } from './features/exchange/consumer.js'
import { TELL_PEOPLE } from './features/notifications/tell-people.js'
import { COUNT_CASES } from './features/statistics/count-cases.js'
import { COUNT_PERFORMANCE } from './features/statistics/performance/count-performance.js'
import { COUNT_OPEN } from './features/supervision/load/count-open.js'

/** Who makes something of its own from the log of events (消费者). A new one gets its line here. */
export const CONSUMERS: readonly Consumer[] = [COUNT_CASES, TELL_PEOPLE, COUNT_OPEN, COUNT_PERFORMANCE]
