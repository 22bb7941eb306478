import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../deps.js'
import { decodeCursor, filtersOf, page } from '../http/cursors.js'
import { callerOf } from '../http/policy.js'
import { pageFields, Strict, strEnum } from '../http/schemas.js'
import { JOB_STATES, Job, JobList, jobParam, viewJob } from './job-schemas.js'
import { findJob, listJobs } from './job-service.js'

const OPERATOR = { policy: { roles: ['operator'] } } as const
const { count: _count, ...uncounted } = pageFields

/** Long work (长任务) and how far it has come. */
export const jobRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, cursorKey }) => {
  app.get(
    '/v1/jobs',
    {
      config: OPERATOR,
      schema: {
        operationId: 'listJobs',
        tags: ['System'],
        summary: 'Long work',
        description:
          'Long work (长任务) within reach, newest first: what is done, how far it has come, and why the last attempt failed.',
        querystring: Strict({
          kind: Type.Optional(Type.String({ maxLength: 50, examples: ['placeRecords'] })),
          state: Type.Optional(strEnum(JOB_STATES)),
          ...uncounted,
        }),
        response: { 200: JobList },
      },
    },
    async (request, reply) => {
      const { limit = 20 } = request.query
      const after = decodeCursor<{ createdAt: string; id: string }>(cursorKey, request)
      return page(request, reply, {
        rows: await listJobs(pool, callerOf(request), filtersOf(request.query), after, limit + 1),
        limit,
        key: cursorKey,
        positionOf: (row) => ({ createdAt: row.created_at, id: row.id }),
        view: viewJob,
      })
    },
  )

  app.get(
    '/v1/jobs/:jobId',
    {
      config: OPERATOR,
      schema: {
        operationId: 'readJob',
        tags: ['System'],
        summary: 'One piece of long work',
        description: 'A job (长任务) with its progress (进度), attempts and last error; 404 out of reach.',
        params: jobParam,
        response: { 200: Job },
      },
    },
    async (request) => viewJob(await findJob(pool, callerOf(request), request.params.jobId)),
  )
}
