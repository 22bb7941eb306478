import { ENTRY_KINDS, type EntryKind, filterTokens, type GroupFilters } from './entry.js'
import type { Query } from './query.js'
import type { Stage } from './stages.js'

export interface EntryFilters extends GroupFilters {
  kinds: readonly EntryKind[]
  organisation?: string | undefined
}

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

/** Where the page before ended; without a position: at the beginning of that stage. */
export interface EntryStart {
  stage: number
  position?: EntryPosition | undefined
}

export type Bind = (value: unknown) => string

/** Values of a statement in the making. */
export function binder(): { bound: unknown[]; bind: Bind } {
  const bound: unknown[] = []
  return { bound, bind: (value) => `$${bound.push(value)}` }
}

/**
 * A value that the planner cannot look at. One plan for all values then costs as much as one for each, so that Postgres
 * keeps the one after some executions; planning anew took longer than many a search.
 */
export const hidden = (bind: Bind, value: unknown, type: string): string =>
  `(select ${bind(value)}::${type})::${type}`

const TODAY = `(select (app_now() at time zone 'Asia/Shanghai')::date)`
export const SHOWN = `e.valid_from <= ${TODAY} and e.valid_to > ${TODAY}`
const SHOWN_ONCE = 'e.valid_from <= (select day from today) and e.valid_to > (select day from today)'
export const COLUMNS =
  'e.group_id, e.item_code, e.number, e.code, e.organisation_code, e.division_code, e.suspended, e.excerpt, e.path'
export const GROUP = 'g.name, g.type, g.handling, g.audiences, g.themes'

/** A group's kind, rank, length of its name and id in one number: groups are ordered by it, and numbers sort fast. */
const keyOf = (query: Query | undefined, bind: Bind): string =>
  `((g.kind::int8 << 51) | ((${rankOf(query, bind)})::int8 << 48) | (g.length::int8 << 32) | g.group_id)`
const keyIn = ([kind, rank, length, group]: EntryPosition): number =>
  kind * 2 ** 51 + rank * 2 ** 48 + length * 2 ** 32 + group
const KEY_GROUP = '(u.key & 4294967295)::int'

/** Rank and length in such a number. */
export const inKey = (key: number): { rank: number; length: number } => ({
  rank: Math.floor(key / 2 ** 48) % 8,
  length: Math.floor(key / 2 ** 32) % 2 ** 16,
})

/**
 * A page of entries, best first, in one statement: stage after stage, kind after kind. Groups are found by their words
 * under the GIN index of their kind and ranked once, into one array of keys; of each group entries are read in the order
 * of their index. Postgres reads the branches of a `union all` one after the other and stops when the page is full: what
 * comes later is not even ranked. Nothing ever sorts entries of more than one group. `size` stands in the text, for a
 * plan that is kept must know that few are wanted.
 */
export function entriesStatement(
  query: Query | undefined,
  filters: EntryFilters,
  stages: readonly Stage[],
  start: EntryStart,
  size: number,
): { text: string; values: unknown[] } {
  const { bound, bind } = binder()
  const kinds = filters.kinds.map((kind) => ENTRY_KINDS.indexOf(kind)).sort()
  const isListed = query === undefined && isPlain(filters)
  // Without a place the first kind mostly fills the page; the few entries of near places seldom do.
  const runs = stages.length > FEW_STAGES ? [kinds] : kinds.map((kind) => [kind])
  const ranked = isListed
    ? []
    : runs.map((run, index) => `ranked${index} as materialized (${rankedGroups(query, filters, run, bind)})`)
  const branches = stages.flatMap((stage, number) => {
    if (number < start.stage) return []
    const after = number === start.stage ? start.position : undefined
    return runs.flatMap((run, index) => {
      if (after !== undefined && after[0] > Math.max(...run)) return []
      const from = after !== undefined && run.includes(after[0]) ? after : undefined
      const rows = isListed
        ? listed(stage, from, bind)
        : found(stage, `ranked${index}`, filters, from, size, bind)
      return [`(select ${number} as stage, ${rows} limit ${size})`]
    })
  })
  const text = `with today as materialized (select ${TODAY} as day)${ranked.map((each) => `, ${each}`).join('')},
    page as (select *, row_number() over () as place from (${branches.join('\n union all ')}) b limit ${size})
    select e.*, ${GROUP} from page e join search_groups g on g.group_id = e.group_id order by e.place`
  return { text, values: bound }
}

/** In force, suspended. */
const FEW_STAGES = 2

/** What is asked of no group: all items in the order of places, straight from an index. */
const isPlain = (filters: EntryFilters): boolean =>
  filterTokens(filters).length === 0 &&
  filters.organisation === undefined &&
  filters.kinds.length === 1 &&
  filters.kinds[0] === 'item'

/** Keys of the groups of these kinds, best first, in one array: of an organ only those that it has entries of. */
function rankedGroups(
  query: Query | undefined,
  filters: EntryFilters,
  kinds: readonly number[],
  bind: Bind,
): string {
  const own =
    filters.organisation === undefined
      ? ''
      : ` and g.group_id in (select group_id from search_entries where organisation_code = ${hidden(bind, filters.organisation, 'text')})`
  return `select array(select ${keyOf(query, bind)} from search_groups g
    where ${groupCondition(query, filters, kinds, bind)}${own} order by 1) as keys`
}

