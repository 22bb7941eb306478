import type { Queryable } from '../../database/queryable.js'
import type { Organ } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { type LegalDate, legalDateOf } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import { type ClockState, dueOn, isKnownClock, startClock, stopClock } from './clock.js'
import { type CaseClockKind, type ClockKind, ownerOfKind } from './clock-kinds.js'
import { selectClocksOfSubjects } from './deadline-store.js'
import { clockFacts, lampOn } from './lamps.js'
import type { Limit } from './limit.js'
import { databaseNow, insertClocks, updateStopped } from './owned-clock-store.js'

export { databaseNow } from './owned-clock-store.js'

type OwnedKind = Exclude<ClockKind, CaseClockKind>

export interface OwnedStart {
  ownerId: string
  kind: OwnedKind
  limit: Limit
  calendar: string
  /** Whose thresholds count for it. */
  organ: Organ | undefined
  basis?: string
}

/** Today, by the service's clock in this transaction. */
export const todayIn = async (db: Queryable): Promise<LegalDate> => legalDateOf(await databaseNow(db))

/**
 * Starts clocks of what is no case (时限起算), today, in the transaction that makes their subjects. Gives the clocks.
 */
export async function startOwnedClocks(
  db: Queryable,
  book: CalendarBook,
  starts: readonly OwnedStart[],
): Promise<ClockState[]> {
  if (starts.length === 0) return []
  const today = legalDateOf(await databaseNow(db))
  const clocks = starts.map(({ ownerId, organ, ...start }) => ({
    ownerId,
    organ,
    state: startClock({ ...start, clockId: newId(), startedOn: today }),
  }))
  await insertClocks(
    db,
    clocks.map((clock) => rowOf(clock, book, today)),
  )
  return clocks.map(({ state }) => state)
}

/** Stops whatever still runs for some subjects, each with its organ (时限停止), in the transaction that ends them: lamps freeze. */
export async function stopOwnedClocks(
  db: Queryable,
  book: CalendarBook,
  subjects: ReadonlyMap<string, Organ | undefined>,
): Promise<void> {
  if (subjects.size === 0) return
  const today = legalDateOf(await databaseNow(db))
  const rows = (await selectClocksOfSubjects(db, [...subjects.keys()])).map((row) => {
    const calendar = isKnownClock(row.state, book) ? book.calendarOf(row.state.calendar) : undefined
    const rules = book.rulesFor(subjects.get(row.case_id)?.code)
    const lamp = calendar === undefined ? 'NONE' : lampOn(row.state, today, calendar, rules)
    const state = stopClock(row.state, today, lamp, calendar)
    const due = calendar === undefined ? row.due_on : (dueOn(state, calendar).dueOn ?? null)
    // With a lamp: its notice is closed, or a card that nobody raised yet is raised.
    const look = lamp === 'NONE' ? null : lamp
    return { case_id: row.case_id, clock_id: row.clock_id, state, lamp, stopped_on: today, due_on: due, look }
  })
  if (rows.length > 0) await updateStopped(db, rows)
}

function rowOf(
  { ownerId, organ, state }: { ownerId: string; organ: Organ | undefined; state: ClockState },
  book: CalendarBook,
  today: LegalDate,
) {
  const facts = clockFacts(state, today, book.calendarOf(state.calendar), book.rulesFor(organ?.code))
  return {
    case_id: ownerId,
    clock_id: state.clockId,
    owner_kind: ownerOfKind(state.kind),
    kind: state.kind,
    state,
    started_on: state.startedOn,
    due_on: facts.dueOn ?? null,
    provisional: facts.provisional,
    stopped_on: null,
    lamp: facts.lamp,
    calendar_code: state.calendar,
    next_look_at: facts.nextLook?.at ?? null,
    next_look_why: facts.nextLook?.why ?? null,
  }
}
