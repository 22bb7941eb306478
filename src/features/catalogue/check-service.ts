import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import { readDictionaries } from '../dictionaries/dictionary-service.js'
import { acceptingWindowsOf } from '../divisions/division-service.js'
import { isAboveOrBeside, mayUse, organsGoingOn } from '../divisions/owner-service.js'
import { existingFiles, publishableFiles } from '../files/file-service.js'
import { proceduresNamed, publishedWorkflows } from '../workflow/workflow-service.js'
import type { CheckContext } from './checks/check-context.js'
import type { ItemDocument } from './item-document.js'
import { namedFiles } from './item-files.js'
import { selectOrgansOfItems, selectToday } from './item-store.js'

interface Looked {
  documents: readonly ItemDocument[]
  /** The day from which the version is in force; today by default. */
  on?: LegalDate | undefined
  /** Who brings in documents that never were a draft: only what he may publish counts as a file that is there. */
  importedBy?: string
}

/** What the checks must know beside the documents (检查的外部条件). */
export async function readCheckContext(
  db: Queryable,
  { documents, on, importedBy }: Looked,
): Promise<CheckContext> {
  const files = documents.flatMap(namedFiles)
  const workflows = await publishedWorkflows(db)
  return {
    today: on ?? (await selectToday(db)),
    dictionaries: await readDictionaries(db),
    workflows: new Set(workflows.keys()),
    procedures: await proceduresNamed(
      db,
      documents.map(({ workflow }) => workflow),
    ),
    decidedAtWindow: await decidedAtWindow(db, documents),
    foreignWorkflows: await foreignWorkflows(db, documents, workflows),
    organsAbove: await organsAbove(db, documents),
    itemsAbove: await itemsAbove(db, documents),
    files: await (importedBy === undefined
      ? existingFiles(
          db,
          files.map(({ fileId }) => fileId),
        )
      : publishableFiles(db, files, importedBy)),
  }
}

/** Of the items that the register of windows knows: whether a window decides. One query. */
async function decidedAtWindow(
  db: Queryable,
  documents: readonly ItemDocument[],
): Promise<ReadonlyMap<string, boolean>> {
  const known = new Map<string, boolean>()
  const windows = await acceptingWindowsOf(
    db,
    documents.map(({ itemCode }) => itemCode),
  )
  for (const { item_code: code, level } of windows)
    known.set(code, known.get(code) === true || level === 'decides')
  return known
}

/** Which of the documents use a procedure of an organ that is neither their own nor above it. One query, where needed. */
async function foreignWorkflows(
  db: Queryable,
  documents: readonly ItemDocument[],
  owners: ReadonlyMap<string, string | undefined>,
): Promise<ReadonlySet<string>> {
  const owned = documents.flatMap(({ organisationCode: organ, workflow }) => {
    const owner = owners.get(workflow)
    return owner === undefined || owner === organ ? [] : [{ organ, owner, workflow }]
  })
  if (owned.length === 0) return new Set()
  const codes = [...new Set(owned.flatMap(({ organ, owner }) => [organ, owner]))]
  const organs = await organsGoingOn(db, codes)
  return new Set(
    owned.flatMap(({ organ: code, owner: ownerCode, workflow }) => {
      const [organ, owner] = [organs.get(code), organs.get(ownerCode)]
      return organ !== undefined && owner !== undefined && mayUse(organ, owner) ? [] : [`${code} ${workflow}`]
    }),
  )
}

/** Of the organs to which the documents forward, those that go on above or beside their own. Two queries, where needed. */
async function organsAbove(db: Queryable, documents: readonly ItemDocument[]): Promise<ReadonlySet<string>> {
  const named = documents.flatMap(({ organisationCode: own, forwardsTo = [] }) =>
    forwardsTo.map(({ organisation: above }) => ({ own, above })),
  )
  if (named.length === 0) return new Set()
  const organs = await organsGoingOn(db, [...new Set(named.flatMap(({ own, above }) => [own, above]))])
  return new Set(
    named.flatMap(({ own, above }) => {
      const [organ, upper] = [organs.get(own), organs.get(above)]
      return organ !== undefined && upper !== undefined && isAboveOrBeside(organ, upper)
        ? [`${own} ${above}`]
        : []
    }),
  )
}

/** Which items to which the documents forward are there, or come along, each with the organ named beside it. Two queries, where needed. */
async function itemsAbove(db: Queryable, documents: readonly ItemDocument[]): Promise<ReadonlySet<string>> {
  const named = documents.flatMap(({ forwardsTo = [] }) =>
    forwardsTo.flatMap(({ organisation, itemCode }) =>
      itemCode === undefined ? [] : { organisation, itemCode },
    ),
  )
  if (named.length === 0) return new Set()
  const owners = await selectOrgansOfItems(db, [...new Set(named.map(({ itemCode }) => itemCode))])
  for (const { itemCode, organisationCode } of documents) owners.set(itemCode, organisationCode)
  const going = await organsGoingOn(db, [
    ...new Set([...named.map(({ organisation }) => organisation), ...owners.values()]),
  ])
  const living = (code: string | undefined) =>
    code === undefined ? undefined : (going.get(code)?.code ?? code)
  return new Set(
    named.flatMap(({ organisation, itemCode }) =>
      living(owners.get(itemCode)) === living(organisation) ? [`${itemCode} ${organisation}`] : [],
    ),
  )
}
