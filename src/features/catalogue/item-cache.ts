import type pg from 'pg'
import { createListener } from '../../database/listener.js'
import type { Log } from '../../database/log.js'
import type { Rendered } from '../../http/etag.js'
import { CATALOGUE_CHANNEL } from './item-store.js'

/** However well notifications arrive, nothing is older. */
const MOST_AGE_MS = 60_000
/** After a publication here: until then its own notification has surely come. */
const UNSETTLED_MS = 5000
const REMEMBERED = 20_000

interface Entry<T> {
  value: T
  until: number
  rendered: Map<string, Rendered>
}

export interface ItemCache<T> {
  /** What `read` gives, from memory where that is known to hold; `keep` tells whether the value may be kept. */
  get(itemCode: string, read: () => Promise<T>, keep: (value: T) => boolean): Promise<Entry<T>>
  /** To be called before a change is committed by this process: its own readers must see it at once. */
  forget(itemCode: string): void
  /** The same for everything: before an import is committed. */
  forgetAll(): void
  close(): Promise<void>
}

/**
 * Published items in memory (事项缓存). A publication notifies all instances on commit; while the listening connection is
 * away nothing is kept at all. A read that began before a change is never kept after it.
 */
export function createItemCache<T>(pool: pg.Pool, log: Log): ItemCache<T> {
  const entries = new Map<string, Entry<T>>()
  const unsettled = new Map<string, number>()
  let allUnsettledUntil = 0
  let changes = 0
  const drop = (itemCode: string): void => {
    changes += 1
    if (itemCode === '') entries.clear()
    else entries.delete(itemCode)
  }
  // Connects with the first read: who only writes the document or a token needs none.
  let listener: ReturnType<typeof createListener> | undefined
  const listen = () => {
    listener ??= createListener(pool, { channel: CATALOGUE_CHANNEL, log, heard: drop, lost: () => drop('') })
    return listener
  }

  return {
    async get(itemCode, read, keep) {
      const known = entries.get(itemCode)
      if (known !== undefined && known.until > Date.now()) return known
      const isListening = listen().isListening()
      const before = changes
      const value = await read()
      const entry = { value, until: Date.now() + MOST_AGE_MS, rendered: new Map() }
      const isSettled = Math.max(unsettled.get(itemCode) ?? 0, allUnsettledUntil) <= Date.now()
      if (isListening && isSettled && before === changes && keep(value)) {
        if (entries.size >= REMEMBERED) entries.delete(entries.keys().next().value ?? '')
        entries.set(itemCode, entry)
      }
      return entry
    },
    forget(itemCode) {
      drop(itemCode)
      if (unsettled.size > 1000) unsettled.clear()
      unsettled.set(itemCode, Date.now() + UNSETTLED_MS)
    },
    forgetAll() {
      drop('')
      allUnsettledUntil = Date.now() + UNSETTLED_MS
    },
    async close() {
      await listener?.close()
    },
  }
}
