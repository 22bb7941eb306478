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
    text: `select ${COLUMNS} from case_papers where case_id = $1 order by document_no limit 1000`,
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
