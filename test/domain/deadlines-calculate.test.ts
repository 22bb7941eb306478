import t from 'tap'
import {
  type CalculationInput,
  calculate,
  MAX_AMOUNT,
  standingOn,
} from '../../src/features/deadlines/calculate.js'
import { buildCalendar } from '../../src/features/deadlines/calendar.js'
import { disputedRange } from '../../src/features/deadlines/disputed.js'
import { checkOfficeHours, type OfficeHours, timeAt } from '../../src/features/deadlines/office-hours.js'
import { officeHoursOfCsv, officeHoursTable } from '../../src/features/deadlines/office-hours-csv.js'
import { NATIONAL_CALENDAR } from '../helpers/sample.js'

const calendar = buildCalendar(NATIONAL_CALENDAR)
type Input = Omit<CalculationInput, 'calendar'>

function calculated(input: Input) {
  const result = calculate({ calendar, ...input })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result
}
const dueOf = (input: Input): string => calculated(input).due
const workingDays = (start: string, amount: number, rest: Partial<Input> = {}): Input => ({
  start,
  limit: { amount, unit: 'workingDay' },
  ...rest,
})

t.test('the reviewed vectors: the start day is not counted', async (t) => {
  const vectors: [start: string, n: number, due: string][] = [
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-02-13', 20, '2026-03-19'],
    ['2026-04-30', 1, '2026-05-06'],
    ['2026-09-18', 20, '2026-10-22'],
    ['2026-09-18', 30, '2026-11-05'],
    ['2026-09-30', 45, '2026-12-08'],
    ['2025-09-26', 20, '2025-10-30'],
    ['2025-12-30', 5, '2026-01-07'],
    ['2024-02-05', 20, '2024-03-08'],
    ['2026-02-14', 5, '2026-02-28'],
    ['2026-02-15', 5, '2026-02-28'],
    ['2026-03-02', 20, '2026-03-30'],
  ]
  for (const [start, n, due] of vectors) {
    const { days, ...result } = calculated(workingDays(start, n))
    t.match(result, { due, provisional: false }, `${start} + ${n}`)
    t.equal(days.filter((day) => day.counted).length, n)
    t.equal(days.at(-1)?.date, due)
  }
})

t.test('the start day counts where another law says so', async (t) => {
  const counted = { startDayCounts: true }
  t.equal(dueOf(workingDays('2026-03-02', 20, counted)), '2026-03-27', 'a day earlier than 2026-03-30')
  t.equal(dueOf(workingDays('2026-02-15', 1, counted)), '2026-02-24', 'a day off is none')
  t.equal(dueOf(workingDays('2026-03-02', 0, counted)), '2026-03-02')
  const month = { ...workingDays('2026-03-01', 1, counted), limit: { amount: 1, unit: 'month' as const } }
  t.equal(dueOf(month), '2026-03-31', 'the whole of March')
})

t.test('a pause takes out the day on which it begins, not the one on which it ends', async (t) => {
  const special = { from: '2026-03-09', to: '2026-03-18' }
  t.equal(dueOf(workingDays('2026-03-02', 20, { pauses: [special] })), '2026-04-09')
  t.equal(
    dueOf(workingDays('2026-03-02', 20, { pauses: [{ from: '2026-03-02', to: '2026-03-04' }] })),
    '2026-03-31',
  )
  const overlapping = [
    special,
    { from: '2026-03-11', to: '2026-03-16' },
    { from: '2026-03-17', to: '2026-03-18' },
  ]
  t.equal(dueOf(workingDays('2026-03-02', 20, { pauses: overlapping })), '2026-04-09', 'a union, not a sum')
  t.equal(
    dueOf(workingDays('2026-03-02', 20, { pauses: [{ from: '2026-03-09', to: '2026-03-09' }] })),
    '2026-03-30',
  )
  t.equal(
    dueOf(workingDays('2026-03-02', 20, { pauses: [{ from: '2026-03-31', to: '2026-12-01' }] })),
    '2026-03-30',
  )
})

