import t from 'tap'
import { type Behaved, type BehaviourKind, judged } from '../../src/features/deadlines/behaviour-kinds.js'
import { buildCalendar } from '../../src/features/deadlines/calendar.js'
import {
  type ClockState,
  dueOn,
  explainClock,
  extendClock,
  isOverdue,
  overBy,
  pauseClock,
  refuseExtension,
  remainingDays,
  resumeClock,
  startClock,
  stopClock,
  usedDays,
} from '../../src/features/deadlines/clock.js'
import { CLOCK_KINDS, type ClockKind } from '../../src/features/deadlines/clock-kinds.js'
import { dayNumberOf, legalDateAt } from '../../src/features/deadlines/day-number.js'
import { beginningText, risesOf } from '../../src/features/deadlines/explained.js'
import { calendarText } from '../../src/features/deadlines/icalendar.js'
import {
  clockFacts,
  gravity,
  type Look,
  lampOn,
  type MonitorRule,
  nextLook,
} from '../../src/features/deadlines/lamps.js'
import type { LimitUnit } from '../../src/features/deadlines/limit.js'
import { escalated, measuresToday } from '../../src/features/deadlines/measures.js'
import { dueAt, hoursLimit, momentAfter } from '../../src/features/deadlines/moments.js'
import { legalDateOf, startOfLegalDate } from '../../src/shared/time.js'
import { NATIONAL_CALENDAR, DEFAULT_MONITOR_RULES as RULES } from '../helpers/sample.js'

const calendar = buildCalendar(NATIONAL_CALENDAR)
const clockOf = (
  kind: ClockKind,
  startedOn: string,
  amount: number,
  unit: LimitUnit = 'workingDay',
): ClockState => startClock({ clockId: 'c1', kind, limit: { amount, unit }, calendar: 'CN', startedOn })
const lamp = (clock: ClockState, date: string): string => lampOn(clock, date, calendar, RULES)

/** The dates on which the lamp changes, found day by day. */
function changes(clock: ClockState, from: string, days: number): string[] {
  const found: string[] = []
  let shown = lamp(clock, from)
  for (let day = dayNumberOf(from) + 1; day <= dayNumberOf(from) + days; day++) {
    const now = lamp(clock, legalDateAt(day))
    if (now !== shown) found.push(`${legalDateAt(day)} ${now}`)
    shown = now
  }
  return found
}

/** The same, as the monitor finds them: from look to look. */
function looks(clock: ClockState, from: string): string[] {
  const found: string[] = []
  let look: Look | undefined = nextLook(clock, from, calendar, RULES)
  while (look !== undefined) {
    found.push(`${look.at} ${look.why}`)
    look = nextLook(clock, look.at, calendar, RULES)
  }
  return found
}

t.test(
  'a clock counts from the day after its start and is overdue from the day after its due day',
  async (t) => {
    const clock = clockOf('LEGAL', '2026-03-02', 20)
    t.same(dueOn(clock, calendar), { dueOn: '2026-03-30', provisional: false })
    t.equal(usedDays(clock, '2026-03-02', calendar), 0)
    t.equal(usedDays(clock, '2026-03-06', calendar), 4)
    t.equal(remainingDays(clock, '2026-03-06', calendar), 16)
    t.equal(isOverdue(clock, '2026-03-30', calendar), false, 'due is 24:00 of the due day')
    t.equal(isOverdue(clock, '2026-03-31', calendar), true)
    t.equal(overBy(clock, '2026-03-30', calendar), 0)
    t.equal(overBy(clock, '2026-04-07', calendar), 5, 'the Qingming days off do not count')
    t.equal(remainingDays(clock, '2026-04-07', calendar), 0)
  },
)

t.test('an open pause leaves the due day open; its end moves it', async (t) => {
  const clock = pauseClock(clockOf('LEGAL', '2026-03-02', 20), '2026-03-09', 7)
  t.same(dueOn(clock, calendar), { provisionalDueOn: '2026-04-09', provisional: true })
  t.equal(usedDays(clock, '2026-03-13', calendar), 4, 'up to the day before the pause')
  t.equal(remainingDays(clock, '2026-06-01', calendar), 16)
  t.equal(nextLook(clock, '2026-03-10', calendar, RULES), undefined)
  t.equal(pauseClock(clock, '2026-03-12'), clock, 'already paused')
  const resumed = resumeClock(clock, '2026-03-18')
  t.same(dueOn(resumed, calendar), { dueOn: '2026-04-09', provisional: false })
  const atOnce = resumeClock(pauseClock(clockOf('LEGAL', '2026-03-02', 20), '2026-03-02'), '2026-03-04')
  t.equal(dueOn(atOnce, calendar).dueOn, '2026-03-31')
})

