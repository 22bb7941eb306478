import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { caseDocuments } from './case-tables.js'

/** The documents of a case, oldest first. */
export async function selectDocuments(db: Queryable, caseId: string): Promise<DocumentRow[]> {
  const { rows } = await db.query<DocumentRow>({
    name: 'select-documents',
    text: 'select document_no, kind, issued_on, content from case_documents where case_id = $1 order by document_no limit 1000',
    values: [caseId],
  })
  return rows
}

export interface DocumentRow extends Pick<RowOf<typeof caseDocuments>, 'document_no' | 'kind' | 'issued_on'> {
  content: Record<string, unknown>
}