t.test('every day is explained', async (t) => {
  const { days } = calculated(
    workingDays('2026-02-12', 4, { pauses: [{ from: '2026-02-24', to: '2026-02-26' }] }),
  )
  t.same(
    days.map(({ date, number, reason }) => [date.slice(5), number, reason]),
    [
      ['02-13', 1, 'workingDay'],
      ['02-14', 2, 'makeUpWorkday'],
      ...['02-15', '02-16', '02-17', '02-18', '02-19', '02-20', '02-21', '02-22', '02-23'].map((date) => [
        date,
        undefined,
        'holiday',
      ]),
      ['02-24', undefined, 'paused'],
      ['02-25', undefined, 'paused'],
      ['02-26', 3, 'workingDay'],
      ['02-27', 4, 'workingDay'],
    ],
  )
  t.equal(days.find(({ reason }) => reason === 'paused')?.basis, '《行政许可法》第四十五条')
  t.equal(days.find(({ reason }) => reason === 'holiday')?.basis, '国办发明电〔2025〕7号（春节）')
  t.notOk('number' in (days[2] ?? {}), 'no number on a day that is not counted')
})

t.test('days of the calendar: a limit that ends on a day off rolls to the next working day', async (t) => {
  const { due, days } = calculated({ start: '2026-02-10', limit: { amount: 6, unit: 'day' } })
  t.equal(due, '2026-02-24')
  t.equal(days.filter((day) => day.counted).length, 6)
  t.match(days[5], { date: '2026-02-16', counted: true, number: 6, reason: 'calendarDay' })
  t.same(new Set(days.slice(6).map((day) => `${day.reason} ${day.counted}`)), new Set(['rollForward false']))
  t.equal(days.length, 14)
  t.equal(
    dueOf({ start: '2026-02-13', limit: { amount: 1, unit: 'day' } }),
    '2026-02-14',
    'a worked Saturday',
  )
  t.equal(
    dueOf({
      start: '2026-03-02',
      limit: { amount: 10, unit: 'day' },
      pauses: [{ from: '2026-03-05', to: '2026-03-08' }],
    }),
    '2026-03-16',
    'ten days and three paused ones end on Sunday the 15th',
  )
})

t.test('months and years end on the same day number, or the month’s last', async (t) => {
  const month = (start: string, amount: number, rest: Partial<Input> = {}): string =>
    dueOf({ start, limit: { amount, unit: 'month' }, ...rest })
  t.equal(month('2024-01-31', 1), '2024-02-29')
  t.equal(month('2025-01-31', 1), '2025-02-28')
  t.equal(month('2026-01-31', 1), '2026-02-28', 'a Saturday, but worked')
  t.equal(month('2026-03-31', 1), '2026-04-30')
  t.equal(month('2025-12-31', 2), '2026-02-28')
  t.equal(month('2026-07-15', 3), '2026-10-15')
  t.equal(month('2026-08-04', 2), '2026-10-08', 'ends on 4 October, in the National Day holiday')
  t.equal(dueOf({ start: '2024-02-29', limit: { amount: 1, unit: 'year' } }), '2025-02-28')
  t.equal(dueOf({ start: '2024-06-10', limit: { amount: 2, unit: 'year' } }), '2026-06-10')
  t.equal(
    month('2026-01-31', 1, { extensions: [{ amount: 1, unit: 'month' }] }),
    '2026-03-31',
    'added together',
  )
  t.equal(
    month('2026-03-02', 1, { pauses: [{ from: '2026-03-10', to: '2026-03-13' }] }),
    '2026-04-07',
    'rolled from Sunday the 5th over 清明节',
  )
  t.equal(
    month('2026-05-11', 1, { extensions: [{ amount: 10, unit: 'day' }] }),
    '2026-06-22',
    'rolled over 端午节',
  )
})

