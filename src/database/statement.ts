export interface Statement {
  text: string
  values: unknown[]
}

/** Adds a value and gives the name by which the text refers to it: `$1`, `$2` … */
export type Bind = (value: unknown) => string

/** Values of a statement in the making. */
export function binder(): { bound: unknown[]; bind: Bind } {
  const bound: unknown[] = []
  return { bound, bind: (value) => `$${bound.push(value)}` }
}

/**
 * A value that the planner cannot look at. One plan for all values then costs as much as one for each, so that Postgres
 * keeps the one after some executions; planning anew took longer than many a search.
 */
export const hidden = (bind: Bind, value: unknown, type: string): string =>
  `(select ${bind(value)}::${type})::${type}`

/** A list whose lengths are few, so that the statements made of it are: the last element is repeated. */
export function padded<T>(list: readonly T[]): T[] {
  const size = 2 ** Math.ceil(Math.log2(list.length))
  return Array.from({ length: size }, (_, index) => list[Math.min(index, list.length - 1)] as T)
}

/** Comes after every text that begins with this one. */
export const endOfText = (text: string): string => `${text}\u{10ffff}`
