import type pg from 'pg'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import { type Aside, clearAside, putAside, selectAsideRefs } from '../../jobs/aside-service.js'
import { describeFailure } from '../../jobs/failure.js'
import { createPulse, type PulseRunner } from '../../jobs/pulse.js'
import { type SealedRecord, sealOf } from './audit-record.js'
import { appendSeals, countUnsealed, isAnyUnsealed, lockAuditHead, takeUnsealed } from './seal-store.js'

const BATCH_SIZE = 1000
const POLL_MS = 1000

/** What records of the trail are called where things are put aside. */
const AUDIT = 'audit'

/** Records that cannot be sealed. */
class Unsealable extends Error {
  constructor(readonly things: Aside[]) {
    super('records of the audit trail cannot be sealed')
  }
}

/**
 * Binds one batch of audit records to all before them (审计记录成链), in one short transaction. So a request that is
 * audited waits for no other, as it would if it had to know the record before its own. Gives their number; 0 also when
 * another instance is at it. A record that cannot be sealed is put aside, and gets a later place when it can.
 */
export async function sealBatch(pool: pg.Pool, size: number = BATCH_SIZE): Promise<number> {
  if (!(await isAnyUnsealed(pool))) return 0
  try {
    return await withTransaction(pool, (db) => appendBatch(db, size))
  } catch (failure) {
    if (!(failure instanceof Unsealable)) throw failure
    await putAside(pool, AUDIT, failure.things)
    return sealBatch(pool, size)
  }
}

async function appendBatch(db: pg.PoolClient, size: number): Promise<number> {
  const head = await lockAuditHead(db)
  if (head === undefined) return 0
  const aside = await selectAsideRefs(db, AUDIT)
  const records = await takeUnsealed(db, size, aside.waiting)
  if (records.length === 0) return 0
  const numbers = records.map((record) => record.audit_no as number)
  await appendSeals(db, head, numbers, sealAll(head.hash, records))
  if (aside.all.length > 0) await clearAside(db, AUDIT, numbers.map(String))
  return records.length
}

function sealAll(first: Buffer, records: readonly SealedRecord[]): Buffer[] {
  let last = first
  const strange: Aside[] = []
  const hashes = records.map((record) => {
    try {
      // The list of what waits names a record that is not there.
      if (record.at === null) throw new RecordAbsent()
      last = sealOf(last, record)
    } catch (failure) {
      strange.push({ ref: String(record.audit_no), error: describeFailure(failure) })
    }
    return last
  })
  if (strange.length > 0) throw new Unsealable(strange)
  return hashes
}

class RecordAbsent extends Error {
  override readonly name = 'the record does not exist'
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
