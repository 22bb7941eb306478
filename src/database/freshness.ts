import type pg from 'pg'
import { remember } from '../shared/remember.js'
import { createListener } from './listener.js'
import type { Log } from './log.js'

/** After a change by this process: until then its own notification has surely come. */
const UNSETTLED_MS = 5000
const MOST_UNSETTLED = 1000
/** The payload that means everything. */
const ALL = ''

/** Tells what of the database may be kept in memory. */
export interface Freshness {
  /** To be called before a read of this; tells after it whether what was read may be kept. */
  reading(payload?: string): () => boolean
  /** To be called before a change of this is committed by this process: its own readers must see it at once. */
  forget(payload?: string): void
  close(): Promise<void>
}

/**
 * Whoever changes what is kept notifies all instances on commit; `drop` forgets what was kept of it, or all of it for an
 * empty payload. While the listening connection is away nothing may be kept at all, and a read that began before a change
 * is never kept after it. Connects with the first read: who only writes the document or a token needs none.
 */
export function createFreshness(
  pool: pg.Pool,
  { channel, log, drop }: { channel: string; log: Log; drop(payload: string): void },
): Freshness {
  const unsettled = new Map<string, number>()
  let allUnsettledUntil = 0
  let changes = 0
  const changed = (payload: string): void => {
    changes += 1
    drop(payload)
  }
  let listener: ReturnType<typeof createListener> | undefined
  let isClosed = false
  const isSettled = (payload: string): boolean =>
    Math.max(unsettled.get(payload) ?? 0, allUnsettledUntil) <= Date.now()
  return {
    reading(payload = ALL) {
      if (isClosed) return () => false
      listener ??= createListener(pool, { channel, log, heard: changed, lost: () => changed(ALL) })
      const isListening = listener.isListening()
      const before = changes
      return () => isListening && before === changes && isSettled(payload)
    },
    forget(payload = ALL) {
      changed(payload)
      const until = Date.now() + UNSETTLED_MS
      if (payload === ALL) allUnsettledUntil = until
      else remember(unsettled, MOST_UNSETTLED, payload, until)
    },
    async close() {
      isClosed = true
      await listener?.close()
    },
  }
}
