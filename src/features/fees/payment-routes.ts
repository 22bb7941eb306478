import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { callerOf } from '../../http/policy.js'
import { listOf, openEnum, Strict, uncountedFields } from '../../http/schemas.js'
import { problem } from '../../shared/problem.js'
import type { ProblemCode } from '../../shared/problem-codes.js'
import { verifyMessage } from '../../shared/signed-message.js'
import { takePaymentCall } from './payment-callback.js'
import { listPayments, PAYMENT_READERS } from './payment-ledger.js'
import { lookUpPayment, openRefunds } from './payment-lookup.js'
import {
  callOf,
  DemandView,
  LookupBody,
  PaymentCallBody,
  PaymentView,
  RefundOrders,
  signedFields,
  viewOrder,
  viewPayment,
} from './payment-schemas.js'
import { paymentSecretsOf } from './payment-secrets.js'

/** What was recorded and settles nothing is told as a problem: who sent it looks what went wrong there. */
const PROBLEMS: Partial<Record<string, ProblemCode>> = {
  unknown: 'PAYMENT_UNKNOWN',
  wrongAmount: 'PAYMENT_AMOUNT',
  notDue: 'PAYMENT_NOT_DUE',
  differs: 'PAYMENT_DIFFERS',
}

/** Payments as the payment system tells them (缴费回调), and the ledger of what it said (支付流水). */
export const paymentRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const secrets = paymentSecretsOf(deps.config)

  /** Before the body is looked at: whoever did not sign it is told nothing about it. */
  const requireSignature = async ({ headers, bodyBytes }: FastifyRequest) => {
    if (secrets.length === 0) throw problem('PAYMENTS_NOT_SET_UP', { headers: { 'retry-after': '60' } })
    const header = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined)
    const signed = {
      id: header('webhook-id'),
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
    }
    const worth = verifyMessage(secrets, signed, bodyBytes ?? Buffer.alloc(0), Math.floor(Date.now() / 1000))
    if (worth !== 'signed') throw problem('SIGNATURE_INVALID', { detail: WHY_NOT[worth] })
  }

  app.post(
    '/v1/payments/callback',
    {
      config: { policy: { public: true }, keepsBytes: true },
      preValidation: requireSignature,
      schema: {
        operationId: 'takePayment',
        tags: ['Fees'],
        summary: '支付回调 · What the payment system tells',
        description:
          'The payment system says that somebody has paid, or what became of a refund (支付回调). It proves itself by a signature over the bytes of the body after the Standard Webhooks specification, at most five minutes old, with a secret of the setting `PAYMENT_SECRETS`; a token is not needed. The number of the payment counts once, however often it is told: the same is answered the same way again (`Idempotency-Replayed: true`), the same number with other content 409 `PAYMENT_DIFFERS`. Only the whole amount of an open payment code settles its bill; another amount (422 `PAYMENT_AMOUNT`), a code that was paid, replaced or cancelled (409 `PAYMENT_NOT_DUE`: also after the case has ended) and one that nobody was ever given (404 `PAYMENT_UNKNOWN`) are recorded in the ledger, and what came stands on the case as surplus that can be given back. Try it: `npm run cli -- pay CODE`.',
        headers: Type.Object(signedFields),
        body: PaymentCallBody,
        response: { 200: PaymentView },
      },
    },
    async (request, reply) => {
      const { record, replayed } = await takePaymentCall(deps, callOf(request.body))
      const view = viewPayment(record)
      if (replayed) reply.header('idempotency-replayed', 'true')
      const code = PROBLEMS[record.outcome]
      if (code !== undefined) throw problem(code, { extensions: { record: view } })
      return view
    },
  )

  app.post(
    '/v1/payments/lookup',
    {
      config: { policy: { public: true }, keepsBytes: true },
      preValidation: requireSignature,
      schema: {
        operationId: 'lookUpPayment',
        tags: ['Fees'],
        summary: '缴款码查询 · What a payment code asks for',
        description:
          'For the payment system, before somebody pays (缴款码查询): how much, for which organ and item, and whether it is open still. Nobody is named. Signed as the callback.',
        headers: Type.Object(signedFields),
        body: LookupBody,
        response: { 200: DemandView },
      },
    },
    async (request) => lookUpPayment(deps, request.body.paymentCode),
  )

  app.post(
    '/v1/payments/orders',
    {
      config: { policy: { public: true }, keepsBytes: true },
      preValidation: requireSignature,
      schema: {
        operationId: 'listRefundOrders',
        tags: ['Fees'],
        summary: '待退费列表 · Refunds to carry out',
        description:
          'For the payment system (待退费): orders that it has not answered yet, the oldest hundred; each stays until the callback says what became of it. Signed as the callback.',
        headers: Type.Object(signedFields),
        body: Strict({}, { examples: [{}] }),
        response: { 200: RefundOrders },
      },
    },
    async () => ({ data: (await openRefunds(deps.pool)).map(viewOrder) }),
  )

  app.get(
    '/v1/payments',
    {
      config: { policy: { roles: PAYMENT_READERS } },
      schema: {
        operationId: 'listPayments',
        tags: ['Fees'],
        summary: '支付流水 · The ledger of payments',
        description:
          'Everything that the payment system ever told of the cases of your organs, the latest first, with what became of it (支付流水、对账); what means no case is for operators. Nothing of it is ever changed.',
        querystring: Strict({
          outcome: Type.Optional(
            openEnum(['settled', 'answered', 'wrongAmount', 'notDue', 'unknown', 'differs'], {
              maxLength: 30,
            }),
          ),
          caseNo: Type.Optional(Type.String({ maxLength: 50, description: '办件编号' })),
          transactionNo: Type.Optional(Type.String({ maxLength: 64, description: '流水号' })),
          ...uncountedFields,
        }),
        response: { 200: listOf(PaymentView) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, deps.cursorKey, {
        read: (before: string | undefined, most) =>
          listPayments(deps.pool, callerOf(request), filtersOf(request.query), before, most),
        positionOf: (row) => row.id,
        view: viewPayment,
      }),
  )
}

const WHY_NOT = {
  unsigned: {
    en: 'webhook-id, webhook-timestamp and webhook-signature are needed',
    zh: '缺少 webhook-id、webhook-timestamp 或 webhook-signature 请求头',
  },
  forged: {
    en: 'The signature does not fit these bytes and our secret',
    zh: '签名与报文原文和约定密钥不符',
  },
  untimely: {
    en: 'The message is older than five minutes, or from the future',
    zh: '时间戳与本系统相差超过五分钟',
  },
}
