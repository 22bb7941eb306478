import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { DECIDING_PAPERS, GRANTING_PAPERS } from '../workflow/grant.js'
import type { Party } from './case.js'
import type { caseDocuments, cases } from './case-tables.js'

/** A document with what of its case stands on the paper: who it is for, the item, the organ. */
export interface IssuedDocument
  extends Pick<RowOf<typeof caseDocuments>, 'case_id' | 'document_no' | 'kind' | 'issued_on'>,
    Pick<
      RowOf<typeof cases>,
      | 'case_no'
      | 'parent_no'
      | 'item_code'
      | 'item_version'
      | 'item_name'
      | 'item_type'
      | 'organisation_code'
      | 'received_on'
      | 'accepted_on'
    > {
  content: Record<string, unknown>
  parties: Pick<Party, 'type' | 'name'>[] | null
  /** Everybody in the case; numbers as they are shown masked, which credit codes are not. */
  persons: (Pick<Party, 'role' | 'type' | 'name'> & { idType: string; idNumberMasked: string })[] | null
  /** What was filled in, without what is sensitive; of a decision alone. */
  form: Record<string, unknown> | null
  /** Of a receipt of delivery: the kind of the paper that it names, else of the decision that went out with it. */
  decision: string | null
  /** Of a receipt: materials whose file lay in an earlier case of which it was taken (免重复提交), with that case's number. */
  reused: { materialCode: string; caseNo: string }[] | null
  /** Who took the result away, or where it was sent, of a receipt of delivery: kept beside the event, never in the document's facts. */
  delivery: { receiver?: string; address?: string; trackingNumber?: string } | null
  /** The organ whose people did it in the name of the case's organ, where it was entrusted (委托). */
  acted_by: string | null
}

const anyOf = (kinds: readonly string[]): string => `('${kinds.join("', '")}')`

/** A decision on a licence is for who holds it now, which a change may have said since the case that granted it. */
const WHOSE = `coalesce((select h.id from cases h where h.case_no = d.content->>'holderCase'), c.id)`

const ISSUED = `
select d.case_id, d.document_no, d.kind, d.issued_on, d.content, c.case_no, c.parent_no, c.item_code, c.item_version, c.item_name,
  c.item_type, c.organisation_code, c.received_on, c.accepted_on,
  (select jsonb_agg(jsonb_build_object('type', p.type, 'name', p.name) order by p.party_no) from case_parties p
   where p.case_id = ${WHOSE} and p.role in ('applicant', 'coApplicant')) as parties,
  (select jsonb_agg(jsonb_build_object('role', p.role, 'type', p.type, 'name', p.name, 'idType', p.id_type,
     'idNumberMasked', p.id_number_masked) order by p.party_no) from case_parties p where p.case_id = ${WHOSE}) as persons,
  case when d.kind in ${anyOf(GRANTING_PAPERS)} then (select f.form from case_forms f where f.case_id = c.id) end as form,
  case when d.kind = 'receipt' then
    (select jsonb_agg(jsonb_build_object('materialCode', m.material_code, 'caseNo', first.case_no)) from case_materials m
     cross join lateral (select e.case_no from case_materials old join cases e on e.id = old.case_id
       where old.file_id = m.file_id and old.case_id <> m.case_id and old.added_at < m.added_at
       order by old.added_at limit 1) first
     where m.case_id = d.case_id and m.removed_at is null and m.file_id is not null) end as reused,
  case when d.kind = 'deliveryReceipt' then
    (select jsonb_strip_nulls(jsonb_build_object('receiver', w.words->'receiver', 'address', w.words->'address',
       'trackingNumber', w.words->'trackingNumber'))
     from case_events e, lateral (select e.remarks::jsonb as words) w where e.case_id = c.id
     and e.type in ('deliver', 'case.deliver', 'deliverPaper') and e.occurred_at = d.created_at limit 1) end as delivery,
  case when d.kind = 'deliveryReceipt' then
    (select o.kind from case_documents o where o.case_id = c.id and o.created_at <= d.created_at
     and case when d.content ? 'delivers' then o.document_no = d.content->>'delivers' else o.kind in ${anyOf(DECIDING_PAPERS)} end
     order by o.created_at desc limit 1) end as decision,
  (select e.document::jsonb->'actor'->>'organisation' from case_events e
   where e.case_id = c.id and e.occurred_at = d.created_at and e.document::jsonb->'actor' ? 'inNameOf'
   limit 1) as acted_by
from unnest($1::uuid[], $2::text[]) w(case_id, document_no)
join case_documents d on d.case_id = w.case_id and d.document_no = w.document_no
join cases c on c.id = d.case_id
order by d.created_at, d.case_id, d.document_no`

/** Some documents of whatever cases, in the order in which they were issued. One query. */
export async function selectIssuedDocuments(
  db: Queryable,
  documents: readonly Pick<IssuedDocument, 'case_id' | 'document_no'>[],
): Promise<IssuedDocument[]> {
  const { rows } = await db.query<IssuedDocument>({
    name: 'select-issued-documents',
    text: ISSUED,
    values: [documents.map(({ case_id }) => case_id), documents.map(({ document_no }) => document_no)],
  })
  return rows
}
