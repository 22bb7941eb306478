import { type Static, Type } from 'typebox'
import {
  Instant,
  LegalDate,
  Money,
  model,
  openEnum,
  part,
  SAID,
  Strict,
  strEnum,
} from '../../http/schemas.js'
import { BILL_STATES, moneyOf } from './bill.js'
import { EXAMPLE_BILL, EXAMPLE_PAID, EXAMPLE_REFUND } from './fee-examples.js'
import type { RefundRow } from './refund-store.js'

export const REFUND_STATES = ['requested', 'done', 'failed'] as const

/** In the bill of a bundle's case: whose it is. */
const ofCase = Type.Optional(
  Type.String({
    description: 'Of which case, in the one bill of a bundle (所属子件)',
    examples: [EXAMPLE_BILL.caseNo],
  }),
)

const Line = part(
  'BillLine',
  Strict(
    {
      caseNo: ofCase,
      feeCode: Type.String({ examples: ['registration'] }),
      name: Type.String(),
      standard: Type.String({ description: '收费标准' }),
      legalBasis: Type.String({ description: '收费依据' }),
      due: openEnum(['submit', 'accept', 'decide']),
      blocks: Type.Optional(
        openEnum(['accept', 'decide', 'close'], { description: 'What waits for it (未缴不办)' }),
      ),
      count: Type.Integer(),
      full: Type.Unsafe<Static<typeof Money>>({ ...Money, description: 'Before the reduction (应缴)' }),
      amount: Type.Unsafe<Static<typeof Money>>({ ...Money, description: 'After it (减免后)' }),
      reduction: Type.Optional(
        Strict(
          { code: Type.String(), name: Type.String(), basis: Type.String() },
          { description: 'Why less is paid (减免及依据)' },
        ),
      ),
    },
    { description: 'A fee as it was assessed for this case (收费项目)' },
  ),
)

const RefundLine = part(
  'BillRefund',
  Strict(
    {
      caseNo: ofCase,
      refundNo: Type.String({ examples: [EXAMPLE_REFUND.refundNo] }),
      paymentNo: Type.String({
        description: 'Of the payment that goes back (原支付流水号)',
        examples: [EXAMPLE_REFUND.paymentNo],
      }),
      amount: Money,
      requestedOn: LegalDate,
      state: openEnum(REFUND_STATES, { description: '已申请、已退、未退成' }),
      transactionNo: Type.Optional(Type.String({ description: 'Of the payment system (退款流水号)' })),
      doneAt: Type.Optional(Instant),
    },
    { description: 'Money that goes back (退费), as the bill has it' },
  ),
)

const Reason = (description: string, example: string) =>
  Type.String({ minLength: 2, maxLength: 500, pattern: SAID, description, examples: [example] })

export const RefundInput = Strict(
  {
    caseNo: Type.String({
      minLength: 1,
      maxLength: 50,
      description: '办件编号',
      examples: [EXAMPLE_PAID.caseNo],
    }),
    paymentNo: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'Which payment goes back; needed only where there are several (原支付流水号)',
        examples: [EXAMPLE_PAID.paymentNo],
      }),
    ),
    amount: Type.Optional(
      Strict(
        { amount: Type.Integer({ minimum: 1, maximum: 100_000_000_000 }), currency: strEnum(['CNY']) },
        { description: 'Part of it; without: all that is left (退费金额)' },
      ),
    ),
    reason: Reason('退费原因', '重复缴费'),
    basis: Reason('退费依据', '《政府非税收入管理办法》（示例，未核对条款）'),
  },
  {
    description: 'Order of a refund (退费申请)',
    examples: [
      {
        caseNo: EXAMPLE_PAID.caseNo,
        amount: { amount: 3000, currency: 'CNY' },
        reason: '登记类型更正，多收部分退回',
        basis: '《政府非税收入管理办法》（示例，未核对条款）',
      },
    ],
  },
)

