import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { preferredType } from '../../http/accept.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { etagOf, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable, Strict, strEnum, uncountedFields } from '../../http/schemas.js'
import { exampleId } from '../../shared/sample-codes.js'
import type { LegalDate } from '../../shared/time.js'
import { printPage } from '../documents/page.js'
import { renderData } from '../documents/render-data.js'
import { ORDER_ACTS, ORDER_STATUSES, type OrderAction } from './order.js'
import { printedOrder } from './order-paper.js'
import {
  AcceptInput,
  OrderInput,
  OrderList,
  ReplyInput,
  ReturnInput,
  SupervisionOrder,
  viewOrder,
  WithdrawInput,
} from './order-schemas.js'
import {
  actOnOrder,
  caseOfOrder,
  issueOrder,
  listOrders,
  mustNotBeRecused,
  ORDER_READERS,
  orderInSight,
} from './order-service.js'

const FORMS = ['application/json', 'text/html', 'application/pdf'] as const
const READ = { policy: { roles: ORDER_READERS } } as const

/** What people do with an order; the examples name orders of their own that stand where each is allowed. */
const ACTS = [
  {
    action: 'reply',
    ordinal: 1,
    body: ReplyInput,
    summary: 'Answer a supervision order',
    chinese: '答复督办单',
  },
  {
    action: 'accept',
    ordinal: 2,
    body: AcceptInput,
    summary: 'Accept the answer to an order',
    chinese: '督办办结',
  },
  {
    action: 'return',
    ordinal: 3,
    body: ReturnInput,
    summary: 'Return the answer to an order',
    chinese: '退回重新答复',
  },
  {
    action: 'withdraw',
    ordinal: 4,
    body: WithdrawInput,
    summary: 'Take an order back',
    chinese: '撤回督办单',
  },
] as const satisfies {
  action: OrderAction
  ordinal: number
  body: object
  summary: string
  chinese: string
}[]

const orderParam = (ordinal: number) =>
  Strict({ orderId: Type.String({ format: 'uuid', examples: [exampleId(ordinal)] }) })

/** Supervision orders (督办单): a demand, a day, an answer, accepted or returned. They alter no case. */
export const orderRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey, renderer } = deps

  app.get(
    '/v1/supervision-orders',
    {
      config: READ,
      schema: {
        operationId: 'listSupervisionOrders',
        tags: ['Supervision'],
        summary: '督办单列表 · Supervision orders',
        description:
          'Orders to organs within reach (督办单列表), the latest first: by state, organ, case; `overdue=true`: not answered in time (逾期未答复).',
        querystring: Strict({
          status: Type.Optional(strEnum(ORDER_STATUSES)),
          organisation: Type.Optional(
            Type.String({ maxLength: 50, description: 'Code of the organ that is asked (被督办机构)' }),
          ),
          caseNo: Type.Optional(Type.String({ maxLength: 50, description: '办件编号' })),
          overdue: Type.Optional(
            Type.Boolean({ description: 'Only those not answered in time, or only the others' }),
          ),
          ...uncountedFields,
        }),
        response: { 200: OrderList },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          listOrders(pool, callerOf(request), filtersOf(request.query), before, most),
        positionOf: (row) => row.id,
        view: viewOrder,
      }),
  )

  app.post(
    '/v1/supervision-orders',
    {
      config: { policy: { roles: ['supervisor'] } },
      schema: {
        operationId: 'issueSupervisionOrder',
        tags: ['Supervision'],
        summary: '发出督办单 · Issue a supervision order',
        description:
          'A supervisor demands an answer of an organ by a day (发出督办单), about a case, an alert, or its work at large. It has a clock of its own (`ORDER_REPLY`), which warns the organ and supervision; the case itself is not altered.',
        headers: Type.Object(repeatable),
        body: OrderInput,
        response: { 201: SupervisionOrder },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const hand = await caseOfOrder(deps, caller, request.body.caseNo)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const row = await issueOrder(db, deps, request, request.body, hand)
        const body = viewOrder(row)
        const headers = { location: `/v1/supervision-orders/${row.id}`, etag: etagOf(row.version, body) }
        return { status: 201, headers, body }
      })
    },
  )

  app.get(
    '/v1/supervision-orders/:orderId',
    {
      config: READ,
      schema: {
        operationId: 'readSupervisionOrder',
        tags: ['Supervision'],
        summary: '督办单详情 · One supervision order',
        description:
          'What was demanded, what was answered, and what became of it (督办单详情); as a paper with its number, as it was issued, where Accept asks for text/html or application/pdf.',
        params: orderParam(1),
        response: {
          200: {
            description: 'The order',
            content: {
              'application/json': { schema: SupervisionOrder },
              'text/html': { schema: Type.String() },
              'application/pdf': { schema: Type.String({ format: 'binary' }) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { row } = await orderInSight(pool, callerOf(request), request.params.orderId)
      const wanted = preferredType(request.headers.accept, FORMS)
      // One of an earlier release has no paper.
      if (wanted === 'application/json' || row.paper === null)
        return sendResource(request, reply, row.version, viewOrder(row))
      const { id, status } = row
      const printed = printedOrder(row.paper, { id, status, officialNo: row.official_no ?? id })
      const page = wanted === 'text/html' ? printPage(printed) : await renderer.pdf(renderData(printed))
      return reply
        .type(wanted === 'text/html' ? 'text/html; charset=utf-8' : wanted)
        .serializer((made: unknown) => made as string)
        .send(page as never)
    },
  )

  for (const { action, ordinal, body, summary, chinese } of ACTS) {
    app.post(
      `/v1/supervision-orders/:orderId/${action}`,
      {
        config: { policy: { roles: ORDER_ACTS[action].roles } },
        // Nobody has to remark anything.
        preValidation: async (request) => {
          if (action === 'accept') request.body ??= {}
        },
        schema: {
          operationId: `${action}SupervisionOrder`,
          tags: ['Supervision'],
          summary: `${chinese} · ${summary}`,
          description: `${summary} (${chinese}): ISSUED → REPLIED → ACCEPTED, or RETURNED with another day, until it is answered; WITHDRAWN by who supervises. Who, when and with which words is kept.`,
          params: orderParam(ordinal),
          headers: Type.Object({ ...guarded, ...repeatable }),
          body,
          response: { 200: SupervisionOrder },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const { row } = await orderInSight(pool, caller, request.params.orderId)
        await mustNotBeRecused(deps, caller, row)
        const { text, replyBy } = request.body as { text?: string; replyBy?: LegalDate }
        return once({ request, reply, pool, encryption, caller }, async (db) => {
          const after = await actOnOrder(db, deps, request, { id: row.id, action, text, replyBy })
          const shown = viewOrder(after)
          return { status: 200, headers: { etag: etagOf(after.version, shown) }, body: shown }
        })
      },
    )
  }
}
