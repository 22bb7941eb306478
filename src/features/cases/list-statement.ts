import { binder, type Statement } from '../../database/statement.js'
import { type Caller, rolesOf, subjectOf } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import type { CaseFilters } from './case-filters.js'
import { visibleCondition } from './case-visibility.js'
import { type Places, placesOfCaller } from './case-ways.js'
import { ALL_DUE_DAYS, dueDays, fencedRows, longBefore, placesApart, withHeads } from './due-days.js'
import { assignedBranch } from './list-assigned.js'
import {
  beside,
  branch,
  CASE,
  type CaseOrder,
  type CasePosition,
  createdWithin,
  isOpen,
  KEY,
  LISTING,
  type Making,
  MERGED,
  restOf,
  SORT,
  stateOf,
  statusesOf,
  theCase,
} from './list-branches.js'
import { type Sought, soughtIds } from './list-sought.js'

export interface CaseQuery {
  filters: CaseFilters
  order: CaseOrder
  sought?: Sought | undefined
}

/**
 * The ids of a page: of each place of the caller the first rows of an ordered index, merged. Every branch reads about as
 * many entries as a page has, whoever asks: what is rare has an index that begins with it, and no branch must walk past
 * rows of others.
 */
function candidates(caller: Caller, making: Making): string {
  const { caseNo, parentNo } = making.filters
  if (making.sought !== undefined || caseNo !== undefined || parentNo !== undefined)
    return namedBranch(caller, making)
  if (making.filters.assignee !== undefined) return assignedBranch(making.filters.assignee, caller, making)
  const branches = [...placesOfCaller(caller).flatMap((places) => branchesOf(places, caller, making))]
  branches.push(createdByCaller(caller, making))
  if (rolesOf(caller).has('citizen')) branches.push(partyBranch(caller, making))
  return branches.join('\n    union all ')
}

/** An applicant has some cases, and a number one: they are looked up first. */
function namedBranch(caller: Caller, making: Making): string {
  const { sought, filters, bind } = making
  const parts = sought === undefined ? [] : soughtIds(sought, bind)
  if (filters.caseNo !== undefined) {
    const number = bind(filters.caseNo)
    // The number of a bundle's case finds its members'.
    parts.push(`(select n.id from cases n where n.case_no = ${number}
      union all select n.id from cases n where n.parent_no = ${number})`)
  }
  if (filters.parentNo !== undefined)
    parts.push(`select n.id from cases n where n.parent_no = ${bind(filters.parentNo)}`)
  const few = `(${parts.length === 1 ? `select distinct id from (${parts[0]}) one` : parts.join(' intersect ')}) k`
  const conditions = [
    visibleCondition(caller, bind),
    ...stateOf(making, CASE),
    ...restOf(making, CASE),
    ...(filters.assignee === undefined
      ? []
      : [
          `exists (select from case_tasks t where t.case_id = k.id and t.closed_at is null and t.assignee = ${bind(filters.assignee)})`,
        ]),
  ]
  return branch(few, making, CASE, conditions, [], theCase('k.id'))
}

