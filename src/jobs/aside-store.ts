import type { Queryable } from '../database/queryable.js'
import { columnsOf, type RowOf } from '../database/rows.js'
import type { Reach } from '../shared/caller.js'
import { setAside } from './job-tables.js'

export type AsideRow = RowOf<typeof setAside>

const COLUMNS = columnsOf(setAside).join(', ')

/** What could not be worked on, and why. */
export interface Aside {
  /** What the pulse finds it by. */
  ref: string
  /** Never data. */
  error: string
  /** For people: the number of its case. */
  about?: string | undefined
  organisation?: string | undefined
  divisions?: readonly string[]
}

const FIRST_MS = 30_000
const MOST_MS = 600_000

/**
 * Puts things aside (搁置) until their next attempts: half a minute after the first failure, twice as long after each, at
 * most ten minutes, by the database's clock. Gives when each is tried again.
 */
export async function putAside(
  db: Queryable,
  what: string,
  things: readonly Aside[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<Pick<AsideRow, 'ref' | 'next_try_at'>>({
    name: 'put-aside',
    text: `insert into set_aside as s (what, ref, about, error, attempts, since, next_try_at, organisation_code, divisions)
      select $1, r.ref, r.about, r.error, 1, app_now(), app_now() + $3 * interval '1 ms', r.organisation,
        array(select jsonb_array_elements_text(coalesce(r.divisions, '[]')))
      from jsonb_to_recordset($2::jsonb) as r(ref text, about text, error text, organisation text, divisions jsonb)
      on conflict (what, ref) do update set about = excluded.about, error = excluded.error, attempts = s.attempts + 1,
        next_try_at = app_now() + least($4, $3 * power(2, least(s.attempts, 20))) * interval '1 ms',
        organisation_code = excluded.organisation_code, divisions = excluded.divisions
      returning ref, next_try_at`,
    values: [what, JSON.stringify(things), FIRST_MS, MOST_MS],
  })
  return new Map(rows.map((row) => [row.ref, row.next_try_at]))
}

/** These are well again, or gone. */
export async function clearAside(db: Queryable, what: string, refs: readonly string[]): Promise<void> {
  await db.query({
    name: 'clear-aside',
    text: 'delete from set_aside where what = $1 and ref = any($2)',
    values: [what, refs],
  })
}

/** What is put aside of a kind, and which of it is not to be tried yet. */
export async function selectAsideRefs(
  db: Queryable,
  what: string,
): Promise<{ all: string[]; waiting: string[] }> {
  const { rows } = await db.query<Pick<AsideRow, 'ref'> & { waits: boolean }>({
    name: 'aside-refs',
    text: 'select ref, next_try_at > app_now() as waits from set_aside where what = $1 order by ref limit 10000',
    values: [what],
  })
  return {
    all: rows.map((row) => row.ref),
    waiting: rows.filter((row) => row.waits).map((row) => row.ref),
  }
}

/** What of a kind is to be tried again, among refs that begin with `prefix`. */
export async function selectAsideDue(
  db: Queryable,
  what: string,
  prefix: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<Pick<AsideRow, 'ref'>>({
    name: 'aside-due',
    text: `select ref from set_aside where what = $1 and starts_with(ref, $2) and next_try_at <= app_now()
      order by next_try_at, ref limit $3`,
    values: [what, prefix, limit],
  })
  return rows.map((row) => row.ref)
}

/** What these refs begin with is over. */
export async function clearAsideUnder(db: Queryable, what: string, prefix: string): Promise<void> {
  await db.query({
    name: 'clear-aside-under',
    text: 'delete from set_aside where what = $1 and starts_with(ref, $2)',
    values: [what, prefix],
  })
}

/** How much of each kind is put aside. */
export async function countAside(db: Queryable): Promise<{ what: string; count: number }[]> {
  const { rows } = await db.query<Pick<AsideRow, 'what'> & { count: number }>({
    name: 'count-aside',
    text: 'select what, count(*)::int as count from set_aside group by what order by what',
  })
  return rows
}

/** What is put aside within reach, the oldest first. */
export async function selectAside(
  db: Queryable,
  { organs, divisions }: Reach,
  limit: number,
): Promise<AsideRow[]> {
  const { rows } = await db.query<AsideRow>({
    name: 'select-aside',
    text: `select ${COLUMNS} from set_aside
      where divisions && $1::text[] or organisation_code = any($2::text[]) order by since, what, ref limit $3`,
    values: [divisions, organs, limit],
  })
  return rows
}
