import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { GroupRow } from './entry.js'
import type { searchEntries, searchGroups } from './search-tables.js'

/** An entry as it is written. */
export interface NewEntry
  extends Pick<
    RowOf<typeof searchEntries>,
    | 'item_code'
    | 'kind'
    | 'number'
    | 'version'
    | 'code'
    | 'suspended'
    | 'organisation_code'
    | 'division_code'
    | 'path'
    | 'valid_from'
    | 'valid_to'
    | 'excerpt'
  > {
  group_key: string
}

/** Takes away all entries of these items. */
export async function deleteEntries(db: Queryable, itemCodes: readonly string[]): Promise<void> {
  await db.query({
    name: 'search-delete',
    text: 'delete from search_entries where item_code = any($1)',
    values: [itemCodes],
  })
}

/** Which of these keys of groups are there. */
export async function selectKnownKeys(db: Queryable, keys: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<Pick<RowOf<typeof searchGroups>, 'group_key'>>({
    name: 'search-known',
    text: 'select group_key from search_groups where group_key = any($1)',
    values: [keys],
  })
  return rows.map((row) => row.group_key)
}

/**
 * Adds groups that are not there. Those that are stay untouched: writers of entries of the same name do not wait for each
 * other.
 */
export async function insertGroups(db: Queryable, groups: readonly GroupRow[]): Promise<void> {
  await db.query({
    name: 'search-groups',
    text: `insert into search_groups (group_key, kind, name, name_key, length, aliases, type, handling, audiences, themes, initials, syllables, tokens, entries)
      select group_key, kind, name, name_key, length, aliases, type, handling, audiences, themes, initials, syllables, tokens, entries
      from jsonb_populate_recordset(null::search_groups, $1::jsonb) order by group_key on conflict (group_key) do nothing`,
    values: [JSON.stringify(groups)],
  })
}

/** Adds entries whose groups are there: a statement of its own, which sees groups that somebody else added meanwhile. */
export async function insertEntries(db: Queryable, entries: readonly NewEntry[]): Promise<void> {
  await db.query({
    name: 'search-insert',
    text: `insert into search_entries (item_code, kind, number, version, code, group_id, suspended, organisation_code, division_code, path, valid_from, valid_to, excerpt)
      select e.item_code, e.kind, e.number, e.version, e.code, g.group_id, e.suspended, e.organisation_code, e.division_code, e.path, e.valid_from, e.valid_to, e.excerpt
      from jsonb_to_recordset($1::jsonb) as e(group_key text, item_code text, kind smallint, number smallint, version int, code text,
        suspended boolean, organisation_code text, division_code text, path text, valid_from date, valid_to date, excerpt text)
      join search_groups g on g.group_key = e.group_key`,
    values: [JSON.stringify(entries)],
  })
}

/** Counts the entries of each group anew; by these counts names are weighed and facets of very many hits are told. */
export async function recountGroups(db: Queryable): Promise<void> {
  await db.query(`with counted as (select group_id, count(*)::int as number from search_entries group by group_id)
    update search_groups g set entries = coalesce(counted.number, 0)
    from search_groups h left join counted using (group_id)
    where g.group_id = h.group_id and g.entries <> coalesce(counted.number, 0)`)
}
