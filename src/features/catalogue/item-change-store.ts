import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { ItemAct, ItemChange, ItemChangeDetails } from './item-change.js'
import type { itemChanges } from './item-tables.js'

/**
 * The part of a statement that writes an act beside what it does: `from` gives item_code, revision and version of what
 * was really written, so that a lost race tells nothing.
 */
export function changeStatement(from: string, firstParameter: number): string {
  const [act, by, details] = [0, 1, 2].map((more) => `$${firstParameter + more}`)
  return `insert into item_changes (item_code, act, at, by, revision, version, details)
        select item_code, ${act}, app_now(), ${by}, revision, version, ${details}::jsonb from ${from}`
}

export const changeValues = ({ act, by, details }: ItemChange): unknown[] => [
  act,
  by,
  JSON.stringify(details ?? {}),
]

export interface ItemChangeRow
  extends Pick<
    RowOf<typeof itemChanges>,
    'change_no' | 'act' | 'at' | 'by' | 'revision' | 'version' | 'details'
  > {
  act: ItemAct
  details: ItemChangeDetails
}

/** The history of an item, newest first; `before`: the last change of the page before. */
export async function selectItemChanges(
  db: Queryable,
  itemCode: string,
  before: number | undefined,
  limit: number,
): Promise<ItemChangeRow[]> {
  const { rows } = await db.query<ItemChangeRow>({
    name: 'item-changes',
    text: `select change_no, act, at, by, revision, version, details from item_changes
      where item_code = $1 and ($2::bigint is null or change_no < $2) order by change_no desc limit $3`,
    values: [itemCode, before ?? null, limit],
  })
  return rows
}