t.test('extensions add to the limit, pauses or not', async (t) => {
  const extensions = [{ amount: 10, unit: 'workingDay' as const }]
  t.equal(dueOf(workingDays('2026-09-18', 20, { extensions })), dueOf(workingDays('2026-09-18', 30)))
  const { days } = calculated(
    workingDays('2026-09-18', 20, { extensions, pauses: [{ from: '2026-10-20', to: '2026-11-10' }] }),
  )
  t.equal(days.filter((day) => day.counted).length, 30)
})

t.test('nothing to count: due on the start day, even on a holiday', async (t) => {
  for (const unit of ['workingDay', 'day', 'month', 'year'] as const) {
    t.same(calculated({ start: '2026-02-16', limit: { amount: 0, unit } }), {
      ok: true,
      due: '2026-02-16',
      provisional: false,
      days: [],
    })
  }
})

t.test('provisional as soon as a year without a notice is needed', async (t) => {
  t.equal(calculated(workingDays('2026-12-25', 4)).provisional, false, 'ends on 31 December')
  t.equal(calculated(workingDays('2026-12-25', 5)).provisional, true)
  t.equal(calculated({ start: '2026-12-25', limit: { amount: 1, unit: 'year' } }).provisional, true)
  t.equal(calculated({ start: '2023-12-25', limit: { amount: 1, unit: 'month' } }).provisional, false)
})

t.test('refusals point at the input', async (t) => {
  const refused = (input: Input): string[] => {
    const result = calculate({ calendar, ...input })
    return result.ok ? [] : result.errors.map(({ pointer, code }) => `${pointer} ${code}`)
  }
  const start = '2026-03-02'
  t.same(refused(workingDays('2026-02-30', 5)), ['/start DATE_OUT_OF_RANGE'])
  t.same(refused(workingDays('1999-12-31', 5)), ['/start DATE_OUT_OF_RANGE'])
  t.same(refused(workingDays(start, MAX_AMOUNT.workingDay + 1)), ['/limit/amount AMOUNT_TOO_LARGE'])
  t.same(refused(workingDays(start, 3600, { extensions: [{ amount: 51, unit: 'workingDay' }] })), [
    '/extensions/0/amount AMOUNT_TOO_LARGE',
  ])
  t.same(refused(workingDays(start, -1)), ['/limit/amount NOT_A_COUNT'])
  t.same(refused(workingDays(start, 20, { extensions: [{ amount: 1, unit: 'month' }] })), [
    '/extensions/0/unit UNIT_MISMATCH',
  ])
  t.same(refused(workingDays(start, 5, { pauses: [{ from: '2026-03-09', to: '2026-03-08' }] })), [
    '/pauses/0/to PAUSE_ENDS_BEFORE_IT_BEGINS',
  ])
  t.same(refused(workingDays(start, 5, { pauses: [{ from: '2026-03-04', to: '2046-03-05' }] })), [
    '/pauses SPAN_TOO_LONG',
  ])
  t.same(refused(workingDays(start, 5, { pauses: [{ from: '2026-03-04', to: '9999-12-31' }] })), [
    '/pauses SPAN_TOO_LONG',
  ])
  const pauses = Array.from({ length: 101 }, () => ({ from: start, to: start }))
  t.same(refused(workingDays(start, 5, { pauses })), ['/pauses TOO_MANY'])
})

t.test('the largest limits from the last start stay inside the calendar', async (t) => {
  const start = '2079-12-31'
  t.equal(
    calculated(workingDays(start, MAX_AMOUNT.workingDay)).days.filter((day) => day.counted).length,
    3650,
  )
  t.equal(dueOf({ start, limit: { amount: 10, unit: 'year' } }), '2090-01-02', 'rolled from a Saturday')
  const most = calculate({
    calendar,
    start,
    limit: { amount: 10, unit: 'year' },
    extensions: [
      { amount: 120, unit: 'month' },
      { amount: 3650, unit: 'day' },
    ],
    pauses: [{ from: '2080-01-01', to: '2099-12-31' }],
  })
  t.match(most, { ok: false, errors: [{ code: 'SPAN_TOO_LONG' }] })
})

