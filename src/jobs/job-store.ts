import type { Queryable } from '../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../database/rows.js'
import type { Reach } from '../shared/caller.js'
import { jobs } from './job-tables.js'

/** 等待、执行中、完成、失败待处理、已取消 */
export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface JobRow extends RowOf<typeof jobs> {
  state: JobState
}

const COLUMNS = listed(columnsOf(jobs), 'j')

export interface NewJob {
  id: string
  kind: string
  payload: object
  createdBy: string
  organisation: string | undefined
  divisions: readonly string[]
  cancellable?: boolean
}

export async function insertJob(db: Queryable, job: NewJob): Promise<JobRow> {
  const { rows } = await db.query<JobRow>({
    name: 'insert-job',
    text: `insert into jobs as j (id, kind, payload, created_by, organisation_code, divisions, cancellable,
        created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp()) returning ${COLUMNS}`,
    values: [
      job.id,
      job.kind,
      job.payload,
      job.createdBy,
      job.organisation ?? null,
      job.divisions,
      job.cancellable ?? false,
    ],
  })
  const [row] = rows
  if (row === undefined) throw new Error('a new job is a row')
  return row
}

/** A batch that was begun so often and never done is left to a person. */
export const MOST_ATTEMPTS = 10

/**
 * Takes the oldest job that nobody works on, of the given kinds. One of a kind at a time: two would wait for each other's
 * rows. One that failed is passed over until its next attempt. What a dead process left with a cancellation or after its
 * last attempt is settled here.
 */
export async function claimJob(
  db: Queryable,
  worker: string,
  kinds: readonly string[],
  leaseMs: number,
): Promise<JobRow | undefined> {
  const { rows } = await db.query<JobRow>({
    name: 'claim-job',
    text: `with settled as (
        update jobs j set state = case when j.cancel_requested_at is null then 'failed' else 'cancelled' end,
          error = case when j.cancel_requested_at is null then coalesce(j.error, 'no batch was finished by any process') end,
          claimed_by = null, lease_until = null, updated_at = clock_timestamp(), finished_at = clock_timestamp()
        where j.state <> 'done' and j.state in ('waiting', 'running')
          and (j.lease_until is null or j.lease_until < clock_timestamp())
          and (j.attempts >= $4 or j.cancel_requested_at is not null)),
      next as (
        select j.id from jobs j where j.state <> 'done' and j.state in ('waiting', 'running') and j.kind = any($2)
          and (j.lease_until is null or j.lease_until < clock_timestamp())
          and j.attempts < $4 and j.cancel_requested_at is null
          and not exists (select from jobs r where r.state <> 'done' and r.state = 'running' and r.kind = j.kind
            and r.id <> j.id and r.lease_until >= clock_timestamp())
        order by j.created_at, j.id limit 1 for update skip locked)
      update jobs j set state = 'running', claimed_by = $1, attempts = j.attempts + 1,
        lease_until = clock_timestamp() + $3 * interval '1 ms', updated_at = clock_timestamp()
      from next where j.id = next.id returning ${COLUMNS}`,
    values: [worker, kinds, leaseMs, MOST_ATTEMPTS],
  })
  return rows[0]
}

/** What a batch has brought. */
export interface JobStep {
  /** Where the next one begins. */
  position: object
  done: number
  total: number
  isDone: boolean
}

/**
 * Moves on, in the transaction of the batch, and holds the row to its end. Gives the state: cancelled, when somebody has
 * asked for it meanwhile; undefined, when somebody else has the work.
 */
export async function saveStep(
  db: Queryable,
  id: string,
  worker: string,
  step: JobStep,
  leaseMs: number,
): Promise<JobState | undefined> {
  const { rows } = await db.query<Pick<JobRow, 'state'>>({
    name: 'save-job-step',
    text: `update jobs j set position = $3, done = $4, total = $5, attempts = 1, error = null,
        state = case when $6 then 'done' when j.cancel_requested_at is not null then 'cancelled' else 'running' end,
        finished_at = case when $6 or j.cancel_requested_at is not null then clock_timestamp() end,
        lease_until = clock_timestamp() + $7 * interval '1 ms', updated_at = clock_timestamp()
      where j.id = $1 and j.claimed_by = $2 and j.state = 'running' returning j.state`,
    values: [id, worker, step.position, step.done, step.total, step.isDone, leaseMs],
  })
  return rows[0]?.state
}

/** Holds the work while a batch lasts, and shows how far it is. Undefined: somebody else has it, or it is over. */
export async function renewLease(
  db: Queryable,
  id: string,
  worker: string,
  progress: { done?: number | undefined; total?: number | undefined },
  leaseMs: number,
): Promise<{ cancelled: boolean } | undefined> {
  const { rows } = await db.query<Pick<JobRow, 'state'> & { cancelled: boolean }>({
    name: 'renew-job-lease',
    text: `update jobs j set lease_until = clock_timestamp() + $3 * interval '1 ms',
        done = coalesce($4::int, j.done), total = coalesce($5::int, j.total), updated_at = clock_timestamp()
      where j.id = $1 and j.claimed_by = $2 and j.state = 'running'
      returning j.state, j.cancel_requested_at is not null as cancelled`,
    values: [id, worker, leaseMs, progress.done ?? null, progress.total ?? null],
  })
  return rows[0]
}

/**
 * Puts a job aside with its error: tried again later, each time later, at most every ten minutes; after many attempts by
 * nobody until a person says so. Gives the state that it is in now.
 */
