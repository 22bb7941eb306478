import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import type { Answer, IdempotencyScope } from '../../http/idempotency.js'
import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { Language } from '../../shared/text.js'
import { answerOpening } from '../cases/acts/answer-opening.js'
import type { CreateCaseBody } from '../cases/application-schemas.js'
import { grantedCasesOf } from '../cases/granted-cases.js'
import { placeOfOrgan } from '../deadlines/calendar-book.js'
import { dayNumberOf, shiftDate } from '../deadlines/day-number.js'
import { kindOf, LOST } from './deem-renewals.js'
import { stateOn } from './licence.js'
import { lockedInSight } from './licence-service.js'
import { holderNumbersOf, type LicenceRow, setRenewal } from './licence-store.js'

export type LinkedKind = 'renewalOf' | 'changeOf'

interface Asked {
  caller: Caller
  licenceId: string
  kind: LinkedKind
  scope: IdempotencyScope
  language: Language
}

/**
 * Opens the case in which a licence is renewed (延续, 行政许可法 Art. 50) or changed (变更, Art. 49): of the same item and
 * holder, handed in at once. 404 unless seen, 409 unless the licence holds, and while another renewal is open. A renewal that
 * comes in time lets a licence of type 01 hold on until it is decided.
 */
export async function openLinkedCase(
  deps: Deps,
  body: Omit<CreateCaseBody, 'itemCode' | 'submit'>,
  { caller, licenceId, kind, scope, language }: Asked,
): Promise<{ answer: Answer; replayed: boolean }> {
  const { pool } = deps
  const row = await withTransaction(pool, (db) => lockedInSight(db, caller, licenceId))
  if (stateOn(row, row.today) !== 'current') throw problem('CONFLICT', { detail: NOT_NOW })
  if (kind === 'renewalOf' && (await isOpen(deps, row))) throw problem('CONFLICT', { detail: TWICE })
  if (kind === 'renewalOf' && row.valid_to === null) throw problem('CONFLICT', { detail: WITHOUT_END })
  const linked = {
    relation: kind,
    caseNo: row.case_no,
    holders: await holderNumbersOf(pool, licenceId),
  }
  const opened = await answerOpening(
    deps,
    { ...body, itemCode: row.item_code, submit: true } as CreateCaseBody,
    { caller, scope, language, linked },
  )
  const { caseNo } = JSON.parse(opened.answer.body) as { caseNo: string }
  if (kind === 'renewalOf' && row.renewal_case_no !== caseNo && !opened.replayed)
    await setRenewal(pool, licenceId, caseNo, await isInTime(deps, row))
  return opened
}

async function isOpen({ pool }: Deps, row: LicenceRow): Promise<boolean> {
  if (row.renewal_case_no === null) return false
  const [open] = await grantedCasesOf(pool, [row.renewal_case_no])
  return open !== undefined && !LOST.has(open.status)
}

const DEFAULT_LEAD = { amount: 30, unit: 'day' } as const

/** So many days before its last day, or earlier. */
async function isInTime({ items, calendars }: Deps, row: LicenceRow): Promise<boolean> {
  const last = row.valid_to
  if (last === null) return false
  const { renewalLead: lead = DEFAULT_LEAD } = (await kindOf({ items }, row)) ?? {}
  if (lead.unit === 'day') return row.today <= shiftDate(last, -lead.amount)
  const book = await calendars.current()
  const organ = { code: row.organisation_code, divisions: row.divisions }
  const calendar = book.calendarOf(book.calendarFor(placeOfOrgan(organ)))
  return calendar.countWorkingDays(dayNumberOf(row.today), dayNumberOf(last)) >= lead.amount
}

const NOT_NOW = {
  en: 'Only a licence that holds is renewed or changed',
  zh: '只有有效的证照可以延续或者变更',
}
const TWICE = { en: 'A renewal of it is under way', zh: '该证照的延续申请正在办理' }
const WITHOUT_END = { en: 'It holds without an end', zh: '该证照长期有效，无须延续' }
