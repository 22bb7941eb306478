import type { Deps } from '../../../deps.js'
import type { IdempotencyScope } from '../../../http/idempotency.js'
import type { ItemInForce } from '../../catalogue/item-reader.js'
import { type WindowWithAuthority, windowWithAuthority } from '../../divisions/division-service.js'
import { type CreationRow, readForCreations } from '../creation-store.js'

/** What the openings of one request have in common, read once for all of them (批量申报的共同读取). */
export interface SharedReads {
  inForce(itemCode: string): Promise<ItemInForce | undefined>
  window(windowId: string, itemCode: string): Promise<WindowWithAuthority | undefined>
  /** What the opening under this key begins with; undefined when it has had it: a number is given once. */
  creation(key: string | undefined): CreationRow | undefined
}

/**
 * Items, windows and their authority are read once each, and one query gives instant, calendars, numbers and stored answers
 * of all keys: a table is judged by what holds when it comes in, as one application is.
 */
export async function shareReads(
  { pool, items }: Pick<Deps, 'pool' | 'items'>,
  { callerHash, operation }: Pick<IdempotencyScope, 'callerHash' | 'operation'>,
  keys: readonly string[],
): Promise<SharedReads> {
  const creations = await readForCreations(pool, { callerHash, operation, keys })
  return {
    inForce: once((itemCode: string) => items.inForce(itemCode)),
    window: once((windowId: string, itemCode: string) => windowWithAuthority(pool, windowId, itemCode)),
    creation(key) {
      const row = key === undefined ? undefined : creations.get(key)
      if (key !== undefined) creations.delete(key)
      return row
    },
  }
}

/** Asks for the same only once, also while the first answer is under way. */
function once<A extends string[], T>(ask: (...about: A) => Promise<T>): (...about: A) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (...about) => {
    const name = JSON.stringify(about)
    const known = asked.get(name) ?? ask(...about)
    asked.set(name, known)
    return known
  }
}