t.test('the lamp stays as it was while the clock is paused', async (t) => {
  const clock = clockOf('PROMISE', '2026-03-02', 5)
  t.equal(lamp(clock, '2026-03-06'), 'NOTICE')
  t.equal(lamp(pauseClock(clock, '2026-03-06'), '2026-05-20'), 'NOTICE')
  t.equal(lamp(pauseClock(clock, '2026-03-05'), '2026-05-20'), 'NONE')
  const resumed = resumeClock(pauseClock(clock, '2026-03-05'), '2026-05-20')
  t.equal(dueOn(resumed, calendar).dueOn, '2026-05-22')
  t.equal(lamp(resumed, '2026-05-21'), 'NOTICE')
})

t.test('lamps by the default rules, each found by the monitor on its date', async (t) => {
  const table: [kind: ClockKind, amount: number, expected: string[]][] = [
    ['INTAKE_5D', 5, ['2026-03-06 NOTICE', '2026-03-10 YELLOW', '2026-03-11 RED']],
    ['PROMISE', 10, ['2026-03-12 NOTICE', '2026-03-17 YELLOW', '2026-03-19 RED']],
    ['PROMISE', 4, ['2026-03-05 NOTICE', '2026-03-09 YELLOW', '2026-03-11 RED']],
    ['LEGAL', 20, ['2026-03-25 NOTICE', '2026-03-31 RED']],
    ['STEP', 3, ['2026-03-04 NOTICE', '2026-03-06 YELLOW', '2026-03-10 RED']],
    ['DELIVERY_10D', 10, ['2026-03-12 NOTICE', '2026-03-17 RED']],
    ['PROMISE', 1, ['2026-03-04 YELLOW', '2026-03-06 RED']],
    ['PROMISE', 0, ['2026-03-03 YELLOW', '2026-03-05 RED']],
  ]
  for (const [kind, amount, expected] of table) {
    const clock = clockOf(kind, '2026-03-02', amount)
    t.same(changes(clock, '2026-03-02', 60), expected, `${kind} ${amount}`)
    const monitored =
      kind === 'INTAKE_5D' ? expected.map((look) => look.replace('YELLOW', 'EXPIRED')) : expected
    t.same(looks(clock, '2026-03-02'), monitored, `${kind} ${amount} by looks`)
  }
})

t.test('"over" begins on the day off after the due day, "over by one" on the next working day', async (t) => {
  const delivery = clockOf('DELIVERY_10D', '2026-02-27', 10)
  t.equal(dueOn(delivery, calendar).dueOn, '2026-03-12')
  const fridays = {
    promise: clockOf('PROMISE', '2026-03-02', 4),
    delivery: clockOf('DELIVERY_10D', '2026-03-02', 4),
  }
  t.equal(lamp(fridays.promise, '2026-03-08'), 'NOTICE')
  t.equal(lamp(fridays.delivery, '2026-03-07'), 'RED')
  t.same(nextLook(clockOf('INTAKE_5D', '2026-02-28', 5), '2026-03-05', calendar, RULES), {
    at: '2026-03-07',
    why: 'EXPIRED',
  })
})

t.test('looks are where the lamp changes, for limits of any length and over holidays', async (t) => {
  for (const start of ['2026-02-12', '2026-04-29', '2026-09-18']) {
    for (const unit of ['workingDay', 'day', 'month'] as const) {
      for (const amount of [0, 1, 2, 3, 7, 15]) {
        if (unit === 'month' && amount > 2) continue
        for (const kind of ['PROMISE', 'LEGAL', 'STEP', 'DELIVERY_10D'] as const) {
          const paused = resumeClock(
            pauseClock(clockOf(kind, start, amount, unit), '2026-04-30'),
            '2026-05-08',
          )
          for (const clock of [clockOf(kind, start, amount, unit), paused]) {
            t.same(looks(clock, start), changes(clock, start, 120), `${kind} ${amount} ${unit} from ${start}`)
          }
        }
      }
    }
  }
})

t.test('a budget of one day or less gives no NOTICE', async (t) => {
  t.equal(lamp(clockOf('PROMISE', '2026-03-02', 1), '2026-03-03'), 'NONE')
  t.equal(lamp(clockOf('LEGAL', '2026-03-02', 0), '2026-03-02'), 'NONE')
  t.equal(lamp(clockOf('LEGAL', '2026-03-02', 2), '2026-03-02'), 'NOTICE')
  t.equal(lamp(clockOf('LEGAL', '2026-03-02', 2), '2026-03-01'), 'NONE', 'not before it starts')
})

