import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { etagOf } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { LegalDate, repeatable, SAID, Strict } from '../../http/schemas.js'
import { jobPath } from '../../jobs/job-service.js'
import {
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_MARKET,
  COUNTY_TOBACCO,
  COUNTY_VETERANS,
} from '../../shared/sample-codes.js'
import { Organisation, viewOrganisation } from '../divisions/division-schemas.js'
import { type Ending, endOrgan } from './organ-changes.js'

const OPERATOR = { policy: { roles: ['operator'] } } as const

const code = (example: string) =>
  Type.String({ minLength: 1, maxLength: 50, pattern: '^[0-9A-Za-z_.-]+$', examples: [example] })

const ending = (successor: TSchema, example: string) =>
  Strict(
    {
      successor,
      on: Type.Unsafe<string>({
        ...LegalDate,
        description: 'Last day of the organ (撤并日期); today or before',
      }),
      document: Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: SAID,
        description: 'The document by which it was decided (批准文件)',
      }),
    },
    { examples: [{ successor: example, on: '2026-03-01', document: '示例编发〔2026〕1号' }] },
  )

/** Organs that end (机构撤并), by the operator who reaches both. */
export const organChangeRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption }) => {
  const answer = (
    request: FastifyRequest,
    reply: FastifyReply,
    organ: string,
    { kind, successor, on, document }: Ending,
  ) => {
    const caller = callerOf(request)
    return once({ request, reply, pool, encryption, caller }, async (db) => {
      const ended = await endOrgan(db, caller, organ, { kind, successor, on, document })
      await writeAudit(db, request, {
        action: kind === 'merge' ? 'mergeOrganisation' : 'dissolveOrganisation',
        object: `organisation ${organ}`,
        details: { successor, on, document, delegations: ended.delegations },
        divisions: ended.divisions,
        organisation: organ,
      })
      const body = viewOrganisation(ended.organ)
      const link = `<${jobPath(ended.job)}>; rel="monitor"`
      return { status: 200, headers: { etag: etagOf(ended.organ.version, body), link }, body }
    })
  }

  app.post(
    '/v1/organisations/:code/merge',
    {
      config: OPERATOR,
      schema: {
        operationId: 'mergeOrganisation',
        tags: ['Divisions'],
        summary: '机构合并 · Merge an organisation into another',
        description:
          'The organ goes into another (机构合并): its running cases, windows and open questions are the successor’s from now on; its people finish its own cases, and rights at the successor are given there. `Link: rel="monitor"` names the job that brings copies up to date. 422: ended, itself, unknown, a successor that ended, a day to come.',
        params: Strict({ code: code(COUNTY_TOBACCO) }),
        headers: Type.Object(repeatable),
        body: ending(code(COUNTY_MARKET), COUNTY_MARKET),
        response: { 200: Organisation },
      },
    },
    async (request, reply) =>
      answer(request, reply, request.params.code, {
        kind: 'merge',
        ...(request.body as Omit<Ending, 'kind'>),
      }),
  )

  app.post(
    '/v1/organisations/:code/dissolve',
    {
      config: OPERATOR,
      schema: {
        operationId: 'dissolveOrganisation',
        tags: ['Divisions'],
        summary: '机构撤销 · Dissolve an organisation',
        description:
          'The organ is dissolved (机构撤销); `successor` (承继机构) goes on with its cases. Without one only when no case of it runs and no item is in use.',
        params: Strict({ code: code(COUNTY_VETERANS) }),
        headers: Type.Object(repeatable),
        body: ending(Type.Optional(code(COUNTY_CIVIL_AFFAIRS)), COUNTY_CIVIL_AFFAIRS),
        response: { 200: Organisation },
      },
    },
    async (request, reply) =>
      answer(request, reply, request.params.code, {
        kind: 'dissolve',
        ...(request.body as Omit<Ending, 'kind'>),
      }),
  )
}
