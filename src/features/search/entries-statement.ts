import { type Bind, binder, hidden, type Statement } from '../../database/statement.js'
import { ENTRY_KINDS, type EntryFilters, filterTokens, kindNumbers } from './entry.js'
import type { Query } from './query.js'
import { type EntryPosition, groupIn, keyIn, rankedGroups } from './ranked-groups.js'
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
export const GROUP_COLUMNS = 'g.name, g.type, g.handling, g.audiences, g.themes'

/**
 * A page of entries, best first, in one statement: stage after stage, kind after kind. Groups are found by their words
 * under the GIN index of their kind and ranked once, into one array of keys; of each group entries are read in the order
 * of their index. Postgres reads the branches of a `union all` one after the other and stops when the page is full: what
 * comes later is not even ranked. `size` stands in the text, for a plan that is kept must know that few are wanted.
 */
export function entriesStatement(
  query: Query | undefined,
  filters: EntryFilters,
  stages: readonly Stage[],
  start: EntryStart,
  size: number,
): Statement {
  const { bound, bind } = binder()
  const kinds = kindNumbers(filters)
  const isListed = query === undefined && isPlain(filters)
  // Without a place the first kind mostly fills the page; the few entries of near places seldom do.
  const runs = isPlaced(stages) ? [kinds] : kinds.map((kind) => [kind])
  const read = isListed
    ? []
    : runs.map((run, index) => ({ name: rankedName(index), text: rankedGroups(query, filters, run, bind) }))
  const branches = stages.flatMap((stage, number) => {
    if (number < start.stage) return []
    const after = number === start.stage ? start.position : undefined
    return runs.flatMap((run, index) => {
      if (after !== undefined && after[0] > Math.max(...run)) return []
      const from = after !== undefined && run.includes(after[0]) ? after : undefined
      if (isListed) return placesOf(stage).map((at) => ({ number, rows: listed(at, from, bind) }))
      const found: Found = { stage, filters, ranked: rankedName(index), size }
      return [{ number, rows: inRange(found, from, bind) }]
    })
  })
  return { text: pageOf(read, branches, size), values: bound }
}

const rankedName = (index: number): string => `ranked${index}`

/**
 * Branches one after the other until there are enough entries; what several of them read is read once, when it is needed.
 * What is shown of a group is joined with the page alone, whose order is kept by number.
 */
function pageOf(
  read: readonly { name: string; text: string }[],
  branches: readonly { number: number; rows: string }[],
  size: number,
): string {
  const ctes = read.map(({ name, text }) => `, ${name} as materialized (${text})`).join('')
  const rows = branches.map(({ number, rows }) => `(select ${number} as stage, ${rows} limit ${size})`)
  return `with today as materialized (select ${TODAY} as day)${ctes}
    select p.*, ${GROUP_COLUMNS} from (select b.*, row_number() over () as place
      from (select * from (${rows.join('\n union all ')}) each limit ${size}) b) p
    join search_groups g on g.group_id = p.group_id order by p.place`
}

/** In force, suspended: more than these two are of places. */
const FEW_STAGES = 2
const isPlaced = (stages: readonly Stage[]): boolean => stages.length > FEW_STAGES

/** What is asked of no group: all items in the order of places, straight from an index. */
const isPlain = (filters: EntryFilters): boolean =>
  filterTokens(filters).length === 0 &&
  filters.organisation === undefined &&
  filters.kinds.length === 1 &&
  filters.kinds[0] === 'item'

/** What is read of ranked groups in one stage. */
interface Found {
  stage: Stage
  filters: EntryFilters
  /** The name of the array of their keys. */
  ranked: string
  size: number
}

/** Group after group: the entries of each in the order of their index. */
function inRange(
  { stage, filters, ranked, size }: Found,
  after: EntryPosition | undefined,
  bind: Bind,
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
    ${own === undefined ? '' : `where u.key >= ${own}`} order by u.place, ${order}`
}

const firstOf = (group: string, stage: Stage, size: number, bind: Bind, next = ''): string =>
  `select ${COLUMNS} from search_entries e where e.group_id = ${group} and ${stageCondition(stage, bind)} and ${SHOWN_ONCE}${next}
    order by ${orderOf(stage)} limit ${size}`

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
