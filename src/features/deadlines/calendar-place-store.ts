import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
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
