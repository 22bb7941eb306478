import fc from 'fast-check'
import t from 'tap'
import { calculate } from '../../src/features/deadlines/calculate.js'
import { buildCalendar } from '../../src/features/deadlines/calendar.js'
import { type ClockState, dueOn, overBy, usedDays } from '../../src/features/deadlines/clock.js'
import { dueAt, hoursLimit } from '../../src/features/deadlines/moments.js'
import type { OfficeHours } from '../../src/features/deadlines/office-hours.js'
import { compareWithOracle } from '../helpers/day-oracle.js'
import { NATIONAL_CALENDAR } from '../helpers/sample.js'

// The oracle shares nothing with the code: its own table, one string date after the other.
const OFF = `
2024-01-01 2024-02-10..17 2024-04-04..06 2024-05-01..05 2024-06-10 2024-09-15..17 2024-10-01..07
2025-01-01 2025-01-28..31 2025-02-01..04 2025-04-04..06 2025-05-01..05 2025-05-31 2025-06-01..02 2025-10-01..08
2026-01-01..03 2026-02-15..23 2026-04-04..06 2026-05-01..05 2026-06-19..21 2026-09-25..27 2026-10-01..07`
const WORKED = `2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 2025-01-26
2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10`

function isOff(date: string): boolean {
  if (WORKED.includes(date)) return false
  for (const span of OFF.trim().split(/\s+/)) {
    const [from = '', lastDay] = span.split('..')
    const through = lastDay === undefined ? from : from.slice(0, 8) + lastDay
    if (from <= date && date <= through) return true
  }
  return /^(Sat|Sun)/.test(new Date(`${date}T12:00:00Z`).toUTCString())
}

