import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { searchGroups } from './search-tables.js'
import type { Covered } from './spoken.js'

/** Names that have some of the bigrams; each bigram's frequency; how many names there are. */
export interface Coverage {
  candidates: Covered[]
  frequency: Map<string, number>
  names: number
}

/** A bigram that more names have than this tells nothing, and looking at them all would take long. */
const COMMON = 2000

/** Reads, for each bigram, the names that have it, but for the common ones: two index scans each. */
export async function selectCoverage(
  db: Queryable,
  grams: readonly string[],
  kinds: readonly number[],
): Promise<Coverage> {
  const { rows } = await db.query<CoverageRow>({
    name: 'search-coverage',
    text: `with gram as materialized (
        select t as token, (select count(*)::int from (select from search_groups g
          where g.tokens @> array[t] and g.kind = any($2::int[]) limit ${COMMON + 1}) few) as frequency
        from unnest($1::text[]) t)
      select g.group_id, g.kind, g.length, array_agg(gram.token) as grams, array_agg(gram.frequency) as frequencies,
        (select greatest(reltuples, 1)::int from pg_class where oid = 'search_groups'::regclass) as names
      from gram cross join lateral (select group_id, kind, length from search_groups g
        where g.tokens @> array[gram.token] and g.kind = any($2::int[])) g
      where gram.frequency <= ${COMMON} group by 1, 2, 3`,
    values: [grams, kinds],
  })
  const frequency = new Map<string, number>()
  for (const row of rows)
    for (const [index, gram] of row.grams.entries()) frequency.set(gram, row.frequencies[index] ?? 0)
  return {
    candidates: rows.map(({ group_id: groupId, kind, length, grams }) => ({ groupId, kind, length, grams })),
    frequency,
    names: Math.max(rows[0]?.names ?? 1, rows.length),
  }
}

type CoverageRow = Pick<RowOf<typeof searchGroups>, 'group_id' | 'kind' | 'length'> & {
  grams: string[]
  frequencies: number[]
  names: number
}
