import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { listPage } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import {
  dayOf,
  guarded,
  Instant,
  listOf,
  model,
  repeatable,
  Strict,
  Uuid,
  uncountedFields,
} from '../../http/schemas.js'
import {
  ABSENCE_KEEPERS,
  enterAbsence,
  listAbsences,
  readAbsence,
  returnFromAbsence,
} from './absence-service.js'
import { STAFF_READERS } from './staff-reach.js'
import { StaffNo, staffParam } from './staff-schemas.js'
import { viewAbsence } from './staff-views.js'

const READ = { policy: { roles: STAFF_READERS } } as const
const KEEP = { policy: { roles: ABSENCE_KEEPERS } } as const
const oneParam = Strict({ staffNo: StaffNo, absenceId: Uuid })

const fields = {
  from: dayOf('First day (起始日期)', '2030-10-08'),
  until: dayOf('Last day (截止日期)', '2030-10-17'),
  deputy: Type.Optional(
    Type.Unsafe<string>({
      ...StaffNo,
      description: 'Who stands in, of the same organ (代理人工号)',
      examples: ['market-reviewer'],
    }),
  ),
}
const AbsenceInput = Strict(fields, {
  description: 'An absence with its deputy (请假、出差)',
  examples: [{ from: '2030-10-08', until: '2030-10-17', deputy: 'market-reviewer' }],
})
const Absence = model('Absence', Strict({ absenceId: Uuid, staffNo: StaffNo, ...fields, enteredAt: Instant }))

/** Absences (请假、出差) and who stands in. */
export const absenceRoutes: FastifyPluginAsyncTypebox<Deps> = async (
  app,
  { pool, encryption, cursorKey },
) => {
  app.get(
    '/v1/staff/:staffNo/absences',
    {
      config: READ,
      schema: {
        operationId: 'listAbsences',
        tags: ['Staff'],
        summary: '请假记录 · Absences of a person',
        description: 'When a person is or was away, and who stands in (请假记录), the latest entry first.',
        params: staffParam,
        querystring: Strict(uncountedFields),
        response: { 200: listOf(Absence) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          listAbsences(pool, callerOf(request), request.params.staffNo, before, most),
        positionOf: (row) => row.absenceId,
        view: viewAbsence,
      }),
  )

  app.post(
    '/v1/staff/:staffNo/absences',
    {
      config: KEEP,
      schema: {
        operationId: 'enterAbsence',
        tags: ['Staff'],
        summary: '请假登记 · Enter an absence',
        description:
          'A person is away from day to day (请假登记). With a deputy of the same organ, who is there in all these days, the person’s roles in cases pass to that one meanwhile; each act of the deputy says for whom it was done. By security, the centre’s management, or the lead of this very organ, never with oneself as the deputy; for who holds the post 负责人 security alone names one.',
        params: staffParam,
        headers: Type.Object(repeatable),
        body: AbsenceInput,
        response: { 201: Absence },
      },
    },
    async (request, reply) =>
      once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const { staffNo } = request.params
        const row = await enterAbsence(db, request, staffNo, request.body)
        const body = viewAbsence(row)
        const location = `/v1/staff/${staffNo}/absences/${row.absenceId}`
        return { status: 201, headers: { location, etag: etagOf(1, body) }, body }
      }),
  )

  app.get(
    '/v1/staff/:staffNo/absences/:absenceId',
    {
      config: READ,
      schema: {
        operationId: 'readAbsence',
        tags: ['Staff'],
        summary: '请假详情 · One absence',
        description: 'One absence of a person (请假详情).',
        params: oneParam,
        response: { 200: Absence },
      },
    },
    async (request, reply) => {
      const { staffNo, absenceId } = request.params
      const row = await readAbsence(pool, callerOf(request), staffNo, absenceId)
      return sendResource(request, reply, 1, viewAbsence(row))
    },
  )

  app.delete(
    '/v1/staff/:staffNo/absences/:absenceId',
    {
      config: KEEP,
      schema: {
        operationId: 'endAbsence',
        tags: ['Staff'],
        summary: '销假 · End an absence',
        description:
          'The person is back (销假): an absence that has not begun is taken out, a running one ends with yesterday, and with it what the deputy might do.',
        params: oneParam,
        headers: Type.Object(guarded),
        response: { 204: Type.Null({ description: 'Ended (已销假)' }) },
      },
    },
    async (request, reply) => {
      const expected = ifMatch(request)
      await withTransaction(pool, (db) =>
        returnFromAbsence(db, request, {
          ...request.params,
          check: () => checkPrecondition(expected, 1),
        }),
      )
      return reply.code(204).send(null)
    },
  )
}