t.test('how a limit stands on a day, and what it would be where a rule is disputed', async (t) => {
  const asked = {
    calendar,
    start: '2026-03-02',
    limit: { amount: 20, unit: 'workingDay' as const },
    pauses: [{ from: '2026-03-09', to: '2026-03-18' }],
  }
  const result = calculated(asked)
  const on = (day: string) => standingOn(asked, result, day)
  t.equal(result.due, '2026-04-09')
  t.same(on('2026-03-01'), { elapsed: 0, remaining: 20, overBy: 0 })
  t.same(on('2026-03-06'), { elapsed: 4, remaining: 16, overBy: 0 })
  t.same(on('2026-03-17'), { elapsed: 4, remaining: 16, overBy: 0 }, 'it stands still')
  t.same(on('2026-04-09'), { elapsed: 20, remaining: 0, overBy: 0 })
  t.same(on('2026-04-13'), { elapsed: 22, remaining: 0, overBy: 2 })
  t.same(disputedRange(asked), {
    earliest: { due: '2026-04-07', readings: ['startCounted', 'pauseBeginCounted'] },
    latest: { due: '2026-04-10', readings: ['pauseEndExcluded'] },
  })
  const month = { calendar, start: '2026-09-01', limit: { amount: 1, unit: 'month' as const } }
  t.same(disputedRange(month), {
    earliest: { due: '2026-09-30', readings: ['startCounted'] },
    latest: { due: '2026-10-08', readings: [] },
  })
  const { range, standing } = {
    range: disputedRange({ ...month, limit: { amount: 0, unit: 'day' } }),
    standing: on('2026-02-01'),
  }
  t.match(range, { latest: { due: '2026-09-01', readings: [] } })
  t.equal(standing.remaining, 20, 'before it begins')
})

