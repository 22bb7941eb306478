import { type Bind, binder, type Statement } from '../../database/statement.js'
import { type Caller, placesOf, type Reach } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import { READERS } from '../access/competence.js'
import { taskCondition, visibleCondition } from './case-visibility.js'
import { placesOfCaller } from './case-ways.js'
import { dueDays, fencedRows, type Heads, longBefore, placesApart, withHeads } from './due-days.js'

/** opened: the oldest step first. due: the earliest due day of the case first, of cases with a limit that runs. */
export type TaskOrder = 'opened' | 'due'

export interface TaskFilters {
  phase?: string
  item?: string
  assignee?: string
  lamp?: string
  dueBefore?: string
}

/** Where a page begins: the last row of the one before. */
export interface TaskPosition {
  openedAt: string
  id: string
  dueOn?: string
}

interface Making {
  bind: Bind
  filters: TaskFilters
  order: TaskOrder
  after: TaskPosition | undefined
  rows: number
  sorts: boolean
  heads: Heads
}

const KEY = {
  opened: 'opened_at, task_id',
  due: 'due_on, opened_at, task_id',
} as const
const keyOf = (order: TaskOrder, alias: string): string => KEY[order].replaceAll(/\w+/g, `${alias}.$&`)

/** The steps of a page, as list-statement.ts finds cases: the first rows of a few ordered indexes, merged. */
function candidates(caller: Caller, making: Making): string {
  const { bind } = making
  const steps = placesOfCaller(caller).flatMap((places) => {
    const ways = placesOfReach(places).map((way) => `s:${way}`)
    if (ways.length === 0) return []
    const { items } = places
    return [
      branch(ways, items === undefined ? [] : [`r.item_code = any(${bind([...items])}::text[])`], making),
    ]
  })
  return [...steps, ...questions(caller, making)].join('\n    union all ')
}

/**
 * Questions asked of the caller's organs. Who holds a role that sees what its organ was asked, for all items and of its own
 * right, sees each of them; elsewhere the organ may have been asked in another role than the caller's, and each is looked at.
 */
function questions(caller: Caller, making: Making): string[] {
  const { bind } = making
  const ways = (reach: Reach) => placesOfReach(reach).map((way) => `q:${way}`)
  const own = caller.grants.filter(({ delegation, items }) => delegation === undefined && items === undefined)
  const sure = ways(placesOf(own, READERS.asked))
  const others = ways(placesOf(caller.grants, READERS.organ)).filter((way) => !sure.includes(way))
  const branches = sure.length === 0 ? [] : [branch(sure, [], making)]
  if (others.length === 0) return branches
  const seen = `exists (select from case_tasks t join cases c on c.id = t.case_id
        where t.case_id = r.case_id and t.task_id = r.task_id and ${visibleCondition(caller, bind)} and ${taskCondition(caller, bind)})`
  return [...branches, branch(others, [seen], making)]
}

function branch(ways: readonly string[], more: readonly string[], making: Making): string {
  const { filters, order, bind } = making
  const places = `unnest(${bind(ways)}::text[]) k(way)`
  const at = 'r.place = hashtextextended(k.way, 0)'
  const rest = [at, ...more, ...conditionsOf(making)]
  const { assignee, item, lamp } = filters
  const isPlain = assignee === undefined && item === undefined && (lamp === undefined || lamp === 'NONE')
  if (assignee !== undefined) rest.push(`r.assignee = ${bind(assignee)}`)
  if (item !== undefined) rest.push(`r.item_code = ${bind(item)}`)
  if (lamp !== undefined && lamp !== 'NONE') rest.push("r.lamp <> 'NONE'")
  if (order === 'opened' && isPlain && filters.dueBefore !== undefined) {
    const before = `${bind(filters.dueBefore)}::date`
    const range = { table: 'task_listings', order: 'due_on', conditions: `n.due_on < ${before}` } as const
    const { few, many } = placesApart(making.heads, places, range)
    return [
      rows(few, rest, making, fencedRows('task_listings', 'r', range)),
      rows(
        `${many} cross join lateral (${dueDays('task_listings', before)}) g`,
        [...rest, 'r.due_on = g.day'],
        making,
      ),
      rows(
        many,
        rest,
        making,
        fencedRows('task_listings', 'r', { order: 'due_on', conditions: `n.due_on < ${longBefore(before)}` }),
      ),
    ].join('\n    union all ')
  }
  if (order === 'opened' && isPlain && filters.phase === undefined)
    return rows(`${places} cross join lateral (${PHASES_THERE}) g`, [...rest, 'r.phase = g.phase'], making)
  return rows(places, rest, making)
}

