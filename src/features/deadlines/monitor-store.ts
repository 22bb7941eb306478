import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Instant } from '../../shared/time.js'
import type { ToldAlert } from './alert-events.js'
import type { ClockState, Lamp } from './clock.js'
import { CLOCK_KINDS } from './clock-kinds.js'
import type { caseClocks } from './deadline-tables.js'
import type { RaisedMeasures } from './measures.js'

export interface ClaimedClock extends Pick<RowOf<typeof caseClocks>, 'case_id' | 'clock_id' | 'owner_kind'> {
  state: ClockState
  /** As it was shown until now. */
  lamp: string
  /** Why it is looked at; `ASIDE`: it could not be reckoned the last time. */
  next_look_why: string | null
  now: Instant
}

/**
 * Takes clocks that are due to be looked at; whoever else looks, leaves these. A kind that this build does not know is left
 * to the newer release that wrote it. Without ORDER BY a generic plan scans millions of rows.
 */
const claim = (which: string): string => `
with due as (
  select case_id, clock_id, owner_kind, state, lamp, next_look_why from case_clocks
  where next_look_at <= app_now() and kind = any($2) ${which}
  order by next_look_at limit $1 for update skip locked)
select case_id, clock_id, owner_kind, state, lamp, next_look_why, app_now() as now from due`

export async function claimClocks(db: Queryable, limit: number): Promise<ClaimedClock[]> {
  const { rows } = await db.query<ClaimedClock>({
    name: 'claim-clocks',
    text: claim(''),
    values: [limit, CLOCK_KINDS],
  })
  return rows
}

/** The keys of clocks that are due, and of them alone: a batch of them failed, and each is to be tried by itself. */
export async function selectDueClocks(db: Queryable, limit: number): Promise<ClockKey[]> {
  const { rows } = await db.query<ClockKey & Pick<RowOf<typeof caseClocks>, 'clock_id'>>({
    name: 'due-clocks',
    text: `select case_id, clock_id from case_clocks where next_look_at <= app_now() and kind = any($2)
      order by next_look_at limit $1`,
    values: [limit, CLOCK_KINDS],
  })
  return rows
}

/** Takes one clock, if it is still due and nobody else looks at it. */
export async function claimClock(db: Queryable, { case_id, clock_id }: ClockKey): Promise<ClaimedClock[]> {
  const { rows } = await db.query<ClaimedClock>({
    name: 'claim-clock',
    text: claim('and case_id = $3 and clock_id = $4'),
    values: [1, CLOCK_KINDS, case_id, clock_id],
  })
  return rows
}

export type ClockKey = Pick<ClaimedClock, 'case_id' | 'clock_id'>

/**
 * The next clocks of all in the order of their keys, so many and no more, and which of them run though nobody is to look at
 * them: whether they have anything left to show only a reckoning tells.
 */
export async function selectUnwatched(
  db: Queryable,
  after: ClockKey,
  limit: number,
): Promise<{ last: ClockKey; passed: number; unwatched: ClaimedClock[] }> {
  const { rows } = await db.query<
    Pick<RowOf<typeof caseClocks>, 'clock_id'> & {
      case_id: string
      passed: number
      unwatched: ClaimedClock[] | null
    }
  >({
    name: 'unwatched-clocks',
    text: `with page as (
        select case_id, clock_id, owner_kind, kind, state, lamp, stopped_on, next_look_at from case_clocks
        where (case_id, clock_id) > ($1::uuid, $2::uuid) order by case_id, clock_id limit $3)
      select l.case_id, l.clock_id, (select count(*)::int from page) as passed,
        (select jsonb_agg(jsonb_build_object('case_id', p.case_id, 'clock_id', p.clock_id, 'owner_kind', p.owner_kind,
            'state', p.state, 'lamp', p.lamp, 'next_look_why', null,
            'now', to_char(app_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
          from page p where p.stopped_on is null and p.next_look_at is null and p.kind = any($4)) as unwatched
      from page l order by l.case_id desc, l.clock_id desc limit 1`,
    values: [after.case_id, after.clock_id, limit, CLOCK_KINDS],
  })
  const [row] = rows
  if (row === undefined) return { last: after, passed: 0, unwatched: [] }
  const { case_id, clock_id, passed, unwatched } = row
  return { last: { case_id, clock_id }, passed, unwatched: unwatched ?? [] }
}

