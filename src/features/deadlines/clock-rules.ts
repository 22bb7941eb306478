import type { LegalDate } from '../../shared/time.js'
import type { WorkingCalendar } from './calendar.js'
import {
  type ClockState,
  extendClock,
  isPaused,
  isRunning,
  isStopped,
  openPause,
  pauseClock,
  resumeClock,
  startClock,
  stopClock,
  withHoursEnd,
} from './clock.js'
import type { ClockChange, ClockLimit, ClockLimits, ClockSurroundings, OpenedTask } from './clock-change.js'
import { CASE_CLOCK_KINDS, type CaseClockKind, isCaseClock, type OwedKind } from './clock-kinds.js'
import { CLOCK_RULES, type Trigger } from './clock-table.js'
import { dayNumberOf } from './day-number.js'
import { lampOn } from './lamps.js'
import { type Limit, sameUnitClass } from './limit.js'
import { hoursLimit, judgedOn, laterDay } from './moments.js'

/** The clocks of a case after an act: all of them, in their order, new ones at the end. */
export function applyClockEffects(
  clocks: readonly ClockState[],
  change: ClockChange,
  surroundings: ClockSurroundings,
): ClockState[] {
  const started = CASE_CLOCK_KINDS.flatMap((kind) => startsOf(kind, clocks, change, surroundings))
  return [...clocks, ...started].map((before) => {
    if (isStopped(before)) return before
    const clock = extended(before, change)
    const givesWay = beginsAnew(clock.kind, change) && !started.includes(before)
    if (!givesWay && !stops(clock, change)) return pausedOrResumed(clock, change, surroundings)
    const calendar = surroundings.calendarOf(clock.calendar)
    const judged =
      change.now === undefined ? change.on : laterDay(judgedOn(clock, change.now, calendar), change.on)
    return stopClock(clock, change.on, lampOn(clock, judged, calendar, surroundings.rules), calendar)
  })
}

function startsOf(
  kind: CaseClockKind,
  clocks: readonly ClockState[],
  change: ClockChange,
  { newClockId, calendarOf }: ClockSurroundings,
): ClockState[] {
  const { starts, startsAt, atWindow } = CLOCK_RULES[kind]
  const { calendar } = change
  if (starts.on === 'task') {
    return (change.tasksOpened ?? []).flatMap(({ taskId, kind: of = 'STEP', reminders, ...task }) => {
      const days = daysOf(task, change, calendarOf(calendar))
      if (days === undefined || of !== kind) return []
      const reminded = reminders === undefined ? {} : { reminders }
      return [
        startClock({
          clockId: newClockId(),
          kind,
          calendar,
          startedOn: change.on,
          taskId,
          ...days,
          ...reminded,
        }),
      ]
    })
  }
  if (starts.on === 'owed') {
    const owed = change.owed?.[kind as OwedKind] ?? []
    return owed
      .filter(({ about }) => !clocks.some((clock) => isAbout(clock, kind, about)))
      .map(({ about, from, limit }) =>
        startClock({
          clockId: newClockId(),
          kind,
          calendar,
          startedOn: from ?? change.on,
          about,
          ...limitOf(limit),
        }),
      )
  }
  const limit = limitFor(kind, change.limits)
  const running = clocks.some((clock) => clock.kind === kind && !isStopped(clock))
  const anew = beginsAnew(kind, change)
  if (limit === undefined || !(anew || (!running && fires(starts, change)))) return []
  const startedOn = change[startsAt]
  if (startedOn === undefined) throw new Error(`${change.action} starts ${kind} but has no ${startsAt}`)
  const own = atWindow === true && !anew ? (change.windowCalendar ?? calendar) : calendar
  return [startClock({ clockId: newClockId(), kind, calendar: own, startedOn, ...limitOf(limit) })]
}

/** Whether the act begins a clock of the kind anew: only the first receipt of what a window collected, and the end of waiting. */
const beginsAnew = (kind: ClockState['kind'], { action, anew }: ClockChange): boolean =>
  anew === true && isCaseClock(kind) && CLOCK_RULES[kind].anewBy?.includes(action) === true

