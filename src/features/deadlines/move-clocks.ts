import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import { factsWrite, isMoved, isStale } from './clock-facts.js'
import type { CalendarChange, ClockOwners } from './clock-owners.js'
import { clockOwnerOf, idsByOwner } from './clock-owners.js'
import { type OpenClockRow, selectClocksOfSubjects, updateClockFacts } from './deadline-store.js'
import { momentOn } from './moments.js'

/**
 * Moves the clocks of some subjects to what the calendars say now (时限变动): each case or other subject that changes gets
 * an event with the old and the new due days, and a new version, so that nobody acts on days that he has not seen. In a
 * transaction: the subjects are locked before their clocks are read: an act that came first counts. A stopped clock, one
 * whose calendar is not there and one of a newer release stay as they are. A day that a notice only made certain is kept as
 * certain, without an event: nobody's day has changed. Gives the number of clocks moved.
 */
export async function moveClocks(
  db: Queryable,
  owners: ClockOwners,
  clocks: readonly Pick<OpenClockRow, 'owner_kind' | 'case_id'>[],
  change: CalendarChange,
): Promise<number> {
  let count = 0
  for (const [kind, ids] of idsByOwner(clocks)) {
    const owner = clockOwnerOf(owners, kind)
    if (owner === undefined) continue
    const tell = await owner.lock(db, ids)
    const rows = await selectClocksOfSubjects(db, ids)
    const stale = rows.filter((row) => isStale(row, change.book))
    if (stale.length === 0) continue
    const subjects = new Map((await owner.subjects(db, ids)).map((subject) => [subject.id, subject]))
    const write = (row: OpenClockRow) =>
      factsWrite(row, change.book, change.today, subjects.get(row.case_id)?.organ?.code)
    await updateClockFacts(db, stale.map(write))
    const moved = stale.filter((row) => isMoved(row, change.book))
    if (moved.length === 0) continue
    const writes = moved.map(write)
    await tell(
      moved.map(({ case_id: ownerId, state, due_on: from }, index) => ({
        ownerId,
        state,
        from: from ?? undefined,
        to: writes[index]?.due_on ?? undefined,
        fromAt: endOfHours(from, state.hours?.until),
        toAt: endOfHours(writes[index]?.due_on, writes[index]?.hours_until),
      })),
      change,
    )
    count += moved.length
  }
  return count
}

/** Until when a limit in hours runs on its last day; undefined of one in days, and while it stands still. */
const endOfHours = (day: LegalDate | null | undefined, until: number | null | undefined) =>
  day === null || day === undefined || until === null || until === undefined
    ? undefined
    : momentOn(day, until)
