import { type Static, Type } from 'typebox'
import {
  Instant,
  LegalDate,
  Money,
  model,
  openEnum,
  Strict,
  strEnum,
  Uuid,
  unionBy,
} from '../../http/schemas.js'
import { moneyOf } from './bill.js'
import { EXAMPLE_BILL, EXAMPLE_REFUND } from './fee-examples.js'
import type { PaymentCall } from './payment-callback.js'
import type { PaymentRow } from './payment-store.js'
import type { RefundRow } from './refund-store.js'

const number = (description: string, example: string) =>
  Type.String({ pattern: '^[0-9A-Za-z_.-]{1,64}$', description, examples: [example] })

const Sum = Strict(
  {
    amount: Type.Integer({ minimum: 1, maximum: 100_000_000_000, description: 'In 分', examples: [8000] }),
    currency: strEnum(['CNY']),
  },
  { description: 'Money in 分 (金额)' },
)

const PaymentTold = Strict(
  {
    kind: Type.Literal('payment'),
    transactionNo: number('Number of the payment: it counts once (支付流水号)', EXAMPLE_BILL.paymentNo),
    paymentCode: number('For what was paid (缴款码)', EXAMPLE_BILL.paymentCode),
    amount: Sum,
    paidAt: Instant,
  },
  { description: 'Somebody has paid (缴费结果)' },
)
const RefundTold = Strict(
  {
    kind: Type.Literal('refund'),
    transactionNo: number('Number of the refund at the payment system (退款流水号)', 'R2026030200000001'),
    refundNo: number('Number of the order (退费单号)', EXAMPLE_REFUND.refundNo),
    amount: Sum,
    result: strEnum(['done', 'failed'], { description: '已退、未退成', examples: ['done'] }),
    doneAt: Instant,
  },
  { description: 'What became of a refund (退费结果)' },
)

export const PaymentCallBody = unionBy('kind', 'Told', [PaymentTold, RefundTold], {
  description: 'What the payment system tells (支付系统通知)',
  examples: [
    {
      kind: 'payment',
      transactionNo: EXAMPLE_BILL.paymentNo,
      paymentCode: EXAMPLE_BILL.paymentCode,
      amount: EXAMPLE_BILL.amount,
      paidAt: '2026-03-02T01:30:00.000000Z',
    },
    {
      kind: 'refund',
      transactionNo: 'R2026030200000001',
      refundNo: EXAMPLE_REFUND.refundNo,
      amount: EXAMPLE_REFUND.amount,
      result: 'done',
      doneAt: '2026-03-03T01:30:00.000000Z',
    },
  ],
})

/** The body as the use case takes it: money in 分. */
export function callOf(body: Static<typeof PaymentTold> | Static<typeof RefundTold>): PaymentCall {
  if (body.kind === 'payment') return { ...body, amount: body.amount.amount }
  const { result, amount, ...rest } = body
  return { ...rest, amount: amount.amount, done: result === 'done' }
}

/** The headers by which a message proves who sent it; absent ones are no fault of the form but of the sender (401). */
export const signedFields = {
  'webhook-id': Type.Optional(
    Type.String({
      maxLength: 200,
      description:
        'Names the message and its repetitions, without full stops; need not be `transactionNo`, which alone decides what counts once (消息编号)',
    }),
  ),
  'webhook-timestamp': Type.Optional(
    Type.String({ maxLength: 20, description: 'Seconds since 1970; at most five minutes from now' }),
  ),
  'webhook-signature': Type.Optional(
    Type.String({
      maxLength: 1000,
      description: '`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body` (签名)',
    }),
  ),
}

export const PaymentView = model(
  'PaymentRecord',
  Strict(
    {
      recordId: Uuid,
      kind: openEnum(['payment', 'refund'], { description: '缴费、退费' }),
      transactionNo: Type.String({ examples: [EXAMPLE_BILL.paymentNo] }),
      reference: Type.String({
        description: 'Payment code or number of the refund (缴款码、退费单号)',
        examples: [EXAMPLE_BILL.paymentCode],
      }),
      amount: Money,
      outcome: openEnum(['settled', 'answered', 'wrongAmount', 'notDue', 'unknown', 'differs'], {
        description:
          '入账、退费已答复、金额不符、无待缴、无此单、同号不同内容: only settled and answered changed what the bill asks for',
      }),
      done: Type.Optional(Type.Boolean({ description: 'Of a refund: the money went back' })),
      caseNo: Type.Optional(Type.String({ examples: [EXAMPLE_BILL.caseNo] })),
      billState: Type.Optional(Type.String({ description: '缴费状态', examples: ['PAID'] })),
      saidAt: Instant,
      recordedAt: Instant,
    },
    { description: 'What the payment system said, and what became of it (支付流水)' },
  ),
)

export const viewPayment = (row: PaymentRow) => ({
  recordId: row.id,
  kind: row.kind,
  transactionNo: row.transaction_no,
  reference: row.reference,
  amount: moneyOf(row.amount),
  outcome: row.outcome,
  ...(row.done === null ? {} : { done: row.done }),
  ...(row.case_no === null ? {} : { caseNo: row.case_no }),
  ...(row.bill_state === null ? {} : { billState: row.bill_state }),
  saidAt: row.said_at,
  recordedAt: row.recorded_at,
})

export const LookupBody = Strict(
  { paymentCode: number('缴款码', EXAMPLE_BILL.paymentCode) },
  {
    description: 'A payment code that somebody typed or scanned (缴款码)',
    examples: [{ paymentCode: EXAMPLE_BILL.paymentCode }],
  },
)

export const DemandView = model(
  'PaymentDemand',
  Strict(
    {
      paymentCode: Type.String({ examples: [EXAMPLE_BILL.paymentCode] }),
      state: openEnum(['open', 'paid', 'replaced', 'cancelled'], {
        description: '待缴、已缴、已更换、已撤销: only an open one is paid',
      }),
      amount: Money,
      caseNo: Type.String({ examples: [EXAMPLE_BILL.caseNo] }),
      organisation: Type.String({ description: 'For whom it is (收费单位)' }),
      itemName: Type.String({ examples: ['不动产登记'] }),
      issuedOn: LegalDate,
    },
    { description: 'What a payment code asks for (缴款信息)' },
  ),
)

export const RefundOrders = Strict({
  data: Type.Array(
    Strict({
      refundNo: Type.String({ description: '退费单号', examples: [EXAMPLE_REFUND.refundNo] }),
      paymentNo: Type.String({ description: '原支付流水号', examples: [EXAMPLE_REFUND.paymentNo] }),
      amount: Money,
      organisation: Type.String({ description: '退费单位' }),
      requestedAt: Instant,
    }),
  ),
})

export const viewOrder = (row: RefundRow) => ({
  refundNo: row.refund_no,
  paymentNo: row.payment_no,
  amount: moneyOf(row.amount),
  organisation: row.organisation_code,
  requestedAt: row.requested_at,
})
