import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { cases } from './case-tables.js'

/** How a case stands, as far as the other level of a forwarded application is told of it. */
export type StandingRow = Pick<
  RowOf<typeof cases>,
  'case_no' | 'status' | 'organisation_code' | 'accepted_on' | 'due_on' | 'decided_on' | 'result_type'
>

/** Some cases by their numbers. One query. */
export async function selectStandings(db: Queryable, numbers: readonly string[]): Promise<StandingRow[]> {
  const { rows } = await db.query<StandingRow>({
    name: 'standings-of-cases',
    text: `select case_no, status, organisation_code, accepted_on, due_on, decided_on, result_type
      from cases where case_no = any($1::text[])`,
    values: [numbers],
  })
  return rows
}
