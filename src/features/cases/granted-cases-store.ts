import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Grant } from '../workflow/grant.js'
import type { Party } from './case.js'
import type { caseParties, cases } from './case-tables.js'

/** A case that ended with a result, as far as what was granted needs it: whose it is, for what. */
export interface GrantedCase
  extends Pick<
    RowOf<typeof cases>,
    | 'id'
    | 'case_no'
    | 'item_code'
    | 'item_version'
    | 'item_name'
    | 'item_type'
    | 'organisation_code'
    | 'deciding_divisions'
    | 'result_type'
    | 'status'
    | 'situation'
    | 'workflow_key'
    | 'workflow_version'
  > {
  decided_on: string | null
  related: { relation: string; caseNo: string; basis?: string }[] | null
  /** With what and how far it was granted (附条件、部分准予). */
  grant: Grant | null
  form: Record<string, unknown> | null
  answers: Record<string, unknown> | null
  applicant_type: string | null
  numbers: Buffer[]
}

const APPLICANTS = `p.role in ('applicant', 'coApplicant')`

/** Some cases by their ids or numbers. One query. */
export async function selectGrantedCases(
  db: Queryable,
  ids: readonly string[],
  numbers: readonly string[] = [],
): Promise<GrantedCase[]> {
  const { rows } = await db.query<GrantedCase>({
    name: 'select-granted-cases',
    text: `select c.id, c.case_no, c.item_code, c.item_version, c.item_name, c.item_type, c.organisation_code,
        c.deciding_divisions, c.result_type, c.status, coalesce(c.decided_on, c.closed_on) as decided_on,
        c.workflow_key, c.workflow_version, c.facts->'related' as related, c.facts->'grant' as "grant", c.situation,
        (select f.answers from case_forms f where f.case_id = c.id) as answers,
        (select p.type from case_parties p where p.case_id = c.id and p.role = 'applicant'
          order by p.party_no limit 1) as applicant_type,
        (select f.form from case_forms f where f.case_id = c.id) as form,
        array(select p.id_number_index from case_parties p where p.case_id = c.id and ${APPLICANTS}) as numbers
      from cases c where c.id = any($1::uuid[]) or c.case_no = any($2::text[]) order by c.id`,
    values: [ids, numbers],
  })
  return rows
}

/** An applicant of a case with the number as it is shown masked, which a credit code is not. */
export type Holder = Pick<Party, 'type' | 'name' | 'idType' | 'idNumberMasked'>

/** The applicants of some cases. One query. */
export async function selectHolders(
  db: Queryable,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, Holder[]>> {
  const { rows } = await db.query<{ case_id: string; holders: Holder[] }>({
    name: 'select-holders',
    text: `select p.case_id, jsonb_agg(jsonb_build_object('type', p.type, 'name', p.name, 'idType', p.id_type,
        'idNumberMasked', p.id_number_masked) order by p.party_no) as holders
      from case_parties p where p.case_id = any($1::uuid[]) and ${APPLICANTS} group by p.case_id`,
    values: [caseIds],
  })
  return new Map(rows.map(({ case_id, holders }) => [case_id, holders]))
}

/** Who may be asked about a licence as its holder: applicants, and who acts for a company as its head or handler. */
const HOLDERS = `p.role in ('applicant', 'coApplicant', 'legalRepresentative', 'handler')`
const MOST_CASES = 500

/** Cases in which somebody is such a party: signed in, or by a number that the token proves. One query. */
export async function selectCasesOfHolder(
  db: Queryable,
  { subject, number, among }: { subject: string; number: Buffer | undefined; among?: readonly string[] },
): Promise<string[]> {
  const { rows } = await db.query<Pick<RowOf<typeof caseParties>, 'case_id'>>({
    name: among === undefined ? 'cases-of-holder' : 'among-cases-of-holder',
    text: `select distinct p.case_id from case_parties p where ${HOLDERS}
      and (p.subject = $1 or p.id_number_index = $2)${among === undefined ? '' : ' and p.case_id = any($4::uuid[])'} limit $3`,
    values: [subject, number ?? null, MOST_CASES, ...(among === undefined ? [] : [among])],
  })
  return rows.map(({ case_id }) => case_id)
}

/** Where nothing is left to decide or to hand out. */
const OVER = `('DRAFT', 'NOT_REQUIRED', 'NOT_ACCEPTED', 'DENIED', 'DELIVERED', 'WITHDRAWN', 'TERMINATED', 'VOIDED')`

/** Cases of some applicants in which what a case granted is renewed or changed, and not over yet. One query. */
export async function selectLinkedCases(
  db: Queryable,
  caseNo: string,
  numbers: readonly Buffer[],
): Promise<string[]> {
  const { rows } = await db.query<Pick<RowOf<typeof cases>, 'case_no'>>({
    name: 'linked-cases',
    text: `select distinct c.case_no from case_parties p join cases c on c.id = p.case_id
      where p.id_number_index = any($2::bytea[]) and ${APPLICANTS} and c.status not in ${OVER}
        and (c.facts->'related' @> jsonb_build_array(jsonb_build_object('relation', 'renewalOf', 'caseNo', $1::text))
          or c.facts->'related' @> jsonb_build_array(jsonb_build_object('relation', 'changeOf', 'caseNo', $1::text)))
      order by c.case_no limit ${MOST_CASES}`,
    values: [caseNo, numbers],
  })
  return rows.map(({ case_no }) => case_no)
}
