import type { Deps } from '../../../deps.js'
import { type Caller, reachOf, rolesOverDivision, rolesOverOrgan } from '../../../shared/caller.js'
import { normaliseDivisionCode } from '../../../shared/codes/division-code.js'
import { outOfReach, ruleViolated } from '../../../shared/problem.js'
import type { Role } from '../../../shared/roles.js'
import { type LegalDate, legalDateOf } from '../../../shared/time.js'
import { NATIONAL_CALENDAR } from '../../deadlines/calendar.js'
import { dayNumberOf, shiftDate } from '../../deadlines/day-number.js'
import { databaseNow } from '../../deadlines/owned-clocks.js'
import {
  childDivisions,
  divisionAncestors,
  organisationWithDivisions,
} from '../../divisions/division-service.js'
import { currentGeneration } from '../../exchange/consumer-service.js'
import { COUNT_OPEN } from './count-open.js'
import { selectLoads, selectTotals } from './load-store.js'
import { type AXES, type Cells, divisionPlace, dueByDay, loadOf, organPlace } from './open-load.js'

/** Who sees what is in process as numbers: supervision, the head of an organ, and leaders, who see nothing else. */
export const LOAD_READERS = ['supervisor', 'leader', 'lead'] as const satisfies Role[]
/** Who sees it by person: leaders see aggregates only. */
const PERSON_READERS = ['supervisor', 'lead'] as const satisfies Role[]

export type LoadAxis = (typeof AXES)[number] | 'node'

export interface PlaceQuery {
  division?: string | undefined
  organisation?: string | undefined
}

/** Where is looked: an organ, or a division with all below. */
interface Place {
  division?: string
  organisation?: string
  place: string
}

/** What is in process at a place (在办总览). 422 for a place that is not there, 403 beyond the caller's reach. */
export async function readLoad(deps: Deps, caller: Caller, query: PlaceQuery) {
  const { place, ...named } = await placeOf(deps, caller, query, LOAD_READERS)
  const { generation, behind, ...days } = await basis(deps)
  const totals =
    generation === undefined ? new Map<string, Cells>() : await selectTotals(deps.pool, generation, [place])
  return { ...named, asOf: days.today, behind, ...loadOf(totals.get(place) ?? {}, days) }
}

/** The same line by line, in the order of the keys, those after `after`; a person is nobody's aggregate. */
export async function listLoads(
  deps: Deps,
  caller: Caller,
  { by, ...query }: PlaceQuery & { by: LoadAxis },
  after: string | undefined,
  limit: number,
) {
  const lines = await linesOf(deps, caller, { by, ...query }, after, limit)
  return lines.rows.map(({ key, name, cells }) => ({
    key,
    ...(name === undefined ? {} : { name }),
    ...loadOf(cells, lines.days),
  }))
}

/** So far people plan ahead: a month. */
const FORECAST_DAYS = 31

/** How many cases fall due on each day of the next month (负荷预测), organ by organ; what is over already is told apart. */
export async function forecastLoads(
  deps: Deps,
  caller: Caller,
  query: PlaceQuery,
  after: string | undefined,
  limit: number,
) {
  const { rows, days } = await linesOf(deps, caller, { ...query, by: 'organisation' }, after, limit)
  return rows.map(({ key, cells }) => ({
    organisation: key,
    open: loadOf(cells, days).open,
    overdue: loadOf(cells, days).overdue,
    days: dueByDay(cells, days.today, shiftDate(days.today, FORECAST_DAYS)),
  }))
}

interface Line {
  key: string
  name?: string
  cells: Cells
}

