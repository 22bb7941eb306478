import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { caseParties } from './case-tables.js'

export type PartyKey = Pick<RowOf<typeof caseParties>, 'case_id' | 'party_no'>

/** A party; its boxes are null where they are current or absent. */
export interface StaleParty
  extends PartyKey,
    Pick<RowOf<typeof caseParties>, 'id_number_index' | 'mobile_masked'> {
  id_number: Buffer | null
  mobile: Buffer | null
}

const PAGE = `
select case_id, party_no, id_number_index, mobile_masked,
  case when substring(id_number_encrypted for $3) <> $4 then id_number_encrypted end as id_number,
  case when substring(mobile_encrypted for $3) <> $4 then mobile_encrypted end as mobile
from case_parties where (case_id, party_no) > ($1::uuid, $2::smallint)
order by case_id, party_no limit $5`

/** The next parties in the order of their key, whatever their boxes: a page costs the same wherever it is. */
export async function pageOfParties(
  db: Queryable,
  after: PartyKey,
  currentPrefix: Buffer,
  limit: number,
): Promise<StaleParty[]> {
  const { rows } = await db.query<StaleParty>({
    name: 'page-of-parties',
    text: PAGE,
    values: [after.case_id, after.party_no, currentPrefix.length, currentPrefix, limit],
  })
  return rows
}

export interface RewrittenParty extends PartyKey {
  idNumber: { before: Buffer; now: Buffer } | undefined
  mobile: { before: Buffer; now: Buffer } | undefined
}

// Rows that somebody holds are left for the next pass: so it waits for nobody, and nobody for long.
const REWRITE = `
with r as (
  select * from unnest($1::uuid[], $2::smallint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[])
    r(case_id, party_no, number_before, number_now, mobile_before, mobile_now)),
held as (
  select p.case_id, p.party_no from case_parties p join r using (case_id, party_no)
  where (r.number_before is null or p.id_number_encrypted = r.number_before)
    and (r.mobile_before is null or p.mobile_encrypted = r.mobile_before)
  for update of p skip locked)
update case_parties p set id_number_encrypted = coalesce(r.number_now, p.id_number_encrypted),
  mobile_encrypted = coalesce(r.mobile_now, p.mobile_encrypted)
from held join r using (case_id, party_no)
where p.case_id = held.case_id and p.party_no = held.party_no`

/** Writes boxes that are still what they were; returns how many parties. */
export async function rewriteParties(db: Queryable, parties: RewrittenParty[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'rewrite-parties',
    text: REWRITE,
    values: [
      parties.map(({ case_id }) => case_id),
      parties.map(({ party_no }) => party_no),
      parties.map(({ idNumber }) => idNumber?.before ?? null),
      parties.map(({ idNumber }) => idNumber?.now ?? null),
      parties.map(({ mobile }) => mobile?.before ?? null),
      parties.map(({ mobile }) => mobile?.now ?? null),
    ],
  })
  return rowCount ?? 0
}