function nextDate(date: string): string {
  const next = new Date(`${date}T12:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

function dayBefore(date: string): string {
  const before = new Date(`${date}T12:00:00Z`)
  before.setUTCDate(before.getUTCDate() - 1)
  return before.toISOString().slice(0, 10)
}

function monthsLater(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const at = year * 12 + month - 1 + months
  const prefix = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-`
  for (let last = day; ; last--) {
    const candidate = prefix + String(last).padStart(2, '0')
    const real = new Date(`${candidate}T12:00:00Z`)
    if (!Number.isNaN(real.getTime()) && real.toISOString().startsWith(candidate)) return candidate
  }
}

interface Case {
  start: string
  amount: number
  unit: 'workingDay' | 'day' | 'month' | 'year'
  pauses: { from: string; to: string }[]
  extensions: number[]
  startDayCounts?: boolean
}

/** One day after the other; the answer in the shape of the API, without bases. */
function oracle({ start: begin, amount, unit, pauses, extensions, startDayCounts }: Case): {
  due: string
  days: string[]
} {
  const total = [amount, ...extensions].reduce((sum, part) => sum + part)
  let toCount = total
  if (unit === 'month' || unit === 'year') {
    toCount = 0
    const end = monthsLater(begin, unit === 'year' ? total * 12 : total)
    for (let date = begin; date !== end; date = nextDate(date)) toCount++
  }
  const start = startDayCounts === true && toCount > 0 ? dayBefore(begin) : begin
  const days: string[] = []
  let due = start
  let counted = 0
  while (counted < toCount) {
    due = nextDate(due)
    const paused = pauses.some(({ from, to }) => from <= due && due < to)
    const counts = !paused && (unit !== 'workingDay' || !isOff(due))
    if (counts) counted++
    days.push(`${due} ${counts ? counted : paused ? 'paused' : 'off'}`)
  }
  while (toCount > 0 && unit !== 'workingDay' && isOff(due)) {
    due = nextDate(due)
    days.push(`${due} rollForward`)
  }
  return { due, days }
}

const calendar = buildCalendar(NATIONAL_CALENDAR)
const someDate = (through: number) =>
  fc
    .integer({ min: 0, max: through })
    .map((offset) => new Date(Date.UTC(2024, 0, 1 + offset)).toISOString().slice(0, 10))
const somePause = fc.tuple(someDate(1000), fc.integer({ min: 0, max: 25 })).map(([from, length]) => {
  let to = from
  for (let day = 0; day < length; day++) to = nextDate(to)
  return { from, to }
})
const someCase = fc
  .record({
    start: someDate(820),
    unit: fc.constantFrom('workingDay' as const, 'day' as const, 'month' as const, 'year' as const),
    amount: fc.nat({ max: 60 }),
    pauses: fc.array(somePause, { maxLength: 5 }),
    extensions: fc.array(fc.nat({ max: 15 }), { maxLength: 2 }),
    startDayCounts: fc.boolean(),
  })
  .map((drawn): Case => {
    if (drawn.unit === 'workingDay' || drawn.unit === 'day') return drawn
    return { ...drawn, amount: drawn.amount % (drawn.unit === 'year' ? 2 : 6), extensions: [] }
  })
  // Inside the three years that have notices.
  .filter((drawn) => oracle(drawn).due <= '2026-12-31')

t.test('calculate equals the day-by-day oracle, for any start, limit, pauses and extensions', async (t) => {
  fc.assert(
    fc.property(someCase, (drawn) => {
      const { start, amount, unit, pauses, extensions, startDayCounts = false } = drawn
      const result = calculate({
        calendar,
        start,
        startDayCounts,
        limit: { amount, unit },
        pauses,
        extensions: extensions.map((more) => ({ amount: more, unit })),
      })
      if (!result.ok) throw new Error(JSON.stringify(result.errors))
      const days = result.days.map(({ date, number, reason, counted }) => {
        if (counted !== (number !== undefined))
          throw new Error(`${date}: a number on every counted day, and on no other`)
        return `${date} ${number ?? (reason === 'weekend' || reason === 'holiday' ? 'off' : reason)}`
      })
      return (
        JSON.stringify({ due: result.due, days }) === JSON.stringify(oracle(drawn)) && !result.provisional
      )
    }),
    { numRuns: 3000 },
  )
  t.pass('3000 cases')
})

t.test('a clock is due, used and over as the oracle counts', async (t) => {
  fc.assert(
    fc.property(someCase, someDate(1095), (drawn, today) => {
      const { start, amount, unit, pauses, extensions } = drawn
      const clock: ClockState = {
        clockId: 'c',
        kind: 'LEGAL',
        limit: { amount, unit },
        calendar: 'CN',
        startedOn: start,
        pauses,
        extensions: extensions.map((more) => ({ amount: more, unit, on: start })),
      }
      const { due } = oracle({ ...drawn, startDayCounts: false })
      let used = 0
      let over = 0
      for (let date = start; date < today; ) {
        date = nextDate(date)
        const paused = pauses.some(({ from, to }) => from <= date && date < to)
        if (!paused && (unit !== 'workingDay' || !isOff(date))) used++
        if (date > due && !isOff(date)) over++
      }
      return (
        dueOn(clock, calendar).dueOn === due &&
        usedDays(clock, today, calendar) === used &&
        overBy(clock, today, calendar) === over
      )
    }),
    { numRuns: 1500 },
  )
  t.pass('1500 clocks')
})

t.test(
  'calendars over calendars, years that are not loaded, several pauses: as one day after the other',
  async (t) => {
    const { seen, differences } = compareWithOracle(1000, 15)
    t.same(differences, [], JSON.stringify(seen))
  },
)

// Summer from May through September; Wednesday afternoon closed; nothing said of weekends.
const OFFICE: OfficeHours[] = [
  { weekdays: [3], morning: { from: '08:30', to: '12:00' } },
  {
    season: { from: '05-01', to: '09-30' },
    weekdays: [1, 2, 4, 5],
    morning: { from: '08:30', to: '12:00' },
    afternoon: { from: '15:00', to: '18:00' },
  },
  {
    season: { from: '10-01', to: '04-30' },
    weekdays: [1, 2, 4, 5],
    morning: { from: '09:00', to: '12:00' },
    afternoon: { from: '13:30', to: '17:15' },
  },
]
const openMinutes = (date: string): string => {
  if (isOff(date)) return ''
  if (new Date(`${date}T12:00:00Z`).toUTCString().startsWith('Wed')) return '08:30-12:00'
  const summer = date.slice(5) >= '05-01' && date.slice(5) <= '09-30'
  return summer ? '08:30-12:00 15:00-18:00' : '09:00-12:00 13:30-17:15'
}
const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** One minute after the other, from a time of the first day on. */
function minuteByMinute(start: string, from: number, hours: number, isPaused: (date: string) => boolean) {
  let left = hours * 60
  let date = start
  let minute = from
  for (;;) {
    const open = isPaused(date)
      ? []
      : openMinutes(date)
          .split(' ')
          .map((span) => span.split('-'))
    for (; minute < 1440; minute += 1) {
      const now = timeOf(minute)
      if (!open.some(([begins = '', ends = '']) => begins <= now && now < ends)) continue
      left -= 1
      if (left === 0) return { due: date, until: (minute + 1) * 60_000 }
    }
    date = nextDate(date)
    minute = 0
  }
}

t.test('hours of office end where one minute after the other says, planned and as a clock', async (t) => {
  const offices = buildCalendar({ ...NATIONAL_CALENDAR, officeHours: OFFICE })
  fc.assert(
    fc.property(
      someDate(820),
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 1, max: 40 }),
      fc.array(somePause, { maxLength: 2 }),
      (start, from, amount, pauses) => {
        const isPaused = (date: string) => pauses.some((pause) => pause.from <= date && date < pause.to)
        const said = minuteByMinute(start, from, amount, isPaused)
        const limit = { amount, unit: 'hour' as const }
        const result = calculate({ calendar: offices, start, startTime: timeOf(from), limit, pauses })
        if (!result.ok) throw new Error(JSON.stringify(result.errors))
        const counted = result.days.flatMap(({ spans = [] }) => spans)
        const sum = counted.reduce((minutes, span) => minutes + span.to - span.from, 0) / 3_600_000
        const began = `${new Date(Date.parse(`${start}T00:00:00+08:00`) + from * 60_000).toISOString().slice(0, 23)}000Z`
        const clock: ClockState = {
          ...{ clockId: 'c', kind: 'STEP', calendar: 'CN', startedOn: start, extensions: [], pauses },
          ...hoursLimit(began, amount, offices),
        }
        const end = `${new Date(Date.parse(`${said.due}T00:00:00+08:00`) + said.until).toISOString().slice(0, 23)}000Z`
        return (
          result.due === said.due &&
          result.until === said.until &&
          Math.abs(sum - amount) < 1e-9 &&
          dueOn(clock, offices).dueOn === said.due &&
          dueAt(clock, offices) === end
        )
      },
    ),
    { numRuns: 300 },
  )
  t.pass('300 limits')
})
