import type { Queryable } from '../../database/queryable.js'
import { type Caller, type Organ, rolesOverOrgan, subjectOf } from '../../shared/caller.js'
import { isError } from '../../shared/finding.js'
import { hasFindings, outOfReach, problem, ruleViolated } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { organisationWithDivisions } from '../divisions/division-service.js'
import { checkItemFiles } from '../files/file-service.js'
import { readCheckContext } from './check-service.js'
import { readItemDocument } from './checks/document-schema.js'
import type { Finding } from './checks/finding.js'
import { checkItemDocument } from './checks/item-checks.js'
import { selectDirectoryOn } from './directory/directory-store.js'
import { type BegunItem, inheritItem } from './directory/inherit-item.js'
import {
  beginItemAgain,
  type DraftRow,
  deleteDraft,
  insertItem,
  saveCheck,
  saveDraft,
  selectDraft,
} from './draft-store.js'
import { diffItems } from './item-diff.js'
import type { ItemDocument } from './item-document.js'
import { namedFiles } from './item-files.js'
import { type ItemFields, type ItemRow, selectInForce, selectItem, selectToday } from './item-store.js'
import { selectVersion } from './item-version-store.js'

/** A draft as it is kept; its revision is what If-Match guards. */
export interface Draft {
  document: ItemDocument
  revision: number
  /** False: nothing is kept yet, it is what a version says. */
  isKept: boolean
  /** The check without errors of this very revision (已检查). */
  checked?: { at: string; by: string }
}

/** The first draft of a new item (新增事项); what it leaves out is taken from its directory entry in force (继承). */
export async function createItem(db: Queryable, caller: Caller, begun: BegunItem): Promise<Draft> {
  const directory = await selectDirectoryOn(db, begun.basicCode)
  const document = completeItem(inheritItem(begun, directory?.document))
  const fields = await fieldsOf(db, document, caller)
  const existing = await selectItem(db, document.itemCode, true)
  const change = { act: 'CREATED', by: subjectOf(caller) } as const
  if (existing !== undefined && !(await isBare(db, existing))) {
    throw problem('CONFLICT', {
      detail: {
        en: 'An item with this code exists: change its draft',
        zh: '该编码的事项已存在，请修改其草稿',
      },
    })
  }
  await mustNameOwnFiles(db, caller, document, undefined)
  if (existing === undefined) await insertItem(db, fields, change)
  else await beginItemAgain(db, fields, existing.revision + 1, change)
  return { document, revision: (existing?.revision ?? 0) + 1, isKept: true }
}

/** Never published, and its draft was deleted: the code is free again. */
const isBare = async (db: Queryable, { item_code, latest_version }: ItemRow): Promise<boolean> =>
  latest_version === 0 && (await selectDraft(db, item_code)) === undefined

/** Deletes the draft (删除草稿) that was read and locked in the same transaction; what was published stays. */
export async function dropDraft(db: Queryable, caller: Caller, draft: Draft): Promise<void> {
  if (!draft.isKept) throw problem('NOT_FOUND', { detail: { en: 'There is no draft', zh: '没有草稿' } })
  await deleteDraft(db, draft.document.itemCode, { act: 'DROPPED', by: subjectOf(caller) })
}

/** 422 for what is missing still, and for what does not fit together with what was inherited. */
function completeItem(item: BegunItem): ItemDocument {
  const read = readItemDocument(item)
  if ('document' in read) return read.document
  throw hasFindings(read.findings, {
    en: 'Neither you nor the directory gives what errors names',
    zh: 'errors 中指出的内容须填写，基本目录未作规定',
  })
}

/**
 * The draft; where there is none, one begins from the version `from`, and when none is asked for from the one in force:
 * what is to come may not come into force today with a telephone number that was corrected. Its revision is the item's
 * own. `lock`: nobody else writes or publishes it before the transaction ends.
 */
export async function readDraft(
  db: Queryable,
  caller: Caller,
  itemCode: string,
  { lock = false, from }: { lock?: boolean; from?: number | undefined } = {},
): Promise<Draft> {
  const item = await keptItem(db, caller, itemCode, lock)
  const draft = await selectDraft(db, itemCode)
  if (draft !== undefined) return draftOf(draft)
  const begins = from ?? (await selectInForce(db, itemCode))?.in_force_version ?? item.latest_version
  const version = await selectVersion(db, itemCode, begins)
  if (version === undefined) throw problem('NOT_FOUND')
  return { document: version.document, revision: item.revision, isKept: false }
}

function draftOf({ document, revision, checked_revision, checked_at: at, checked_by: by }: DraftRow): Draft {
  const isChecked = checked_revision === revision && at !== null && by !== null
  return { document, revision, isKept: true, ...(isChecked ? { checked: { at, by } } : {}) }
}

