import type pg from 'pg'
import type { Log } from '../database/log.js'
import { withTransaction } from '../database/transaction.js'
import { newId } from '../shared/ids.js'
import { describeFailure } from './failure.js'
import {
  claimJob,
  type JobRow,
  type JobStep,
  putJobAside,
  releaseJobs,
  renewLease,
  saveStep,
} from './job-store.js'
import { createPause } from './pause.js'

export type { JobStep } from './job-store.js'

/** What a batch may ask and tell while it lasts. */
export interface JobContext {
  /** Aborted when the instance stops, the job is cancelled, or another instance has it: a long batch gives up. */
  signal: AbortSignal
  /** Shows how far the batch in hand is; kept with the next renewal of the lease, and never waited for. */
  tell(progress: { done?: number; total?: number }): void
}

/**
 * One batch of a job (一批), in a transaction that is committed together with the progress: a batch is done once and
 * wholly, whatever happens to its process. `position` is what the batch before gave. It may last as long as it must, but
 * acts on what it locks wait for it: some hundred rows are right. It takes no other connection than `db`.
 */
export type JobWork = (
  db: pg.PoolClient,
  job: Pick<JobRow, 'id' | 'payload' | 'position' | 'done' | 'total' | 'created_by'>,
  context: JobContext,
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
  /** How many of a kind run at once, each of another caller; absent: one. Each takes a connection. */
  beside?: Readonly<Record<string, number>>
  /** How long a silent instance keeps its job; renewed ten times in that time. */
  leaseMs?: number
}

/** With the poll below 30 seconds: so long may a job lie after its process was killed. */
const LEASE_MS = 20_000
const POLL_MS = 1000

/** Somebody else has the job: nothing of the batch in hand stays. */
class JobLost extends Error {}

/**
 * Runs long work (长任务) beside requests, on every instance, one job of a kind at a time, of some kinds a few, each of
 * another caller: claimed with SKIP LOCKED and held by a lease that is renewed while its process lives. Who dies in the middle is followed by another instance as soon
 * as the lease has ended, at the batch that was not committed.
 */
export function createJobRunner({ pool, log, kinds, beside = {}, leaseMs = LEASE_MS }: Options): JobRunner {
  const worker = newId()
  const busy = new Map<string, { kind: string; ended: Promise<void> }>()
  const busyWith = (kind: string) => [...busy.values()].filter((each) => each.kind === kind).length
  const allEnded = () => Promise.all([...busy.values()].map(({ ended }) => ended))
  const pause = createPause()
  let stopping = new AbortController()
  let running: Promise<void> | undefined

  const batch = (row: JobRow, task: JobWork, context: JobContext) =>
    withTransaction(pool, async (db) => {
      const step = await task(db, row, context)
      const state = await saveStep(db, row.id, worker, step, leaseMs)
      if (state === undefined) throw new JobLost()
      return { step, state }
    })

  /** Batch after batch, until the job is over or the instance stops. */
  const workOff = async (row: JobRow, task: JobWork, context: JobContext): Promise<void> => {
    let { position, done, total } = row
    while (!stopping.signal.aborted) {
      const { step, state } = await batch({ ...row, position, done, total }, task, context)
      ;({ position, done, total } = step)
      if (state === 'running') continue
      log.info(`job ${row.kind} ${row.id}: ${state}`)
      return
    }
  }

  const work = async (row: JobRow, task: JobWork): Promise<void> => {
    const held = holdLease(pool, row.id, worker, leaseMs, stopping.signal)
    try {
      await workOff(row, task, held)
    } catch (failure) {
      // Another instance has it, or this one stops and releases it.
      if (failure instanceof JobLost || stopping.signal.aborted) return
      const error = describeFailure(failure)
      const state = await putJobAside(pool, row.id, worker, error)
      if (state === 'failed') log.warn(`job ${row.kind} ${row.id} failed too often: ${error}`)
      else if (state === 'waiting') log.warn(`job ${row.kind} ${row.id} is tried again: ${error}`)
    } finally {
      held.end()
    }
  }

  /** One job in the background; false when there is none to be had. */
  const begin = async (): Promise<boolean> => {
    const most = Object.keys(kinds).map((kind) => [kind, beside[kind] ?? 1] as const)
    const free = new Map(most.filter(([kind, jobs]) => busyWith(kind) < jobs))
    const row = free.size === 0 ? undefined : await claimJob(pool, worker, free, leaseMs)
    const task = row && kinds[row.kind]
    if (row === undefined || task === undefined) return false
    const ended = work(row, task)
      .catch((failure: unknown) => log.warn(`job ${row.kind} ${row.id} waits: ${describeFailure(failure)}`))
      .finally(() => {
        busy.delete(row.id)
        pause.end()
      })
    busy.set(row.id, { kind: row.kind, ended })
    return true
  }

  const run = async (): Promise<void> => {
    let failing = false
    while (!stopping.signal.aborted) {
      try {
        while (!stopping.signal.aborted && (await begin()));
        failing = false
      } catch (failure) {
        if (!failing) log.warn(`jobs wait: ${describeFailure(failure)}`)
        failing = true
      }
      if (!stopping.signal.aborted) await pause.wait(POLL_MS)
    }
    await allEnded()
  }

  return {
    async drain() {
      while (!stopping.signal.aborted) {
        // What ends while the question is under way left its kind out of it: asked again.
        const ending = [...busy.values()].map(({ ended }) => ended)
        if (await begin()) continue
        if (ending.length === 0) return
        await Promise.race(ending)
      }
    },
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      pause.end()
      await running
      await releaseJobs(pool, worker).catch(() => {})
      running = undefined
      stopping = new AbortController()
    },
  }
}

/** Renews the lease beside the batch, however long it lasts. */
function holdLease(
  pool: pg.Pool,
  id: string,
  worker: string,
  leaseMs: number,
  stopping: AbortSignal,
): JobContext & { end(): void } {
  const ended = new AbortController()
  let progress: { done?: number; total?: number } = {}
  let asking = false
  const renew = async (): Promise<void> => {
    if (asking) return
    asking = true
    const held = await renewLease(pool, id, worker, progress, leaseMs).catch(() => ({ cancelled: false }))
    asking = false
    if (held === undefined || held.cancelled) ended.abort()
  }
  const timer = setInterval(renew, leaseMs / 10)
  return {
    signal: AbortSignal.any([stopping, ended.signal]),
    tell(more) {
      progress = { ...progress, ...more }
    },
    end() {
      clearInterval(timer)
    },
  }
}
