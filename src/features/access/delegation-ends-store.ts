import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { createDatabase } from '../../database/pool.js'
import type { Queryable } from '../../database/queryable.js'
import { namedColumns, type RowOf } from '../../database/rows.js'
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
  const ofEnded = eq(delegations.fromCode, ended)
  const rows = await createDatabase(db)
    .update(delegations)
    .set({ endedAt: sql`app_now()`, endedBy: by, version: sql`${delegations.version} + 1` })
    .where(
      and(
        isNull(delegations.endedAt),
        or(
          eq(delegations.toCode, ended),
          successor === undefined ? ofEnded : and(ofEnded, eq(delegations.toCode, successor)),
        ),
      ),
    )
    .returning(namedColumns(delegations))
  return rows as DelegationRow[]
}
