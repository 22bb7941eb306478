import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { Instant } from '../../shared/time.js'
import type { CaseLine, CaseReadRow, CaseWrite } from './case-rows.js'

const INSTANT = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/**
 * The one read of a use case: the case with all that belongs to it, the database's instant, the revision of the
 * calendars and the stored answer of a repeated request. `$1` case number or null, `$2…$4` idempotency scope.
 */
const READ_CASE = `
select app_now() as now,
  (select coalesce(sum(revision), 0)::int from calendars) as calendar_revision,
  (select jsonb_build_object('requestHash', encode(request_hash, 'hex'), 'status', status, 'headers', headers,
     'body', encode(body_encrypted, 'base64'))
   from idempotency_keys where caller_hash = $2 and operation = $3 and key = $4
     and created_at > app_now() - interval '7 days') as stored,
  c.*,
  (select jsonb_agg(to_jsonb(p) - 'case_id' order by p.party_no) from case_parties p where p.case_id = c.id) as parties,
  (select jsonb_agg(jsonb_build_object('materialId', m.material_id, 'materialCode', m.material_code, 'source', m.source,
     'copies', m.copies, 'fileId', m.file_id, 'licence', m.licence, 'addedAt', ${INSTANT('m.added_at')}) order by m.material_id)
   from case_materials m where m.case_id = c.id and m.removed_at is null) as materials,
  (select jsonb_agg(k.state order by k.clock_id) from case_clocks k where k.case_id = c.id) as clocks,
  (select jsonb_agg(t.state order by t.opened_at, t.task_id) from case_tasks t where t.case_id = c.id) as tasks,
  (select w.level from window_authorities w where w.window_id = c.window_id and w.item_code = c.item_code) as window_level
from (select 1) one left join cases c on c.case_no = $1`

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

/** The keyed hash of the query code of a case; undefined where there is no such case. */
export async function findQueryCodeHash(db: Queryable, caseNo: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ query_code_hash: Buffer }>({
    name: 'find-query-code',
    text: 'select query_code_hash from cases where case_no = $1',
    values: [caseNo],
  })
  return rows[0]?.query_code_hash
}

/** What a new case needs from the database: its instant, a serial number, and whether the request was answered before. */
export interface CreationRow {
  now: Instant
  calendar_revision: number
  stored: CaseReadRow['stored']
  serial: number
}

const READ_FOR_CREATION = `
select app_now() as now, nextval('case_serial') as serial,
  (select coalesce(sum(revision), 0)::int from calendars) as calendar_revision,
  (select jsonb_build_object('requestHash', encode(request_hash, 'hex'), 'status', status, 'headers', headers,
     'body', encode(body_encrypted, 'base64'))
   from idempotency_keys where caller_hash = $1 and operation = $2 and key = $3
     and created_at > app_now() - interval '7 days') as stored`

export async function readForCreation(
  db: Queryable,
  scope: { callerHash: Buffer; operation: string; key: string },
): Promise<CreationRow> {
  const { rows } = await db.query<CreationRow>({
    name: 'read-for-creation',
    text: READ_FOR_CREATION,
    values: [scope.callerHash, scope.operation, scope.key],
  })
  const [row] = rows
  if (row === undefined) throw new Error('the read for a creation gives one row')
  return row
}

