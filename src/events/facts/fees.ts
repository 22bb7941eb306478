import { Type } from 'typebox'
import { Strict } from '../../shared/schema.js'
import { code, optional } from '../event-parts.js'
import { cents } from './fields.js'

const paymentCode = code('By which it is paid (缴款码)', '5111002603021000013018')
const refundNo = code('Number of the refund (退款单号)', '5111002603021000013R01A')
const paymentNo = code('Of the payment (支付流水号)', 'P2026030200000001')
const billStatus = code('OPEN, PAID, EXEMPT, CANCELLED, PARTLY_REFUNDED, REFUNDED (缴费状态)', 'OPEN')

/** Bills, payments and refunds (缴费、退费). */
export const FEE_FACTS = {
  bill: {
    lines: Type.Array(
      Strict({
        feeCode: code('Code of the fee (收费项目)', 'registration'),
        full: cents('Before the reduction (应缴)', 8000),
        amount: cents('After it (减免后)', 8000),
      }),
      { description: 'What has come onto the bill (新增缴费项)' },
    ),
    amount: cents('What is asked for now (本次应缴)', 8000),
    paymentCode: optional(paymentCode),
    state: billStatus,
  },
  cancelBill: { amount: cents('What is not owed any more (撤销金额)', 8000), paymentCode, state: billStatus },
  pay: {
    amount: cents('What was paid (实缴)', 8000),
    paymentCode,
    transactionNo: paymentNo,
    settling: code('settled, wrongAmount, notDue: what it settles, or why nothing (入账结果)', 'settled'),
    state: billStatus,
  },
  requestRefund: {
    amount: cents('What is to be given back (退费金额)', 8000),
    refundNo,
    paymentNo,
    state: billStatus,
  },
  refund: {
    amount: cents('What was given back, or was to be (退费金额)', 8000),
    refundNo,
    transactionNo: code('Number of the payment system (退款流水号)', 'R2026030200000001'),
    done: Type.Boolean({ description: 'false: the payment system refused', examples: [true] }),
    state: billStatus,
  },
}
