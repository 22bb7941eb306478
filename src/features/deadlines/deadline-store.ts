import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import { BOOK_REVISION } from './calendar-cache.js'
import type { ClockState } from './clock.js'
import type { calendars, calendarYears, caseClocks } from './deadline-tables.js'
import type { OfficeHours } from './office-hours.js'

export interface CalendarRow
  extends Pick<
    RowOf<typeof calendars>,
    'code' | 'name' | 'name_en' | 'parent_code' | 'area_code' | 'organisation_code'
  > {
  years: { year: number; status: string; noticeNo: string | null }[]
  office_hours?: OfficeHours[] | null
}

export async function selectCalendars(db: Queryable): Promise<CalendarRow[]> {
  const { rows } = await db.query<CalendarRow>(`
    select c.code, c.name, c.name_en, c.parent_code, c.area_code, c.organisation_code, c.office_hours,
      coalesce((select json_agg(json_build_object('year', y.year, 'status', y.status, 'noticeNo', y.notice_no) order by y.year) from calendar_years y where y.calendar_code = c.code), '[]') as years
    from calendars c order by c.code limit 1000`)
  return rows
}

/** A calendar and those that lie over it. */
export async function selectCalendarFamily(db: Queryable, code: string): Promise<string[]> {
  const { rows } = await db.query<Pick<CalendarRow, 'code'>>({
    name: 'calendar-family',
    text: `with recursive family as (
        select code from calendars where code = $1
        union select c.code from calendars c join family f on c.parent_code = f.code)
      select code from family`,
    values: [code],
  })
  return rows.map((row) => row.code)
}

/** What a recalculation rests on: the instant, the calendar's revision, and that of all calendars together. */
export async function selectRecalculationBasis(
  db: Queryable,
  code: string,
): Promise<{ now: Instant; revision: number; all: number }> {
  const { rows } = await db.query<{ now: Instant; revision: number; all: number }>({
    name: 'recalculation-basis',
    text: `select app_now() as now, coalesce((select revision from calendars where code = $1), 1) as revision,
      (${BOOK_REVISION}) as all`,
    values: [code],
  })
  const [row] = rows
  if (row === undefined) throw new Error('a select without a table gives a row')
  return row
}

/** Running clocks of some calendars, counted up to a bound. */
export async function countOpenClocks(db: Queryable, codes: string[], most: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-open-clocks',
    text: `select count(*)::int as count from (
      select from case_clocks where calendar_code = any($1) and stopped_on is null limit $2) k`,
    values: [codes, most],
  })
  return rows[0]?.count ?? 0
}

/** Writes the hours of office of a calendar, or takes them away: those of what it lies over count then. Its revision rises. */
export async function updateOfficeHours(
  db: Queryable,
  code: string,
  hours: readonly OfficeHours[] | undefined,
): Promise<number> {
  const { rows } = await db.query<Pick<RowOf<typeof calendars>, 'revision'>>({
    text: `update calendars set office_hours = $2, revision = revision + 1 where code = $1 returning revision`,
    values: [code, hours === undefined ? null : JSON.stringify(hours)],
  })
  const [row] = rows
  if (row === undefined) throw new Error('a calendar of this code is there')
  return row.revision
}

/** The hours of office of a calendar and of those that it lies over, the nearest first. */
export async function selectOfficeHours(
  db: Queryable,
  code: string,
): Promise<{ code: string; revision: number; office_hours: OfficeHours[] | null }[]> {
  const { rows } = await db.query<{ code: string; revision: number; office_hours: OfficeHours[] | null }>({
    text: `with recursive up as (select code, parent_code, revision, office_hours, 0 as depth from calendars where code = $1
        union all select c.code, c.parent_code, c.revision, c.office_hours, up.depth + 1
        from up join calendars c on c.code = up.parent_code)
      select code, revision, office_hours from up order by depth`,
    values: [code],
  })
  return rows
}

/** Whose a calendar is, and where it holds. */
export async function selectCalendarOwner(
  db: Queryable,
  code: string,
): Promise<Pick<RowOf<typeof calendars>, 'organisation_code' | 'area_code'> | undefined> {
  const { rows } = await db.query<Pick<RowOf<typeof calendars>, 'organisation_code' | 'area_code'>>(
    'select organisation_code, area_code from calendars where code = $1',
    [code],
  )
  return rows[0]
}

/** A calendar without years yet. */
export async function addCalendar(
  db: Queryable,
  row: Omit<CalendarRow, 'years' | 'area_code' | 'office_hours'>,
): Promise<void> {
  await db.query({
    text: `insert into calendars (code, name, name_en, parent_code, organisation_code) values ($1, $2, $3, $4, $5)`,
    values: [row.code, row.name, row.name_en, row.parent_code, row.organisation_code],
  })
}

/** Calls a calendar otherwise. */
export async function renameCalendar(
  db: Queryable,
  { code, name, name_en }: Pick<CalendarRow, 'code' | 'name' | 'name_en'>,
): Promise<void> {
  await db.query('update calendars set name = $2, name_en = $3 where code = $1', [code, name, name_en])
}

export interface YearRow
  extends Pick<RowOf<typeof calendarYears>, 'notice_no'>,
    Pick<RowOf<typeof calendars>, 'revision'> {
  status: 'OFFICIAL' | 'PROVISIONAL'
  days: {
    date: LegalDate
    kind: 'HOLIDAY' | 'WORKDAY'
    name: string
    sourceDoc: string | null
    noticeYear: number | null
  }[]
}

/**
 * A year of a calendar, with what its notice sets of the year before, and what that of the next sets of it; its revision
 * is that of the whole calendar.
 */
