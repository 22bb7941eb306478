import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Instant } from '../../shared/time.js'
import type { cases } from './case-tables.js'
import { RESTS } from './moved-store.js'

/** A case as its clocks and their alerts need to know it. */
export interface ClockCaseRow
  extends Pick<
    RowOf<typeof cases>,
    | 'id'
    | 'case_no'
    | 'status'
    | 'divisions'
    | 'organisation_code'
    | 'deciding_divisions'
    | 'item_code'
    | 'window_id'
  > {
  /** Who has its oldest open step. */
  person: string | null
  /**
   * The procedure (that of the acceptance; before it the newest) lets the law's consequences happen by themselves, and the
   * organ has received what a window collected.
   */
  automatic: boolean
  /** Open questions whose silence is agreement by the procedure that the case pinned (视为同意). */
  deemed_tasks: string[]
  /** Its item ends it by itself when a deferred material does not come; asked of cases that defer some. */
  deferral_ends: boolean | null
  /** The day on which an earlier system's case came in: what began before is its word. */
  claimed_before: string | null
  /** It was moved, and its days run in the case that goes on (分办更正). */
  rests: boolean
}

export async function selectClockCases(db: Queryable, ids: readonly string[]): Promise<ClockCaseRow[]> {
  const { rows } = await db.query<ClockCaseRow>({
    name: 'cases-of-clocks',
    text: `select c.id, c.case_no, c.status, c.divisions, c.organisation_code, c.deciding_divisions, c.item_code, c.window_id,
        (select t.assignee from case_tasks t where t.case_id = c.id and t.closed_at is null and t.assignee is not null
          order by t.opened_at limit 1) as person,
        coalesce((select (w.definition->>'automaticConsequences')::boolean from workflow_versions w
          where w.key = coalesce(c.workflow_key,
              (select v.document->>'workflow' from item_versions v where v.item_code = c.item_code and v.version = c.item_version))
            and (c.workflow_version is null or w.version = c.workflow_version)
          order by w.version desc limit 1), true)
          and (not c.facts ? 'collected' or c.facts->'collected' ? 'receivedOn') as automatic,
        array(select t.task_id::text from case_tasks t
          join workflow_versions w on w.key = c.workflow_key and w.version = c.workflow_version
          where t.case_id = c.id and t.closed_at is null and t.kind = 'opinion' and not t.state ? 'reviewer'
            and w.definition->'steps' @> jsonb_build_array(jsonb_build_object(
              'key', t.step, 'onSilence', jsonb_build_object('act', 'deemedAgreement')))) as deemed_tasks,
        case when jsonb_array_length(c.facts->'deferred') > 0 then (
          select v.document->'unmetDeferral'->>'act' = 'terminate' from item_versions v
          where v.item_code = c.item_code and v.version = c.item_version) end as deferral_ends,
        c.facts->'old'->>'importedOn' as claimed_before,
        ${RESTS} as rests
      from cases c where c.id = any($1::uuid[])`,
    values: [ids],
  })
  return rows
}

/** What lists show of cases after their lamps changed: earliest due day and gravest lamp of what runs. */
export async function showClocks(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query({
    name: 'show-clocks',
    text: `update cases c set due_on = k.due_on, lamp = k.lamp
      from (select case_id, min(due_on) as due_on,
          (array_agg(lamp order by array_position(array['RED', 'YELLOW', 'NOTICE', 'NONE'], lamp)))[1] as lamp
        from case_clocks where case_id = any($1::uuid[]) and stopped_on is null group by case_id) k
      where c.id = k.case_id and (c.due_on is distinct from k.due_on or c.lamp is distinct from k.lamp)`,
    values: [ids],
  })
}

/** What an event of a case tells of it. */
export interface LockedCase {
  id: string
  case_no: string
  version: number
  status: string
  item_code: string
  item_version: number
  item_type: string
  organisation_code: string
  divisions: string[]
  channel: string
  window_id: string | null
  situation: string | null
  /** Organs that it concerns: its own, its window's and its centre's, and those that were asked. */
  organs: string[]
}

/** Locks cases in the order of their ids, as every batch does, so that two of them never wait for each other. */
export async function lockCases(db: Queryable, caseIds: readonly string[]): Promise<LockedCase[]> {
  const { rows } = await db.query<LockedCase>({
    name: 'lock-cases-of-clocks',
    text: `select c.id, c.case_no, c.version, c.status, c.item_code, c.item_version, c.item_type, c.organisation_code,
        c.divisions, c.channel, c.window_id, c.situation,
        array(select distinct o.code from (
          select unnest(array[c.organisation_code, c.window_organisation, c.centre_organisation]) as code
          union all select t.state->>'organisation' from case_tasks t where t.case_id = c.id) o
          where o.code is not null) as organs
      from cases c where c.id = any($1::uuid[]) order by c.id for update of c`,
    values: [caseIds],
  })
  return rows
}

/** Raises the versions of cases whose clocks moved, and refreshes what lists show: earliest due day, gravest lamp. */
export async function raiseVersions(db: Queryable, caseIds: readonly string[]): Promise<void> {
  await db.query({
    name: 'raise-versions',
    text: `update cases c set version = c.version + 1, updated_at = app_now(), due_on = k.due_on, lamp = k.lamp
      from (select case_id, min(due_on) as due_on,
          (array_agg(lamp order by array_position(array['RED', 'YELLOW', 'NOTICE', 'NONE'], lamp)))[1] as lamp
        from case_clocks where case_id = any($1::uuid[]) and stopped_on is null group by case_id) k
      where c.id = k.case_id`,
    values: [caseIds],
  })
}

/** When cases were last changed, and which of their limits end on the day that lists show (到期时限). */
export async function selectDueClocks(
  db: Queryable,
  caseNos: readonly string[],
): Promise<{ case_no: string; updated_at: Instant; kinds: string[] }[]> {
  const { rows } = await db.query<{ case_no: string; updated_at: Instant; kinds: string[] }>({
    name: 'due-clocks-of-cases',
    text: `select c.case_no, c.updated_at,
        array(select distinct k.kind from case_clocks k
          where k.case_id = c.id and k.stopped_on is null and k.due_on = c.due_on order by 1) as kinds
      from cases c where c.case_no = any($1)`,
    values: [caseNos],
  })
  return rows
}
