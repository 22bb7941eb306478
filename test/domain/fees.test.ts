import { randomInt } from 'node:crypto'
import t from 'tap'
import { feesFor } from '../../src/features/catalogue/questions/fees.js'
import { assessFees } from '../../src/features/fees/assessment.js'
import {
  type Bill,
  billState,
  cancelled,
  openDemand,
  overpaidOf,
  paidOf,
  reassessed,
  refundablesOf,
  refundedOf,
  withLines,
  withPayment,
  withRefund,
  withRefundAnswer,
} from '../../src/features/fees/bill.js'
import { jointDemand, viewJointBill, wasJointCode } from '../../src/features/fees/joint-bill.js'
import { caseNoIn, paymentCodeOf, refundNoOf } from '../../src/features/fees/payment-code.js'
import { makeCaseNo } from '../../src/shared/ids.js'
import { REAL_ESTATE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { signMessage, verifyMessage } from '../../src/shared/signed-message.js'
import { SAMPLE_ITEMS } from '../helpers/sample.js'

const caseNo = (serial: number) => makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial)
const TODAY = '2026-03-02'
const AT = '2026-03-02T01:00:00.000000Z'
const line = (amount: number) => ({
  feeCode: `f${amount}`,
  due: 'accept' as const,
  count: 1,
  full: amount,
  amount,
})

t.test(
  'land registration costs 80 yuan for a dwelling, 550 for anything else, nothing for a small business',
  async (t) => {
    const item = SAMPLE_ITEMS.find(({ itemCode }) => itemCode === REAL_ESTATE_ITEM_CODE)
    if (item === undefined) throw new Error('the sample has it')
    const costs = (answers: object, type = 'natural') =>
      assessFees(item, { answers: { ...answers }, applicant: { type }, form: {}, applicationYear: 2026 }).map(
        ({ feeCode, amount }) => `${feeCode} ${amount}`,
      )
    const transfer = { registration: 'transfer', cause: 'sale', byAgent: false }
    t.same(costs({ ...transfer, use: 'dwelling' }), ['dwelling 8000'])
    t.same(costs({ ...transfer, use: 'other' }), ['other 55000'])
    t.same(costs({ ...transfer, use: 'other', smallBusiness: true }, 'legal'), ['other 0'])
    t.same(costs({ registration: 'lost' }), ['reissue 1000'])
    const told = feesFor(item, { answers: { ...transfer, use: 'dwelling' }, applicant: { type: 'natural' } })
    t.same(
      told.map(({ feeCode }) => feeCode),
      ['dwelling'],
      'the checklist says the same',
    )
  },
)

t.test('codes tell their case, and a slip in one is noticed', async (t) => {
  const code = paymentCodeOf(caseNo(1), 1)
  t.equal(caseNoIn(code), caseNo(1))
  t.equal(caseNoIn(refundNoOf(caseNo(1), 1)), caseNo(1))
  for (let at = 0; at < code.length; at += 1)
    t.equal(caseNoIn(`${code.slice(0, at)}${code[at] === '7' ? '8' : '7'}${code.slice(at + 1)}`), undefined)
})

