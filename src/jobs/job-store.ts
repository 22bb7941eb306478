import { and, desc, eq, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import { createDatabase } from '../database/pool.js'
import type { Queryable } from '../database/queryable.js'
import { columnsOf, listed, namedColumns, type RowOf } from '../database/rows.js'
import type { Reach } from '../shared/caller.js'
import { type JobState, jobs } from './job-tables.js'

export type JobRow = RowOf<typeof jobs>

const COLUMNS = listed(columnsOf(jobs), 'j')
const NOW = sql`clock_timestamp()`

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
  const { id, kind, payload, createdBy, organisation, divisions, cancellable = false } = job
  const whose = { organisationCode: organisation ?? null, divisions: [...divisions] }
  const [row] = await createDatabase(db)
    .insert(jobs)
    .values({ id, kind, payload, createdBy, ...whose, cancellable, createdAt: NOW, updatedAt: NOW })
    .returning(namedColumns(jobs))
  if (row === undefined) throw new Error('a new job is a row')
  return row
}

/** A batch that was begun so often and never done is left to a person. */
export const MOST_ATTEMPTS = 10

/**
 * Takes a job that nobody works on, of the given kinds: of whoever was served longest ago his oldest. Of a kind so many
 * at a time over all instances as `beside` says, and one of a caller: they would wait for each other's rows, and whoever
 * sends in the directory before his items wants them in that order. One that failed is passed over until its next
 * attempt. What a dead process left with a cancellation or after its last attempt is settled here. By hand: one statement
 * that settles, locks and takes, sent again and again.
 */
