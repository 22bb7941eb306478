import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { auditRow } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { type Caller, reachOf, subjectOf, withoutDelegated } from '../../shared/caller.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { newId } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { actOnCase } from '../cases/acts/act-on-case.js'
import { problemOf } from '../cases/acts/answer-act.js'
import type { AskedRefund } from '../cases/acts/fee-act.js'
import {
  insertRefund,
  type RefundFilters,
  type RefundRow,
  selectRefund,
  selectRefunds,
} from './refund-store.js'

/** Who orders money back; whether for this case, the case says. */
export const REFUNDERS = ['lead', 'approver'] as const
export const REFUND_READERS = ['lead', 'approver', 'clerk', 'supervisor'] as const

/**
 * Orders money back (退费): part of a payment or all of it, never more than came, with reason and basis. 403 unless lead or
 * approver of the case's organ, 404 where the case is not seen, 409 where nothing was paid, 422 for a payment that is not
 * named and more than what is left of it. The payment system carries it out and answers by the callback.
 */
export async function orderRefund(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  { caseNo, ...asked }: AskedRefund & { caseNo: string },
): Promise<RefundRow> {
  const caller = callerOf(request)
  const outcome = await actOnCase(deps, {
    caseNo: typedCaseNo(caseNo),
    caller,
    command: { action: 'requestRefund', asked },
    expected: 'any',
    within: db,
    audit: ({ after }) =>
      auditRow(request, {
        action: 'orderRefund',
        object: after.caseNo,
        details: { refundNo: after.facts.bill?.refunds.at(-1)?.refundNo },
        divisions: after.divisions,
        organisation: after.organ.code,
      }),
  })
  if (outcome.kind !== 'done') throw problemOf(outcome, 'any')
  const { after } = outcome
  const refund = after.facts.bill?.refunds.at(-1)
  if (refund === undefined) throw new Error('an order that was done stands on the bill')
  return insertRefund(db, {
    case_id: after.id,
    refund_no: refund.refundNo,
    id: newId(),
    case_no: after.caseNo,
    organisation_code: after.organ.code,
    divisions: [...after.organ.divisions],
    payment_no: refund.paymentNo,
    amount: refund.amount,
    reason: asked.reason,
    basis: asked.basis,
    requested_by: subjectOf(caller),
    requested_staff_no: caller.staffNo,
    requested_on: refund.requestedOn,
    state: refund.state,
  })
}

const reach = (caller: Caller) => reachOf(withoutDelegated(caller).grants, REFUND_READERS)

/** A page of what the caller's organs give back (退费单列表), the latest first. */
export const listRefunds = (
  db: Queryable,
  caller: Caller,
  filters: RefundFilters,
  before: string | undefined,
  limit: number,
): Promise<RefundRow[]> => selectRefunds(db, reach(caller), filters, before, limit)

/** One of them; 404 else. */
export async function refundInSight(db: Queryable, caller: Caller, refundNo: string): Promise<RefundRow> {
  const row = await selectRefund(db, reach(caller), refundNo)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}
