import type { Instant, LegalDate } from '../../shared/time.js'
import { paymentCodeOf } from './payment-code.js'

/** When a fee goes onto the bill (开单). */
export type FeeDue = 'submit' | 'accept' | 'decide'
/** What waits for its payment (未缴不办). */
export type FeeBlocks = 'accept' | 'decide' | 'close'

/** A fee as it was assessed for a case; money in 分. Its words stand in the item version, by `feeCode`. */
export interface Charge {
  feeCode: string
  due: FeeDue
  count: number
  /** Before the reduction. */
  full: number
  amount: number
  /** Code of the reduction (减免). */
  reduction?: string
  blocks?: FeeBlocks
}

/** What is asked for at once (缴款): one code, one amount, one payment. */
export interface Demand {
  paymentCode: string
  amount: number
  issuedOn: LegalDate
  /** `replaced`: by the next one, which asks for more. */
  state: 'open' | 'paid' | 'replaced' | 'cancelled'
  /** Of the payment system. */
  transactionNo?: string
  paidAt?: Instant
}

/** Money that came and settles nothing (误缴、多缴): of another amount than was asked for, or where nothing is due. */
export interface Surplus {
  transactionNo: string
  paymentCode: string
  amount: number
  paidAt: Instant
  why: 'wrongAmount' | 'notDue'
}

export interface Refund {
  refundNo: string
  /** Of the payment that is given back. */
  paymentNo: string
  amount: number
  requestedOn: LegalDate
  state: 'requested' | 'done' | 'failed'
  transactionNo?: string
  doneAt?: Instant
}

/** The one bill of a case (一单式收费). Codes, amounts and dates only. */
export interface Bill {
  issuedOn: LegalDate
  lines: Charge[]
  demands: Demand[]
  refunds: Refund[]
  /** Absent: none. */
  surplus?: Surplus[]
}

export const BILL_STATES = ['OPEN', 'PAID', 'EXEMPT', 'CANCELLED', 'PARTLY_REFUNDED', 'REFUNDED'] as const
export type BillState = (typeof BILL_STATES)[number]

export const moneyOf = (amount: number) => ({ amount, currency: 'CNY' as const })

const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0)

export const totalOf = (lines: readonly Pick<Charge, 'amount'>[]): number =>
  sum(lines.map(({ amount }) => amount))
export const paidOf = ({ demands }: Bill): number =>
  sum(demands.filter(({ state }) => state === 'paid').map(({ amount }) => amount))
/** What was given back of what the bill asked for; surplus that goes back is none of it. */
export const refundedOf = (bill: Bill): number => {
  const surplus = new Set(bill.surplus?.map(({ transactionNo }) => transactionNo))
  return sum(
    bill.refunds
      .filter(({ state, paymentNo }) => state === 'done' && !surplus.has(paymentNo))
      .map(({ amount }) => amount),
  )
}

/** A payment with what may still be asked back of it: without what was given back or is on its way. */
export interface Refundable {
  paymentNo: string
  amount: number
}

/** Every payment of which something may be asked back (可退费的缴款), those of the bill and surplus alike. */
export function refundablesOf({ demands, surplus = [], refunds }: Bill): Refundable[] {
  const paid = demands.flatMap(({ state, transactionNo, amount }) =>
    state === 'paid' && transactionNo !== undefined ? [{ paymentNo: transactionNo, amount }] : [],
  )
  const came = surplus.map(({ transactionNo, amount }) => ({ paymentNo: transactionNo, amount }))
  return [...paid, ...came].flatMap(({ paymentNo, amount }) => {
    const gone = refunds.filter((each) => each.paymentNo === paymentNo && each.state !== 'failed')
    const left = amount - sum(gone.map((each) => each.amount))
    return left > 0 ? [{ paymentNo, amount: left }] : []
  })
}

export const openDemand = ({ demands }: Bill): Demand | undefined =>
  demands.find(({ state }) => state === 'open')