/** The phases that a place has, one look each. */
const PHASES_THERE = `with recursive g as (
      (select n.phase from task_listings n where n.place = hashtextextended(k.way, 0) order by n.phase limit 1)
      union all
      select (select n.phase from task_listings n where n.place = hashtextextended(k.way, 0) and n.phase > g.phase order by n.phase limit 1)
      from g where g.phase is not null)
    select g.phase from g where g.phase is not null`

function rows(
  from: string,
  conditions: readonly string[],
  { order, rows, sorts }: Making,
  table = 'task_listings r',
): string {
  const due = order === 'due' ? ['r.due_on is not null'] : []
  const ordered = sorts ? ` order by ${keyOf(order, 'r')}` : ''
  return `(select b.* from ${from} cross join lateral (select ${keyOf(order, 'r')}, r.case_id from ${table}
      where ${[...conditions, ...due].join(' and ')}${ordered} limit ${rows}) b${sorts ? '' : ` limit ${rows}`})`
}

/** Filters that the entries of every index hold, and where the page begins. */
function conditionsOf({ filters, order, after, bind }: Making): string[] {
  const parts: string[] = []
  if (filters.phase !== undefined) parts.push(`r.phase = ${bind(filters.phase)}`)
  if (filters.lamp !== undefined) parts.push(`r.lamp = ${bind(filters.lamp)}`)
  if (filters.dueBefore !== undefined) parts.push(`r.due_on < ${bind(filters.dueBefore)}`)
  if (after !== undefined) {
    const [due, opened, id] = [after.dueOn, bind(after.openedAt), bind(after.id)]
    parts.push(
      order === 'due'
        ? `(r.due_on, r.opened_at, r.task_id) > (${bind(due)}, ${opened}, ${id})`
        : `(r.opened_at, r.task_id) > (${opened}, ${id})`,
    )
  }
  return parts
}

/** A page of the work list; both rules are looked at again with every row. Undefined: there is nothing to look for. */
export function taskStatement(
  caller: Caller,
  { filters, order }: { filters: TaskFilters; order: TaskOrder },
  { after, limit, columns }: { after: TaskPosition | undefined; limit: number; columns: string },
): Statement | undefined {
  const { bound: values, bind } = binder()
  const heads: Heads = []
  const merged = candidates(caller, { bind, filters, order, after, rows: limit, sorts: true, heads })
  if (merged === '') return undefined
  const text = `${withHeads(heads)}select ${columns} from (
    select distinct ${keyOf(order, 'u')}, u.case_id from (${merged}) u order by ${keyOf(order, 'u')} limit ${limit}) u
  join case_tasks t on t.case_id = u.case_id and t.task_id = u.task_id join cases c on c.id = u.case_id
  where t.closed_at is null and ${visibleCondition(caller, bind)} and ${taskCondition(caller, bind)} order by ${order === 'due' ? 'c.due_on, ' : ''}t.opened_at, t.task_id`
  return { text, values }
}

/** How many, up to `cap`. */
export function taskCountStatement(
  caller: Caller,
  { filters, order }: { filters: TaskFilters; order: TaskOrder },
  cap: number,
): Statement | undefined {
  const { bound: values, bind } = binder()
  const heads: Heads = []
  const merged = candidates(caller, {
    bind,
    filters,
    order,
    after: undefined,
    rows: cap,
    sorts: false,
    heads,
  })
  if (merged === '') return undefined
  return {
    text: `${withHeads(heads)}select count(*)::int as count from (select distinct u.task_id from (${merged}) u limit ${cap}) few`,
    values,
  }
}
