import type { LegalDate } from '../../shared/time.js'
import { type DayNumber, dayNumberOf, isWeekend, yearOf } from './day-number.js'
import { hoursOn, type OfficeHours, type Span, WHOLE_DAY } from './office-hours.js'

/** The nation's (全国工作日历), which every installation begins with (reference/calendars.ndjson). */
export const NATIONAL_CALENDAR = 'CN'

/** A calendar as its rows hold it: only the days that differ from the plain week of five working days. */
export interface CalendarRows {
  code: string
  /** Rises with every change of the rows; a cache of calendars is keyed by it. */
  revision: number
  years: CalendarYearRow[]
  days: CalendarDayRow[]
  /** When the office works (办公时间); absent: nobody has said, every hour of a working day counts. */
  officeHours?: readonly OfficeHours[]
}

export interface CalendarYearRow {
  year: number
  /** OFFICIAL: the notice of the State Council for this year is in; PROVISIONAL: it may still change. */
  status: 'OFFICIAL' | 'PROVISIONAL'
  noticeNo?: string
}

export interface CalendarDayRow {
  date: LegalDate
  kind: 'HOLIDAY' | 'WORKDAY'
  name: string
  sourceDoc?: string
}

export type DayReason = 'workingDay' | 'makeUpWorkday' | 'weekend' | 'holiday'

/** Why a day is a working day or not; `basis` is the article or the notice that says so. */
export interface DayKind {
  working: boolean
  reason: DayReason
  name?: string
  basis?: string
}

/** 行政许可法 Art. 82: limits count in working days and leave out the legal holidays. */
export const WORKING_DAYS_BASIS = '《行政许可法》第八十二条'

/** Calendars reach from here (first day of the year) … */
export const FIRST_YEAR = 2000
/** … to the end of this year: a start up to 2079, the longest pauses and limits of calculate.ts. */
export const LAST_YEAR = 2130

/**
 * Working days with constant-time addition and difference: `rank` counts the working days up to a day, `select`
 * finds the n-th (about 300 KB a calendar). Days outside FIRST_YEAR … LAST_YEAR throw RangeError.
 */
export interface WorkingCalendar {
  readonly code: string
  readonly revision: number
  isWorkingDay(day: DayNumber): boolean
  /** The n-th working day after `start`, which is not counted itself; n = 0 gives `start`. */
  addWorkingDays(start: DayNumber, n: number): DayNumber
  /** The working days d with afterExclusive < d ≤ throughInclusive; 0 when the range is empty. */
  countWorkingDays(afterExclusive: DayNumber, throughInclusive: DayNumber): number
  /** `day` itself if it is a working day, else the next one. */
  rollForward(day: DayNumber): DayNumber
  describe(day: DayNumber): DayKind
  /** Hours of office on a day, in order: the whole working day where the calendar has none; none on a day off. */
  hoursOf(day: DayNumber): readonly Span[]
  /** Whether a year from `from` through `through` has no official calendar: a result that needs it may still move. */
  isProvisional(from: DayNumber, through: DayNumber): boolean
}

/** Builds the calendar from its rows. A year that is not loaded has weekends only and counts as provisional. */
export function buildCalendar({ code, revision, years, days, officeHours }: CalendarRows): WorkingCalendar {
  const first = dayNumberOf(`${FIRST_YEAR}-01-01`)
  const last = dayNumberOf(`${LAST_YEAR}-12-31`)
  const special = new Map(days.map((row) => [dayNumberOf(row.date), row]))
  const official = new Set(years.filter((row) => row.status === 'OFFICIAL').map((row) => row.year))
  const notices = new Map(years.map((row) => [row.year, row.noticeNo]))

  const works = (day: DayNumber): boolean => {
    const row = special.get(day)
    return row === undefined ? !isWeekend(day) : row.kind === 'WORKDAY'
  }
  // rank[i]: working days among the first i days; select[k]: the day that holds the (k+1)-th working day.
  const rank = new Int32Array(last - first + 2)
  const select: Int32Array = new Int32Array(last - first + 1)
  let count = 0
  for (let day = first; day <= last; day++) {
    if (works(day)) select[count++] = day
    rank[day - first + 1] = count
  }

  const rankAt = (day: DayNumber): number => {
    const value = day < first - 1 ? undefined : rank[day - first + 1]
    if (value === undefined) throw new RangeError(`calendar ${code} does not reach day ${day}`)
    return value
  }
  const selectAt = (number: number): DayNumber => {
    const value = number <= count ? select[number - 1] : undefined
    if (value === undefined) throw new RangeError(`calendar ${code} has no working day ${number}`)
    return value
  }

  return {
    code,
    revision,
    isWorkingDay: (day) => rankAt(day) > rankAt(day - 1),
    addWorkingDays: (start, n) => (n === 0 ? start : selectAt(rankAt(start) + n)),
    countWorkingDays: (afterExclusive, throughInclusive) =>
      throughInclusive <= afterExclusive ? 0 : rankAt(throughInclusive) - rankAt(afterExclusive),
    rollForward: (day) => selectAt(rankAt(day - 1) + 1),
    describe: (day) => describeDay(day, works(day), special.get(day), notices.get(yearOf(day))),
    hoursOf: (day) => {
      if (!works(day)) return []
      return officeHours === undefined ? WHOLE_DAY : hoursOn(officeHours, day)
    },
    isProvisional: (from, through) => {
      for (let year = yearOf(from); year <= yearOf(through); year++) if (!official.has(year)) return true
      return false
    },
  }
}

function describeDay(
  day: DayNumber,
  working: boolean,
  row: CalendarDayRow | undefined,
  noticeNo: string | undefined,
): DayKind {
  if (row === undefined) {
    return working
      ? { working, reason: 'workingDay' }
      : { working, reason: 'weekend', basis: WORKING_DAYS_BASIS }
  }
  const notice = row.sourceDoc ?? noticeNo
  const reason = !working ? 'holiday' : isWeekend(day) ? 'makeUpWorkday' : 'workingDay'
  return {
    working,
    reason,
    name: row.name,
    basis: notice === undefined ? row.name : `${notice}（${row.name}）`,
  }
}
