import type pg from 'pg'
import { wipeMessages } from './message-store.js'

const BATCH = 1000
const FIRST = '00000000-0000-0000-0000-000000000000'

/**
 * Removes what old messages said and to whom (消息保存期限): they are proof of what was told for MESSAGE_DAYS, and then only
 * that it was told. `after`: where this process left off; it begins anew with each start.
 */
export function createMessageSweep(pool: pg.Pool, days: number): (signal: AbortSignal) => Promise<number> {
  let after = FIRST
  return async (signal) => {
    let done = 0
    while (!signal.aborted) {
      const { last, wiped } = await wipeMessages(pool, after, days, BATCH)
      done += wiped
      if (last === null) break
      after = last
    }
    return done
  }
}