/** The state follows from what was asked for, paid and given back. */
export function billState(bill: Bill): BillState {
  if (openDemand(bill) !== undefined) return 'OPEN'
  const [paid, refunded] = [paidOf(bill), refundedOf(bill)]
  if (refunded > 0) return refunded < paid ? 'PARTLY_REFUNDED' : 'REFUNDED'
  if (paid > 0) return 'PAID'
  return bill.demands.some(({ state }) => state === 'cancelled') ? 'CANCELLED' : 'EXEMPT'
}

/**
 * The bill with what has become due. What was not paid yet is asked for together with it, under a new code: the old one
 * takes no money any more.
 */
export function withLines(
  bill: Bill | undefined,
  lines: readonly Charge[],
  at: { caseNo: string; today: LegalDate },
): Bill {
  const { issuedOn = at.today, lines: before = [], demands = [], refunds = [], surplus } = bill ?? {}
  const old = bill === undefined ? undefined : openDemand(bill)
  const amount = totalOf(lines) + (old?.amount ?? 0)
  const next = {
    issuedOn,
    lines: [...before, ...lines],
    refunds,
    ...(surplus === undefined ? {} : { surplus }),
  }
  if (totalOf(lines) === 0) return { ...next, demands }
  const kept = demands.map((each): Demand => (each === old ? { ...each, state: 'replaced' } : each))
  const paymentCode = paymentCodeOf(at.caseNo, demands.length + 1)
  return { ...next, demands: [...kept, { paymentCode, amount, issuedOn: at.today, state: 'open' }] }
}

/** What was paid beyond what is owed since it was assessed anew, and is not on its way back yet (多缴). */
export function overpaidOf(bill: Bill): number {
  const surplus = new Set(bill.surplus?.map(({ transactionNo }) => transactionNo))
  const back = bill.refunds.filter(({ state, paymentNo }) => state !== 'failed' && !surplus.has(paymentNo))
  const owed = totalOf(bill.lines) - (openDemand(bill)?.amount ?? 0)
  return Math.max(0, paidOf(bill) - sum(back.map(({ amount }) => amount)) - owed)
}

/**
 * What is to go back without anybody asking (应退未退): money that settles nothing, and what was paid beyond what is owed, the
 * latest payment first. Surplus that was ordered back once is not ordered again: where that failed, people look at it.
 */
export function unorderedOf(bill: Bill): Refundable[] {
  const ordered = new Set(bill.refunds.map(({ paymentNo }) => paymentNo))
  const surplus = bill.surplus ?? []
  const came = surplus.flatMap(({ transactionNo, amount }) =>
    ordered.has(transactionNo) ? [] : [{ paymentNo: transactionNo, amount }],
  )
  const settles = ({ paymentNo }: Refundable) =>
    surplus.every(({ transactionNo }) => transactionNo !== paymentNo)
  let left = overpaidOf(bill)
  const beyond = refundablesOf(bill)
    .filter(settles)
    .toReversed()
    .flatMap(({ paymentNo, amount }) => {
      const back = Math.min(left, amount)
      left -= back
      return back > 0 ? [{ paymentNo, amount: back }] : []
    })
  return [...came, ...beyond]
}

/**
 * The bill after what it was assessed by has changed (重新核定), or undefined where that changes nothing: its lines are what is
 * owed now; what is not paid yet is asked for under a new code, a difference beside what was paid as well, and what was paid
 * too much stands as overpaid, to be given back by order of the organ. A fee that is owed no more leaves the bill.
 */
