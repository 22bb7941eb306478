import type { Queryable } from '../../database/queryable.js'
import type { ItemRow } from './item-store.js'

/** The next items of an organ, held until the transaction ends. */
export async function lockItemsOf(
  db: Queryable,
  organisation: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<Pick<ItemRow, 'item_code'>>({
    name: 'items-of-organ',
    text: `select item_code from items where organisation_code = $1 and item_code > $2
      order by item_code limit $3 for no key update`,
    values: [organisation, after, limit],
  })
  return rows.map(({ item_code }) => item_code)
}

/** Copies anew who implements items today, and where that organ lies. Gives the items that were others' or elsewhere. */
export async function placeLockedItems(db: Queryable, itemCodes: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<Pick<ItemRow, 'item_code'>>({
    name: 'place-items',
    text: `update items i set organisation_code = x.code, division_code = x.division_code, divisions = d.ancestors
      from organisations o join organisations x on x.code = coalesce(o.successor_code, o.code)
        join divisions d on d.code = x.division_code
      where i.item_code = any($1) and o.code = i.organisation_code
        and (i.organisation_code <> x.code or i.division_code <> x.division_code or i.divisions <> d.ancestors)
      returning i.item_code`,
    values: [itemCodes],
  })
  return rows.map(({ item_code }) => item_code)
}

export async function countItemsOf(
  db: Queryable,
  organisations: readonly string[],
  cap: number,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    text: `select count(*)::int as count from (
      select from items where organisation_code = any($1::text[]) limit ${cap}) few`,
    values: [organisations],
  })
  return rows[0]?.count ?? 0
}

/** Whether one of these organs still has an item that people can apply for. */
export async function hasItemInUse(db: Queryable, organisations: readonly string[]): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>({
    text: `select exists (select from items where organisation_code = any($1::text[]) and state = 'IN_USE') as there`,
    values: [organisations],
  })
  return rows[0]?.there === true
}
