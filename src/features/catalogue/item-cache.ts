import type pg from 'pg'
import { createFreshness } from '../../database/freshness.js'
import type { Log } from '../../database/log.js'
import type { Rendered } from '../../http/etag.js'
import { remember } from '../../shared/remember.js'
import { CATALOGUE_CHANNEL } from './item-store.js'

/** However well notifications arrive, nothing is older. */
const MOST_AGE_MS = 60_000
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

/** Published items in memory (事项缓存), for as long as no publication of any instance is heard of. */
export function createItemCache<T>(pool: pg.Pool, log: Log): ItemCache<T> {
  const entries = new Map<string, Entry<T>>()
  const freshness = createFreshness(pool, {
    channel: CATALOGUE_CHANNEL,
    log,
    drop: (itemCode) => {
      if (itemCode === '') entries.clear()
      else entries.delete(itemCode)
    },
  })
  return {
    async get(itemCode, read, keep) {
      const known = entries.get(itemCode)
      if (known !== undefined && known.until > Date.now()) return known
      const mayBeKept = freshness.reading(itemCode)
      const value = await read()
      const entry = { value, until: Date.now() + MOST_AGE_MS, rendered: new Map() }
      if (mayBeKept() && keep(value)) remember(entries, REMEMBERED, itemCode, entry)
      return entry
    },
    forget: (itemCode) => freshness.forget(itemCode),
    forgetAll: () => freshness.forget(),
    close: freshness.close,
  }
}
