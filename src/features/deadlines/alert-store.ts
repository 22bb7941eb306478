import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../../database/rows.js'
import { binder } from '../../database/statement.js'
import type { Reach } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import type { LegalDate } from '../../shared/time.js'
import { CLOCK_KINDS } from './clock-kinds.js'
import { alerts } from './deadline-tables.js'
import type { RaisedMeasures } from './measures.js'

const ALERT_COLUMNS = columnsOf(alerts)
const COLUMNS = ALERT_COLUMNS.join(', ')

export interface AlertRow extends RowOf<typeof alerts> {
  level: 'NOTICE' | 'YELLOW' | 'RED'
  status: 'OPEN' | 'EXPLAINED' | 'CONFIRMED' | 'REVOKED' | 'CLOSED'
  facts: Record<string, unknown>
  measures: RaisedMeasures | null
  history: ({ at: string } & AlertEntry)[]
}

/** Who did what to an alert, and why. */
export interface AlertEntry {
  by: string
  action: string
  text: string
  /** Confirmed though nobody had explained it in the days given for it (逾期未说明). */
  unexplained?: true
  /** What it counted: by a confirmation, or before an appeal. */
  score?: number
}

export interface AlertFilters {
  status?: string | undefined
  level?: string | undefined
  rule?: string | undefined
  caseNo?: string | undefined
  item?: string | undefined
  window?: string | undefined
  person?: string | undefined
  organisation?: string | undefined
  /** A division in or below which it lies, where `reach` does not say so already. */
  within?: string | undefined
}

/** What few alerts have in common, the fewest first: the first that is asked for leads. */
const NARROW = [
  ['caseNo', 'case_no'],
  ['person', 'person'],
  ['window', 'window_id'],
  ['item', 'item_code'],
  ['organisation', 'organisation_code'],
] as const

/**
 * A page of alerts within reach, newest first: of each place the first rows of an ordered index, merged; or those of one
 * case, person, window, item or organ. One query.
 */
export async function selectAlerts(
  db: Queryable,
  reach: Reach,
  filters: AlertFilters,
  after: { raisedAt: string; id: string } | undefined,
  limit: number,
): Promise<AlertRow[]> {
  const { bound, bind } = binder()
  const places = bind(placesOfReach(reach))
  const rest = (alias: string): string[] => [
    ...(['status', 'level', 'rule'] as const).flatMap((name) =>
      filters[name] === undefined ? [] : [`${alias}.${name} = ${bind(filters[name])}`],
    ),
    ...(filters.within === undefined
      ? []
      : [
          `exists (select from alert_listings w where w.alert_id = ${alias}.alert_id
            and w.place = hashtextextended(${bind(`d:${filters.within}`)}, 0))`,
        ]),
    ...(after === undefined
      ? []
      : [`(${alias}.raised_at, ${alias}.alert_id) < (${bind(after.raisedAt)}, ${bind(after.id)})`]),
  ]
  const narrow = NARROW.flatMap(([name, column]) =>
    filters[name] === undefined ? [] : [`n.${column} = ${bind(filters[name])}`],
  )
  const merged =
    narrow.length === 0
      ? `select r.raised_at, r.alert_id from unnest(${places}::text[]) k(way) cross join lateral (
          select r.raised_at, r.alert_id from alert_listings r
          where ${['r.place = hashtextextended(k.way, 0)', ...rest('r')].join(' and ')}
          order by r.raised_at desc, r.alert_id desc limit ${limit}) r`
      : `select n.raised_at, n.alert_id from alerts n
          where ${[...narrow, ...rest('n')].join(' and ')} and exists (
            select from alert_listings r, unnest(${places}::text[]) k(way)
            where r.alert_id = n.alert_id and r.place = hashtextextended(k.way, 0))
          order by n.raised_at desc, n.alert_id desc limit ${limit}`
  const text = `select ${listed(ALERT_COLUMNS, 'a')} from (
      select distinct u.raised_at, u.alert_id from (${merged}) u order by u.raised_at desc, u.alert_id desc limit ${limit}) u
    join alerts a on a.alert_id = u.alert_id order by a.raised_at desc, a.alert_id desc`
  const { rows } = await db.query<AlertRow>(prepared('list-alerts', text, bound))
  return rows
}

