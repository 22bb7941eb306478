import type { LegalDate } from '../../shared/time.js'
import type { WorkingCalendar } from './calendar.js'
import { type DayNumber, legalDateAt } from './day-number.js'
import { type HoursEnd, layHours } from './hours.js'
import type { DayRange, ExplainedDay } from './limit.js'

const HOUR_MS = 3_600_000

/**
 * When a limit in hours of office ends (按办公小时计算), and why: it begins with the act itself (民法典 Art. 201), so that the
 * first day counts from its time on. undefined where it does not end within `most` days.
 */
export function reckonHours(
  calendar: WorkingCalendar,
  start: { day: DayNumber; from: number },
  hours: number,
  pauses: readonly DayRange[],
  most: number,
): { due: LegalDate; until: number; provisional: boolean; days: ExplainedDay[] } | undefined {
  const laid = layHours(calendar, start, hours * HOUR_MS, pauses, most)
  if (laid === undefined) return undefined
  const { day: due, until } = laid.end
  const counted = new Map(laid.days.map(({ day, spans }, at) => [day, { number: at + 1, spans }]))
  const days: ExplainedDay[] = []
  if (hours > 0)
    for (let day = start.day; day <= due; day += 1)
      days.push(explain(calendar, day, pauses, counted.get(day)))
  const provisional = hours > 0 && calendar.isProvisional(start.day, due)
  return { due: legalDateAt(due), until, provisional, days }
}

function explain(
  calendar: WorkingCalendar,
  day: DayNumber,
  pauses: readonly DayRange[],
  counted: Pick<ExplainedDay, 'number' | 'spans'> | undefined,
): ExplainedDay {
  const date = legalDateAt(day)
  if (pauses.some(({ from, to }) => from <= day && day < to))
    return { date, counted: false, reason: 'paused' }
  const { working, reason, basis } = calendar.describe(day)
  return {
    date,
    counted: counted !== undefined,
    ...counted,
    reason: working && counted === undefined ? 'closed' : reason,
    ...(basis === undefined ? {} : { basis }),
  }
}

/** Hours of office between two moments (相差的办公小时), without those of paused days; to the hundredth. */
export function hoursElapsed(
  calendar: WorkingCalendar,
  start: { day: DayNumber; from: number },
  end: HoursEnd,
  pauses: readonly DayRange[],
): number {
  let sum = 0
  for (let day = start.day; day <= end.day; day += 1) {
    if (pauses.some(({ from, to }) => from <= day && day < to)) continue
    for (const { from, to } of calendar.hoursOf(day)) {
      const begins = day === start.day ? Math.max(from, start.from) : from
      const ends = day === end.day ? Math.min(to, end.until) : to
      sum += Math.max(0, ends - begins)
    }
  }
  return Math.round((sum / HOUR_MS) * 100) / 100
}
