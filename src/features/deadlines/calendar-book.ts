import type { Organ } from '../../shared/caller.js'
import { buildCalendar, type CalendarRows, NATIONAL_CALENDAR, type WorkingCalendar } from './calendar.js'
import type { MonitorRule } from './lamps.js'
import type { OfficeHours } from './office-hours.js'

/** Where something runs: organs whose own calendars come first, then a division with all above it, the nearest first. */
export interface ClockPlace {
  organs: readonly string[]
  divisions: readonly string[]
}

/** Calendars and thresholds of one revision, in memory. */
export interface CalendarBook {
  /** Throws when there is none of this code: clocks only name calendars that exist. */
  calendarOf(code: string): WorkingCalendar
  has(code: string): boolean
  /**
   * The calendar of clocks that begin now (适用日历): of the places given, the first that has one. In each the nearest
   * wins: that of an organ alone, then of the division, of those above; else the nation's. A clock keeps the one that it
   * began with.
   */
  calendarFor(...places: (ClockPlace | undefined)[]): string
  /**
   * The thresholds for clocks of an organ's items (适用监察规则): its own rules, and those of the whole deployment where it
   * has none of that kind and level.
   */
  rulesFor(organ: string | undefined): readonly MonitorRule[]
}

/** An organ as the place of its clocks. */
export const placeOfOrgan = (organ: Organ | undefined): ClockPlace | undefined =>
  organ && { organs: [organ.code], divisions: organ.divisions }

/** A calendar as it stands alone; what it lies over, and where it holds: in a division and below, or for its organ. */
export interface CalendarPages extends Omit<CalendarRows, 'officeHours'> {
  officeHours?: readonly OfficeHours[] | null
  parent: string | null
  division: string | null
  organisation: string | null
}

export interface OwnedRule extends MonitorRule {
  /** null: the whole deployment's. */
  organisation_code: string | null
}

/** Makes the book of all calendars and thresholds. */
export function bindBook(pages: readonly CalendarPages[], rules: readonly OwnedRule[]): CalendarBook {
  const byCode = new Map(pages.map((each) => [each.code, each]))
  const built = new Map(pages.map((each) => [each.code, buildCalendar(withParent(each, byCode))]))
  return {
    calendarOf(code) {
      const calendar = built.get(code)
      if (calendar === undefined) throw new Error(`no calendar ${code}`)
      return calendar
    },
    has: (code) => built.has(code),
    calendarFor: nearestOf(pages),
    rulesFor: nearestRules(rules),
  }
}

function nearestOf(pages: readonly CalendarPages[]): CalendarBook['calendarFor'] {
  const ofOrgan = new Map(
    pages.flatMap(({ code, division, organisation }) =>
      division === null && organisation !== null ? [[organisation, code] as const] : [],
    ),
  )
  const ofDivision = new Map(
    pages.flatMap(({ code, division }) => (division === null ? [] : [[division, code] as const])),
  )
  return (...places) => {
    const found = places.flatMap((place) => [
      ...(place?.organs ?? []).flatMap((code) => ofOrgan.get(code) ?? []),
      ...(place?.divisions ?? []).flatMap((code) => ofDivision.get(code) ?? []),
    ])
    return found[0] ?? NATIONAL_CALENDAR
  }
}

function nearestRules(rows: readonly OwnedRule[]): CalendarBook['rulesFor'] {
  const owned = new Map<string | null, OwnedRule[]>()
  for (const row of rows) {
    const { organisation_code: owner } = row
    owned.set(owner, [...(owned.get(owner) ?? []), row])
  }
  const shared = owned.get(null) ?? []
  const levelOf = ({ kind, level }: MonitorRule): string => `${kind} ${level}`
  const nearest = new Map(
    [...owned].map(([owner, own]) => {
      const levels = new Set(own.map(levelOf))
      return [owner, [...own, ...shared.filter((rule) => !levels.has(levelOf(rule)))]] as const
    }),
  )
  return (organ) => nearest.get(organ ?? null) ?? shared
}

/**
 * A local calendar lies over its parent: its days win, but a day off above stays one, whichever of the two was written
 * first. A year is as certain as the least certain of both: an OFFICIAL one below says nothing of days off that are not
 * announced above.
 */
function withParent(page: CalendarPages, byCode: ReadonlyMap<string, CalendarPages>): CalendarRows {
  const parent = page.parent === null ? undefined : byCode.get(page.parent)
  const nulls = <T extends object>(members: T): T =>
    Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as T
  const { officeHours, ...rest } = page
  const hours = officeHours == null ? {} : { officeHours }
  const own = { ...rest, ...hours, years: page.years.map(nulls), days: page.days.map(nulls) }
  if (parent === undefined) return own
  const above = withParent(parent, byCode)
  const off = new Set(above.days.flatMap(({ date, kind }) => (kind === 'HOLIDAY' ? [date] : [])))
  const ours = own.days.filter(({ date, kind }) => kind === 'HOLIDAY' || !off.has(date))
  const days = new Map([...above.days, ...ours].map((day) => [day.date, day]))
  const official = new Set(above.years.flatMap(({ year, status }) => (status === 'OFFICIAL' ? [year] : [])))
  const certain = own.years.map((year) =>
    official.has(year.year) ? year : { ...year, status: 'PROVISIONAL' as const },
  )
  const years = new Map([...above.years, ...certain].map((year) => [year.year, year]))
  return {
    code: page.code,
    revision: page.revision + above.revision,
    years: [...years.values()],
    days: [...days.values()],
    // The nearest table counts whole: lines of two are never mixed.
    ...(above.officeHours === undefined ? {} : { officeHours: above.officeHours }),
    ...hours,
  }
}
