import type { Queryable } from '../../database/queryable.js'
import type { ShownVersion } from './item-entries.js'
import { type ItemRow, TODAY } from './item-store.js'
import type { VersionRow } from './item-version-store.js'

/** Versions that people see now or on a later day, each with the day on which the next takes its place or it has expired. */
export async function selectShownVersions(
  db: Queryable,
  itemCodes: readonly string[],
): Promise<ShownVersion[]> {
  const { rows } = await db.query<ShownRow>({
    name: 'item-shown-versions',
    text: `select i.item_code, i.state, i.organisation_code, i.division_code, i.divisions, v.version, v.effective_from::text, next.day::text, v.document
      from items i join item_versions v on v.item_code = i.item_code
      cross join lateral (select least(coalesce(min(n.effective_from), 'infinity'), (v.document->>'validUntil')::date + 1,
          case when i.planned_state = 'RETIRED' then i.planned_from end) as day from item_versions n
        where n.item_code = v.item_code and n.version > v.version) next
      where i.item_code = any($1) and i.state in ('IN_USE', 'SUSPENDED') and next.day > v.effective_from and next.day > ${TODAY}`,
    values: [itemCodes],
  })
  return rows.map((row) => ({
    itemCode: row.item_code,
    version: row.version,
    suspended: row.state === 'SUSPENDED',
    organisationCode: row.organisation_code,
    divisionCode: row.division_code,
    divisions: row.divisions,
    validFrom: row.effective_from,
    ...(row.day === 'infinity' ? {} : { validTo: row.day }),
    document: row.document,
  }))
}

type ShownRow = Pick<ItemRow, 'item_code' | 'state' | 'organisation_code' | 'division_code' | 'divisions'> &
  Pick<VersionRow, 'version' | 'effective_from' | 'document'> & { day: string }

/** Codes of items that were ever published, in order; nobody publishes or changes these before the transaction ends. */
export async function lockPublishedCodes(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<Pick<ItemRow, 'item_code'>>(
    'select item_code from items where item_code > $1 and latest_version > 0 order by item_code limit $2 for no key update',
    [after, limit],
  )
  return rows.map((row) => row.item_code)
}

/** True when items were published but none can be found: after an upgrade from a release without search entries. */
export async function isSearchEmpty(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ empty: boolean }>(
    'select not exists (select 1 from search_entries) and exists (select 1 from items where latest_version > 0) as empty',
  )
  return rows[0]?.empty === true
}
