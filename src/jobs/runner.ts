import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { toDatabaseError } from '../database/errors.js'
import type { Log } from '../database/log.js'
import { withTransaction } from '../database/transaction.js'
import { newId } from '../shared/ids.js'
import { claimJob, type JobRow, type JobStep, putJobAside, releaseJobs, saveStep } from './job-store.js'

export type { JobStep } from './job-store.js'

/**
 * One batch of a job (一批), in a transaction that is committed together with the progress: a batch is done once and
 * wholly, whatever happens to its process. `position` is what the batch before gave.
 */
export type JobWork = (
  db: pg.PoolClient,
  job: Pick<JobRow, 'payload' | 'position' | 'done' | 'total'>,
) => Promise<JobStep>

export interface JobRunner {
  start(): void
  /** Works until no job is left that it may take; for tests and the command line. */
  drain(): Promise<void>
  /** Leaves off after the batch in hand; another instance goes on at once. */
  stop(): Promise<void>
}

interface Options {
  pool: pg.Pool
  log: Log
  kinds: Readonly<Record<string, JobWork>>
  /** How long a silent instance keeps its job; longer than any batch. */
  leaseMs?: number
}

const LEASE_MS = 30_000
const POLL_MS = 1000

/** Somebody else has the job: nothing of the batch in hand stays. */
class JobLost extends Error {}

/**
 * Runs long work (长任务) beside requests, on every instance: a job is claimed with SKIP LOCKED and held by a lease that
 * each batch renews. Who dies in the middle is followed by another instance as soon as the lease has ended, at the batch
 * that was not committed.
 */
export function createJobRunner({ pool, log, kinds, leaseMs = LEASE_MS }: Options): JobRunner {
  const worker = newId()
  let stopping = new AbortController()
  let running: Promise<void> | undefined

  const batch = (row: JobRow, work: JobWork): Promise<JobStep> =>
    withTransaction(pool, async (db) => {
      const step = await work(db, row)
      if (!(await saveStep(db, row.id, worker, step, leaseMs))) throw new JobLost()
      return step
    })

  /** One job, as far as it goes; false when there is none to be had. */
  const work = async (): Promise<boolean> => {
    const row = await claimJob(pool, worker, Object.keys(kinds), leaseMs)
    const task = row && kinds[row.kind]
    if (row === undefined || task === undefined) return false
    try {
      let { position, done, total } = row
      for (let isDone = false; !isDone && !stopping.signal.aborted; ) {
        ;({ position, done, total, isDone } = await batch({ ...row, position, done, total }, task))
        if (isDone) log.info(`job ${row.kind} ${row.id}: done`)
      }
    } catch (failure) {
      if (failure instanceof JobLost) return false
      const error = describe(failure)
      log.warn(`job ${row.kind} ${row.id} is tried again: ${error}`)
      await putJobAside(pool, row.id, worker, error)
    }
    return true
  }

  const drain = async (): Promise<void> => {
    while (!stopping.signal.aborted && (await work()));
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await drain().catch((failure) => log.warn(`jobs wait: ${describe(failure)}`))
      await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  return {
    drain,
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
      await releaseJobs(pool, worker).catch(() => {})
      running = undefined
      stopping = new AbortController()
    },
  }
}

/** Never the message of a query error, which may quote data. */
const describe = (failure: unknown): string =>
  toDatabaseError(failure)?.message ?? (failure instanceof Error ? failure.name : 'unknown failure')