/** Clocks that are put aside are looked at again later: they hold up none of the others. */
export async function lookLater(
  db: Queryable,
  clocks: readonly (ClockKey & { until: Instant })[],
): Promise<void> {
  await db.query({
    name: 'look-later',
    text: `update case_clocks k set next_look_at = r.until, next_look_why = 'ASIDE'
      from jsonb_to_recordset($1::jsonb) as r(case_id uuid, clock_id uuid, until timestamptz)
      where k.case_id = r.case_id and k.clock_id = r.clock_id and k.stopped_on is null`,
    values: [JSON.stringify(clocks)],
  })
}

/** Those that are still put aside; others were moved, stopped or finished meanwhile. */
export async function selectStillAside(db: Queryable, clocks: readonly ClockKey[]): Promise<ClockKey[]> {
  const { rows } = await db.query<ClockKey & Pick<RowOf<typeof caseClocks>, 'clock_id'>>({
    name: 'clocks-still-aside',
    text: `select k.case_id, k.clock_id from case_clocks k
      join jsonb_to_recordset($1::jsonb) as r(case_id uuid, clock_id uuid)
        on k.case_id = r.case_id and k.clock_id = r.clock_id
      where k.next_look_why = 'ASIDE'`,
    values: [JSON.stringify(clocks.map(({ case_id, clock_id }) => ({ case_id, clock_id })))],
  })
  return rows
}

export interface LookWrite
  extends Pick<
    RowOf<typeof caseClocks>,
    'case_id' | 'clock_id' | 'owner_kind' | 'next_look_at' | 'next_look_why'
  > {
  lamp: Lamp
  /** How grave the alert is: a reminder lights no lamp. */
  level: Lamp
  /** Null: nothing to raise. */
  alert_id: string | null
  /** Why its notice is closed: it stands still, or its day has moved, or its days run elsewhere, which closes a card as well; null where it burns, or a card is raised. */
  settles: 'stopped' | 'paused' | 'eased' | 'moved' | null
  measures: RaisedMeasures | null
  escalate_at: Instant | null
  /** Of a case; of anything else `owner_no`. */
  case_no: string | null
  owner_no: string | null
  divisions: string[]
  organisation_code: string | null
  item_code: string | null
  window_id: string | null
  person: string | null
  rule: string
  rule_version: number
  facts: object
}

const TOLD =
  'case_id, alert_id, clock_id, owner_kind, owner_no, case_no, divisions, organisation_code, rule, rule_version, level, status, version, facts, measures, score'

/** An appeal is judged by a person: whatever the clock does meanwhile, its alert is not closed over it (申诉未复核的不自动关闭). */
const NOT_APPEALED = `not a.history @> '[{"action": "appeal"}]'`

/**
 * Writes a batch in one statement: what the clocks show, the next looks, new alerts (an escalation closes the milder
 * one; what stands still or has got more days closes its notice, which may rise again). Due days stay: a calendar that changed moves them with an event of their subject (move-clocks.ts), never in
 * silence. What lists of the subjects show is their owners' to refresh. Gives the alerts raised and closed.
 */
