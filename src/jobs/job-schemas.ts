import { Type } from 'typebox'
import { Instant, listOf, model, Strict, strEnum, Uuid } from '../http/schemas.js'
import type { JobRow } from './job-store.js'

export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const

export const Job = model(
  'Job',
  Strict({
    id: Uuid,
    kind: Type.String({ description: 'What is done (任务类型)', examples: ['placeRecords'] }),
    state: strEnum(JOB_STATES, {
      description:
        'failed: tried too often, waits for POST …/retry; cancelled: ended on request (等待、执行中、完成、失败待处理、已取消)',
    }),
    progress: Strict({
      done: Type.Integer({ minimum: 0, examples: [500] }),
      total: Type.Optional(
        Type.Integer({
          minimum: 0,
          description: 'As far as it is known; grows where more is found (总数)',
          examples: [2000],
        }),
      ),
    }),
    attempts: Type.Integer({
      minimum: 0,
      description: 'How often the batch in hand was begun (本批尝试次数)',
      examples: [1],
    }),
    error: Type.Optional(
      Type.String({
        description:
          'Why the last attempt failed; tried again by itself until state is failed (最近一次失败原因)',
        examples: ['database: lockTimeout 55P03'],
      }),
    ),
    cancellable: Type.Boolean({ description: 'May be cancelled, and is not over (可取消)' }),
    cancelRequested: Type.Optional(
      Type.Boolean({ description: 'Ends after the batch in hand (已请求取消)' }),
    ),
    organisation: Type.Optional(Type.String()),
    createdAt: Instant,
    updatedAt: Instant,
    finishedAt: Type.Optional(Instant),
  }),
)
export const JobList = listOf(Job)
export const jobParam = Strict({ jobId: Uuid })

export const viewJob = (row: JobRow) => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  progress: { done: row.done, ...(row.total === null ? {} : { total: row.total }) },
  attempts: row.attempts,
  ...(row.error === null ? {} : { error: row.error }),
  cancellable: row.cancellable && ['waiting', 'running', 'failed'].includes(row.state),
  ...(row.state === 'running' && row.cancel_requested_at !== null ? { cancelRequested: true } : {}),
  ...(row.organisation_code === null ? {} : { organisation: row.organisation_code }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
})
