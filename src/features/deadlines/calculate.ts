import type { InputError } from '../../shared/problem.js'
import { isLegalDate, type LegalDate } from '../../shared/time.js'
import { hoursElapsed, reckonHours } from './calculate-hours.js'
import type { WorkingCalendar } from './calendar.js'
import { dayNumberOf, legalDateAt } from './day-number.js'
import {
  type AskedLimit,
  type AskedUnit,
  areDays,
  budgetOf,
  countUnpaused,
  type DayRange,
  type ExplainedDay,
  explainDays,
  mergeRanges,
  reckon,
  sameUnitClass,
} from './limit.js'
import { msOf } from './office-hours.js'

/** The most that a limit and its extensions may come to, by unit. */
export const MAX_AMOUNT: { readonly [U in AskedUnit]: number } = {
  hour: 10_000,
  workingDay: 3650,
  day: 3650,
  month: 120,
  year: 10,
}
export const MAX_PAUSES = 100
export const MAX_EXTENSIONS = 20
/** From the start day to the due day, pauses included: 20 years. */
export const MAX_SPAN_DAYS = 7305
export const FIRST_START: LegalDate = '2000-01-01'
export const LAST_START: LegalDate = '2079-12-31'

export interface CalculationInput {
  calendar: WorkingCalendar
  start: LegalDate
  /** Of a limit in hours: when on that day it begins, HH:MM; absent: with the day. */
  startTime?: string
  limit: AskedLimit
  /** A day d with from ≤ d < to is not counted; overlapping pauses are one. */
  pauses?: readonly { from: LegalDate; to: LegalDate }[]
  /** Working days extend working days; days, months and years extend each other. */
  extensions?: readonly AskedLimit[]
  /** The day on which the limit begins is its first (起算日计入), where another law says so. */
  startDayCounts?: boolean
  /** The day for which somebody asks how the limit stands, and of hours at which time of it, HH:MM. */
  on?: LegalDate
  onTime?: string
}

export interface Calculation {
  due: LegalDate
  provisional: boolean
  /** Of a limit in hours: until when on the due day, in milliseconds after its beginning. */
  until?: number
  /** Every day after the start day up to the due day; of a limit in hours, which begins at once, the start day too. */
  days: ExplainedDay[]
}

/** A calculation, or what is wrong with the input (422; pointers into the body of POST /v1/deadlines/calculate). */
export type CalculationResult = ({ ok: true } & Calculation) | { ok: false; errors: InputError[] }

/** When a limit ends and why, day by day. The start day is not counted; an amount of 0 ends on the start day. */
export function calculate(input: CalculationInput): CalculationResult {
  const errors = checkInput(input)
  if (errors.length > 0) return { ok: false, errors }
  const { calendar, limit, pauses = [], extensions = [] } = input
  const start = beginOf(input)
  const ranges = mergeRanges(pauses.map(({ from, to }) => ({ from: dayNumberOf(from), to: dayNumberOf(to) })))
  const parts = [limit, ...extensions]
  if (!areDays(parts)) return inHours(input, parts, ranges)
  // Months are those of the day on which the limit begins, whichever day is its first.
  const budget = budgetOf(dayNumberOf(input.start), parts)

  // Paused for longer than the whole span: the calendar need not reach there.
  const near = ranges.filter(({ from }) => from <= start + MAX_SPAN_DAYS)
  const tooFar = near.some(({ to }) => to > start + MAX_SPAN_DAYS)
  const inReach = near.map(({ from, to }) => ({ from, to: Math.min(to, start + MAX_SPAN_DAYS + 1) }))
  const { due, provisional } = reckon(calendar, start, budget, inReach)
  if (due - start > MAX_SPAN_DAYS)
    return { ok: false, errors: [spanError(tooFar ? '/pauses' : '/limit/amount')] }
  return {
    ok: true,
    due: legalDateAt(due),
    provisional,
    days: explainDays(calendar, start, budget, inReach, due),
  }
}

