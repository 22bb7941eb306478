import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './log.js'
import type { Queryable } from './queryable.js'

const POLL_MS = 100

/**
 * Does the work while this session alone holds the lock. Polls: a session that waits inside `pg_advisory_lock`
 * ends in a deadlock with CREATE INDEX CONCURRENTLY, which waits for all older transactions. One connection of
 * its own is needed, not a pool, and not PgBouncer in transaction mode.
 */
export async function withAdvisoryLock<T>(
  client: Queryable,
  key: number,
  log: Log,
  work: () => Promise<T>,
): Promise<T> {
  let told = false
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      key,
    ])
    if (rows[0]?.locked) break
    if (!told) log.info('waiting for another instance that prepares the database')
    told = true
    await sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    // The connection may be gone, and the lock with it; the error of the work is the one that counts.
    await client.query('select pg_advisory_unlock($1)', [key]).catch(() => {})
  }
}
