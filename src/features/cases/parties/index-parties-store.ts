import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { caseParties } from '../case-tables.js'

export type Unindexed = Pick<RowOf<typeof caseParties>, 'case_id' | 'party_no' | 'name' | 'mobile_encrypted'>

/** Parties that an earlier release wrote, which knew no index of names. */
export async function selectUnindexed(db: Queryable, limit: number): Promise<Unindexed[]> {
  const { rows } = await db.query<Unindexed>({
    name: 'unindexed-parties',
    text: `select case_id, party_no, name, mobile_encrypted from case_parties
      where name_index is null order by case_id, party_no limit $1`,
    values: [limit],
  })
  return rows
}

export interface Indexed extends Pick<Unindexed, 'case_id' | 'party_no'> {
  name: Buffer
  mobile: Buffer | null
}

/** Writes the indexes of parties that still have none: who was changed meanwhile has newer ones. */
export async function writeIndexes(db: Queryable, parties: readonly Indexed[]): Promise<void> {
  await db.query({
    name: 'index-parties',
    text: `update case_parties p set name_index = r.name, mobile_index = r.mobile
      from unnest($1::uuid[], $2::smallint[], $3::bytea[], $4::bytea[]) r(case_id, party_no, name, mobile)
      where p.case_id = r.case_id and p.party_no = r.party_no and p.name_index is null`,
    values: [
      parties.map(({ case_id }) => case_id),
      parties.map(({ party_no }) => party_no),
      parties.map(({ name }) => name),
      parties.map(({ mobile }) => mobile),
    ],
  })
}
