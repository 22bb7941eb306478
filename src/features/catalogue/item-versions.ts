import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { readFileContent } from '../files/file-service.js'
import { keptItem, readDraft } from './draft-service.js'
import { type ItemChangeRow, selectItemChanges } from './item-change-store.js'
import { type Difference, diffItems } from './item-diff.js'
import { namedFiles } from './item-files.js'
import { type ItemRow, selectInForce, selectItem, selectToday } from './item-store.js'
import {
  selectEffectiveFrom,
  selectIsNamed,
  selectVersion,
  selectVersions,
  type VersionRow,
} from './item-version-store.js'

export const effectiveFromOf = selectEffectiveFrom

/** Every published version of an item (事项版本), newest first, and the service's day; 404 where none is published. */
export async function versionsOf(
  db: Queryable,
  itemCode: string,
): Promise<{ item: ItemRow; rows: Awaited<ReturnType<typeof selectVersions>>; today: LegalDate }> {
  const [item, rows, today] = await Promise.all([
    selectItem(db, itemCode),
    selectVersions(db, itemCode),
    selectToday(db),
  ])
  if (item === undefined || rows.length === 0) throw problem('NOT_FOUND')
  return { item, rows, today }
}

/** One published version with the item that it is of; 404 when there is none. */
export async function versionOf(
  db: Queryable,
  itemCode: string,
  version: number,
): Promise<{ row: VersionRow; item: ItemRow }> {
  const [row, item] = await Promise.all([selectVersion(db, itemCode, version), selectItem(db, itemCode)])
  if (row === undefined || item === undefined) throw problem('NOT_FOUND')
  return { row, item }
}

/** What differs from one published version to another (版本比较); 404 when one of them is not there. */
export async function compareVersions(
  db: Queryable,
  itemCode: string,
  from: number,
  to: number,
): Promise<Difference[]> {
  const [before, after] = await Promise.all([
    selectVersion(db, itemCode, from),
    selectVersion(db, itemCode, to),
  ])
  if (before === undefined || after === undefined) throw problem('NOT_FOUND')
  return diffItems(before.document, after.document)
}

/** What a draft makes different from the version in force (草稿比较), for who keeps the item. */
export async function compareDraft(
  db: Queryable,
  caller: Caller,
  itemCode: string,
): Promise<{ from: number | undefined; revision: number; differences: Difference[] }> {
  const { document, revision } = await readDraft(db, caller, itemCode)
  const inForce = await selectInForce(db, itemCode)
  const from = inForce && (await selectVersion(db, itemCode, inForce.in_force_version))
  return { from: from?.version, revision, differences: diffItems(from?.document ?? {}, document) }
}

/** A page of the acts on an item (变更记录), newest first, for who keeps it. */
export async function listItemChanges(
  db: Queryable,
  caller: Caller,
  itemCode: string,
  before: number | undefined,
  limit: number,
): Promise<ItemChangeRow[]> {
  await keptItem(db, caller, itemCode, false)
  return selectItemChanges(db, itemCode, before, limit)
}

/** A file of an item (空白表格、示例样表), for everybody; 404 unless a published version names it. */
export async function readItemFile(deps: Deps, itemCode: string, fileId: string) {
  const inForce = await deps.items.published(itemCode)
  const isNow =
    inForce !== undefined && namedFiles(inForce.document).some((each) => each.fileId === fileId.toLowerCase())
  if (!isNow && !(await selectIsNamed(deps.pool, itemCode, fileId))) throw problem('NOT_FOUND')
  return readFileContent(deps, fileId, { published: true })
}
