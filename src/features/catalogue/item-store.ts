import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemChange } from './item-change.js'
import { changeStatement, changeValues } from './item-change-store.js'
import type { ItemDocument } from './item-document.js'
import type { ShownVersion } from './item-entries.js'

export interface ItemRow {
  item_code: string
  organisation_code: string
  division_code: string
  divisions: string[]
  state: 'DRAFT' | 'IN_USE' | 'SUSPENDED' | 'RETIRED'
  latest_version: number
  name: string
  type: string
  handling: 'onTheSpot' | 'promised'
  audiences: string[]
  revision: number
}

/** Shanghai's date of the service's clock. */
export const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

/** Told by triggers on commit, with the item's code (migrations/0005). */
export const CATALOGUE_CHANNEL = 'catalogue'

const IN_FORCE = `
select i.item_code, i.state, i.organisation_code, i.division_code, i.divisions, v.version as in_force_version,
  exists (select 1 from item_versions n where n.item_code = i.item_code and n.effective_from > ${TODAY}) as is_scheduled
from items i join lateral (
  select version from item_versions
  where item_code = i.item_code and effective_from <= ${TODAY} order by version desc limit 1) v on true
where i.item_code = $1`

export type InForceRow = Pick<
  ItemRow,
  'item_code' | 'state' | 'organisation_code' | 'division_code' | 'divisions'
> & {
  in_force_version: number
  /** Another version takes its place on a later day. */
  is_scheduled: boolean
}

/** Which version is in force, without its document, which is known; undefined when there is none (yet). */
export async function selectInForce(db: Queryable, itemCode: string): Promise<InForceRow | undefined> {
  const { rows } = await db.query<InForceRow>({ name: 'item-in-force', text: IN_FORCE, values: [itemCode] })
  return rows[0]
}

export async function selectItem(
  db: Queryable,
  itemCode: string,
  lock = false,
): Promise<ItemRow | undefined> {
  const { rows } = await db.query<ItemRow>(
    `select * from items where item_code = $1${lock ? ' for update' : ''}`,
    [itemCode],
  )
  return rows[0]
}

export interface VersionRow {
  version: number
  effective_from: LegalDate
  published_at: string
  published_by: string
  /** The version of the directory entry that it was checked against. */
  directory_version: number | null
  document: ItemDocument
}

export async function selectVersion(
  db: Queryable,
  itemCode: string,
  version: number,
): Promise<VersionRow | undefined> {
  const { rows } = await db.query<VersionRow>({
    name: 'item-version',
    text: 'select version, effective_from, published_at, published_by, directory_version, document from item_versions where item_code = $1 and version = $2',
    values: [itemCode, version],
  })
  return rows[0]
}

/** From which day on a version is in force. */
export async function selectEffectiveFrom(
  db: Queryable,
  itemCode: string,
  version: number,
): Promise<LegalDate> {
  const { rows } = await db.query<{ effective_from: LegalDate }>({
    name: 'item-effective-from',
    text: 'select effective_from from item_versions where item_code = $1 and version = $2',
    values: [itemCode, version],
  })
  return rows[0]?.effective_from ?? ''
}

/** Whether a published version of the item names the file. */
export async function selectIsNamed(db: Queryable, itemCode: string, fileId: string): Promise<boolean> {
  const { rows } = await db.query<{ named: boolean }>({
    name: 'item-names-file',
    text: `select exists (select from item_versions where item_code = $1
      and item_file_ids(document) @> array[lower($2::text)]) as named`,
    values: [itemCode, fileId],
  })
  return rows[0]?.named === true
}

export async function selectVersions(
  db: Queryable,
  itemCode: string,
): Promise<Omit<VersionRow, 'document'>[]> {
  const { rows } = await db.query<Omit<VersionRow, 'document'>>(
    'select version, effective_from, published_at, published_by, directory_version from item_versions where item_code = $1 order by version desc limit 1000',
    [itemCode],
  )
  return rows
}

