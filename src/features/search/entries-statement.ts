import { type Bind, binder, hidden, type Statement } from '../../database/statement.js'
import { ENTRY_KINDS, type EntryFilters, filterTokens, kindNumbers } from './entry.js'
import type { Ranking } from './kept-rankings.js'
import type { Query } from './query.js'
import {
  bestGroups,
  type EntryPosition,
  GROUP_BITS,
  groupIn,
  keyIn,
  rankedGroups,
  sortKey,
  walkedGroups,
} from './ranked-groups.js'
import { SHOWN, TODAY } from './shown.js'
import type { Stage } from './stages.js'

/** Where the page before ended; without a position: at the beginning of that stage. */
export interface EntryStart {
  stage: number
  position?: EntryPosition | undefined
}

const SHOWN_ONCE = SHOWN.replaceAll(TODAY, '(select day from today)')
export const COLUMNS =
  'e.group_id, e.item_code, e.number, e.code, e.organisation_code, e.division_code, e.suspended, e.excerpt, e.path'

/**
 * A page of entries, best first, in one statement: stage after stage, kind after kind. Groups are found by their words
 * under the GIN index of their kind and ranked once, into one array of keys; of each group entries are read in the order
 * of their index. Postgres reads the branches of a `union all` one after the other and stops when the page is full: what
 * comes later is not even ranked. Entries of more than one group are only sorted where few were found at few places.
 * `size` stands in the text, for a plan that is kept must know that few are wanted. `kept`: the ranking of all kinds
 * together, where it is known.
 */
export function entriesStatement(
  query: Query | undefined,
  filters: EntryFilters,
  stages: readonly Stage[],
  start: EntryStart,
  size: number,
  kept?: Ranking,
): Statement {
  const { bound, bind } = binder()
  const kinds = kindNumbers(filters)
  const isListed = query === undefined && isPlain(filters)
  // Without a place the first kind mostly fills the page; the few entries of near places seldom do.
  const runs = isPlaced(stages) ? [kinds] : kinds.map((kind) => [kind])
  const rankedOf = (run: readonly number[]): string =>
    kept === undefined
      ? rankedGroups(query, filters, run, bind)
      : `select ${hidden(bind, kept, 'int8[]')} as keys`
  const read = isListed ? [] : runs.map((run, index) => ({ name: rankedName(index), text: rankedOf(run) }))
  const branches = stages.flatMap((stage, number) => {
    if (number < start.stage) return []
    const after = number === start.stage ? start.position : undefined
    return runs.flatMap((run, index) => {
      if (after !== undefined && after[0] > Math.max(...run)) return []
      const from = after !== undefined && run.includes(after[0]) ? after : undefined
      const found: Found = { stage, query, filters, kinds: run, ranked: rankedName(index), size }
      if (isListed) return placesOf(stage).map((at) => ({ number, rows: listed(at, from, bind) }))
      if (stage.at === undefined) return [{ number, rows: inRange(found, from, bind) }]
      const near = `near${number}_${index}`
      read.push(...atPlaces(found, near, bind))
      return [
        { number, rows: fewAtPlaces(found, near, from, bind) },
        { number, rows: inRange(found, from, bind, `not ${isFew(near)}`) },
      ]
    })
  })
  // How many names were ranked first, for whom it is to remember that a word is common.
  const isFirst = !isListed && start.stage === 0 && start.position === undefined
  const names = isFirst ? `(select cardinality(keys) from ${rankedName(0)})` : 'null::int'
  return { text: pageOf(read, branches, size, names), values: bound }
}

/** The ranking of all kinds together, to be kept. */
export function rankingStatement(query: Query, filters: EntryFilters): Statement {
  const { bound, bind } = binder()
  return {
    text: `select keys::text from (${rankedGroups(query, filters, kindNumbers(filters), bind)}) ranked`,
    values: bound,
  }
}

/**
 * The first page of one kind, in force and everywhere, for words that very many names hold: few of them are looked at.
 * The best by indexes of their own, then the shortest names in the order of an index until the page is full. A page that
 * is not full tells nothing: the names that were looked at were too few.
 */
