import type { Queryable } from '../database/queryable.js'
import { type Caller, reachOf, subjectOf } from '../shared/caller.js'
import { newId } from '../shared/ids.js'
import { problem } from '../shared/problem.js'
import {
  insertJob,
  type JobFilters,
  type JobRow,
  requestCancel,
  requestRetry,
  selectJob,
  selectJobs,
} from './job-store.js'

export { viewJob } from './job-schemas.js'
export type { JobRow } from './job-store.js'
export {
  countOpenJobs,
  deleteOldJobs,
  /** For who knows the job as his own by another way: undefined where it must not be left half done, or is over. */
  requestCancel as endJob,
  selectJobStates as jobStates,
  selectNewestJob as newestJob,
} from './job-store.js'

/** What long work is asked for, and within whose reach it lies. */
export interface Order {
  kind: string
  payload: object
  organisation?: string | undefined
  divisions: readonly string[]
  /** Whether it may be left half done (可取消). */
  cancellable?: boolean
}

/** Asks for long work (提交长任务) in the transaction of what makes it necessary: begun as soon as that is committed. */
export async function orderJob(db: Queryable, caller: Caller, order: Order): Promise<JobRow> {
  const { kind, payload, organisation, divisions, cancellable = false } = order
  const createdBy = subjectOf(caller)
  return insertJob(db, { id: newId(), kind, payload, createdBy, organisation, divisions, cancellable })
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

/**
 * Asks for a job's end (取消任务): at once where nobody works on it, else after the batch in hand. What is done stays done.
 * 409 where it must not be left half done, or is over.
 */
export async function cancelJob(
  db: Queryable,
  caller: Caller,
  id: string,
  audit: (db: Queryable, job: JobRow) => Promise<void>,
): Promise<JobRow> {
  return changeJob(db, caller, id, requestCancel, audit)
}

/** Lets a job that failed, was cancelled or waits go on where it stands (重试任务); 409 where it runs or is done. */
export async function retryJob(
  db: Queryable,
  caller: Caller,
  id: string,
  audit: (db: Queryable, job: JobRow) => Promise<void>,
): Promise<JobRow> {
  return changeJob(db, caller, id, requestRetry, audit)
}

async function changeJob(
  db: Queryable,
  caller: Caller,
  id: string,
  change: (db: Queryable, id: string) => Promise<JobRow | undefined>,
  audit: (db: Queryable, job: JobRow) => Promise<void>,
): Promise<JobRow> {
  await findJob(db, caller, id)
  const row = await change(db, id)
  if (row === undefined) throw problem('CONFLICT')
  await audit(db, row)
  return row
}
