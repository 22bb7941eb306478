import type { Language } from '../../shared/text.js'
import { type Bill, billState, moneyOf, openDemand } from './bill.js'
import type { BillView } from './bill-schemas.js'
import { type BilledCase, viewBill } from './bill-view.js'
import { paymentCodeOf } from './payment-code.js'

/** What several cases owe together, under one code (一单式收费). */
export interface JointDemand {
  paymentCode: string
  amount: number
}

/**
 * What the cases of a bundle owe together; undefined where nothing is open. The code follows from their bills: it changes
 * whenever one of them asks for more, so that nobody pays by an old one. A case that is paid by itself leaves the rest.
 */
export function jointDemand(parentNo: string, bills: readonly (Bill | undefined)[]): JointDemand | undefined {
  const open = bills.flatMap((bill) => (bill && openDemand(bill)) ?? [])
  if (open.length === 0) return undefined
  return {
    paymentCode: paymentCodeOf(parentNo, demandsOf(bills)),
    amount: open.reduce((sum, { amount }) => sum + amount, 0),
  }
}

/** How often these cases have asked for money. */
const demandsOf = (bills: readonly (Bill | undefined)[]): number =>
  bills.reduce((sum, bill) => sum + (bill?.demands.length ?? 0), 0)

/** Whether a code was asked for by these cases before, at least. */
export function wasJointCode(parentNo: string, bills: readonly (Bill | undefined)[], code: string): boolean {
  const most = demandsOf(bills)
  return Array.from({ length: most }, (_, at) => paymentCodeOf(parentNo, at + 1)).includes(code)
}

/**
 * The bills of several cases as one (主件缴费单): every line, payment and refund with the case that it belongs to, one sum,
 * one payment code for what is open.
 */
export function viewJointBill(
  parentNo: string,
  members: readonly BilledCase[],
  language: Language,
): BillView {
  const views = members.map((member) => viewBill(member, language))
  const open = jointDemand(
    parentNo,
    members.map(({ bill }) => bill),
  )
  const each = <T extends object>(pick: (view: BillView) => readonly T[]) =>
    views.flatMap((view) => pick(view).map((entry) => ({ ...entry, caseNo: view.caseNo })))
  const total = (pick: (view: BillView) => { amount: number }) =>
    moneyOf(views.reduce((sum, view) => sum + pick(view).amount, 0))
  const [issuedOn] = members.flatMap(({ bill }) => bill?.issuedOn ?? []).sort()
  return {
    caseNo: parentNo,
    state: stateTogether(members.map(({ bill }) => bill)),
    ...(issuedOn === undefined ? {} : { issuedOn }),
    lines: each(({ lines }) => lines),
    total: total((view) => view.total),
    paid: total((view) => view.paid),
    refunded: total((view) => view.refunded),
    outstanding: moneyOf(open?.amount ?? 0),
    ...(open === undefined ? {} : { paymentCode: open.paymentCode }),
    demands: each(({ demands }) => demands),
    refunds: each(({ refunds }) => refunds),
    surplus: each(({ surplus }) => surplus),
  }
}

/** Open as long as anything is; what was given back in part over all of them is so of the whole. */
function stateTogether(bills: readonly (Bill | undefined)[]): BillView['state'] {
  const states = new Set(bills.flatMap((bill) => (bill === undefined ? [] : [billState(bill)])))
  if (states.size === 0) return 'FORESEEN'
  if (states.has('OPEN')) return 'OPEN'
  const paid = states.has('PAID') || states.has('PARTLY_REFUNDED')
  if (states.has('PARTLY_REFUNDED') || (states.has('REFUNDED') && paid)) return 'PARTLY_REFUNDED'
  if (states.has('REFUNDED')) return 'REFUNDED'
  if (paid) return 'PAID'
  return states.has('CANCELLED') ? 'CANCELLED' : 'EXEMPT'
}
