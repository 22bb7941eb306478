import type { Queryable } from '../../database/queryable.js'
import { type JobRow, newestJob, orderJob } from '../../jobs/job-service.js'
import type { JobWork } from '../../jobs/runner.js'
import { type Caller, reachOf } from '../../shared/caller.js'
import { legalDateOf } from '../../shared/time.js'
import type { Calendars } from './calendar-cache.js'
import { isStale } from './clock-facts.js'
import type { ClockOwners } from './clock-owners.js'
import {
  countOpenClocks,
  selectCalendarFamily,
  selectOpenClocks,
  selectRecalculationBasis,
} from './deadline-store.js'
import { moveClocks } from './move-clocks.js'
import { following, type Position } from './passes.js'

/** The kind of job that reckons running clocks anew after a calendar has changed (时限重算). */
export const RECALCULATE_CLOCKS = 'recalculateClocks'

/** Clocks of one transaction: so few that acts on their cases hardly wait. */
const BATCH = 300
/** More are not counted: the total is then only a beginning. */
const COUNTED = 1_000_000

interface Payload {
  calendar: string
}

/** Asks for the running clocks of a calendar and of those over it to be reckoned anew, in the transaction of the change. */
export async function orderRecalculation(
  db: Queryable,
  caller: Caller,
  { calendar, organisation }: { calendar: string; organisation?: string | undefined },
): Promise<JobRow> {
  const payload: Payload = { calendar }
  const { divisions } = reachOf(caller.grants, ['operator'])
  return orderJob(db, caller, {
    kind: RECALCULATE_CLOCKS,
    payload,
    organisation,
    divisions: divisions.slice(0, 1000),
  })
}

/** How far the newest recalculation is, whichever instance does it. */
export async function newestRecalculation(db: Queryable) {
  const job = await newestJob(db, RECALCULATE_CLOCKS)
  return (
    job && {
      calendar: (job.payload as Payload).calendar,
      done: job.done,
      changed: (job.position as Position | null)?.changed ?? 0,
      finished: job.state === 'done',
    }
  )
}

/**
 * Reckons running clocks anew, a batch of them after the other (时限重算): those whose due days have changed are moved with an
 * event of their case. What is right already is left alone, so that it does not matter how often a batch is done.
 */
export function createRecalculation(owners: ClockOwners, calendars: Calendars): JobWork {
  return async (db, job) => {
    const { calendar } = job.payload as Payload
    const basis = await selectRecalculationBasis(db, calendar)
    // Read on the batch's own connection, and only when a calendar has changed.
    const book = await calendars.at(basis.all, db)
    const codes = await selectCalendarFamily(db, calendar)
    const today = legalDateOf(basis.now)
    const at = (job.position as Position | null) ?? { pass: 1, movedInPass: 0, changed: 0 }
    const rows = await selectOpenClocks(db, codes, at.after, BATCH)
    const stale = rows.filter((row) => isStale(row, book))
    const change = { calendar, revision: basis.revision, book, today }
    const changed = await moveClocks(db, owners, stale, change)
    const { isDone, ...position } = following(at, rows, { changed, batch: BATCH })
    const done = job.done + rows.length
    const total = job.total ?? 2 * (await countOpenClocks(db, codes, COUNTED))
    return { position, done, total: isDone ? done : Math.max(total, done), isDone }
  }
}
