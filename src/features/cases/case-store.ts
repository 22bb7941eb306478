import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { assigned, columnsOf, insertRows, listed } from '../../database/rows.js'
import type { Statement } from '../../database/statement.js'
import { insertAudit } from '../../http/audit-tables.js'
import { idempotencyKeys } from '../../http/idempotency-tables.js'
import { BOOK_REVISION } from '../deadlines/calendar-cache.js'
import { alerts, caseClocks } from '../deadlines/deadline-tables.js'
import { GRANTING_PAPERS } from '../workflow/grant.js'
import { isNewest } from '../workflow/newest.js'
import type { CaseLine, CaseReadRow, CaseRow } from './case-rows.js'
import {
  caseDocuments,
  caseEvents,
  caseForms,
  caseMaterials,
  caseParties,
  cases,
  caseTasks,
} from './case-tables.js'
import type { CaseWrite } from './case-writes.js'

/**
 * A clock whose notice has gone out (延期) is looked at at once, so that the alert of it is closed; a look that is due is
 * not forgotten over a second act before it.
 */
const LOOK = (then: string, column: string) =>
  `case when case_clocks.lamp = 'NOTICE' and excluded.lamp = 'NONE' then ${then}
    when case_clocks.next_look_at <= app_now() then case_clocks.${column} else excluded.${column} end`

const INSTANT = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const CASE_COLUMNS = columnsOf(cases)
/** What no act changes. */
const LASTING = new Set<string>([
  'id',
  'case_no',
  'parent_no',
  'item_code',
  'item_type',
  'organisation_code',
  // A job copies these anew where an organ moves: an act that read the case before must not write the old ones back.
  'divisions',
  'deciding_divisions',
  'created_by',
  'created_at',
])
const PARTY_MEMBERS = columnsOf(caseParties, 'case_id')
  .map((name) => `'${name}', p.${name}`)
  .join(', ')

/**
 * The one read of a use case: the case with all that belongs to it, the database's instant, the revision of the
 * calendars and the stored answer of a repeated request. `$1` case number or null, `$2…$4` idempotency scope.
 */
const readWhere = (from: string): string => `
select app_now() as now,
  (${BOOK_REVISION}) as calendar_revision,
  (select jsonb_build_object('requestHash', encode(request_hash, 'hex'), 'status', status, 'headers', headers,
     'body', encode(body_encrypted, 'base64'))
   from idempotency_keys where caller_hash = $2 and operation = $3 and key = $4
     and created_at > app_now() - interval '7 days') as stored,
  ${listed(CASE_COLUMNS, 'c')},
  (select jsonb_agg(jsonb_build_object(${PARTY_MEMBERS}) order by p.party_no) from case_parties p where p.case_id = c.id) as parties,
  (select jsonb_agg(jsonb_build_object('materialId', m.material_id, 'materialCode', m.material_code, 'source', m.source,
     'copies', m.copies, 'fileId', m.file_id, 'licence', m.licence, 'reference', m.reference, 'proof', m.proof, 'resultOf', m.result_of,
     'inspection', m.inspection,
     'returned', m.returned, 'addedAt', ${INSTANT('m.added_at')}) order by m.material_id)
   from case_materials m where m.case_id = c.id and m.removed_at is null) as materials,
  (select jsonb_agg(k.state order by k.clock_id) from case_clocks k where k.case_id = c.id
     and k.state->'undone' is null) as clocks,
  (select jsonb_agg(t.state order by t.opened_at, t.task_id) from case_tasks t where t.case_id = c.id
     and t.state->'undone' is null) as tasks,
  (select jsonb_agg(jsonb_build_object('action', e.type, 'subject', e.actor) order by e.version)
   from case_events e where e.case_id = c.id) as acts,
  (select count(*)::int from case_documents d where d.case_id = c.id) as document_count,
  (select jsonb_build_object('form', f.form, 'answers', f.answers, 'sealed', f.sealed) from case_forms f where f.case_id = c.id) as filled_in,
  (select w.level from window_authorities w where w.window_id = c.window_id and w.item_code = c.item_code) as window_level,
  (select d.ancestors from windows w join centres e on e.id = w.centre_id join divisions d on d.code = e.division_code
   where w.id = c.window_id) as window_divisions,
  (select jsonb_strip_nulls(jsonb_build_object('code', o.code, 'divisions', d.ancestors, 'successor', o.successor_code)) from organisations o
     join organisations x on x.code = coalesce(o.successor_code, o.code) join divisions d on d.code = x.division_code
   where o.code = c.organisation_code) as organ,
  (select jsonb_agg(jsonb_build_object('code', o.code, 'divisions', d.ancestors)) from organisations o
     join organisations x on x.code = coalesce(o.successor_code, o.code) join divisions d on d.code = x.division_code
   where o.code = any(c.asked)) as asked_organs
from ${from}`

