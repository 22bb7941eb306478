import { makeCaseNo } from '../../shared/ids.js'
import { paymentCodeOf, refundNoOf } from './payment-code.js'

const exampleNo = (serial: number): string => makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial)

/** A case of the sample that costs, and what it is known by at the payment system. */
const example = (serial: number) => {
  const caseNo = exampleNo(serial)
  return {
    caseNo,
    paymentCode: paymentCodeOf(caseNo, 1),
    refundNo: refundNoOf(caseNo, 1),
    paymentNo: `P20260302${String(serial).padStart(8, '0')}`,
    amount: { amount: 8000, currency: 'CNY' },
  }
}

/** Still to be paid: what the example of the callback pays. */
export const EXAMPLE_BILL = example(221)
/** Paid, and to be given back by the example of an order. */
export const EXAMPLE_PAID = example(222)
/** Paid, and on its way back. */
export const EXAMPLE_REFUND = example(223)
