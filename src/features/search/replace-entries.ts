import type { Queryable } from '../../database/queryable.js'
import { createPause } from '../../shared/pause.js'
import { divisionPath } from './division-path.js'
import { ENTRY_KINDS, type Entry, type EntryGroup, type GroupRow, groupKey, groupRow } from './entry.js'
import { deleteEntries, type EntryRow, insertEntries, insertGroups, selectKnownKeys } from './entry-store.js'
import { keyOf } from './words.js'

/**
 * Replaces everything by which these items are found (检索条目): four statements for any number of items, three where all
 * names are known, in the caller's transaction. Items without entries are not found any more. What a name is found by
 * takes a quarter of a millisecond and is made for new ones only; requests are served between them.
 */
export async function replaceEntries(
  db: Queryable,
  itemCodes: readonly string[],
  entries: readonly Entry[],
): Promise<void> {
  const groups = new Map<string, { group: EntryGroup; entries: number }>()
  const rows = entries.map((entry): EntryRow => {
    const key = groupKey(entry.group)
    groups.set(key, { group: entry.group, entries: (groups.get(key)?.entries ?? 0) + 1 })
    return entryRow(key, entry)
  })
  await deleteEntries(db, itemCodes)
  if (rows.length === 0) return
  // Groups are never taken away: one that is seen stays.
  for (const key of await selectKnownKeys(db, [...groups.keys()])) groups.delete(key)
  const pause = createPause()
  const added: GroupRow[] = []
  for (const { group, entries: number } of groups.values()) {
    added.push(groupRow(group, number))
    await pause()
  }
  if (added.length > 0) await insertGroups(db, added)
  await insertEntries(db, rows)
}

function entryRow(key: string, entry: Entry): EntryRow {
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