/** Versions that people see now or on a later day, each with the day on which the next takes its place. */
export async function selectShownVersions(
  db: Queryable,
  itemCodes: readonly string[],
): Promise<ShownVersion[]> {
  const { rows } = await db.query<ShownRow>({
    name: 'item-shown-versions',
    text: `select i.item_code, i.state, i.organisation_code, i.division_code, i.divisions, v.version, v.effective_from::text, next.day::text, v.document
      from items i join item_versions v on v.item_code = i.item_code
      cross join lateral (select coalesce(min(n.effective_from), 'infinity') as day from item_versions n
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
  const { rows } = await db.query<{ item_code: string }>(
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

/** What the search and the filters know of an item, from a document. */
export interface ItemFields {
  document: ItemDocument
  division: string
  divisions: string[]
}

/** A new item with its first draft. */
export async function insertItem(
  db: Queryable,
  { document, division, divisions }: ItemFields,
  change: ItemChange,
): Promise<void> {
  await db.query({
    text: `with item as (
        insert into items (item_code, organisation_code, division_code, divisions, state, name, type, handling, audiences, created_at, updated_at)
        values ($1, $2, $3, $4, 'DRAFT', $5, $6, $7, $8, app_now(), app_now())),
      draft as (
        insert into item_drafts (item_code, document, revision, updated_at, updated_by) values ($1, $9, 1, app_now(), $11)
        returning item_code, revision, null::int as version)
      ${changeStatement('draft', 10)}`,
    values: [
      document.itemCode,
      document.organisationCode,
      division,
      divisions,
      document.name,
      document.type,
      document.handling,
      document.audiences,
      JSON.stringify(document),
      ...changeValues(change),
    ],
  })
}

export interface DraftRow {
  document: ItemDocument
  revision: number
  checked_revision: number | null
  checked_at: string | null
  checked_by: string | null
}

export async function selectDraft(db: Queryable, itemCode: string): Promise<DraftRow | undefined> {
  const { rows } = await db.query<DraftRow>(
    'select document, revision, checked_revision, checked_at, checked_by from item_drafts where item_code = $1',
    [itemCode],
  )
  return rows[0]
}

/** Writes the draft. The item must be locked: the revision was compared before. */
export async function saveDraft(
  db: Queryable,
  { document, revision }: Pick<DraftRow, 'document' | 'revision'>,
  change: ItemChange,
): Promise<void> {
  await db.query({
    text: `with draft as (
        insert into item_drafts (item_code, document, revision, updated_at, updated_by) values ($1, $2, $3, app_now(), $5)
        on conflict (item_code) do update set document = excluded.document, revision = excluded.revision,
          updated_at = excluded.updated_at, updated_by = excluded.updated_by
        returning item_code, revision, null::int as version)
      ${changeStatement('draft', 4)}`,
    values: [document.itemCode, JSON.stringify(document), revision, ...changeValues(change)],
  })
}

/** Notes a check of the draft; one with errors takes an earlier one back, since the world around the draft has changed. */
export async function saveCheck(
  db: Queryable,
  itemCode: string,
  passed: boolean,
  change: ItemChange,
): Promise<void> {
  await db.query({
    text: `with draft as (
        update item_drafts set checked_revision = case when $2 then revision end,
          checked_at = case when $2 then app_now() end, checked_by = case when $2 then $4 end
        where item_code = $1 returning item_code, revision, null::int as version)
      ${changeStatement('draft', 3)}`,
    values: [itemCode, passed, ...changeValues(change)],
  })
}

/** Numbers are never used again: one that was withdrawn had been seen, and it stands in the history. */
const NEXT_VERSION = `greatest(i.latest_version,
            coalesce((select max(c.version) from item_changes c where c.item_code = $1), 0)) + 1`

/**
 * Publishes a document as the next version and takes the draft away: one statement. The item's revision passes that of the draft, so that no ETag of an
 * earlier draft fits a later one.
 */
export async function insertVersion(
  db: Queryable,
  { document }: ItemFields,
  { effectiveFrom, directoryVersion }: { effectiveFrom: LegalDate; directoryVersion: number | undefined },
  change: ItemChange,
): Promise<{ version: number; state: ItemRow['state'] }> {
  const { rows } = await db.query<{ version: number; state: ItemRow['state'] }>({
    text: `with item as (
        update items i set latest_version = ${NEXT_VERSION}, state = case when state = 'DRAFT' then 'IN_USE' else state end,
          name = $2, type = $3, handling = $4, audiences = $5,
          revision = greatest(i.revision, (select d.revision from item_drafts d where d.item_code = $1)) + 1,
          updated_at = app_now()
        where item_code = $1 returning item_code, latest_version, state),
      gone as (delete from item_drafts where item_code = $1 returning revision),
      version as (
        insert into item_versions (item_code, version, effective_from, document, published_at, published_by, directory_version)
        select item_code, latest_version, $6::date, $7, app_now(), $10, $8 from item
        returning item_code, version, (select revision from gone) as revision),
      changed as (${changeStatement('version', 9)})
      select version.version, item.state from version, item`,
    values: [
      document.itemCode,
      document.name,
      document.type,
      document.handling,
      document.audiences,
      effectiveFrom,
      JSON.stringify(document),
      directoryVersion ?? null,
      ...changeValues(change),
    ],
  })
  const [published] = rows
  if (published === undefined) throw new Error(`item ${document.itemCode} is gone`)
  return published
}

export async function updateState(
  db: Queryable,
  itemCode: string,
  state: ItemRow['state'],
  change: ItemChange,
): Promise<number> {
  const { rows } = await db.query<{ revision: number }>(
    `with item as (
        update items set state = $2, revision = revision + 1, updated_at = app_now() where item_code = $1
        returning item_code, null::int as revision, null::int as version, revision as now),
      changed as (${changeStatement('item', 3)})
      select now as revision from item`,
    [itemCode, state, ...changeValues(change)],
  )
  return rows[0]?.revision ?? 0
}

export async function selectToday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ today: LegalDate }>(`select ${TODAY} as today`)
  return rows[0]?.today ?? ''
}

/** Sample items straight as version 1 in force; what is there stays. */
export async function seedItems(
  db: Queryable,
  items: (ItemFields & { effectiveFrom: LegalDate; directoryVersion: number | undefined })[],
): Promise<void> {
  const rows = items.map(({ document, division, divisions, effectiveFrom, directoryVersion }) => ({
    item_code: document.itemCode,
    organisation_code: document.organisationCode,
    division_code: division,
    divisions,
    state: 'IN_USE',
    latest_version: 1,
    name: document.name,
    type: document.type,
    handling: document.handling,
    audiences: document.audiences,
    revision: 1,
    effective_from: effectiveFrom,
    directory_version: directoryVersion,
    document,
  }))
  await db.query({
    text: `with given as (select value as e from jsonb_array_elements($1::jsonb)),
      item as (
        insert into items (item_code, organisation_code, division_code, divisions, state, latest_version, name, type, handling, audiences, revision, created_at, updated_at)
        select r.item_code, r.organisation_code, r.division_code, r.divisions, r.state, r.latest_version, r.name, r.type, r.handling, r.audiences, r.revision, app_now(), app_now()
        from jsonb_populate_recordset(null::items, $1::jsonb) r on conflict do nothing returning item_code)
      insert into item_versions (item_code, version, effective_from, document, published_at, published_by, directory_version)
      select item.item_code, 1, (given.e->>'effective_from')::date, given.e->'document', app_now(), 'yichuang',
        (given.e->>'directory_version')::int
      from item join given on given.e->>'item_code' = item.item_code`,
    values: [JSON.stringify(rows)],
  })
}
