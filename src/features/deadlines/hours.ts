import type { WorkingCalendar } from './calendar.js'
import type { DayNumber } from './day-number.js'
import type { DayRange } from './limit.js'
import type { Span } from './office-hours.js'

/** Where hours end: the day, and until when on it, in milliseconds after its beginning. */
export interface HoursEnd {
  day: DayNumber
  until: number
}

/** A day whose hours count, with those of them that were used. */
export interface HoursDay {
  day: DayNumber
  spans: Span[]
}

/**
 * Lays hours out over the days of a calendar (按办公时间计算): from a time of the first day on, on working days alone, and of
 * those only the hours of office, where the calendar knows them. A paused day gives none (whole days, as everywhere).
 * `pauses` must be merged. Gives the days that counted, in order, or undefined where they do not end within `most` days.
 */
export function layHours(
  calendar: WorkingCalendar,
  start: { day: DayNumber; from: number },
  amountMs: number,
  pauses: readonly DayRange[],
  most: number,
): { end: HoursEnd; days: HoursDay[] } | undefined {
  if (amountMs === 0) return { end: { day: start.day, until: start.from }, days: [] }
  const days: HoursDay[] = []
  let left = amountMs
  for (let day = start.day; day <= start.day + most; day += 1) {
    if (pauses.some(({ from, to }) => from <= day && day < to)) continue
    const spans: Span[] = []
    for (const { from, to } of calendar.hoursOf(day)) {
      const begins = day === start.day ? Math.max(from, start.from) : from
      const used = Math.min(left, to - begins)
      if (used <= 0) continue
      spans.push({ from: begins, to: begins + used })
      left -= used
    }
    const last = spans.at(-1)
    if (last === undefined) continue
    days.push({ day, spans })
    if (left === 0) return { end: { day, until: last.to }, days }
  }
  return undefined
}
