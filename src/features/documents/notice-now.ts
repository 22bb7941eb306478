import { type LegalDate, legalDateOf } from '../../shared/time.js'
import type { Bill, Demand } from '../fees/bill.js'

/** What became of what a notice of payment (缴费通知书) asked for; money in 分. Pure: the bills say it. */
export interface NoticeNow {
  /** `cancelled`: nothing of it is asked for any more, and not all of it was paid. */
  state: 'open' | 'paid' | 'cancelled'
  paid: number
  /** What is still asked for. */
  left: number
  /** When the last of it was paid. */
  paidOn?: LegalDate
}

/**
 * `codes`: of the demands that the notice asked for, one in each case. `bills`: of the case, or of all members of its bundle.
 * Undefined where no bill knows any of them.
 */
export function noticeNow(codes: readonly string[], bills: readonly Bill[]): NoticeNow | undefined {
  const asked = bills.flatMap(({ demands }) =>
    demands.filter(({ paymentCode }) => codes.includes(paymentCode)),
  )
  if (asked.length === 0) return undefined
  const sumOf = (state: Demand['state']) =>
    asked.filter((each) => each.state === state).reduce((sum, { amount }) => sum + amount, 0)
  const days = asked.flatMap(({ state, paidAt }) =>
    state === 'paid' && paidAt !== undefined ? [legalDateOf(paidAt)] : [],
  )
  const [paidOn] = days.toSorted().toReversed()
  const left = sumOf('open')
  const isPaid = asked.every(({ state }) => state === 'paid')
  return {
    state: isPaid ? 'paid' : left > 0 ? 'open' : 'cancelled',
    paid: sumOf('paid'),
    left,
    ...(paidOn === undefined ? {} : { paidOn }),
  }
}
