import { remembered } from './remembered.js'

/** RFC 3339 in UTC with microseconds, as the database gives it: `2026-03-02T01:30:00.000000Z`. */
export type Instant = string

/** A legal date, `YYYY-MM-DD`, in the zone of the calendar (Asia/Shanghai). */
export type LegalDate = string

/** Whether the text is a date that exists, e.g. not 2026-02-29. */
export function isLegalDate(text: string): boolean {
  // The database knows no year 0.
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** Asia/Shanghai has been UTC+8 without summer time since 1991; every case of the service is younger. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000

/** The legal date on which an instant falls in Asia/Shanghai. */
export function legalDateOf(instant: Instant): LegalDate {
  return instant.endsWith('Z') ? dateOfHour(instant.slice(0, HOUR_LENGTH)) : dateOf(instant)
}

/** The zones lie whole hours apart: within an hour of UTC the date is the same. */
const dateOfHour = remembered((hour: string): LegalDate => dateOf(`${hour}:00:00Z`))
const HOUR_LENGTH = 'YYYY-MM-DDTHH'.length
const dateOf = (instant: Instant): LegalDate =>
  new Date(Date.parse(instant) + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10)

/** The instant at which a legal date begins in Asia/Shanghai (00:00 local). */
export const startOfLegalDate: (date: LegalDate) => Instant = remembered(
  (date) =>
    `${new Date(Date.parse(`${date}T00:00:00Z`) - SHANGHAI_OFFSET_MS).toISOString().slice(0, 19)}.000000Z`,
)

/** The time of the day in the zone of legal dates, HH:MM. */
export function timeOfDay(instant: Instant): string {
  const minutes = Math.floor(
    (Date.parse(instant) - Date.parse(startOfLegalDate(legalDateOf(instant)))) / 60_000,
  )
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** The instant so many hours later, to the microsecond. */
export function instantPlusHours(instant: Instant, hours: number): Instant {
  const shifted = new Date(Date.parse(instant) + hours * 3_600_000).toISOString()
  return `${shifted.slice(0, 20)}${instant.slice(20, 26).padEnd(6, '0')}Z`
}

/** The legal date `days` calendar days later. */
export function legalDatePlusDays(date: LegalDate, days: number): LegalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
