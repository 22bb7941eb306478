import type { Queryable } from '../../database/queryable.js'
import { lockItemsOf, placeLockedItems } from './item-places-store.js'
import { replaceSearchEntries } from './item-search.js'

export { countItemsOf, hasItemInUse } from './item-places-store.js'

/**
 * Copies anew who implements the items of an organ (重算事项) and where they lie, with what the search knows of them. The
 * versions stay as they were published.
 */
export async function placeItems(
  db: Queryable,
  organisation: string,
  after: string,
  limit: number,
): Promise<{ moved: number; read: number; last: string | undefined }> {
  const codes = await lockItemsOf(db, organisation, after, limit)
  const moved = codes.length === 0 ? [] : await placeLockedItems(db, codes)
  if (moved.length > 0) await replaceSearchEntries(db, moved)
  return { moved: moved.length, read: codes.length, last: codes.at(-1) }
}
