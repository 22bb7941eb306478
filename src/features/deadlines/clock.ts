import type { LegalDate } from '../../shared/time.js'
import type { Calculation } from './calculate.js'
import type { WorkingCalendar } from './calendar.js'
import { type ClockKind, isClockKind } from './clock-kinds.js'
import { type DayNumber, dayNumberOf, legalDateAt } from './day-number.js'
import { type HoursEnd, layHours } from './hours.js'
import {
  type Budget,
  budgetOf,
  countUnpaused,
  type DayRange,
  explainDays,
  LIMIT_UNITS,
  type Limit,
  mergeRanges,
  type Reckoning,
  reckon,
  sameUnitClass,
} from './limit.js'

/**
 * Whether this build can reckon a clock: a newer release on the same database may know more kinds and units, and a calendar
 * may be gone. What is not known is shown by its code, and nobody reckons with it.
 */
export const isKnownClock = (clock: ClockState, calendars: { has(code: string): boolean }): boolean =>
  isClockKind(clock.kind) &&
  calendars.has(clock.calendar) &&
  [clock.limit, ...clock.extensions].every(({ unit }) => (LIMIT_UNITS as readonly string[]).includes(unit))

export const LAMPS = ['NONE', 'NOTICE', 'YELLOW', 'RED'] as const
/** 无, 预警, 黄牌, 红牌 */
export type Lamp = (typeof LAMPS)[number]

/** A day d with from ≤ d < to is not counted; without `to` the pause is open. */
export interface ClockPause {
  from: LegalDate
  to?: LegalDate
  /** Working days that the special procedure should take, as the applicant was told (Art. 45). */
  estimatedDays?: number
}

export interface ClockExtension extends Limit {
  on: LegalDate
}

/** A clock (时限) as it is stored, of a case or of anything else; everything else about it is computed from this and the calendar. */
export interface ClockState {
  clockId: string
  kind: ClockKind
  limit: Limit
  /** Code of its calendar. */
  calendar: string
  /** The day after which counting begins. */
  startedOn: LegalDate
  pauses: ClockPause[]
  extensions: ClockExtension[]
  stoppedOn?: LegalDate
  /**
   * A limit in hours: how many, and on its last day until when, in milliseconds after its beginning; `from`: when on its
   * first day it began, by which the hours of office are laid out anew with every pause. Absent in those of before: their
   * last day moves by whole ones, the time of it stays.
   */
  hours?: { amount: number; until: number; from?: number }
  /** So long before the limit whoever does the step is reminded (到期前提醒). */
  reminders?: readonly { amount: number; unit: 'workingDay' | 'day' | 'hour' }[]
  /** The task of a STEP or OPINION clock. */
  taskId?: string
  /** What it is about, where several of its kind may run: the promised day, the code of a material. */
  about?: string
  basis?: string
  /** The act that started it was taken back: it never ran (撤销). */
  undone?: true
  /** The lamp at the stop: nothing becomes overdue after it is finished. */
  frozenLamp?: Lamp
  /** What it was judged by at the stop; a calendar that changes later changes none of it. Absent in those stopped before. */
  frozen?: FrozenFacts
}

interface FrozenFacts extends Pick<ClockDue, 'dueOn' | 'provisional'> {
  used: number
  overBy: number
}

export interface ClockDue {
  /** Absent while a pause is open: nobody knows when it ends. */
  dueOn?: LegalDate
  /** While a pause is open: the due day if the special procedure takes as long as estimated. */
  provisionalDueOn?: LegalDate
  provisional: boolean
}

export type ClockStart = Pick<
  ClockState,
  'clockId' | 'kind' | 'limit' | 'calendar' | 'startedOn' | 'hours' | 'reminders'
> & {
  taskId?: string
  about?: string
  basis?: string
}

export const startClock = (clock: ClockStart): ClockState => ({ ...clock, pauses: [], extensions: [] })

export const isStopped = (clock: ClockState): boolean => clock.stoppedOn !== undefined
export const openPause = (clock: ClockState): ClockPause | undefined =>
  clock.pauses.find((pause) => pause.to === undefined)
export const isPaused = (clock: ClockState): boolean => !isStopped(clock) && openPause(clock) !== undefined
export const isRunning = (clock: ClockState): boolean => !isStopped(clock) && !isPaused(clock)

/** Pauses a running clock; a stopped or paused one stays as it is. */
export function pauseClock(clock: ClockState, on: LegalDate, estimatedDays?: number): ClockState {
  if (!isRunning(clock)) return clock
  const pause = { from: on, ...(estimatedDays !== undefined && { estimatedDays }) }
  return { ...clock, pauses: [...clock.pauses, pause] }
}

