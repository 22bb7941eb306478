import type { Bind } from '../../database/statement.js'
import { STATUS_NAMES, STATUSES } from '../workflow/statuses.js'
import type { CaseFilters } from './case-filters.js'
import type { Heads } from './due-days.js'
import type { Sought } from './list-sought.js'

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

/** No longer in process (办结): decided and closed, handed over or not, or ended otherwise. */
const ENDED = STATUS_NAMES.filter((name) => STATUSES[name].final || name === 'CLOSED')

/** What a branch knows of its rows: the alias, and how its columns are called. */
export interface Row {
  alias: string
  id: string
}
export const LISTING: Row = { alias: 'r', id: 'case_id' }
export const CASE: Row = { alias: 'c', id: 'id' }
/** The one case whose id is at hand: fenced, or a plan for all values would look for it by a filter's index instead. */
export const theCase = (id: string): string => `(select * from cases n where n.id = ${id} offset 0) c`

/** One list in the making: the filters and the page, with values bound once. */
export interface Making {
  bind: Bind
  filters: CaseFilters
  order: CaseOrder
  after: CasePosition | undefined
  /** What is looked for, if anything, by blind indexes. */
  sought: Sought | undefined
  /** Rows of each branch; a count takes them in any order. */
  rows: string
  sorts: boolean
  heads: Heads
}

export const SORT = {
  created: ({ alias, id }: Row) => `${alias}.created_at desc, ${alias}.${id} desc`,
  due: ({ alias, id }: Row) => `${alias}.due_on, ${alias}.created_at, ${alias}.${id}`,
}

/** What a page is merged by. A column more would be looked for in the row itself, and not in the index alone. */
export const KEY = {
  created: ({ alias, id }: Row) => `${alias}.created_at, ${alias}.${id}`,
  due: ({ alias, id }: Row) => `${alias}.due_on, ${alias}.created_at, ${alias}.${id}`,
}
export const MERGED: Row = { alias: 'u', id: 'id' }

/** For each row of `from` the first rows that meet the conditions. */
export function branch(
  from: string,
  { order, rows, sorts }: Making,
  row: Row,
  conditions: readonly string[],
  before: readonly string[] = [],
  table = row === LISTING ? 'case_listings r' : 'cases c',
): string {
  const { alias } = row
  const due = order === 'due' ? [`${alias}.due_on is not null`] : []
  const ordered = sorts ? ` order by ${SORT[order](row)}` : ''
  const where = before.length === 0 ? '' : ` where ${before.join(' and ')}`
  const most = sorts ? '' : ` limit ${rows}`
  return `(select b.* from ${from} cross join lateral (select ${KEY[order](row)} as id from ${table}
      where ${[...conditions, ...due].join(' and ') || 'true'}${ordered} limit ${rows}) b${where}${most})`
}

/** What `open` means for codes that this build knows. */
export const statusesOf = (open: boolean): string[] =>
  open ? STATUS_NAMES.filter((name) => !ENDED.includes(name)) : ENDED

export const isOpen = (alias: string, open: boolean, bind: Bind): string =>
  `${alias}.status ${open ? '<> all' : '= any'}(${bind(ENDED)}::text[])`

/** Status and lamp as conditions on the row itself. */
export function stateOf({ filters, bind }: Making, { alias }: Row): string[] {
  const parts: string[] = []
  if (filters.status !== undefined) parts.push(`${alias}.status = ${bind(filters.status)}`)
  if (filters.open !== undefined) parts.push(isOpen(alias, filters.open, bind))
  if (filters.lamp !== undefined) parts.push(`${alias}.lamp = ${bind(filters.lamp)}`)
  return parts
}

/** A condition that the entries of an index hold, and that chooses none: an index that begins with it is not meant. */
export const beside = (column: string, value: string): string => `(${column} || '') = ${value}`

/** Days of the place of the law, from the first to the last. */
export function createdWithin({ filters, bind }: Pick<Making, 'filters' | 'bind'>, alias: string): string[] {
  const parts: string[] = []
  if (filters.createdFrom !== undefined)
    parts.push(
      `${alias}.created_at >= (${bind(filters.createdFrom)}::date::timestamp at time zone 'Asia/Shanghai')`,
    )
  if (filters.createdTo !== undefined)
    parts.push(
      `${alias}.created_at < ((${bind(filters.createdTo)}::date + 1)::timestamp at time zone 'Asia/Shanghai')`,
    )
  return parts
}

/** Every other filter, and where the page begins. */
export function restOf({ filters, bind, order, after }: Making, row: Row): string[] {
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
  parts.push(...createdWithin({ filters, bind }, alias))
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
