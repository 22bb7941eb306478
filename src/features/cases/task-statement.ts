import { type Bind, binder, type Statement } from '../../database/statement.js'
import { type Caller, placesOf, type Reach, subjectOf } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import { READERS } from '../access/competence.js'
import { taskCondition, visibleCondition } from './case-visibility.js'
import { placesOfCaller } from './case-ways.js'
import { dueDays, FEW_APART, fencedRows, type Heads, longBefore, placesApart, withHeads } from './due-days.js'

/** opened: the oldest step first. due: the earliest due day of the case first, of cases with a limit that runs. */
export type TaskOrder = 'opened' | 'due'

export interface TaskFilters {
  phase?: string
  item?: string
  assignee?: string
  lamp?: string
  dueBefore?: string
  step?: string
  window?: string
  /** mine: what the caller holds, or an absent person for whom the caller stands in; unassigned: what nobody holds. */
  scope?: 'mine' | 'unassigned'
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
  /** By which the caller holds tasks, and who is away and has the caller for a deputy. */
  holders: readonly string[]
}

/** Under which names somebody's tasks stand: the own, and those of the absent (代理). */
export const holdersFor = (caller: Caller): string[] => [
  ...(caller.staffNo === undefined ? [] : [caller.staffNo]),
  subjectOf(caller),
  ...new Set(caller.grants.flatMap(({ deputyFor }) => deputyFor ?? [])),
]

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
  const { assignee, item, lamp, step, window, scope } = filters
  const isPlain =
    [assignee, item, step, window, scope].every((each) => each === undefined) &&
    (lamp === undefined || lamp === 'NONE')
  if (step !== undefined) rest.push(`r.step = ${bind(step)}`)
  if (window !== undefined) rest.push(`r.window_id = ${bind(window)}`)
  if (scope === 'unassigned') rest.push('r.assignee is null')
  if (assignee !== undefined) rest.push(`r.assignee = ${bind(assignee)}`)
  if (item !== undefined) rest.push(`r.item_code = ${bind(item)}`)
  if (lamp !== undefined && lamp !== 'NONE') rest.push("r.lamp <> 'NONE'")
  if (order === 'opened' && isPlain && filters.dueBefore !== undefined)
    return dueByOpening(places, rest, filters.dueBefore, making)
  if (filters.phase === undefined && order === 'opened' && isPlain)
    return rows(`${places} cross join lateral (${phasesThere()}) g`, [...rest, 'r.phase = g.phase'], making)
  if (filters.phase === undefined && step !== undefined && isByStep(filters))
    return byStep(places, [...rest, 'r.phase = g.phase'], step, making)
  // Of each holder the first: one ordered range of the index each.
  if (scope === 'mine')
    return rows(
      `${places} cross join unnest(${bind(making.holders)}::text[]) h(holder)`,
      [...rest, 'r.assignee = h.holder'],
      making,
    )
  return rows(places, rest, making)
}

/** Entries in the order of opening among which the first page of what is due is looked for. */
const OLDEST = 100

/**
 * What is due before a day in the order of opening. The oldest steps are mostly those that are due: of each place and phase
 * the first entries are looked through, and where they fill the page that is all. Elsewhere few are read as a whole, and of
 * many the first of each day.
 */
function dueByOpening(places: string, rest: readonly string[], due: string, making: Making): string {
  const { bind, filters, heads, after, rows: most, sorts } = making
  const before = `${bind(due)}::date`
  const phases =
    filters.phase === undefined ? `(${phasesThere()})` : `(select ${bind(filters.phase)}::text as phase)`
  const [pairs, walked, left] = ['pairs', 'walked', 'left'].map((name) => `${name}_${heads.length}`)
  heads.push(`${pairs} as materialized (select k.way, g.phase from ${places} cross join lateral ${phases} g)`)
  const own = [...rest, 'r.phase = k.phase']
  if (sorts) {
    const begins =
      after === undefined
        ? ''
        : ` and (n.opened_at, n.task_id) > (${bind(after.openedAt)}, ${bind(after.id)})`
    heads.push(
      `${walked} as materialized (select k.way, k.phase, b.* from ${pairs} k cross join lateral (
        select ${keyOf('opened', 'r')}, r.case_id from (select * from task_listings n where n.place = hashtextextended(k.way, 0)
          and n.phase = k.phase${begins} order by n.opened_at, n.task_id limit ${OLDEST}) r
        where ${own.join(' and ')} order by ${keyOf('opened', 'r')} limit ${most}) b)`,
      `${left} as materialized (select k.* from ${pairs} k where
        (select count(*) from ${walked} w where w.way = k.way and w.phase = k.phase) < ${most})`,
    )
  }
  const range = { order: 'due_on', conditions: `n.phase = k.phase and n.due_on < ${before}` }
  const { few, many } = placesApart(heads, `${sorts ? left : pairs} k`, {
    ...{ table: 'task_listings', few: FEW_APART },
    ...range,
  })
  const days = dueDays('task_listings', before, ' and n.phase = k.phase')
  const long = { ...range, conditions: `n.phase = k.phase and n.due_on < ${longBefore(before)}` }
  return [
    ...(sorts ? [`(select w.opened_at, w.task_id, w.case_id from ${walked} w)`] : []),
    rows(few, own, making, fencedRows('task_listings', 'r', range)),
    rows(`${many} cross join lateral (${days}) g`, [...own, 'r.due_on = g.day'], making),
    rows(many, own, making, fencedRows('task_listings', 'r', long)),
  ].join('\n    union all ')
}

