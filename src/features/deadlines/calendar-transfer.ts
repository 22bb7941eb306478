import type { Static } from 'typebox'
import type { Queryable } from '../../database/queryable.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { codeOf, mustOwn } from '../divisions/owner-service.js'
import { defineKind, eachLine, type Putting } from '../transfer/kind.js'
import { createCalendar, mustSetDays } from './calendar-places.js'
import { CalendarLine } from './calendar-schemas.js'
import { writeYear, yearFindings } from './calendar-service.js'
import { lacksFeasts } from './calendar-year-checks.js'
import {
  addCalendar,
  type CalendarRow,
  renameCalendar,
  selectCalendars,
  selectYear,
} from './deadline-store.js'
import { checkOfficeHours } from './office-hours.js'
import { writeOfficeHours } from './office-hours-service.js'

type Line = Static<typeof CalendarLine>

/** Working-day calendars (工作日历) with their years. */
export const CALENDAR_LINES = defineKind(CalendarLine, {
  name: 'calendars',
  roles: ['operator'],
  // A line may lie over one of a line before it.
  most: 1000,
  codeMember: 'code',
  codeOf: ({ code }) => code,
  put: eachLine(putCalendar),
  forget: ({ calendars }) => calendars.forget(),
  async read(db) {
    const lines: Line[] = []
    for (const row of await selectCalendars(db)) lines.push(await lineOf(db, row))
    return { lines: lines.sort((a, b) => depth(lines, a) - depth(lines, b)) }
  },
})

/** Parents stand before their children. */
function depth(lines: readonly Line[], { parent }: Line): number {
  const above = parent === undefined ? undefined : lines.find(({ code }) => code === parent)
  return above === undefined ? 0 : 1 + depth(lines, above)
}

async function lineOf(db: Queryable, row: CalendarRow): Promise<Line> {
  const years: Line['years'] = []
  for (const { year } of row.years) {
    const found = await selectYear(db, row.code, year)
    if (found === undefined) continue
    const days = found.days.flatMap(({ sourceDoc, noticeYear, ...day }) =>
      noticeYear === null || noticeYear === year
        ? [{ ...day, ...(sourceDoc === null ? {} : { sourceDoc }) }]
        : [],
    )
    const written = {
      status: found.status,
      ...(found.notice_no === null ? {} : { noticeNo: found.notice_no }),
      days,
    }
    const isAlone = row.parent_code === null && row.organisation_code === null && row.area_code === null
    years.push({ year, ...written, ...(isAlone && lacksFeasts(written) ? { confirmed: true } : {}) })
  }
  return {
    code: row.code,
    name: row.name,
    ...(row.name_en === null ? {} : { nameEn: row.name_en }),
    ...(row.parent_code === null ? {} : { parent: row.parent_code }),
    ...(row.area_code === null ? {} : { division: row.area_code }),
    ...(row.organisation_code === null ? {} : { organisation: row.organisation_code }),
    ...(row.office_hours == null ? {} : { officeHours: row.office_hours }),
    years,
  }
}

async function putCalendar(
  { db, caller }: Putting,
  { years, officeHours, ...line }: Line,
): Promise<'created' | 'changed' | 'unchanged'> {
  const all = await selectCalendars(db)
  const row = all.find(({ code }) => code === line.code)
  const before = row && (await lineOf(db, row))
  const held = new Map(before?.years.map((each) => [each.year, canonicalJson(inOrder(each))]))
  const fresh = years.filter((each) => held.get(each.year) !== canonicalJson(inOrder(each)))
  const { years: _years, officeHours: heldHours, ...was } = before ?? { years: [] }
  const isNamed = before !== undefined && canonicalJson(was) === canonicalJson(line)
  // As years that a line leaves out stay, so do hours of office.
  const isOpenAsBefore =
    officeHours === undefined || canonicalJson(officeHours) === canonicalJson(heldHours ?? [])
  if (isNamed && isOpenAsBefore && fresh.length === 0) return 'unchanged'
  const owner = await mustOwn(db, caller, { before: row, named: line.organisation }, 'operator')
  const place = row === undefined ? line.division : (row.area_code ?? undefined)
  await mustSetDays(db, caller, owner, { division: place, ...(row === undefined ? {} : { code: row.code }) })
  const columns = { code: line.code, name: line.name, name_en: line.nameEn ?? null }
  if (row !== undefined && row.parent_code !== (line.parent ?? null))
    throw ruleViolated('/parent', 'PARENT_FIXED', FIXED)
  if (row !== undefined && row.area_code !== (line.division ?? null))
    throw ruleViolated('/division', 'PLACE_FIXED', PLACE_FIXED)
  if (line.parent !== undefined && !all.some(({ code }) => code === line.parent))
    throw ruleViolated('/parent', 'CALENDAR_UNKNOWN', { en: 'No such calendar', zh: '没有该日历' })
  const { parent } = line
  // One of an organ or a place without a parent would be judged by no rule of those above it.
  if (row === undefined && parent === undefined && (line.division ?? line.organisation) !== undefined)
    throw ruleViolated('/parent', 'PARENT_MISSING', PARENT_MISSING)
  if (row === undefined && parent !== undefined) await createCalendar(db, caller, { ...line, parent })
  else if (row === undefined)
    await addCalendar(db, { ...columns, parent_code: null, organisation_code: codeOf(owner) })
  else if (!isNamed) await renameCalendar(db, columns)
  if (officeHours !== undefined && !isOpenAsBefore) {
    const errors = checkOfficeHours(officeHours)
    if (errors.length > 0)
      throw problem('RULE_VIOLATED', {
        errors: errors.map((error) => ({ ...error, pointer: `/officeHours${error.pointer}` })),
      })
    await writeOfficeHours(db, caller, line.code, officeHours)
  }
  for (const { year, ...write } of fresh) {
    const { errors: wrong, unconfirmed } = await yearFindings(db, line.code, year, write)
    const errors = [...wrong, ...unconfirmed]
    const pointer = `/years/${years.findIndex((each) => each.year === year)}`
    if (errors.length > 0)
      throw problem('RULE_VIOLATED', {
        errors: errors.map((error) => ({ ...error, pointer: pointer + error.pointer })),
      })
    await writeYear(db, caller, line.code, year, write)
  }
  return row === undefined ? 'created' : 'changed'
}

/** Whether somebody had to confirm it changes nothing of a year. */
const inOrder = ({ confirmed: _confirmed, ...year }: Line['years'][number]) => ({
  ...year,
  days: [...year.days].sort((a, b) => (a.date < b.date ? -1 : 1)),
})

const PARENT_MISSING = {
  en: 'A calendar of an organ or a division lies over another one: name it',
  zh: '机构或者区划的日历须写明上级日历',
}
const PLACE_FIXED = { en: 'A calendar holds where it was made for', zh: '日历的适用区划不能更改' }
const FIXED = { en: 'A calendar stays over the one that it lies over', zh: '日历的上级日历不能更改' }
