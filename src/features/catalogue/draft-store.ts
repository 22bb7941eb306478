import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { ItemChange } from './item-change.js'
import { changeStatement, changeValues } from './item-change-store.js'
import type { ItemDocument } from './item-document.js'
import type { ItemFields } from './item-store.js'
import type { itemDrafts } from './item-tables.js'

/** What the rows of an item and of its draft say of a document, from the first parameter on. */
const itemValues = ({ document, division, divisions }: ItemFields): unknown[] => [
  document.itemCode,
  document.organisationCode,
  division,
  divisions,
  document.name,
  document.type,
  document.handling,
  document.audiences,
  JSON.stringify(document),
]

/** A new item with its first draft. */
export async function insertItem(db: Queryable, fields: ItemFields, change: ItemChange): Promise<void> {
  await db.query({
    text: `with item as (
        insert into items (item_code, organisation_code, division_code, divisions, state, name, type, handling, audiences, created_at, updated_at)
        values ($1, $2, $3, $4, 'DRAFT', $5, $6, $7, $8, app_now(), app_now())),
      draft as (
        insert into item_drafts (item_code, document, revision, updated_at, updated_by) values ($1, $9, 1, app_now(), $11)
        returning item_code, revision, null::int as version)
      ${changeStatement('draft', 10)}`,
    values: [...itemValues(fields), ...changeValues(change)],
  })
}

/** A code whose only draft was deleted, with a new draft; nobody has seen it before. The item must be locked. */
export async function beginItemAgain(
  db: Queryable,
  fields: ItemFields,
  revision: number,
  change: ItemChange,
): Promise<void> {
  await db.query({
    text: `with item as (
        update items set organisation_code = $2, division_code = $3, divisions = $4, name = $5, type = $6, handling = $7,
          audiences = $8, updated_at = app_now() where item_code = $1 returning item_code),
      draft as (
        insert into item_drafts (item_code, document, revision, updated_at, updated_by)
        select item_code, $9, $10, app_now(), $12 from item
        returning item_code, revision, null::int as version)
      ${changeStatement('draft', 11)}`,
    values: [...itemValues(fields), revision, ...changeValues(change)],
  })
}

/** Takes the draft away; the item's revision passes it, so that no ETag of it fits a later one. */
export async function deleteDraft(db: Queryable, itemCode: string, change: ItemChange): Promise<void> {
  await db.query({
    text: `with gone as (delete from item_drafts where item_code = $1 returning item_code, revision, null::int as version),
      item as (
        update items i set revision = greatest(i.revision, gone.revision) + 1, updated_at = app_now()
        from gone where i.item_code = gone.item_code)
      ${changeStatement('gone', 2)}`,
    values: [itemCode, ...changeValues(change)],
  })
}

export interface DraftRow
  extends Pick<
    RowOf<typeof itemDrafts>,
    'document' | 'revision' | 'checked_revision' | 'checked_at' | 'checked_by'
  > {
  document: ItemDocument
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
