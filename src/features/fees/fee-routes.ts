import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { etagOf, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { caseNoParam, listOf, openEnum, repeatable, Strict, uncountedFields } from '../../http/schemas.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { findInHand } from '../cases/case-in-hand.js'
import { BillView, REFUND_STATES, RefundInput, RefundView, viewRefund } from './bill-schemas.js'
import { EXAMPLE_REFUND } from './fee-examples.js'
import { BILL_READERS, readBill } from './read-bill.js'
import { listRefunds, orderRefund, REFUND_READERS, REFUNDERS, refundInSight } from './refund-service.js'

/** What a case costs (收费), and what is given back (退费). */
export const feeRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey } = deps
  app.get(
    '/v1/cases/:caseNo/bill',
    {
      config: { policy: { roles: BILL_READERS } },
      schema: {
        operationId: 'readBill',
        tags: ['Fees'],
        summary: '办件账单 · What the case costs',
        description:
          'The one bill of a case (一单式收费): each fee with its basis, assessed by the rules of the item version over answers and form, with its reduction (减免) where one holds, what was paid and given back, and the payment code (缴款码) for what is outstanding. It is made when the first fee becomes due, with the paper 缴费通知书; until then `FORESEEN` shows what it would be now. For the applicant and for who handles the case.',
        params: caseNoParam,
        response: { 200: BillView },
      },
    },
    async (request, reply) => {
      const { version, view } = await readBill(
        deps,
        callerOf(request),
        request.params.caseNo,
        requestLanguage(request),
      )
      return sendResource(request, reply, version, view)
    },
  )

  app.post(
    '/v1/refunds',
    {
      config: { policy: { roles: REFUNDERS } },
      schema: {
        operationId: 'orderRefund',
        tags: ['Fees'],
        summary: '发起退费 · Order a refund',
        description:
          'The organ of a case gives money back (退费), with reason and basis: part of a payment or all that is left of it, never more than came; surplus (误缴、多缴) as well. By its lead or approver; anybody else who sees the case gets 403. The payment system carries it out and tells by `POST /v1/payments/callback` what became of it: `done`, or `failed`, after which it may be ordered again.',
        headers: Type.Object(repeatable),
        body: RefundInput,
        response: { 201: RefundView },
      },
    },
    async (request, reply) => {
      const { amount, ...asked } = request.body
      const caller = callerOf(request)
      // What is not in memory yet is read before the transaction: no request ever holds two connections.
      await findInHand(deps, caller, typedCaseNo(asked.caseNo))
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const row = await orderRefund(db, deps, request, { ...asked, amount: amount?.amount })
        const body = viewRefund(row)
        const headers = { location: `/v1/refunds/${row.refund_no}`, etag: etagOf(row.version, body) }
        return { status: 201, headers, body }
      })
    },
  )

  app.get(
    '/v1/refunds',
    {
      config: { policy: { roles: REFUND_READERS } },
      schema: {
        operationId: 'listRefunds',
        tags: ['Fees'],
        summary: '退费单列表 · Refunds',
        description: 'What your organs gave back or are giving back (退费单列表), the latest first.',
        querystring: Strict({
          state: Type.Optional(openEnum(REFUND_STATES, { maxLength: 30 })),
          caseNo: Type.Optional(Type.String({ maxLength: 50, description: '办件编号' })),
          ...uncountedFields,
        }),
        response: { 200: listOf(RefundView) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          listRefunds(pool, callerOf(request), filtersOf(request.query), before, most),
        positionOf: (row) => row.id,
        view: viewRefund,
      }),
  )

  app.get(
    '/v1/refunds/:refundNo',
    {
      config: { policy: { roles: REFUND_READERS } },
      schema: {
        operationId: 'readRefund',
        tags: ['Fees'],
        summary: '退费单详情 · One refund',
        description:
          'What goes back, why, by whose order, and what the payment system answered (退费单详情).',
        params: Strict({
          refundNo: Type.String({
            minLength: 1,
            maxLength: 50,
            description: '退费单号',
            examples: [EXAMPLE_REFUND.refundNo],
          }),
        }),
        response: { 200: RefundView },
      },
    },
    async (request, reply) => {
      const row = await refundInSight(pool, callerOf(request), request.params.refundNo)
      return sendResource(request, reply, row.version, viewRefund(row))
    },
  )
}