t.test('what has stopped is judged by its stop, for ever', async (t) => {
  const late = clockOf('PROMISE', '2026-03-02', 10)
  const stopped = stopClock(late, '2026-03-18', lampOn(late, '2026-03-18', calendar, RULES))
  t.match(stopped, { stoppedOn: '2026-03-18', frozenLamp: 'YELLOW' })
  t.equal(lamp(stopped, '2026-12-01'), 'YELLOW')
  t.equal(overBy(stopped, '2026-12-01', calendar), 2)
  t.equal(usedDays(stopped, '2026-12-01', calendar), 12)
  t.equal(nextLook(stopped, '2026-03-17', calendar, RULES), undefined)
  t.equal(stopClock(stopped, '2026-03-20', 'RED'), stopped)
  const inTime = stopClock(late, '2026-03-04', lampOn(late, '2026-03-04', calendar, RULES))
  t.equal(lamp(inTime, '2026-12-01'), 'NONE')
  t.equal(isOverdue(inTime, '2026-12-01', calendar), false)
  const paused = stopClock(pauseClock(late, '2026-03-09'), '2026-05-20', 'NONE')
  t.same(paused.pauses, [{ from: '2026-03-09', to: '2026-05-20' }], 'a stop ends the pause')
})

t.test('a clock that starts in the past is looked at on the day of the write', async (t) => {
  const deemed = clockOf('PROMISE', '2026-03-02', 5)
  t.same(clockFacts(deemed, '2026-03-12', calendar, RULES), {
    dueOn: '2026-03-09',
    provisional: false,
    lamp: 'RED',
    nextLook: { at: startOfLegalDate('2026-03-12'), why: 'RED' },
  })
  t.match(clockFacts(clockOf('LEGAL', '2026-03-02', 20), '2026-03-02', calendar, RULES), {
    lamp: 'NONE',
    nextLook: { at: startOfLegalDate('2026-03-25'), why: 'NOTICE' },
  })
  t.equal(clockFacts(pauseClock(deemed, '2026-03-03'), '2026-03-12', calendar, RULES).nextLook, undefined)
})

t.test('an extension moves the due day once, before it, in its own kind of days', async (t) => {
  const clock = clockOf('LEGAL', '2026-09-18', 20)
  const extension = { amount: 10, unit: 'workingDay' as const, on: '2026-10-20' }
  t.equal(refuseExtension(clock, extension, calendar), undefined)
  const extended = extendClock(clock, extension)
  t.equal(dueOn(extended, calendar).dueOn, '2026-11-05')
  t.equal(refuseExtension(extended, extension, calendar), 'ALREADY_EXTENDED')
  t.equal(refuseExtension(clock, { ...extension, on: '2026-10-22' }, calendar), undefined, 'on the due day')
  t.equal(refuseExtension(clock, { ...extension, on: '2026-10-23' }, calendar), 'PAST_DUE')
  t.equal(refuseExtension(clock, { ...extension, unit: 'month' }, calendar), 'UNIT_MISMATCH')
  t.equal(refuseExtension(pauseClock(clock, '2026-09-21'), extension, calendar), 'PAUSED')
  t.equal(refuseExtension(stopClock(clock, '2026-09-21', 'NONE'), extension, calendar), 'STOPPED')
  t.throws(() => extendClock(clock, { ...extension, unit: 'month' }), RangeError)
})

t.test('a clock explains its days', async (t) => {
  const clock = clockOf('STEP', '2026-03-02', 3)
  const running = explainClock(clock, '2026-03-03', calendar)
  t.equal(running.due, '2026-03-05')
  t.same(
    running.days.map((day) => day.number),
    [1, 2, 3],
  )
  const paused = explainClock(pauseClock(clock, '2026-03-04'), '2026-03-08', calendar)
  t.equal(paused.due, undefined)
  t.equal(paused.provisional, true)
  t.same(
    paused.days.map((day) => day.reason),
    ['workingDay', 'paused', 'paused', 'paused', 'paused', 'paused'],
  )
})

