import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { CaseRecord } from './case.js'
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

/**
 * The case that the organ above has opened for what was forwarded, and that stands (转报收件); undefined while there is
 * none. One query, over the cases of the applicants.
 */
export async function selectTakenIn(
  db: Queryable,
  { caseNo, parties }: Pick<CaseRecord, 'caseNo' | 'parties'>,
): Promise<string | undefined> {
  const { rows } = await db.query<Pick<RowOf<typeof cases>, 'case_no'>>({
    name: 'forwarded-taken-in',
    text: `select c.case_no from cases c
      where c.id = any(array(select p.case_id from case_parties p where p.id_number_index = any($2::bytea[])))
        and c.status <> 'VOIDED' and c.facts->'related' @> $1::jsonb
      order by c.id limit 1`,
    values: [
      JSON.stringify([{ relation: 'forwardedFrom', caseNo }]),
      parties.map(({ idNumberIndex }) => idNumberIndex),
    ],
  })
  return rows[0]?.case_no
}

/** Keeps whoever takes in the same forwarded case waiting until this transaction ends; of others nobody. */
export async function lockForwarded(db: Queryable, caseNo: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924028, hashtext($1))', [caseNo])
}
