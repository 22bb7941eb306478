import type { Queryable } from '../database/queryable.js'
import { type Caller, reachOf } from '../shared/caller.js'
import { type AsideRow, countAside, selectAside } from './aside-store.js'
import { type PulseRow, selectPulses } from './pulse-store.js'

// What other features use of the things that pulses put aside, and of the pulses themselves.
export {
  type Aside,
  clearAside,
  clearAsideUnder,
  countAside,
  putAside,
  selectAsideDue,
  selectAsideRefs,
} from './aside-store.js'
export { savePulseState, selectPulseAges, selectPulseState } from './pulse-store.js'

const SHOWN = 50

/** How all pulses stand, and what is put aside: counted as a whole, named within the caller's reach. */
export async function readWork(db: Queryable, caller: Caller) {
  const rows = await selectPulses(db)
  const counts = await countAside(db)
  const reach = reachOf(caller.grants, ['operator', 'supervisor'])
  const data = await selectAside(db, reach, SHOWN)
  return { pulses: rows.map(viewPulse), setAside: { counts, data: data.map(viewAside) } }
}

const viewPulse = (row: PulseRow) => ({
  name: row.name,
  everySeconds: row.every_ms / 1000,
  lastRunAt: row.last_run_at,
  lastDurationMs: row.last_duration_ms,
  done: row.done,
  ...(row.backlog === null ? {} : { backlog: row.backlog }),
  failures: row.failures,
  ...(row.failing_since === null ? {} : { failingSince: row.failing_since }),
  ...(row.error === null ? {} : { lastError: row.error }),
  ...(row.failed_at === null ? {} : { failedAt: row.failed_at }),
})

const viewAside = (row: AsideRow) => ({
  what: row.what,
  ...(row.about === null ? {} : { about: row.about }),
  error: row.error,
  attempts: row.attempts,
  since: row.since,
  nextTryAt: row.next_try_at,
})