export const RefundView = model(
  'Refund',
  Strict(
    {
      refundNo: Type.String({ examples: [EXAMPLE_REFUND.refundNo] }),
      caseNo: Type.String({ examples: [EXAMPLE_REFUND.caseNo] }),
      organisation: Type.String({ description: '机构编码' }),
      paymentNo: Type.String({ description: '原支付流水号', examples: [EXAMPLE_REFUND.paymentNo] }),
      amount: Money,
      reason: Type.String({ description: '退费原因' }),
      basis: Type.String({ description: '退费依据' }),
      requestedBy: Type.String({ description: 'issuer|subject' }),
      staffNo: Type.Optional(Type.String({ description: '工号' })),
      requestedOn: LegalDate,
      requestedAt: Instant,
      state: openEnum(REFUND_STATES, { description: '已申请、已退、未退成' }),
      transactionNo: Type.Optional(Type.String({ description: '退款流水号' })),
      doneAt: Type.Optional(Instant),
      version: Type.Integer({ examples: [1] }),
    },
    { description: 'An order of a refund (退费单), answered by the payment system' },
  ),
)

export const viewRefund = (row: RefundRow) => ({
  refundNo: row.refund_no,
  caseNo: row.case_no,
  organisation: row.organisation_code,
  paymentNo: row.payment_no,
  amount: moneyOf(row.amount),
  reason: row.reason,
  basis: row.basis,
  requestedBy: row.requested_by,
  ...(row.requested_staff_no === null ? {} : { staffNo: row.requested_staff_no }),
  requestedOn: row.requested_on,
  requestedAt: row.requested_at,
  state: row.state,
  ...(row.transaction_no === null ? {} : { transactionNo: row.transaction_no }),
  ...(row.done_at === null ? {} : { doneAt: row.done_at }),
  version: row.version,
})

export const BillView = model(
  'Bill',
  Strict(
    {
      caseNo: Type.String({ examples: [EXAMPLE_BILL.caseNo] }),
      state: openEnum(['FORESEEN', ...BILL_STATES], {
        description:
          'FORESEEN: not made yet, as it would be now (预计); OPEN 待缴, PAID 已缴, EXEMPT 免缴, CANCELLED 已撤销, PARTLY_REFUNDED 部分退费, REFUNDED 已退费',
      }),
      issuedOn: Type.Optional(LegalDate),
      lines: Type.Array(Line),
      total: Money,
      paid: Money,
      refunded: Money,
      outstanding: Type.Unsafe<Static<typeof Money>>({ ...Money, description: 'Still to be paid (待缴)' }),
      overpaid: Type.Optional(
        Type.Unsafe<Static<typeof Money>>({
          ...Money,
          description:
            'Paid beyond what is owed since it was assessed anew; given back by POST /v1/refunds (多缴)',
        }),
      ),
      paymentCode: Type.Optional(
        Type.String({
          description: 'By which what is outstanding is paid (缴款码)',
          examples: [EXAMPLE_BILL.paymentCode],
        }),
      ),
      demands: Type.Array(
        Strict({
          caseNo: ofCase,
          paymentCode: Type.String({ examples: [EXAMPLE_BILL.paymentCode] }),
          amount: Money,
          issuedOn: LegalDate,
          state: openEnum(['open', 'paid', 'replaced', 'cancelled']),
          transactionNo: Type.Optional(Type.String({ description: 'Of the payment system (支付流水号)' })),
          paidAt: Type.Optional(Instant),
        }),
        { description: 'What was asked for, each under a code of its own (缴款记录)' },
      ),
      refunds: Type.Array(RefundLine),
      surplus: Type.Array(
        Strict({
          caseNo: ofCase,
          transactionNo: Type.String({ description: '支付流水号' }),
          paymentCode: Type.String({ examples: [EXAMPLE_BILL.paymentCode] }),
          amount: Money,
          paidAt: Instant,
          why: openEnum(['wrongAmount', 'notDue'], { description: '金额不符、无待缴' }),
        }),
        { description: 'Money that came and settles nothing; it can be given back (误缴、多缴)' },
      ),
    },
    { description: 'The one bill of a case (一单式收费)' },
  ),
)
export type BillView = Static<typeof BillView>