const READ_CASE = readWhere('(select 1) one left join cases c on c.case_no = $1')
const READ_MEMBERS = readWhere('cases c where c.parent_no = $1 order by c.id')

/** Reads the case `caseNo`; the row's `id` is null where there is none. One query. */
export async function readCase(
  db: Queryable,
  caseNo: string,
  idempotency?: { callerHash: Buffer; operation: string; key: string },
): Promise<CaseReadRow> {
  const { rows } = await db.query<CaseReadRow>({
    name: 'read-case',
    text: READ_CASE,
    values: [
      caseNo,
      idempotency?.callerHash ?? null,
      idempotency?.operation ?? null,
      idempotency?.key ?? null,
    ],
  })
  const [row] = rows
  if (row === undefined) throw new Error('the read of a case gives one row')
  return row
}

/** The cases of a bundle's case (一件事子件) with all that belongs to them, in their order. One query. */
export async function readMembers(db: Queryable, parentNo: string): Promise<CaseReadRow[]> {
  const { rows } = await db.query<CaseReadRow>({
    name: 'read-members',
    text: READ_MEMBERS,
    values: [parentNo, null, null, null],
  })
  return rows
}

export interface WaitingRow extends Pick<CaseRow, 'case_no'> {
  /** Number of the decision that grants what is waited for. */
  approval_no: string | null
}

/** The cases of the same bundle that wait for the result of this one. */
export async function selectWaiting(
  db: Queryable,
  { parentNo, caseNo, id }: { parentNo: string; caseNo: string; id: string },
): Promise<WaitingRow[]> {
  const { rows } = await db.query<WaitingRow>({
    name: 'select-waiting',
    text: `select c.case_no, (select max(d.document_no) from case_documents d where d.case_id = $3 and d.kind = any($4::text[])) as approval_no
      from cases c where c.parent_no = $1 and c.awaiting is not null and $2 = any(c.awaiting) order by c.id`,
    values: [parentNo, caseNo, id, GRANTING_PAPERS],
  })
  return rows
}

/**
 * Numbers of cases that others still wait for although they have come to their end, the oldest waiting first: what was told to nobody, since
 * who acted was killed before.
 */
export async function selectUntold(
  db: Queryable,
  statuses: readonly string[],
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<Pick<CaseRow, 'case_no'>>({
    name: 'select-untold',
    text: `select distinct s.case_no from cases c cross join lateral unnest(c.awaiting) w(case_no)
      join cases s on s.case_no = w.case_no
      where c.awaiting is not null and s.status = any($1::text[]) limit $2`,
    values: [statuses, limit],
  })
  return rows.map(({ case_no }) => case_no)
}

/** The keyed hash of the query code of a case, or of a bundle's; undefined where there is no such case. */
export async function findQueryCodeHash(db: Queryable, caseNo: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<Pick<CaseRow, 'query_code_hash'>>({
    name: 'find-query-code',
    text: `select query_code_hash from cases where case_no = $1
      union all select query_code_hash from bundle_cases where case_no = $1`,
    values: [caseNo],
  })
  return rows[0]?.query_code_hash
}

