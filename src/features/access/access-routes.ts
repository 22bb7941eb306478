import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import {
  guarded,
  Instant,
  listOf,
  repeatable,
  Strict,
  strEnum,
  Uuid,
  uncountedFields,
} from '../../http/schemas.js'
import { subjectOf } from '../../shared/caller.js'
import { ROLE_NAMES } from '../../shared/roles.js'
import { type GrantRow, grantInReach, listAudit, listGrants, refuseOwn } from './access-service.js'
import { AuditEntry, viewAudit } from './audit-entry.js'
import { grantRole, revokeGrants } from './grant-giving.js'
import { Grant, GrantInput, viewGrant } from './grant-schemas.js'

const SECURITY = { policy: { roles: ['security'] } } as const
const grantParam = Strict({ grantId: Uuid })

/** Who may do what (授权), kept by `security`; and what was done (审计), read by `auditor`. */
export const accessRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption, cursorKey }) => {
  app.get(
    '/v1/grants',
    {
      config: SECURITY,
      schema: {
        operationId: 'listGrants',
        tags: ['Access'],
        summary: '授权列表 · Grants',
        description:
          'Who holds which role within your reach (授权列表), filtered by person, role, organisation.',
        querystring: Strict({
          issuer: Type.Optional(Type.String({ maxLength: 255 })),
          subject: Type.Optional(Type.String({ maxLength: 255 })),
          role: Type.Optional(strEnum(ROLE_NAMES)),
          organisation: Type.Optional(Type.String({ maxLength: 50 })),
          ...uncountedFields,
        }),
        response: { 200: listOf(Grant) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (after: string | undefined, most) =>
          listGrants(pool, callerOf(request), filtersOf(request.query), after, most),
        positionOf: (row) => row.id,
        view: viewGrant,
      }),
  )

  app.post(
    '/v1/grants',
    {
      config: SECURITY,
      schema: {
        operationId: 'grantRole',
        tags: ['Access'],
        summary: '授予角色 · Give a role',
        description:
          'Gives a person of the identity provider a role at one organisation (`scope: organ`, the default), or at it and all below (`subtree`, only by who reaches all of that; it begins at the division that the organisation has now and stays there, wherever that moves), for all items or some, from a day and until a day (授权). It counts within five seconds; one that has expired makes room for a new one. Operator, security and auditor exclude each other (三权分立).',
        headers: Type.Object(repeatable),
        body: GrantInput,
        response: { 201: Grant },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const row = await grantRole(db, caller, request.body, subjectOf(caller))
        const grant = viewGrant(row)
        await writeAudit(db, request, auditOf('grantRole', row))
        const headers = { location: `/v1/grants/${row.id}`, etag: etagOf(1, grant) }
        return { status: 201, headers, body: grant }
      })
    },
  )

  app.get(
    '/v1/grants/:grantId',
    {
      config: SECURITY,
      schema: {
        operationId: 'readGrant',
        tags: ['Access'],
        summary: '授权详情 · One grant',
        description: 'Who holds which role, given by whom and when (授权详情).',
        params: grantParam,
        response: { 200: Grant },
      },
    },
    async (request, reply) =>
      sendResource(
        request,
        reply,
        1,
        viewGrant(await grantInReach(pool, callerOf(request), request.params.grantId)),
      ),
  )

  app.delete(
    '/v1/grants/:grantId',
    {
      config: SECURITY,
      schema: {
        operationId: 'revokeGrant',
        tags: ['Access'],
        summary: '撤销授权 · Take a role away',
        description: 'Ends a grant (撤销授权); it no longer counts within five seconds, on every instance.',
        params: grantParam,
        headers: Type.Object(guarded),
        response: { 204: Type.Null({ description: 'Ended (已撤销)' }) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const row = await grantInReach(pool, caller, request.params.grantId)
      checkPrecondition(ifMatch(request), 1)
      await refuseOwn(pool, caller, row)
      await withTransaction(pool, async (db) => {
        await revokeGrants(db, caller, [row])
        await writeAudit(db, request, auditOf('revokeGrant', row))
      })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/audit',
    {
      config: { policy: { roles: ['auditor'] } },
      schema: {
        operationId: 'listAudit',
        tags: ['Access'],
        summary: '审计日志 · The audit trail',
        description:
          'Rights given and taken, files of applicants that staff read (审计日志), newest first. Nothing of it can be changed.',
        querystring: Strict({
          actor: Type.Optional(Type.String({ maxLength: 520, description: 'issuer|subject' })),
          subject: Type.Optional(
            Type.String({
              maxLength: 520,
              description:
                'Whose data it was, or who did it: issuer|subject, or the subject alone (数据主体或者操作人)',
            }),
          ),
          action: Type.Optional(Type.String({ maxLength: 50 })),
          object: Type.Optional(Type.String({ maxLength: 600 })),
          from: Type.Optional(Instant),
          to: Type.Optional(Instant),
          ...uncountedFields,
        }),
        response: { 200: listOf(AuditEntry) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (before: number | undefined, most) =>
          listAudit(pool, callerOf(request), filtersOf(request.query), before, most),
        positionOf: (row) => row.audit_no,
        view: viewAudit,
      }),
  )
}

function auditOf(action: string, row: GrantRow) {
  const { id, issuer, subject, role, organisation_code, scope, items, divisions } = row
  const { valid_from, valid_until, personal } = row
  const details = {
    issuer,
    subject,
    role,
    organisation: organisation_code,
    scope,
    ...(items === null ? {} : { items }),
    ...(valid_from === null ? {} : { validFrom: valid_from }),
    ...(valid_until === null ? {} : { validUntil: valid_until }),
    ...(personal ? { personal } : {}),
  }
  const subjects = [subjectOf({ issuer, subject })]
  return { action, object: `grant ${id}`, details, divisions, organisation: organisation_code, subjects }
}