export function reassessed(
  bill: Bill,
  charges: readonly Charge[],
  at: { caseNo: string; today: LegalDate },
): { bill: Bill; changed: Charge[] } | undefined {
  const now = new Map(charges.map((charge) => [charge.feeCode, charge]))
  const changed = bill.lines.flatMap((line): Charge[] => {
    const { count, full, amount, reduction } = line
    const next = now.get(line.feeCode) ?? { ...line, count: 0, full: 0, amount: 0 }
    const isSame =
      next.count === count && next.full === full && next.amount === amount && next.reduction === reduction
    return isSame ? [] : [next]
  })
  if (changed.length === 0) return undefined
  const lines = bill.lines.flatMap(({ feeCode }) => now.get(feeCode) ?? [])
  const old = openDemand(bill)
  const delta = totalOf(lines) - totalOf(bill.lines)
  const amount = (old?.amount ?? 0) + delta - overpaidOf(bill)
  const next = { ...bill, lines }
  if (amount === (old?.amount ?? 0) || (amount <= 0 && old === undefined)) return { changed, bill: next }
  const kept = bill.demands.map((each): Demand => (each === old ? { ...each, state: 'replaced' } : each))
  if (amount <= 0) return { changed, bill: { ...next, demands: kept } }
  const paymentCode = paymentCodeOf(at.caseNo, kept.length + 1)
  const demand: Demand = { paymentCode, amount, issuedOn: at.today, state: 'open' }
  return { changed, bill: { ...next, demands: [...kept, demand] } }
}

/** The case has ended, and nothing is owed any more. */
export const cancelled = (bill: Bill): Bill => ({
  ...bill,
  demands: bill.demands.map((each) => (each.state === 'open' ? { ...each, state: 'cancelled' } : each)),
})

/** A payment as the payment system tells it (缴款). */
export interface Payment {
  transactionNo: string
  paymentCode: string
  amount: number
  paidAt: Instant
}

/** What a payment does: it settles what was asked for under its code, or nothing. */
export type Settling = 'settled' | Surplus['why']

/**
 * What became of it. `settled`: the bill is paid; `answered`: the refund is; `wrongAmount`, `notDue`: the money is kept on
 * the case as surplus; `unknown`: no bill or refund has this number; `differs`: this number came before, with other content.
 */
export type PaymentOutcome = Settling | 'answered' | 'unknown' | 'differs'

/**
 * The bill after a payment. Only the whole of an open demand settles it; whatever else came is kept as surplus, so that
 * it can be given back: money that came is never forgotten.
 */
export function withPayment(
  bill: Bill | undefined,
  payment: Payment,
  today: LegalDate,
): { bill: Bill; settling: Settling } {
  const before = bill ?? { issuedOn: today, lines: [], demands: [], refunds: [] }
  const demand = before.demands.find(({ paymentCode }) => paymentCode === payment.paymentCode)
  const settling = settlingOf(demand, payment)
  const { transactionNo, paidAt } = payment
  if (settling !== 'settled')
    return {
      settling,
      bill: { ...before, surplus: [...(before.surplus ?? []), { ...payment, why: settling }] },
    }
  const demands = before.demands.map(
    (each): Demand => (each === demand ? { ...each, state: 'paid', transactionNo, paidAt } : each),
  )
  return { settling, bill: { ...before, demands } }
}

/** The bill with money that settles nothing. */
export const withSurplus = (bill: Bill, payment: Payment, why: Surplus['why']): Bill => ({
  ...bill,
  surplus: [...(bill.surplus ?? []), { ...payment, why }],
})

function settlingOf(demand: Demand | undefined, { amount }: Payment): Settling {
  if (demand?.state !== 'open') return 'notDue'
  return demand.amount === amount ? 'settled' : 'wrongAmount'
}

/** The bill after somebody asked for money back (申请退费). */
export const withRefund = (bill: Bill, refund: Refund): Bill => ({
  ...bill,
  refunds: [...bill.refunds, refund],
})

/** The bill after the payment system has answered a refund (退费结果). */
export const withRefundAnswer = (
  bill: Bill,
  refundNo: string,
  answer: { done: boolean; transactionNo: string; doneAt: Instant },
): Bill => ({
  ...bill,
  refunds: bill.refunds.map((each) =>
    each.refundNo === refundNo
      ? {
          ...each,
          state: answer.done ? 'done' : 'failed',
          transactionNo: answer.transactionNo,
          doneAt: answer.doneAt,
        }
      : each,
  ),
})
