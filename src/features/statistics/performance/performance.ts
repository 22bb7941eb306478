import { divisionLevel } from '../../../shared/codes/division-code.js'
import type { LegalDate } from '../../../shared/time.js'

/** What decided cases are told apart by. */
export const GROUPS = ['organisation', 'item', 'window', 'month', 'level'] as const
export type Group = (typeof GROUPS)[number]
export type PerformanceAxis = Exclude<Group, 'month'> | 'all'

interface Kept {
  days: number
  used: number
  late: boolean
}

/** A decided case, as it is counted. */
export interface Judged {
  organisation: string
  divisions: readonly string[]
  item: string
  window?: string
  decidedOn: LegalDate
  legal?: Kept
  promise?: Kept
}

/** Sums over cases; each is 0 where there is nothing. */
const NAMES = ['decided', 'withLegal', 'onTime', 'withPromise', 'early', 'legalDays', 'legalUsed'] as const
type Name = (typeof NAMES)[number]
export type Sums = Record<Name, number>

/** Sums by the day of the month on which the cases were decided: `05`. */
export type Days = Record<string, number[]>

export interface PerformanceKey {
  place: string
  axis: PerformanceAxis
  key: string
  month: string
}
export interface PerformanceChange extends PerformanceKey {
  days: Days
}

export const nameOf = ({ place, axis, key, month }: PerformanceKey): string =>
  `${place}\t${axis}\t${key}\t${month}`

function keysOf({ organisation, divisions, item, window, decidedOn }: Judged): PerformanceKey[] {
  const month = decidedOn.slice(0, 7)
  const level = String(divisionLevel(divisions[0] ?? ''))
  return [`o:${organisation}`, ...divisions.map((code) => `d:${code}`)].flatMap((place) => [
    { place, axis: 'all' as const, key: '', month },
    { place, axis: 'organisation' as const, key: organisation, month },
    { place, axis: 'item' as const, key: item, month },
    { place, axis: 'level' as const, key: level, month },
    ...(window === undefined ? [] : [{ place, axis: 'window' as const, key: window, month }]),
  ])
}

/** What a case adds. On time: by the day on which the clock stopped; early: before the promised day; days of the legal limit. */
const sumsOf = ({ legal, promise }: Judged): number[] => [
  1,
  legal === undefined ? 0 : 1,
  legal === undefined || legal.late ? 0 : 1,
  promise === undefined ? 0 : 1,
  promise === undefined || promise.used >= promise.days ? 0 : 1,
  legal?.days ?? 0,
  legal?.used ?? 0,
]

/** How the sums change when cases go from one standing to another; each row once, in a fixed order. */
export function changesOf(
  moves: readonly { before: Judged | undefined; after: Judged | undefined }[],
): PerformanceChange[] {
  const changes = new Map<string, PerformanceChange>()
  const add = (judged: Judged | undefined, sign: 1 | -1): void => {
    if (judged === undefined) return
    const day = judged.decidedOn.slice(8)
    for (const key of keysOf(judged)) {
      const change = changes.get(nameOf(key)) ?? { ...key, days: {} }
      change.days[day] = added(
        change.days[day],
        sumsOf(judged).map((sum) => sign * sum),
      )
      changes.set(nameOf(key), change)
    }
  }
  for (const { before, after } of moves) {
    add(before, -1)
    add(after, 1)
  }
  return [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change)
}

const added = (a: readonly number[] | undefined, b: readonly number[]): number[] =>
  NAMES.map((_, at) => (a?.[at] ?? 0) + (b[at] ?? 0))

/** Sums with a change; a day without a case is left out. */
export function withChange(before: Days, change: Days): Days {
  const after = { ...before }
  for (const [day, sums] of Object.entries(change)) {
    const sum = added(after[day], sums)
    if (sum[0] === 0) delete after[day]
    else after[day] = sum
  }
  return after
}

/** Adds up the days of some months that lie in a period. */
export function totalOf(
  rows: readonly { month: string; days: Days }[],
  from: LegalDate,
  to: LegalDate,
): Sums {
  let total = added(undefined, [])
  for (const { month, days } of rows)
    for (const [day, sums] of Object.entries(days)) {
      const date = `${month}-${day}`
      if (date >= from && date <= to) total = added(total, sums)
    }
  return Object.fromEntries(NAMES.map((name, at) => [name, total[at] ?? 0])) as Sums
}

const ratio = (numerator: number, denominator: number) => ({
  numerator,
  denominator,
  rate: denominator === 0 ? null : Math.round((numerator / denominator) * 10_000) / 10_000,
})

/** How many rated in the period, and how many of them were satisfied. */
export interface Rated {
  satisfied: number
  rated: number
}

/** The figures of a group (效能指标), each with what it is made of. */
export const figuresOf = (sums: Sums, { satisfied, rated }: Rated = { satisfied: 0, rated: 0 }) => ({
  decided: sums.decided,
  onTime: ratio(sums.onTime, sums.withLegal),
  early: ratio(sums.early, sums.withPromise),
  speedUp: ratio(sums.legalDays - sums.legalUsed, sums.legalDays),
  daysUsed: ratio(sums.legalUsed, sums.withLegal),
  satisfaction: ratio(satisfied, rated),
})