export async function selectAlert(db: Queryable, id: string): Promise<AlertRow | undefined> {
  const { rows } = await db.query<AlertRow>({
    name: 'select-alert',
    text: `select ${COLUMNS} from alerts where alert_id = $1`,
    values: [id],
  })
  return rows[0]
}

/** Moves an alert on, with the last day of an appeal against it, who judges one, or neither; undefined when it is no longer at the version that was read. */
export async function updateAlert(
  db: Queryable,
  alert: AlertRow,
  {
    status,
    score,
    entry: { by, action, text, ...more },
    appealBy,
    judge,
  }: {
    status: AlertRow['status']
    score: number | null
    entry: AlertEntry
    appealBy?: LegalDate | undefined
    judge?: RaisedMeasures['judge']
  },
): Promise<AlertRow | undefined> {
  const { rows } = await db.query<AlertRow>({
    text: `update alerts set status = $4, score = $8, version = version + 1,
        measures = coalesce(measures, '{}') - 'appealBy' - 'judge' || jsonb_strip_nulls(jsonb_build_object('appealBy', $10::text, 'judge', $11::jsonb)),
        history = history || (jsonb_build_object('at', to_char(app_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'by', $5::text, 'action', $6::text, 'text', $7::text) || $9::jsonb)
      where case_id = $1 and alert_id = $2 and version = $3
      returning ${COLUMNS}`,
    values: [
      ...[alert.case_id, alert.alert_id, alert.version, status, by, action, text, score],
      ...[JSON.stringify(more), appealBy ?? null, judge === undefined ? null : JSON.stringify(judge)],
    ],
  })
  return rows[0]
}

/** How far the monitor is behind with the clocks that this build knows. */
export async function selectMonitorState(db: Queryable) {
  const { rows } = await db.query<{
    backlog: number
    lag: number | null
    last_tick_at: string | null
    last_duration_ms: number | null
    looked: number | null
    fired: number | null
  }>({
    text: `select (select count(*)::int from (select 1 from case_clocks where next_look_at <= app_now() and kind = any($1) order by next_look_at limit 10000) due) as backlog,
      extract(epoch from app_now() - (select next_look_at from case_clocks where next_look_at <= app_now() and kind = any($1) order by next_look_at limit 1))::float8 as lag,
      t.last_tick_at, t.last_duration_ms, t.looked, t.fired
    from (select 1) one left join monitor_ticks t on t.name = 'monitor'`,
    values: [CLOCK_KINDS],
  })
  return rows[0]
}

/**
 * Copies anew where the cases of alerts lie. Gives how many lay elsewhere: one that the monitor holds is left for later,
 * since it locks alerts before cases.
 */
export async function placeAlertRows(
  db: Queryable,
  places: readonly { id: string; divisions: string[] }[],
): Promise<number> {
  const { rows } = await db.query<{ misplaced: number }>({
    name: 'place-alerts',
    text: `with place as (
        select r.id, array(select jsonb_array_elements_text(r.divisions)) as divisions
        from jsonb_to_recordset($1::jsonb) as r(id uuid, divisions jsonb)),
      misplaced as (
        select a.case_id, a.alert_id, p.divisions from alerts a join place p on p.id = a.case_id
        where a.divisions <> p.divisions),
      free as (
        select a.case_id, a.alert_id from alerts a join misplaced m using (case_id, alert_id)
        for no key update of a skip locked),
      placed as (
        update alerts a set divisions = m.divisions from misplaced m join free using (case_id, alert_id)
        where a.case_id = m.case_id and a.alert_id = m.alert_id)
      select count(*)::int as misplaced from misplaced`,
    values: [JSON.stringify(places.map(({ id, divisions }) => ({ id, divisions })))],
  })
  return rows[0]?.misplaced ?? 0
}
