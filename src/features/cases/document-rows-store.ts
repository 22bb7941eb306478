import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { caseDocuments } from './case-tables.js'

/** The last word on the letter of a receipt, until the paper was delivered anew: it arrived, came back, or is on its way still. */
const TOLD_LAST = `
  select e.document::jsonb->'payload' as payload from case_events e
  where e.case_id = d.case_id and e.type = 'deliverPaper' and e.occurred_at > d.created_at
    and e.document::jsonb->'payload'->>'delivers' = d.content->>'delivers'
    and e.document::jsonb->'payload' ?| array['arrivedOn', 'returned', 'onItsWay']
    and not exists (select 1 from case_documents n where n.case_id = d.case_id
      and n.content->>'delivers' = d.content->>'delivers' and n.created_at > d.created_at and n.created_at <= e.occurred_at)
  order by e.version desc limit 1`

/** The documents of a case, oldest first. */
export async function selectDocuments(db: Queryable, caseId: string): Promise<DocumentRow[]> {
  const { rows } = await db.query<DocumentRow>({
    name: 'select-documents',
    text: `select d.document_no, d.kind, d.issued_on, d.content,
        coalesce(told.payload->'returned' = 'true', false) as came_back, told.payload->>'arrivedOn' as arrived_on
      from case_documents d left join lateral (${TOLD_LAST}) told on d.content ? 'delivers'
      where d.case_id = $1 order by length(d.document_no), d.document_no limit 1000`,
    values: [caseId],
  })
  return rows
}

export interface DocumentRow extends Pick<RowOf<typeof caseDocuments>, 'document_no' | 'kind' | 'issued_on'> {
  content: Record<string, unknown>
  /** Of the receipt of a paper that was posted: the letter came back since (退件). */
  came_back: boolean
  /** Of the receipt of a paper that was posted: when it arrived, by the return receipt (妥投日期). */
  arrived_on: string | null
}
