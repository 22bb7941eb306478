import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { auditRow } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { type Caller, reachOf, SYSTEM_CALLER, subjectOf, withoutDelegated } from '../../shared/caller.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { newId } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { actOnCase, type Done } from '../cases/acts/act-on-case.js'
import { problemOf } from '../cases/acts/answer-act.js'
import { type AskedRefund, UNASKED } from '../cases/acts/fee-act.js'
import type { Refund } from './bill.js'
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
  const [order] = await keepOrders(db, outcome, { ...asked, caller })
  if (order === undefined) throw new Error('an order that was done stands on the bill')
  return order
}

/**
 * Orders back what a case was paid too much (多缴、误缴自动退费): nobody has to ask for it. In the transaction that it is given;
 * gives how many orders it made, 0 where nothing is to go back.
 */
export async function giveBack(db: Queryable, deps: Deps, caseNo: string): Promise<number> {
  const outcome = await actOnCase(deps, {
    caseNo,
    caller: SYSTEM_CALLER,
    command: { action: 'giveBack' },
    expected: 'any',
    within: db,
  })
  if (outcome.kind === 'lost') throw problem('CONCURRENT_CHANGE', { headers: { 'retry-after': '1' } })
  if (outcome.kind !== 'done') return 0
  return (await keepOrders(db, outcome, { ...UNASKED, caller: SYSTEM_CALLER })).length
}

/** The orders that an act has put on the bill, as rows that the payment system is given. */
async function keepOrders(
  db: Queryable,
  { before, after }: Done,
  why: { reason: string; basis: string; caller: Caller },
): Promise<RefundRow[]> {
  const known = before.facts.bill?.refunds.length ?? 0
  const rows: RefundRow[] = []
  for (const refund of after.facts.bill?.refunds.slice(known) ?? [])
    rows.push(await keepOrder(db, after, refund, why))
  return rows
}

const keepOrder = (
  db: Queryable,
  after: Done['after'],
  refund: Refund,
  { caller, reason, basis }: { reason: string; basis: string; caller: Caller },
): Promise<RefundRow> =>
  insertRefund(db, {
    case_id: after.id,
    refund_no: refund.refundNo,
    id: newId(),
    case_no: after.caseNo,
    organisation_code: after.organ.code,
    divisions: [...after.organ.divisions],
    payment_no: refund.paymentNo,
    amount: refund.amount,
    reason,
    basis,
    requested_by: subjectOf(caller),
    requested_staff_no: caller.staffNo,
    requested_on: refund.requestedOn,
    state: refund.state,
  })

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
