import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import type { Answer, IdempotencyScope } from '../../http/idempotency.js'
import type { Caller } from '../../shared/caller.js'
import { sha256 } from '../../shared/canonical-json.js'
import { Problem, problem } from '../../shared/problem.js'
import type { Language } from '../../shared/text.js'
import { answerOpening, storedOpening } from '../cases/acts/answer-opening.js'
import type { CreateCaseBody } from '../cases/application-schemas.js'
import type { CaseView } from '../cases/case-schemas.js'
import { grantedCasesOf } from '../cases/granted-cases.js'
import { placeOfOrgan } from '../deadlines/calendar-book.js'
import { dayNumberOf, legalDateAt, shiftDate } from '../deadlines/day-number.js'
import { isLost, kindOf } from './deem-renewals.js'
import { RENEWAL_LEAD, stateOn } from './licence.js'
import { lockedInSight } from './licence-service.js'
import { holderNumbersOf, type LicenceRow } from './licence-store.js'
import { claimRenewal, keepRenewal, releaseRenewal } from './renewal-store.js'

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
 * comes in time lets a licence of type 01, and what its item cites a law for, hold on until it is decided.
 */
export async function openLinkedCase(
  deps: Deps,
  body: Omit<CreateCaseBody, 'itemCode' | 'submit'>,
  { caller, licenceId, kind, scope, language }: Asked,
): Promise<{ answer: Answer; replayed: boolean }> {
  const { pool } = deps
  const claim = sha256(`${scope.callerHash.toString('hex')} ${scope.operation} ${scope.key}`)
  const asked = { caller, licenceId, kind, claim }
  let row: LicenceRow
  try {
    row = await withTransaction(pool, (db) => lockForOpening(db, asked))
  } catch (refused) {
    // What the same request has opened before is the very reason why nothing more is opened.
    const before =
      refused instanceof Problem && refused.status === 409
        ? await storedOpening(deps, asked, scope)
        : undefined
    if (before === undefined) throw refused
    return { answer: before, replayed: true }
  }
  const renewal = kind === 'renewalOf' ? await renewalOf(deps, row) : undefined
  const linked = {
    relation: kind,
    caseNo: row.case_no,
    licenceNo: row.licence_no,
    ...(renewal?.decideBy === undefined ? {} : { decideBy: renewal.decideBy }),
    ...(renewal === undefined || row.valid_to === null ? {} : { validTo: row.valid_to }),
    holders: await holderNumbersOf(pool, licenceId),
  }
  const application = { ...body, itemCode: row.item_code, submit: true } as CreateCaseBody
  try {
    const opened = await answerOpening(deps, application, { caller, scope, language, linked })
    const { caseNo, related } = JSON.parse(opened.answer.body) as Pick<CaseView, 'caseNo' | 'related'>
    const basis = related?.find(({ relation }) => relation === 'renewalOf')?.basis
    if (renewal !== undefined)
      await keepRenewal(pool, licenceId, { claim, caseNo, inTime: renewal.inTime, basis })
    return opened
  } catch (failure) {
    if (kind === 'renewalOf') await releaseRenewal(pool, licenceId, claim)
    throw failure
  }
}

/** The licence about which a case may be opened now; for a renewal nobody else opens one until this is done. */
async function lockForOpening(
  db: pg.PoolClient,
  { caller, licenceId, kind, claim }: Pick<Asked, 'caller' | 'licenceId' | 'kind'> & { claim: Buffer },
): Promise<LicenceRow> {
  const row = await lockedInSight(db, caller, licenceId)
  const state = stateOn(row, row.today)
  // What is suspended is not lost: its holder applies in time like any other.
  if (state !== 'current' && state !== 'suspended') throw problem('CONFLICT', { detail: NOT_NOW })
  if (kind === 'changeOf') return row
  if (row.valid_to === null) throw problem('CONFLICT', { detail: WITHOUT_END })
  if ((await isOpen(db, row)) || !(await claimRenewal(db, licenceId, claim)))
    throw problem('CONFLICT', { detail: TWICE })
  return row
}

async function isOpen(db: Queryable, row: LicenceRow): Promise<boolean> {
  if (row.renewal_case_no === null) return false
  const [open] = await grantedCasesOf(db, [row.renewal_case_no])
  return open !== undefined && !isLost(open)
}

/** Whether it came in time: so many days before its last day, or earlier; and then by which working day it is to be decided. */
async function renewalOf(
  { items, calendars }: Deps,
  row: LicenceRow,
): Promise<{ inTime: boolean; decideBy?: string }> {
  const last = row.valid_to
  if (last === null) return { inTime: false }
  const book = await calendars.current()
  const organ = { code: row.organisation_code, divisions: row.divisions }
  const calendar = book.calendarOf(book.calendarFor(placeOfOrgan(organ)))
  const { renewalLead: lead = RENEWAL_LEAD } = (await kindOf({ items }, row)) ?? {}
  const inTime =
    lead.unit === 'day'
      ? row.today <= shiftDate(last, -lead.amount)
      : calendar.countWorkingDays(dayNumberOf(row.today), dayNumberOf(last)) >= lead.amount
  if (!inTime) return { inTime }
  let by = dayNumberOf(last)
  while (!calendar.isWorkingDay(by)) by -= 1
  return { inTime, decideBy: legalDateAt(by) }
}

const NOT_NOW = {
  en: 'Only a licence that holds is renewed or changed',
  zh: '只有有效的证照可以延续或者变更',
}
const TWICE = { en: 'A renewal of it is under way', zh: '该证照的延续申请正在办理' }
const WITHOUT_END = { en: 'It holds without an end', zh: '该证照长期有效，无须延续' }
