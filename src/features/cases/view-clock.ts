import type { LegalDate } from '../../shared/time.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import {
  type ClockState,
  dueOn,
  isKnownClock,
  isPaused,
  isStopped,
  overBy,
  remainingDays,
  usedDays,
} from '../deadlines/clock.js'
import { lampOn } from '../deadlines/lamps.js'
import { dueAt } from '../deadlines/moments.js'
import type { CaseRecord } from './case.js'
import type { ClockView } from './clock-schemas.js'
import { compact } from './compact.js'
import { runsElsewhere } from './moved.js'

/** A clock as callers see it, on a date. */
export function viewClock(
  clock: ClockState,
  record: Pick<CaseRecord, 'tasks' | 'organ' | 'goesOnAs' | 'endedAs'>,
  { calendars, today }: { calendars: Awaited<ReturnType<Calendars['at']>>; today: LegalDate },
): ClockView {
  if (!isKnownClock(clock, calendars)) return viewUnknown(clock)
  const calendar = calendars.calendarOf(clock.calendar)
  const due = dueOn(clock, calendar)
  const paused = isPaused(clock)
  return compact({
    kind: clock.kind,
    state: isStopped(clock) ? 'STOPPED' : paused ? 'PAUSED' : 'RUNNING',
    startedOn: clock.startedOn,
    due: due.dueOn ?? due.provisionalDueOn,
    dueAt: clock.hours === undefined ? undefined : dueAt(clock, calendar),
    hours: clock.hours?.amount,
    provisional: due.provisional,
    limit: clock.limit,
    extended: clock.extensions.length > 0,
    used: usedDays(clock, today, calendar),
    remaining: isStopped(clock) ? undefined : remainingDays(clock, today, calendar),
    overBy: overBy(clock, today, calendar),
    stoppedOn: clock.stoppedOn,
    lamp:
      runsElsewhere(record) && !isStopped(clock)
        ? 'NONE'
        : lampOn(clock, today, calendar, calendars.rulesFor(record.organ.code)),
    basis: clock.basis,
    step: record.tasks.find((task) => task.taskId === clock.taskId)?.step,
    about: clock.about,
  }) as ClockView
}

/** What can be said of a clock that a newer release started: no day of it is reckoned here. */
function viewUnknown({ kind, startedOn, stoppedOn, limit, frozenLamp, basis }: ClockState): ClockView {
  return compact({
    kind,
    state: stoppedOn === undefined ? 'RUNNING' : 'STOPPED',
    startedOn,
    provisional: true,
    limit: limit ?? { amount: 0, unit: 'unknown' },
    extended: false,
    stoppedOn,
    lamp: frozenLamp ?? 'NONE',
    basis,
  }) as ClockView
}
