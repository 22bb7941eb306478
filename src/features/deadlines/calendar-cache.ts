import { createKept } from '../../database/kept.js'
import type { Queryable } from '../../database/queryable.js'
import { bindBook, type CalendarBook, type CalendarPages, type OwnedRule } from './calendar-book.js'

export interface Calendars {
  /**
   * The book of a revision (of calendars and rules together, which a use case reads with its own read); `from`: the
   * connection of a transaction that has changed none of them.
   */
  at(revision: number, from?: Queryable): Promise<CalendarBook>
  /** The newest book: one query. */
  current(): Promise<CalendarBook>
  /** The same in such a transaction, on its own connection: who holds one never waits for a second. */
  within(transaction: Queryable): Promise<CalendarBook>
  /** The same for the public, who writes nothing by it: asked for once a second at most. */
  published(): Promise<CalendarBook>
  /** After a change by this process: its own readers must see it at once. */
  forget(): void
}

/** So much later other instances see a new year. */
const FRESH_MS = 1000
/** The one that is, and the one before, which a slower request still asks for. */
const MOST_BOOKS = 2

/** Rises with every change of a calendar or of a rule; every read that needs the book asks for it. */
export const BOOK_REVISION = `select (select coalesce(sum(revision), 0) from calendars)::int
  + (select coalesce(sum(version), 0) from monitor_rules)::int as revision`

/** Kept by their revision: read again when it has changed, on whatever instance that was. */
export function createCalendars(db: Queryable): Calendars {
  const books = createKept<CalendarBook>({ most: MOST_BOOKS, maxAgeMs: Number.POSITIVE_INFINITY })
  const newest = createKept<CalendarBook>({ most: 1, maxAgeMs: FRESH_MS })
  const at = (revision: number, from = db): Promise<CalendarBook> =>
    books.get(String(revision), () => readBook(from))
  const current = async (from = db): Promise<CalendarBook> => {
    const { rows } = await from.query<{ revision: number }>({
      name: 'calendar-revision',
      text: BOOK_REVISION,
    })
    return at(rows[0]?.revision ?? 0, from)
  }
  return {
    at,
    current: () => current(),
    within: current,
    published: () => newest.get('', () => current()),
    forget: () => newest.forget(),
  }
}

const LOAD = `
select c.code, c.parent_code as parent, c.area_code as division, c.organisation_code as organisation, c.revision, c.office_hours as "officeHours",
  coalesce((select json_agg(json_build_object('year', y.year, 'status', y.status, 'noticeNo', y.notice_no)) from calendar_years y where y.calendar_code = c.code), '[]') as years,
  coalesce((select json_agg(json_build_object('date', d.date, 'kind', d.kind, 'name', d.name, 'sourceDoc', d.source_doc)) from calendar_days d where d.calendar_code = c.code), '[]') as days
from calendars c order by c.code`

/** Reads all calendars and thresholds: two queries. */
export async function readBook(db: Queryable): Promise<CalendarBook> {
  const { rows } = await db.query<CalendarPages>(LOAD)
  const rules = await db.query<Omit<OwnedRule, 'basis'> & { basis: string | null }>(
    'select organisation_code, kind, level, version, condition as "when", basis, measures from monitor_rules where ended_at is null',
  )
  // A rule that nobody gave a basis has none: null would be told as an empty one.
  const held = rules.rows.map(({ basis, ...rule }) => (basis === null ? rule : { ...rule, basis }))
  return bindBook(rows, held)
}
