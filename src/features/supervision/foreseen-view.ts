import type { CalendarBook } from '../deadlines/calendar-book.js'
import { dueOn } from '../deadlines/clock.js'
import type { Foreseen } from '../deadlines/simulate.js'
import { noticesOf, type Whom } from '../notifications/notice.js'

/** A thing foreseen, as it is answered. */
export function viewOf({ on, what, clock, level, action, why }: Foreseen, book: CalendarBook) {
  return {
    on,
    what,
    ...(clock === undefined
      ? {}
      : { clock: clock.kind, due: dueOn(clock, book.calendarOf(clock.calendar)).dueOn }),
    ...(level === undefined ? {} : { level }),
    ...(action === undefined ? {} : { action }),
    ...(why === undefined ? {} : { why }),
  }
}

/** Who would be told of it, by the rules of the messages themselves. */
export function messagesOf(
  { on, what, clock, level, action, tell }: Foreseen,
  { caseNo, book, organ }: { caseNo?: string; book: CalendarBook; organ: string },
) {
  const due = clock && dueOn(clock, book.calendarOf(clock.calendar)).dueOn
  const event = {
    id: '',
    version: 1,
    occurredAt: `${on}T01:00:00.000000Z`,
    clocks: [],
    ...(caseNo === undefined ? {} : { caseNo }),
  }
  const raised = {
    level: level ?? '',
    rule: clock?.kind ?? '',
    organisation: organ,
    ...(due === undefined ? {} : { due }),
    ...(tell === undefined ? {} : { tell }),
  }
  const told =
    what === 'lamp' || what === 'escalate'
      ? noticesOf({ ...event, type: `alert.${what === 'lamp' ? 'raise' : what}`, payload: raised })
      : what === 'withheld'
        ? []
        : noticesOf({ ...event, type: `case.${action}`, payload: {} })
  return told.map(({ kind, whom }) => ({ kind, to: nameOf(whom) }))
}

/** Who is told, in a word: who stands above the organ (上级) is not its own lead. */
function nameOf(whom: Whom): string {
  if (whom.to === 'parties') return 'parties'
  if (whom.above === true) return 'superior'
  return whom.role ?? (whom.only === 'deputy' ? 'deputy' : 'assignee')
}
