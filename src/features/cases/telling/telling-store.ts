import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { Text } from '../../../shared/text.js'
import { EXAMINATION } from '../../workflow/statuses.js'
import type { caseParties, cases } from '../case-tables.js'

type CaseRow = RowOf<typeof cases>
type PartyRow = RowOf<typeof caseParties>

/** A party as far as messages go: masked, with the blind index in hex. */
export interface ToldParty extends Pick<PartyRow, 'role' | 'type' | 'name' | 'subject'> {
  partyNo: number
  mobileMasked: string | null
  number: string
}

/** A case as far as people are told of it. */
export interface ToldCase
  extends Pick<CaseRow, 'id' | 'case_no' | 'item_code' | 'item_name' | 'organisation_code' | 'status'> {
  /** What the item's version calls it in English; null: it does not. */
  item_name_en: string | null
  parties: ToldParty[] | null
  /** What the steps of its procedure are called, that of the decision where another organ decides; null before one is pinned. */
  step_titles: Record<string, Text> | null
  /** Steps that are open, with who took them on. */
  tasks: { taskId: string; phase: string; organisation: string | null; assignee: string | null }[] | null
}

/** Some cases by their numbers. One query. */
export async function selectToldCases(db: Queryable, caseNos: readonly string[]): Promise<ToldCase[]> {
  const { rows } = await db.query<ToldCase>({
    name: 'select-told-cases',
    text: `select c.id, c.case_no, c.item_code, c.item_name, c.organisation_code, c.status,
        (select v.document->>'nameEn' from item_versions v
           where v.item_code = c.item_code and v.version = c.item_version) as item_name_en,
        (select jsonb_agg(jsonb_build_object('partyNo', p.party_no, 'role', p.role, 'type', p.type, 'name', p.name,
           'subject', p.subject, 'mobileMasked', p.mobile_masked, 'number', encode(p.id_number_index, 'hex'))
           order by p.party_no) from case_parties p where p.case_id = c.id) as parties,
        (select jsonb_agg(jsonb_build_object('taskId', t.task_id, 'phase', t.phase,
           'organisation', t.state->>'organisation', 'assignee', t.assignee) order by t.task_id)
           from case_tasks t where t.case_id = c.id and t.closed_at is null) as tasks,
        (select jsonb_object_agg(s.step->>'key',
           case when s.step->>'phase' = 'decide' and exists (select 1 from item_versions v
             where v.item_code = c.item_code and v.version = c.item_version and v.document ? 'forwardsTo')
           then $2::jsonb else s.step->'title' end) from workflow_versions w
           cross join jsonb_array_elements(w.definition->'steps') s(step)
           where w.key = c.workflow_key and w.version = c.workflow_version) as step_titles
      from cases c where c.case_no = any($1::text[])`,
    values: [caseNos, JSON.stringify(EXAMINATION)],
  })
  return rows
}

/** A party with the box of the telephone. */
export type ContactRow = Pick<
  PartyRow,
  'case_id' | 'party_no' | 'name' | 'mobile_encrypted' | 'mobile_masked'
>

/** Some parties of whatever cases. One query. */
export async function selectContacts(
  db: Queryable,
  keys: readonly { caseId: string; partyNo: number }[],
): Promise<ContactRow[]> {
  const { rows } = await db.query<ContactRow>({
    name: 'select-contacts',
    text: `select p.case_id, p.party_no, p.name, p.mobile_encrypted, p.mobile_masked
      from unnest($1::uuid[], $2::smallint[]) w(case_id, party_no)
      join case_parties p on p.case_id = w.case_id and p.party_no = w.party_no`,
    values: [keys.map(({ caseId }) => caseId), keys.map(({ partyNo }) => partyNo)],
  })
  return rows
}

/** Which of these acts were taken back (撤销上一步): an undo is the very next version of its case. */
export async function selectUndone(
  db: Queryable,
  acts: readonly { caseId: string; version: number }[],
): Promise<{ case_id: string; version: number }[]> {
  const { rows } = await db.query<{ case_id: string; version: number }>({
    name: 'select-undone',
    text: `select w.case_id, w.version from unnest($1::uuid[], $2::int[]) w(case_id, version)
      join case_events e on e.case_id = w.case_id and e.version = w.version + 1 and e.type = 'undo'`,
    values: [acts.map(({ caseId }) => caseId), acts.map(({ version }) => version)],
  })
  return rows
}