t.test('a signature fits one secret, one message, five minutes', async (t) => {
  const [secret, other, body] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2), Buffer.from('{"a":1}')]
  const headers = { id: 'm', timestamp: '1000', signature: signMessage(secret, 'm', '1000', body) }
  t.equal(verifyMessage([secret], headers, body, 1300), 'signed')
  t.equal(verifyMessage([other, secret], headers, body, 700), 'signed', 'while a secret is exchanged')
  t.equal(verifyMessage([secret], headers, body, 1301), 'untimely')
  t.equal(verifyMessage([secret], headers, body, 699), 'untimely')
  t.equal(verifyMessage([other], headers, body, 1000), 'forged')
  t.equal(verifyMessage([secret], headers, Buffer.from('{"a":2}'), 1000), 'forged')
  t.equal(verifyMessage([secret], { ...headers, timestamp: '1001' }, body, 1000), 'forged')
  t.equal(verifyMessage([secret], { ...headers, id: undefined }, body, 1000), 'unsigned')
  t.equal(verifyMessage([secret], { ...headers, signature: '' }, body, 1000), 'forged')
  const dotted = { ...headers, id: 'm.1', signature: signMessage(secret, 'm.1', '1000', body) }
  t.equal(verifyMessage([secret], dotted, body, 1000), 'unsigned', 'a full stop parts what is signed')
  // As the specification's own example has it.
  const known = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const payload = '{"test": 2432232314}'
  t.equal(
    signMessage(known, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', payload),
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

t.test('whatever comes in whatever order: no money is lost, none goes back twice', async (t) => {
  for (let round = 0; round < 300; round += 1) {
    let bill: Bill = withLines(undefined, [line(randomInt(1, 5) * 100)], { caseNo: caseNo(1), today: TODAY })
    let came = 0
    for (let step = 0; step < 30; step += 1) {
      const what = randomInt(6)
      if (what === 0)
        bill = withLines(bill, [line(randomInt(0, 5) * 100)], { caseNo: caseNo(1), today: TODAY })
      if (what === 1) bill = cancelled(bill)
      if (what <= 3) {
        const demand = bill.demands[randomInt(bill.demands.length)]
        const amount = randomInt(3) === 0 ? randomInt(1, 900) : (demand?.amount ?? 1)
        const payment = {
          transactionNo: `T${step}`,
          paymentCode: demand?.paymentCode ?? '',
          amount,
          paidAt: AT,
        }
        came += amount
        bill = withPayment(bill, payment, TODAY).bill
      }
      const [open] = refundablesOf(bill)
      if (what === 4 && open !== undefined) {
        const refundNo = refundNoOf(caseNo(1), bill.refunds.length + 1)
        const amount = randomInt(1, open.amount + 1)
        bill = withRefund(bill, {
          refundNo,
          paymentNo: open.paymentNo,
          amount,
          requestedOn: TODAY,
          state: 'requested',
        })
      }
      const asked = bill.refunds.find(({ state }) => state === 'requested')
      if (what === 5 && asked !== undefined)
        bill = withRefundAnswer(bill, asked.refundNo, {
          done: randomInt(2) === 0,
          transactionNo: `R${step}`,
          doneAt: AT,
        })
      const surplus = (bill.surplus ?? []).reduce((sum, { amount }) => sum + amount, 0)
      const back = bill.refunds.reduce((sum, { state, amount }) => sum + (state === 'failed' ? 0 : amount), 0)
      const left = refundablesOf(bill).reduce((sum, { amount }) => sum + amount, 0)
      if (paidOf(bill) + surplus !== came || back + left !== came || refundedOf(bill) > paidOf(bill))
        t.fail(`round ${round}: ${JSON.stringify(bill)}`)
      if (bill.demands.filter(({ state }) => state === 'open').length > 1) t.fail('one demand at a time')
      if ((billState(bill) === 'OPEN') !== (openDemand(bill) !== undefined)) t.fail('open means open')
    }
  }
})

t.test('the bills of several cases are one bill with one code', async (t) => {
  const parent = caseNo(9)
  const [a, b] = [caseNo(1), caseNo(2)].map((no, at) =>
    withLines(undefined, [line((at + 1) * 1000)], { caseNo: no, today: TODAY }),
  )
  if (a === undefined || b === undefined) throw new Error('two bills')
  const first = jointDemand(parent, [a, undefined])
  const both = jointDemand(parent, [a, b])
  t.same(first, { paymentCode: paymentCodeOf(parent, 1), amount: 1000 })
  t.same(
    both,
    { paymentCode: paymentCodeOf(parent, 2), amount: 3000 },
    'more is asked for under another code',
  )
  t.equal(wasJointCode(parent, [a, b], paymentCodeOf(parent, 1)), true)
  t.equal(wasJointCode(parent, [a, b], paymentCodeOf(parent, 3)), false)
  const paid = withPayment(
    a,
    { ...both, transactionNo: 'T', paymentCode: a.demands[0]?.paymentCode ?? '', amount: 1000, paidAt: AT },
    TODAY,
  ).bill
  t.same(jointDemand(parent, [paid, b]), { paymentCode: both?.paymentCode, amount: 2000 }, 'the rest')
  const item = { fees: { charged: true, items: [] } }
  const member = (no: number, bill: Bill | undefined) => ({
    caseNo: caseNo(no),
    bill,
    charges: [line(500)],
    document: item,
  })
  const view = viewJointBill(parent, [member(1, paid), member(2, b), member(3, undefined)], 'en')
  t.match(view, {
    caseNo: parent,
    state: 'OPEN',
    total: { amount: 3500 },
    paid: { amount: 1000 },
    outstanding: { amount: 2000 },
    lines: [{ caseNo: caseNo(1) }, { caseNo: caseNo(2) }, { caseNo: caseNo(3) }],
  })
  t.equal(viewJointBill(parent, [member(3, undefined)], 'zh').state, 'FORESEEN')
  t.equal(viewJointBill(parent, [member(1, paid), member(2, cancelled(b))], 'zh').state, 'PAID')
})

t.test(
  'what is assessed anew is asked for, or stands as overpaid, and nothing is asked for twice',
  async (t) => {
    const at = { caseNo: caseNo(1), today: TODAY }
    const one = (amount: number) => ({ ...line(amount), feeCode: 'one' })
    const begun = withLines(undefined, [one(1000)], at)
    t.equal(reassessed(begun, [one(1000)], at), undefined, 'the same: nothing new')
    const less = reassessed(begun, [one(600)], at)
    t.match(less?.bill.demands, [{ state: 'replaced' }, { state: 'open', amount: 600 }])
    const free = reassessed(begun, [], at)
    t.match(free, { bill: { lines: [], demands: [{ state: 'replaced' }] }, changed: [{ amount: 0 }] })
    t.equal(free && billState(free.bill), 'EXEMPT')
    const payment = {
      transactionNo: 'T',
      paymentCode: begun.demands[0]?.paymentCode ?? '',
      amount: 1000,
      paidAt: AT,
    }
    const { bill: paid } = withPayment(begun, payment, TODAY)
    const more = reassessed(paid, [one(1500)], at)?.bill
    t.match(more?.demands, [{ state: 'paid' }, { state: 'open', amount: 500 }], 'the difference')
    const tooMuch = reassessed(paid, [one(400)], at)?.bill ?? paid
    t.match([tooMuch.demands.length, billState(tooMuch), overpaidOf(tooMuch)], [1, 'PAID', 600])
    const again = reassessed(tooMuch, [one(1200)], at)?.bill
    t.match(again?.demands, [{ state: 'paid' }, { state: 'open', amount: 200 }], 'what was overpaid counts')
  },
)
