import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { toDatabaseError } from '../../database/errors.js'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import { sealOf } from './audit-record.js'
import { appendSeals, isAnyUnsealed, lockAuditHead, takeUnsealed } from './seal-store.js'

const BATCH_SIZE = 1000
const POLL_MS = 1000

/**
 * Binds one batch of audit records to all before them (审计记录成链), in one short transaction. So a request that is
 * audited waits for no other, as it would if it had to know the record before its own. Gives their number; 0 also when
 * another instance is at it.
 */
export async function sealBatch(pool: pg.Pool, size: number = BATCH_SIZE): Promise<number> {
  if (!(await isAnyUnsealed(pool))) return 0
  return withTransaction(pool, async (db) => {
    const head = await lockAuditHead(db)
    if (head === undefined) return 0
    const records = await takeUnsealed(db, size)
    if (records.length === 0) return 0
    let last = head.hash
    const hashes = records.map((record) => {
      last = sealOf(last, record)
      return last
    })
    await appendSeals(
      db,
      head,
      records.map((record) => record.audit_no as number),
      hashes,
    )
    return records.length
  })
}

export interface Sealer {
  start(): void
  /** Finishes the batch in hand. */
  stop(): Promise<void>
}

/** The job that runs `sealBatch` each second. */
export function createSealer(pool: pg.Pool, log: Log): Sealer {
  let stopping: AbortController | undefined
  let running: Promise<void> | undefined

  const run = async (signal: AbortSignal): Promise<void> => {
    let failing = false
    while (!signal.aborted) {
      try {
        while ((await sealBatch(pool)) > 0 && !signal.aborted);
        if (failing) log.info('the audit trail is chained again')
        failing = false
      } catch (error) {
        const what = toDatabaseError(error)?.message ?? (error instanceof Error ? error.name : 'failure')
        if (!failing) log.warn(`the chain of the audit trail waits: ${what}`)
        failing = true
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }

  return {
    start() {
      stopping ??= new AbortController()
      running ??= run(stopping.signal)
    },
    async stop() {
      stopping?.abort()
      await running
      stopping = undefined
      running = undefined
    },
  }
}