/** Ends the open pause; `on` is the first day that counts again. */
export function resumeClock(clock: ClockState, on: LegalDate): ClockState {
  if (!isPaused(clock)) return clock
  return { ...clock, pauses: closedPauses(clock, on) }
}

/**
 * Stops the clock for good and freezes its lamp (`lampOn` of the same day) and, by the calendar of that day, its days;
 * a stopped one stays as it is. Without a calendar, where there is none of its code, the days stay open. What is done on
 * the day on which its clock began (即办) was never near its end: no NOTICE stays of it.
 */
export function stopClock(
  clock: ClockState,
  on: LegalDate,
  lamp: Lamp,
  calendar?: WorkingCalendar,
): ClockState {
  if (isStopped(clock)) return clock
  const frozenLamp: Lamp = lamp === 'NOTICE' && on <= clock.startedOn ? 'NONE' : lamp
  const ended = { ...clock, pauses: closedPauses(clock, on), stoppedOn: on, frozenLamp }
  if (calendar === undefined) return ended
  const stopped = withHoursEnd(ended, calendar)
  const [used, over] = [usedDays(stopped, on, calendar), overBy(stopped, on, calendar)]
  return { ...stopped, frozen: { ...dueOn(stopped, calendar), used, overBy: over } }
}

/** What a stopped clock was judged by, for every date from its stop on. */
const frozenOn = ({ stoppedOn, frozen }: ClockState, date: LegalDate): FrozenFacts | undefined =>
  stoppedOn !== undefined && date >= stoppedOn ? frozen : undefined

const closedPauses = (clock: ClockState, on: LegalDate): ClockPause[] =>
  clock.pauses.map((pause) =>
    pause.to === undefined ? { ...pause, to: on < pause.from ? pause.from : on } : pause,
  )

export type ExtensionRefusal = 'STOPPED' | 'PAUSED' | 'ALREADY_EXTENDED' | 'PAST_DUE' | 'UNIT_MISMATCH'

/** Why the clock cannot be extended: once only, while it runs and before it is due (domain.md §1.2, rule 10). */
export function refuseExtension(
  clock: ClockState,
  extension: ClockExtension,
  calendar: WorkingCalendar,
): ExtensionRefusal | undefined {
  if (isStopped(clock)) return 'STOPPED'
  if (isPaused(clock)) return 'PAUSED'
  if (clock.extensions.length > 0) return 'ALREADY_EXTENDED'
  if (isOverdue(clock, extension.on, calendar)) return 'PAST_DUE'
  return sameUnitClass(clock.limit.unit, extension.unit) ? undefined : 'UNIT_MISMATCH'
}

/** Extends the clock. Throws RangeError when the units cannot be added; ask `refuseExtension` first. */
export function extendClock(clock: ClockState, extension: ClockExtension): ClockState {
  if (!sameUnitClass(clock.limit.unit, extension.unit))
    throw new RangeError('working days and calendar units')
  return { ...clock, extensions: [...clock.extensions, extension] }
}

/** The clock in day numbers, seen on a date. */
export interface ClockSight {
  start: DayNumber
  /** The day to judge by: the date itself, but not later than the stop or the begin of the open pause. */
  day: DayNumber
  budget: Budget
  /** Closed pauses, merged: the open one stands at its begin and has taken nothing yet. */
  pauses: DayRange[]
  reckoning: Reckoning
}

export function seeClock(clock: ClockState, date: LegalDate, calendar: WorkingCalendar): ClockSight {
  const start = dayNumberOf(clock.startedOn)
  const pauses = closedRanges(clock)
  const hours = hoursEndOf(clock, calendar, pauses)
  const budget =
    hours === undefined
      ? budgetOf(start, [clock.limit, ...clock.extensions])
      : { working: true, days: countUnpaused(calendar, true, start, hours.day, pauses) }
  const ends = [date, clock.stoppedOn, openPause(clock)?.from].filter((end) => end !== undefined)
  const day = Math.min(...ends.map(dayNumberOf))
  return { start, day, budget, pauses, reckoning: reckon(calendar, start, budget, pauses) }
}

const closedRanges = ({ pauses }: ClockState): DayRange[] =>
  mergeRanges(
    pauses.flatMap(({ from, to }) =>
      to === undefined ? [] : [{ from: dayNumberOf(from), to: dayNumberOf(to) }],
    ),
  )

