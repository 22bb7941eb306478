import { legalDateOf } from '../../../shared/time.js'
import {
  type Bill,
  billState,
  type Payment,
  refundablesOf,
  type Surplus,
  unorderedOf,
  withPayment,
  withRefund,
  withRefundAnswer,
  withSurplus,
} from '../../fees/bill.js'
import { refundNoOf } from '../../fees/payment-code.js'
import { type DocumentDraft, type Refusal, refuse } from '../../workflow/decision.js'
import type { InHand } from '../case-in-hand.js'
import type { Prepared } from './act-on-case.js'
import { plainDecision } from './plain-decision.js'

/** What is done with the money of a case (缴费、退费): no decision on the case, and its status stays. */
export type FeeCommand =
  /** `receipt`: none where another case has it for several that are paid together, or the code by which all of them are. */
  | { action: 'pay'; payment: Payment; surplus?: Surplus['why']; receipt?: 'none' | { paymentCode: string } }
  | { action: 'requestRefund'; asked: AskedRefund }
  /** What nobody has to ask for (多缴、误缴自动退费). */
  | { action: 'giveBack' }
  | {
      action: 'answerRefund'
      refundNo: string
      amount: number
      done: boolean
      transactionNo: string
      doneAt: string
    }

/** Why which payment goes back. Without the payment: the one of which anything is left; without the amount: all of that. */
export interface AskedRefund {
  paymentNo?: string | undefined
  amount?: number | undefined
  reason: string
  basis: string
}

/** Why the system orders money back. */
export const UNASKED = {
  reason: '误缴或者多缴，由系统核定退还',
  basis: '《中华人民共和国民法典》第一百二十二条、第九百八十五条',
} as const

/** Who orders money back: the organ's own decision, never the window's that took the case in. */
const REFUNDERS = new Set<string>(['lead', 'approver'])

/** 缴费、退费: payments and their answers come from the payment system by the callback; money is asked back by the organ. */
export function doFeeAct(hand: InHand, command: FeeCommand): Prepared | Refusal | { kind: 'absent' } {
  switch (command.action) {
    case 'pay':
      return pay(hand, command)
    case 'requestRefund':
      return requestRefund(hand, command.asked)
    case 'giveBack':
      return giveBack(hand)
    case 'answerRefund':
      return answerRefund(hand, command)
  }
}

/** Absent where nothing was ever asked for under this code. `surplus`: it settles nothing, whatever the bill says. */
function pay(
  hand: InHand,
  { payment, surplus, receipt }: FeeCommand & { action: 'pay' },
): Prepared | { kind: 'absent' } {
  const { bill: before } = hand.record.facts
  const { amount, paymentCode, transactionNo } = payment
  if (before === undefined) return { kind: 'absent' }
  if (surplus !== undefined) {
    const facts = { amount, paymentCode, transactionNo, settling: surplus }
    return billed(hand, withSurplus(before, payment, surplus), 'pay', facts)
  }
  if (before.demands.every((each) => each.paymentCode !== paymentCode)) return { kind: 'absent' }
  const { bill, settling } = withPayment(before, payment, hand.around.today)
  const facts = { amount, paymentCode, transactionNo, settling }
  return billed(hand, bill, 'pay', facts, settling === 'settled' ? receiptsOf(payment, bill, receipt) : [])
}

/** 缴费凭证: that it was paid, and for what; tax and finance authorities have receipts of their own. */
const receiptsOf = (
  { amount, paymentCode, transactionNo, paidAt }: Payment,
  bill: Bill,
  receipt: 'none' | { paymentCode: string } = { paymentCode },
): DocumentDraft[] =>
  receipt === 'none'
    ? []
    : [
        {
          kind: 'paymentReceipt',
          facts: { ...receipt, amount, transactionNo, paidOn: legalDateOf(paidAt), fees: bill.lines },
        },
      ]

