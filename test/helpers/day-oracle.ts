import { calculate } from '../../src/features/deadlines/calculate.js'
import type {
  CalendarDayRow,
  CalendarYearRow,
  WorkingCalendar,
} from '../../src/features/deadlines/calendar.js'
import { bindBook, type CalendarPages } from '../../src/features/deadlines/calendar-book.js'
import {
  type ClockState,
  dueOn,
  overBy,
  remainingDays,
  usedDays,
} from '../../src/features/deadlines/clock.js'

// A slow way to say when a limit ends: one day after the other, over a nation, a region and a centre with days of their own.
// It shares nothing with the code but the shape of rows.

const FIRST = Date.UTC(2023, 0, 1)
const DAY_MS = 86_400_000
/** Through 2045: far beyond the longest limit with its pauses. */
const DATES = Array.from({ length: 8400 }, (_, at) =>
  new Date(FIRST + at * DAY_MS).toISOString().slice(0, 10),
)
const indexOf = (date: string): number => Math.round((Date.parse(`${date}T00:00:00Z`) - FIRST) / DAY_MS)
const isWeekend = (at: number): boolean => [0, 6].includes(new Date(FIRST + at * DAY_MS).getUTCDay())
const yearAt = (at: number): string => (DATES[at] ?? '').slice(0, 4)

/** Numbers that look random and come again with the same seed. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

interface Level {
  pages: CalendarPages
  off: (at: number) => boolean
  /** A day off that somebody has set, here or above: a plain weekend is none. */
  isSetOff: (at: number) => boolean
  isCertain: (year: string) => boolean
}

/** A nation with notices, a region over it, a centre over that: some years are not loaded, some only provisional. */
function drawLevels(draw: (below: number) => number): Level[] {
  const levels: Level[] = []
  for (const [code, parent] of [
    ['CN', null],
    ['REGION', 'CN'],
    ['CENTRE', 'REGION'],
  ] as const) {
    const above = levels.at(-1)
    const years: CalendarYearRow[] = []
    const days = new Map<string, CalendarDayRow>()
    for (let year = 2024; year <= 2032; year++) {
      if (draw(4) === 0) continue
      years.push({ year, status: draw(4) === 0 ? 'PROVISIONAL' : 'OFFICIAL' })
      for (let n = draw(code === 'CN' ? 40 : 8); n > 0; n--) {
        const date = DATES[indexOf(`${year}-01-01`) + draw(365)] ?? ''
        days.set(date, { date, kind: draw(4) === 0 ? 'WORKDAY' : 'HOLIDAY', name: 'x' })
      }
    }
    const kinds = new Map([...days.values()].map(({ date, kind }) => [date, kind]))
    const statuses = new Map(years.map(({ year, status }) => [String(year), status]))
    levels.push({
      pages: {
        code,
        parent,
        division: null,
        organisation: null,
        revision: 1,
        years,
        days: [...days.values()],
      },
      off(at) {
        const kind = kinds.get(DATES[at] ?? '')
        if (above === undefined) return kind === undefined ? isWeekend(at) : kind === 'HOLIDAY'
        // A day off above stays one, where somebody set it; else the own word counts, else that above.
        if (kind === 'HOLIDAY') return true
        return kind === 'WORKDAY' ? above.isSetOff(at) : above.off(at)
      },
      isSetOff: (at) => kinds.get(DATES[at] ?? '') === 'HOLIDAY' || above?.isSetOff(at) === true,
      isCertain(year) {
        const own = statuses.get(year)
        if (above === undefined) return own === 'OFFICIAL'
        return above.isCertain(year) && own !== 'PROVISIONAL'
      },
    })
  }
  return levels
}

interface Drawn {
  start: number
  amount: number
  unit: 'workingDay' | 'day' | 'month' | 'year'
  pauses: { from: number; to: number }[]
  extensions: number[]
}

function drawCase(draw: (below: number) => number): Drawn {
  const unit = (['workingDay', 'workingDay', 'day', 'month', 'year'] as const)[draw(5)] ?? 'day'
  const most = { workingDay: 60, day: 120, month: 18, year: 3 }[unit]
  const start = indexOf('2024-01-01') + draw(2200)
  const pauses = Array.from({ length: draw(4) }, () => {
    const from = start - 10 + draw(150)
    return { from, to: from + draw(40) }
  })
  const extensions = Array.from({ length: draw(3) }, () => draw(unit === 'year' ? 2 : 15))
  return { start, amount: draw(most), unit, pauses, extensions }
}

/** The same day so many months later, or the last of that month. */
function monthsLater(at: number, months: number): number {
  const [year = 0, month = 0, day = 0] = (DATES[at] ?? '').split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return indexOf(new Date(first.getTime() + (Math.min(day, last) - 1) * DAY_MS).toISOString().slice(0, 10))
}

