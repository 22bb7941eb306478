import { signDevToken, signStaffToken } from '../src/http/dev-issuer.js'
import type { Role } from '../src/shared/roles.js'
import * as data from './lists-data.js'

/** Who asks, and with which token for which list. */
export interface ListCaller {
  name: string
  tokenFor: (list: string) => Promise<string>
  /** The organ, window and item that a filter of theirs names, and those of somebody else. */
  own: { organisation: string; item: string; window: string }
}

export interface Cell {
  list: string
  caller: ListCaller
  order: string
  filter: string
  filters: number
  path: string
}

const { organOf, itemOf, PROVINCE, CITY, COUNTY, TOWN, VILLAGE } = data

/** A window's id by the centre's organisation, as lists-data.ts makes it. */
type WindowOf = (organisation: string) => string

const ROLES: Readonly<Record<string, Role>> = {
  audit: 'auditor',
  grants: 'security',
  staff: 'security',
  imports: 'cataloguer',
}

/** Leads, who see cases as of the organ, of the window and as asked; for other lists in the role that reads them. */
export function callersOf(dataDir: string, windowOf: WindowOf): ListCaller[] {
  const busy = organOf(COUNTY)
  const of = (
    name: string,
    organisation: string,
    scope: 'organ' | 'subtree',
    hall = busy,
    named = organisation,
  ): ListCaller => ({
    name,
    tokenFor: (list) => {
      const role = ROLES[list] ?? 'lead'
      return signDevToken(dataDir, { role, organisation, scope, subject: `lists-${role}` })
    },
    own: { organisation: named, item: itemOf(named), window: windowOf(hall) },
  })
  const item = itemOf(organOf(COUNTY, 2), 3)
  return [
    of('village', organOf(VILLAGE), 'subtree'),
    of('town', organOf(TOWN), 'subtree'),
    of('county', busy, 'subtree'),
    of('quiet county', organOf(data.QUIET_COUNTY), 'subtree', organOf(data.QUIET_COUNTY)),
    of('city', organOf(CITY), 'subtree', organOf(CITY)),
    of('province', organOf(PROVINCE), 'subtree', organOf(PROVINCE)),
    of('centre, no case', data.EMPTY_CENTRE, 'organ', busy, busy),
    of('centre, 3 cases', data.SMALL_CENTRE, 'organ', busy, busy),
    of('centre, a third', data.LARGE_CENTRE, 'organ', data.LARGE_CENTRE, busy),
    of('asked organ', data.ASKED_ORGAN, 'organ', busy, busy),
    {
      name: 'one item only',
      tokenFor: () => signStaffToken(dataDir, data.OFFICER),
      own: { organisation: organOf(COUNTY, 2), item, window: windowOf(busy) },
    },
    {
      name: 'citizen',
      tokenFor: () => signDevToken(dataDir, { role: 'citizen', subject: data.CITIZEN }),
      own: { organisation: busy, item: itemOf(busy), window: windowOf(busy) },
    },
  ]
}

interface Filter {
  name: string
  query: (caller: ListCaller) => Record<string, string>
}

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
const fixed = (name: string, query: Record<string, string>): Filter => ({ name, query: () => query })
const foreign = organOf('990201000000', 1)

