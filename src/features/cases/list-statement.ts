import { type Bind, binder, type Statement } from '../../database/statement.js'
import { type Caller, rolesOf, subjectOf } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import { STATUS_NAMES, STATUSES } from '../workflow/statuses.js'
import type { CaseFilters } from './case-filters.js'
import { visibleCondition } from './case-visibility.js'
import { type Places, placesOfCaller } from './case-ways.js'
import { dueDays, longBefore } from './due-days.js'

/**
 * created: the newest first. due: the earliest due day first, of cases with a limit that runs.
 */
export type CaseOrder = 'created' | 'due'
/** Where a page begins: the last row of the one before. */
export interface CasePosition {
  createdAt: string
  id: string
  dueOn?: string
}

export interface CaseQuery {
  filters: CaseFilters
  order: CaseOrder
  /** Blind indexes of the number of a party that is looked for. */
  numbers?: readonly Buffer[] | undefined
}

const FINAL = STATUS_NAMES.filter((name) => STATUSES[name].final)

/** What a branch knows of its rows: the alias, and how its columns are called. */
interface Row {
  alias: string
  id: string
}
const LISTING: Row = { alias: 'r', id: 'case_id' }
const CASE: Row = { alias: 'c', id: 'id' }

/** One list in the making: the filters and the page, with values bound once. */
interface Making {
  bind: Bind
  filters: CaseFilters
  order: CaseOrder
  after: CasePosition | undefined
  /** Blind indexes of the number of a party. */
  numbers: readonly Buffer[] | undefined
  /** Rows of each branch; a count takes them in any order. */
  rows: string
  sorts: boolean
}

const SORT = {
  created: ({ alias, id }: Row) => `${alias}.created_at desc, ${alias}.${id} desc`,
  due: ({ alias, id }: Row) => `${alias}.due_on, ${alias}.created_at, ${alias}.${id}`,
}

/** What a page is merged by. A column more would be looked for in the row itself, and not in the index alone. */
const KEY = {
  created: ({ alias, id }: Row) => `${alias}.created_at, ${alias}.${id}`,
  due: ({ alias, id }: Row) => `${alias}.due_on, ${alias}.created_at, ${alias}.${id}`,
}
const MERGED: Row = { alias: 'u', id: 'id' }

/**
 * The ids of a page: of each place of the caller the first rows of an ordered index, merged. Every branch reads about as
 * many entries as a page has, whoever asks: what is rare has an index that begins with it, and no branch must walk past
 * rows of others.
 */
function candidates(caller: Caller, making: Making): string {
  const few = fewCases(making)
  if (few !== undefined) {
    const rule = visibleCondition(caller, making.bind)
    return branch(few, making, CASE, ['c.id = k.id', rule, ...stateOf(making, CASE), ...restOf(making, CASE)])
  }
  const branches = [...placesOfCaller(caller).flatMap((places) => branchesOf(places, caller, making))]
  branches.push(createdByCaller(caller, making))
  if (rolesOf(caller).has('citizen')) branches.push(partyBranch(caller, making))
  return branches.join('\n    union all ')
}

/** What is named by a person is looked up first: an officer has some dozens of open steps, an applicant some cases. */
function fewCases({ filters, numbers, bind }: Making): string | undefined {
  const parts: string[] = []
  if (filters.assignee !== undefined)
    parts.push(
      `select t.case_id as id from case_tasks t where t.closed_at is null and t.assignee = ${bind(filters.assignee)}`,
    )
  if (numbers !== undefined)
    parts.push(
      `select p.case_id as id from case_parties p where p.id_number_index = any(${bind(numbers)}::bytea[])`,
    )
  return parts.length === 0
    ? undefined
    : `(${parts.length === 1 ? `select distinct id from (${parts[0]}) few` : parts.join(' intersect ')}) k`
}

function branchesOf(places: Places, caller: Caller, making: Making): string[] {
  const { filters } = making
  const { items } = places
  if (items !== undefined && filters.item !== undefined && !items.includes(filters.item)) return []
  const wanted = filters.item === undefined ? items : [filters.item]
  const branches: string[] = []
  const own = placesOfReach(places)
  if (own.length > 0) {
    if (wanted !== undefined) branches.push(itemBranch(wanted, places, making))
    else if (filters.organisation !== undefined)
      branches.push(listingBranch(organPlace(filters.organisation, places, making), making))
    else branches.push(listingBranch(placesSql(own, making), making))
  }
  const beside = [...places.beside]
  if (beside.length > 0) branches.push(besideBranch(beside, wanted, making))
  if (places.points.length > 0) {
    const isParty = `exists (select from case_parties p where p.case_id = r.case_id and p.subject = ${making.bind(subjectOf(caller))})`
    branches.push(besideBranch(places.points, wanted, making, `not ${isParty}`))
  }
  return branches
}

const placesSql = (places: readonly string[], { bind }: Making): string =>
  `unnest(${bind(places)}::text[]) k(way)`

