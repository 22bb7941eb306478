import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { EVERYBODY } from '../../events/make-event.js'
import type { JobRow } from '../../jobs/job-service.js'
import { type Caller, rolesOverOrgan } from '../../shared/caller.js'
import { type InputError, problem } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import { readBook } from './calendar-cache.js'
import { selectDaysOffAbove } from './calendar-place-store.js'
import { checkFeasts, checkLocalYear, checkYear, warnAboutYear } from './calendar-year-checks.js'
import { dueOn, hoursEndOf } from './clock.js'
import { isMoved } from './clock-facts.js'
import { type Subject, subjectsOf } from './clock-owners.js'
import {
  type OpenClockRow,
  replaceYear,
  selectCalendarFamily,
  selectCalendarOwner,
  selectCalendars,
  selectOpenClocks,
  selectYear,
  type YearRow,
  type YearWrite,
} from './deadline-store.js'
import { lockCalendar } from './lock-calendar.js'
import { timeAt } from './office-hours.js'
import { orderRecalculation } from './recalculation.js'

export type { YearRow, YearWrite } from './deadline-store.js'
/** The calendars (工作日历) and the years that they hold. */
export const listCalendars = selectCalendars

/** A year of a calendar; 404 when there is none. */
export async function calendarYear(db: Queryable, code: string, year: number): Promise<YearRow> {
  const row = await selectYear(db, code, year)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

/** Whose a calendar is and where it holds; 404 when there is none. */
export async function calendarOwner(db: Queryable, code: string) {
  const row = await selectCalendarOwner(db, code)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

const BATCH = 1000
/** Clocks that a preview looks at. */
const PREVIEW_AT_MOST = 100_000
const SHOWN = 1000

export interface MovedClock {
  /** Of a case; of anything else `owner`. */
  caseNo?: string
  owner?: { kind: string; no: string }
  clock: string
  from?: LegalDate
  to?: LegalDate
  /** Of hours: until when on the day from which, and on that to which, it moves. */
  fromTime?: string
  toTime?: string
}

export interface YearFindings {
  errors: InputError[]
  /** What is unusual, and taken. */
  warnings: InputError[]
  /** What is taken once it was confirmed. */
  unconfirmed: InputError[]
}

/** What is to be said of a year for this calendar; one over another lies within the law and what it lies over. One query. */
export async function yearFindings(
  db: Queryable,
  code: string,
  year: number,
  write: YearWrite,
): Promise<YearFindings> {
  const above = await selectDaysOffAbove(db, code, year)
  const isLocal = above !== undefined
  return {
    errors: [...checkYear(year, write), ...(isLocal ? checkLocalYear(new Set(above), write) : [])],
    warnings: warnAboutYear(year, write, isLocal),
    unconfirmed: isLocal ? [] : checkFeasts(write),
  }
}

/** The clocks that would move if the year were written; nothing is written. See `previewChange`. */
export const previewYear = (
  deps: Pick<Deps, 'pool' | 'clockOwners'>,
  caller: Caller,
  code: string,
  year: number,
  write: YearWrite,
) => previewChange(deps, caller, code, (db) => replaceYear(db, code, year, write))

/**
 * The clocks that would move by a change of a calendar, from when to when; nothing is written. Cases are named where
 * the caller's right as operator reaches; all others are told as a count.
 */
export async function previewChange(
  { pool, clockOwners }: Pick<Deps, 'pool' | 'clockOwners'>,
  caller: Caller,
  code: string,
  change: (db: Queryable) => Promise<unknown>,
): Promise<{ moved: MovedClock[]; movedCount: number; movedElsewhere: number }> {
  const codes = await selectCalendarFamily(pool, code)
  const preview = await bookWith(pool, change)
  const moved: MovedClock[] = []
  let movedCount = 0
  let movedElsewhere = 0
  let looked = 0
  await eachBatch(pool, codes, async (rows) => {
    const changing = rows.flatMap((row) => {
      if (!isMoved(row, preview)) return []
      const calendar = preview.calendarOf(row.state.calendar)
      return [{ row, to: dueOn(row.state, calendar).dueOn, until: hoursEndOf(row.state, calendar)?.until }]
    })
    const subjects = await subjectsOf(
      pool,
      clockOwners,
      changing.map(({ row }) => row),
    )
    for (const { row, to, until } of changing) {
      const subject = subjects.get(row.case_id)
      movedCount += 1
      if (subject === undefined || !reaches(caller, subject)) movedElsewhere += 1
      else if (moved.length < SHOWN)
        moved.push({
          ...(row.owner_kind === 'case'
            ? { caseNo: subject.no }
            : { owner: { kind: row.owner_kind, no: subject.no } }),
          clock: row.state.kind,
          ...(row.due_on === null ? {} : { from: row.due_on }),
          ...(row.due_on === null || row.state.hours === undefined
            ? {}
            : { fromTime: timeAt(row.state.hours.until) }),
          ...(to === undefined ? {} : { to }),
          ...(until === undefined ? {} : { toTime: timeAt(until) }),
        })
    }
    looked += rows.length
    return looked < PREVIEW_AT_MOST
  })
  return { moved, movedCount, movedElsewhere }
}

const reaches = (caller: Caller, { organ }: Subject): boolean =>
  organ !== undefined && rolesOverOrgan(caller, organ).has('operator')

/** Calendars and rules as they would be: written, read, and rolled back. */
export async function bookWith(
  pool: pg.Pool,
  change: (db: pg.PoolClient) => Promise<unknown>,
): Promise<CalendarBook> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await change(client)
    const book = await readBook(client)
    await client.query('rollback')
    client.release()
    return book
  } catch (error) {
    client.release(true)
    throw error
  }
}

/**
 * Writes a year (日历导入), under the revision that was read, and asks for the clocks to be reckoned anew: a job, which is
 * committed with the year, so that no end of a process can lose it.
 */
export async function putYear(
  pool: pg.Pool,
  caller: Caller,
  code: string,
  year: number,
  write: YearWrite,
  guard: (revision: number | undefined) => void,
  audit: (db: Queryable) => Promise<void>,
): Promise<JobRow> {
  return withTransaction(pool, async (db) => {
    const job = await writeYear(db, caller, code, year, write, guard)
    await audit(db)
    return job
  })
}

/** The same within a transaction; 404 without such a calendar. Running clocks are recalculated by the job that it gives. */
export async function writeYear(
  db: Queryable,
  caller: Caller,
  code: string,
  year: number,
  write: YearWrite,
  guard: (revision: number | undefined) => void = () => {},
): Promise<JobRow> {
  const organisation = await lockCalendar(db, code)
  guard((await selectYear(db, code, year))?.revision)
  const revision = await replaceYear(db, code, year, write)
  await emit(db, {
    type: 'calendar.change',
    no: code,
    version: revision,
    actor: actingCaller(caller, 'operator'),
    sight: EVERYBODY,
    payload: {
      calendar: code,
      year,
      status: write.status as 'OFFICIAL' | 'PROVISIONAL',
      ...(organisation === undefined ? {} : { organisation }),
    },
  })
  return orderRecalculation(db, caller, { calendar: code, organisation })
}
async function eachBatch(
  db: Queryable,
  codes: string[],
  work: (rows: OpenClockRow[]) => Promise<boolean>,
): Promise<void> {
  let after: { caseId: string; clockId: string } | undefined
  for (;;) {
    const rows = await selectOpenClocks(db, codes, after, BATCH)
    const last = rows.at(-1)
    if (last === undefined || !(await work(rows)) || rows.length < BATCH) return
    after = { caseId: last.case_id, clockId: last.clock_id }
  }
}
