import type pg from 'pg'

/** More texts than filters make are a mistake somewhere: those are sent unprepared. */
const MOST = 500
const names = new Map<string, string>()

/**
 * A statement whose text depends on which filters were asked for, values always bound: each text is prepared once per
 * connection under a name of its own, so that Postgres need not plan it again.
 */
export function prepared(kind: string, text: string, values: unknown[]): pg.QueryConfig {
  let name = names.get(text)
  if (name === undefined && names.size < MOST) {
    name = `${kind}-${names.size}`
    names.set(text, name)
  }
  return name === undefined ? { text, values } : { name, text, values }
}