interface Said {
  due: string
  provisional: boolean
  days: string
}

function slowly({ start, amount, unit, pauses, extensions }: Drawn, level: Level): Said & { dueAt: number } {
  const total = extensions.reduce((sum, each) => sum + each, amount)
  let left = total
  if (unit === 'month' || unit === 'year')
    left = monthsLater(start, total * (unit === 'year' ? 12 : 1)) - start
  const days: string[] = []
  const none = left === 0
  let at = start
  while (left > 0) {
    at += 1
    const isPaused = pauses.some(({ from, to }) => from <= at && at < to)
    const counts = !isPaused && (unit !== 'workingDay' || !level.off(at))
    if (counts) left -= 1
    days.push(counts ? '+' : '-')
  }
  const nominal = at
  if (!none && unit !== 'workingDay')
    while (level.off(at)) {
      at += 1
      days.push('-')
    }
  let provisional = false
  if (!none)
    for (let each = unit === 'workingDay' ? start + 1 : nominal; each <= at; each += 1)
      if (!level.isCertain(yearAt(each))) provisional = true
  return { due: DATES[at] ?? '', provisional, days: days.join(''), dueAt: at }
}

function quickly(drawn: Drawn, calendar: WorkingCalendar): Said {
  const result = calculate({ calendar, ...inDates(drawn) })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  const { due, provisional, days } = result
  return { due, provisional, days: days.map(({ counted }) => (counted ? '+' : '-')).join('') }
}

const inDates = ({ start, amount, unit, pauses, extensions }: Drawn) => ({
  start: DATES[start] ?? '',
  limit: { amount, unit },
  pauses: pauses.map(({ from, to }) => ({ from: DATES[from] ?? '', to: DATES[to] ?? '' })),
  extensions: extensions.map((more) => ({ amount: more, unit })),
})

/** How a clock of the same limit stands on a day, both ways. */
function standing(
  drawn: Drawn,
  level: Level,
  calendar: WorkingCalendar,
  dueAt: number,
  on: number,
): [string, string] {
  let used = 0
  let over = 0
  for (let at = drawn.start + 1; at <= on; at += 1) {
    const isPaused = drawn.pauses.some(({ from, to }) => from <= at && at < to)
    if (!isPaused && (drawn.unit !== 'workingDay' || !level.off(at))) used += 1
    if (at > dueAt && !level.off(at)) over += 1
  }
  const { start, limit, pauses, extensions } = inDates(drawn)
  const clock: ClockState = {
    ...{ clockId: 'c', kind: 'LEGAL', limit, calendar: calendar.code, startedOn: start, pauses },
    extensions: extensions.map((each) => ({ ...each, on: start })),
  }
  const day = DATES[on] ?? ''
  const total = slowly(drawn, level).days.replaceAll('-', '').length
  const said = [dueOn(clock, calendar).dueOn, usedDays(clock, day, calendar), overBy(clock, day, calendar)]
  return [
    JSON.stringify([DATES[dueAt], used, over, Math.max(0, total - used)]),
    JSON.stringify([...said, remainingDays(clock, day, calendar)]),
  ]
}

/**
 * So many random limits over random calendars, counted both ways. Gives those that differ (the first ten), and how many
 * of them met a pause, an extension, a year that is not certain.
 */
export function compareWithOracle(count: number, seed: number) {
  const draw = numbersFrom(seed)
  const seen = { pauses: 0, extensions: 0, provisional: 0, rolled: 0 }
  const differences: object[] = []
  const perFamily = 500
  for (let done = 0; done < count && differences.length < 10; done += perFamily) {
    const levels = drawLevels(draw)
    const book = bindBook(
      levels.map(({ pages }) => pages),
      [],
    )
    for (let n = 0; n < Math.min(perFamily, count - done); n += 1) {
      const level = levels[draw(3)]
      if (level === undefined) continue
      const drawn = drawCase(draw)
      const calendar = book.calendarOf(level.pages.code)
      const { dueAt, ...slow } = slowly(drawn, level)
      const quick = quickly(drawn, calendar)
      const on = drawn.start + draw(300)
      const [should, is] = standing(drawn, level, calendar, dueAt, on)
      if (drawn.pauses.length > 1) seen.pauses += 1
      if (drawn.extensions.length > 0) seen.extensions += 1
      if (slow.provisional) seen.provisional += 1
      if (drawn.unit !== 'workingDay' && slow.days.endsWith('-')) seen.rolled += 1
      if (JSON.stringify(slow) !== JSON.stringify(quick) || should !== is)
        differences.push({
          ...inDates(drawn),
          code: level.pages.code,
          slow,
          quick,
          should,
          is,
          on: DATES[on],
        })
    }
  }
  return { seen, differences }
}