function branchesOf(places: Places, caller: Caller, making: Making): string[] {
  const { filters } = making
  const { items } = places
  if (items !== undefined && filters.item !== undefined && !items.includes(filters.item)) return []
  const wanted = filters.item === undefined ? items : [filters.item]
  const branches: string[] = []
  const own = placesOfReach(places)
  if (own.length > 0) {
    if (wanted !== undefined) branches.push(itemBranch(wanted, making, reaches('g.code', places, making)))
    else if (filters.organisation !== undefined)
      branches.push(listingBranch(organPlace(filters.organisation, places, making), making))
    else branches.push(listingBranch(placesSql(own, making), making))
  }
  const beside = [...places.beside]
  if (beside.length > 0) branches.push(besideBranch(beside, wanted, making))
  if (places.points.length > 0) {
    const subject = making.bind(subjectOf(caller))
    const isParty = (id: string) =>
      `exists (select from case_parties p where p.case_id = ${id} and p.subject = ${subject})`
    branches.push(besideBranch(places.points, wanted, making, (id) => `not ${isParty(id)}`))
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

/** As case_listings_running has it, word for word. */
const IS_RUNNING = "coalesce(n.due_on, 'infinity'::date) < 'infinity'::date"

/** The rows of places in the index that begins with what is asked for: window, lamp, due day or status. */
function listingBranch(places: string, making: Making, more: readonly string[] = []): string {
  const { filters, order, bind } = making
  const at = `r.place = hashtextextended(k.way, 0)`
  const rest = [...more, ...restOf(making, LISTING)]
  if (filters.window !== undefined) {
    const { lamp, ...others } = filters
    return branch(places, making, LISTING, [
      at,
      `r.window_id = ${bind(filters.window)}`,
      ...stateOf({ ...making, filters: others }, LISTING),
      ...(lamp === undefined ? [] : [beside('r.lamp', bind(lamp))]),
      ...rest,
    ])
  }
  if (filters.lamp !== undefined && filters.lamp !== 'NONE')
    return branch(places, making, LISTING, [at, "r.lamp <> 'NONE'", ...stateOf(making, LISTING), ...rest])
  const all = () => [at, ...stateOf(making, LISTING), ...rest]
  if (order === 'created' && filters.dueBefore !== undefined) {
    const before = `${bind(filters.dueBefore)}::date`
    const range = { table: 'case_listings', order: 'due_on', conditions: `n.due_on < ${before}` } as const
    const { few, many } = placesApart(making.heads, places, range)
    return [
      fewBranch(few, making, range, all()),
      branch(`${many} cross join lateral (${dueDays('case_listings', before)}) g`, making, LISTING, [
        'r.due_on = g.day',
        ...all(),
      ]),
      branch(
        many,
        making,
        LISTING,
        all(),
        [],
        fencedRows('case_listings', 'r', { order: 'due_on', conditions: `n.due_on < ${longBefore(before)}` }),
      ),
    ].join('\n    union all ')
  }
  if (order === 'due' && (filters.createdFrom ?? filters.createdTo) !== undefined) {
    const conditions = [IS_RUNNING, ...createdWithin(making, 'n')].join(' and ')
    const range = { table: 'case_listings', order: 'created_at', conditions } as const
    const { few, many } = placesApart(making.heads, places, range)
    return [
      fewBranch(few, making, range, all()),
      branch(`${many} cross join lateral (${ALL_DUE_DAYS}) g`, making, LISTING, [
        'r.due_on = g.day',
        ...all(),
      ]),
    ].join('\n    union all ')
  }
  if (order === 'due') return branch(places, making, LISTING, all())
  const lamp = filters.lamp === undefined ? [] : [`r.lamp = ${bind(filters.lamp)}`]
  if (filters.status !== undefined)
    return branch(places, making, LISTING, [at, `r.status = ${bind(filters.status)}`, ...lamp, ...rest])
  if (filters.open === undefined) return branch(places, making, LISTING, [at, ...lamp, ...rest])
  const from = `${places} cross join ${openStatuses(making, filters.open)} g(status)`
  return branch(from, making, LISTING, [at, 'r.status = g.status', ...lamp, ...rest])
}

/** Where few rows of a place are within a range they are all read, in one look, and sorted. */
function fewBranch(
  few: string,
  making: Making,
  range: { table: 'case_listings'; order: string; conditions: string },
  conditions: readonly string[],
): string {
  return branch(few, making, LISTING, conditions, [], fencedRows('case_listings', 'r', range))
}

/**
 * The statuses that `open` means. A newer release may have written others than this build knows: what there is at the tops of
 * the tree, under which every case is listed, is looked up once, and not at each place.
 */
function openStatuses({ heads, bind }: Making, open: boolean): string {
  if (!open) return `unnest(${bind(statusesOf(false))}::text[])`
  const name = 'open_statuses'
  if (!heads.some((head) => head.startsWith(name)))
    heads.push(`${name} as materialized (select unnest(${bind(statusesOf(true))}::text[]) as status
      union select g.status from divisions top cross join lateral (${STATUSES_THERE}) g
      where top.parent_code is null and ${isOpen('g', true, bind)})`)
  return name
}

/** The statuses of all cases below a division, one look each. */
const STATUSES_THERE = `with recursive g as (
      (select n.status from case_listings n where n.place = hashtextextended('d:' || top.code, 0) order by n.status limit 1)
      union all
      select (select n.status from case_listings n where n.place = hashtextextended('d:' || top.code, 0) and n.status > g.status order by n.status limit 1)
      from g where g.status is not null)
    select g.status from g where g.status is not null`

/** Cases of an item, by the organs that had it, which are few: `organ` a condition on one of them. */
function itemBranch(items: readonly string[], making: Making, organ: string): string {
  const { filters, bind } = making
  const organs = `with recursive g as (
      (select n.organisation_code as code from cases n where n.item_code = i.item order by n.organisation_code limit 1)
      union all
      select (select n.organisation_code from cases n where n.item_code = i.item and n.organisation_code > g.code order by n.organisation_code limit 1)
      from g where g.code is not null)
    select g.code from g where g.code is not null`
  const wanted = [organ]
  if (filters.organisation !== undefined) wanted.push(`g.code = ${bind(filters.organisation)}`)
  const conditions = [
    'c.item_code = i.item',
    'c.organisation_code = g.code',
    ...stateOf(making, CASE),
    ...restOf(making, CASE),
  ]
  const from = `unnest(${bind([...items])}::text[]) i(item) cross join lateral (${organs}) g`
  const those = (sent: string) => branch(from, making, CASE, [...conditions, sent], wanted)
  // A count reads all of them: those of a status that says it stand in the index alone, and few have to be looked at.
  return making.sorts
    ? those(`(c.received_on is not null or ${HANDED_IN})`)
    : `${those(HANDED_IN)}\n    union all ${those(`not ${HANDED_IN} and c.received_on is not null`)}`
}

/** Rows of windows, centres and asked organs, where the item and the organ are others'. */
function besideBranch(
  ways: readonly string[],
  items: readonly string[] | undefined,
  making: Making,
  more?: (id: string) => string,
): string {
  const { filters, bind } = making
  const { window, organisation, ...others } = filters
  const extra = more === undefined ? [] : [more('r.case_id')]
  if (items === undefined && organisation === undefined)
    return listingBranch(placesSql(ways, making), making, extra)
  const conditions = [
    'r.place = hashtextextended(k.way, 0)',
    ...(items === undefined ? [] : ['r.item_code = i.item']),
    ...extra,
    ...stateOf(making, LISTING),
    ...restOf({ ...making, filters: others }, LISTING),
  ]
  // The entries of an item hold organ and window, those of an organ the window; those of a window neither.
  if (organisation !== undefined)
    conditions.push(
      items === undefined
        ? `r.organisation_code = ${bind(organisation)}`
        : beside('r.organisation_code', bind(organisation)),
    )
  if (window !== undefined) conditions.push(beside('r.window_id', `${bind(window)}::uuid::text`))
  const places = placesSql(ways, making)
  const from =
    items === undefined ? places : `${places} cross join unnest(${bind([...items])}::text[]) i(item)`
  return branch(from, making, LISTING, conditions)
}

const HANDED_IN = "(c.status not in ('DRAFT', 'WITHDRAWN'))"
const UNSENT = "c.received_on is null and c.status in ('DRAFT', 'WITHDRAWN')"

/** Drafts, and what an assistant brought in: by who did, whatever item or organ is asked for. */
function createdByCaller(caller: Caller, making: Making): string {
  const { bind } = making
  const { item, organisation, ...others } = making.filters
  const isAssistant = rolesOf(caller).has('assistant')
  const conditions = [
    `c.created_by = ${bind(subjectOf(caller))}`,
    isAssistant ? visibleCondition(caller, bind) : UNSENT,
    ...stateOf(making, CASE),
    ...restOf({ ...making, filters: others }, CASE),
  ]
  if (item !== undefined) conditions.push(beside('c.item_code', bind(item)))
  if (organisation !== undefined) conditions.push(beside('c.organisation_code', bind(organisation)))
  return branch('(select) k', making, CASE, conditions)
}

function partyBranch(caller: Caller, making: Making): string {
  const { bind } = making
  const own = `(select distinct p.case_id from case_parties p where p.subject = ${bind(subjectOf(caller))}) k`
  const conditions = [...stateOf(making, CASE), ...restOf(making, CASE)]
  return branch(own, making, CASE, conditions, [], theCase('k.case_id'))
}

/**
 * A page of the list: the ids merged, their rows read, and the one rule of visibility looked at with each. The rows are read by
 * those ids alone: who is a party would else be asked for all of his cases a second time.
 */
export function pageStatement(
  caller: Caller,
  { filters, order, sought }: CaseQuery,
  { after, limit, columns }: { after: CasePosition | undefined; limit: number; columns: string },
): Statement {
  const { bound: values, bind } = binder()
  const making: Making = { bind, filters, order, sought, after, rows: String(limit), sorts: true, heads: [] }
  const merged = candidates(caller, making)
  const text = `${withHeads(making.heads)}select ${columns} from (
    select distinct ${KEY[order](MERGED)} from (${merged}) u
    order by ${SORT[order](MERGED)} limit ${limit}) u
  cross join lateral ${theCase('u.id')} where ${visibleCondition(caller, bind)} order by ${SORT[order](CASE)}`
  return { text, values }
}

/** How many, up to `cap`: each branch stops there. */
export function countStatement(
  caller: Caller,
  { filters, order, sought }: CaseQuery,
  cap: number,
): Statement {
  const { bound: values, bind } = binder()
  const making: Making = {
    bind,
    filters,
    order,
    sought,
    after: undefined,
    rows: String(cap),
    sorts: false,
    heads: [],
  }
  const counted = candidates(caller, making)
  const text = `${withHeads(making.heads)}select count(*)::int as count from (select distinct u.id from (${counted}) u limit ${cap}) few`
  return { text, values }
}
