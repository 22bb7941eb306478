import type { Encryption, Place } from '../shared/encryption.js'
import { passedOver, type Rotation, type RotationOptions } from '../shared/rotation.js'
import type { Queryable } from './queryable.js'

/** A table whose rows have a uuid and one box, null where nothing is sealed. */
export interface SealedTable {
  /** What they are, for the operator. */
  name: string
  table: string
  column: string
  place: (id: string) => Place
}

const BEGIN = '00000000-0000-0000-0000-000000000000'

/** The boxes of such a table written again under the current key (密钥轮换); what was written meanwhile is left for the next pass. */
export function sealedRotation(
  db: Queryable,
  encryption: Encryption,
  options: RotationOptions,
  { name, table, column, place }: SealedTable,
): Rotation {
  const { size, checkOnly = false } = options
  const current = passedOver(encryption.currentPrefix, options)
  return {
    name,
    columns: [`${table}.${column}`],
    async batch(after) {
      const { rows } = await db.query<{ id: string; box: Buffer | null }>(
        `select id, case when substring(${column} for $2) <> $3 then ${column} end as box
         from ${table} where id > $1::uuid order by id limit $4`,
        [after ?? BEGIN, current.length, current, size],
      )
      const broken: string[] = []
      const stale = rows.flatMap(({ id, box }) => {
        if (box === null) return []
        try {
          return [{ id, before: box, now: encryption.encrypt(encryption.decrypt(box, place(id)), place(id)) }]
        } catch (error) {
          broken.push(`${name} ${id}: ${(error as Error).message}`)
          return []
        }
      })
      const rewritten = stale.length === 0 || checkOnly ? 0 : await rewrite(db, { table, column }, stale)
      return {
        seen: rows.length,
        rewritten,
        skipped: checkOnly ? 0 : stale.length - rewritten,
        broken,
        after: rows.length < size ? undefined : rows.at(-1)?.id,
      }
    },
  }
}

/** Writes boxes that are still what they were; gives how many. */
async function rewrite(
  db: Queryable,
  { table, column }: Pick<SealedTable, 'table' | 'column'>,
  stale: readonly { id: string; before: Buffer; now: Buffer }[],
): Promise<number> {
  const { rowCount } = await db.query(
    `with r as (select * from unnest($1::uuid[], $2::bytea[], $3::bytea[]) r(id, before, now)),
      held as (select t.id from ${table} t join r using (id) where t.${column} = r.before for update of t skip locked)
     update ${table} t set ${column} = r.now from held join r using (id) where t.id = held.id`,
    [stale.map(({ id }) => id), stale.map(({ before }) => before), stale.map(({ now }) => now)],
  )
  return rowCount ?? 0
}