export function commonStatement(
  query: Query,
  filters: EntryFilters,
  kind: number,
  size: number,
  walked: number,
): Statement {
  const { bound, bind } = binder()
  const stage: Stage = { suspended: false }
  const best = bestGroups(query, filters, kind, bind)
  const order = orderOf(stage)
  const rows = [
    inRange({ stage, query, filters, kinds: [kind], ranked: rankedName(0), size }, undefined, bind),
    `${kind} as kind, w.key, ${COLUMNS} from (${walkedGroups(query, filters, kind, walked, bind)}) w
      cross join lateral (${firstOf('w.group_id', stage, size, bind)}) e order by w.length, w.group_id, ${order}`,
  ]
  const branches = rows.map((each) => ({ number: 0, rows: each }))
  return { text: pageOf([{ name: rankedName(0), text: best }], branches, size, 'null::int'), values: bound }
}

const rankedName = (index: number): string => `ranked${index}`

/** Branches one after the other until there are enough entries; what several of them read is read once, when it is needed. */
function pageOf(
  read: readonly { name: string; text: string }[],
  branches: readonly { number: number; rows: string }[],
  size: number,
  names: string,
): string {
  const ctes = read.map(({ name, text }) => `, ${name} as materialized (${text})`).join('')
  const rows = branches.map(({ number, rows }) => `(select ${number} as stage, ${rows} limit ${size})`)
  return `with today as materialized (select ${TODAY} as day)${ctes}
    select b.*, ${names} as names from (${rows.join('\n union all ')}) b limit ${size}`
}

/** In force, suspended: more than these two are of places. */
const FEW_STAGES = 2
export const isPlaced = (stages: readonly Stage[]): boolean => stages.length > FEW_STAGES

/** What is asked of no group: all items in the order of places, straight from an index. */
const isPlain = (filters: EntryFilters): boolean =>
  filterTokens(filters).length === 0 &&
  filters.organisation === undefined &&
  filters.kinds.length === 1 &&
  filters.kinds[0] === 'item'

/** What is read of ranked groups in one stage. */
interface Found {
  stage: Stage
  query: Query | undefined
  filters: EntryFilters
  kinds: readonly number[]
  /** The name of the array of their keys. */
  ranked: string
  size: number
}

/** Group after group: the entries of each in the order of their index. `only`: whether at all. */
function inRange(
  { stage, filters, ranked, size }: Found,
  after: EntryPosition | undefined,
  bind: Bind,
  only?: string,
): string {
  const own = after === undefined ? undefined : hidden(bind, keyIn(after), 'int8')
  const next = after === undefined ? '' : ` and (u.key <> ${own} or ${further(after, stage, bind)})`
  const order = orderOf(stage)
  const group = groupIn('u.key')
  const organ = filters.organisation
  // Of an organ there are few: each group's are no list to be cut off.
  const entries =
    organ === undefined
      ? `cross join lateral (${firstOf(group, stage, size, bind, next)}) e`
      : `join search_entries e on e.group_id = ${group} and ${stageCondition(stage, bind)} and ${SHOWN_ONCE}${next} and ${ofOrgan(organ, bind)}`
  return `(u.key >> 51)::int as kind, u.key, ${COLUMNS} from unnest((select keys from ${ranked})) with ordinality u(key, place) ${entries}
    ${where(only, own === undefined ? undefined : `u.key >= ${own}`, hasAny(stage, bind))} order by u.place, ${order}`
}

/** Below a town there is nothing: then no group is looked for there. */
const hasAny = (stage: Stage, bind: Bind): string | undefined =>
  stage.after === undefined
    ? undefined
    : `(select exists (select 1 from search_entries e where ${stageCondition(stage, bind)}))`

const where = (...conditions: (string | undefined)[]): string => {
  const given = conditions.filter((each) => each !== undefined)
  return given.length === 0 ? '' : `where ${given.join(' and ')}`
}

const firstOf = (group: string, stage: Stage, size: number, bind: Bind, next = ''): string =>
  `select ${COLUMNS} from search_entries e where e.group_id = ${group} and ${stageCondition(stage, bind)} and ${SHOWN_ONCE}${next}
    order by ${orderOf(stage)} limit ${size}`