const NONE = fixed('none', {})
const CASE_FILTERS: Filter[] = [
  fixed('status', { status: 'REVIEWING' }),
  fixed('open', { open: 'true' }),
  { name: 'item', query: ({ own }) => ({ item: own.item }) },
  { name: 'organisation', query: ({ own }) => ({ organisation: own.organisation }) },
  { name: 'window', query: ({ own }) => ({ window: own.window }) },
  fixed('assignee', { assignee: 'urn:x|s7' }),
  fixed('lamp', { lamp: 'YELLOW' }),
  fixed('dueBefore', { dueBefore: day(3) }),
  fixed('dates', { createdFrom: day(-120), createdTo: day(-100) }),
]
/** Other values of the same filters: what is rare, and what is not the caller's. */
const HARD_CASE_FILTERS: Filter[] = [
  fixed('status, rare', { status: 'SPECIAL_PROCEDURE' }),
  fixed('status, common', { status: 'DELIVERED' }),
  fixed('item of others', { item: itemOf(foreign) }),
  fixed('organisation of others', { organisation: foreign }),
  fixed('lamp, none', { lamp: 'NONE' }),
]
const TASK_FILTERS: Filter[] = [
  fixed('phase', { phase: 'decide' }),
  { name: 'item', query: ({ own }) => ({ item: own.item }) },
  fixed('assignee', { assignee: 'urn:x|s7' }),
  fixed('lamp', { lamp: 'YELLOW' }),
  fixed('dueBefore', { dueBefore: day(3) }),
  fixed('step', { step: 'review' }),
  fixed('unassigned', { scope: 'unassigned' }),
  fixed('mine', { scope: 'mine' }),
]
const ALERT_FILTERS: Filter[] = [
  fixed('status', { status: 'OPEN' }),
  fixed('level', { level: 'YELLOW' }),
  fixed('caseNo', { caseNo: 'B000000000100' }),
]
const AUDIT_FILTERS: Filter[] = [
  fixed('actor', { actor: 'urn:x|s7' }),
  fixed('action', { action: 'grantRole' }),
  fixed('object', { object: 'B000000000100' }),
]
const PLACES: Filter[] = [{ name: 'organisation', query: ({ own }) => ({ organisation: own.organisation }) }]

const both = (a: Filter, b: Filter): Filter => ({
  name: `${a.name} + ${b.name}`,
  query: (caller) => ({ ...a.query(caller), ...b.query(caller) }),
})
const pairs = (filters: Filter[]): Filter[] =>
  filters.flatMap((a, index) => filters.slice(index + 1).map((b) => both(a, b)))

interface List {
  name: string
  path: string
  orders: string[]
  one: Filter[]
  two: Filter[]
}

/** Lists with the orders and filters that they have; `knows` tells which parameters the service's document has. */
function lists(pairsToo: boolean): List[] {
  const two = (filters: Filter[]) => (pairsToo ? pairs(filters) : [])
  return [
    {
      name: 'cases',
      path: '/v1/cases',
      orders: ['created', 'due'],
      one: [...CASE_FILTERS, ...HARD_CASE_FILTERS],
      two: two(CASE_FILTERS),
    },
    {
      name: 'tasks',
      path: '/v1/tasks',
      orders: ['opened', 'due'],
      one: TASK_FILTERS,
      two: two(TASK_FILTERS),
    },
    { name: 'alerts', path: '/v1/alerts', orders: [''], one: ALERT_FILTERS, two: two(ALERT_FILTERS) },
    { name: 'audit', path: '/v1/audit', orders: [''], one: AUDIT_FILTERS, two: [] },
    { name: 'publications', path: '/v1/publications', orders: [''], one: [], two: [] },
    { name: 'imports', path: '/v1/catalogue/imports', orders: [''], one: [], two: [] },
    { name: 'grants', path: '/v1/grants', orders: [''], one: PLACES, two: [] },
    { name: 'staff', path: '/v1/staff', orders: [''], one: PLACES, two: [] },
  ]
}

/** Every list, caller, order and filter. */
export function cellsOf(callers: readonly ListCaller[], pairsToo: boolean): Cell[] {
  return lists(pairsToo).flatMap(({ name: list, path, orders, one, two }) =>
    orders.flatMap((order) =>
      [NONE, ...one, ...two].flatMap((filter) =>
        callers.map((caller): Cell => {
          const query = new URLSearchParams(filter.query(caller))
          if (order === 'due') query.set('sort', order)
          const filters = filter === NONE ? 0 : one.includes(filter) ? 1 : 2
          return { list, caller, order, filter: filter.name, filters, path: `${path}?${query}` }
        }),
      ),
    ),
  )
}