t.test(
  'hours of office: by weekday, season, make-up day; nobody open, and what is wrong with a table',
  async (t) => {
    const day = { morning: { from: '08:30', to: '12:00' }, afternoon: { from: '14:00', to: '17:30' } }
    const week: OfficeHours[] = [
      { weekdays: [5], morning: { from: '08:30', to: '12:00' } },
      { weekdays: [1, 2, 3, 4], ...day },
    ]
    const open = buildCalendar({ ...NATIONAL_CALENDAR, officeHours: week })
    const ends = (start: string, startTime: string, amount: number, rest = {}) => {
      const result = calculate({ calendar: open, start, startTime, limit: { amount, unit: 'hour' }, ...rest })
      if (!result.ok) throw new Error(JSON.stringify(result.errors))
      return `${result.due} ${timeAt(result.until ?? 0)}`
    }
    // 6 March 2026 is a Friday, whose afternoon is closed.
    t.equal(ends('2026-03-05', '16:00', 3), '2026-03-06 10:00', 'an hour and a half on Thursday')
    t.equal(ends('2026-03-06', '11:00', 2), '2026-03-09 09:30', 'over the weekend')
    t.equal(ends('2026-03-07', '10:00', 1), '2026-03-09 09:30', 'begun on a day off')
    t.equal(ends('2026-02-27', '11:30', 1), '2026-02-28 09:00', 'a Saturday worked in return is as a Monday')
    t.equal(ends('2026-03-05', '16:00', 0), '2026-03-05 16:00')
    t.equal(
      ends('2026-03-05', '16:00', 3, { pauses: [{ from: '2026-03-06', to: '2026-03-10' }] }),
      '2026-03-10 10:00',
    )
    t.equal(ends('2026-03-05', '16:00', 2, { extensions: [{ amount: 1, unit: 'hour' }] }), '2026-03-06 10:00')
    t.match(calculate({ calendar, ...workingDays('2026-03-02', 1, { startTime: '09:00' }) }), {
      errors: [{ pointer: '/startTime', code: 'ONLY_FOR_HOURS' }],
    })
    t.match(
      calculate({ calendar, start: '2026-03-02', limit: { amount: 1, unit: 'hour' }, startDayCounts: true }),
      { errors: [{ pointer: '/startDayCounts', code: 'NOT_FOR_HOURS' }] },
    )
    t.match(
      calculate({
        calendar,
        ...workingDays('2026-03-02', 1, { extensions: [{ amount: 1, unit: 'hour' }] }),
      }),
      { errors: [{ pointer: '/extensions/0/unit', code: 'UNIT_MISMATCH' }] },
    )
    const hours: Input = { start: '2026-03-05', startTime: '16:00', limit: { amount: 3, unit: 'hour' } }
    const result = { due: '2026-03-06', days: [] }
    t.same(standingOn({ calendar: open, ...hours }, result, '2026-03-06', '09:00'), {
      elapsed: 2,
      remaining: 1,
      overBy: 0,
    })

    const codes = (lines: OfficeHours[]) =>
      checkOfficeHours(lines).map(({ pointer, code }) => `${pointer} ${code}`)
    t.same(codes(week), [])
    t.same(codes([]), [], 'none: those above count')
    t.same(codes([{ season: { from: '05-01', to: '09-30' }, weekdays: [1], ...day }]), [' SEASON_MISSING'])
    t.same(codes([{ weekdays: [6, 7], ...day }]), [' SEASON_MISSING'], 'nobody works from Monday to Friday')
    t.same(codes([{ season: { from: '02-30', to: '09-30' }, weekdays: [1], ...day }]), [
      '/0/season/from NOT_A_DAY',
    ])
    t.same(codes([{ weekdays: [1] }]), ['/0 HOURS_MISSING'])
    t.same(codes([{ weekdays: [1], morning: { from: '12:00', to: '09:00' } }]), [
      '/0/morning/to ENDS_BEFORE_IT_BEGINS',
    ])
    t.same(codes([{ weekdays: [1], ...day, afternoon: { from: '11:00', to: '17:00' } }]), [
      '/0/afternoon/from HOURS_OVERLAP',
    ])
    t.same(codes([{ weekdays: [1], morning: { from: '09:00', to: '09:30' } }]), ['/0 HOURS_TOO_FEW'])

    const table = officeHoursTable(
      [{ season: { from: '10-01', to: '04-30' }, ...(week[1] as OfficeHours) }],
      'zh',
    )
    t.equal(table.split('\r\n')[1], '10-01,04-30,1 2 3 4,08:30,12:00,14:00,17:30')
    t.match(officeHoursOfCsv(table), {
      hours: [{ season: { from: '10-01', to: '04-30' }, weekdays: [1, 2, 3, 4], ...day }],
    })
    t.same(officeHoursOfCsv('星期,上午上班,上午下班\n周一至周四,8:30,12:00\n周五、六,09：00,12:00'), {
      hours: [
        { weekdays: [1, 2, 3, 4], morning: { from: '08:30', to: '12:00' } },
        { weekdays: [5, 6], morning: { from: '09:00', to: '12:00' } },
      ],
    })
    t.match(officeHoursOfCsv('星期,上午上班,上午下班\n每天,8:30,12:00'), {
      errors: [{ code: 'LINE_UNREADABLE' }],
    })
    t.match(officeHoursOfCsv('星期,备注\n1,x'), {
      errors: [{ code: 'HEADINGS_UNKNOWN', message: { zh: /第 2 列列名“备注”不认识；可用的列名：季节起/ } }],
    })
    t.match(officeHoursOfCsv('星期,上午上班,上午下班\n\n1,8:30,12:00,13:00\n每天,8:30,12:00'), {
      errors: [{ message: { en: /^Line 3: column 4 / } }, { message: { en: /^Line 4: weekdays/ } }],
    })
    // A table that broke off after its headings takes no hours away.
    t.match(officeHoursOfCsv('星期,上午上班,上午下班\n\n'), { errors: [{ code: 'LINES_MISSING' }] })
    t.match(officeHoursOfCsv(`星期,上午上班,上午下班\n${'1-5,08:30,12:00\n'.repeat(61)}`), {
      errors: [{ code: 'TOO_MANY_LINES' }],
    })
  },
)