const PARTY_KEY = new Set<string>(['case_id', 'party_no'])
const PARTY_CHANGES = columnsOf(caseParties).filter((name) => !PARTY_KEY.has(name))
const EVENT_COLUMNS = columnsOf(caseEvents, 'event_no')

/**
 * Everything that is written beside the case row itself. Each INSERT selects from `written`: a lost race writes nothing.
 * What happened to a draft goes into the feed when it is handed in, and never before: until then it is its creator's alone.
 */
const BESIDE = `
parties as (
  ${insertRows(caseParties, '$2', { from: 'written' })}
  on conflict (case_id, party_no) do update set ${assigned(PARTY_CHANGES, 'excluded')}),
materials as (
  ${insertRows(caseMaterials, '$3', { from: 'written' })}
  on conflict (case_id, material_id) do update set removed_at = excluded.removed_at, copies = excluded.copies,
    inspection = excluded.inspection, returned = excluded.returned),
clocks as (
  ${insertRows(caseClocks, '$4', { from: 'written' })}
  on conflict (case_id, clock_id) do update set state = excluded.state, due_on = excluded.due_on,
    provisional = excluded.provisional, stopped_on = excluded.stopped_on, lamp = excluded.lamp,
    next_look_at = ${LOOK('app_now()', 'next_look_at')}, next_look_why = ${LOOK(`'EASED'`, 'next_look_why')}),
tasks as (
  ${insertRows(caseTasks, '$5', { from: 'written' })}
  on conflict (case_id, task_id) do update set state = excluded.state, assignee = excluded.assignee,
    closed_at = excluded.closed_at),
documents as (
  ${insertRows(caseDocuments, '$6', { from: 'written' })}),
events as (
  insert into case_events (${EVENT_COLUMNS.join(', ')})
  select ${listed(EVENT_COLUMNS, 'r')}
  from written, jsonb_populate_recordset(null::case_events, $7) r order by r.version
  returning event_no, case_id, event_id),
waiting as (
  insert into outbox (event_no, case_id, event_id)
  select e.event_no, e.case_id, e.event_id from events e, written where written.received_on is not null
  union all
  select e.event_no, e.case_id, e.event_id from written join case_events e on e.case_id = written.id
  where written.received_on is not null and e.salt is not null
    and not exists (select 1 from case_events s where s.case_id = written.id and s.type in ('submit', 'imported'))),
answer as (
  ${insertRows(idempotencyKeys, '$8', { from: 'written' })}),
forms as (
  ${insertRows(caseForms, '$9', { from: 'written' })}
  on conflict (case_id) do update set form = excluded.form, answers = excluded.answers, sealed = excluded.sealed,
    terms = excluded.terms),
audited as (
  ${insertAudit('$10', 'written')}),
raised as (
  ${insertRows(alerts, '$11', { from: 'written' })})
select count(*)::int as saved`

const INSERT_CASE = `
with written as (
  insert into cases (${CASE_COLUMNS.join(', ')}) select ${listed(CASE_COLUMNS, 'r')}
  from jsonb_populate_record(null::cases, $1) r returning id, received_on, divisions),
${BESIDE} from written`

const CASE_CHANGES = CASE_COLUMNS.filter((name) => !LASTING.has(name))
/** What accepts a case pins the procedure that is in force, and not one that this instance still has in its memory. */
const PINS_NEWEST = `(c.workflow_key is not null or r.workflow_key is null
    or ${isNewest('r.workflow_key', 'r.workflow_version')})`
/** Why nothing was written, where that is so: the procedure of an acceptance was replaced (流程已更新). */
const SUPERSEDED = `case when count(*) = 0 then exists (select 1 from jsonb_populate_record(null::cases, $1) r
    where not ${isNewest('r.workflow_key', 'r.workflow_version')}) end as superseded`
