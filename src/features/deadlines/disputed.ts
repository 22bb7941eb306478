import type { LegalDate } from '../../shared/time.js'
import { type CalculationInput, calculate } from './calculate.js'
import { shiftDate } from './day-number.js'

/**
 * Where a rule of counting is disputed (计算规则有争议): the day on which a limit begins counts too (行政许可法 Art. 42 says
 * 自受理之日起 and no more), a pause takes out the day on which it ends as well, or counts that on which it begins, the last
 * day off of a limit in days of the calendar does not roll on.
 */
export const READINGS = ['startCounted', 'pauseEndExcluded', 'pauseBeginCounted', 'noRollForward'] as const
export type Reading = (typeof READINGS)[number]

export interface ReadDue {
  due: LegalDate
  /** In what it differs from the rules of this service; empty: in nothing. */
  readings: Reading[]
}

/** The earliest and the latest day that any of the readings gives, each by the fewest of them; undefined where none does. Pure. */
export function disputedRange(input: CalculationInput): { earliest: ReadDue; latest: ReadDue } | undefined {
  const read = combinations(input).flatMap((readings) => {
    const due = dueBy(input, readings)
    return due === undefined ? [] : [{ due, readings }]
  })
  // Fewest first: of equal days that with the fewest readings stays in front.
  const byDay = read.toSorted((a, b) => a.due.localeCompare(b.due) || a.readings.length - b.readings.length)
  const [earliest] = byDay
  const latest = byDay.find(({ due }) => due === byDay.at(-1)?.due)
  return earliest === undefined || latest === undefined ? undefined : { earliest, latest }
}

/** Every set of readings that can hold together. */
function combinations({ limit, pauses = [] }: CalculationInput): Reading[][] {
  // Hours begin with the act (民法典 Art. 201) and end in the hours of office.
  if (limit.unit === 'hour') return ofPauses(pauses)
  const starts: Reading[][] = [[], ['startCounted']]
  const ends: Reading[][] = limit.unit === 'workingDay' ? [[]] : [[], ['noRollForward']]
  return starts.flatMap((start) =>
    ofPauses(pauses).flatMap((pause) => ends.map((end) => [...start, ...pause, ...end])),
  )
}

const ofPauses = (pauses: readonly unknown[]): Reading[][] =>
  pauses.length === 0 ? [[]] : [[], ['pauseEndExcluded'], ['pauseBeginCounted']]

function dueBy(input: CalculationInput, readings: readonly Reading[]): LegalDate | undefined {
  const has = (reading: Reading): boolean => readings.includes(reading)
  const pauses = (input.pauses ?? []).map(({ from, to }) => ({
    from: has('pauseBeginCounted') && from < to ? shiftDate(from, 1) : from,
    to: has('pauseEndExcluded') ? shiftDate(to, 1) : to,
  }))
  const startDayCounts = input.startDayCounts === true || has('startCounted')
  const result = calculate({ ...input, ...(startDayCounts ? { startDayCounts } : {}), pauses })
  if (!result.ok) return undefined
  if (!has('noRollForward')) return result.due
  return result.days.findLast(({ counted }) => counted)?.date ?? result.due
}