function inHours(
  { calendar, start, startTime = '00:00' }: CalculationInput,
  parts: readonly AskedLimit[],
  pauses: readonly DayRange[],
): CalculationResult {
  const hours = parts.reduce((sum, { amount }) => sum + amount, 0)
  const from = { day: dayNumberOf(start), from: msOf(startTime) }
  const result = reckonHours(calendar, from, hours, pauses, MAX_SPAN_DAYS)
  return result === undefined ? { ok: false, errors: [spanError('/limit/amount')] } : { ok: true, ...result }
}

/** The day after which days are counted; a limit of none ends where it begins. */
const beginOf = ({
  start,
  startDayCounts = false,
  limit,
  extensions = [],
}: Pick<CalculationInput, 'start' | 'startDayCounts' | 'limit' | 'extensions'>): number => {
  const isNone = [limit, ...extensions].every(({ amount }) => amount === 0)
  return dayNumberOf(start) - (startDayCounts && !isNone ? 1 : 0)
}

/**
 * How a limit stands on a day (已用、剩余、超期), in working days, days of the calendar, or hours of office; `elapsed` is the
 * difference between the two days (相差), whatever the limit was.
 */
export interface Standing {
  elapsed: number
  remaining: number
  /** Working days in (due, day]. */
  overBy: number
}

/** The same of a calculation that went well; the day may lie before the start or after the end. */
export function standingOn(
  input: CalculationInput,
  { due, days }: Pick<Calculation, 'due' | 'days'>,
  on: LegalDate,
  onTime = '24:00',
): Standing {
  const { calendar, limit, pauses = [], extensions = [] } = input
  const ranges = mergeRanges(pauses.map(({ from, to }) => ({ from: dayNumberOf(from), to: dayNumberOf(to) })))
  if (limit.unit === 'hour') {
    const from = { day: dayNumberOf(input.start), from: msOf(input.startTime ?? '00:00') }
    const elapsed = hoursElapsed(calendar, from, { day: dayNumberOf(on), until: msOf(onTime) }, ranges)
    const hours = [limit, ...extensions].reduce((sum, { amount }) => sum + amount, 0)
    const overBy = calendar.countWorkingDays(dayNumberOf(due), dayNumberOf(on))
    return { elapsed, remaining: Math.max(0, Math.round((hours - elapsed) * 100) / 100), overBy }
  }
  const total = days.filter(({ counted }) => counted).length
  const working = limit.unit === 'workingDay'
  const elapsed = Math.max(0, countUnpaused(calendar, working, beginOf(input), dayNumberOf(on), ranges))
  return {
    elapsed,
    remaining: Math.max(0, total - elapsed),
    overBy: calendar.countWorkingDays(dayNumberOf(due), dayNumberOf(on)),
  }
}

/** Whether calendars reach far enough to reckon from a day. */
export const isReckonable = (day: LegalDate): boolean => day >= FIRST_START && day <= LAST_START

/** What is said of a day from which nothing can be reckoned. */
export const outOfRange = (pointer: string): InputError =>
  finding(
    pointer,
    'DATE_OUT_OF_RANGE',
    `A date from ${FIRST_START} to ${LAST_START}`,
    `日期应在 ${FIRST_START} 至 ${LAST_START} 之间`,
  )

function checkInput(input: CalculationInput): InputError[] {
  const { start, limit, pauses = [], extensions = [] } = input
  const errors: InputError[] = []
  if (!isLegalDate(start) || !isReckonable(start)) errors.push(outOfRange('/start'))
  if (limit.unit === 'hour' && input.startDayCounts === true)
    errors.push(finding('/startDayCounts', 'NOT_FOR_HOURS', ...HOURS_BEGIN_AT_ONCE))
  if (limit.unit !== 'hour' && input.startTime !== undefined)
    errors.push(finding('/startTime', 'ONLY_FOR_HOURS', ...ONLY_HOURS_HAVE_TIMES))
  if (input.on !== undefined && !(isLegalDate(input.on) && isReckonable(input.on)))
    errors.push(outOfRange('/on'))
  if (input.onTime !== undefined && limit.unit !== 'hour')
    errors.push(finding('/onTime', 'ONLY_FOR_HOURS', ...ONLY_HOURS_STAND_AT_TIMES))
  else if (input.onTime !== undefined && input.on === undefined)
    errors.push(finding('/onTime', 'ON_MISSING', ...A_TIME_OF_NO_DAY))
  return [...errors, ...checkPauses(pauses), ...checkAmounts(limit, extensions)]
}