/** Whether an organ's own cases are within reach, by where it lies, or who goes on for it. */
const reaches = (organ: string, { organs, divisions }: Places, { bind }: Making): string => {
  const codes = `${bind(organs)}::text[]`
  return `(${organ} = any(${codes}) or exists (select from organisations o
      join organisations x on x.code = coalesce(o.successor_code, o.code) join divisions d on d.code = x.division_code
      where o.code = ${organ} and d.ancestors && ${bind(divisions)}::text[]))`
}

const organPlace = (organ: string, places: Places, making: Making): string => {
  const code = `${making.bind(organ)}::text`
  return `(select 'o:' || ${code} as way where ${reaches(code, places, making)}) k`
}

/** The rows of places in the index that begins with what is asked for: window, lamp, due day or status. */
function listingBranch(places: string, making: Making, more: readonly string[] = []): string {
  const { filters, order, bind } = making
  const at = `r.place = hashtextextended(k.way, 0)`
  const rest = [...more, ...restOf(making, LISTING)]
  if (filters.window !== undefined)
    return branch(places, making, LISTING, [
      at,
      `r.window_id = ${bind(filters.window)}`,
      ...stateOf(making, LISTING),
      ...rest,
    ])
  if (filters.lamp !== undefined && filters.lamp !== 'NONE')
    return branch(places, making, LISTING, [at, "r.lamp <> 'NONE'", ...stateOf(making, LISTING), ...rest])
  if (order === 'created' && filters.dueBefore !== undefined) {
    const before = `${bind(filters.dueBefore)}::date`
    const all = [at, ...stateOf(making, LISTING), ...rest]
    const days = `${places} cross join lateral (${dueDays('case_listings', before)}) g`
    return [
      branch(days, making, LISTING, ['r.due_on = g.day', ...all]),
      branch(places, making, LISTING, [`r.due_on < ${longBefore(before)}`, ...all]),
    ].join('\n    union all ')
  }
  if (order === 'due') return branch(places, making, LISTING, [at, ...stateOf(making, LISTING), ...rest])
  const lamp = filters.lamp === undefined ? [] : [`r.lamp = ${bind(filters.lamp)}`]
  if (filters.status !== undefined)
    return branch(places, making, LISTING, [at, `r.status = ${bind(filters.status)}`, ...lamp, ...rest])
  if (filters.open === undefined) return branch(places, making, LISTING, [at, ...lamp, ...rest])
  const from = `${places} cross join lateral (${STATUSES_THERE}) g`
  const wanted = [isOpen('g', filters.open, bind)]
  return branch(from, making, LISTING, [at, 'r.status = g.status', ...lamp, ...rest], wanted)
}

/** The statuses that a place has, one look each: a newer release may have written others than this build knows. */
const STATUSES_THERE = `with recursive g as (
      (select n.status from case_listings n where n.place = hashtextextended(k.way, 0) order by n.status limit 1)
      union all
      select (select n.status from case_listings n where n.place = hashtextextended(k.way, 0) and n.status > g.status order by n.status limit 1)
      from g where g.status is not null)
    select g.status from g where g.status is not null`

/** Cases of an item, by the organs that had it: few, and all or none of an organ's cases are within reach. */
function itemBranch(items: readonly string[], places: Places, making: Making): string {
  const { filters, bind } = making
  const organs = `with recursive g as (
      (select n.organisation_code as code from cases n where n.item_code = i.item order by n.organisation_code limit 1)
      union all
      select (select n.organisation_code from cases n where n.item_code = i.item and n.organisation_code > g.code order by n.organisation_code limit 1)
      from g where g.code is not null)
    select g.code from g where g.code is not null`
  const wanted = [reaches('g.code', places, making)]
  if (filters.organisation !== undefined) wanted.push(`g.code = ${bind(filters.organisation)}`)
  const conditions = [
    'c.item_code = i.item',
    'c.organisation_code = g.code',
    "(c.received_on is not null or c.status not in ('DRAFT', 'WITHDRAWN'))",
    ...stateOf(making, CASE),
    ...restOf(making, CASE),
  ]
  const from = `unnest(${bind([...items])}::text[]) i(item) cross join lateral (${organs}) g`
  return branch(from, making, CASE, conditions, wanted)
}

/** Rows of windows, centres and asked organs, where the item and the organ are others'. */
function besideBranch(
  ways: readonly string[],
  items: readonly string[] | undefined,
  making: Making,
  more?: string,
): string {
  const { filters, bind } = making
  const extra = more === undefined ? [] : [more]
  if (items === undefined && filters.organisation === undefined)
    return listingBranch(placesSql(ways, making), making, extra)
  const conditions = [
    'r.place = hashtextextended(k.way, 0)',
    ...(items === undefined ? [] : ['r.item_code = i.item']),
    ...(filters.organisation === undefined ? [] : [`r.organisation_code = ${bind(filters.organisation)}`]),
    ...extra,
    ...stateOf(making, LISTING),
    ...restOf(making, LISTING),
  ]
  const places = placesSql(ways, making)
  const from =
    items === undefined ? places : `${places} cross join unnest(${bind([...items])}::text[]) i(item)`
  return branch(from, making, LISTING, conditions)
}

