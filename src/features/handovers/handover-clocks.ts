import type { Queryable } from '../../database/queryable.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { LegalDate } from '../../shared/time.js'
import type { CalendarBook } from '../deadlines/calendar-book.js'
import { dueOn } from '../deadlines/clock.js'
import type { CalendarChange, ClockOwner, MovedClock, Subject } from '../deadlines/clock-owners.js'
import type { Limit } from '../deadlines/limit.js'
import { startOwnedClocks, stopOwnedClocks } from '../deadlines/owned-clocks.js'
import { toldClock, toldMove } from '../deadlines/told-clock.js'
import type { HandoverStatus } from './handover.js'
import { type ClockedRow, moveDueDays, selectClocked } from './handover-store.js'

/** A side of a list whose papers are on the way, by the id under which its clock runs. */
export interface Waiting {
  subject: string
  organisation: string
  divisions: readonly string[]
}

/**
 * Begins to wait for a list (物料交接时限), on both sides: who gave it answers for what never arrives, and who waits for it
 * asks. Gives the day on which it should be there.
 */
export async function beginWaiting(
  db: Queryable,
  book: CalendarBook,
  sides: readonly Waiting[],
  { limit, calendar }: { limit: Limit; calendar: string },
): Promise<LegalDate> {
  const [clock] = await startOwnedClocks(
    db,
    book,
    sides.map(({ subject, organisation, divisions }) => ({
      ownerId: subject,
      kind: 'HANDOVER' as const,
      ...{ limit, calendar },
      organ: { code: organisation, divisions: [...divisions] },
    })),
  )
  const due = clock && dueOn(clock, book.calendarOf(calendar)).dueOn
  if (due === undefined) throw new Error('a clock that begins has a day')
  return due
}

/** Nothing of it is on the way any more: what is left of its clocks stops, and their lamps stay. */
export const endWaiting = (db: Queryable, book: CalendarBook, sides: readonly Waiting[]): Promise<void> =>
  stopOwnedClocks(
    db,
    book,
    new Map(
      sides.map(({ subject, organisation, divisions }) => [
        subject,
        { code: organisation, divisions: [...divisions] },
      ]),
    ),
  )

/** Lists on the way, as what clocks belong to (物料未按时交接): an alert on each side, and nothing by itself. */
export function createHandoverClocks(): ClockOwner<'handover'> {
  return {
    consequences: { HANDOVER: 'lamps' },
    subjects: async (db, ids) => (await selectClocked(db, ids)).flatMap((row) => subjectsOf(row, ids)),
    show: async () => {},
    async lock(db, ids) {
      const rows = await selectClocked(db, ids, true)
      return (moved, change) => tellMoved(db, rows, moved, change)
    },
    isRecused: async () => false,
  }
}

function subjectsOf(row: ClockedRow, ids: readonly string[]): Subject[] {
  const common = { no: row.id, status: row.status, automatic: false }
  const giver: Subject = {
    ...common,
    id: row.id,
    divisions: row.from_divisions,
    organ: { code: row.from_organisation, divisions: row.from_divisions },
    about: { windowId: row.from_window ?? undefined, person: row.given_by },
  }
  const receiver: Subject = {
    ...common,
    id: row.receiver_subject ?? '',
    divisions: row.to_divisions,
    organ: { code: row.to_organisation, divisions: row.to_divisions },
    about: { windowId: row.to_window ?? undefined },
  }
  return [giver, receiver].filter(({ id }) => ids.includes(id))
}

/** One event a list, whichever of its two clocks moved: both are of one day. */
async function tellMoved(
  db: Queryable,
  rows: readonly ClockedRow[],
  moved: readonly MovedClock[],
  change: CalendarChange,
): Promise<void> {
  const told = rows.flatMap((row) => {
    const own = moved.filter(({ ownerId }) => ownerId === row.id || ownerId === row.receiver_subject)
    const due = own[0]?.to
    return due === undefined ? [] : [{ row, own, due }]
  })
  if (told.length === 0) return
  const versions = await moveDueDays(
    db,
    told.map(({ row, due }) => ({ id: row.id, dueOn: due })),
  )
  await emit(
    db,
    ...told.map(
      ({ row, own, due }): EventDraft => ({
        type: 'handover.clockMoved',
        no: row.id,
        version: versions.get(row.id) ?? row.version,
        actor: SYSTEM_ACTING,
        sight: {
          organs: [...new Set([...row.from_organs, ...row.to_organs])],
          divisions: [...new Set([...row.from_divisions, ...row.to_divisions])],
        },
        clocks: own.map(({ state }) => toldClock(state, change.book.calendarOf(state.calendar))),
        payload: {
          handoverId: row.id,
          from: row.from_organisation,
          ...(row.from_window === null ? {} : { fromWindow: row.from_window }),
          to: row.to_organisation,
          ...(row.to_window === null ? {} : { toWindow: row.to_window }),
          status: row.status as HandoverStatus,
          dueOn: due,
          cases: row.cases,
          ...toldMove(own, change),
        },
      }),
    ),
  )
}