function requestRefund(hand: InHand, { paymentNo, amount, reason, basis }: AskedRefund): Prepared | Refusal {
  const { record, around } = hand
  const as = around.actor.standings.find(
    ({ role, windowAuthority }) => REFUNDERS.has(role) && windowAuthority === undefined,
  )
  if (as === undefined)
    return refuse(
      'ROLE',
      'Money is given back by decision of the organ: its lead or approver',
      '退费由本件所属机关的负责人员（首席代表、审批人员）决定',
    )
  const { bill } = record.facts
  const open = bill === undefined ? [] : refundablesOf(bill)
  if (bill === undefined || open.length === 0)
    return refuse('STATE', 'Nothing was paid that could go back', '没有可退的缴款')
  const payment = paymentNo === undefined ? onlyOne(open) : open.find((each) => each.paymentNo === paymentNo)
  if (payment === undefined) return unclear(open.map((each) => each.paymentNo))
  const back = amount ?? payment.amount
  if (back > payment.amount) return tooMuch(payment.amount)
  const refund = {
    refundNo: refundNoOf(record.caseNo, bill.refunds.length + 1),
    paymentNo: payment.paymentNo,
    amount: back,
    requestedOn: around.today,
    state: 'requested' as const,
  }
  const { refundNo } = refund
  const acting = { ...hand, around: { ...around, actor: { ...around.actor, as } } }
  const facts = { amount: back, refundNo, paymentNo: payment.paymentNo, reason, basis }
  return billed(acting, withRefund(bill, refund), 'requestRefund', facts)
}

/**
 * Money that settles nothing, or is more than what is owed, is nobody's to decide on: it is the payer's (民法典第一百二十二条), and
 * the system orders it back. An order for each payment.
 */
function giveBack({ record, around }: InHand): Prepared | Refusal {
  const { bill } = record.facts
  const parts = bill === undefined ? [] : unorderedOf(bill)
  if (bill === undefined || parts.length === 0)
    return refuse('STATE', 'Nothing was paid too much', '没有应退未退的款项')
  let after = bill
  const events = parts.flatMap(({ paymentNo, amount }) => {
    const refundNo = refundNoOf(record.caseNo, after.refunds.length + 1)
    after = withRefund(after, {
      refundNo,
      paymentNo,
      amount,
      requestedOn: around.today,
      state: 'requested',
    })
    const facts = { amount, refundNo, paymentNo, state: billState(after), ...UNASKED }
    return plainDecision(record, around, 'requestRefund', { facts }).events
  })
  const { state, ...decision } = plainDecision(record, around, 'requestRefund')
  return {
    kind: 'prepared',
    record,
    around,
    decision: {
      ...decision,
      events,
      state: { ...state, version: record.version + events.length, bill: after },
    },
  }
}

const onlyOne = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined)

const unclear = (numbers: readonly string[]): Refusal =>
  refuse('RULE', 'Say which payment goes back', '请指明退哪一笔缴款', [
    {
      pointer: '/paymentNo',
      code: 'WHICH_PAYMENT',
      message: { en: `One of: ${numbers.join(', ')}`, zh: `可退的缴款流水号：${numbers.join('、')}` },
    },
  ])

const tooMuch = (most: number): Refusal =>
  refuse('RULE', 'More than was paid', '退费超过可退金额', [
    {
      pointer: '/amount',
      code: 'MORE_THAN_PAID',
      message: { en: `At most ${most} (分) is left of it`, zh: `该笔缴款最多可退 ${most} 分` },
    },
  ])

/** Absent where there is no such refund; a refusal where it was answered before (STATE), or is of another amount (RULE). */
function answerRefund(
  hand: InHand,
  { refundNo, amount, done, transactionNo, doneAt }: FeeCommand & { action: 'answerRefund' },
): Prepared | Refusal | { kind: 'absent' } {
  const { bill } = hand.record.facts
  const refund = bill?.refunds.find((each) => each.refundNo === refundNo)
  if (bill === undefined || refund === undefined) return { kind: 'absent' }
  if (refund.state !== 'requested')
    return refuse('STATE', 'This refund was answered before', '该退费已有结果')
  if (refund.amount !== amount)
    return refuse('RULE', 'It was ordered for another amount', '退费金额与申请不一致')
  const after = withRefundAnswer(bill, refundNo, { done, transactionNo, doneAt })
  const { paymentNo } = refund
  const receipt = { amount, refundNo, paymentNo, transactionNo, refundedOn: legalDateOf(doneAt) }
  return billed(
    hand,
    after,
    'refund',
    { amount, refundNo, transactionNo, done },
    done ? [{ kind: 'refundReceipt', facts: receipt }] : [],
  )
}

/** The case with its bill as it is now, and the event that tells how it came to be so. */
function billed(
  { record, around }: Pick<InHand, 'record' | 'around'>,
  bill: Bill,
  type: 'pay' | 'requestRefund' | 'refund',
  facts: Record<string, unknown>,
  documents: DocumentDraft[] = [],
): Prepared {
  const decision = plainDecision(record, around, type, { facts: { ...facts, state: billState(bill) } })
  return {
    kind: 'prepared',
    record,
    around,
    decision: { ...decision, documents, state: { ...decision.state, bill } },
  }
}
