import type { LegalDate } from '../../shared/time.js'
import type { DayReason, WorkingCalendar } from './calendar.js'
import { addMonths, type DayNumber, legalDateAt } from './day-number.js'
import type { Span } from './office-hours.js'

export const LIMIT_UNITS = ['workingDay', 'day', 'month', 'year'] as const
/** 工作日, 自然日, 月, 年 */
export type LimitUnit = (typeof LIMIT_UNITS)[number]

/** Of what is asked for: hours of office as well (办公小时), laid out by hours.ts. */
export const ASKED_UNITS = [...LIMIT_UNITS, 'hour'] as const
export type AskedUnit = (typeof ASKED_UNITS)[number]

/** A limit as it is asked for. */
export interface AskedLimit {
  amount: number
  unit: AskedUnit
}

/** A limit (期限) or an extension of one; `amount` is an integer ≥ 0. */
export interface Limit {
  amount: number
  unit: LimitUnit
}

/** Days on which a limit stands still: from ≤ d < to. */
export interface DayRange {
  from: DayNumber
  to: DayNumber
}

/** What has to be counted after the start day until the limit ends. */
export interface Budget {
  /** true: working days; false: days of the calendar. */
  working: boolean
  days: number
}

export interface Reckoning {
  /** The day on which the last day of the budget is counted. */
  nominal: DayNumber
  /** The due day: 24:00 of it is the end. Later than nominal when that is a day off. */
  due: DayNumber
  /** A year without an official calendar was needed. */
  provisional: boolean
}

/** One day after the start day: counted or not, and why. */
export interface ExplainedDay {
  date: LegalDate
  counted: boolean
  /** The how-many-th counted day it is. */
  number?: number
  reason: DayReason | 'calendarDay' | 'paused' | 'rollForward' | 'closed'
  basis?: string
  /** Of a limit in hours: when on that day they were counted. */
  spans?: readonly Span[]
}

const PAUSE_BASIS = '《行政许可法》第四十五条'
/** 民法典 Art. 203: a limit whose last day is a legal holiday ends on the day after the holiday. */
const ROLL_FORWARD_BASIS = '《民法典》第二百零三条'

/** Working days are never mixed with days, months and years of the calendar, nor hours with either: their sum has no meaning. */
export const sameUnitClass = (a: AskedUnit, b: AskedUnit): boolean => classOf(a) === classOf(b)
const classOf = (unit: AskedUnit): string => (unit === 'workingDay' || unit === 'hour' ? unit : 'calendar')

/** Whether none of the parts is in hours; all of them are of one class. */
export const areDays = (parts: readonly AskedLimit[]): parts is readonly Limit[] =>
  parts.every(({ unit }) => unit !== 'hour')

/**
 * Adds up a limit and its extensions (all of one unit class) from their start. Months and years are added first and
 * together, so that 31 January plus one month plus one month is 31 March, then the days.
 */
export function budgetOf(start: DayNumber, parts: readonly Limit[]): Budget {
  if (parts[0]?.unit === 'workingDay') return { working: true, days: sumOf(parts, 'workingDay') }
  const months = sumOf(parts, 'month') + 12 * sumOf(parts, 'year')
  return { working: false, days: addMonths(start, months) + sumOf(parts, 'day') - start }
}

const sumOf = (parts: readonly Limit[], unit: LimitUnit): number =>
  parts.reduce((sum, part) => sum + (part.unit === unit ? part.amount : 0), 0)

/** The union of the ranges, in order and without overlaps: a day is paused once, however many procedures ran on it. */
export function mergeRanges(ranges: readonly DayRange[]): DayRange[] {
  const merged: DayRange[] = []
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (to <= from) continue
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

/**
 * Ends a budget: the start day is not counted (民法典 Art. 201), neither are paused days. Days of the calendar that
 * end on a day off roll to the next working day. `pauses` must be merged. Constant time per pause.
 */
export function reckon(
  calendar: WorkingCalendar,
  start: DayNumber,
  budget: Budget,
  pauses: readonly DayRange[],
): Reckoning {
  if (budget.days === 0) return { nominal: start, due: start, provisional: false }
  const nominal = addUnpaused(calendar, start, budget, pauses)
  const due = budget.working ? nominal : calendar.rollForward(nominal)
  return { nominal, due, provisional: calendar.isProvisional(budget.working ? start + 1 : nominal, due) }
}

function addUnpaused(
  calendar: WorkingCalendar,
  start: DayNumber,
  { working, days }: Budget,
  pauses: readonly DayRange[],
): DayNumber {
  let done = start
  let left = days
  for (const { from, to } of pauses) {
    if (to - 1 <= done) continue
    const before = countDays(calendar, working, done, from - 1)
    if (before >= left) break
    left -= before
    done = to - 1
  }
  return working ? calendar.addWorkingDays(done, left) : done + left
}

function countDays(
  calendar: WorkingCalendar,
  working: boolean,
  after: DayNumber,
  through: DayNumber,
): number {
  if (working) return calendar.countWorkingDays(after, through)
  return Math.max(0, through - after)
}

/** The days d with after < d ≤ through that count: working days or all, without the paused ones (merged). */
export function countUnpaused(
  calendar: WorkingCalendar,
  working: boolean,
  after: DayNumber,
  through: DayNumber,
  pauses: readonly DayRange[],
): number {
  const paused = pauses.reduce(
    (sum, { from, to }) =>
      sum + countDays(calendar, working, Math.max(after, from - 1), Math.min(through, to - 1)),
    0,
  )
  return countDays(calendar, working, after, through) - paused
}

/** Every day after `start` through `through`: counted or not, its number, and why. `pauses` must be merged. */
export function explainDays(
  calendar: WorkingCalendar,
  start: DayNumber,
  { working, days }: Budget,
  pauses: readonly DayRange[],
  through: DayNumber,
): ExplainedDay[] {
  const explained: ExplainedDay[] = []
  let number = 0
  for (let day = start + 1; day <= through; day++) {
    const date = legalDateAt(day)
    if (!working && number === days) {
      explained.push({ date, counted: false, reason: 'rollForward', basis: ROLL_FORWARD_BASIS })
    } else if (pauses.some(({ from, to }) => from <= day && day < to)) {
      // Art. 45 is of limits in working days; one that counts otherwise is of another law.
      explained.push({ date, counted: false, reason: 'paused', ...(working && { basis: PAUSE_BASIS }) })
    } else if (!working) {
      explained.push({ date, counted: true, number: ++number, reason: 'calendarDay' })
    } else {
      const { working: counted, reason, basis } = calendar.describe(day)
      explained.push({
        date,
        counted,
        ...(counted && { number: ++number }),
        reason,
        ...(basis !== undefined && { basis }),
      })
    }
  }
  return explained
}
