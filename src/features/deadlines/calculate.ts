import type { InputError } from '../../shared/problem.js'
import { isLegalDate, type LegalDate } from '../../shared/time.js'
import type { WorkingCalendar } from './calendar.js'
import { dayNumberOf, legalDateAt } from './day-number.js'
import {
  budgetOf,
  countUnpaused,
  type ExplainedDay,
  explainDays,
  type Limit,
  type LimitUnit,
  mergeRanges,
  reckon,
  sameUnitClass,
} from './limit.js'

/** The most that a limit and its extensions may come to, by unit. */
export const MAX_AMOUNT: { readonly [U in LimitUnit]: number } = {
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
  limit: Limit
  /** A day d with from ≤ d < to is not counted; overlapping pauses are one. */
  pauses?: readonly { from: LegalDate; to: LegalDate }[]
  /** Working days extend working days; days, months and years extend each other. */
  extensions?: readonly Limit[]
  /** The day on which the limit begins is its first (起算日计入), where another law says so. */
  startDayCounts?: boolean
}

export interface Calculation {
  due: LegalDate
  provisional: boolean
  /** Every day after the start day up to the due day. */
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
  // Months are those of the day on which the limit begins, whichever day is its first.
  const budget = budgetOf(dayNumberOf(input.start), limit, extensions)

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

/** How a limit stands on a day (已用、剩余、超期), in working days or, for the other units, days of the calendar. */
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
): Standing {
  const { calendar, limit, pauses = [] } = input
  const total = days.filter(({ counted }) => counted).length
  const ranges = mergeRanges(pauses.map(({ from, to }) => ({ from: dayNumberOf(from), to: dayNumberOf(to) })))
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

function checkInput({ start, limit, pauses = [], extensions = [] }: CalculationInput): InputError[] {
  const errors: InputError[] = []
  if (!isLegalDate(start) || !isReckonable(start)) errors.push(outOfRange('/start'))
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

function checkAmounts(limit: Limit, extensions: readonly Limit[]): InputError[] {
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
          'Working days extend working days only; days, months and years extend each other',
          '工作日只能按工作日延长；自然日、月、年可以互相延长',
        ),
      ]
    }
    return []
  })
  return errors.length > 0 ? errors : checkTotals(parts)
}

/** Names the part with which its unit's total passes the bound. */
function checkTotals(parts: readonly Limit[]): InputError[] {
  const totals = { workingDay: 0, day: 0, month: 0, year: 0 }
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
