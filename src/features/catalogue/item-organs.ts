import type { Queryable } from '../../database/queryable.js'
import type { Organ } from '../../shared/caller.js'
import { selectItemOrgans } from './item-store.js'

/** Whose items are (实施主体), by their codes; an item that does not exist is left out. One query. */
export async function organsOfItems(
  db: Queryable,
  itemCodes: readonly string[],
): Promise<ReadonlyMap<string, Organ>> {
  if (itemCodes.length === 0) return new Map()
  const rows = await selectItemOrgans(db, itemCodes)
  return new Map(
    rows.map(({ item_code, organisation_code: code, divisions }) => [item_code, { code, divisions }]),
  )
}
