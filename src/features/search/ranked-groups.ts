import { type Bind, endOfText, hidden, padded } from '../../database/statement.js'
import { type EntryFilters, filterTokens } from './entry.js'
import type { Query } from './query.js'

/** Sort key of an entry within its stage: first that of its group, then its place. */
export type EntryPosition = [
  kind: number,
  rank: number,
  length: number,
  group: number,
  path: string,
  item: string,
  number: number,
]

/** A group's kind, rank, length of its name and id in one number: groups are ordered by it, and numbers sort fast. */
export const sortKey = (query: Query | undefined, bind: Bind): string =>
  `((g.kind::int8 << 51) | ((${rankOf(query, bind)})::int8 << 48) | (g.length::int8 << 32) | g.group_id)`
export const keyIn = ([kind, rank, length, group]: EntryPosition): number =>
  kind * 2 ** 51 + rank * 2 ** 48 + length * 2 ** 32 + group
/** The bits of its id. */
export const GROUP_BITS = 4294967295
export const groupIn = (key: string): string => `(${key} & ${GROUP_BITS})::int`

/** Rank and length in such a number. */
export const inKey = (key: number): { rank: number; length: number } => ({
  rank: Math.floor(key / 2 ** 48) % 8,
  length: Math.floor(key / 2 ** 32) % 2 ** 16,
})

/** Rank of a name that holds the text, and neither begins with it nor has another word that is the text. */
const HOLDS_IT = 5

/**
 * 0 the name itself, 1 a synonym of it, 2 and 3 another word for it (with and without it in the name), 4 begins so, 5
 * holds it, 6 is found by other ways.
 */
function rankOf(query: Query | undefined, bind: Bind): string {
  if (query === undefined) return '0'
  const text = bind(query.text)
  if (query.letters)
    return `case when g.name_key = ${text} then 0 when g.initials = ${text} or g.syllables = ${text} then 1
      when starts_with(g.initials, ${text}) or starts_with(g.syllables, ${text}) then 4
      when strpos(g.initials, ${text}) > 0 or strpos(g.syllables, ${text}) > 0 then ${HOLDS_IT} else 6 end`
  const others = bind(query.others)
  return `case when g.name_key = ${text} then 0 when g.name_key = any(${others}::text[]) then 1
    when ${text} = any(g.aliases) then case when strpos(g.name_key, ${text}) > 0 then 2 else 3 end
    else case strpos(g.name_key, ${text}) when 0 then 6 when 1 then 4 else ${HOLDS_IT} end end`
}

/** Groups of these kinds that have all tokens of a way, and the filters'. Each kind has a GIN index of its own. */
export function groupCondition(
  query: Query | undefined,
  filters: EntryFilters,
  kinds: readonly number[],
  bind: Bind,
): string {
  if (kinds.length === 0) return 'false'
  const ways = tokenCondition(query, filters, bind)
  return `(${kinds.map((kind) => `g.kind = ${kind} and (${ways})`).join(' or ')})`
}

function tokenCondition(query: Query | undefined, filters: EntryFilters, bind: Bind): string {
  const tokens = filterTokens(filters)
  return padded(query?.ways ?? [[]])
    .map((way) => `g.tokens @> ${hidden(bind, [...way, ...tokens], 'text[]')}`)
    .join(' or ')
}

/** Keys of the groups of these kinds, best first, in one array: of an organ only those that it has entries of. */
export function rankedGroups(
  query: Query | undefined,
  filters: EntryFilters,
  kinds: readonly number[],
  bind: Bind,
): string {
  const own =
    filters.organisation === undefined
      ? ''
      : ` and g.group_id in (select group_id from search_entries where organisation_code = ${hidden(bind, filters.organisation, 'text')})`
  return `select array(select ${sortKey(query, bind)} from search_groups g
    where ${groupCondition(query, filters, kinds, bind)}${own} order by 1) as keys`
}

/**
 * The same of the best alone, by indexes of names and of other words: those before the names that hold the text. The
 * fence keeps Postgres from reading all groups with these tokens instead.
 */
export function bestGroups(query: Query, filters: EntryFilters, kind: number, bind: Bind): string {
  const [from, before] = [hidden(bind, query.text, 'text'), hidden(bind, endOfText(query.text), 'text')]
  return `select array(select ${sortKey(query, bind)} from (select * from search_groups g where
      g.kind = ${kind} and g.name_key >= ${from} and g.name_key < ${before}
      or g.kind = ${kind} and g.name_key = any(${hidden(bind, query.others, 'text[]')})
      or g.kind = ${kind} and g.aliases @> ${hidden(bind, [query.text], 'text[]')} offset 0) g
    where ${tokenCondition(query, filters, bind)} order by 1) as keys`
}

/** Keys of the groups behind the best, the shortest names first; no more than so many names are looked at. */
export function walkedGroups(
  query: Query,
  filters: EntryFilters,
  kind: number,
  most: number,
  bind: Bind,
): string {
  return `select n.length, n.group_id, g.key from
      (select length, group_id, name_key from search_groups where kind = ${kind} order by length, group_id limit ${most}) n
    cross join lateral (select ${sortKey(query, bind)} as key from search_groups g
      where g.group_id = n.group_id and ${rankOf(query, bind)} = ${HOLDS_IT} and (${tokenCondition(query, filters, bind)}) offset 0) g
    where strpos(n.name_key, ${bind(query.text)}) > 0`
}
