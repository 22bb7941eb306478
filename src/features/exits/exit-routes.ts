import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, listOf, repeatable, Strict, strEnum, Uuid, uncountedFields } from '../../http/schemas.js'
import { EXIT_STATES } from './exit.js'
import { registerExit } from './exit-arrival.js'
import {
  ArrivalInput,
  Exit,
  exitParam,
  GiveBackInput,
  HandOutInput,
  PostInput,
  ProofInput,
  ReturnedInput,
  viewExit,
} from './exit-schemas.js'
import {
  actOnExit,
  DESK,
  EXIT_READERS,
  type ExitInput,
  exitInSight,
  listExits,
  readCaseAhead,
} from './exit-service.js'

const READ = { policy: { roles: EXIT_READERS } } as const
const HAND_OUT = { policy: { roles: DESK } } as const

/** What is done with a result that is there: one door each. */
const DOORS = [
  {
    act: 'handOut',
    path: 'hand-out',
    operationId: 'handOutResult',
    summary: '凭证领取 · Hand a result out',
    description:
      'Hands a result out against proof (领取): the number of the document that was shown is compared with those of the persons of the case and kept masked; whoever is none of them needs a mandate, which stays at the desk. The case is DELIVERED, with its receipt (送达回执).',
    body: HandOutInput,
  },
  {
    act: 'post',
    path: 'mailing',
    operationId: 'postResult',
    summary: '邮寄结果 · Post a result',
    description:
      'Sends a result by post (邮寄), with address and tracking number: the case is DELIVERED, and the ten days of Art. 44 end.',
    body: PostInput,
  },
  {
    act: 'prove',
    path: 'proof',
    operationId: 'proveDelivery',
    summary: '登记妥投 · Prove that a letter arrived',
    description:
      'When the letter was handed over, and who signed for it (妥投凭证); a wrong day is put right with `again`. The papers of the case show the same, and what is told there (`…/documents/{documentNo}/delivery`) is shown here.',
    body: ProofInput,
  },
  {
    act: 'takeBack',
    path: 'returned',
    operationId: 'takeBackMail',
    summary: '退件入库 · Take returned mail back',
    description:
      'What came back by post lies at the desk again (退件): the case is CLOSED, the ten days of Art. 44 begin anew, and the applicant is told where to fetch it. With `again` also after it was told by mistake that it arrived.',
    body: ReturnedInput,
  },
  {
    act: 'giveBack',
    path: 'give-back',
    operationId: 'giveBackResult',
    summary: '退回机关 · Give a result back to its organ',
    description:
      'What nobody fetches goes back to the organ that decided (无人领取退回机关), with the reason; the case stays CLOSED, and its organ delivers it, or registers it anew.',
    body: GiveBackInput,
  },
] as const

/** The exit desk of a centre (统一出件). */
export const exitRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey } = deps

  app.get(
    '/v1/exits',
    {
      config: READ,
      schema: {
        operationId: 'listExits',
        tags: ['Exit desk'],
        summary: '待领结果列表 · Results at exit desks',
        description:
          'Results that lie, or lay, at the exit desks of your centre, or that your organ decided (出件列表), the latest first: by desk, state, case, pick-up number; `waitingDays`: what has waited so many days at least (超期未领).',
        querystring: Strict({
          window: Type.Optional(Uuid),
          organisation: Type.Optional(Type.String({ maxLength: 50 })),
          state: Type.Optional(strEnum(EXIT_STATES)),
          caseNo: Type.Optional(Type.String({ maxLength: 50, description: '办件编号' })),
          pickUpNo: Type.Optional(Type.String({ maxLength: 20, description: '取件号' })),
          waitingDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
          ...uncountedFields,
        }),
        response: { 200: listOf(Exit) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          listExits(pool, callerOf(request), filtersOf(request.query), before, most),
        positionOf: (row) => row.id,
        view: viewExit,
      }),
  )

  app.post(
    '/v1/exits',
    {
      config: HAND_OUT,
      schema: {
        operationId: 'registerExit',
        tags: ['Exit desk'],
        summary: '结果入库 · Register a result at the exit desk',
        description:
          'The result of a closed case lies at an exit desk (结果入库) of the centre at which the case came in, or of the organ that decided; what came in online, of a centre in which that organ has windows (网上申请): where, and by which number it is called. The applicant is told. `PICKUP` watches that it is fetched (`PICKUP_DAYS`); from now on it is handed out here and not by `deliver`.',
        headers: Type.Object(repeatable),
        body: ArrivalInput,
        response: { 201: Exit },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      await readCaseAhead(deps, request.body.caseNo)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const row = await registerExit(db, deps, request, request.body)
        const body = viewExit(row)
        const headers = { location: `/v1/exits/${row.id}`, etag: etagOf(row.version, body) }
        return { status: 201, headers, body }
      })
    },
  )

  app.get(
    '/v1/exits/:exitId',
    {
      config: READ,
      schema: {
        operationId: 'readExit',
        tags: ['Exit desk'],
        summary: '出件详情 · One result at an exit desk',
        description: 'Where it lies, how long, and who took it away by which document (出件详情).',
        params: exitParam('handOut'),
        response: { 200: Exit },
      },
    },
    async (request, reply) => {
      const row = await exitInSight(pool, callerOf(request), request.params.exitId)
      return sendResource(request, reply, row.version, viewExit(row))
    },
  )

  for (const { act, path, body: input, ...shown } of DOORS)
    app.post(
      `/v1/exits/:exitId/${path}`,
      {
        config: HAND_OUT,
        schema: {
          ...shown,
          tags: ['Exit desk'],
          params: exitParam(act),
          headers: Type.Object({ ...guarded, ...repeatable }),
          body: input,
          response: { 200: Exit },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const { exitId } = request.params
        const { case_no: caseNo } = await exitInSight(pool, caller, exitId)
        await readCaseAhead(deps, caseNo)
        return once({ request, reply, pool, encryption, caller }, async (db) => {
          const expected = ifMatch(request)
          const asked = { act, ...(request.body as object) } as ExitInput
          const row = await actOnExit(db, deps, request, exitId, asked, (version) => {
            if (expected !== undefined) checkPrecondition(expected, version)
          })
          const body = viewExit(row)
          return { status: 200, headers: { etag: etagOf(row.version, body) }, body }
        })
      },
    )
}