/** Steps of one name, in each phase that they have there. By due day what burns less stands behind all that is red: it is begun at its first day. */
function byStep(places: string, rest: readonly string[], step: string, making: Making): string {
  const { bind, order, filters } = making
  const from = `${places} cross join lateral (${phasesThere(` and n.step = ${bind(step)}`)}) g`
  const { lamp } = filters
  if (order !== 'due' || lamp === undefined || lamp === 'NONE') return rows(from, rest, making)
  const first = `select n.due_on as day from task_listings n where n.place = hashtextextended(k.way, 0)
        and n.lamp = ${bind(lamp)} and ${OWN_DUE_DAYS.replace('r.', 'n.')} and n.lamp <> 'NONE' order by n.due_on limit 1`
  return rows(`${from} cross join lateral (${first}) f`, [...rest, 'r.due_on >= f.day'], making)
}

/** Keys of the steps that are open anywhere the caller's tasks are, the first few, one look each. */
export function stepsStatement(caller: Caller, most: number): Statement | undefined {
  const { bound: values, bind } = binder()
  const ways = placesOfCaller(caller).flatMap((places) => placesOfReach(places).map((way) => `s:${way}`))
  if (ways.length === 0) return undefined
  return {
    text: `select distinct g.step from unnest(${bind(ways)}::text[]) k(way) cross join lateral (with recursive g as (
      (select n.step from task_listings n where n.place = hashtextextended(k.way, 0) and n.step is not null order by n.step limit 1)
      union all
      select (select n.step from task_listings n where n.place = hashtextextended(k.way, 0) and n.step > g.step order by n.step limit 1)
      from g where g.step is not null)
    select g.step from g where g.step is not null limit ${most}) g order by g.step limit ${most}`,
    values,
  }
}

/** The phases that a place has, one look each; with a condition on `n`, those of a step. */
const phasesThere = (of = ''): string => `with recursive g as (
      (select n.phase from task_listings n where n.place = hashtextextended(k.way, 0)${of} order by n.phase limit 1)
      union all
      select (select n.phase from task_listings n where n.place = hashtextextended(k.way, 0)${of} and n.phase > g.phase order by n.phase limit 1)
      from g where g.phase is not null)
    select g.phase from g where g.phase is not null`

/** Where the step is what is looked for first: an officer's, a window's and an item's few are read by their own index. */
const isByStep = ({ assignee, scope, item, window }: TaskFilters): boolean =>
  [assignee, item, window].every((each) => each === undefined) && scope !== 'mine'

function rows(
  from: string,
  conditions: readonly string[],
  { filters, order, rows, sorts }: Making,
  table = 'task_listings r',
): string {
  const due =
    order === 'due' ? ['r.due_on is not null', ...(hasOwnDueDays(filters) ? [OWN_DUE_DAYS] : [])] : []
  const ordered = sorts ? ` order by ${keyOf(order, 'r')}` : ''
  return `(select b.* from ${from} cross join lateral (select ${keyOf(order, 'r')}, r.case_id from ${table}
      where ${[...conditions, ...due].join(' and ')}${ordered} limit ${rows}) b${sorts ? '' : ` limit ${rows}`})`
}

/** The condition of the indexes of lamps and of officers by due day: nobody else states it, so that nobody else reads them. */
const OWN_DUE_DAYS = "coalesce(r.due_on, 'infinity'::date) < 'infinity'::date"
const hasOwnDueDays = ({ lamp, assignee, scope }: TaskFilters): boolean =>
  (lamp !== undefined && lamp !== 'NONE') || assignee !== undefined || scope === 'mine'

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

/**
 * A page of the work list: the ids merged, and what is shown of each from the one row that `open_tasks` has of it. Where a step
 * is listed is the rule of who sees it, so that neither its case nor the task is read. Undefined: there is nothing to look for.
 */
export function taskStatement(
  caller: Caller,
  { filters, order }: { filters: TaskFilters; order: TaskOrder },
  { after, limit, columns }: { after: TaskPosition | undefined; limit: number; columns: string },
): Statement | undefined {
  const { bound: values, bind } = binder()
  const heads: Heads = []
  const merged = candidates(caller, {
    bind,
    filters,
    order,
    after,
    rows: limit,
    sorts: true,
    heads,
    holders: holdersFor(caller),
  })
  if (merged === '') return undefined
  const text = `${withHeads(heads)}select ${columns} from (
    select distinct ${keyOf(order, 'u')}, u.case_id from (${merged}) u order by ${keyOf(order, 'u')} limit ${limit}) u
  cross join lateral (select * from open_tasks n where n.task_id = u.task_id offset 0) o
  where o.case_id = u.case_id and ${askedHere(caller, bind)} order by ${keyOf(order, 'u')}`
  return { text, values }
}

/**
 * What goes on at a successor's is listed there too, and its case is seen from the places of who was asked. Steps of the
 * case's own organ, and all where the very organ was asked, are told apart without another page.
 */
function askedHere(caller: Caller, bind: Bind): string {
  const { organs, divisions } = placesOf(caller.grants, READERS.organ)
  const own = `o.asked is null or o.asked = any(${bind(organs)}::text[])`
  if (divisions.length === 0) return `(${own})`
  return `(${own} or exists (select from organisations a join divisions d on d.code = a.division_code
    where a.code = o.asked and d.ancestors && ${bind(divisions)}::text[]))`
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
    holders: holdersFor(caller),
  })
  if (merged === '') return undefined
  return {
    text: `${withHeads(heads)}select count(*)::int as count from (select distinct u.task_id from (${merged}) u limit ${cap}) few`,
    values,
  }
}
