import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { casePapers } from './document-tables.js'

export type PaperRow = Pick<
  RowOf<typeof casePapers>,
  'case_id' | 'document_no' | 'official_no' | 'sheet_encrypted' | 'sheet_hash'
> & { templates: { key: string; version: number }[] }

const COLUMNS = 'case_id, document_no, official_no, sheet_encrypted, sheet_hash, templates'

/** The papers of a case that have their number. */
export async function selectPapers(db: Queryable, caseId: string): Promise<PaperRow[]> {
  const { rows } = await db.query<PaperRow>({
    name: 'select-papers',
    text: `select ${COLUMNS} from case_papers where case_id = $1 order by length(document_no), document_no limit 1000`,
    values: [caseId],
  })
  return rows
}

/** Papers by either of their numbers in one spelling (typedNumber); several organs may have chosen the same word for theirs. */
export async function selectPapersByNo(db: Queryable, typed: string): Promise<PaperRow[]> {
  const { rows } = await db.query<PaperRow>({
    name: 'select-papers-by-no',
    text: `select ${COLUMNS} from case_papers where document_no = $1 or found_by = $1 limit 20`,
    values: [typed],
  })
  return rows
}

/** A paper of several cases that is the last of its kind. */
export type LastPaper = Pick<RowOf<typeof casePapers>, 'case_id' | 'document_no' | 'official_no'>

/** Of the papers of a kind in some cases the one that was numbered last. */
export async function selectLastPaper(
  db: Queryable,
  kind: string,
  caseIds: readonly string[],
): Promise<LastPaper | undefined> {
  const { rows } = await db.query<LastPaper>({
    name: 'select-last-paper',
    text: `select case_id, document_no, official_no from case_papers where case_id = any($1::uuid[]) and kind = $2
      order by stamped_at desc, document_no desc limit 1`,
    values: [caseIds, kind],
  })
  return rows[0]
}

/** A decision on a licence, by what people call it. */
export interface LicenceDecision {
  document_no: string
  no: string
  kind: string
  content: Record<string, unknown>
}

/** What of some kinds was issued in a case about one of its licences, oldest first. One query. */
export async function selectOnLicence(
  db: Queryable,
  { caseNo, licenceNo }: { caseNo: string; licenceNo?: string | undefined },
  kinds: readonly string[],
): Promise<LicenceDecision[]> {
  const { rows } = await db.query<LicenceDecision>({
    name: 'select-decisions-on-licence',
    text: `select d.document_no, coalesce(p.official_no, d.document_no) as no, d.kind, d.content
      from cases c join case_documents d on d.case_id = c.id
      left join case_papers p on p.case_id = d.case_id and p.document_no = d.document_no
      where c.case_no = $1 and d.kind = any($2::text[]) and ($3::text is null or d.content->>'licenceNo' = $3)
      order by length(d.document_no), d.document_no limit 1000`,
    values: [caseNo, kinds, licenceNo ?? null],
  })
  return rows
}
