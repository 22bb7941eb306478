import { type Instant, type LegalDate, startOfLegalDate } from '../../shared/time.js'
import type { BehaviourCondition, BehaviourKind } from './behaviour-kinds.js'
import type { WorkingCalendar } from './calendar.js'
import {
  type ClockDue,
  type ClockSight,
  type ClockState,
  dueOn,
  isRunning,
  LAMPS,
  type Lamp,
  openPause,
  seeClock,
} from './clock.js'
import { type ClockKind, expires } from './clock-kinds.js'
import { type DayNumber, dayNumberOf, legalDateAt, shiftDate } from './day-number.js'
import { countUnpaused } from './limit.js'
import type { Measures } from './measures.js'
import { earliest, judgedOn, laterDay, momentAfter } from './moments.js'

/** When a rule holds: as soon as one of its conditions does. */
export interface LampCondition {
  /** Working days left in (date, due], pauses left out: at most this. */
  remainingAtMost?: number
  /** Part of the budget used, the date included, 0…1: at least this. */
  elapsedAtLeast?: number
  /** Past due, and at least this many working days in (due, date]; 0: from the day after the due day. */
  overBy?: number
}

/** One threshold of 电子监察 (domain.md §5); a row of `monitor_rules`. */
export interface MonitorRule {
  kind: ClockKind | BehaviourKind
  level: Exclude<Lamp, 'NONE'>
  version: number
  when: LampCondition & BehaviourCondition
  basis?: string
  /** Who is told, when it goes further, what it counts. */
  measures?: Measures | null
}

/** How grave a lamp is: NONE 0 … RED 3. */
export const gravity = (lamp: Lamp): number => LAMPS.indexOf(lamp)

/**
 * The lamp of a clock on a date: the gravest rule that holds. Frozen once the clock is stopped; while paused it stays
 * as it was when the pause began; NONE before the clock starts. A budget of one day or less gives no NOTICE.
 */
export function lampOn(
  clock: ClockState,
  date: LegalDate,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
): Lamp {
  if (clock.stoppedOn !== undefined && date >= clock.stoppedOn && clock.frozenLamp !== undefined) {
    return clock.frozenLamp
  }
  const sight = seeClock(clock, date, calendar)
  return lampAt(clock.kind, sight, sight.day, calendar, rules)
}

/**
 * The lamp with which a clock came to its pause or its stop, whatever was frozen: an alert of it may be open. A notice is
 * closed then, a card that nobody raised yet is raised; NONE while it runs.
 */
export function lampLeft(clock: ClockState, calendar: WorkingCalendar, rules: readonly MonitorRule[]): Lamp {
  const stood = clock.stoppedOn ?? openPause(clock)?.from
  if (stood === undefined) return 'NONE'
  const { frozenLamp: _frozen, ...asItWas } = clock
  return lampOn(asItWas, stood, calendar, rules)
}

/** Never falls as the day rises: `nextLook` depends on it. */
function lampAt(
  kind: ClockKind,
  sight: ClockSight,
  day: DayNumber,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
): Lamp {
  if (day < sight.start) return 'NONE'
  let lamp: Lamp = 'NONE'
  for (const { kind: of, level, when } of rules) {
    if (of !== kind || gravity(level) <= gravity(lamp)) continue
    if (level === 'NOTICE' && sight.budget.days <= 1) continue
    if (holds(when, sight, day, calendar)) lamp = level
  }
  return lamp
}

function holds(when: LampCondition, sight: ClockSight, day: DayNumber, calendar: WorkingCalendar): boolean {
  const { start, budget, pauses, reckoning } = sight
  const { remainingAtMost, elapsedAtLeast, overBy } = when
  if (overBy !== undefined && day > reckoning.due) {
    if (calendar.countWorkingDays(reckoning.due, day) >= overBy) return true
  }
  if (remainingAtMost !== undefined) {
    if (countUnpaused(calendar, true, day, reckoning.due, pauses) <= remainingAtMost) return true
  }
  if (elapsedAtLeast === undefined) return false
  // A hair below: a product such as 0.29 × 100 is not exact in binary.
  return countUnpaused(calendar, budget.working, start, day, pauses) >= elapsedAtLeast * budget.days - 1e-9
}

