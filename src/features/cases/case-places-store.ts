import type { Queryable } from '../../database/queryable.js'
import type { CaseRow } from './case-rows.js'

/** In which relation cases stand to an organ: each has an index of its own. */
const WAYS = {
  organ: 'c.organisation_code = $1',
  centre: 'c.centre_organisation = $1',
  asked: 'c.asked @> array[$1::text]',
} as const
export type CaseWay = keyof typeof WAYS
export const CASE_WAYS = Object.keys(WAYS) as CaseWay[]

export interface CasePosition extends Pick<CaseRow, 'id'> {
  createdAt: CaseRow['created_at']
}

/** The next cases of an organ, the oldest first, held until the transaction ends: acts lock the case before its rows too. */
export async function lockCasesOf(
  db: Queryable,
  way: CaseWay,
  organisation: string,
  after: CasePosition | undefined,
  limit: number,
): Promise<CasePosition[]> {
  const { rows } = await db.query<CasePosition>({
    text: `select c.id, c.created_at as "createdAt" from cases c where ${WAYS[way]}
        and ($2::timestamptz is null or (c.created_at, c.id) > ($2, $3::uuid))
      order by c.created_at, c.id limit $4 for no key update`,
    values: [organisation, after?.createdAt ?? null, after?.id ?? null, limit],
  })
  return rows
}

/** Where a case stands now. */
export interface CasePlace extends Pick<CaseRow, 'id' | 'divisions'> {
  /** It stood elsewhere before. */
  moved: boolean
}

/**
 * Copies anew where the organ of each case lies today, or who goes on for it; where its window's centre lies; and who
 * was asked. What is right already is not written.
 */
const PLACE = `
with truth as (
  select c.id, d.ancestors as deciding,
    d.ancestors || array(select a from unnest(w.ancestors) with ordinality u(a, n)
      where a <> all(d.ancestors) order by n) as divisions,
    case when c.asked is not null then array(select distinct v from organisations ao
      join organisations ax on ax.code = coalesce(ao.successor_code, ao.code)
      join divisions ad on ad.code = ax.division_code, unnest(array[ao.code] || ad.ancestors) v
      where ao.code = any(c.asked) order by v) end as asked
  from cases c
  join organisations o on o.code = c.organisation_code
  join organisations x on x.code = coalesce(o.successor_code, o.code)
  join divisions d on d.code = x.division_code
  left join lateral (select cd.ancestors from windows w join centres e on e.id = w.centre_id
    join divisions cd on cd.code = e.division_code where w.id = c.window_id) w on true
  where c.id = any($1::uuid[])),
placed as (
  update cases c set deciding_divisions = t.deciding, divisions = t.divisions, asked = t.asked from truth t
  where c.id = t.id and (c.deciding_divisions <> t.deciding or c.divisions <> t.divisions
    or (select array_agg(v order by v) from unnest(c.asked) v) is distinct from t.asked)
  returning c.id),
tasks as (
  update case_tasks k set divisions = t.deciding from truth t
  where k.case_id = t.id and k.divisions <> t.deciding)
select t.id, t.divisions, placed.id is not null as moved from truth t left join placed using (id)`

export async function placeLockedCases(db: Queryable, ids: readonly string[]): Promise<CasePlace[]> {
  const { rows } = await db.query<CasePlace>({ name: 'place-cases', text: PLACE, values: [ids] })
  return rows
}

/** How many cases these organs have; counted up to `cap`. */
export async function countCasesOf(
  db: Queryable,
  organisations: readonly string[],
  cap: number,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    text: `select count(*)::int as count from (
      select from cases where organisation_code = any($1::text[]) limit ${cap}) few`,
    values: [organisations],
  })
  return rows[0]?.count ?? 0
}

/** Whether any of these organs has a case that still runs. */
export async function hasRunningCase(
  db: Queryable,
  organisations: readonly string[],
  finalStatuses: readonly string[],
): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>({
    text: `select exists (select from cases where organisation_code = any($1::text[]) and status <> all($2::text[])) as there`,
    values: [organisations, finalStatuses],
  })
  return rows[0]?.there === true
}
