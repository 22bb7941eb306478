import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, listOf, repeatable, Strict, uncountedFields } from '../../http/schemas.js'
import { rolesOverOrgan, withoutDelegated } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { rolesLacking } from '../../shared/roles.js'
import { ABSENCE_KEEPERS } from './absence-service.js'
import { organOf, STAFF_KEEPERS, STAFF_READERS, staffInSight } from './staff-reach.js'
import {
  clearFields,
  OrganCode,
  Post,
  StaffChange,
  StaffInput,
  StaffView,
  staffParam,
} from './staff-schemas.js'
import { changeStaff, clearContact, listStaff, purposeOf, registerStaff } from './staff-service.js'
import { viewStaff } from './staff-views.js'

const READ = { policy: { roles: STAFF_READERS } } as const
const KEEP = { policy: { roles: STAFF_KEEPERS } } as const

/** The register of the people who act (工作人员名册). */
export const staffRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption, cursorKey }) => {
  app.get(
    '/v1/staff',
    {
      config: READ,
      schema: {
        operationId: 'listStaff',
        tags: ['Staff'],
        summary: '工作人员列表 · The people of your organs',
        description:
          'Who works at the organs within your reach (工作人员列表), in the order of their numbers; telephone and mail are masked.',
        querystring: Strict({
          organisation: Type.Optional(OrganCode),
          post: Type.Optional(Post),
          ...uncountedFields,
        }),
        response: { 200: listOf(StaffView) },
      },
    },
    async (request, reply) => {
      const caller = withoutDelegated(callerOf(request))
      return listPage(request, reply, cursorKey, {
        read: (after: string | undefined, most) =>
          listStaff(pool, caller, filtersOf(request.query), after, most),
        positionOf: (row) => row.staff_no,
        view: (row) => viewStaff(row, { isKeeper: rolesOverOrgan(caller, organOf(row)).has('security') }),
      })
    },
  )

  app.post(
    '/v1/staff',
    {
      config: KEEP,
      schema: {
        operationId: 'registerStaff',
        tags: ['Staff'],
        summary: '人员登记 · Register a person',
        description:
          'Enters a member of staff (人员登记): of which organ, in which posts, known by which token. Security within its reach; a centre’s management for the staff of the centre, without posts, days, token and identity number. A token that holds rights already only by who reaches all of them. Rights are given by grants. Telephone and mail are kept encrypted, of the identity number only a keyed hash.',
        headers: Type.Object(repeatable),
        body: StaffInput,
        response: { 201: StaffView },
      },
    },
    async (request, reply) =>
      once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const row = await registerStaff(db, request, encryption, request.body)
        const body = viewStaff(row, { isKeeper: true })
        return {
          status: 201,
          headers: { location: `/v1/staff/${row.staff_no}`, etag: etagOf(row.version, body) },
          body,
        }
      }),
  )

  app.get(
    '/v1/staff/:staffNo',
    {
      config: READ,
      schema: {
        operationId: 'readStaff',
        tags: ['Staff'],
        summary: '人员详情 · One person of the register',
        description:
          'A member of staff (人员详情), contact masked. `clear=true` with a purpose gives telephone and mail in clear to who keeps the register and to the lead of the organ, and stands in the audit trail.',
        params: staffParam,
        querystring: Strict(clearFields),
        response: { 200: StaffView },
      },
    },
    async (request, reply) => {
      const caller = withoutDelegated(callerOf(request))
      const { clear = false, purpose } = request.query
      const row = await staffInSight(pool, caller, request.params.staffNo)
      const held = rolesOverOrgan(caller, organOf(row))
      const isKeeper = held.has('security')
      if (!clear) return sendResource(request, reply, row.version, viewStaff(row, { isKeeper }))
      if (!ABSENCE_KEEPERS.some((role) => held.has(role)))
        throw problem('FORBIDDEN', { detail: rolesLacking(ABSENCE_KEEPERS, held) })
      const contact = await clearContact(pool, request, encryption, row, purposeOf(purpose))
      return sendResource(request, reply, row.version, viewStaff(row, { isKeeper, contact }))
    },
  )

  app.patch(
    '/v1/staff/:staffNo',
    {
      config: KEEP,
      schema: {
        operationId: 'changeStaff',
        tags: ['Staff'],
        summary: '人员变更 · Change a person’s entry',
        description:
          'Changes what is named (人员变更); null takes away. A centre’s management changes name and contact; the rest is security’s. `validUntil` ends the entry with that day: from then on no right of the person counts, whatever grants there are. Nobody changes his own entry.',
        params: staffParam,
        headers: Type.Object(guarded),
        body: StaffChange,
        response: { 200: StaffView },
      },
    },
    async (request, reply) => {
      const expected = ifMatch(request)
      const row = await withTransaction(pool, (db) =>
        changeStaff(db, request, encryption, {
          staffNo: request.params.staffNo,
          change: request.body,
          check: (version) => checkPrecondition(expected, version),
        }),
      )
      return sendResource(request, reply, row.version, viewStaff(row, { isKeeper: true }))
    },
  )
}
