import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { writeAudit } from '../../../http/audit.js'
import { decodeCursor, listPage, page } from '../../../http/cursors.js'
import { once } from '../../../http/idempotency.js'
import { requestLanguage } from '../../../http/language.js'
import { callerOf } from '../../../http/policy.js'
import { repeatable, Strict, uncountedFields } from '../../../http/schemas.js'
import { jobPath, jobStates } from '../../../jobs/job-service.js'
import { exampleId } from '../../../shared/sample-codes.js'
import { say } from '../../../shared/text.js'
import type { AdoptionOrder } from './adoption.js'
import {
  AdoptionInput,
  ForeseenList,
  RefusedList,
  VersionAdoption,
  viewAdoption,
  viewForeseen,
} from './adoption-schemas.js'
import {
  findAdoption,
  lawfulAdoption,
  listRefusals,
  orderAdoption,
  type Place,
  previewAdoption,
} from './adoption-service.js'

const KEEPERS = { policy: { roles: ['cataloguer'] } } as const
const params = Strict({ adoptionId: Type.String({ format: 'uuid', examples: [exampleId(1)] }) })

/** Running cases and a new version of item or procedure (新旧版本衔接). */
export const adoptionRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey } = deps

  app.post(
    '/v1/version-adoptions/preview',
    {
      config: KEEPERS,
      schema: {
        operationId: 'previewAdoption',
        tags: ['Workflow'],
        summary: 'What a new version would mean for running cases',
        description:
          'For each running case of an item within reach (转用预览): which open steps go on, end or open, what was done and has no place any more, which steps it has passed, which materials would be asked anew, not asked, or owed no more, what becomes of its clocks, or why it would stay as it is. Nothing is changed. A version that comes into force later may be looked at. Only for who keeps the item and, where `workflowVersion` is named, owns the procedure.',
        body: AdoptionInput,
        querystring: Strict(uncountedFields),
        response: { 200: ForeseenList },
      },
    },
    async (request, reply) => {
      const order = request.body as AdoptionOrder
      const { limit = 20, ...asked } = request.query
      const { routeOptions, params: none, url, method } = request
      const list = { routeOptions, params: none, url, method, query: { ...asked, order } }
      const after = decodeCursor<Place>(cursorKey, list)
      const rows = await previewAdoption(deps, callerOf(request), order, after, limit + 1)
      const language = requestLanguage(request)
      const shown = page(list, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: ({ place }) => place,
        view: ({ foreseen }) => (foreseen === undefined ? undefined : viewForeseen(foreseen, language)),
      })
      return { ...shown, data: shown.data.filter((each) => each !== undefined) }
    },
  )

  app.post(
    '/v1/version-adoptions',
    {
      config: KEEPERS,
      schema: {
        operationId: 'orderAdoption',
        tags: ['Workflow'],
        summary: 'Let running cases go on by a new version',
        description:
          'Orders a job that brings the running cases of an item under the version in force and, where it is named, a version of its procedure (转用新版): each case by itself, with an event, as far as the preview says it can; others stay and are listed with the reason. What is done is done, clocks that run keep their days, and nothing is demanded anew of an accepted case but by the statute in `demands`, which the applicant is told in writing. 202 with the job; a case that is decided stays as it is.',
        headers: Type.Object(repeatable),
        body: AdoptionInput,
        response: { 202: VersionAdoption },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const order = request.body as AdoptionOrder
      const owner = await lawfulAdoption(deps, caller, order)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const row = await orderAdoption(db, caller, order, owner)
        await writeAudit(db, request, {
          action: 'orderAdoption',
          object: `item ${order.itemCode}`,
          details: { itemVersion: order.itemVersion, workflowVersion: order.workflowVersion },
          divisions: row.divisions,
          organisation: row.organisation_code,
        })
        const link = `<${jobPath({ id: row.job_id })}>; rel="monitor"`
        const headers = { location: `/v1/version-adoptions/${row.id}`, link }
        return { status: 202, headers, body: viewAdoption(row) }
      })
    },
  )

  app.get(
    '/v1/version-adoptions/:adoptionId',
    {
      config: KEEPERS,
      schema: {
        operationId: 'readAdoption',
        tags: ['Workflow'],
        summary: 'How far an order of a new version is',
        description:
          'How many running cases go by the new version by now, and how many stay (转用进度); `job.state` says whether it is still at work.',
        params,
        response: { 200: VersionAdoption },
      },
    },
    async (request) => {
      const row = await findAdoption(pool, callerOf(request), request.params.adoptionId)
      const states = await jobStates(pool, [row.job_id])
      return viewAdoption(row, states.get(row.job_id))
    },
  )

  app.get(
    '/v1/version-adoptions/:adoptionId/refusals',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listAdoptionRefusals',
        tags: ['Workflow'],
        summary: 'Cases that stay under their version',
        description: 'Cases that could not go on by the new version, each with the reason (未转用办件).',
        params,
        querystring: Strict(uncountedFields),
        response: { 200: RefusedList },
      },
    },
    async (request, reply) => {
      const { id } = await findAdoption(pool, callerOf(request), request.params.adoptionId)
      const language = requestLanguage(request)
      return listPage(request, reply, cursorKey, {
        read: (after: string | undefined, most) => listRefusals(pool, id, after, most),
        positionOf: (row) => row.case_no,
        view: ({ case_no, code, reason }) => ({ caseNo: case_no, code, reason: say(reason, language) }),
      })
    },
  )
}