const SAVE_DECISION = `
with written as (
  update cases c set ${assigned(CASE_CHANGES, 'r')},
    divisions = case when c.window_id is distinct from r.window_id then r.divisions else c.divisions end
  from jsonb_populate_record(null::cases, $1) r
  where c.id = r.id and c.version = $12 and ${PINS_NEWEST} returning c.id, c.received_on, c.divisions),
${BESIDE},
  ${SUPERSEDED} from written`

function values(write: CaseWrite): string[] {
  return [
    write.case,
    write.parties,
    write.materials,
    write.clocks,
    write.tasks,
    write.documents,
    write.events,
    write.answer === undefined ? [] : [write.answer],
    write.form === undefined ? [] : [write.form],
    write.audit === undefined ? [] : [write.audit],
    write.alerts,
  ].map((part) => JSON.stringify(part))
}

/** Writes a new case with its first events, clocks and the stored answer: one statement. */
export async function insertCase(db: Queryable, write: CaseWrite): Promise<void> {
  await db.query({ name: 'insert-case', text: INSERT_CASE, values: values(write) })
}

/**
 * Writes a decision: one statement. `lost`: the case is no longer at `expectedVersion`, somebody was faster. `superseded`: it
 * would be accepted under a procedure that another version has replaced. Then nothing is written.
 */
export async function saveDecision(
  db: Queryable,
  expectedVersion: number,
  write: CaseWrite,
): Promise<'saved' | 'lost' | 'superseded'> {
  const { rows } = await db.query<{ saved: number; superseded: boolean | null }>({
    name: 'save-decision',
    text: SAVE_DECISION,
    values: [...values(write), expectedVersion],
  })
  const [row] = rows
  return row?.saved === 1 ? 'saved' : row?.superseded === true ? 'superseded' : 'lost'
}

const LINE = `c.id, c.case_no, c.parent_no, c.version, c.status, c.item_code, c.item_version, c.item_name, c.item_type,
  c.organisation_code, c.window_id, c.channel, c.situation, c.received_on, c.accepted_on, c.decided_on, c.closed_on,
  c.result_type, c.due_on, c.lamp, c.created_at, c.updated_at,
  c.facts->>'applicantType' as applicant_type, c.facts->>'applicantName' as applicant_name`

/** A page of the list, by list-statement.ts. */
export async function selectCases(db: Queryable, page: (columns: string) => Statement): Promise<CaseLine[]> {
  const { text, values } = page(LINE)
  const { rows } = await db.query<CaseLine>(prepared('list-cases', text, values))
  return rows
}

/** At most as many as the statement stops at: nobody needs the exact number of a million. */
export async function countCases(db: Queryable, { text, values }: Statement): Promise<number> {
  const { rows } = await db.query<{ count: number }>(prepared('count-cases', text, values))
  return rows[0]?.count ?? 0
}

/** How many cases were handed in under a version of an item, and how many of them still run; counted up to `cap`. */
export async function countCasesOfVersion(
  db: Queryable,
  itemCode: string,
  version: number,
  finalStatuses: readonly string[],
  cap: number,
): Promise<{ running: number; all: number }> {
  const { rows } = await db.query<{ running: number; all: number }>({
    text: `select (count(*) filter (where status <> all ($3::text[])))::int as running, count(*)::int as all
      from (select status from cases where item_code = $1 and item_version = $2 limit ${cap}) few`,
    values: [itemCode, version, finalStatuses],
  })
  return rows[0] ?? { running: 0, all: 0 }
}

/** Until the end of the transaction nobody else begins a draft of this person: two would both count the same. */
export async function lockDrafts(db: Queryable, createdBy: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924018, hashtext($1))', [createdBy])
}

/** How many drafts a person keeps; counts no further than `most`. */
export async function countDrafts(db: Queryable, createdBy: string, most: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-drafts',
    text: `select count(*)::int as count from (
      select from cases where created_by = $1 and status = 'DRAFT' limit $2) d`,
    values: [createdBy, most],
  })
  return rows[0]?.count ?? 0
}
