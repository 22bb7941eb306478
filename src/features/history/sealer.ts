import type pg from 'pg'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import { createPulse, type PulseRunner } from '../../jobs/pulse.js'
import { sealOf } from './audit-record.js'
import { appendSeals, countUnsealed, isAnyUnsealed, lockAuditHead, takeUnsealed } from './seal-store.js'

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

/** The pulse that runs `sealBatch` each second. */
export function createSealer(pool: pg.Pool, log: Log): PulseRunner {
  return createPulse(pool, log, {
    name: 'audit',
    everyMs: POLL_MS,
    async beat(signal) {
      let done = 0
      for (let batch = -1; batch !== 0 && !signal.aborted; done += batch) batch = await sealBatch(pool)
      return done
    },
    backlog: () => countUnsealed(pool),
  })
}
