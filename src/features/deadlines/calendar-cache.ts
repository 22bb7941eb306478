import type { Queryable } from '../../database/queryable.js'
import type { Organ } from '../../shared/caller.js'
import { memoryClock } from '../../shared/memory-clock.js'
import { buildCalendar, type CalendarRows, type WorkingCalendar } from './calendar.js'
import { NATIONAL_CALENDAR } from './calendar-data.js'
import { DEFAULT_MONITOR_RULES, type MonitorRule } from './lamps.js'

/** Calendars and thresholds of one revision, in memory. */
export interface CalendarBook {
  /** Throws when there is none of this code: clocks only name calendars that exist. */
  calendarOf(code: string): WorkingCalendar
  has(code: string): boolean
  /**
   * The calendar of clocks that begin now (适用日历): the nearest one wins. That of the window's organ, if given, or of the
   * organ itself, then of its division and of those above; else the nation's. A clock keeps the one that it began with.
   */
  calendarFor(organ: Organ | undefined, ...windowOrgans: (string | undefined)[]): string
  /**
   * The thresholds for clocks of an organ's items (适用监察规则): its own rules, and those of the whole deployment where it
   * has none of that kind and level.
   */
  rulesFor(organ: string | undefined): readonly MonitorRule[]
}

export interface Calendars {
  /** The book of a revision (of calendars and rules together, which a use case reads with its own read). */
  at(revision: number): Promise<CalendarBook>
  /** The newest book: one query. */
  current(): Promise<CalendarBook>
  /** The same in a transaction, on its own connection: who holds one never waits for a second. */
  within(transaction: Queryable): Promise<CalendarBook>
  /** The same for the public, who writes nothing by it: asked for once a second at most. */
  published(): Promise<CalendarBook>
  /** After a change by this process: its own readers must see it at once. */
  forget(): void
}

/** So much later other instances see a new year. */
const FRESH_MS = 1000

/** Rises with every change of a calendar or of a rule; every read that needs the book asks for it. */
export const BOOK_REVISION = `select (select coalesce(sum(revision), 0) from calendars)::int
  + (select coalesce(sum(version), 0) from monitor_rules)::int as revision`

/** Calendars are read again when their revision has changed, on whatever instance it was changed. */
export function createCalendars(db: Queryable): Calendars {
  let held: { revision: number; book: Promise<CalendarBook> } | undefined
  let ready: { revision: number; book: CalendarBook } | undefined
  const at = (revision: number): Promise<CalendarBook> => {
    if (held?.revision === revision) return held.book
    const book = readBook(db).catch((error: unknown) => {
      held = undefined
      throw error
    })
    held = { revision, book }
    book.then(
      (read) => {
        ready = { revision, book: read }
      },
      () => {},
    )
    return book
  }
  const revisionIn = async (from: Queryable): Promise<number> => {
    const { rows } = await from.query<{ revision: number }>({
      name: 'calendar-revision',
      text: BOOK_REVISION,
    })
    return rows[0]?.revision ?? 0
  }
  const current = async (): Promise<CalendarBook> => {
    return at(await revisionIn(db))
  }
  let newest: { until: number; book: Promise<CalendarBook> } | undefined
  const forget = (): void => {
    newest = undefined
  }
  return {
    at,
    current,
    async within(transaction) {
      const revision = await revisionIn(transaction)
      if (ready?.revision !== revision) ready = { revision, book: await readBook(transaction) }
      return ready.book
    },
    published() {
      if (newest !== undefined && newest.until > memoryClock.now()) return newest.book
      // Kept as a promise: who comes meanwhile waits for the same query, and what was asked for before a change goes
      // with `forget`.
      const book = current()
      newest = { until: memoryClock.now() + FRESH_MS, book }
      book.catch(forget)
      return book
    },
    forget,
  }
}

const LOAD = `
select c.code, c.parent_code as parent, c.area_code as division, c.organisation_code as organisation, c.revision,
  coalesce((select json_agg(json_build_object('year', y.year, 'status', y.status, 'noticeNo', y.notice_no)) from calendar_years y where y.calendar_code = c.code), '[]') as years,
  coalesce((select json_agg(json_build_object('date', d.date, 'kind', d.kind, 'name', d.name, 'sourceDoc', d.source_doc)) from calendar_days d where d.calendar_code = c.code), '[]') as days
from calendars c order by c.code`

