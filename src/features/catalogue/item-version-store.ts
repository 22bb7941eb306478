import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemChange } from './item-change.js'
import { changeStatement, changeValues } from './item-change-store.js'
import type { ItemDocument } from './item-document.js'
import { TODAY } from './item-store.js'

export interface StandingVersion {
  version: number
  effective_from: LegalDate
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
