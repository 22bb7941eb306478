import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { caseEvents } from './case-tables.js'

/** Who ever acted in a case, as `issuer|subject`. */
export async function selectActors(db: Queryable, caseId: string): Promise<string[]> {
  const { rows } = await db.query<Pick<RowOf<typeof caseEvents>, 'actor'>>({
    name: 'select-actors',
    text: 'select distinct actor from case_events where case_id = $1',
    values: [caseId],
  })
  return rows.map(({ actor }) => actor)
}