/** Reads all calendars and thresholds: two queries. */
export async function readBook(db: Queryable): Promise<CalendarBook> {
  const { rows } = await db.query<CalendarRows & PlacedRow & { parent: string | null }>(LOAD)
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const built = new Map(rows.map((row) => [row.code, buildCalendar(withParent(row, byCode))]))
  const rules = await db.query<OwnedRule>(
    'select organisation_code, kind, level, version, condition as "when", basis from monitor_rules',
  )
  return {
    calendarOf(code) {
      const calendar = built.get(code)
      if (calendar === undefined) throw new Error(`no calendar ${code}`)
      return calendar
    },
    has: (code) => built.has(code),
    calendarFor: nearestOf(rows),
    rulesFor: nearestRules(rules.rows),
  }
}

/** Where a calendar holds: in a division and below, or, without one, for its organ alone. */
interface PlacedRow {
  code: string
  division: string | null
  organisation: string | null
}

function nearestOf(rows: readonly PlacedRow[]): CalendarBook['calendarFor'] {
  const ofOrgan = new Map(
    rows.flatMap(({ code, division, organisation }) =>
      division === null && organisation !== null ? [[organisation, code] as const] : [],
    ),
  )
  const ofDivision = new Map(
    rows.flatMap(({ code, division }) => (division === null ? [] : [[division, code] as const])),
  )
  return (organ, ...windowOrgans) => {
    const organs = [...windowOrgans, organ?.code].flatMap((code) => ofOrgan.get(code ?? '') ?? [])
    const divisions = (organ?.divisions ?? []).flatMap((code) => ofDivision.get(code) ?? [])
    return organs[0] ?? divisions[0] ?? NATIONAL_CALENDAR.code
  }
}

interface OwnedRule extends MonitorRule {
  /** null: the whole deployment's. */
  organisation_code: string | null
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

/** A local calendar lies over its parent: its days win, but a day off above stays one, whichever of the two was written first. */
function withParent(
  row: CalendarRows & { parent: string | null },
  byCode: Map<string, CalendarRows & { parent: string | null }>,
): CalendarRows {
  const parent = row.parent === null ? undefined : byCode.get(row.parent)
  const nulls = <T extends object>(members: T): T =>
    Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as T
  const own = { ...row, years: row.years.map(nulls), days: row.days.map(nulls) }
  if (parent === undefined) return own
  const above = withParent(parent, byCode)
  const off = new Set(above.days.flatMap(({ date, kind }) => (kind === 'HOLIDAY' ? [date] : [])))
  const ours = own.days.filter(({ date, kind }) => kind === 'HOLIDAY' || !off.has(date))
  const days = new Map([...above.days, ...ours].map((day) => [day.date, day]))
  const years = new Map([...above.years, ...own.years].map((year) => [year.year, year]))
  return {
    code: row.code,
    revision: row.revision + above.revision,
    years: [...years.values()],
    days: [...days.values()],
  }
}

/** The national calendar and the default thresholds; what is there stays. */
export async function seedCalendars(db: Queryable): Promise<void> {
  const { code, name, nameEn, years, days } = NATIONAL_CALENDAR
  await db.query({
    text: `with calendar as (insert into calendars (code, name, name_en) values ($1, $2, $3) on conflict do nothing returning code),
      years as (insert into calendar_years (calendar_code, year, status, notice_no)
        select calendar.code, y.year, y.status, y."noticeNo" from calendar, jsonb_to_recordset($4::jsonb) as y(year int, status text, "noticeNo" text)),
      days as (insert into calendar_days (calendar_code, date, kind, name, source_doc)
        select calendar.code, d.date, d.kind, d.name, d."sourceDoc" from calendar, jsonb_to_recordset($5::jsonb) as d(date date, kind text, name text, "sourceDoc" text))
      insert into monitor_rules (kind, level, version, condition, basis)
      select r.kind, r.level, r.version, r."when", r.basis from jsonb_to_recordset($6::jsonb) as r(kind text, level text, version int, "when" jsonb, basis text)
      on conflict do nothing`,
    values: [
      code,
      name,
      nameEn,
      JSON.stringify(years),
      JSON.stringify(days),
      JSON.stringify(DEFAULT_MONITOR_RULES),
    ],
  })
}
