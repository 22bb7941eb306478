import type { EventClock } from '../../events/event-parts.js'
import type { WorkingCalendar } from './calendar.js'
import { type ClockState, dueOn, isPaused, isStopped } from './clock.js'
import type { CalendarChange, MovedClock } from './clock-owners.js'
import { dueAt } from './moments.js'

/** A clock as an event tells it. */
export function toldClock(clock: ClockState, calendar: WorkingCalendar): EventClock {
  const due = dueOn(clock, calendar)
  const at = clock.hours === undefined ? undefined : dueAt(clock, calendar)
  return {
    clockId: clock.clockId,
    kind: clock.kind,
    state: isStopped(clock) ? 'STOPPED' : isPaused(clock) ? 'PAUSED' : 'RUNNING',
    startedOn: clock.startedOn,
    provisional: due.provisional,
    limit: { amount: clock.limit.amount, unit: clock.limit.unit },
    ...(due.dueOn === undefined ? {} : { due: due.dueOn }),
    ...(clock.hours === undefined ? {} : { hours: clock.hours.amount }),
    ...(at === undefined ? {} : { dueAt: at }),
    ...(clock.stoppedOn === undefined ? {} : { stoppedOn: clock.stoppedOn }),
    ...(clock.frozenLamp === undefined ? {} : { lamp: clock.frozenLamp }),
    ...(clock.taskId === undefined ? {} : { taskId: clock.taskId }),
    ...(clock.undone === undefined ? {} : { undone: clock.undone }),
  }
}

/** Why clocks moved, from when to when, as the event of their subject tells it (变动原因). */
export const toldMove = (
  moved: readonly MovedClock[],
  { calendar, revision }: Pick<CalendarChange, 'calendar' | 'revision'>,
) => ({
  reason: 'calendarChanged' as const,
  calendar,
  calendarRevision: revision,
  moved: moved.map(({ state, from, to, fromAt, toAt }) => ({
    clockId: state.clockId,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(fromAt === undefined ? {} : { fromAt }),
    ...(toAt === undefined ? {} : { toAt }),
  })),
})