function checkPauses(pauses: readonly { from: LegalDate; to: LegalDate }[]): InputError[] {
  if (pauses.length > MAX_PAUSES) {
    return [finding('/pauses', 'TOO_MANY', `At most ${MAX_PAUSES} pauses`, `中止期间最多 ${MAX_PAUSES} 段`)]
  }
  return pauses.flatMap(({ from, to }, index) => {
    const wrong = [
      ['from', from],
      ['to', to],
    ] as const
    const errors = wrong
      .filter(([, date]) => !isLegalDate(date))
      .map(([name]) => finding(`/pauses/${index}/${name}`, 'NOT_A_DATE', 'Not a date', '不是有效日期'))
    if (errors.length > 0 || from <= to) return errors
    return [
      finding(
        `/pauses/${index}/to`,
        'PAUSE_ENDS_BEFORE_IT_BEGINS',
        'A pause must not end before it begins',
        '中止期间的结束不得早于开始',
      ),
    ]
  })
}

function checkAmounts(limit: AskedLimit, extensions: readonly AskedLimit[]): InputError[] {
  if (extensions.length > MAX_EXTENSIONS) {
    return [
      finding(
        '/extensions',
        'TOO_MANY',
        `At most ${MAX_EXTENSIONS} extensions`,
        `延长最多 ${MAX_EXTENSIONS} 次`,
      ),
    ]
  }
  const parts = [limit, ...extensions]
  const errors = parts.flatMap((part, index) => {
    const pointer = index === 0 ? '/limit' : `/extensions/${index - 1}`
    if (!Number.isInteger(part.amount) || part.amount < 0) {
      return [finding(`${pointer}/amount`, 'NOT_A_COUNT', 'A whole number from 0', '应为不小于 0 的整数')]
    }
    if (!sameUnitClass(limit.unit, part.unit)) {
      return [
        finding(
          `${pointer}/unit`,
          'UNIT_MISMATCH',
          'Working days extend working days only, hours only hours; days, months and years extend each other',
          '工作日只能按工作日延长，小时只能按小时延长；自然日、月、年可以互相延长',
        ),
      ]
    }
    return []
  })
  return errors.length > 0 ? errors : checkTotals(parts)
}

/** Names the part with which its unit's total passes the bound. */
function checkTotals(parts: readonly AskedLimit[]): InputError[] {
  const totals = { hour: 0, workingDay: 0, day: 0, month: 0, year: 0 }
  for (const [index, { amount, unit }] of parts.entries()) {
    totals[unit] += amount
    if (totals[unit] > MAX_AMOUNT[unit]) {
      const pointer = index === 0 ? '/limit/amount' : `/extensions/${index - 1}/amount`
      const most = MAX_AMOUNT[unit]
      return [finding(pointer, 'AMOUNT_TOO_LARGE', `At most ${most} in all`, `合计不得超过 ${most}`)]
    }
  }
  return []
}

const HOURS_BEGIN_AT_ONCE = [
  'Hours begin with the act itself (Civil Code, Art. 201): no day is left out or counted',
  '按小时计算的期限自行为时开始（《民法典》第二百零一条），没有起算日是否计入的问题',
] as const
const ONLY_HOURS_HAVE_TIMES = [
  'Only a limit in hours begins at a time of the day',
  '只有按小时计算的期限才有开始时刻',
] as const
const ONLY_HOURS_STAND_AT_TIMES = [
  'Days are whole: how a limit in days stands is said of the end of the day `on`; leave the time out',
  '按日计算的期限只说明 on 当日终了时的情况，请不要填写时刻',
] as const
const A_TIME_OF_NO_DAY = ['Say the day of this time as well: `on`', '请同时填写该时刻所在的日期 on'] as const

const spanError = (pointer: string): InputError =>
  finding(
    pointer,
    'SPAN_TOO_LONG',
    'The due day is more than 20 years after the start',
    '到期日距起算日超过 20 年',
  )

const finding = (pointer: string, code: string, en: string, zh: string): InputError => ({
  pointer,
  code,
  message: { en, zh },
})
