import { type Bind, hidden, padded } from '../../database/statement.js'
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
  `((g.kind::int8 << 51) | ((${rankOf(query, bind)})::int8 << 48) | (${lengthOf(query, bind)}::int8 << 32) | g.group_id)`

/** Of names that were chosen already the place among them stands where else the length does. */
const lengthOf = (query: Query | undefined, bind: Bind): string =>
  query?.groups === undefined ? 'g.length' : `array_position(${bind(query.groups)}::int[], g.group_id)`
export const keyIn = ([kind, rank, length, group]: EntryPosition): number =>
  kind * 2 ** 51 + rank * 2 ** 48 + length * 2 ** 32 + group
/** The bits of its id. */
const GROUP_BITS = 4294967295
export const groupIn = (key: string): string => `(${key} & ${GROUP_BITS})::int`

/** Rank and length in such a number. */
export const inKey = (key: number): { rank: number; length: number } => ({
  rank: Math.floor(key / 2 ** 48) % 8,
  length: Math.floor(key / 2 ** 32) % 2 ** 16,
})

/**
 * 0 the name itself, 1 a synonym of it, 2 and 3 another word for it (with and without it in the name), 4 begins so, 5
 * holds it, 6 is found by other ways.
 */
function rankOf(query: Query | undefined, bind: Bind): string {
  if (query === undefined || query.groups !== undefined) return '0'
  const text = bind(query.text)
  if (query.letters)
    return `case when g.name_key = ${text} then 0 when g.initials = ${text} or g.syllables = ${text} then 1
      when starts_with(g.initials, ${text}) or starts_with(g.syllables, ${text}) then 4
      when strpos(g.initials, ${text}) > 0 or strpos(g.syllables, ${text}) > 0 then 5 else 6 end`
  const others = bind(query.others)
  return `case when g.name_key = ${text} then 0 when g.name_key = any(${others}::text[]) then 1
    when ${text} = any(g.aliases) then case when strpos(g.name_key, ${text}) > 0 then 2 else 3 end
    else case strpos(g.name_key, ${text}) when 0 then 6 when 1 then 4 else 5 end end`
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
  if (query?.groups !== undefined)
    return `g.group_id = any(${bind(query.groups)}::int[]) and g.tokens @> ${hidden(bind, tokens, 'text[]')}`
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
