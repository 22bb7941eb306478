import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Instant } from '../../shared/time.js'
import { BOOK_REVISION } from './calendar-cache.js'
import type { OpenClockRow } from './deadline-store.js'
import type { caseClocks, monitorRules, monitorRuleVersions } from './deadline-tables.js'
import type { MonitorRule } from './lamps.js'
import type { Measures } from './measures.js'

export interface RuleRow
  extends Pick<
    RowOf<typeof monitorRules>,
    'kind' | 'level' | 'version' | 'basis' | 'organisation_code' | 'ended_at'
  > {
  condition: MonitorRule['when']
  measures: Measures | null
}

/** Thresholds of everybody, those of the whole deployment first, and those that ended. */
export async function selectRules(db: Queryable): Promise<RuleRow[]> {
  const { rows } = await db.query<RuleRow>(
    `select kind, level, version, condition, basis, measures, organisation_code, ended_at from monitor_rules
     order by owner, kind, level`,
  )
  return rows
}

export interface RuleFilters {
  kind?: string | undefined
  level?: string | undefined
  organisation?: string | undefined
}
export type RulePosition = Pick<RowOf<typeof monitorRules>, 'owner' | 'kind' | 'level'>

/** A page of thresholds that count, the whole deployment's first. */
export async function selectRulePage(
  db: Queryable,
  { kind, level, organisation }: RuleFilters,
  after: RulePosition | undefined,
  limit: number,
): Promise<(RuleRow & Pick<RowOf<typeof monitorRules>, 'owner'>)[]> {
  const { rows } = await db.query<RuleRow & Pick<RowOf<typeof monitorRules>, 'owner'>>({
    name: 'rule-page',
    text: `select kind, level, version, condition, basis, measures, organisation_code, ended_at, owner from monitor_rules
      where ended_at is null and ($1::text is null or kind = $1) and ($2::text is null or level = $2)
        and ($3::text is null or owner = $3) and ($4::text is null or (owner, kind, level) > ($4, $5, $6))
      order by owner, kind, level limit $7`,
    values: [
      kind ?? null,
      level ?? null,
      organisation ?? null,
      after?.owner ?? null,
      after?.kind ?? null,
      after?.level ?? null,
      limit,
    ],
  })
  return rows
}

/** One threshold, one that ended among them. */
export async function selectRule(
  db: Queryable,
  { kind, level, owner }: RulePosition,
): Promise<RuleRow | undefined> {
  const { rows } = await db.query<RuleRow>({
    name: 'rule',
    text: `select kind, level, version, condition, basis, measures, organisation_code, ended_at from monitor_rules
      where owner = $1 and kind = $2 and level = $3`,
    values: [owner, kind, level],
  })
  return rows[0]
}

export interface RuleVersionRow
  extends Pick<RowOf<typeof monitorRuleVersions>, 'version' | 'basis' | 'since' | 'ended_at'> {
  condition: MonitorRule['when']
  measures: Measures | null
}

/** What a threshold said, the newest first; those of before the versions were kept are not there. */
export async function selectRuleVersions(
  db: Queryable,
  { kind, level, owner }: RulePosition,
): Promise<RuleVersionRow[]> {
  const { rows } = await db.query<RuleVersionRow>({
    name: 'rule-versions',
    text: `select version, condition, basis, measures, since, ended_at from monitor_rule_versions
      where owner = $1 and kind = $2 and level = $3 order by version desc limit 1000`,
    values: [owner, kind, level],
  })
  return rows
}

/** Writes a threshold of its owner, which counts from now on; its version rises, so that every instance notices. Gives the version. */
export async function upsertRule(
  db: Queryable,
  rule: Omit<RuleRow, 'version' | 'ended_at'>,
): Promise<number> {
  const { rows } = await db.query<Pick<RuleRow, 'version'>>({
    text: `insert into monitor_rules (kind, level, condition, basis, organisation_code, measures) values ($1, $2, $3, $4, $5, $6)
      on conflict (kind, level, owner) do update
        set condition = excluded.condition, basis = excluded.basis, measures = excluded.measures, ended_at = null, version = monitor_rules.version + 1
      returning version`,
    values: [
      rule.kind,
      rule.level,
      JSON.stringify(rule.condition),
      rule.basis,
      rule.organisation_code,
      rule.measures === null ? null : JSON.stringify(rule.measures),
    ],
  })
  return rows[0]?.version ?? 1
}

