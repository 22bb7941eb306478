import type { Queryable } from '../../database/queryable.js'
import { remember } from '../../shared/remember.js'
import { divisionPath } from './division-path.js'
import { ENTRY_KINDS, type Entry, type GroupRow, groupKey, groupRow } from './entry.js'
import { deleteEntries, type EntryRow, insertEntries, insertGroups } from './entry-store.js'
import { keyOf } from './words.js'

const REMEMBERED = 20_000
/** Rows of groups by key: names repeat, and pinyin takes time. */
const known = new Map<string, GroupRow>()

function rememberedRow(key: string, entry: Entry): GroupRow {
  const row = known.get(key) ?? groupRow(entry.group, 0)
  remember(known, REMEMBERED, key, row)
  return row
}

/**
 * Replaces everything by which these items are found (检索条目): three statements for any number of items, in the
 * caller's transaction. Items without entries are not found any more.
 */
export async function replaceEntries(
  db: Queryable,
  itemCodes: readonly string[],
  entries: readonly Entry[],
): Promise<void> {
  const groups = new Map<string, GroupRow>()
  const rows = entries.map((entry): EntryRow => {
    const key = groupKey(entry.group)
    const before = groups.get(key) ?? rememberedRow(key, entry)
    groups.set(key, { ...before, entries: before.entries + 1 })
    return entryRow(key, entry)
  })
  await deleteEntries(db, itemCodes)
  if (rows.length === 0) return
  await insertGroups(db, [...groups.values()])
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
