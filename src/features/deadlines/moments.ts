import { type Instant, type LegalDate, legalDateOf, startOfLegalDate } from '../../shared/time.js'
import type { WorkingCalendar } from './calendar.js'
import { type ClockState, dueOn, hoursEndOf, isRunning, isStopped } from './clock.js'
import { dayNumberOf, legalDateAt } from './day-number.js'
import { layHours } from './hours.js'
import type { Limit } from './limit.js'

// Days are reckoned in whole ones; a limit in hours (小时) ends at a time of its last day, and reminders come at moments.

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Twenty years: no limit of a step is longer. */
const MOST_DAYS = 7305

/** How a limit in hours is kept: so many whole working days, and on the last of them until when. */
export interface HoursLimit {
  limit: Limit
  hours: NonNullable<ClockState['hours']>
}

/**
 * A limit in hours from a moment on (按小时计算): it begins with the act itself (民法典 Art. 201). Only hours of working days
 * count, and of those the hours of office where the calendar knows them (办公时间), so that nothing ends on a day off.
 */
export function hoursLimit(from: Instant, amount: number, calendar: WorkingCalendar): HoursLimit {
  const day = dayNumberOf(legalDateOf(from))
  const at = Date.parse(from) - Date.parse(startOfLegalDate(legalDateOf(from)))
  const end = layHours(calendar, { day, from: at }, amount * HOUR_MS, [], MOST_DAYS)?.end
  if (end === undefined) throw new RangeError(`calendar ${calendar.code} does not hold ${amount} hours`)
  const days = calendar.countWorkingDays(day, end.day)
  return { limit: { amount: days, unit: 'workingDay' }, hours: { amount, until: end.until, from: at } }
}

/** The moment after which a clock is overdue: 24:00 of its due day, or the time at which its hours end. */
export function dueAt(clock: ClockState, calendar: WorkingCalendar): Instant | undefined {
  const { dueOn: day } = dueOn(clock, calendar)
  if (day === undefined) return undefined
  const until = isStopped(clock) ? clock.hours?.until : (hoursEndOf(clock, calendar) ?? clock.hours)?.until
  return later(startOfLegalDate(day), until ?? DAY_MS)
}

/** The day by which a clock is judged at a moment: who lets the hours of the last day pass is over by the next working day. */
export function judgedOn(clock: ClockState, now: Instant, calendar: WorkingCalendar): LegalDate {
  const today = legalDateOf(now)
  if (clock.hours === undefined || !isRunning(clock)) return today
  const due = dueAt(clock, calendar)
  if (due === undefined || Date.parse(now) < Date.parse(due)) return today
  const { dueOn: day = today } = dueOn(clock, calendar)
  const over = legalDateAt(calendar.addWorkingDays(dayNumberOf(day), 1))
  return laterDay(over, today)
}

export const laterDay = (one: LegalDate, other: LegalDate): LegalDate => (one > other ? one : other)

/** A moment at which the monitor looks at a clock for another reason than its day. */
export interface Moment {
  at: Instant
  why: string
}

const REMINDER = 'REMINDER_'

/** Which reminder it is for which a clock is looked at, from 0; undefined: none. */
export const reminderOf = (why: string | null): number | undefined =>
  why?.startsWith(REMINDER) === true ? Number(why.slice(REMINDER.length)) : undefined

/** The first moment after another: a reminder (到期前提醒), or the end of hours. */
export function momentAfter(
  clock: ClockState,
  after: Instant,
  calendar: WorkingCalendar,
  told = -1,
): Moment | undefined {
  const isByDayAlone = clock.hours === undefined && (clock.reminders ?? []).length === 0
  if (isByDayAlone || !isRunning(clock)) return undefined
  const due = dueAt(clock, calendar)
  if (due === undefined) return undefined
  const reminders = remindersOf(clock, due, calendar)
  const isToCome = ({ at }: Moment): boolean => Date.parse(at) > Date.parse(after)
  // What was missed while nobody looked is told next; before a clock began nobody is reminded of it.
  const next = told >= 0 ? reminders[told + 1] : reminders.find(isToCome)
  const end = clock.hours === undefined ? [] : [{ at: due, why: 'YELLOW' }].filter(isToCome)
  return [...(next === undefined ? [] : [next]), ...end].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  )[0]
}

/** In the order of time, each under the number of its place. */
function remindersOf({ reminders = [] }: ClockState, due: Instant, calendar: WorkingCalendar): Moment[] {
  const day = dayNumberOf(legalDateOf(later(due, -1)))
  const at = ({ amount, unit }: NonNullable<ClockState['reminders']>[number]): Instant => {
    if (unit === 'hour') return later(due, -amount * HOUR_MS)
    if (unit === 'day') return startOfLegalDate(legalDateAt(day - amount))
    return startOfLegalDate(legalDateAt(workingDaysBefore(day, amount, calendar)))
  }
  return reminders
    .map(at)
    .sort((a, b) => Date.parse(a) - Date.parse(b))
    .map((moment, number) => ({ at: moment, why: `${REMINDER}${number}` }))
}

function workingDaysBefore(day: number, amount: number, calendar: WorkingCalendar): number {
  let before = day
  for (let left = amount; left > 0; before -= 1) if (calendar.isWorkingDay(before)) left -= 1
  while (!calendar.isWorkingDay(before)) before -= 1
  return before
}

/** So many milliseconds after the beginning of a day. */
export const momentOn = (day: LegalDate, ms: number): Instant => later(startOfLegalDate(day), ms)

const later = (instant: Instant, ms: number): Instant =>
  `${new Date(Date.parse(instant) + ms).toISOString().slice(0, 23)}000Z`

/** The earlier of the day on which a lamp rises and of a moment. */
export function earliest(look: { at: LegalDate; why: string } | undefined, moment: Moment | undefined) {
  const byDay = look && { at: startOfLegalDate(look.at), why: look.why }
  if (byDay === undefined || moment === undefined) return moment ?? byDay
  // A reminder of the same moment comes first: it lights no lamp, and is not looked for again.
  return Date.parse(moment.at) <= Date.parse(byDay.at) ? moment : byDay
}