const UNSENT = "c.received_on is null and c.status in ('DRAFT', 'WITHDRAWN')"

/** Drafts, and what an assistant brought in. */
function createdByCaller(caller: Caller, making: Making): string {
  const isAssistant = rolesOf(caller).has('assistant')
  const conditions = [
    `c.created_by = ${making.bind(subjectOf(caller))}`,
    isAssistant ? visibleCondition(caller, making.bind) : UNSENT,
    ...stateOf(making, CASE),
    ...restOf(making, CASE),
  ]
  return branch('(select) k', making, CASE, conditions)
}

function partyBranch(caller: Caller, making: Making): string {
  const { bind } = making
  const own = `(select distinct p.case_id from case_parties p where p.subject = ${bind(subjectOf(caller))}) k`
  return branch(own, making, CASE, ['c.id = k.case_id', ...stateOf(making, CASE), ...restOf(making, CASE)])
}

/** For each row of `from` the first rows that meet the conditions. */
function branch(
  from: string,
  { order, rows, sorts }: Making,
  row: Row,
  conditions: readonly string[],
  before: readonly string[] = [],
): string {
  const { alias } = row
  const table = row === LISTING ? 'case_listings r' : 'cases c'
  const due = order === 'due' ? [`${alias}.due_on is not null`] : []
  const ordered = sorts ? ` order by ${SORT[order](row)}` : ''
  const where = before.length === 0 ? '' : ` where ${before.join(' and ')}`
  const most = sorts ? '' : ` limit ${rows}`
  return `(select b.* from ${from} cross join lateral (select ${KEY[order](row)} as id from ${table}
      where ${[...conditions, ...due].join(' and ')}${ordered} limit ${rows}) b${where}${most})`
}

const isOpen = (alias: string, open: boolean, bind: Bind): string =>
  `${alias}.status ${open ? '<> all' : '= any'}(${bind(FINAL)}::text[])`

/** Status and lamp as conditions on the row itself. */
function stateOf({ filters, bind }: Making, { alias }: Row): string[] {
  const parts: string[] = []
  if (filters.status !== undefined) parts.push(`${alias}.status = ${bind(filters.status)}`)
  if (filters.open !== undefined) parts.push(isOpen(alias, filters.open, bind))
  if (filters.lamp !== undefined) parts.push(`${alias}.lamp = ${bind(filters.lamp)}`)
  return parts
}

/** Every other filter, and where the page begins. */
function restOf({ filters, bind, order, after }: Making, row: Row): string[] {
  const { alias, id } = row
  const parts: string[] = []
  const equal = (value: string | undefined, column: string) => {
    if (value !== undefined) parts.push(`${alias}.${column} = ${bind(value)}`)
  }
  if (row === CASE) {
    equal(filters.item, 'item_code')
    equal(filters.organisation, 'organisation_code')
  }
  equal(filters.window, 'window_id')
  if (filters.dueBefore !== undefined) parts.push(`${alias}.due_on < ${bind(filters.dueBefore)}`)
  if (filters.createdFrom !== undefined)
    parts.push(
      `${alias}.created_at >= (${bind(filters.createdFrom)}::date::timestamp at time zone 'Asia/Shanghai')`,
    )
  if (filters.createdTo !== undefined)
    parts.push(
      `${alias}.created_at < ((${bind(filters.createdTo)}::date + 1)::timestamp at time zone 'Asia/Shanghai')`,
    )
  if (after !== undefined) {
    const [createdAt, last] = [bind(after.createdAt), bind(after.id)]
    parts.push(
      order === 'due'
        ? `(${alias}.due_on, ${alias}.created_at, ${alias}.${id}) > (${bind(after.dueOn)}, ${createdAt}, ${last})`
        : `(${alias}.created_at, ${alias}.${id}) < (${createdAt}, ${last})`,
    )
  }
  return parts
}

/** A page of the list: the ids merged, their rows read, and the one rule of visibility looked at with each. */
export function pageStatement(
  caller: Caller,
  { filters, order, numbers }: CaseQuery,
  { after, limit, columns }: { after: CasePosition | undefined; limit: number; columns: string },
): Statement {
  const { bound: values, bind } = binder()
  const making: Making = { bind, filters, order, numbers, after, rows: String(limit), sorts: true }
  const merged = candidates(caller, making)
  const text = `select ${columns} from (
    select distinct ${KEY[order](MERGED)} from (${merged}) u
    order by ${SORT[order](MERGED)} limit ${limit}) u
  join cases c on c.id = u.id where ${visibleCondition(caller, bind)} order by ${SORT[order](CASE)}`
  return { text, values }
}

/** How many, up to `cap`: each branch stops there. */
export function countStatement(
  caller: Caller,
  { filters, order, numbers }: CaseQuery,
  cap: number,
): Statement {
  const { bound: values, bind } = binder()
  const making: Making = { bind, filters, order, numbers, after: undefined, rows: String(cap), sorts: false }
  const text = `select count(*)::int as count from (select distinct u.id from (${candidates(caller, making)}) u limit ${cap}) few`
  return { text, values }
}
