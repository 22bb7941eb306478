import type { Queryable } from '../../database/queryable.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { LegalDate } from '../../shared/time.js'
import type { Status } from '../workflow/statuses.js'
import type { CalendarBook } from './calendar-cache.js'
import { factsWrite, isMoved } from './clock-facts.js'
import {
  type LockedCase,
  lockCases,
  type OpenClockRow,
  raiseVersions,
  selectClocksOfCases,
  updateClockFacts,
} from './deadline-store.js'
import { toldClock } from './told-clock.js'

/** Because of what the clocks move. */
export interface CalendarChange {
  calendar: string
  revision: number
  book: CalendarBook
  today: LegalDate
}

/**
 * Moves the clocks of some cases to what the calendars say now (时限变动): each case that changes gets an event with the
 * old and the new due days, and a new version, so that nobody acts on days that he has not seen. In a transaction: the
 * cases are locked before their clocks are read: an act that came first counts. Gives the number of clocks moved.
 */
export async function moveClocks(
  db: Queryable,
  caseIds: readonly string[],
  change: CalendarChange,
): Promise<number> {
  const cases = await lockCases(db, caseIds)
  const clocks = await selectClocksOfCases(db, caseIds)
  const moved = clocks.filter((clock) => isMoved(clock, change.book, change.today))
  if (moved.length === 0) return 0
  await updateClockFacts(
    db,
    moved.map((clock) => factsWrite(clock, change.book, change.today)),
  )
  const events = cases.flatMap((row) => {
    const own = moved.filter((clock) => clock.case_id === row.id)
    return own.length === 0 ? [] : [clockMoved(row, own, change)]
  })
  await raiseVersions(db, [...new Set(moved.map((clock) => clock.case_id))])
  await emit(db, ...events)
  return moved.length
}

function clockMoved(row: LockedCase, clocks: readonly OpenClockRow[], change: CalendarChange): EventDraft {
  const { book, today, calendar, revision } = change
  const status = row.status as Status
  return {
    type: 'case.clockMoved',
    no: row.case_no,
    version: row.version + 1,
    caseNo: row.case_no,
    caseId: row.id,
    actor: SYSTEM_ACTING,
    sight: { organs: row.organs, divisions: row.divisions },
    clocks: clocks.map(({ state }) => toldClock(state, book.calendarOf(state.calendar))),
    payload: {
      status,
      statusBefore: status,
      itemCode: row.item_code,
      itemVersion: row.item_version,
      itemType: row.item_type,
      organisation: row.organisation_code,
      channel: row.channel,
      ...(row.window_id === null ? {} : { windowId: row.window_id }),
      ...(row.situation === null ? {} : { situation: row.situation }),
      reason: 'calendarChanged',
      calendar,
      calendarRevision: revision,
      moved: clocks.map((clock) => {
        const to = factsWrite(clock, book, today).due_on
        return {
          clockId: clock.clock_id,
          ...(clock.due_on === null ? {} : { from: clock.due_on }),
          ...(to === null ? {} : { to }),
        }
      }),
    },
  }
}