/** Pages of entries that are looked at and sorted at few places; where there are more, the first names fill the page. */
const NEAR_PAGES = 50
/** Before 17, Postgres descends the index anew for every combination of place, kind and group. */
const ONE_PASS = `current_setting('server_version_num')::int >= 170000`

/**
 * Entries at few places: their index is gone through for all groups in one pass, since a probe for each group and place
 * took longer than all else. It ends when they are no longer few; a second row set tells whether they are. That index has
 * groups as `int8`: with the other one, which begins with groups, Postgres cannot answer this.
 */
function atPlaces(
  { stage, filters, kinds, ranked, size }: Found,
  name: string,
  bind: Bind,
): { name: string; text: string }[] {
  const most = NEAR_PAGES * size
  const conditions = [
    stageCondition(stage, bind),
    kinds.length === 1 ? `e.kind = ${kinds[0]}` : `e.kind = any('{${kinds.join()}}'::smallint[])`,
    `e.group_id::int8 = any(array(select u.key & ${GROUP_BITS} from unnest((select keys from ${ranked})) u(key)))`,
    SHOWN_ONCE,
    ...(filters.organisation === undefined ? [] : [ofOrgan(filters.organisation, bind)]),
  ].join(' and ')
  const few = `select case when ${ONE_PASS} then (select count(*) from ${name}) <= ${most} else false end as yes`
  return [
    { name, text: `select * from search_entries e where ${conditions} limit ${most + 1}` },
    { name: `${name}_few`, text: few },
  ]
}

const isFew = (near: string): string => `(select yes from ${near}_few)`

/** What was found at few places, if it is little: ranked by itself. */
function fewAtPlaces(
  { stage, query }: Found,
  near: string,
  after: EntryPosition | undefined,
  bind: Bind,
): string {
  const own = after === undefined ? undefined : hidden(bind, keyIn(after), 'int8')
  return `e.kind::int as kind, e.key, ${COLUMNS}
    from (select n.*, ${sortKey(query, bind)} as key from ${near} n join search_groups g on g.group_id = n.group_id where ${isFew(near)}) e
    ${where(after === undefined ? undefined : `(e.key > ${own} or e.key = ${own} and ${further(after, stage, bind)})`)} order by e.key, ${orderOf(stage)}`
}

/** Single places one after the other, each in the order of its index: all together would be sorted. */
const placesOf = (stage: Stage): Stage[] =>
  stage.at === undefined
    ? [stage]
    : stage.at.toSorted((one, other) => (one < other ? 1 : -1)).map((place) => ({ ...stage, at: [place] }))

/** All items of one stage in the order of places. */
function listed(stage: Stage, after: EntryPosition | undefined, bind: Bind): string {
  const next = after === undefined ? 'true' : further(after, stage, bind)
  return `0 as kind, 0::int8 as key, ${COLUMNS} from search_entries e
    where e.kind = ${ENTRY_KINDS.indexOf('item')} and ${stageCondition(stage, bind)} and ${SHOWN_ONCE} and ${next} order by ${orderOf(stage)}`
}

/** For one place there is no list to be gone through. */
const placeIn = (at: readonly string[], bind: Bind): string =>
  at.length === 1 ? `e.path = ${hidden(bind, at[0], 'text')}` : `e.path = any(${hidden(bind, at, 'text[]')})`

const ofOrgan = (organ: string, bind: Bind): string => `e.organisation_code = ${hidden(bind, organ, 'text')}`

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

function stageCondition({ suspended, at, from, after, before, not }: Stage, bind: Bind): string {
  return [
    `e.suspended = ${suspended}`,
    ...(at === undefined ? [] : [placeIn(at, bind)]),
    ...(from === undefined ? [] : [`e.path >= ${hidden(bind, from, 'text')}`]),
    ...(after === undefined ? [] : [`e.path > ${hidden(bind, after, 'text')}`]),
    ...(before === undefined ? [] : [`e.path < ${hidden(bind, before, 'text')}`]),
    ...(not === undefined ? [] : [`e.path <> all(${hidden(bind, not, 'text[]')})`]),
  ].join(' and ')
}