/** Why the monitor looks at a clock: its lamp rises, or what the law attaches to the end falls due. */
export type LookReason = Exclude<Lamp, 'NONE'> | 'EXPIRED'

export interface Look {
  /** The monitor looks at 00:00 of this date. */
  at: LegalDate
  why: LookReason
}

/**
 * The first date after `afterDate` on which the lamp is graver than `seen` (default: the lamp of afterDate), or on which
 * a clock has expired to whose end the law attaches a consequence (视为受理, 补正不来). Nothing for a clock that is
 * stopped or paused, or that has nothing left to show.
 */
export function nextLook(
  clock: ClockState,
  afterDate: LegalDate,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
  seen: Lamp = lampOn(clock, afterDate, calendar, rules),
): Look | undefined {
  if (!isRunning(clock)) return undefined
  const after = dayNumberOf(afterDate)
  const sight = seeClock(clock, afterDate, calendar)
  const expiry = sight.reckoning.due + 1
  const rise = riseAfter(clock.kind, sight, after, gravity(seen), calendar, rules)
  if (expires(clock.kind) && expiry > after && (rise === undefined || expiry <= rise.day)) {
    return { at: legalDateAt(expiry), why: 'EXPIRED' }
  }
  return rise && { at: legalDateAt(rise.day), why: rise.level }
}

/** The first day after `after` on which the lamp of a running clock is graver than `seen` (何时亮灯). */
export function nextRise(
  clock: ClockState,
  after: DayNumber,
  seen: Lamp,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
): { on: LegalDate; level: Exclude<Lamp, 'NONE'> } | undefined {
  const sight = seeClock(clock, clock.startedOn, calendar)
  const rise = riseAfter(clock.kind, sight, after, gravity(seen), calendar, rules)
  return rise && { on: legalDateAt(rise.day), level: rise.level }
}

/** By halving: lamps never fall while a clock runs, and none rises after the largest `overBy`. */
function riseAfter(
  kind: ClockKind,
  sight: ClockSight,
  after: DayNumber,
  seen: number,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
): { day: DayNumber; level: Exclude<Lamp, 'NONE'> } | undefined {
  const most = Math.max(1, ...rules.filter((of) => of.kind === kind).map(({ when }) => when.overBy ?? 0))
  const risen = (day: DayNumber): boolean => gravity(lampAt(kind, sight, day, calendar, rules)) > seen
  let low = after + 1
  let high = Math.max(low, calendar.addWorkingDays(sight.reckoning.due, most))
  if (!risen(high)) return undefined
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (risen(middle)) high = middle
    else low = middle + 1
  }
  const level = lampAt(kind, sight, low, calendar, rules)
  return level === 'NONE' ? undefined : { day: low, level }
}

/** What is shown of a clock on a day. */
export interface ShownClock extends ClockDue {
  lamp: Lamp
}

/** What the row of a clock holds beside its state, computed on the day it is written. */
export interface ClockFacts extends ShownClock {
  nextLook?: { at: Instant; why: string }
}

/** Due day and lamp on `today`, as they are judged at `now`. */
export function shownClock(
  clock: ClockState,
  today: LegalDate,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
  now: Instant = startOfLegalDate(today),
): ShownClock {
  const day = laterDay(judgedOn(clock, now, calendar), today)
  return { ...dueOn(clock, calendar), lamp: lampOn(clock, day, calendar, rules) }
}

/**
 * The derived columns of a clock on `today`. A lamp that burns today is looked at today, since the write itself may have
 * lit it (a deemed acceptance starts its clocks in the past); alerts fire once by their unique key.
 */
export function clockFacts(
  clock: ClockState,
  today: LegalDate,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
  now: Instant = startOfLegalDate(today),
): ClockFacts {
  const look = nextLook(clock, shiftDate(today, -1), calendar, rules, 'NONE')
  const next = earliest(look, momentAfter(clock, now, calendar))
  return { ...shownClock(clock, today, calendar, rules, now), ...(next !== undefined && { nextLook: next }) }
}