/** Everything that is written beside the case row itself. Each INSERT selects from `written`: a lost race writes nothing. */
const BESIDE = `
parties as (
  insert into case_parties select r.* from written, jsonb_populate_recordset(null::case_parties, $2) r
  on conflict (case_id, party_no) do update set role = excluded.role, type = excluded.type, name = excluded.name,
    id_type = excluded.id_type, id_number_encrypted = excluded.id_number_encrypted,
    id_number_index = excluded.id_number_index, id_number_masked = excluded.id_number_masked,
    mobile_encrypted = excluded.mobile_encrypted, mobile_masked = excluded.mobile_masked,
    mandate_file_id = excluded.mandate_file_id, identity_proof = excluded.identity_proof, subject = excluded.subject),
materials as (
  insert into case_materials select r.* from written, jsonb_populate_recordset(null::case_materials, $3) r
  on conflict (case_id, material_id) do update set removed_at = excluded.removed_at, copies = excluded.copies),
clocks as (
  insert into case_clocks select r.* from written, jsonb_populate_recordset(null::case_clocks, $4) r
  on conflict (case_id, clock_id) do update set state = excluded.state, due_on = excluded.due_on,
    provisional = excluded.provisional, stopped_on = excluded.stopped_on, lamp = excluded.lamp,
    next_look_at = excluded.next_look_at, next_look_why = excluded.next_look_why),
tasks as (
  insert into case_tasks select r.* from written, jsonb_populate_recordset(null::case_tasks, $5) r
  on conflict (case_id, task_id) do update set state = excluded.state, assignee = excluded.assignee,
    closed_at = excluded.closed_at),
documents as (
  insert into case_documents select r.* from written, jsonb_populate_recordset(null::case_documents, $6) r),
events as (
  insert into case_events (case_id, version, event_id, type, occurred_at, actor, divisions, document, remarks)
  select r.case_id, r.version, r.event_id, r.type, r.occurred_at, r.actor, written.divisions, r.document, r.remarks
  from written, jsonb_populate_recordset(null::case_events, $7) r order by r.version
  returning event_no, case_id, event_id),
waiting as (insert into outbox (event_no, case_id, event_id) select event_no, case_id, event_id from events),
answer as (
  insert into idempotency_keys select r.* from written, jsonb_populate_recordset(null::idempotency_keys, $8) r)
select count(*)::int as saved from written`

const INSERT_CASE = `
with written as (
  insert into cases select r.* from jsonb_populate_record(null::cases, $1) r returning divisions),
${BESIDE}`

const SAVE_DECISION = `
with written as (
  update cases c set version = r.version, status = r.status, item_version = r.item_version, item_name = r.item_name,
    divisions = r.divisions, window_id = r.window_id, channel = r.channel, situation = r.situation,
    workflow_key = r.workflow_key, workflow_version = r.workflow_version, received_on = r.received_on,
    accepted_on = r.accepted_on, decided_on = r.decided_on, closed_on = r.closed_on, result_type = r.result_type,
    due_on = r.due_on, lamp = r.lamp, facts = r.facts, query_code_hash = r.query_code_hash, updated_at = r.updated_at
  from jsonb_populate_record(null::cases, $1) r
  where c.id = r.id and c.version = $9 returning c.divisions),
${BESIDE}`

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
  ].map((part) => JSON.stringify(part))
}

/** Writes a new case with its first events, clocks and the stored answer: one statement. */
export async function insertCase(db: Queryable, write: CaseWrite): Promise<void> {
  await db.query({ name: 'insert-case', text: INSERT_CASE, values: values(write) })
}

/**
 * Writes a decision: one statement. False when the case is no longer at `expectedVersion`: somebody was faster,
 * and nothing is written.
 */
export async function saveDecision(
  db: Queryable,
  expectedVersion: number,
  write: CaseWrite,
): Promise<boolean> {
  const { rows } = await db.query<{ saved: number }>({
    name: 'save-decision',
    text: SAVE_DECISION,
    values: [...values(write), expectedVersion],
  })
  return rows[0]?.saved === 1
}

const LINE = `c.id, c.case_no, c.version, c.status, c.item_code, c.item_version, c.item_name, c.item_type,
  c.organisation_code, c.window_id, c.channel, c.situation, c.received_on, c.accepted_on, c.decided_on, c.closed_on,
  c.result_type, c.due_on, c.lamp, c.created_at, c.updated_at,
  c.facts->>'applicantType' as applicant_type, c.facts->>'applicantName' as applicant_name`

/** A page of the list. `where` is made by case-filters.ts from fixed fragments; values are bound. */
export async function selectCases(
  db: Queryable,
  where: string,
  bound: unknown[],
  limit: number,
): Promise<CaseLine[]> {
  const text = `select ${LINE} from cases c where ${where} order by c.created_at desc, c.id desc limit $${bound.length + 1}`
  const { rows } = await db.query<CaseLine>(prepared('list-cases', text, [...bound, limit]))
  return rows
}

/** At most `cap`: nobody needs the exact number of a million. */
export async function countCases(
  db: Queryable,
  where: string,
  bound: unknown[],
  cap: number,
): Promise<number> {
  const text = `select count(*)::int as count from (select 1 from cases c where ${where} limit ${cap}) few`
  const { rows } = await db.query<{ count: number }>({ text, values: bound })
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