export async function selectYear(db: Queryable, code: string, year: number): Promise<YearRow | undefined> {
  const { rows } = await db.query<YearRow>({
    text: `select y.status, y.notice_no, c.revision,
        coalesce((select json_agg(json_build_object('date', d.date, 'kind', d.kind, 'name', d.name, 'sourceDoc', d.source_doc, 'noticeYear', d.notice_year) order by d.date)
          from calendar_days d where d.calendar_code = c.code and ((d.date >= make_date($2, 1, 1) and d.date < make_date($2 + 1, 1, 1))
            or d.notice_year = $2)), '[]') as days
      from calendar_years y join calendars c on c.code = y.calendar_code where y.calendar_code = $1 and y.year = $2`,
    values: [code, year],
  })
  return rows[0]
}

export interface YearWrite {
  status: string
  noticeNo?: string | undefined
  days: { date: LegalDate; kind: string; name: string; sourceDoc?: string | undefined }[]
  confirmed?: boolean | undefined
}

/**
 * Replaces a year. A day that the notice of the year after has set (notice_year) stays as that says. The calendar's revision rises,
 * so that every instance reads it again. Within a transaction.
 */
export async function replaceYear(
  db: Queryable,
  code: string,
  year: number,
  write: YearWrite,
): Promise<number> {
  await db.query(
    `delete from calendar_days where calendar_code = $1 and (notice_year = $2
      or (notice_year is null and date >= make_date($2, 1, 1) and date < make_date($2 + 1, 1, 1)))`,
    [code, year],
  )
  await db.query({
    text: `insert into calendar_years (calendar_code, year, status, notice_no) values ($1, $2, $3, $4)
      on conflict (calendar_code, year) do update set status = excluded.status, notice_no = excluded.notice_no`,
    values: [code, year, write.status, write.noticeNo ?? null],
  })
  await db.query({
    text: `insert into calendar_days (calendar_code, date, kind, name, source_doc, notice_year)
      select $1, d.date, d.kind, d.name, d."sourceDoc", case when d.date < make_date($3, 1, 1) then $3 end
      from jsonb_to_recordset($2::jsonb) as d(date date, kind text, name text, "sourceDoc" text)
      on conflict (calendar_code, date) do update
        set kind = excluded.kind, name = excluded.name, source_doc = excluded.source_doc, notice_year = excluded.notice_year
        where calendar_days.notice_year is null`,
    values: [code, JSON.stringify(write.days), year],
  })
  const { rows } = await db.query<{ revision: number }>(
    'update calendars set revision = revision + 1 where code = $1 returning revision',
    [code],
  )
  return rows[0]?.revision ?? 0
}

export interface OpenClockRow
  extends Pick<RowOf<typeof caseClocks>, 'case_id' | 'clock_id' | 'owner_kind' | 'due_on' | 'provisional'> {
  state: ClockState
}

/** Running clocks of some calendars in the order of their keys, a batch after another. */
export async function selectOpenClocks(
  db: Queryable,
  codes: string[],
  after: { caseId: string; clockId: string } | undefined,
  limit: number,
): Promise<OpenClockRow[]> {
  const { rows } = await db.query<OpenClockRow>({
    name: 'open-clocks-of-calendars',
    text: `select case_id, clock_id, owner_kind, state, due_on, provisional from case_clocks
      where calendar_code = any($1) and stopped_on is null and ($2::uuid is null or (case_id, clock_id) > ($2, $3::uuid))
      order by case_id, clock_id limit $4`,
    values: [codes, after?.caseId ?? null, after?.clockId ?? null, limit],
  })
  return rows
}

/** The running clocks of some subjects. */
export async function selectClocksOfSubjects(db: Queryable, ids: readonly string[]): Promise<OpenClockRow[]> {
  const { rows } = await db.query<OpenClockRow>({
    name: 'clocks-of-subjects',
    text: `select case_id, clock_id, owner_kind, state, due_on, provisional from case_clocks
      where case_id = any($1::uuid[]) and stopped_on is null order by case_id, clock_id`,
    values: [ids],
  })
  return rows
}

export interface ClockFactsWrite
  extends Pick<
    RowOf<typeof caseClocks>,
    'case_id' | 'clock_id' | 'due_on' | 'provisional' | 'lamp' | 'next_look_at' | 'next_look_why'
  > {
  /** Of a limit in hours: until when on its due day. */
  hours_until: number | null
}

/** Writes what was computed of many clocks; those that were stopped meanwhile stay as they are. */
export async function updateClockFacts(db: Queryable, rows: ClockFactsWrite[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'update-clock-facts',
    text: `update case_clocks k set due_on = r.due_on, provisional = r.provisional, lamp = r.lamp,
        state = case when r.hours_until is null then k.state else jsonb_set(k.state, '{hours,until}', to_jsonb(r.hours_until)) end,
        next_look_at = case when k.lamp = 'NOTICE' and r.lamp = 'NONE' then app_now()
          when k.next_look_at <= app_now() then k.next_look_at else r.next_look_at end,
        next_look_why = case when k.lamp = 'NOTICE' and r.lamp = 'NONE' then 'EASED'
          when k.next_look_at <= app_now() then k.next_look_why else r.next_look_why end
      from jsonb_to_recordset($1::jsonb) as r(case_id uuid, clock_id uuid, due_on date, provisional boolean, lamp text, next_look_at timestamptz, next_look_why text, hours_until bigint)
      where k.case_id = r.case_id and k.clock_id = r.clock_id and k.stopped_on is null`,
    values: [JSON.stringify(rows)],
  })
  return rowCount ?? 0
}
