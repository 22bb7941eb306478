import type { Queryable } from '../../database/queryable.js'
import { divisionPath } from './division-path.js'
import { ENTRY_KINDS, type Entry, type EntryGroup, groupKey, groupRow } from './entry.js'
import { deleteEntries, insertEntries, insertGroups, type NewEntry, selectKnownKeys } from './entry-store.js'
import { keyOf } from './words.js'

/**
 * New names that are added by one statement: what one is found by takes some kilobytes and a quarter of a millisecond,
 * and an import has hundreds of thousands. Requests are served between them.
 */
const NAMES_AT_ONCE = 10

/**
 * Replaces everything by which these items are found (检索条目), in the caller's transaction: three statements for any
 * number of items, and one more for every ten names that nobody had before. Items without entries are not found any more.
 */
export async function replaceEntries(
  db: Queryable,
  itemCodes: readonly string[],
  entries: readonly Entry[],
): Promise<void> {
  const groups = new Map<string, { group: EntryGroup; entries: number }>()
  const rows = entries.map((entry): NewEntry => {
    const key = groupKey(entry.group)
    groups.set(key, { group: entry.group, entries: (groups.get(key)?.entries ?? 0) + 1 })
    return entryRow(key, entry)
  })
  await deleteEntries(db, itemCodes)
  if (rows.length === 0) return
  // Groups are never taken away: one that is seen stays.
  for (const key of await selectKnownKeys(db, [...groups.keys()])) groups.delete(key)
  // In one order: publications that add the same never wait in a ring. An import may, with them, over its batches.
  const added = [...groups].sort(([one], [other]) => (one < other ? -1 : 1))
  for (let at = 0; at < added.length; at += NAMES_AT_ONCE) {
    const next = added.slice(at, at + NAMES_AT_ONCE)
    await insertGroups(
      db,
      next.map(([, { group, entries: number }]) => groupRow(group, number)),
    )
  }
  await insertEntries(db, rows)
}

function entryRow(key: string, entry: Entry): NewEntry {
  return {
    group_key: key,
    item_code: entry.itemCode,
    kind: ENTRY_KINDS.indexOf(entry.group.kind),
    number: entry.number,
    version: entry.version,
    code: entry.code === undefined ? null : keyOf(entry.code),
    suspended: entry.suspended,
    organisation_code: entry.organisationCode,
    division_code: entry.divisionCode,
    path: divisionPath(entry.divisions),
    valid_from: entry.validFrom,
    valid_to: entry.validTo ?? 'infinity',
    excerpt: entry.excerpt ?? null,
  }
}
