import { memoryClock } from '../shared/memory-clock.js'
import { remember } from '../shared/remember.js'
import type { Listener } from './listener.js'

/** After a change by this process: until then its own notification has surely come. */
const UNSETTLED_MS = 5000
const MOST_UNSETTLED = 1000
/** The key that means everything. */
const ALL = ''

/** How something is kept in memory. */
export interface Keeping {
  /** So many at most: what was put in longest ago goes first. */
  most: number
  /** However well notifications arrive, nothing is older. */
  maxAgeMs: number
  /**
   * Whoever changes what is kept notifies this channel on commit. `isKeyed`: with the key, or with nothing for
   * everything; otherwise each word means everything. While it is not heard, nothing is kept, or no longer than
   * `unheardMs`. Without a channel age alone decides.
   */
  told?: { listener: Listener; channel: string; isKeyed?: boolean; unheardMs?: number }
}

/** Things of the database in the memory of a process. */
export interface Kept<V> {
  /** From memory where that is known to hold, otherwise what `load` gives; `isKept`: whether that may be kept. */
  get(key: string, load: () => Promise<V>, isKept?: (value: V) => boolean): Promise<V>
  /** To be called before a change of this key, or of anything, is committed here: own readers must see it at once. */
  forget(key?: string): void
}

/**
 * The one way to keep what stands in the database (内存缓存), with one rule of freshness: nothing older than its age, nothing
 * after a change that was told, and never what was read before a change and arrives after it. Connects with the first
 * read.
 */
export function createKept<V>({ most, maxAgeMs, told }: Keeping): Kept<V> {
  const entries = new Map<string, { value: V; until: number }>()
  const unsettled = new Map<string, number>()
  let changes = 0
  let isRegistered = false

  const drop = (key: string): void => {
    changes += 1
    if (key === ALL) entries.clear()
    else entries.delete(key)
  }
  const isSettled = (key: string): boolean =>
    Math.max(unsettled.get(key) ?? 0, unsettled.get(ALL) ?? 0) <= memoryClock.now()
  const held = (key: string) => {
    const known = entries.get(key)
    return known !== undefined && known.until > memoryClock.now() ? known : undefined
  }
  const ageNow = (): number =>
    told === undefined || told.listener.hears(told.channel) ? maxAgeMs : (told.unheardMs ?? 0)

  return {
    async get(key, load, isKept = () => true) {
      const known = held(key)
      if (known !== undefined) return known.value
      if (told !== undefined && !isRegistered) {
        isRegistered = true
        told.listener.on(told.channel, {
          heard: (payload) => drop(told.isKeyed === true ? payload : ALL),
          missed: () => drop(ALL),
        })
      }
      const [before, age] = [changes, ageNow()]
      const value = await load()
      // Somebody else was faster: one object for all, so that what is made of it is made once.
      const meanwhile = held(key)
      if (meanwhile !== undefined) return meanwhile.value
      if (age > 0 && before === changes && isSettled(key) && isKept(value))
        remember(entries, most, key, { value, until: memoryClock.now() + age })
      return value
    },
    forget(key = ALL) {
      drop(key)
      const until = memoryClock.now() + UNSETTLED_MS
      // Too many to be told apart: then nothing is settled.
      if (unsettled.size >= MOST_UNSETTLED && !unsettled.has(key)) {
        unsettled.clear()
        unsettled.set(ALL, until)
      } else unsettled.set(key, until)
    },
  }
}
