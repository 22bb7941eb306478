import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable, Strict } from '../../http/schemas.js'
import { problem } from '../../shared/problem.js'
import { knownDivision } from './division-input.js'
import {
  codeParam,
  ImportBody,
  Organisation,
  OrganisationInput,
  viewOrganisation,
} from './division-schemas.js'
import { importDivisionRows, mustReachDivision } from './division-service.js'
import { selectOrganisation } from './division-store.js'
import { upsertOrganisation } from './division-writes.js'

/** Moved divisions that the audit trail names. */
const SHOWN = 100
const OPERATOR = { policy: { roles: ['operator'] } } as const

/** The tree of divisions and organisations is kept by the operator. */
export const divisionWriteRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption }) => {
  app.post(
    '/v1/divisions/imports',
    {
      config: OPERATOR,
      schema: {
        operationId: 'importDivisions',
        tags: ['Divisions'],
        summary: 'Import divisions',
        description:
          'Adds or changes divisions (区划导入), all or nothing: 422 names every row that does not fit. A move takes a right over the division, its old and its new parent; a division at the top one from above all.',
        headers: Type.Object(repeatable),
        body: ImportBody,
        response: { 200: Strict({ written: Type.Integer({ examples: [1] }) }) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { written, moved, divisions } = await importDivisionRows(db, caller, request.body.divisions)
        await writeAudit(db, request, {
          action: 'importDivisions',
          object: 'divisions',
          details: { written, moved: moved.slice(0, SHOWN), movedCount: moved.length },
          divisions,
        })
        return { status: 200, body: { written } }
      })
    },
  )

  app.put(
    '/v1/organisations/:code',
    {
      config: OPERATOR,
      schema: {
        operationId: 'putOrganisation',
        tags: ['Divisions'],
        summary: 'Add or change an organisation',
        description: 'Writes an organ or unit (机构). If-Match: the ETag that was read, or * to add one.',
        params: codeParam,
        headers: Type.Object(guarded),
        body: OrganisationInput,
        response: { 200: Organisation },
      },
    },
    async (request, reply) => {
      const { code } = request.params
      const expected = ifMatch(request)
      const before = await selectOrganisation(pool, code)
      const caller = callerOf(request)
      if (before !== undefined) mustReachDivision(caller, before.ancestors, 'operator')
      checkPrecondition(expected, before?.version ?? 0)
      const division = await knownDivision(pool, request.body.division)
      mustReachDivision(caller, division.ancestors, 'operator')
      const { name, nameEn, parent, kind } = request.body
      const after = await withTransaction(pool, async (db) => {
        const version = await upsertOrganisation(
          db,
          { code, divisionCode: division.code, parentCode: parent, name, nameEn, kind },
          expected === 'any' ? undefined : before?.version,
        )
        const row = await selectOrganisation(db, code)
        if (version === undefined || row === undefined) throw problem('PRECONDITION_FAILED')
        await writeAudit(db, request, {
          action: 'putOrganisation',
          object: `organisation ${code}`,
          details: { from: before && viewOrganisation(before), to: viewOrganisation(row) },
          organisation: code,
          divisions: [...new Set([...(before?.ancestors ?? []), ...division.ancestors])],
        })
        return row
      })
      return sendResource(request, reply, after.version, viewOrganisation(after))
    },
  )
}