const SAVE = `
with looks as (
  select * from jsonb_to_recordset($1::jsonb) as r(case_id uuid, clock_id uuid, owner_kind text, lamp text, level text,
    next_look_at timestamptz, next_look_why text, alert_id uuid, case_no text, owner_no text, divisions jsonb, organisation_code text, item_code text, window_id uuid, person text, rule text, rule_version int, facts jsonb,
    settles text, measures jsonb, escalate_at timestamptz)),
clocks as (
  update case_clocks k set lamp = l.lamp, next_look_at = l.next_look_at, next_look_why = l.next_look_why
  from looks l where k.case_id = l.case_id and k.clock_id = l.clock_id),
raised as (
  insert into alerts (case_id, alert_id, clock_id, owner_kind, owner_no, case_no, divisions, organisation_code, item_code, window_id, person, rule, rule_version, level, status, raised_at, facts, measures, escalate_at)
  select l.case_id, l.alert_id, l.clock_id, l.owner_kind, l.owner_no, l.case_no,
    array(select jsonb_array_elements_text(l.divisions)), l.organisation_code, l.item_code, l.window_id, l.person, l.rule, l.rule_version, l.level, 'OPEN', app_now(), l.facts, l.measures, l.escalate_at
  from looks l where l.alert_id is not null
  on conflict (case_id, clock_id, rule, level) do update set status = 'OPEN', version = alerts.version + 1, raised_at = app_now(),
    facts = excluded.facts, measures = excluded.measures, escalate_at = excluded.escalate_at, rule_version = excluded.rule_version
    where alerts.status = 'CLOSED' and alerts.facts->>'settled' in ('paused', 'eased', 'moved') returning ${TOLD}),
settled as (
  update alerts a set status = 'CLOSED', version = a.version + 1, facts = a.facts || jsonb_build_object('settled', l.settles)
  from looks l where l.settles is not null and a.case_id = l.case_id and a.clock_id = l.clock_id and (a.level = 'NOTICE' or l.settles = 'moved')
    and a.status in ('OPEN', 'EXPLAINED') and ${NOT_APPEALED}
  returning ${TOLD.replaceAll(/\w+/g, 'a.$&')}),
escalated as (
  update alerts a set status = 'CLOSED', version = a.version + 1
  from raised r where a.case_id = r.case_id and a.clock_id = r.clock_id and a.alert_id <> r.alert_id and a.status in ('OPEN', 'EXPLAINED')
    and ${NOT_APPEALED}
  returning ${TOLD.replaceAll(/\w+/g, 'a.$&')})
select 'raise' as what, ${TOLD} from raised
union all
select 'close', ${TOLD} from escalated
union all
select 'close', ${TOLD} from settled`

/** Alerts that a batch raised, and milder ones that it closed. */
export type LookedAt = ToldAlert & { what: 'raise' | 'close' }

export async function saveLooks(db: Queryable, looks: LookWrite[]): Promise<LookedAt[]> {
  const { rows } = await db.query<LookedAt>({
    name: 'save-looks',
    text: SAVE,
    values: [JSON.stringify(looks)],
  })
  return rows
}

/** A clock that shows another lamp since a rule changed (规则变更). */
export interface RelitClock extends ClockKey {
  from: string
  to: string
}

/**
 * Writes into the history of each clock's alert what lamp it showed and shows: that of the new lamp, or of the old one where
 * there is none. Gives the alerts.
 */
export async function recordRelit(
  db: Queryable,
  clocks: readonly RelitClock[],
): Promise<(ToldAlert & { from: string; to: string })[]> {
  const { rows } = await db.query<ToldAlert & { from: string; to: string }>({
    name: 'record-relit',
    text: `with relit as (
        select r.*, (select a.alert_id from alerts a
            where a.case_id = r.case_id and a.clock_id = r.clock_id and a.level in (r."from", r."to")
            order by a.level = r."to" desc, a.raised_at desc limit 1) as alert_id
        from jsonb_to_recordset($1::jsonb) as r(case_id uuid, clock_id uuid, "from" text, "to" text))
      update alerts a set version = a.version + 1, history = a.history || jsonb_build_object(
          'at', to_char(app_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
          'by', 'system', 'action', 'relight', 'text', r."from" || ' → ' || r."to")
      from relit r where a.case_id = r.case_id and a.alert_id = r.alert_id
      returning ${TOLD.replaceAll(/\w+/g, 'a.$&')}, r."from", r."to"`,
    values: [JSON.stringify(clocks)],
  })
  return rows
}

/** Counts what the monitor has done, over all instances. */
export async function saveTick(
  db: Queryable,
  tick: { looked: number; fired: number; durationMs: number },
): Promise<void> {
  const values = [tick.durationMs, tick.looked, tick.fired]
  // The table's one row is there but for the first tick; without its key one page is read in place of three.
  const { rowCount } = await db.query({
    name: 'save-tick',
    text: `update monitor_ticks set last_tick_at = app_now(), last_duration_ms = $1, looked = looked + $2, fired = fired + $3`,
    values,
  })
  if (rowCount === 1) return
  await db.query({
    name: 'save-first-tick',
    text: `insert into monitor_ticks (name, last_tick_at, last_duration_ms, looked, fired) values ('monitor', app_now(), $1, $2, $3)
      on conflict (name) do update set last_tick_at = excluded.last_tick_at, last_duration_ms = excluded.last_duration_ms,
        looked = monitor_ticks.looked + excluded.looked, fired = monitor_ticks.fired + excluded.fired`,
    values,
  })
}
