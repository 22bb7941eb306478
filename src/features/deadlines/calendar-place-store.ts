import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { LegalDate } from '../../shared/time.js'
import { NATIONAL_CALENDAR } from './calendar.js'
import type { calendars } from './deadline-tables.js'

export type CalendarPlace = Pick<
  RowOf<typeof calendars>,
  'code' | 'parent_code' | 'area_code' | 'organisation_code'
>

/** Where calendars hold; nobody else makes one until the transaction ends. There are few, and seldom a new one. */
export async function lockCalendars(db: Queryable): Promise<CalendarPlace[]> {
  await db.query('lock table calendars in share row exclusive mode')
  const { rows } = await db.query<CalendarPlace>(
    'select code, parent_code, area_code, organisation_code from calendars order by code',
  )
  return rows
}

export async function insertCalendar(
  db: Queryable,
  calendar: {
    code: string
    name: string
    nameEn?: string
    parent: string
    division?: string
    organisation?: string
  },
): Promise<void> {
  const { code, name, nameEn, parent, division, organisation } = calendar
  await db.query({
    text: `insert into calendars (code, name, name_en, parent_code, area_code, organisation_code)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [code, name, nameEn ?? null, parent, division ?? null, organisation ?? null],
  })
}

/** Where the calendars hold that lie over one, however far up: a change of it moves their clocks too. */
export async function selectPlacesOver(
  db: Queryable,
  code: string,
): Promise<{ divisions: string[]; organisations: string[] }> {
  const { rows } = await db.query<Pick<CalendarPlace, 'area_code' | 'organisation_code'>>({
    name: 'calendar-places-over',
    text: `with recursive family as (
        select code, area_code, organisation_code from calendars where parent_code = $1
        union select c.code, c.area_code, c.organisation_code from calendars c join family f on c.parent_code = f.code)
      select area_code, organisation_code from family`,
    values: [code],
  })
  return {
    divisions: rows.flatMap(({ area_code }) => area_code ?? []),
    organisations: rows.flatMap(({ area_code, organisation_code }) =>
      area_code === null && organisation_code !== null ? organisation_code : [],
    ),
  }
}

/**
 * The days off of a year in all calendars above one (上级日历放假日); undefined for one of the whole deployment that lies over
 * none, as the nation's. One of an organ without a parent lies over the nation's all the same.
 */
export async function selectDaysOffAbove(
  db: Queryable,
  code: string,
  year: number,
): Promise<LegalDate[] | undefined> {
  const { rows } = await db.query<{ is_local: boolean; dates: LegalDate[] }>({
    text: `with recursive self as (select code, coalesce(parent_code,
          case when organisation_code is not null or area_code is not null then $3 end) as parent
        from calendars where code = $1),
      up as (select parent as code from self where parent is not null
        union select c.parent_code from up join calendars c on c.code = up.code where c.parent_code is not null)
      select self.parent is not null as is_local, coalesce((select json_agg(distinct d.date)
        from up join calendar_days d on d.calendar_code = up.code where d.kind = 'HOLIDAY'
          and d.date >= make_date($2, 1, 1) and d.date < make_date($2 + 1, 1, 1)), '[]') as dates
      from self`,
    values: [code, year, NATIONAL_CALENDAR],
  })
  return rows[0]?.is_local === true ? rows[0].dates : undefined
}
