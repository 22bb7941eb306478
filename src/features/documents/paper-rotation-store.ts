import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { casePapers } from './document-tables.js'

export type PaperKey = Pick<RowOf<typeof casePapers>, 'case_id' | 'document_no'>

/** A paper; its box is null where it is current. */
export interface StalePaper extends PaperKey {
  sheet: Buffer | null
}

const PAGE = `
select case_id, document_no, case when substring(sheet_encrypted for $3) <> $4 then sheet_encrypted end as sheet
from case_papers where (case_id, document_no) > ($1::uuid, $2::text) order by case_id, document_no limit $5`

/** The next papers in the order of their key. */
export async function pageOfPapers(
  db: Queryable,
  after: PaperKey,
  currentPrefix: Buffer,
  limit: number,
): Promise<StalePaper[]> {
  const { rows } = await db.query<StalePaper>({
    name: 'page-of-papers',
    text: PAGE,
    values: [after.case_id, after.document_no, currentPrefix.length, currentPrefix, limit],
  })
  return rows
}

export interface RewrittenPaper extends PaperKey {
  before: Buffer
  now: Buffer
}

// Rows that somebody holds are left for the next pass, as with parties.
const REWRITE = `
with r as (
  select r.* from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) r(case_id, document_no, before, now)),
held as (
  select p.case_id, p.document_no from case_papers p join r on r.case_id = p.case_id and r.document_no = p.document_no
  where p.sheet_encrypted = r.before for update of p skip locked)
update case_papers p set sheet_encrypted = r.now from held join r on r.case_id = held.case_id and r.document_no = held.document_no
where p.case_id = held.case_id and p.document_no = held.document_no`

/** Writes boxes that are still what they were; returns how many. */
export async function rewritePapers(db: Queryable, papers: RewrittenPaper[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'rewrite-papers',
    text: REWRITE,
    values: [
      papers.map(({ case_id }) => case_id),
      papers.map(({ document_no }) => document_no),
      papers.map(({ before }) => before),
      papers.map(({ now }) => now),
    ],
  })
  return rowCount ?? 0
}
