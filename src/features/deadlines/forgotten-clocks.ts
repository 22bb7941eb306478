import type pg from 'pg'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import type { Pulse } from '../../jobs/pulse.js'
import type { Calendars } from './calendar-cache.js'
import { type ClockOwners, subjectsOf } from './clock-owners.js'
import { reckonClock } from './look-at-clock.js'
import { type ClockKey, selectUnwatched } from './monitor-store.js'
import { lookNow } from './rule-store.js'

/** Clocks that are passed a minute: seven million a day. */
const PAGE = 5000
const FIRST: ClockKey = {
  case_id: '00000000-0000-0000-0000-000000000000',
  clock_id: '00000000-0000-0000-0000-000000000000',
}

interface ForgottenDeps {
  pool: pg.Pool
  log: Log
  calendars: Calendars
  owners: ClockOwners
}

/**
 * Finds running clocks that nobody would ever look at again though they have something left to show (失管时限), as an
 * earlier release left what its procedure withheld, and has the monitor look at them now. One that has nothing left, or
 * stands still, rightly has no next look: each is reckoned, not guessed. Gives where to go on, and how many were found.
 */
export async function findForgotten(
  { pool, log, calendars, owners }: ForgottenDeps,
  after: ClockKey = FIRST,
  limit = PAGE,
): Promise<{ after: ClockKey; found: number }> {
  return withTransaction(pool, async (db) => {
    const { last, passed, unwatched } = await selectUnwatched(db, after, limit)
    const next = passed < limit ? FIRST : last
    if (unwatched.length === 0) return { after: next, found: 0 }
    const book = await calendars.within(db)
    const subjects = await subjectsOf(db, owners, unwatched)
    const forgotten = unwatched.filter((row) => {
      const reckoned = reckonClock({ ...row, subject: subjects.get(row.case_id) }, book, owners)
      if (!('write' in reckoned)) return false
      return reckoned.write.next_look_at !== null || reckoned.write.lamp !== row.lamp
    })
    const [first] = forgotten
    if (first === undefined) return { after: next, found: 0 }
    await lookNow(db, forgotten, 'FORGOTTEN')
    const no = subjects.get(first.case_id)?.no ?? first.case_id
    log.warn(
      `${forgotten.length} clocks ran and nobody would have looked at them again, e.g. ${first.state.kind} of ${no}: the monitor looks now`,
    )
    return { after: next, found: forgotten.length }
  })
}

/** A page of all clocks each minute, by one instance; at the end from the beginning. */
export function forgottenPulse(deps: ForgottenDeps): Pulse {
  let at = FIRST
  return {
    name: 'findForgotten',
    everyMs: 60_000,
    alone: true,
    async beat() {
      const { after, found } = await findForgotten(deps, at)
      at = after
      return found
    },
  }
}