/** Entries of ranked groups in one stage. */
function found(
  stage: Stage,
  ranked: string,
  filters: EntryFilters,
  after: EntryPosition | undefined,
  size: number,
  bind: Bind,
): string {
  const own = after === undefined ? undefined : hidden(bind, keyIn(after), 'int8')
  const order = orderOf(stage)
  const conditions = [
    `e.group_id = ${KEY_GROUP}`,
    stageCondition(stage, bind),
    SHOWN_ONCE,
    ...(after === undefined ? [] : [`(u.key <> ${own} or ${further(after, stage, bind)})`]),
  ].join(' and ')
  const organ = filters.organisation
  // At few places, and of an organ, there are few: each group's are no list to be cut off.
  const entries =
    stage.at === undefined && organ === undefined
      ? `cross join lateral (select ${COLUMNS} from search_entries e where ${conditions} order by ${order} limit ${size}) e`
      : `join search_entries e on ${conditions}${organ === undefined ? '' : ` and e.organisation_code = ${hidden(bind, organ, 'text')}`}`
  return `(u.key >> 51)::int as kind, u.key, ${COLUMNS} from unnest((select keys from ${ranked})) with ordinality u(key, place) ${entries}
    ${own === undefined ? '' : `where u.key >= ${own}`} order by u.place, ${order}`
}

/** All items of one stage in the order of places. */
function listed(stage: Stage, after: EntryPosition | undefined, bind: Bind): string {
  const next = after === undefined ? 'true' : further(after, stage, bind)
  return `0 as kind, 0::int8 as key, ${COLUMNS} from search_entries e
    where e.kind = ${ENTRY_KINDS.indexOf('item')} and ${stageCondition(stage, bind)} and ${SHOWN_ONCE} and ${next} order by ${orderOf(stage)}`
}

/** Of single places the deepest comes first. */
const orderOf = ({ at }: Stage): string =>
  `e.path ${at === undefined ? 'asc' : 'desc'}, e.item_code, e.number`

/** Entries behind this one in the order of places. */
function further(after: EntryPosition, { at }: Stage, bind: Bind): string {
  const [path, item, number] = after.slice(4)
  if (at === undefined)
    return `(e.path, e.item_code, e.number) > (${bind(path)}, ${bind(item)}, ${bind(number)}::int)`
  const own = bind(path)
  return `(e.path < ${own} or (e.path = ${own} and (e.item_code, e.number) > (${bind(item)}, ${bind(number)}::int)))`
}

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
      when strpos(g.initials, ${text}) > 0 or strpos(g.syllables, ${text}) > 0 then 5 else 6 end`
  const others = bind(query.others)
  return `case when g.name_key = ${text} then 0 when g.name_key = any(${others}::text[]) then 1
    when ${text} = any(g.aliases) then case when strpos(g.name_key, ${text}) > 0 then 2 else 3 end
    when starts_with(g.name_key, ${text}) then 4 when strpos(g.name_key, ${text}) > 0 then 5 else 6 end`
}

/** Numbers of ways are few, so that statements are: the last one is repeated. */
export function padded<T>(list: readonly T[]): T[] {
  const size = 2 ** Math.ceil(Math.log2(list.length))
  return Array.from({ length: size }, (_, index) => list[Math.min(index, list.length - 1)] as T)
}

/** Groups of these kinds that have all tokens of a way, and the filters'. Each kind has a GIN index of its own. */
export function groupCondition(
  query: Query | undefined,
  filters: EntryFilters,
  kinds: readonly number[],
  bind: Bind,
): string {
  if (kinds.length === 0) return 'false'
  const tokens = filterTokens(filters)
  const ways = padded(query?.ways ?? [[]])
    .map((way) => `g.tokens @> ${hidden(bind, [...way, ...tokens], 'text[]')}`)
    .join(' or ')
  return `(${kinds.map((kind) => `g.kind = ${kind} and (${ways})`).join(' or ')})`
}

/** For one place there is no list to be gone through anew for each group. */
const atPlaces = (at: readonly string[], bind: Bind): string =>
  at.length === 1 ? `e.path = ${hidden(bind, at[0], 'text')}` : `e.path = any(${hidden(bind, at, 'text[]')})`

function stageCondition({ suspended, at, from, after, before, not }: Stage, bind: Bind): string {
  return [
    `e.suspended = ${suspended}`,
    ...(at === undefined ? [] : [atPlaces(at, bind)]),
    ...(from === undefined ? [] : [`e.path >= ${hidden(bind, from, 'text')}`]),
    ...(after === undefined ? [] : [`e.path > ${hidden(bind, after, 'text')}`]),
    ...(before === undefined ? [] : [`e.path < ${hidden(bind, before, 'text')}`]),
    ...(not === undefined ? [] : [`e.path <> all(${hidden(bind, not, 'text[]')})`]),
  ].join(' and ')
}
