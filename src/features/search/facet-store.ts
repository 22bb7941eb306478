import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { type Bind, binder } from '../../database/statement.js'
import { type EntryFilters, kindNumbers } from './entry.js'
import type { Query } from './query.js'
import { groupCondition } from './ranked-groups.js'
import { SHOWN } from './shown.js'

/** A division and the range of places below it. */
export interface Subtree {
  code: string
  from: string
  before: string
}

export interface FacetCounts {
  counted: number
  rows: { facet: string; value: string; count: number }[]
}

/**
 * How entries are spread over types, audiences, themes, handling, kinds and the divisions just below. At most `cap` of
 * them are looked at.
 */
export async function selectFacets(
  db: Queryable,
  query: Query | undefined,
  filters: EntryFilters,
  range: Subtree | undefined,
  cap: number,
): Promise<FacetCounts> {
  const { bound, bind } = binder()
  const found = foundEntries(query, filters, range, cap, bind)
  const code = bind(range?.code ?? null)
  // From the division itself up: the one just below the asked one, or below the root.
  const below = `d.ancestors[greatest(1, coalesce(array_position(d.ancestors, ${code}::text), cardinality(d.ancestors)) - 1)]`
  const text = `with found as materialized (${found}),
    groups as materialized (select n.number, g.kind, g.type, g.handling, g.audiences, g.themes
      from (select group_id, count(*)::int as number from found group by group_id) n join search_groups g using (group_id))
    ${SPREAD}
    union all select 'division', ${below}, sum(number)::int
      from (select division_code, count(*)::int as number from found group by division_code) p
      join divisions d on d.code = p.division_code group by 2
    order by 1, 3 desc, 2`
  return countsOf((await db.query<FacetRow>(prepared('search-facets', text, bound))).rows)
}

/** The same of very many, from what the groups knew when they were last counted. */
export async function selectKnownFacets(
  db: Queryable,
  query: Query | undefined,
  filters: EntryFilters,
): Promise<FacetCounts> {
  const { bound, bind } = binder()
  const text = `with groups as materialized (
      select g.entries as number, g.kind, g.type, g.handling, g.audiences, g.themes from search_groups g
      where ${groupCondition(query, filters, kindNumbers(filters), bind)})
    ${SPREAD} order by 1, 3 desc, 2`
  return countsOf((await db.query<FacetRow>(prepared('search-known-facets', text, bound))).rows)
}

const SPREAD = `
    select 'all' as facet, '' as value, (select coalesce(sum(number), 0)::int from groups) as count
    union all select 'kind', kind::text, sum(number)::int from groups group by kind
    union all select 'type', type, sum(number)::int from groups group by type
    union all select 'handling', handling, sum(number)::int from groups group by handling
    union all select 'audience', each, sum(number)::int from groups, unnest(audiences) each group by each
    union all select 'theme', each, sum(number)::int from groups, unnest(themes) each group by each`

type FacetRow = FacetCounts['rows'][number]

const countsOf = (rows: FacetRow[]): FacetCounts => ({
  counted: rows.find(({ facet }) => facet === 'all')?.count ?? 0,
  rows: rows.filter(({ facet }) => facet !== 'all'),
})

/** How many entries a search finds, up to the cap. */
export async function countEntries(
  db: Queryable,
  query: Query | undefined,
  filters: EntryFilters,
  range: Subtree | undefined,
  cap: number,
): Promise<number> {
  const { bound, bind } = binder()
  const text = `select count(*)::int as count from (${foundEntries(query, filters, range, cap, bind)}) found`
  const { rows } = await db.query<{ count: number }>(prepared('search-count', text, bound))
  return rows[0]?.count ?? 0
}

/** Group and division of each, in no order: at most `cap`. */
function foundEntries(
  query: Query | undefined,
  filters: EntryFilters,
  range: Subtree | undefined,
  cap: number,
  bind: Bind,
): string {
  const place =
    range === undefined ? '' : `and e.path >= ${bind(range.from)} and e.path < ${bind(range.before)}`
  const most = bind(cap)
  if (filters.organisation !== undefined)
    return `select e.group_id, e.division_code from search_entries e join search_groups g on g.group_id = e.group_id
      where e.organisation_code = ${bind(filters.organisation)} ${place} and ${SHOWN} and ${groupCondition(query, filters, kindNumbers(filters), bind)} limit ${most}`
  return `select e.group_id, e.division_code from search_groups g cross join lateral (
      select e.group_id, e.division_code from search_entries e where e.group_id = g.group_id ${place} and ${SHOWN} limit ${most}) e
    where ${groupCondition(query, filters, kindNumbers(filters), bind)} limit ${most}`
}