t.test(
  'an act is judged by the gravest rule that it falls under, and by none where there is none',
  async (t) => {
    const rule = (kind: BehaviourKind, level: 'NOTICE' | 'YELLOW' | 'RED', when: MonitorRule['when']) => ({
      ...{ kind, level, when, version: 1 },
    })
    const rules = [
      rule('CORRECT_TWICE', 'YELLOW', { timesAtLeast: 2 }),
      rule('CORRECT_TWICE', 'RED', { timesAtLeast: 3 }),
      rule('NO_REASON', 'YELLOW', { shorterThan: 12 }),
      rule('OFF_HOURS', 'NOTICE', { worksFrom: '08:30', worksTo: '18:00' }),
    ]
    const level = (done: Behaved) => judged(done, rules)?.level
    const twice = (times: number) => level({ kind: 'CORRECT_TWICE', times })
    t.same([1, 2, 3, 9].map(twice), [undefined, 'YELLOW', 'RED', 'RED'])
    const reason = (letters: number) => level({ kind: 'NO_REASON', times: 1, letters })
    t.same([11, 12].map(reason), ['YELLOW', undefined])
    const hours = (at: string, isWorkingDay = true) =>
      level({ kind: 'OFF_HOURS', times: 1, at, isWorkingDay })
    t.same(
      ['08:29', '08:30', '17:59', '18:00'].map((at) => hours(at)),
      ['NOTICE', undefined, undefined, 'NOTICE'],
    )
    t.equal(hours('10:00', false), 'NOTICE', 'on a day off')
    const byCalendar = [rule('OFF_HOURS', 'NOTICE', { timesAtLeast: 1 })]
    t.same(
      [true, false].map(
        (isOpen) =>
          judged({ kind: 'OFF_HOURS', times: 1, at: '12:30', isWorkingDay: true, isOpen }, byCalendar)?.level,
      ),
      [undefined, 'NOTICE'],
      'without times of its own by the hours of the calendar',
    )
    t.equal(level({ kind: 'NO_EXAMINATION', times: 1 }), undefined, 'no rule, no alert')
  },
)

t.test('an alert goes further by days that are fixed when it rises, each step once', async (t) => {
  const measures = {
    score: 1,
    escalate: [
      { afterDays: 5, to: ['organ' as const] },
      { afterDays: 2, to: ['superior' as const, 'officer' as const] },
    ],
  }
  const raised = measuresToday(measures, '2026-02-13', calendar)
  t.same(raised.escalate, [
    { on: '2026-02-24', to: ['superior', 'officer'] },
    { on: '2026-02-27', to: ['organ'] },
  ])
  // Until when it may be explained: by its rule, else five working days.
  t.equal(raised.explainBy, '2026-02-27')
  t.same(measuresToday(null, '2026-02-13', calendar), { explainBy: '2026-02-27' })
  t.same(measuresToday({ explainWithin: 2 }, '2026-02-13', calendar), { explainBy: '2026-02-24' })
  const first = escalated(raised, '2026-02-24')
  t.match(first, { to: ['officer', 'superior'], next: '2026-02-27', measures: { done: 1, score: 1 } })
  t.match(escalated(first.measures, '2026-02-24'), { to: [], next: '2026-02-27' })
  t.match(escalated(first.measures, '2026-03-30'), { to: ['organ'], next: undefined, measures: { done: 2 } })
  t.match(escalated(raised, '2026-03-30'), { to: ['officer', 'superior', 'organ'], next: undefined })
})

t.test('the default rules name every clock, each level once', async (t) => {
  const keys = RULES.map(({ kind, level }) => `${kind} ${level}`)
  t.equal(new Set(keys).size, keys.length)
  t.same([...new Set(RULES.map(({ kind }) => kind))].sort(), [
    'ALERT_APPEAL',
    'AUTHORITY_ANSWER',
    'COMMITMENT_BROKEN',
    'COMMITMENT_CHECK',
    'COMPLAINT_ANSWER',
    'COMPLAINT_INTAKE',
    'CONSULTATION_ANSWER',
    'CORRECTION',
    'CORRECTION_REMINDER',
    'CORRECT_TWICE',
    'DEFERRED',
    'DELIVERY_10D',
    'DELIVERY_RIGHTED',
    'HANDOVER',
    'HEARING_HELD',
    'INTAKE_5D',
    'INTAKE_PROMISE',
    'LEGAL',
    'NO_EXAMINATION',
    'NO_REASON',
    'OPINION',
    'ORDER_REPLY',
    'PAYMENT',
    'PICKUP',
    'PROMISE',
    'PUBLICATION',
    'RECTIFICATION',
    'RENEWAL',
    'SPECIAL',
    'STEP',
    'WITHDRAWN_UNPROVEN',
  ])
  t.notOk(keys.includes('LEGAL YELLOW'))
  t.same(
    ['NONE', 'NOTICE', 'YELLOW', 'RED'].map((level) => gravity(level as 'NONE')),
    [0, 1, 2, 3],
  )
})

