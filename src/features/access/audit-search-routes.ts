import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { subjectOfNumber, writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { Instant, SEEN, Strict } from '../../http/schemas.js'
import { reachOf } from '../../shared/caller.js'
import { numberIndexes } from '../../shared/number-index.js'
import { organisationWithDivisions } from '../divisions/division-service.js'
import { listAudit } from './access-service.js'
import { AuditEntry, viewAudit } from './audit-entry.js'

const AuditSearch = Strict(
  {
    idNumber: Type.String({
      minLength: 4,
      maxLength: 50,
      pattern: SEEN,
      description: 'Whose data it was: the number of the identity document (证件号码)',
    }),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { examples: [{ idNumber: '11010519491231002X' }] },
)

/** Who looked at whose data, by what must not stand in an address. */
export const auditSearchRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption }) => {
  app.post(
    '/v1/audit/search',
    {
      config: { policy: { roles: ['auditor'] } },
      schema: {
        operationId: 'searchAudit',
        tags: ['Access'],
        summary: "个人信息查阅记录查询 · Who looked at a person's data",
        description:
          "Clear readings of a person's data, newest first, by the number of the identity document (按证件号码查询个人信息查阅记录): also of people who never signed in. The number is found through its blind index; that it was searched for is recorded, too.",
        body: AuditSearch,
        response: { 200: Strict({ data: Type.Array(AuditEntry) }) },
      },
    },
    async (request) => {
      const { idNumber, from, to, limit = 20 } = request.body
      const caller = callerOf(request)
      const reach = reachOf(caller.grants, ['auditor'])
      const subjects = numberIndexes(encryption, idNumber).map(subjectOfNumber)
      const rows = await listAudit(pool, caller, { subject: subjects, from, to }, undefined, limit)
      const organ = await organisationWithDivisions(pool, reach.organs[0] ?? '')
      await writeAudit(pool, request, {
        action: 'searchAudit',
        object: 'audit',
        divisions: organ?.divisions ?? [],
        organisation: organ?.code,
        subjects,
      })
      return { data: rows.map(viewAudit) }
    },
  )
}
