import type { Queryable } from '../../../database/queryable.js'
import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import type { WorkingCalendar } from '../../deadlines/calendar.js'
import { placeOfOrgan } from '../../deadlines/calendar-book.js'
import { dayNumberOf, legalDateAt } from '../../deadlines/day-number.js'
import { budgetOf, reckon } from '../../deadlines/limit.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { APPLICANTS } from '../parties/relations.js'
import type { HistoryFindings } from './earlier-applications.js'
import { selectPreceding } from './marriage-store.js'
import { isSettled, type Overriding, overridden } from './overrides.js'

const POINTER = '/situation'

/**
 * What must have been applied for before, and waited for (离婚冷静期，民法典 1077): an application of just the same people
 * that was accepted and not given up since, between the end of the waiting time and the end of what follows it. One that
 * another registry took in, staff say with its receipt; it is counted by the day that stands there.
 */
export async function precedingOf(
  db: Queryable,
  record: CaseRecord,
  { document, calendars, today }: Pick<Surroundings, 'document' | 'calendars' | 'today'>,
  by: Overriding | undefined,
): Promise<HistoryFindings> {
  const { precededBy } = document
  if (precededBy === undefined || (precededBy.situation ?? record.situation) !== record.situation)
    return { errors: [], warnings: [] }
  const { parties, itemCode, organ, receivedOn, facts } = record
  const before = await selectPreceding(db, {
    indexes: parties.filter(({ role }) => APPLICANTS.has(role)).map((each) => each.idNumberIndex),
    of: { itemCode, ...precededBy.by },
    except: record.id,
  })
  const place = { pointer: POINTER, code: 'PRECEDING_CASE_REQUIRED' }
  const told = before === undefined ? overridden(place, by) : undefined
  const settled = told ?? isSettled(facts.warnings, place)
  const began = before?.accepted_on ?? settled?.proof?.on
  if (began === undefined || began === null) return { errors: [{ ...place, message: MISSING }], warnings: [] }
  const calendar = calendars.calendarOf(calendars.calendarFor(placeOfOrgan(organ)))
  const errors = checkWaited(precededBy, { began, day: receivedOn ?? today, calendar })
  return { errors, warnings: told === undefined ? [] : [told] }
}

/**
 * Whether a day lies after the waiting time and within the days that follow it; each ends on the next working day where its
 * last is a day off (民法典 203). Pure.
 */
export function checkWaited(
  { waitDays, withinDays }: { waitDays: number; withinDays: number },
  { began, day, calendar }: { began: LegalDate; day: LegalDate; calendar: WorkingCalendar },
): InputError[] {
  const endOf = (start: number, amount: number) =>
    reckon(calendar, start, budgetOf(start, [{ amount, unit: 'day' }]), []).due
  const waited = endOf(dayNumberOf(began), waitDays)
  const last = endOf(waited, withinDays)
  const from = legalDateAt(waited + 1)
  const to = legalDateAt(last)
  if (day < from) return [wrong('PRECEDING_TOO_EARLY', EARLY(from, to))]
  return day > to ? [wrong('PRECEDING_TOO_LATE', LATE(to))] : []
}

const wrong = (code: string, message: Text): InputError => ({ pointer: POINTER, code, message })

const MISSING: Text = {
  en: 'The same people have no earlier application here that was accepted and not withdrawn; for one that another office took in, staff name its receipt in `overrides` (`proof` applicationReceipt with `on`)',
  zh: '未查到同一当事人此前已受理且未撤回的申请；由其他机关受理的，由工作人员查验受理回执单后在 overrides 中填写理由和凭证（proof：applicationReceipt 及受理日期 on）',
}
const EARLY = (from: LegalDate, to: LegalDate): Text => ({
  en: `The waiting time still runs: from ${from} to ${to}`,
  zh: `等待期（冷静期）尚未届满：应于 ${from} 至 ${to} 期间申请`,
})
const LATE = (to: LegalDate): Text => ({
  en: `The time after the waiting time ended on ${to}: the application counts as withdrawn, begin anew`,
  zh: `期限已于 ${to} 届满，视为撤回申请，请重新提出申请`,
})