/** The item, where the caller keeps it; 404 otherwise. `lock`: until the transaction ends. */
export async function keptItem(
  db: Queryable,
  caller: Caller,
  itemCode: string,
  lock: boolean,
): Promise<ItemRow> {
  const item = await selectItem(db, itemCode, lock)
  if (item === undefined) throw problem('NOT_FOUND')
  const organ = { code: item.organisation_code, divisions: item.divisions }
  if (!rolesOverOrgan(caller, organ, itemCode).has('cataloguer')) throw problem('NOT_FOUND')
  return item
}

/** Replaces the draft (修改草稿) that was read and locked in the same transaction. */
export async function writeDraft(
  db: Queryable,
  caller: Caller,
  before: Draft,
  document: ItemDocument,
): Promise<Draft> {
  if (document.itemCode !== before.document.itemCode) {
    throw ruleViolated('/itemCode', 'CODE_DIFFERS', {
      en: 'Not the code of this item',
      zh: '与本事项编码不一致',
    })
  }
  if (document.organisationCode !== before.document.organisationCode) {
    throw ruleViolated('/organisationCode', 'ORGANISATION_FIXED', {
      en: 'An item stays with its organ',
      zh: '事项的实施主体不能更改',
    })
  }
  await mustNameOwnFiles(db, caller, document, before.document)
  const draft = { document, revision: before.revision + 1, isKept: true }
  await saveDraft(db, draft, {
    act: 'DRAFTED',
    by: subjectOf(caller),
    details: { changes: diffItems(before.document, document) },
  })
  return draft
}

/** Checks the draft (检查草稿) and notes it: without errors it is checked, until it or what it refers to changes. */
export async function checkDraft(db: Queryable, caller: Caller, itemCode: string): Promise<Finding[]> {
  const { document, isKept } = await readDraft(db, caller, itemCode, { lock: true })
  const { context } = await contextOf(db, document)
  const findings = checkItemDocument(document, context)
  const errors = findings.filter(isError).length
  const details = { errors, warnings: findings.length - errors }
  if (isKept) await saveCheck(db, itemCode, errors === 0, { act: 'CHECKED', by: subjectOf(caller), details })
  return findings
}

/** What the checks know of a document, its directory entry on that day (today when none is given) included. */
export async function contextOf(db: Queryable, document: ItemDocument, on?: LegalDate) {
  const directory = await selectDirectoryOn(db, document.basicCode, on)
  const context = await readCheckContext(db, { documents: [document], on })
  return {
    directoryVersion: directory?.version,
    context: { ...context, directoryEntry: directory?.document ?? ('none' as const) },
  }
}

/** What else is kept of an item; refuses an organ that is unknown or out of the caller's reach. */
export async function fieldsOf(db: Queryable, document: ItemDocument, caller: Caller): Promise<ItemFields> {
  const organisation = await organisationWithDivisions(db, document.organisationCode)
  if (organisation === undefined) {
    throw ruleViolated('/organisationCode', 'ORGANISATION_UNKNOWN', {
      en: 'No such organ',
      zh: '没有该实施主体',
    })
  }
  mustKeep(caller, organisation, document.itemCode)
  return {
    document,
    division: organisation.divisionCode,
    divisions: organisation.divisions,
  }
}

/** 404 when there is no such item. */
export async function mustExist(db: Queryable, itemCode: string): Promise<void> {
  if ((await selectItem(db, itemCode)) === undefined) throw problem('NOT_FOUND')
}

/** The name of an item, for who is told of it. */
export const nameOfItem = async (db: Queryable, itemCode: string): Promise<string> =>
  (await selectItem(db, itemCode))?.name ?? itemCode

/** Today in Shanghai, by the service's clock. */
export const itemToday = selectToday

/** Whose an item is, for the audit trail; undefined members where it is gone meanwhile. One query. */
export async function ownerOfItem(db: Queryable, itemCode: string) {
  const item = await selectItem(db, itemCode)
  return { divisions: item?.divisions ?? [], organisation: item?.organisation_code }
}

function mustKeep(caller: Caller, organ: Organ, itemCode: string): void {
  if (!rolesOverOrgan(caller, organ, itemCode).has('cataloguer')) throw outOfReach()
}

/** What others sent in for their cases must not become public by being named here. */
async function mustNameOwnFiles(
  db: Queryable,
  caller: Caller,
  document: ItemDocument,
  before: ItemDocument | undefined,
): Promise<void> {
  const named = new Set(before === undefined ? [] : namedFiles(before).map(({ fileId }) => fileId))
  const errors = await checkItemFiles(db, namedFiles(document), named, subjectOf(caller))
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
}
