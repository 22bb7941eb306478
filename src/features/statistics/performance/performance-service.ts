import type { Deps } from '../../../deps.js'
import { type Caller, reachOf, rolesOverDivision, rolesOverOrgan } from '../../../shared/caller.js'
import { normaliseDivisionCode } from '../../../shared/codes/division-code.js'
import { outOfReach, ruleViolated } from '../../../shared/problem.js'
import type { Role } from '../../../shared/roles.js'
import { type LegalDate, legalDateOf } from '../../../shared/time.js'
import { shiftDate } from '../../deadlines/day-number.js'
import { databaseNow } from '../../deadlines/owned-clocks.js'
import { divisionAncestors, organisationWithDivisions } from '../../divisions/division-service.js'
import { currentGeneration } from '../../exchange/consumer-service.js'
import { satisfactionAt } from '../../ratings/rating-service.js'
import { COUNT_PERFORMANCE } from './count-performance.js'
import { type Days, figuresOf, type Group, totalOf } from './performance.js'
import { selectSums, selectWhole } from './performance-store.js'

/** Who sees how organs perform. */
export const PERFORMANCE_READERS = ['supervisor', 'leader', 'lead', 'manager'] as const satisfies Role[]

export interface PerformanceQuery {
  division?: string | undefined
  organisation?: string | undefined
  from?: LegalDate | undefined
  to?: LegalDate | undefined
  groupBy?: Group | undefined
}

const MOST_DAYS = 366
/** Months that a year and a day touch. */
const MOST_MONTHS = 13

/**
 * How organs perform (效能统计): cases decided in a period, judged by the day on which their clocks stopped. 422 for a place
 * that is not there and for more than a year; 403 beyond the caller's reach.
 */
export async function readPerformance(
  deps: Deps,
  caller: Caller,
  query: PerformanceQuery,
  after: string | undefined,
  limit: number,
) {
  const { pool } = deps
  const today = legalDateOf(await databaseNow(pool))
  const to = query.to ?? today
  const from = query.from ?? `${to.slice(0, 4)}-01-01`
  if (from > to) throw ruleViolated('?from', 'DAYS_REVERSED', REVERSED)
  if (to > shiftDate(from, MOST_DAYS)) throw ruleViolated('?to', 'SPAN_TOO_LONG', TOO_LONG)
  const place = await placeOf(deps, caller, query)
  const generation = (await currentGeneration(pool, COUNT_PERFORMANCE.name))?.generation
  const months = { from: from.slice(0, 7), to: to.slice(0, 7) }
  const whole =
    generation === undefined ? [] : await selectWhole(pool, generation, place, months.from, months.to)
  const groups =
    generation === undefined
      ? []
      : await groupsOf(
          deps,
          generation,
          place,
          { by: query.groupBy ?? 'organisation', after, limit, ...months },
          whole,
        )
  const by = query.groupBy ?? 'organisation'
  const keys = groups.map(({ key }) => key)
  const rated = await satisfactionAt(pool, place, { by, keys, from, to })
  return {
    from,
    to,
    total: figuresOf(totalOf(whole, from, to), rated.total),
    groups: groups.map(({ key, rows }) => ({
      key,
      ...figuresOf(totalOf(rows, from, to), rated.groups.get(key)),
    })),
  }
}

type Months = { month: string; days: Days }[]

/** The months of each group, in the order of the keys; one more than asked for where there is more. */
async function groupsOf(
  { pool }: Deps,
  generation: number,
  place: string,
  {
    by,
    after = '',
    limit,
    from,
    to,
  }: { by: Group; after?: string | undefined; limit: number; from: string; to: string },
  whole: Months,
): Promise<{ key: string; rows: Months }[]> {
  if (by === 'month')
    return whole
      .filter(({ month }) => month > after)
      .slice(0, limit)
      .map((row) => ({ key: row.month, rows: [row] }))
  const rows = await selectSums(pool, generation, {
    place,
    axis: by,
    after,
    from,
    to,
    rows: limit * MOST_MONTHS,
  })
  const groups = new Map<string, Months>()
  for (const { key, ...month } of rows) groups.set(key, [...(groups.get(key) ?? []), month])
  return [...groups].slice(0, limit).map(([key, months]) => ({ key, rows: months }))
}

async function placeOf(
  { pool }: Deps,
  caller: Caller,
  { division, organisation }: PerformanceQuery,
): Promise<string> {
  if (division !== undefined && organisation !== undefined)
    throw ruleViolated('?organisation', 'ONE_PLACE', ONE_PLACE)
  if (division !== undefined) {
    const code = normaliseDivisionCode(division) ?? division
    const above = await divisionAncestors(pool, code)
    if (above === undefined)
      throw ruleViolated('?division', 'DIVISION_UNKNOWN', { en: 'No such division', zh: '没有该区划' })
    return reached(rolesOverDivision(caller, above), `d:${code}`)
  }
  if (organisation !== undefined) {
    const organ = await organisationWithDivisions(pool, organisation)
    if (organ === undefined)
      throw ruleViolated('?organisation', 'ORGANISATION_UNKNOWN', {
        en: 'No such organisation',
        zh: '没有该机构',
      })
    return reached(rolesOverOrgan(caller, organ), `o:${organisation}`)
  }
  const { divisions, organs } = reachOf(caller.grants, PERFORMANCE_READERS)
  const [top] = divisions
  if (top !== undefined) return `d:${top}`
  const [own] = organs
  if (own === undefined) throw outOfReach()
  return `o:${own}`
}

function reached(held: ReadonlySet<Role>, place: string): string {
  if (!PERFORMANCE_READERS.some((role) => held.has(role))) throw outOfReach()
  return place
}

const REVERSED = { en: 'It ends before it begins', zh: '结束日期早于开始日期' }
const TOO_LONG = { en: 'At most a year', zh: '最多查询一年' }
const ONE_PLACE = {
  en: 'Name a division or an organisation, not both',
  zh: 'division（区划）和 organisation（机构）只能填写一项',
}
