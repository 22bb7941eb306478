import type { Config } from '../config.js'
import { resolveChecklist } from '../features/catalogue/questions/checklist.js'
import { EXAMPLE_BILL, EXAMPLE_PAID, EXAMPLE_REFUND } from '../features/fees/fee-examples.js'
import { paymentSecretsOf } from '../features/fees/payment-secrets.js'
import { REAL_ESTATE_ITEM_CODE } from '../shared/sample-codes.js'
import { signMessage } from '../shared/signed-message.js'
import { sampleItem, thingsOf } from './lines.js'
import type { LivingCase } from './living-cases.js'
import { bringCase } from './living-cases.js'
import { keyOf, type Send } from './send.js'

const realEstate = sampleItem(REAL_ESTATE_ITEM_CODE)
const WINDOW =
  thingsOf<{ id: string; kind: string }>('samples', 'windows').find(({ kind }) => kind === 'hallRealEstate')
    ?.id ?? ''

const ANSWERS = { registration: 'transfer', cause: 'sale', use: 'dwelling', byAgent: false }

/** A flat was sold: 80 yuan are asked for as soon as it is accepted, and the decision waits for them. */
function flat(): object {
  const checklist = resolveChecklist(realEstate, 'natural', ANSWERS)
  const wanted = checklist.kind === 'checklist' ? checklist.materials : []
  const { properties } = realEstate.form.schema as { properties: Record<string, { examples: unknown[] }> }
  return {
    itemCode: realEstate.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: WINDOW,
    answers: ANSWERS,
    parties: [
      { role: 'applicant', type: 'natural', name: '李小敏', idType: '111', idNumber: '11010519491231002X' },
      { role: 'coApplicant', type: 'natural', name: '王示例', idType: '111', idNumber: '511102198306070016' },
    ],
    form: Object.fromEntries(Object.entries(properties).map(([name, { examples }]) => [name, examples[0]])),
    materials: wanted.map(({ material }) => ({
      materialCode: material.materialCode,
      source: 'paper',
      copies: 1,
    })),
  }
}

/** Cases that cost: one to be paid, one that was, one of which the money goes back. */
export const CHARGED: readonly LivingCase[] = [EXAMPLE_BILL, EXAMPLE_PAID, EXAMPLE_REFUND].map(
  ({ caseNo }) => ({
    caseNo,
    body: flat(),
    acts: ['accept'],
  }),
)

/** What the payment system told of them, and the order of a refund: so many writes beside the cases. */
export const CHARGED_WRITES = 3

/** Brings them, paid as far as they are by the callback that every payment system uses. */
export async function bringCharged(
  send: Send,
  config: Pick<Config, 'paymentSecrets' | 'devIssuer' | 'dataDir'>,
): Promise<void> {
  for (const each of CHARGED) await bringCase(send, each)
  const [secret] = paymentSecretsOf(config)
  if (secret === undefined) return
  for (const paid of [EXAMPLE_PAID, EXAMPLE_REFUND]) await bringPayment(send, secret, paid)
  const { caseNo } = EXAMPLE_REFUND
  await send({
    role: 'lead',
    path: '/v1/refunds',
    body: { caseNo, reason: '重复缴费', basis: '《政府非税收入管理办法》（示例，未核对条款）' },
    headers: keyOf(`refund-${caseNo}`),
  })
}

async function bringPayment(send: Send, secret: Buffer, paid: typeof EXAMPLE_PAID): Promise<void> {
  const { paymentNo: transactionNo, paymentCode, amount } = paid
  const paidAt = '2026-03-02T01:30:00.000000Z'
  const body = JSON.stringify({ kind: 'payment', transactionNo, paymentCode, amount, paidAt })
  const timestamp = String(Math.floor(Date.now() / 1000))
  await send({
    role: 'operator',
    path: '/v1/payments/callback',
    body,
    headers: {
      'webhook-id': transactionNo,
      'webhook-timestamp': timestamp,
      'webhook-signature': signMessage(secret, transactionNo, timestamp, body),
    },
  })
}
