import type { Queryable } from '../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../database/rows.js'
import type { Reach } from '../shared/caller.js'
import { jobs } from './job-tables.js'

export interface JobRow extends RowOf<typeof jobs> {
  state: 'waiting' | 'running' | 'done'
}

const COLUMNS = listed(columnsOf(jobs), 'j')

export interface NewJob {
  id: string
  kind: string
  payload: object
  createdBy: string
  organisation: string | undefined
  divisions: readonly string[]
}

export async function insertJob(db: Queryable, job: NewJob): Promise<JobRow> {
  const { rows } = await db.query<JobRow>({
    name: 'insert-job',
    text: `insert into jobs as j (id, kind, payload, created_by, organisation_code, divisions, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, clock_timestamp(), clock_timestamp()) returning ${COLUMNS}`,
    values: [job.id, job.kind, job.payload, job.createdBy, job.organisation ?? null, job.divisions],
  })
  const [row] = rows
  if (row === undefined) throw new Error('a new job is a row')
  return row
}

/**
 * Takes the oldest job that nobody works on, of the kinds that this build knows. One of a kind at a time: two would wait
 * for each other's rows. One that failed is passed over until its next attempt.
 */
export async function claimJob(
  db: Queryable,
  worker: string,
  kinds: readonly string[],
  leaseMs: number,
): Promise<JobRow | undefined> {
  const { rows } = await db.query<JobRow>({
    name: 'claim-job',
    text: `with next as (
        select j.id from jobs j where j.state <> 'done' and j.kind = any($2)
          and (j.lease_until is null or j.lease_until < clock_timestamp())
          and not exists (select from jobs r where r.state = 'running' and r.kind = j.kind and r.id <> j.id
            and r.lease_until >= clock_timestamp())
        order by j.created_at, j.id limit 1 for update skip locked)
      update jobs j set state = 'running', claimed_by = $1, attempts = j.attempts + 1,
        lease_until = clock_timestamp() + $3 * interval '1 ms', updated_at = clock_timestamp()
      from next where j.id = next.id returning ${COLUMNS}`,
    values: [worker, kinds, leaseMs],
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

/** Moves on, in the transaction of the batch, and holds the row to its end; false when somebody else has the work. */
export async function saveStep(
  db: Queryable,
  id: string,
  worker: string,
  step: JobStep,
  leaseMs: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'save-job-step',
    text: `update jobs set position = $3, done = $4, total = $5, attempts = 1, error = null,
        state = case when $6 then 'done' else 'running' end, finished_at = case when $6 then clock_timestamp() end,
        lease_until = clock_timestamp() + $7 * interval '1 ms', updated_at = clock_timestamp()
      where id = $1 and claimed_by = $2 and state = 'running'`,
    values: [id, worker, step.position, step.done, step.total, step.isDone, leaseMs],
  })
  return rowCount === 1
}

/** Puts a job aside with its error: tried again later, each time later, at most every ten minutes. */
export async function putJobAside(db: Queryable, id: string, worker: string, error: string): Promise<void> {
  await db.query({
    name: 'put-job-aside',
    text: `update jobs set state = 'waiting', error = $3, claimed_by = null, updated_at = clock_timestamp(),
        lease_until = clock_timestamp() + least(600, power(2, least(attempts, 20))) * interval '1 second'
      where id = $1 and claimed_by = $2 and state = 'running'`,
    values: [id, worker, error],
  })
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
