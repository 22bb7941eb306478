import { remembered } from '../../shared/remembered.js'
import { isLegalDate, type LegalDate } from '../../shared/time.js'

/** Days since 1970-01-01 (a Thursday): dates as integers, so that adding and comparing needs no zone. */
export type DayNumber = number

const DAY_MS = 86_400_000

/** The day number of a legal date. Throws RangeError for anything that is not a real date `YYYY-MM-DD`. */
export const dayNumberOf: (date: LegalDate) => DayNumber = remembered((date) => {
  if (!isLegalDate(date)) throw new RangeError('not a date YYYY-MM-DD')
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS
})

/** The legal date of a day number; years 0000 to 9999. */
export const legalDateAt: (day: DayNumber) => LegalDate = remembered((day) =>
  new Date(day * DAY_MS).toISOString().slice(0, 10),
)

/** The date `days` later (earlier when negative). */
export function shiftDate(date: LegalDate, days: number): LegalDate {
  return legalDateAt(dayNumberOf(date) + days)
}

/** The same day of the month `months` later, or that month's last day when it has no such day. */
export function addMonths(day: DayNumber, months: number): DayNumber {
  const from = new Date(day * DAY_MS)
  const year = from.getUTCFullYear()
  const month = from.getUTCMonth() + months
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastOfMonth)) / DAY_MS
}

export const yearOf: (day: DayNumber) => number = remembered((day) => new Date(day * DAY_MS).getUTCFullYear())

/** 1 (Monday) to 7 (Sunday). */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1

/** Saturday or Sunday. */
export const isWeekend = (day: DayNumber): boolean => weekdayOf(day) > 5