/** Where the hours of a clock end by its calendar, with what it stood still until now; undefined: it counts in days. */
export function hoursEndOf(
  clock: ClockState,
  calendar: WorkingCalendar,
  pauses: readonly DayRange[] = closedRanges(clock),
): HoursEnd | undefined {
  const { hours, startedOn } = clock
  if (hours?.from === undefined) return undefined
  const start = { day: dayNumberOf(startedOn), from: hours.from }
  return layHours(calendar, start, hours.amount * HOUR_MS, pauses, MOST_DAYS_OF_HOURS)?.end
}

/** The same with the time at which its hours end now, which is kept beside it: whoever looks later sees whether it moved. */
export function withHoursEnd(clock: ClockState, calendar: WorkingCalendar): ClockState {
  const end = hoursEndOf(clock, calendar)
  if (end === undefined || clock.hours === undefined || end.until === clock.hours.until) return clock
  return { ...clock, hours: { ...clock.hours, until: end.until } }
}

const HOUR_MS = 3_600_000
const MOST_DAYS_OF_HOURS = 7305

/** When the clock is due (24:00 of that day). */
export function dueOn(clock: ClockState, calendar: WorkingCalendar): ClockDue {
  if (clock.frozen !== undefined) {
    const { dueOn: due, provisional } = clock.frozen
    return { ...(due !== undefined && { dueOn: due }), provisional }
  }
  const { reckoning, start } = seeClock(clock, clock.startedOn, calendar)
  const { due, provisional } = reckoning
  const pause = isPaused(clock) ? openPause(clock) : undefined
  if (pause === undefined) return { dueOn: legalDateAt(due), provisional }
  if (pause.estimatedDays === undefined) return { provisional: true }
  // An already passed due day stays: a pause takes nothing back.
  const from = Math.max(dayNumberOf(pause.from), start + 1)
  const provisionalDue = due < from ? due : calendar.addWorkingDays(due, pause.estimatedDays)
  return { provisionalDueOn: legalDateAt(provisionalDue), provisional: true }
}

/** Whether the date is past the due day; a stopped clock is judged by its stop. */
export function isOverdue(clock: ClockState, date: LegalDate, calendar: WorkingCalendar): boolean {
  const frozen = frozenOn(clock, date)
  if (frozen?.dueOn !== undefined) return (clock.stoppedOn ?? date) > frozen.dueOn
  const { day, reckoning } = seeClock(clock, date, calendar)
  return day > reckoning.due
}

/** Working days in (due, date]; a stopped clock is judged by its stop, a paused one by the begin of the pause. */
export function overBy(clock: ClockState, date: LegalDate, calendar: WorkingCalendar): number {
  const frozen = frozenOn(clock, date)
  if (frozen !== undefined) return frozen.overBy
  const { day, reckoning } = seeClock(clock, date, calendar)
  return calendar.countWorkingDays(reckoning.due, day)
}

/** Days counted up to the date (or the stop), in working days or, for the other units, days of the calendar. */
export function usedDays(clock: ClockState, date: LegalDate, calendar: WorkingCalendar): number {
  const frozen = frozenOn(clock, date)
  if (frozen !== undefined) return frozen.used
  const { start, day, budget, pauses } = seeClock(clock, date, calendar)
  // The day on which an open pause began is not counted.
  const pause = openPause(clock)
  const through = pause !== undefined && day === dayNumberOf(pause.from) ? day - 1 : day
  return Math.max(0, countUnpaused(calendar, budget.working, start, through, pauses))
}

/** What is left of the budget, in the same days as `usedDays`; never below 0. */
export function remainingDays(clock: ClockState, date: LegalDate, calendar: WorkingCalendar): number {
  const { budget } = seeClock(clock, date, calendar)
  return Math.max(0, budget.days - usedDays(clock, date, calendar))
}

/** Every day of the clock, in the shape of `calculate`: up to the due day or, while paused, up to `today` without a due day. */
export function explainClock(
  clock: ClockState,
  today: LegalDate,
  calendar: WorkingCalendar,
): Omit<Calculation, 'due'> & { due?: LegalDate } {
  const { start, budget, pauses, reckoning } = seeClock(clock, today, calendar)
  const pause = isPaused(clock) ? openPause(clock) : undefined
  const { dueOn: due, provisional } = dueOn(clock, calendar)
  if (pause === undefined || reckoning.due < dayNumberOf(pause.from)) {
    const days = explainDays(calendar, start, budget, pauses, reckoning.due)
    return { ...(due !== undefined && { due }), provisional, days }
  }
  const through = dayNumberOf(today)
  const standing = mergeRanges([
    ...pauses,
    { from: dayNumberOf(pause.from), to: Math.max(through, start) + 1 },
  ])
  return { provisional, days: explainDays(calendar, start, budget, standing, through) }
}