export async function putJobAside(
  db: Queryable,
  id: string,
  worker: string,
  error: string,
): Promise<JobState | undefined> {
  const { rows } = await db.query<Pick<JobRow, 'state'>>({
    name: 'put-job-aside',
    text: `update jobs j set error = $3, claimed_by = null, updated_at = clock_timestamp(),
        state = case when j.cancel_requested_at is not null then 'cancelled' when j.attempts >= $4 then 'failed'
          else 'waiting' end,
        finished_at = case when j.cancel_requested_at is not null or j.attempts >= $4 then clock_timestamp() end,
        lease_until = clock_timestamp() + least(600, power(2, least(j.attempts, 20))) * interval '1 second'
      where j.id = $1 and j.claimed_by = $2 and j.state = 'running' returning j.state`,
    values: [id, worker, error, MOST_ATTEMPTS],
  })
  return rows[0]?.state
}

/** Leaves the work to others at once. */
export async function releaseJobs(db: Queryable, worker: string): Promise<void> {
  await db.query({
    name: 'release-jobs',
    text: `update jobs set state = 'waiting', attempts = 0, claimed_by = null, lease_until = null
      where claimed_by = $1 and state = 'running'`,
    values: [worker],
  })
}

/** Asks for the end of a job: at once where nobody works on it, else after the batch in hand. */
export async function requestCancel(db: Queryable, id: string): Promise<JobRow | undefined> {
  const { rows } = await db.query<JobRow>({
    name: 'cancel-job',
    text: `update jobs j set cancel_requested_at = coalesce(j.cancel_requested_at, clock_timestamp()),
        state = case when j.state = 'running' then j.state else 'cancelled' end,
        finished_at = case when j.state = 'running' then null else coalesce(j.finished_at, clock_timestamp()) end,
        lease_until = case when j.state = 'running' then j.lease_until end, updated_at = clock_timestamp()
      where j.id = $1 and j.cancellable and j.state <> 'done' returning ${COLUMNS}`,
    values: [id],
  })
  return rows[0]
}

/** Lets a job that failed, was cancelled, or waits for its next attempt go on where it stands. */
export async function requestRetry(db: Queryable, id: string): Promise<JobRow | undefined> {
  const { rows } = await db.query<JobRow>({
    name: 'retry-job',
    text: `update jobs j set state = 'waiting', attempts = 0, lease_until = null, finished_at = null,
        cancel_requested_at = null, updated_at = clock_timestamp()
      where j.id = $1 and j.state in ('waiting', 'failed', 'cancelled') returning ${COLUMNS}`,
    values: [id],
  })
  return rows[0]
}

/** Removes what was finished long ago. What failed stays until a person has dealt with it. */
export async function deleteOldJobs(db: Queryable, days: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delete-old-jobs',
    text: `delete from jobs where id = any(array(select id from jobs
      where created_at < clock_timestamp() - $1 * interval '1 day' and state in ('done', 'cancelled')
      order by created_at limit 1000))`,
    values: [days],
  })
  return rowCount ?? 0
}

/** Jobs that wait for a process or an attempt, and those that wait for a person. */
export async function countOpenJobs(db: Queryable): Promise<{ waiting: number; failed: number }> {
  const { rows } = await db.query<{ waiting: number; failed: number }>({
    name: 'count-open-jobs',
    text: `select count(*) filter (where state in ('waiting', 'running'))::int as waiting,
        count(*) filter (where state = 'failed')::int as failed
      from (select state from jobs where state <> 'done' order by created_at limit 10000) j`,
  })
  return rows[0] ?? { waiting: 0, failed: 0 }
}

/** The newest job of a kind. */
export async function selectNewestJob(db: Queryable, kind: string): Promise<JobRow | undefined> {
  const { rows } = await db.query<JobRow>({
    name: 'newest-job',
    text: `select ${COLUMNS} from jobs j where j.kind = $1 order by j.created_at desc, j.id desc limit 1`,
    values: [kind],
  })
  return rows[0]
}

export interface JobFilters {
  kind?: string | undefined
  state?: string | undefined
}

/** A page of the jobs within reach, newest first. */
export async function selectJobs(
  db: Queryable,
  { organs, divisions }: Reach,
  filters: JobFilters,
  after: { createdAt: string; id: string } | undefined,
  limit: number,
): Promise<JobRow[]> {
  const { rows } = await db.query<JobRow>({
    name: 'select-jobs',
    text: `select ${COLUMNS} from jobs j
      where (j.divisions && $1::text[] or j.organisation_code = any($2::text[]))
        and ($3::text is null or j.kind = $3) and ($4::text is null or j.state = $4)
        and ($5::timestamptz is null or (j.created_at, j.id) < ($5, $6::uuid))
      order by j.created_at desc, j.id desc limit $7`,
    values: [
      divisions,
      organs,
      filters.kind ?? null,
      filters.state ?? null,
      after?.createdAt ?? null,
      after?.id ?? null,
      limit,
    ],
  })
  return rows
}

/** A job within reach. */
export async function selectJob(
  db: Queryable,
  { organs, divisions }: Reach,
  id: string,
): Promise<JobRow | undefined> {
  const { rows } = await db.query<JobRow>({
    name: 'select-job',
    text: `select ${COLUMNS} from jobs j
      where j.id = $3 and (j.divisions && $1::text[] or j.organisation_code = any($2::text[]))`,
    values: [divisions, organs, id],
  })
  return rows[0]
}

/** How some jobs stand. */
export async function selectJobStates(db: Queryable, ids: readonly string[]): Promise<Map<string, JobState>> {
  const { rows } = await db.query<Pick<JobRow, 'id' | 'state'>>({
    name: 'job-states',
    text: 'select id, state from jobs where id = any($1::uuid[])',
    values: [ids],
  })
  return new Map(rows.map(({ id, state }) => [id, state]))
}
