import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { registerLookups } from './register-tables.js'

type Sealed = Pick<RowOf<typeof registerLookups>, 'id' | 'sealed'>

/** The next look-ups in the order of their key; `sealed` is null where it is current or absent. */
export async function pageOfLookups(
  db: Queryable,
  after: string,
  currentPrefix: Buffer,
  limit: number,
): Promise<Sealed[]> {
  const { rows } = await db.query<Sealed>({
    name: 'page-of-register-lookups',
    text: `select id, case when substring(sealed for $2) <> $3 then sealed end as sealed
      from register_lookups where id > $1::uuid order by id limit $4`,
    values: [after, currentPrefix.length, currentPrefix, limit],
  })
  return rows
}

export interface RewrittenLookup {
  id: string
  before: Buffer
  now: Buffer
}

/** Writes answers that are still what they were; returns how many. */
export async function rewriteLookups(db: Queryable, lookups: RewrittenLookup[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'rewrite-register-lookups',
    text: `with r as (select * from unnest($1::uuid[], $2::bytea[], $3::bytea[]) r(id, before, now)),
      held as (select l.id from register_lookups l join r using (id) where l.sealed = r.before
        for update of l skip locked)
      update register_lookups l set sealed = r.now from held join r using (id) where l.id = held.id`,
    values: [lookups.map(({ id }) => id), lookups.map(({ before }) => before), lookups.map(({ now }) => now)],
  })
  return rowCount ?? 0
}
