import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Queryable } from '../database/queryable.js'
import { withTransaction } from '../database/transaction.js'
import type { Deps } from '../deps.js'
import { writeAudit } from '../http/audit.js'
import { decodeCursor, filtersOf, page } from '../http/cursors.js'
import { callerOf } from '../http/policy.js'
import { Strict, strEnum, uncountedFields } from '../http/schemas.js'
import { JOB_STATES, Job, JobList, jobParam, viewJob } from './job-schemas.js'
import { cancelJob, findJob, type JobRow, listJobs, retryJob } from './job-service.js'

const OPERATOR = { policy: { roles: ['operator'] } } as const

/** What an operator does with a job; the same again changes nothing. */
const CHANGES = {
  cancel: {
    change: cancelJob,
    summary: '取消任务 · End long work',
    description:
      'Ends a job (取消任务) that may be left half done (`cancellable`): at once where nobody works on it, else after the batch in hand. What is done stays done. 409 for other jobs.',
  },
  retry: {
    change: retryJob,
    summary: '重试任务 · Go on with long work',
    description:
      'Lets a job that failed too often, was cancelled or waits for its next attempt go on where it stands (重试任务). 409 while it runs, and when it is done.',
  },
} as const

/** Long work (长任务) and how far it has come. */
export const jobRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, cursorKey }) => {
  app.get(
    '/v1/jobs',
    {
      config: OPERATOR,
      schema: {
        operationId: 'listJobs',
        tags: ['System'],
        summary: '长任务列表 · Long work',
        description:
          'Long work (长任务) within reach, newest first: what is done, how far it has come, and why the last attempt failed.',
        querystring: Strict({
          kind: Type.Optional(Type.String({ maxLength: 50, examples: ['placeRecords'] })),
          state: Type.Optional(strEnum(JOB_STATES)),
          ...uncountedFields,
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
        summary: '长任务详情 · One piece of long work',
        description: 'A job (长任务) with its progress (进度), attempts and last error; 404 out of reach.',
        params: jobParam,
        response: { 200: Job },
      },
    },
    async (request) => viewJob(await findJob(pool, callerOf(request), request.params.jobId)),
  )

  for (const [name, { change, summary, description }] of Object.entries(CHANGES))
    app.post(
      `/v1/jobs/:jobId/${name}`,
      {
        config: OPERATOR,
        schema: {
          operationId: `${name}Job`,
          tags: ['System'],
          summary,
          description,
          params: jobParam,
          response: { 200: Job },
        },
      },
      async (request) => {
        const audit = (db: Queryable, job: JobRow) =>
          writeAudit(db, request, {
            action: `${name}Job`,
            object: `job ${job.id}`,
            details: { kind: job.kind, state: job.state },
            divisions: job.divisions,
            organisation: job.organisation_code ?? undefined,
          })
        const { jobId } = request.params
        return viewJob(await withTransaction(pool, (db) => change(db, callerOf(request), jobId, audit)))
      },
    )
}