async function linesOf(
  deps: Deps,
  caller: Caller,
  { by, ...query }: PlaceQuery & { by: LoadAxis },
  after: string | undefined,
  limit: number,
): Promise<{ rows: Line[]; days: Awaited<ReturnType<typeof basis>> }> {
  const readers = by === 'person' ? PERSON_READERS : LOAD_READERS
  const where = await placeOf(deps, caller, query, readers)
  const days = await basis(deps)
  const { generation } = days
  if (generation === undefined) return { rows: [], days }
  const { organisation, division, place } = where
  if (by === 'node') return { rows: await nodes(deps, generation, division, after, limit), days }
  if (by === 'organisation' && organisation !== undefined) {
    const totals = after === undefined ? await selectTotals(deps.pool, generation, [place]) : new Map()
    return { rows: [...totals.values()].map((cells) => ({ key: organisation, cells })), days }
  }
  return { rows: await selectLoads(deps.pool, generation, { place, axis: by, after, limit }), days }
}

/** The divisions below, with what each has with all below it; an organ has none. */
async function nodes(
  { pool }: Deps,
  generation: number,
  division: string | undefined,
  after: string | undefined,
  limit: number,
): Promise<Line[]> {
  if (division === undefined) return []
  const below = await childDivisions(pool, division, after, limit)
  const totals = await selectTotals(
    pool,
    generation,
    below.map(({ code }) => divisionPlace(code)),
  )
  return below.map(({ code, name }) => ({ key: code, name, cells: totals.get(divisionPlace(code)) ?? {} }))
}

/** Today, the end of the week, how far over a day is, and which counts are read. Three queries. */
async function basis({ pool, calendars }: Deps) {
  const today = legalDateOf(await databaseNow(pool))
  const calendar = (await calendars.published()).calendarOf(NATIONAL_CALENDAR)
  const stand = await currentGeneration(pool, COUNT_OPEN.name)
  // 1970-01-01 was a Thursday; a week ends with its Sunday.
  const weekday = (dayNumberOf(today) + 3) % 7
  return {
    today,
    weekEnd: shiftDate(today, 6 - weekday),
    overBy: (due: LegalDate) => calendar.countWorkingDays(dayNumberOf(due), dayNumberOf(today)),
    generation: stand?.generation,
    behind: stand?.behind ?? 0,
  }
}

/** The place that is asked for, or where the caller's own right stands. */
async function placeOf(
  { pool }: Deps,
  caller: Caller,
  { division, organisation }: PlaceQuery,
  readers: readonly Role[],
): Promise<Place> {
  if (division !== undefined && organisation !== undefined)
    throw ruleViolated('?organisation', 'ONE_PLACE', ONE_PLACE)
  if (division !== undefined) return divisionAt(pool, caller, division, readers)
  if (organisation !== undefined) return organAt(pool, caller, organisation, readers)
  const { divisions, organs } = reachOf(caller.grants, readers)
  const [top] = divisions
  if (top !== undefined) return { division: top, place: divisionPlace(top) }
  const [own] = organs
  if (own === undefined) throw outOfReach()
  return { organisation: own, place: organPlace(own) }
}

async function divisionAt(
  pool: Deps['pool'],
  caller: Caller,
  division: string,
  readers: readonly Role[],
): Promise<Place> {
  const code = normaliseDivisionCode(division) ?? division
  const above = await divisionAncestors(pool, code)
  if (above === undefined)
    throw ruleViolated('?division', 'DIVISION_UNKNOWN', { en: 'No such division', zh: '没有该区划' })
  const held = rolesOverDivision(caller, above)
  if (!readers.some((role) => held.has(role))) throw outOfReach()
  return { division: code, place: divisionPlace(code) }
}

async function organAt(
  pool: Deps['pool'],
  caller: Caller,
  code: string,
  readers: readonly Role[],
): Promise<Place> {
  const organ = await organisationWithDivisions(pool, code)
  if (organ === undefined)
    throw ruleViolated('?organisation', 'ORGANISATION_UNKNOWN', {
      en: 'No such organisation',
      zh: '没有该机构',
    })
  const held = rolesOverOrgan(caller, organ)
  if (!readers.some((role) => held.has(role))) throw outOfReach()
  return { organisation: code, place: organPlace(code) }
}

const ONE_PLACE = {
  en: 'Name a division or an organisation, not both',
  zh: 'division（区划）和 organisation（机构）只能填写一项',
}