function limitFor(kind: CaseClockKind, limits: ClockLimits): ClockLimit | undefined {
  switch (kind) {
    case 'INTAKE_5D':
      return limits.intake
    case 'INTAKE_PROMISE':
      return limits.intakePromise
    case 'CORRECTION':
      return limits.correction
    case 'CORRECTION_REMINDER':
      return limits.correctionReminder
    case 'PROMISE':
      return limits.promise
    case 'LEGAL':
      return limits.legal
    case 'DELIVERY_10D':
      return limits.delivery
    case 'STEP':
    case 'SPECIAL':
    case 'OPINION':
    case 'DEFERRED':
    case 'COMMITMENT_CHECK':
    case 'HEARING_REQUEST':
    case 'HEARING_HELD':
    case 'PICKUP':
    case 'RENEWAL':
    case 'PAYMENT':
    case 'PUBLICATION':
      return undefined
  }
}

const limitOf = ({ amount, unit, basis }: ClockLimit): { limit: Limit; basis?: string } => ({
  limit: { amount, unit },
  ...(basis !== undefined && { basis }),
})

/** The days of a task, or what its hours come to; undefined: it has none. */
function daysOf(
  { limit, hours }: Pick<OpenedTask, 'limit' | 'hours'>,
  { now }: Pick<ClockChange, 'now'>,
  calendar: WorkingCalendar,
): Pick<ClockState, 'limit' | 'hours' | 'basis'> | undefined {
  if (hours !== undefined && now !== undefined) return hoursLimit(now, hours, calendar)
  return limit && limitOf(limit)
}

const isAbout = (clock: ClockState, kind: CaseClockKind, about: string | undefined): boolean =>
  clock.kind === kind && clock.about === about && !isStopped(clock)

function fires(trigger: Exclude<Trigger, { on: 'task' | 'owed' }>, change: ClockChange): boolean {
  const { action, statusBefore, statusAfter } = change
  switch (trigger.on) {
    case 'entering':
      return statusAfter === trigger.status && statusBefore !== trigger.status
    case 'leaving':
      return statusBefore === trigger.status && statusAfter !== trigger.status
    case 'actions':
      return (trigger.actions as readonly string[]).includes(action)
  }
}

function stops(clock: ClockState, change: ClockChange): boolean {
  if (!isCaseClock(clock.kind)) return false
  if (clock.kind === 'DELIVERY_10D' && change.grantEnded === true) return true
  const trigger = CLOCK_RULES[clock.kind].stops
  if (trigger.on === 'owed')
    return (change.owed?.[clock.kind as OwedKind] ?? []).every(({ about }) => about !== clock.about)
  if (trigger.on !== 'task') return fires(trigger, change)
  return clock.taskId !== undefined && (change.tasksClosed ?? []).includes(clock.taskId)
}

/** Follows the status, so that overlapping special procedures are one pause (domain.md §1.2, rule 9). */
function pausedOrResumed(
  clock: ClockState,
  change: ClockChange,
  { calendarOf }: ClockSurroundings,
): ClockState {
  if (!isCaseClock(clock.kind)) return clock
  const { pausedIn } = CLOCK_RULES[clock.kind]
  if (pausedIn === undefined) return clock
  const { opened, closed } = change.special ?? {}
  if (change.statusAfter !== pausedIn)
    return withHoursEnd(resumeClock(clock, closed?.to ?? change.on), calendarOf(clock.calendar))
  if (isRunning(clock)) return pauseClock(clock, opened?.from ?? change.on, opened?.estimatedDays)
  return opened === undefined ? clock : estimateLonger(clock, opened, change.on, calendarOf(clock.calendar))
}

/** Another special procedure began inside the pause: the pause lasts until the later of the two should end. */
function estimateLonger(
  clock: ClockState,
  opened: { from?: LegalDate; estimatedDays?: number },
  on: LegalDate,
  calendar: WorkingCalendar,
): ClockState {
  const pause = openPause(clock)
  if (!isPaused(clock) || pause === undefined || opened.estimatedDays === undefined) return clock
  const already = calendar.countWorkingDays(dayNumberOf(pause.from) - 1, dayNumberOf(opened.from ?? on) - 1)
  const estimatedDays = Math.max(pause.estimatedDays ?? 0, already + opened.estimatedDays)
  return {
    ...clock,
    pauses: clock.pauses.map((each) => (each === pause ? { ...pause, estimatedDays } : each)),
  }
}

function extended(clock: ClockState, { action, extension, on }: ClockChange): ClockState {
  if (action !== 'extend' || extension === undefined) return clock
  const { amount, unit, kinds = ['PROMISE', 'LEGAL'] } = extension
  const moves = kinds.some((kind) => kind === clock.kind) && sameUnitClass(clock.limit.unit, unit)
  return moves && isRunning(clock) ? extendClock(clock, { amount, unit, on }) : clock
}
