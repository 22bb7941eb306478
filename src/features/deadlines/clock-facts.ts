import type { LegalDate } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import { dueOn, isKnownClock } from './clock.js'
import type { ClockFactsWrite, OpenClockRow } from './deadline-store.js'
import { clockFacts } from './lamps.js'

/** What is kept beside a clock's state, reckoned by the calendars. */
export function factsWrite(
  row: Pick<OpenClockRow, 'case_id' | 'clock_id' | 'state'>,
  book: CalendarBook,
  today: LegalDate,
  organ: string | undefined,
): ClockFactsWrite {
  const facts = clockFacts(row.state, today, book.calendarOf(row.state.calendar), book.rulesFor(organ))
  return {
    case_id: row.case_id,
    clock_id: row.clock_id,
    due_on: facts.dueOn ?? null,
    provisional: facts.provisional,
    lamp: facts.lamp,
    next_look_at: facts.nextLook?.at ?? null,
    next_look_why: facts.nextLook?.why ?? null,
  }
}

/** Whether the calendars say another due day than the one that is kept. */
export const isMoved = ({ state, due_on: kept }: OpenClockRow, book: CalendarBook): boolean =>
  isKnownClock(state, book) && (dueOn(state, book.calendarOf(state.calendar)).dueOn ?? null) !== kept