/** Ends a threshold; its version rises as well. Gives the version. */
export async function endRule(
  db: Queryable,
  { kind, level, organisation_code }: Pick<RuleRow, 'kind' | 'level' | 'organisation_code'>,
): Promise<number> {
  const { rows } = await db.query<Pick<RuleRow, 'version'>>({
    text: `update monitor_rules set ended_at = app_now(), version = version + 1
      where kind = $1 and level = $2 and owner = coalesce($3, '') and ended_at is null returning version`,
    values: [kind, level, organisation_code],
  })
  return rows[0]?.version ?? 1
}

export type LookedClock = Omit<OpenClockRow, 'provisional'> &
  Pick<RowOf<typeof caseClocks>, 'lamp' | 'next_look_at'>

/** Running clocks of a kind that nobody is to look at anew already, in the order of their keys. */
export async function selectClocksOfKind(
  db: Queryable,
  kind: string,
  after: { caseId: string; clockId: string } | undefined,
  limit: number,
): Promise<LookedClock[]> {
  const { rows } = await db.query<LookedClock>({
    name: 'clocks-of-kind',
    text: `select case_id, clock_id, owner_kind, state, due_on, lamp, next_look_at from case_clocks
      where kind = $1 and stopped_on is null and next_look_why is distinct from 'ASIDE'
        and next_look_why is distinct from 'RULE' and ($2::uuid is null or (case_id, clock_id) > ($2, $3::uuid))
      order by case_id, clock_id limit $4`,
    values: [kind, after?.caseId ?? null, after?.clockId ?? null, limit],
  })
  return rows
}

/**
 * Reads running clocks, those that end soonest first, so many and no more: one pass over their index, whatever their number.
 * Within a transaction, a batch after the other.
 */
export async function openScan(db: Queryable, most: number): Promise<void> {
  await db.query(`declare open_clocks no scroll cursor for
    select case_id, clock_id, owner_kind, kind, state, due_on, lamp, next_look_at from case_clocks
    where stopped_on is null order by due_on limit ${Math.trunc(most)}`)
}

export async function fetchScanned(db: Queryable, rows: number): Promise<(LookedClock & { kind: string })[]> {
  const { rows: fetched } = await db.query<LookedClock & { kind: string }>(
    `fetch forward ${Math.trunc(rows)} from open_clocks`,
  )
  return fetched
}

/** Asks the monitor to look at clocks now, since a rule has changed or nobody was to look. One that an act holds is left to the next pass: nobody waits for it. */
export async function lookNow(
  db: Queryable,
  clocks: readonly Pick<LookedClock, 'case_id' | 'clock_id'>[],
  why: 'RULE' | 'FORGOTTEN' = 'RULE',
): Promise<void> {
  await db.query({
    name: 'look-now',
    text: `with free as (
        select k.case_id, k.clock_id from case_clocks k
        join jsonb_to_recordset($1::jsonb) as r(case_id uuid, clock_id uuid)
          on k.case_id = r.case_id and k.clock_id = r.clock_id
        where k.stopped_on is null for no key update of k skip locked)
      update case_clocks k set next_look_at = app_now(), next_look_why = $2
      from free where k.case_id = free.case_id and k.clock_id = free.clock_id`,
    values: [JSON.stringify(clocks.map(({ case_id, clock_id }) => ({ case_id, clock_id }))), why],
  })
}

/** The instant, and the revision of calendars and rules together. */
export async function selectRelookBasis(db: Queryable): Promise<{ now: Instant; revision: number }> {
  const { rows } = await db.query<{ now: Instant; revision: number }>({
    name: 'relook-basis',
    text: `select app_now() as now, (${BOOK_REVISION}) as revision`,
  })
  const [row] = rows
  if (row === undefined) throw new Error('a select without a table gives a row')
  return row
}
