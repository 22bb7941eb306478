import type { InputError } from '../../shared/problem.js'
import { type DayNumber, legalDateAt, weekdayOf } from './day-number.js'

// Hours of office (办公时间) of a calendar as data: by weekday, morning and afternoon, and season of the year.

/** From one time of the day to another, HH:MM; 24:00 is its end. */
export interface DayHours {
  from: string
  to: string
}

/** The hours of some weekdays, in a season or all the year. */
export interface OfficeHours {
  /** Months and days, MM-DD, both included; one that ends before it begins lies over the turn of the year (冬令时). */
  season?: { from: string; to: string }
  /** 1 (Monday) to 7. */
  weekdays: number[]
  morning?: DayHours
  afternoon?: DayHours
}

/** A part of a day, in milliseconds after its beginning: from ≤ t < to. */
export interface Span {
  from: number
  to: number
}

/** So many lines are enough for the seasons of a calendar, as JSON and as a table. */
export const MOST_LINES = 60

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS
/** Where a calendar knows no hours of office, every hour of a working day counts. */
export const WHOLE_DAY: readonly Span[] = [{ from: 0, to: DAY_MS }]

/** Milliseconds after the beginning of the day. */
export function msOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * MINUTE_MS
}

/** HH:MM; 24:00 at the end of a day. */
export function timeAt(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/**
 * When an office works on a working day: by the first line that fits its weekday and season. A day of the weekend that is
 * worked in return for another (调休上班) and has no line of its own is worked as the first weekday that has one. None: closed.
 */
export function hoursOn(lines: readonly OfficeHours[], day: DayNumber): readonly Span[] {
  const inSeason = lines.filter(
    ({ season }) => season === undefined || isIn(season, legalDateAt(day).slice(5)),
  )
  const weekday = weekdayOf(day)
  const own = inSeason.find(({ weekdays }) => weekdays.includes(weekday))
  const line = own ?? (weekday < SATURDAY ? undefined : firstOfWeek(inSeason))
  return line === undefined ? [] : spansOf(line)
}

const SATURDAY = 6

const isIn = ({ from, to }: { from: string; to: string }, day: string): boolean =>
  from <= to ? from <= day && day <= to : from <= day || day <= to

function firstOfWeek(lines: readonly OfficeHours[]): OfficeHours | undefined {
  for (let weekday = 1; weekday < SATURDAY; weekday += 1) {
    const line = lines.find(({ weekdays }) => weekdays.includes(weekday))
    if (line !== undefined) return line
  }
  return undefined
}

const spansOf = ({ morning, afternoon }: OfficeHours): Span[] =>
  [morning, afternoon].flatMap((hours) =>
    hours === undefined ? [] : [{ from: msOf(hours.from), to: msOf(hours.to) }],
  )

/** What is wrong with hours of office (422; pointers into the list). */
export function checkOfficeHours(lines: readonly OfficeHours[]): InputError[] {
  const errors = lines.flatMap(checkLine)
  if (errors.length > 0 || lines.length === 0) return errors
  const closed = DAYS_OF_LEAP_YEAR.find((day) =>
    lines.every(({ season, weekdays }) => {
      const isWorked = season === undefined || isIn(season, day)
      return !isWorked || weekdays.every((weekday) => weekday >= SATURDAY)
    }),
  )
  return closed === undefined ? [] : [finding('', 'SEASON_MISSING', neverOpen(closed))]
}

function checkLine({ season, morning, afternoon }: OfficeHours, index: number): InputError[] {
  const at = `/${index}`
  const errors: InputError[] = []
  if (season !== undefined)
    for (const end of ['from', 'to'] as const)
      if (!DAYS_OF_LEAP_YEAR.includes(season[end]))
        errors.push(finding(`${at}/season/${end}`, 'NOT_A_DAY', NOT_A_DAY))
  if (morning === undefined && afternoon === undefined)
    errors.push(finding(at, 'HOURS_MISSING', HOURS_MISSING))
  for (const [part, hours] of Object.entries({ morning, afternoon }))
    if (hours !== undefined && hours.from >= hours.to)
      errors.push(finding(`${at}/${part}/to`, 'ENDS_BEFORE_IT_BEGINS', ENDS_BEFORE))
  if (morning !== undefined && afternoon !== undefined && afternoon.from < morning.to)
    errors.push(finding(`${at}/afternoon/from`, 'HOURS_OVERLAP', OVERLAP))
  // So many that no limit of a step lasts for tens of years.
  const worked = spansOf({ weekdays: [], ...(morning && { morning }), ...(afternoon && { afternoon }) })
  if (errors.length === 0 && worked.reduce((sum, { from, to }) => sum + to - from, 0) < 60 * MINUTE_MS)
    errors.push(finding(at, 'HOURS_TOO_FEW', TOO_FEW))
  return errors
}

const DAYS_OF_LEAP_YEAR = Array.from({ length: 366 }, (_, day) =>
  new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(5, 10),
)

const finding = (pointer: string, code: string, message: InputError['message']): InputError => ({
  pointer,
  code,
  message,
})
const NOT_A_DAY = { en: 'A day of the year, MM-DD', zh: '应为月日（MM-DD）' }
const HOURS_MISSING = { en: 'Say morning, afternoon or both', zh: '请写明上午或者下午的时间' }
const ENDS_BEFORE = { en: 'It ends after it begins', zh: '结束应晚于开始' }
const OVERLAP = { en: 'The afternoon begins after the morning', zh: '下午的开始不得早于上午的结束' }
const TOO_FEW = { en: 'At least an hour of a day', zh: '每日至少一小时' }
const neverOpen = (day: string) => ({
  en: `No line says when the office works from Monday to Friday on ${day}: add one without a season, or the other season`,
  zh: `${day} 没有周一至周五的办公时间：请增加不分季节的一行，或者另一季节的一行`,
})