export async function claimJob(
  db: Queryable,
  worker: string,
  kinds: ReadonlyMap<string, number>,
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
      running as (
        select r.kind, array_agg(r.created_by) as callers from jobs r
        where r.state <> 'done' and r.state = 'running' and r.lease_until >= clock_timestamp() group by r.kind),
      served as (
        select s.kind, s.created_by, max(s.updated_at) as at from jobs s
        where s.created_at > clock_timestamp() - interval '1 day' and s.state <> 'waiting' group by s.kind, s.created_by),
      next as (
        select j.id from jobs j join unnest($2::text[], $5::int[]) k(kind, beside) on k.kind = j.kind
          left join running r on r.kind = j.kind
          left join served s on k.beside > 1 and s.kind = j.kind and s.created_by = j.created_by
        where j.state <> 'done' and j.state in ('waiting', 'running')
          and (j.lease_until is null or j.lease_until < clock_timestamp())
          and j.attempts < $4 and j.cancel_requested_at is null
          and coalesce(cardinality(r.callers) < k.beside and j.created_by <> all(r.callers), true)
        order by s.at nulls first, j.created_at, j.id limit 1 for update of j skip locked)
      update jobs j set state = 'running', claimed_by = $1, attempts = j.attempts + 1,
        lease_until = clock_timestamp() + $3 * interval '1 ms', updated_at = clock_timestamp()
      from next where j.id = next.id returning ${COLUMNS}`,
    values: [worker, [...kinds.keys()], leaseMs, MOST_ATTEMPTS, [...kinds.values()]],
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
 * asked for it meanwhile; undefined, when somebody else has the work. By hand: sent with every batch, prepared.
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

/**
 * Holds the work while a batch lasts, and shows how far it is. Undefined: somebody else has it, or it is over. By hand:
 * sent every few seconds of a batch, prepared.
 */
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
 * nobody until a person says so. Gives the state that it is in now. By hand: what becomes of it is one expression over
 * the row's own columns.
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
  await createDatabase(db)
    .update(jobs)
    .set({ state: 'waiting', attempts: 0, claimedBy: null, leaseUntil: null })
    .where(and(eq(jobs.claimedBy, worker), eq(jobs.state, 'running')))
}

const isRunning = sql`${jobs.state} = 'running'`

/** Asks for the end of a job: at once where nobody works on it, else after the batch in hand. */
export async function requestCancel(db: Queryable, id: string): Promise<JobRow | undefined> {
  const [row] = await createDatabase(db)
    .update(jobs)
    .set({
      cancelRequestedAt: sql`coalesce(${jobs.cancelRequestedAt}, ${NOW})`,
      state: sql`case when ${isRunning} then ${jobs.state} else 'cancelled' end`,
      finishedAt: sql`case when not ${isRunning} then coalesce(${jobs.finishedAt}, ${NOW}) end`,
      leaseUntil: sql`case when ${isRunning} then ${jobs.leaseUntil} end`,
      updatedAt: NOW,
    })
    .where(and(eq(jobs.id, id), jobs.cancellable, ne(jobs.state, 'done')))
    .returning(namedColumns(jobs))
  return row
}

/** Lets a job that failed, was cancelled, or waits for its next attempt go on where it stands. */
export async function requestRetry(db: Queryable, id: string): Promise<JobRow | undefined> {
  const [row] = await createDatabase(db)
    .update(jobs)
    .set({
      state: 'waiting',
      attempts: 0,
      leaseUntil: null,
      finishedAt: null,
      cancelRequestedAt: null,
      updatedAt: NOW,
    })
    .where(and(eq(jobs.id, id), inArray(jobs.state, ['waiting', 'failed', 'cancelled'])))
    .returning(namedColumns(jobs))
  return row
}

/** Removes what was finished long ago, a thousand at a time. What failed stays until a person has dealt with it. */
export async function deleteOldJobs(db: Queryable, days: number): Promise<number> {
  const old = createDatabase(db)
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        sql`${jobs.createdAt} < ${NOW} - ${days} * interval '1 day'`,
        inArray(jobs.state, ['done', 'cancelled']),
      ),
    )
    .orderBy(jobs.createdAt)
    .limit(1000)
  const { rowCount } = await createDatabase(db).delete(jobs).where(sql`${jobs.id} = any(array(${old}))`)
  return rowCount ?? 0
}

/**
 * Jobs that wait for a process or an attempt, and those that wait for a person. By hand: counted with every beat and
 * every look at the metrics, prepared.
 */
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
  const [row] = await createDatabase(db)
    .select(namedColumns(jobs))
    .from(jobs)
    .where(eq(jobs.kind, kind))
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(1)
  return row
}

export interface JobFilters {
  kind?: string | undefined
  state?: JobState | undefined
}

const isWithin = ({ organs, divisions }: Reach): SQL | undefined =>
  or(
    sql`${jobs.divisions} && ${sql.param(divisions)}::text[]`,
    sql`${jobs.organisationCode} = any(${sql.param(organs)}::text[])`,
  )

/** A page of the jobs within reach, newest first. */
export async function selectJobs(
  db: Queryable,
  reach: Reach,
  { kind, state }: JobFilters,
  after: { createdAt: string; id: string } | undefined,
  limit: number,
): Promise<JobRow[]> {
  return createDatabase(db)
    .select(namedColumns(jobs))
    .from(jobs)
    .where(
      and(
        isWithin(reach),
        kind === undefined ? undefined : eq(jobs.kind, kind),
        state === undefined ? undefined : eq(jobs.state, state),
        after && sql`(${jobs.createdAt}, ${jobs.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(limit)
}

/** A job within reach. */
export async function selectJob(db: Queryable, reach: Reach, id: string): Promise<JobRow | undefined> {
  const [row] = await createDatabase(db)
    .select(namedColumns(jobs))
    .from(jobs)
    .where(and(eq(jobs.id, id), isWithin(reach)))
  return row
}

/** How some jobs stand. */
export async function selectJobStates(db: Queryable, ids: readonly string[]): Promise<Map<string, JobState>> {
  const rows = await createDatabase(db)
    .select({ id: jobs.id, state: jobs.state })
    .from(jobs)
    .where(inArray(jobs.id, [...ids]))
  return new Map(rows.map(({ id, state }) => [id, state]))
}