t.test('a calendar of due days keeps to RFC 5545: folded by octets, escaped, whole days', async (t) => {
  const text = calendarText(
    [
      {
        uid: 'a@yichuang',
        stamp: '2026-03-02T01:02:03.000000Z',
        on: '2026-03-31',
        summary: `一二三四五六七八九十;${'很长'.repeat(30)}`,
        description: '5111002603021000013\n甲,乙\\丙',
        category: 'NOTICE',
      },
    ],
    '待办期限',
  )
  t.ok(text.endsWith('END:VCALENDAR\r\n'))
  const lines = text.split('\r\n')
  t.same(
    lines.filter((line) => Buffer.byteLength(line) > 75),
    [],
  )
  const unfolded = text.replaceAll('\r\n ', '').split('\r\n')
  t.ok(unfolded.includes('DTSTART;VALUE=DATE:20260331'))
  t.ok(unfolded.includes('DTEND;VALUE=DATE:20260401'))
  t.ok(unfolded.includes('DTSTAMP:20260302T010203Z'))
  t.ok(unfolded.includes(`SUMMARY:一二三四五六七八九十\\;${'很长'.repeat(30)}`))
  t.ok(unfolded.includes('DESCRIPTION:5111002603021000013\\n甲\\,乙\\\\丙'))
})

t.test('each kind of clock says what began it, and its rises come in order', async (t) => {
  for (const kind of CLOCK_KINDS) t.ok(beginningText(kind)?.zh, kind)
  t.equal(beginningText('OF_A_NEWER_RELEASE'), undefined)
  const rises = risesOf(clockOf('STEP', '2026-03-02', 3), calendar, RULES)
  t.same(
    rises.map(({ on, level }) => `${on} ${level}`),
    ['2026-03-04 NOTICE', '2026-03-06 YELLOW', '2026-03-10 RED'],
  )
  const paused = pauseClock(clockOf('STEP', '2026-03-02', 3), '2026-03-04')
  t.same(risesOf(paused, calendar, RULES), [], 'nobody knows while it stands still')
})

t.test('a limit in hours begins with the act, counts on working days, and ends at its time', (t) => {
  const at = (from: string, hours: number): ClockState => {
    const startedOn = legalDateOf(from)
    return startClock({
      clockId: 'c1',
      kind: 'STEP',
      calendar: 'CN',
      startedOn,
      ...hoursLimit(from, hours, calendar),
    })
  }
  // Friday 16:00 in Shanghai; 6 March 2026 is a Friday.
  const friday = '2026-03-06T08:00:00.000000Z'
  t.equal(dueAt(at(friday, 4), calendar), '2026-03-06T12:00:00.000000Z', 'the same day')
  t.equal(dueAt(at(friday, 8), calendar), '2026-03-06T16:00:00.000000Z', 'its midnight, to the hour')
  t.equal(
    dueAt(at(friday, 10), calendar),
    '2026-03-08T18:00:00.000000Z',
    'Monday 02:00: no hour of a day off',
  )
  t.equal(
    dueAt(at('2026-03-07T08:00:00.000000Z', 2), calendar),
    '2026-03-08T18:00:00.000000Z',
    'begun on a day off',
  )
  const paused = resumeClock(pauseClock(at(friday, 10), '2026-03-09'), '2026-03-11')
  t.equal(dueAt(paused, calendar), '2026-03-10T18:00:00.000000Z', 'Wednesday: two days stood still')

  const clock = { ...at(friday, 10), reminders: [{ amount: 1, unit: 'hour' as const }] }
  const facts = (now: string) => clockFacts(clock, legalDateOf(now), calendar, RULES, now)
  t.match(facts(friday).nextLook, { at: '2026-03-08T17:00:00.000000Z', why: 'REMINDER_0' })
  t.match(facts('2026-03-08T17:00:00.000000Z'), {
    lamp: 'NONE',
    nextLook: { at: '2026-03-08T18:00:00.000000Z' },
  })
  t.equal(facts('2026-03-08T18:00:00.000000Z').lamp, 'YELLOW', 'to the moment')
  t.equal(momentAfter({ ...clock, stoppedOn: '2026-03-06' }, friday, calendar), undefined, 'done in time')
  const days = {
    ...clockOf('STEP', '2026-03-06', 5),
    reminders: [{ amount: 2, unit: 'workingDay' as const }],
  }
  t.equal(
    momentAfter(days, friday, calendar)?.at,
    '2026-03-10T16:00:00.000000Z',
    'two working days before Friday',
  )
  t.end()
})
