import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../../database/rows.js'
import { delegations } from './access-tables.js'

export interface DelegationRow extends RowOf<typeof delegations> {
  kind: 'entrusted' | 'authorised'
}

/** Ends what an organ that ends was entrusted with, and what it entrusted to its successor; gives these. */
export async function endDelegationsTo(
  db: Queryable,
  ended: string,
  successor: string | undefined,
  by: string,
): Promise<DelegationRow[]> {
  const { rows } = await db.query<DelegationRow>({
    text: `update delegations d set ended_at = app_now(), ended_by = $3, version = d.version + 1
      where d.ended_at is null and (d.to_code = $1 or (d.from_code = $1 and ($2::text is null or d.to_code = $2)))
      returning ${listed(columnsOf(delegations), 'd')}`,
    values: [ended, successor ?? null, by],
  })
  return rows
}
