import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { EventRow } from '../../events/make-event.js'
import { SEALED_COLUMNS, type SealedRecord } from './audit-record.js'
import type { StoredClock } from './check-clocks.js'
import type { StoredTask } from './check-tasks.js'
import type { auditChain } from './history-tables.js'

/** An event as it stands in the log; `organs` and `salt` are null where it is from before there were such. */
export interface StoredEvent extends Omit<EventRow, 'organs' | 'salt' | 'remarks' | 'occurred_at'> {
  occurred_at: string
  organs: string[] | null
  salt: string | null
  remarks: string | null
}

const EVENT = `e.case_id, e.version, e.event_id, e.type, e.subject_kind, e.occurred_at, e.actor, e.divisions, e.organs,
  e.document, e.salt, e.remarks`

export interface ChainedEvent extends Omit<StoredEvent, 'document' | 'event_id'> {
  position: number
  hash: Buffer
  named: string
  /** Null: the event is gone. */
  document: string | null
  event_id: string | null
}

/** Positions of the feed in their order, each with its event. */
export async function selectFeed(db: Queryable, after: number, limit: number): Promise<ChainedEvent[]> {
  const { rows } = await db.query<ChainedEvent>(
    `select f.position, f.hash, f.event_id as named, ${EVENT}
     from feed f left join case_events e on e.case_id = f.case_id and e.event_id = f.event_id
     where f.position > $1 order by f.position limit $2`,
    [after, limit],
  )
  return rows
}

export interface Heads {
  feed: number
  feed_hash: Buffer
  audit: number
  audit_hash: Buffer
}

/** The ends of both chains; undefined when a head is gone. */
export async function selectHeads(db: Queryable): Promise<Heads | undefined> {
  const { rows } = await db.query<Heads>(
    `select f.position as feed, f.hash as feed_hash, a.place as audit, a.hash as audit_hash
     from feed_head f cross join audit_head a`,
  )
  return rows[0]
}

/** Events that have no position and wait for none, though their case was handed in. */
export async function selectUnplaced(db: Queryable, limit: number): Promise<StoredEvent[]> {
  const { rows } = await db.query<StoredEvent>(
    `select ${EVENT} from case_events e
     where not exists (select from feed f where f.event_id = e.event_id)
       and not exists (select from outbox o where o.event_id = e.event_id)
       and not (e.subject_kind = 'case' and e.salt is not null
         and exists (select from cases c where c.id = e.case_id and c.received_on is null)) limit $1`,
    [limit],
  )
  return rows
}

/** Numbers of cases of which events or documents are there, but not the case. */
export async function selectOrphans(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ what: string }>(
    `select distinct 'events of the case ' || e.case_id as what from case_events e
     where e.subject_kind = 'case' and not exists (select from cases c where c.id = e.case_id)
     union select distinct 'documents of the case ' || d.case_id from case_documents d
     where not exists (select from cases c where c.id = d.case_id) limit $1`,
    [limit],
  )
  return rows.map((row) => row.what)
}

/** Series of documents in which not each number up to the last has its paper (文号断号), with how many have one. */
export async function selectSeriesWithGaps(
  db: Queryable,
  limit: number,
): Promise<{ series: string; last: number; papers: number }[]> {
  const { rows } = await db.query<{ series: string; last: number; papers: number }>(
    // Orders of supervision (督办单) take theirs from series of their own, and are no papers of a case.
    `with orders as (
       select regexp_replace(official_no, '[0-9]+号$', '{number}号') as series,
         substring(official_no from '([0-9]+)号$')::int as number
       from supervision_orders where official_no is not null)
     select s.series, s.last_number as last, count(p.number)::int as papers
     from document_series s left join (
       select organisation_code, series, number from case_papers
       union all select d.organisation_code, d.series, o.number from orders o join document_series d using (series)) p
       using (organisation_code, series)
     group by s.organisation_code, s.series, s.last_number
     having count(p.number) <> s.last_number or max(p.number) <> s.last_number limit $1`,
    [limit],
  )
  return rows
}

export interface StoredCase {
  id: string
  case_no: string
  version: number
  status: string
  item_code: string
  item_version: number
  item_type: string
  organisation_code: string
  channel: string
  window_id: string | null
  situation: string | null
  accepted_on: string | null
  decided_on: string | null
  result_type: string | null
}

export interface StoredDocument {
  case_id: string
  document_no: string
  kind: string
  issued_on: string
  content: unknown
}

/** A party or a material as its row stands. */
export interface StoredPart {
  case_id: string
  row: Record<string, unknown>
}

export interface CasePage {
  cases: StoredCase[]
  events: StoredEvent[]
  documents: StoredDocument[]
  clocks: StoredClock[]
  tasks: StoredTask[]
  parties: StoredPart[]
  materials: StoredPart[]
}

