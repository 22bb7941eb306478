import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { ENTRY_KINDS, type EntryKind, filterTokens, type GroupFilters } from './entry.js'
import type { Query } from './query.js'
import type { Stage } from './stages.js'

export interface EntryFilters extends GroupFilters {
  kinds: readonly EntryKind[]
  organisation?: string | undefined
}

export interface FoundEntry {
  kind: number
  name: string
  type: string
  handling: string
  audiences: string[]
  themes: string[]
  item_code: string
  number: number
  code: string | null
  organisation_code: string
  division_code: string
  suspended: boolean
  excerpt: string | null
  class: number
  length: number
  group_id: number
  path: string
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

export const positionOf = (row: FoundEntry): EntryPosition => [
  row.kind,
  row.class,
  row.length,
  row.group_id,
  row.path,
  row.item_code,
  row.number,
]

const TODAY = `(select (app_now() at time zone 'Asia/Shanghai')::date)`
export const SHOWN = `e.valid_from <= ${TODAY} and e.valid_to > ${TODAY}`
const COLUMNS = `e.item_code, e.number, e.code, e.organisation_code, e.division_code, e.suspended, e.excerpt, e.path`
const GROUP = 'g.kind, g.name, g.type, g.handling, g.audiences, g.themes'
const RANKED = 'r.class, r.length, r.group_id'
const NAMED_KINDS = `array[${ENTRY_KINDS.map((kind) => `'${kind}'`).join(', ')}]`

export type Bind = (value: unknown) => string

/** Values of a statement in the making. */
export function binder(): { bound: unknown[]; bind: Bind } {
  const bound: unknown[] = []
  return { bound, bind: (value) => `$${bound.push(value)}` }
}

/**
 * One stage of a search, best first: kind after kind; of each the groups by their words from the GIN index, ranked; of
 * each group entries in the order of their index; until the page is full. Never sorts entries of more than one group.
 */
export async function selectEntries(
  db: Queryable,
  query: Query | undefined,
  filters: EntryFilters,
  stage: Stage,
  after: EntryPosition | undefined,
  limit: number,
): Promise<FoundEntry[]> {
  const { text, values } = entriesStatement(query, filters, stage, after, limit)
  const { rows } = await db.query<FoundEntry>(prepared('search', text, values))
  return rows
}

/** The statement itself, so that a test can ask for its plan. */
export function entriesStatement(
  query: Query | undefined,
  filters: EntryFilters,
  stage: Stage,
  after: EntryPosition | undefined,
  limit: number,
): { text: string; values: unknown[] } {
  const { bound, bind } = binder()
  const direction = stage.at === undefined ? 'asc' : 'desc'
  const place = stageCondition(stage, bind)
  const order = `e.path ${direction}, e.item_code, e.number`
  const count = bind(limit)
  if (query === undefined && isPlain(filters)) {
    const next = after === undefined ? 'true' : further(after, direction, bind)
    const found = `select ${COLUMNS}, e.group_id, 0 as class, 0 as length from search_entries e
      where e.kind = ${ENTRY_KINDS.indexOf('item')} and ${place} and ${SHOWN} and ${next} order by ${order} limit ${count}`
    return { text: withGroups(found, order), values: bound }
  }
  const kinds = bind(filters.kinds.map((kind) => ENTRY_KINDS.indexOf(kind)))
  const next =
    after === undefined ? { kinds: 'true', groups: 'true', entries: 'true' } : beyond(after, direction, bind)
  const ranked = `select * from (select group_id, length, ${rankOf(query, bind)} as class
      from search_groups where ${groupCondition(query, filters, bind, ` || ('=kind:' || k.name)::text`)}) r
    where ${next.groups} order by ${RANKED}`
  const inGroup = `e.group_id = r.group_id and ${place} and ${SHOWN} and ${next.entries}`
  // An organ has few entries: they are read first. Otherwise group after group, until the page is full.
  const ofKind =
    filters.organisation === undefined
      ? `(${ranked}) r cross join lateral (
          select ${COLUMNS} from search_entries e where ${inGroup} order by ${order} limit ${count}) e`
      : `(${ranked}) r join search_entries e on ${inGroup} and e.organisation_code = ${bind(filters.organisation)}`
  const found = `select e.*, k.kind from (
      select k as kind, (${NAMED_KINDS})[k + 1] as name from unnest(${kinds}::int[]) k where ${next.kinds} order by k) k
    cross join lateral (
      select ${COLUMNS}, r.group_id, r.class, r.length from ${ofKind} order by ${RANKED}, ${order} limit ${count}) e
    order by k.kind, e.class, e.length, e.group_id, ${order} limit ${count}`
  return { text: withGroups(found, `g.kind, e.class, e.length, e.group_id, ${order}`), values: bound }
}

/** What is asked of no group: all items in the order of places, straight from an index. */
const isPlain = (filters: EntryFilters): boolean =>
  filterTokens(filters).length === 0 &&
  filters.organisation === undefined &&
  filters.kinds.length === 1 &&
  filters.kinds[0] === 'item'

/** Names and the like for the few entries of the page, in the order in which they were found. */
const withGroups = (found: string, order: string): string =>
  `select e.*, ${GROUP} from (${found}) e join search_groups g on g.group_id = e.group_id
   order by ${order}`

function beyond(after: EntryPosition, direction: 'asc' | 'desc', bind: Bind) {
  const [kind, rank, length, group] = after
  const [own, ownGroup] = [`${bind(kind)}::int`, `${bind(group)}::int`]
  return {
    kinds: `k >= ${own}`,
    groups: `(k.kind > ${own} or (${RANKED}) >= (${bind(rank)}::int, ${bind(length)}::int, ${ownGroup}))`,
    entries: `(r.group_id <> ${ownGroup} or ${further(after, direction, bind)})`,
  }
}

/** Entries behind this one in the order of places. */
function further(after: EntryPosition, direction: 'asc' | 'desc', bind: Bind): string {
  const [path, item, number] = after.slice(4)
  if (direction === 'asc')
    return `(e.path, e.item_code, e.number) > (${bind(path)}, ${bind(item)}, ${bind(number)}::int)`
  const own = bind(path)
  return `(e.path < ${own} or (e.path = ${own} and (e.item_code, e.number) > (${bind(item)}, ${bind(number)}::int)))`
}

/** 0 the name itself, 1 a synonym of it, 2 another word for it, 3 begins so, 4 holds it, 5 is found by other ways. */
function rankOf(query: Query | undefined, bind: Bind): string {
  if (query === undefined) return '0'
  const text = bind(query.text)
  if (query.letters)
    return `case when name_key = ${text} then 0 when initials = ${text} or syllables = ${text} then 1
      when starts_with(initials, ${text}) or starts_with(syllables, ${text}) then 3
      when strpos(initials, ${text}) > 0 or strpos(syllables, ${text}) > 0 then 4 else 5 end`
  const others = bind(query.others)
  return `case when name_key = ${text} then 0 when name_key = any(${others}::text[]) then 1
    when ${text} = any(aliases) then 2 when starts_with(name_key, ${text}) then 3
    when strpos(name_key, ${text}) > 0 then 4 else 5 end`
}

/** Numbers of ways are few, so that statements are: the last one is repeated. */
function padded<T>(list: readonly T[]): T[] {
  const size = 2 ** Math.ceil(Math.log2(list.length))
  return Array.from({ length: size }, (_, index) => list[Math.min(index, list.length - 1)] as T)
}

/** Each way holds the filters' tokens too, and what `more` adds: one look into the index for each. */
export function groupCondition(
  query: Query | undefined,
  filters: EntryFilters,
  bind: Bind,
  more: string,
): string {
  const tokens = filterTokens(filters)
  const ways = padded(query?.ways ?? [[]]).map(
    (way) => `tokens @> (${bind([...way, ...tokens])}::text[]${more})`,
  )
  return `(${ways.join(' or ')})`
}

function stageCondition({ suspended, at, from, after, before, not }: Stage, bind: Bind): string {
  return [
    `e.suspended = ${suspended}`,
    ...(at === undefined ? [] : [`e.path = any(${bind(at)}::text[])`]),
    ...(from === undefined ? [] : [`e.path >= ${bind(from)}`]),
    ...(after === undefined ? [] : [`e.path > ${bind(after)}`]),
    ...(before === undefined ? [] : [`e.path < ${bind(before)}`]),
    ...(not === undefined ? [] : [`e.path <> all(${bind(not)}::text[])`]),
  ].join(' and ')
}

/** Entries by their code or its beginning; for codes there is one entry, for beginnings few or many in order. */
export async function selectByCode(
  db: Queryable,
  code: string,
  filters: EntryFilters,
  range: { from: string; before: string } | undefined,
  after: string,
  limit: number,
): Promise<FoundEntry[]> {
  const { bound, bind } = binder()
  const place =
    range === undefined ? '' : ` and e.path >= ${bind(range.from)} and e.path < ${bind(range.before)}`
  const organ =
    filters.organisation === undefined ? '' : ` and e.organisation_code = ${bind(filters.organisation)}`
  const text = `select ${GROUP}, g.group_id, 0 as class, ${COLUMNS} from search_entries e join search_groups g using (group_id)
    where e.code >= ${bind(code)} and e.code < ${bind(`${code}~`)} and e.code > ${bind(after)} and ${SHOWN}${place}${organ}
      and g.tokens @> ${bind(filterTokens(filters))}::text[] and g.kind = any(${bind(filters.kinds.map((kind) => ENTRY_KINDS.indexOf(kind)))}::smallint[])
    order by e.code limit ${bind(limit)}`
  const { rows } = await db.query<FoundEntry>(prepared('search-code', text, bound))
  return rows
}
