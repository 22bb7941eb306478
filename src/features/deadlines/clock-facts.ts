import type { LegalDate } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import { dueOn, isKnownClock, withHoursEnd } from './clock.js'
import type { ClockFactsWrite, OpenClockRow } from './deadline-store.js'
import { clockFacts } from './lamps.js'

/** What is kept beside a clock's state, reckoned by the calendars. */
export function factsWrite(
  row: Pick<OpenClockRow, 'case_id' | 'clock_id' | 'state'>,
  book: CalendarBook,
  today: LegalDate,
  organ: string | undefined,
): ClockFactsWrite {
  const calendar = book.calendarOf(row.state.calendar)
  const facts = clockFacts(row.state, today, calendar, book.rulesFor(organ))
  return {
    case_id: row.case_id,
    clock_id: row.clock_id,
    due_on: facts.dueOn ?? null,
    provisional: facts.provisional,
    lamp: facts.lamp,
    next_look_at: facts.nextLook?.at ?? null,
    next_look_why: facts.nextLook?.why ?? null,
    hours_until: withHoursEnd(row.state, calendar).hours?.until ?? null,
  }
}

/** Whether what is kept of a clock is out of date: its day, or only whether a notice may still move it (预估日期). */
export function isStale(row: OpenClockRow, book: CalendarBook): boolean {
  if (isMoved(row, book)) return true
  const { state, provisional } = row
  return (
    isKnownClock(state, book) && dueOn(state, book.calendarOf(state.calendar)).provisional !== provisional
  )
}

/** Whether the calendars say another due day than the one that is kept or, of hours, another time of it. */
export function isMoved({ state, due_on: kept }: OpenClockRow, book: CalendarBook): boolean {
  if (!isKnownClock(state, book)) return false
  const calendar = book.calendarOf(state.calendar)
  return (dueOn(state, calendar).dueOn ?? null) !== kept || withHoursEnd(state, calendar) !== state
}
