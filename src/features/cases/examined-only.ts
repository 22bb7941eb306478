import type { ItemReader } from '../catalogue/item-reader.js'
import type { Status } from '../workflow/statuses.js'

/** A case as a list has it. */
export interface Listed {
  status: string
  item_code: string
  item_version: number
}

type Items = Pick<ItemReader, 'version'>

/** Whether the version of its item says that an organ above decides (初审转报): then APPROVED is no grant. From memory. */
export const isExaminedOnly = async (
  items: Items,
  { item_code: code, item_version: version }: Pick<Listed, 'item_code' | 'item_version'>,
): Promise<boolean> => (await items.version(code, version))?.forwardsTo !== undefined

/**
 * Which of these cases are examined and not granted (初审完成). Only what is APPROVED is asked about, each version once:
 * versions never change, and are read once for all time.
 */
export async function examinedAmong<R extends Listed>(
  items: Items,
  rows: readonly R[],
): Promise<(row: R) => boolean> {
  const keyOf = ({ item_code: code, item_version: version }: Listed) => `${code} ${version}`
  const approved = new Map(rows.filter(isApproved).map((row) => [keyOf(row), row]))
  const examined = new Set<string>()
  for (const [key, row] of approved) if (await isExaminedOnly(items, row)) examined.add(key)
  return (row) => isApproved(row) && examined.has(keyOf(row))
}

const isApproved = ({ status }: Listed): boolean => status === ('APPROVED' satisfies Status)
