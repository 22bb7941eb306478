import type { Queryable } from '../../database/queryable.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { findParent } from '../cases/bundled/read-parent.js'
import { findInHand, type Reading } from '../cases/case-in-hand.js'
import { moneyOf } from './bill.js'
import { jointDemand, wasJointCode } from './joint-bill.js'
import { caseNoIn } from './payment-code.js'
import { type RefundRow, selectOpenRefunds } from './refund-store.js'

/**
 * What a payment code asks for (缴款码查询), for the payment system: how much, for which organ and item, and whether it is
 * open still. Nobody is named. 404 PAYMENT_UNKNOWN where nobody was ever given this code.
 */
export async function lookUpPayment(reading: Reading, paymentCode: string) {
  const caseNo = caseNoIn(paymentCode)
  const hand = caseNo === undefined ? undefined : await findInHand(reading, SYSTEM_CALLER, caseNo)
  const demand = hand?.record.facts.bill?.demands.find((each) => each.paymentCode === paymentCode)
  if (hand === undefined && caseNo !== undefined) return lookUpJointly(reading, caseNo, paymentCode)
  if (hand === undefined || demand === undefined) throw problem('PAYMENT_UNKNOWN')
  const { record } = hand
  return {
    paymentCode,
    state: demand.state,
    amount: moneyOf(demand.amount),
    caseNo: record.caseNo,
    organisation: record.organ.successor ?? record.organ.code,
    itemName: record.itemName,
    issuedOn: demand.issuedOn,
  }
}

/** The one code of a bundle's case: what is open in all its members. */
async function lookUpJointly(reading: Reading, parentNo: string, paymentCode: string) {
  const hand = await findParent(reading, SYSTEM_CALLER, parentNo)
  const bills = hand?.members.map(({ record }) => record.facts.bill) ?? []
  if (hand === undefined || !wasJointCode(parentNo, bills, paymentCode)) throw problem('PAYMENT_UNKNOWN')
  const open = jointDemand(parentNo, bills)
  const isOpen = open?.paymentCode === paymentCode
  const { parent } = hand
  return {
    paymentCode,
    state: isOpen ? ('open' as const) : ('replaced' as const),
    amount: moneyOf(isOpen ? open.amount : 0),
    caseNo: parentNo,
    organisation: parent.organisation_code,
    itemName: parent.name,
    issuedOn: bills.flatMap((bill) => bill?.issuedOn ?? []).sort()[0] ?? '',
  }
}

const MOST_ORDERS = 100

/** What the payment system is to give back (待退费), the oldest first. */
export const openRefunds = (db: Queryable): Promise<RefundRow[]> => selectOpenRefunds(db, MOST_ORDERS)
