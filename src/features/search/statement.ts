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

export const TODAY = `(select (app_now() at time zone 'Asia/Shanghai')::date)`

/** Entries `e` that the public may see today. */
export const SHOWN = `e.valid_from <= ${TODAY} and e.valid_to > ${TODAY}`

/** Numbers of ways are few, so that statements are: the last one is repeated. */
export function padded<T>(list: readonly T[]): T[] {
  const size = 2 ** Math.ceil(Math.log2(list.length))
  return Array.from({ length: size }, (_, index) => list[Math.min(index, list.length - 1)] as T)
}

/** Comes after every text that begins with this one. */
export const endOfText = (text: string): string => `${text}\u{10ffff}`
