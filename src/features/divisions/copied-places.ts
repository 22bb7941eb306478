import { getTableName, type Table } from 'drizzle-orm'
import type { Queryable } from '../../database/queryable.js'
import type { ColumnOf } from '../../database/rows.js'
import type { PlacedRows } from './division-moves-store.js'

/** Copies anew where the next rows lie; `after`: the key behind which they begin. */
export type Placing = (db: Queryable, after: string, limit: number) => Promise<PlacedRows>

/** What a row copies of its organ, or of who goes on for it (`x`), and of where that lies (`d`). */
const COPIED = {
  organisation_code: 'x.code',
  division_code: 'x.division_code',
  divisions: 'd.ancestors',
} as const

/**
 * Copies anew where the rows of a table lie, the next of them in the order of their keys, one statement a batch. An organ
 * that ended is followed to its successor; a row that is right already is not written.
 *
 * `key`: by which they are read, an id unless said otherwise. `copies`: the columns that follow the organ; who stays whose
 * it was leaves `organisation_code` out. `also`: what else hangs on them, as SQL over the row `t`, the organ `x` and the
 * division `d`; `batch` has the organ as it was.
 */
export function placingOf<T extends Table>(
  table: T,
  {
    key = 'id' as ColumnOf<T>,
    copies,
    also = {},
  }: {
    key?: ColumnOf<T>
    copies: readonly (keyof typeof COPIED & ColumnOf<T>)[]
    also?: Partial<Record<ColumnOf<T>, string>>
  },
): Placing {
  const name = getTableName(table)
  const sets = [...copies.map((column) => [column, COPIED[column]]), ...Object.entries(also)]
  const text = `with batch as (
      select ${key} as key, organisation_code from ${name}
      where ${key} > $1${key === 'id' ? '::uuid' : ''} order by ${key} limit $2),
    placed as (
      update ${name} t set ${sets.map(([column, value]) => `${column} = ${value}`).join(', ')}
      from batch join organisations o on o.code = batch.organisation_code
        join organisations x on x.code = coalesce(o.successor_code, o.code)
        join divisions d on d.code = x.division_code
      where t.${key} = batch.key and (${copies.map((column) => `t.${column} <> ${COPIED[column]}`).join(' or ')})
      returning t.${key})
    select (select count(*)::int from placed) as moved, count(*)::int as read,
      (select key from batch order by key desc limit 1) as last from batch`
  return async (db, after, limit) => {
    const { rows } = await db.query<PlacedRows>({ name: `place-${name}`, text, values: [after, limit] })
    return rows[0] ?? { moved: 0, read: 0, last: null }
  }
}
