import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { recountGroups, replaceEntries } from '../search/search-service.js'
import { entriesOf } from './item-entries.js'
import { isSearchEmpty, lockPublishedCodes, selectShownVersions } from './item-search-store.js'

/**
 * Makes the search know these items as they are now (检索条目): to be called in the transaction that published, changed
 * or imported them, which holds their rows. Few statements, however many items.
 */
export async function replaceSearchEntries(db: Queryable, itemCodes: readonly string[]): Promise<void> {
  const shown = await selectShownVersions(db, itemCodes)
  await replaceEntries(db, itemCodes, shown.flatMap(entriesOf))
}

const BATCH = 100

/**
 * Makes all entries anew (重建检索), a hundred items a transaction: the service goes on, and items that are published
 * meanwhile wait for one batch at most. Safe to repeat and to break off. Gives the number of items.
 */
export async function rebuildSearch(pool: pg.Pool, tell: (items: number) => void): Promise<number> {
  let after: string | undefined = ''
  let items = 0
  while (after !== undefined) {
    const from: string = after
    const codes: string[] = await withTransaction(pool, async (db) => {
      const locked = await lockPublishedCodes(db, from, BATCH)
      if (locked.length > 0) await replaceSearchEntries(db, locked)
      return locked
    })
    items += codes.length
    if (codes.length > 0) tell(items)
    after = codes.at(-1)
  }
  await recountGroups(pool)
  return items
}

/** After an upgrade from a release without entries: makes them, while the service already answers. */
export async function fillSearch(pool: pg.Pool, log: { info(message: string): void }): Promise<void> {
  if (!(await isSearchEmpty(pool))) return
  log.info('the search is empty: making its entries')
  const items = await rebuildSearch(pool, () => {})
  log.info(`the search knows ${items} items`)
}
