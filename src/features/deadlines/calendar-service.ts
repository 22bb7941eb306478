import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { type InputError, problem } from '../../shared/problem.js'
import { type LegalDate, legalDateOf, startOfLegalDate } from '../../shared/time.js'
import { type CalendarBook, type Calendars, readBook } from './calendar-cache.js'
import { dueOn, isKnownClock } from './clock.js'
import {
  type ClockFactsWrite,
  type OpenClockRow,
  refreshCases,
  replaceYear,
  selectCalendars,
  selectOpenClocks,
  selectYear,
  updateClockFacts,
  type YearWrite,
} from './deadline-store.js'
import { clockFacts } from './lamps.js'

const BATCH = 1000
/** Clocks that a preview looks at. */
const PREVIEW_AT_MOST = 100_000
const SHOWN = 1000

export interface MovedClock {
  caseNo: string
  clock: string
  from?: LegalDate
  to?: LegalDate
}

/** What is wrong with the days of a year. */
export function checkYear(year: number, { days }: YearWrite): InputError[] {
  const seen = new Set<string>()
  return days.flatMap((day, index) => {
    const errors: InputError[] = []
    if (!day.date.startsWith(`${year}-`))
      errors.push({
        pointer: `/days/${index}/date`,
        code: 'OTHER_YEAR',
        message: { en: `Not a day of ${year}`, zh: `不是 ${year} 年的日期` },
      })
    if (seen.has(day.date))
      errors.push({
        pointer: `/days/${index}/date`,
        code: 'DAY_TWICE',
        message: { en: 'This day stands twice', zh: '日期重复' },
      })
    seen.add(day.date)
    return errors
  })
}

/** Calendars that hang on a calendar: itself and those that lie over it. */
async function family(db: Queryable, code: string): Promise<string[]> {
  const all = await selectCalendars(db)
  const found = [code]
  for (const parent of found)
    found.push(...all.filter((each) => each.parent_code === parent).map((each) => each.code))
  return found
}

/** The clocks that would move if the year were written, from when to when; nothing is written. */
export async function previewYear(
  pool: pg.Pool,
  code: string,
  year: number,
  write: YearWrite,
): Promise<{ moved: MovedClock[]; movedCount: number }> {
  const codes = await family(pool, code)
  const preview = await bookWith(pool, code, year, write)
  const moved: MovedClock[] = []
  let movedCount = 0
  let looked = 0
  await eachBatch(pool, codes, async (rows) => {
    for (const row of rows) {
      if (!isKnownClock(row.state, preview)) continue
      const next = dueOn(row.state, preview.calendarOf(row.state.calendar)).dueOn
      if ((next ?? null) === row.due_on) continue
      movedCount += 1
      if (moved.length < SHOWN)
        moved.push({
          caseNo: row.case_no,
          clock: row.state.kind,
          ...(row.due_on === null ? {} : { from: row.due_on }),
          ...(next === undefined ? {} : { to: next }),
        })
    }
    looked += rows.length
    return looked < PREVIEW_AT_MOST
  })
  return { moved, movedCount }
}

/** The calendars as they would be: written, read, and rolled back. */
async function bookWith(pool: pg.Pool, code: string, year: number, write: YearWrite): Promise<CalendarBook> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await replaceYear(client, code, year, write)
    const book = await readBook(client)
    await client.query('rollback')
    client.release()
    return book
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Writes a year (日历导入), under the revision that was read. Recomputing the clocks is a job: `recomputeClocks`. */
export async function putYear(
  pool: pg.Pool,
  code: string,
  year: number,
  write: YearWrite,
  guard: (revision: number | undefined) => void,
): Promise<void> {
  await withTransaction(pool, async (db) => {
    const { rows } = await db.query('select 1 from calendars where code = $1 for update', [code])
    if (rows.length === 0) throw problem('NOT_FOUND')
    guard((await selectYear(db, code, year))?.revision)
    await replaceYear(db, code, year, write)
  })
}

export interface Recomputation {
  calendar: string
  done: number
  changed: number
  finished: boolean
}

/** Walks the running clocks of a calendar in batches and writes those whose dates have changed; says how far it is. */
export async function recomputeClocks(
  pool: pg.Pool,
  calendars: Calendars,
  code: string,
  progress: Recomputation,
): Promise<void> {
  const codes = await family(pool, code)
  const book = await calendars.current()
  const { rows } = await pool.query<{ now: string }>('select app_now() as now')
  const today = legalDateOf(rows[0]?.now ?? '')
  await eachBatch(pool, codes, async (batch) => {
    const writes = batch.flatMap((row) => {
      if (!isKnownClock(row.state, book)) return []
      const write = factsWrite(row, book, today)
      return write.due_on === row.due_on ? [] : [write]
    })
    if (writes.length > 0) {
      progress.changed += await updateClockFacts(pool, writes)
      await refreshCases(pool, [...new Set(writes.map((write) => write.case_id))])
    }
    progress.done += batch.length
    return true
  })
  progress.finished = true
}

export function factsWrite(
  row: Pick<OpenClockRow, 'case_id' | 'clock_id' | 'state'>,
  book: CalendarBook,
  today: LegalDate,
): ClockFactsWrite {
  const facts = clockFacts(row.state, today, book.calendarOf(row.state.calendar), book.rules)
  return {
    case_id: row.case_id,
    clock_id: row.clock_id,
    due_on: facts.dueOn ?? null,
    provisional: facts.provisional,
    lamp: facts.lamp,
    next_look_at: facts.nextLook === undefined ? null : startOfLegalDate(facts.nextLook.at),
    next_look_why: facts.nextLook?.why ?? null,
  }
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
