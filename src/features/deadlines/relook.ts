import type { Queryable } from '../../database/queryable.js'
import { type JobRow, orderJob } from '../../jobs/job-service.js'
import type { JobWork } from '../../jobs/runner.js'
import { type Caller, reachOf } from '../../shared/caller.js'
import type { Instant } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import type { Calendars } from './calendar-cache.js'
import { isKnownClock } from './clock.js'
import type { ClockKind } from './clock-kinds.js'
import { type ClockOwners, type Subject, subjectsOf } from './clock-owners.js'
import { lampOn, nextLook } from './lamps.js'
import { earliest, judgedOn, momentAfter } from './moments.js'
import { following, type Position } from './passes.js'
import { type LookedClock, lookNow, selectClocksOfKind, selectRelookBasis } from './rule-store.js'

/** The kind of job that has running clocks looked at anew after a threshold has changed (规则变更复看). */
export const RELOOK_CLOCKS = 'relookClocks'
const BATCH = 300

interface Payload {
  kind: ClockKind
}

/** Asks for the running clocks of a kind to be looked at anew, in the transaction of the change. */
export async function orderRelook(
  db: Queryable,
  caller: Caller,
  { kind, organisation }: { kind: ClockKind; organisation: string | undefined },
): Promise<JobRow> {
  const payload: Payload = { kind }
  const divisions = reachOf(caller.grants, ['operator']).divisions.slice(0, 1000)
  return orderJob(db, caller, { kind: RELOOK_CLOCKS, payload, organisation, divisions })
}

/**
 * Finds the running clocks that show another lamp, or rise on another day, by the rules as they are, and has the monitor
 * look at them now: lamps, alerts and lists are its work alone. No due day moves, and a stopped clock is not looked at.
 */
export function createRelook(owners: ClockOwners, calendars: Calendars): JobWork {
  return async (db, job) => {
    const { now, revision } = await selectRelookBasis(db)
    const book = await calendars.at(revision, db)
    const at = (job.position as Position | null) ?? { pass: 1, movedInPass: 0, changed: 0 }
    const rows = await selectClocksOfKind(db, (job.payload as Payload).kind, at.after, BATCH)
    const subjects = await subjectsOf(db, owners, rows)
    const other = rows.filter((row) => looksOther(row, subjects.get(row.case_id), book, now))
    if (other.length > 0) await lookNow(db, other)
    const { isDone, ...position } = following(at, rows, { changed: other.length, batch: BATCH })
    const done = job.done + rows.length
    return { position, done, total: done, isDone }
  }
}

/** Whether a clock would show another lamp today than it does, or be looked at on another day. */
function looksOther(
  { state, lamp: shown, next_look_at: planned }: LookedClock,
  subject: Subject | undefined,
  book: CalendarBook,
  now: Instant,
): boolean {
  if (subject === undefined || subject.rests === true || !isKnownClock(state, book)) return false
  const [calendar, rules] = [book.calendarOf(state.calendar), book.rulesFor(subject.organ?.code)]
  const today = judgedOn(state, now, calendar)
  const lamp = lampOn(state, today, calendar, rules)
  if (lamp !== shown) return true
  const next = earliest(nextLook(state, today, calendar, rules, lamp), momentAfter(state, now, calendar))
  const at = next?.at
  return (at && Date.parse(at)) !== (planned === null ? undefined : Date.parse(planned))
}
