import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemChange } from './item-change.js'
import { changeStatement, changeValues } from './item-change-store.js'
import type { ItemDocument } from './item-document.js'
import { type ItemFields, type ItemRow, TODAY } from './item-store.js'
import type { itemVersions } from './item-tables.js'

export interface VersionRow
  extends Pick<
    RowOf<typeof itemVersions>,
    'version' | 'effective_from' | 'published_at' | 'published_by' | 'directory_version' | 'document'
  > {
  /** The version of the directory entry that it was checked against. */
  directory_version: RowOf<typeof itemVersions>['directory_version']
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
  const { rows } = await db.query<Pick<RowOf<typeof itemVersions>, 'effective_from'>>({
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

/** Numbers are never used again: one that was withdrawn had been seen, and it stands in the history. */
const NEXT_VERSION = `greatest(i.latest_version,
            coalesce((select max(c.version) from item_changes c where c.item_code = $1), 0)) + 1`

/**
 * Publishes a document as the next version and takes the draft away: one statement. The item's revision passes that of
 * the draft, so that no ETag of an earlier draft fits a later one.
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

export interface StandingVersion
  extends Pick<RowOf<typeof itemVersions>, 'version' | 'effective_from' | 'document'> {
  document: ItemDocument
}

/** What remains of an item without one version: the version in force, and those still to come, newest first. */
export async function selectStanding(
  db: Queryable,
  itemCode: string,
  without: number,
): Promise<StandingVersion[]> {
  const { rows } = await db.query<StandingVersion>(
    `select version, effective_from, document from item_versions v
     where item_code = $1 and version <> $2 and version >= coalesce((
       select max(version) from item_versions where item_code = $1 and version <> $2 and effective_from <= ${TODAY}), 0)
     order by version desc`,
    [itemCode, without],
  )
  return rows
}

/** Versions that come into force on a later day, and are not overtaken already. */
export async function selectScheduled(
  db: Queryable,
  itemCode: string,
): Promise<Pick<StandingVersion, 'version' | 'effective_from'>[]> {
  const { rows } = await db.query<Pick<StandingVersion, 'version' | 'effective_from'>>(
    `select version, effective_from from item_versions v
     where item_code = $1 and effective_from > ${TODAY} and not exists (
       select from item_versions n where n.item_code = $1 and n.version > v.version
         and n.effective_from <= v.effective_from)
     order by version`,
    [itemCode],
  )
  return rows
}

/** Whether a version may still be withdrawn: until a minute before its day, which the database guards too. */
export async function isStillToCome(db: Queryable, effectiveFrom: LegalDate): Promise<boolean> {
  const { rows } = await db.query<{ yes: boolean }>(
    `select $1::date > ((app_now() + interval '1 minute') at time zone 'Asia/Shanghai')::date as yes`,
    [effectiveFrom],
  )
  return rows[0]?.yes ?? false
}

/**
 * Takes a scheduled version away and makes the item's row say what it said without it; the document becomes the draft
 * where there is none, so that the work is not lost. One statement.
 */
export async function deleteVersion(
  db: Queryable,
  itemCode: string,
  version: number,
  left: { latestVersion: number; document: ItemDocument },
  change: ItemChange,
): Promise<void> {
  const { latestVersion, document } = left
  await db.query({
    text: `with gone as (
        delete from item_versions where item_code = $1 and version = $2 returning item_code, version, document),
      item as (
        update items i set latest_version = $3,
          state = case when $3 = 0 and state = 'IN_USE' then 'DRAFT' else state end,
          name = $4, type = $5, handling = $6, audiences = $7,
          revision = greatest(i.revision, (select d.revision from item_drafts d where d.item_code = $1)) + 1,
          updated_at = app_now()
        from gone where i.item_code = gone.item_code returning i.item_code, i.revision),
      draft as (
        insert into item_drafts (item_code, document, revision, updated_at, updated_by)
        select gone.item_code, gone.document, item.revision, app_now(), $9 from gone, item
        on conflict (item_code) do nothing)
      ${changeStatement('(select item_code, null::int as revision, version from gone) withdrawn', 8)}`,
    values: [
      itemCode,
      version,
      latestVersion,
      document.name,
      document.type,
      document.handling,
      document.audiences,
      ...changeValues(change),
    ],
  })
}
