import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, listOf, repeatable, Strict, strEnum, uncountedFields } from '../../http/schemas.js'
import { exampleId } from '../../shared/sample-codes.js'
import { type Answer, answerHandover } from './answer-handover.js'
import { HANDOVER_STATUSES } from './handover.js'
import { EXAMPLE_HANDED } from './handover-examples.js'
import {
  Handover,
  handoverInput,
  handoverParam,
  ReceiveInput,
  RejectInput,
  viewHandover,
} from './handover-schemas.js'
import {
  createHandover,
  HANDLERS,
  HANDOVER_READERS,
  handoverInSight,
  listHandovers,
  readAhead,
} from './handover-service.js'

const READ = { policy: { roles: HANDOVER_READERS } } as const
const HANDLE = { policy: { roles: HANDLERS } } as const
const named = Type.Optional(Type.String({ maxLength: 50, description: 'Window id or code of an organ' }))

/** Hand-overs of papers between window and organ (物料流转). */
export const handoverRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey } = deps

  app.get(
    '/v1/handovers',
    {
      config: READ,
      schema: {
        operationId: 'listHandovers',
        tags: ['Hand-overs'],
        summary: '物料流转清单列表 · Hand-over lists',
        description:
          'What your organs and centres handed over or were handed (物料流转清单列表), the latest first: by side, state, case; `overdue=true`: on the way longer than it should be (逾期未达).',
        querystring: Strict({
          from: named,
          to: named,
          status: Type.Optional(strEnum(HANDOVER_STATUSES)),
          caseNo: Type.Optional(Type.String({ maxLength: 50, description: '办件编号' })),
          overdue: Type.Optional(
            Type.Boolean({ description: 'Only what should have arrived, or only the others' }),
          ),
          ...uncountedFields,
        }),
        response: { 200: listOf(Handover) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          listHandovers(pool, callerOf(request), filtersOf(request.query), before, most),
        positionOf: (row) => row.id,
        view: viewHandover,
      }),
  )

  app.post(
    '/v1/handovers',
    {
      config: HANDLE,
      schema: {
        operationId: 'createHandover',
        tags: ['Hand-overs'],
        summary: '移交材料 · Hand papers over',
        description:
          'Papers of cases go from the window (or organ) at which they came in to the organ that decides (移交). What a window collected (代收) is accepted once the organ has received it; a case of which everything is electronic goes along without sheets. Results of closed cases go the other way, from the organ to a desk of the centre (结果移交), as sheets `result`. Nothing goes twice: 409 for what is on the way or was received.',
        headers: Type.Object(repeatable),
        body: handoverInput(EXAMPLE_HANDED.caseNo, EXAMPLE_HANDED.materialCode),
        response: { 201: Handover },
      },
    },
    async (request, reply) => {
      await readAhead(deps, callerOf(request), request.body.cases)
      return once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const row = await createHandover(db, deps, request, request.body)
        const body = viewHandover(row)
        const headers = { location: `/v1/handovers/${row.id}`, etag: etagOf(row.version, body) }
        return { status: 201, headers, body }
      })
    },
  )

  app.get(
    '/v1/handovers/:handoverId',
    {
      config: READ,
      schema: {
        operationId: 'readHandover',
        tags: ['Hand-overs'],
        summary: '物料流转清单详情 · One hand-over list',
        description:
          'Cases and sheets, what became of each, and both signatures with their times (物料流转清单详情).',
        params: handoverParam,
        response: { 200: Handover },
      },
    },
    async (request, reply) => {
      const row = await handoverInSight(pool, callerOf(request), request.params.handoverId)
      return sendResource(request, reply, row.version, viewHandover(row))
    },
  )

  const answerTo = async (request: FastifyRequest, reply: FastifyReply, id: string, answer: Answer) => {
    const caller = callerOf(request)
    const { cases } = await handoverInSight(pool, caller, id)
    await readAhead(
      deps,
      caller,
      cases.map(({ caseNo }) => caseNo),
    )
    return once({ request, reply, pool, encryption, caller }, async (db) => {
      const expected = ifMatch(request)
      const row = await answerHandover(db, deps, request, id, answer, (version) => {
        if (expected !== undefined) checkPrecondition(expected, version)
      })
      const body = viewHandover(row)
      return { status: 200, headers: { etag: etagOf(row.version, body) }, body }
    })
  }

  app.post(
    '/v1/handovers/:handoverId/receive',
    {
      config: HANDLE,
      schema: {
        operationId: 'receiveHandover',
        tags: ['Hand-overs'],
        summary: '接收材料 · Receive papers',
        description:
          'The organ takes what came (接收), sheet by sheet or all that is open. What is refused goes back with its reason, what is short without one was lost; a material of which nothing came is wanting in the case. Once all sheets of a case are answered and any came, the case is received: the five days of the organ begin (行政许可法 Art. 32), and each case gets its voucher (物料流转凭证).',
        params: handoverParam,
        headers: Type.Object({ ...guarded, ...repeatable }),
        body: ReceiveInput,
        response: { 200: Handover },
      },
    },
    async (request, reply) =>
      answerTo(request, reply, request.params.handoverId, { what: 'receive', ...request.body }),
  )

  app.post(
    '/v1/handovers/:handoverId/reject',
    {
      config: HANDLE,
      schema: {
        operationId: 'rejectHandover',
        tags: ['Hand-overs'],
        summary: '退回材料 · Refuse papers',
        description:
          'The organ takes some sheets, or all that is open, not (退回), each with a reason. A case of which nothing was taken is back where it came from, to be handed over again.',
        params: Strict({
          handoverId: Type.Unsafe<string>({
            ...handoverParam.properties.handoverId,
            examples: [exampleId(2)],
          }),
        }),
        headers: Type.Object({ ...guarded, ...repeatable }),
        body: RejectInput,
        response: { 200: Handover },
      },
    },
    async (request, reply) =>
      answerTo(request, reply, request.params.handoverId, { what: 'reject', ...request.body }),
  )

  app.post(
    '/v1/handovers/:handoverId/lose',
    {
      config: HANDLE,
      schema: {
        operationId: 'loseHandover',
        tags: ['Hand-overs'],
        summary: '登记遗失 · Say that papers were lost',
        description:
          'What is still open of a list never arrived and is not found (遗失): said by either side. Its cases may be handed over again, with papers that take the place of the lost ones.',
        params: Strict({
          handoverId: Type.Unsafe<string>({
            ...handoverParam.properties.handoverId,
            examples: [exampleId(3)],
          }),
        }),
        headers: Type.Object({ ...guarded, ...repeatable }),
        response: { 200: Handover },
      },
    },
    async (request, reply) => answerTo(request, reply, request.params.handoverId, { what: 'lose' }),
  )
}