/** Some cases in the order of their ids, with all their events, documents, clocks, tasks, parties and materials. */
export async function selectCasePage(
  db: Queryable,
  after: string | undefined,
  limit: number,
): Promise<CasePage> {
  const { rows: cases } = await db.query<StoredCase>(
    `select id, case_no, version, status, item_code, item_version, item_type, organisation_code, channel, window_id,
       situation, accepted_on, decided_on, result_type from cases where $1::uuid is null or id > $1 order by id limit $2`,
    [after ?? null, limit],
  )
  const ids = cases.map((row) => row.id)
  const { rows: events } = await db.query<StoredEvent>(
    `select ${EVENT} from case_events e where e.case_id = any($1::uuid[]) order by e.case_id, e.version`,
    [ids],
  )
  const { rows: documents } = await db.query<StoredDocument>(
    `select case_id, document_no, kind, issued_on, content from case_documents
     where case_id = any($1::uuid[]) order by case_id, document_no`,
    [ids],
  )
  const { rows: clocks } = await db.query<StoredClock>(
    `select case_id, clock_id, kind, started_on, due_on, stopped_on, state from case_clocks
     where case_id = any($1::uuid[]) order by case_id, clock_id`,
    [ids],
  )
  const { rows: tasks } = await db.query<StoredTask>(
    `select case_id, task_id, kind, step, state->>'organisation' as organisation, state->>'outcome' as outcome,
       closed_at is null as open from case_tasks where case_id = any($1::uuid[]) order by case_id, task_id`,
    [ids],
  )
  const { rows: parties } = await db.query<StoredPart>(
    'select p.case_id, to_jsonb(p) as row from case_parties p where p.case_id = any($1::uuid[])',
    [ids],
  )
  const { rows: materials } = await db.query<StoredPart>(
    `select m.case_id, to_jsonb(m) as row from case_materials m
     where m.case_id = any($1::uuid[]) and m.removed_at is null`,
    [ids],
  )
  return { cases, events, documents, clocks, tasks, parties, materials }
}

export type ChainedRecord = SealedRecord &
  Pick<RowOf<typeof auditChain>, 'place' | 'hash'> & { named: number }

/** Places of the audit chain in their order, each with its record. */
export async function selectSeals(db: Queryable, after: number, limit: number): Promise<ChainedRecord[]> {
  const { rows } = await db.query<ChainedRecord>(
    `select s.place, s.hash, s.audit_no as named, ${SEALED_COLUMNS.map((name) => `a.${name}`).join(', ')}
     from audit_chain s left join audit_log a on a.audit_no = s.audit_no
     where s.place > $1 order by s.place limit $2`,
    [after, limit],
  )
  return rows
}

/** Records that have no place and wait for none, and places waited for by records that are gone. */
export async function selectUnsealed(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ what: string }>(
    `select 'audit record ' || a.audit_no || ' stands in no chain' as what from audit_log a
     where not exists (select from audit_chain s where s.audit_no = a.audit_no)
       and not exists (select from audit_waiting w where w.audit_no = a.audit_no)
     union all select 'audit record ' || w.audit_no || ' is gone before it was chained' from audit_waiting w
     where not exists (select from audit_log a where a.audit_no = w.audit_no) limit $1`,
    [limit],
  )
  return rows.map((row) => row.what)
}

/** What the function of the triggers says, blanks apart. */
const REFUSAL =
  "BEGIN RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END"

/**
 * What of the guards against changing and emptying is not as it was made: per table the operations that a trigger refuses
 * without a condition (bits of `pg_trigger.tgtype`: 8 delete, 16 update, 32 truncate), the function itself, and a setting
 * that switches triggers off for everybody.
 */
export async function selectUnguarded(
  db: Queryable,
  tables: Readonly<Record<string, number>>,
): Promise<string[]> {
  const { rows } = await db.query<{ what: string }>(
    `select t.name || ': the triggers that refuse changes are missing or off' as what
     from unnest($1::text[], $2::int[]) t(name, wanted)
     where (select coalesce(bit_or(g.tgtype::int), 0) from pg_trigger g
       where g.tgrelid = to_regclass(t.name) and g.tgfoid = to_regproc('refuse_change') and g.tgenabled in ('O', 'A')
         and g.tgqual is null and cardinality(g.tgattr::int2[]) = 0 and g.tgtype & 2 = 2) & t.wanted <> t.wanted
     union all select 'the function refuse_change refuses nothing any more'
     where not exists (select from pg_proc p join pg_language l on l.oid = p.prolang
       where p.oid = to_regproc('refuse_change') and l.lanname = 'plpgsql'
         and btrim(regexp_replace(p.prosrc, '\\s+', ' ', 'g'), ' ;') = $3)
     union all select 'a setting of the database or of a login switches triggers off'
     where exists (select from pg_db_role_setting s join unnest(s.setconfig) c on c ilike 'session_replication_role=%'
       where c not ilike '%=origin' and s.setdatabase in (0, (select oid from pg_database where datname = current_database())))
     order by what`,
    [Object.keys(tables), Object.values(tables), REFUSAL],
  )
  return rows.map((row) => row.what)
}
