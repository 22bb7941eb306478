import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable, Strict } from '../../http/schemas.js'
import { Job } from '../../jobs/job-schemas.js'
import { jobPath, viewJob } from '../../jobs/job-service.js'
import { importDivisionRows } from './division-import.js'
import {
  codeParam,
  IMPORT_BYTES,
  ImportBody,
  Organisation,
  OrganisationInput,
  viewOrganisation,
} from './division-schemas.js'
import { type WrittenOrganisation, writeOrganisation } from './organisation-write.js'

/** Moved divisions that the audit trail names. */
const SHOWN = 100
const OPERATOR = { policy: { roles: ['operator'] } } as const

/** The tree of divisions and organisations is kept by the operator. */
export const divisionWriteRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption }) => {
  app.post(
    '/v1/divisions/imports',
    {
      config: OPERATOR,
      bodyLimit: IMPORT_BYTES,
      schema: {
        operationId: 'importDivisions',
        tags: ['Divisions'],
        summary: '导入区划 · Import divisions',
        description:
          'Adds or changes divisions (区划导入), all or nothing, a whole province at once: 422 names every row that does not fit, both rows where a code stands twice. A move takes a right over the division, its old and its new parent; a division at the top one from above all. 202 with a job when one moves (区划调整): what lies below is placed anew by it.',
        headers: Type.Object(repeatable),
        body: ImportBody,
        response: {
          200: Strict({
            written: Type.Integer({ examples: [1] }),
            unchanged: Type.Integer({ examples: [0] }),
          }),
          202: Job,
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { written, unchanged, moved, divisions, job } = await importDivisionRows(
          db,
          caller,
          request.body.divisions,
        )
        await writeAudit(db, request, {
          action: 'importDivisions',
          object: 'divisions',
          details: { written: written.length, moved: moved.slice(0, SHOWN), movedCount: moved.length },
          divisions,
        })
        if (job === undefined) return { status: 200, body: { written: written.length, unchanged } }
        return { status: 202, headers: { location: jobPath(job) }, body: viewJob(job) }
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
        summary: '新增或修改机构 · Add or change an organisation',
        description:
          'Writes an organ or unit (机构). If-Match: the ETag that was read, or * to add one. With another division it moves there (机构划转) with its cases and rights; `Link: rel="monitor"` names the job that brings copies up to date.',
        params: codeParam,
        headers: Type.Object(guarded),
        body: OrganisationInput,
        response: { 200: Organisation },
      },
    },
    async (request, reply) => {
      const { code } = request.params
      const expected = ifMatch(request)
      const caller = callerOf(request)
      const { after, job } = await withTransaction(pool, async (db) => {
        const written = await writeOrganisation(db, caller, code, request.body, expected)
        await writeAudit(db, request, auditOf(written))
        return written
      })
      if (job !== undefined) reply.header('link', `<${jobPath(job)}>; rel="monitor"`)
      return sendResource(request, reply, after.version, viewOrganisation(after))
    },
  )
}

function auditOf({ before, after }: WrittenOrganisation) {
  return {
    action: 'putOrganisation',
    object: `organisation ${after.code}`,
    details: { from: before && viewOrganisation(before), to: viewOrganisation(after) },
    organisation: after.code,
    divisions: [...new Set([...(before?.ancestors ?? []), ...after.ancestors])],
  }
}
