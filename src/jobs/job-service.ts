import type { Queryable } from '../database/queryable.js'
import { type Caller, reachOf, subjectOf } from '../shared/caller.js'
import { newId } from '../shared/ids.js'
import { problem } from '../shared/problem.js'
import { insertJob, type JobFilters, type JobRow, selectJob, selectJobs } from './job-store.js'

export { viewJob } from './job-schemas.js'
export type { JobRow } from './job-store.js'

/** What long work is asked for, and within whose reach it lies. */
export interface Order {
  kind: string
  payload: object
  organisation?: string | undefined
  divisions: readonly string[]
}

/** Asks for long work (提交长任务) in the transaction of what makes it necessary: begun as soon as that is committed. */
export async function orderJob(db: Queryable, caller: Caller, order: Order): Promise<JobRow> {
  const { kind, payload, organisation, divisions } = order
  return insertJob(db, { id: newId(), kind, payload, createdBy: subjectOf(caller), organisation, divisions })
}

/** Where a job is looked up. */
export const jobPath = ({ id }: Pick<JobRow, 'id'>): string => `/v1/jobs/${id}`

/** A page of the jobs within the operator's reach, newest first. */
export async function listJobs(
  db: Queryable,
  caller: Caller,
  filters: JobFilters,
  after: { createdAt: string; id: string } | undefined,
  limit: number,
): Promise<JobRow[]> {
  return selectJobs(db, reachOf(caller.grants, ['operator']), filters, after, limit)
}

/** A job within the operator's reach; 404 else. */
export async function findJob(db: Queryable, caller: Caller, id: string): Promise<JobRow> {
  const row = await selectJob(db, reachOf(caller.grants, ['operator']), id)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}
