import { canonicalJson } from '../../../shared/canonical-json.js'
import type { LegalDate } from '../../../shared/time.js'

/** What a place's cases in process are told apart by: all of them, or by organ, item, window, person. */
export const AXES = ['organisation', 'item', 'window', 'person'] as const
export type Axis = (typeof AXES)[number] | 'all'

/** A case in process, as it is counted. */
export interface Standing {
  organisation: string
  divisions: readonly string[]
  item: string
  window?: string
  due?: LegalDate
  lamp: string
  persons: readonly string[]
}

/** One row of counts. */
export interface LoadKey {
  place: string
  axis: Axis
  key: string
}

/** How many cases of each due day and lamp: `2026-03-31 RED`, or ` NONE` where nothing is due. Never 0. */
export type Cells = Record<string, number>

export interface LoadChange extends LoadKey {
  cells: Cells
}

export const organPlace = (code: string): string => `o:${code}`
export const divisionPlace = (code: string): string => `d:${code}`

const cellOf = ({ due = '', lamp }: Standing): string => `${due} ${lamp}`

/** In which rows a case is counted: at its organ and at each division above, there by all that it can be told apart by. */
function keysOf(standing: Standing): LoadKey[] {
  const { organisation, divisions, item, window, persons } = standing
  const places = [organPlace(organisation), ...divisions.map(divisionPlace)]
  return places.flatMap((place) => [
    { place, axis: 'all' as const, key: '' },
    // Of an organ it would say the same again.
    ...(place.startsWith('d:') ? [{ place, axis: 'organisation' as const, key: organisation }] : []),
    { place, axis: 'item' as const, key: item },
    ...(window === undefined ? [] : [{ place, axis: 'window' as const, key: window }]),
    ...persons.map((person) => ({ place, axis: 'person' as const, key: person })),
  ])
}

/** Whether a case is counted as it was. */
export const isSame = (a: Standing | undefined, b: Standing | undefined): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b)

/** How the counts change when cases go from one standing to another; each row once, in a fixed order. */
export function changesOf(
  moves: readonly { before: Standing | undefined; after: Standing | undefined }[],
): LoadChange[] {
  const changes = new Map<string, LoadChange>()
  const add = (standing: Standing | undefined, by: number): void => {
    if (standing === undefined) return
    const cell = cellOf(standing)
    for (const key of keysOf(standing)) {
      const name = nameOf(key)
      const change = changes.get(name) ?? { ...key, cells: {} }
      change.cells[cell] = (change.cells[cell] ?? 0) + by
      changes.set(name, change)
    }
  }
  for (const { before, after } of moves) {
    add(before, -1)
    add(after, 1)
  }
  return [...changes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, change]) => change)
    .filter(({ cells }) => Object.values(cells).some((count) => count !== 0))
}

export const nameOf = ({ place, axis, key }: LoadKey): string => `${place}\t${axis}\t${key}`

/** Counts with a change; what comes to nothing is left out. */
export function withChange(before: Cells, change: Cells): Cells {
  const after = { ...before }
  for (const [cell, by] of Object.entries(change)) {
    const count = (after[cell] ?? 0) + by
    if (count === 0) delete after[cell]
    else after[cell] = count
  }
  return after
}

/** Working days over the due day, from … to (no end: more). */
export const OVER_RANGES = [
  { from: 0, to: 3 },
  { from: 4, to: 10 },
  { from: 11, to: 30 },
  { from: 31 },
] as const

/** What supervision sees of a place, or of one line of it. */
export interface Load {
  open: number
  byLamp: { lamp: string; count: number }[]
  dueToday: number
  dueThisWeek: number
  overdue: number
  overdueByDays: { from: number; to?: number; count: number }[]
  withoutDue: number
}

/** Adds up counts as they are today; `overBy` gives the working days in (due, today]. */
export function loadOf(
  cells: Cells,
  { today, weekEnd, overBy }: { today: LegalDate; weekEnd: LegalDate; overBy: (due: LegalDate) => number },
): Load {
  const lamps = new Map<string, number>(['NONE', 'NOTICE', 'YELLOW', 'RED'].map((lamp) => [lamp, 0]))
  const ranges = OVER_RANGES.map((range) => ({ ...range, count: 0 }))
  const load = { open: 0, dueToday: 0, dueThisWeek: 0, overdue: 0, withoutDue: 0 }
  for (const [cell, count] of Object.entries(cells)) {
    const [due = '', lamp = ''] = cell.split(' ')
    load.open += count
    lamps.set(lamp, (lamps.get(lamp) ?? 0) + count)
    if (due === '') load.withoutDue += count
    else if (due < today) {
      load.overdue += count
      const over = overBy(due)
      const range = ranges.find((each) => over >= each.from && over <= ('to' in each ? each.to : over))
      if (range !== undefined) range.count += count
    } else {
      if (due === today) load.dueToday += count
      if (due <= weekEnd) load.dueThisWeek += count
    }
  }
  const { open, dueToday, dueThisWeek, overdue, withoutDue } = load
  return {
    open,
    byLamp: [...lamps].map(([lamp, count]) => ({ lamp, count })),
    dueToday,
    dueThisWeek,
    overdue,
    overdueByDays: ranges,
    withoutDue,
  }
}

/** How many cases are due on each day (负荷预测); days on which nothing is are left out. */
export function dueByDay(
  cells: Cells,
  from: LegalDate,
  until: LegalDate,
): { date: LegalDate; count: number }[] {
  const days = new Map<LegalDate, number>()
  for (const [cell, count] of Object.entries(cells)) {
    const [due = ''] = cell.split(' ')
    if (due >= from && due < until) days.set(due, (days.get(due) ?? 0) + count)
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, count]) => ({ date, count }))
}
