import { createKept } from '../../database/kept.js'
import type { Queryable } from '../../database/queryable.js'
import { type Caller, rolesOverOrgan, subjectOf } from '../../shared/caller.js'
import { isError } from '../../shared/finding.js'
import { hasFindings, outOfReach, problem, ruleViolated } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { refuseDayTooFar } from '../catalogue/day-ahead.js'
import type { ItemReader } from '../catalogue/item-reader.js'
import { organisationWithDivisions } from '../divisions/division-service.js'
import type { FindableBundle } from '../search/search-service.js'
import type { MemberState } from './bundle-check-context.js'
import { checkBundle } from './bundle-checks.js'
import type { BundleDocument } from './bundle-document.js'
import type { BundleFinding } from './bundle-finding.js'
import {
  type BundleRow,
  insertBundle,
  insertBundleVersion,
  saveBundleDraft,
  selectBundle,
  selectBundleInForce,
  selectBundles,
  selectNewestDocument,
  selectToday,
} from './bundle-store.js'

/** Bundles in force (一件事), in the order of their codes. */
export const listBundles = selectBundles
const MOST_FINDABLE = 10_000

/** All bundles in force as they are searched for: some hundred in a province. */
export async function findableBundles(db: Queryable): Promise<FindableBundle[]> {
  const rows = await selectBundles(db, {}, undefined, MOST_FINDABLE)
  return rows.map(({ document, ...row }) => ({
    bundleCode: row.bundle_code,
    name: document.name,
    aliases: document.synonyms ?? [],
    nameEn: document.nameEn,
    description: document.description,
    organisationCode: row.organisation_code,
    divisionCode: row.division_code,
    divisions: row.divisions,
    audiences: document.audiences,
    themes: document.themes,
  }))
}

/** The service's day. */
export const bundleToday = selectToday

export interface BundleInForce {
  document: BundleDocument
  version: number
  effectiveFrom: LegalDate
  /** As they are in force now, in the order of the bundle. */
  members: Map<string, MemberState>
}

const REMEMBERED = 1000

/** Bundles in force with their members (一件事). A version's document is one object, so that what is made of it is kept. */
export function createBundleReader(db: Queryable, items: ItemReader) {
  const documents = createKept<BundleDocument>({ most: REMEMBERED, maxAgeMs: Number.POSITIVE_INFINITY })
  return async (bundleCode: string): Promise<BundleInForce> => {
    const row = await selectBundleInForce(db, bundleCode)
    if (row === undefined) throw problem('NOT_FOUND')
    const document = await documents.get(`${bundleCode}/${row.version}`, async () => row.document)
    const codes = document.members.map(({ itemCode }) => itemCode)
    const members = await membersOf(codes, (code) => items.published(code))
    return { document, version: row.version, effectiveFrom: row.effective_from, members }
  }
}

async function membersOf(
  codes: readonly string[],
  read: (code: string) => ReturnType<ItemReader['inForce']>,
): Promise<Map<string, MemberState>> {
  const found = await Promise.all([...new Set(codes)].map(read))
  return new Map(
    found.flatMap((item) =>
      item === undefined
        ? []
        : [[item.itemCode, { document: item.document, version: item.version, state: item.state }]],
    ),
  )
}

/** The members' documents; 409 when one is not to be had, or no longer fits the bundle. */
export function usableMembers({ document, members }: BundleInForce) {
  const lacking = document.members.filter(({ itemCode }) => members.get(itemCode)?.state !== 'IN_USE')
  if (lacking.length > 0) throw outdated(lacking.map(({ itemCode }) => itemCode))
  return new Map([...members].map(([code, member]) => [code, member.document]))
}

/** A member was suspended, retired or changed since the bundle was published. */
export const outdated = (itemCodes: string[]) =>
  problem('CONFLICT', {
    detail: {
      en: 'An item of this bundle cannot be applied for at present, or has changed: apply for the items one by one',
      zh: '该一件事的部分事项暂不能办理或者已调整，请分别办理各事项',
    },
    extensions: { itemCodes },
  })

/** A draft as it is kept; its revision is what If-Match guards. */
export interface BundleDraft {
  document: BundleDocument
  revision: number
}

/** Where a bundle's organ lies; 403 unless the caller keeps the organ's catalogue. */
export async function placeOf(db: Queryable, caller: Caller, organisationCode: string) {
  const organisation = await organisationWithDivisions(db, organisationCode)
  if (organisation === undefined)
    throw ruleViolated('/organisationCode', 'ORGANISATION_UNKNOWN', { en: 'No such organ', zh: '没有该机构' })
  if (!rolesOverOrgan(caller, organisation).has('cataloguer')) throw outOfReach()
  return { division: organisation.divisionCode, divisions: organisation.divisions }
}

/** The first draft of a new bundle (新增一件事). */
export async function createBundle(
  db: Queryable,
  caller: Caller,
  document: BundleDocument,
): Promise<BundleDraft> {
  const place = await placeOf(db, caller, document.organisationCode)
  if ((await selectBundle(db, document.bundleCode)) !== undefined)
    throw problem('CONFLICT', {
      detail: { en: 'A bundle with this code exists: change its draft', zh: '该编码已存在，请修改其草稿' },
    })
  await insertBundle(db, document, place, subjectOf(caller))
  return { document, revision: 1 }
}

/** A bundle that the caller keeps; 404 else. */
export async function keptBundle(
  db: Queryable,
  caller: Caller,
  bundleCode: string,
  lock: boolean,
): Promise<BundleRow> {
  const bundle = await selectBundle(db, bundleCode, lock)
  if (bundle === undefined) throw problem('NOT_FOUND')
  const organ = { code: bundle.organisation_code, divisions: bundle.divisions }
  if (!rolesOverOrgan(caller, organ).has('cataloguer')) throw problem('NOT_FOUND')
  return bundle
}

/** The draft; where there is none, one begins from the newest version. `lock`: until the transaction ends. */
export async function readBundleDraft(
  db: Queryable,
  caller: Caller,
  bundleCode: string,
  lock = false,
): Promise<BundleDraft> {
  const { draft, revision } = await keptBundle(db, caller, bundleCode, lock)
  const document = draft ?? (await selectNewestDocument(db, bundleCode))
  if (document === undefined) throw problem('NOT_FOUND')
  return { document, revision }
}

/** Replaces the draft that was read and locked in the same transaction. */
export async function writeBundleDraft(
  db: Queryable,
  caller: Caller,
  before: BundleDraft,
  document: BundleDocument,
): Promise<BundleDraft> {
  if (document.bundleCode !== before.document.bundleCode)
    throw ruleViolated('/bundleCode', 'CODE_DIFFERS', {
      en: 'Not the code of this bundle',
      zh: '与本一件事编码不一致',
    })
  if (document.organisationCode !== before.document.organisationCode)
    throw ruleViolated('/organisationCode', 'ORGANISATION_FIXED', {
      en: 'A bundle stays with its organ',
      zh: '牵头部门不能更改',
    })
  const revision = before.revision + 1
  await saveBundleDraft(db, document, revision, subjectOf(caller))
  return { document, revision }
}

/** What speaks against publishing a document now (发布前检查). */
export async function findingsOf(
  items: Pick<ItemReader, 'inForce'>,
  document: BundleDocument,
): Promise<BundleFinding[]> {
  const codes = document.members.map(({ itemCode }) => itemCode)
  return checkBundle(document, await membersOf(codes, (code) => items.inForce(code)))
}

/** Publishes the draft as the next version (发布); 422 with the findings that forbid it. */
export async function publishBundle(
  db: Queryable,
  caller: Caller,
  items: ItemReader,
  bundleCode: string,
  effectiveFrom: LegalDate | undefined,
): Promise<{ version: number; effectiveFrom: LegalDate; document: BundleDocument }> {
  const { draft: document } = await keptBundle(db, caller, bundleCode, true)
  if (document === null)
    throw problem('CONFLICT', { detail: { en: 'There is no draft to publish', zh: '没有可发布的草稿' } })
  const findings = await findingsOf(items, document)
  const errors = findings.filter(isError)
  if (errors.length > 0) throw hasFindings(errors)
  const today = await selectToday(db)
  const from = effectiveFrom ?? today
  if (from < today)
    throw ruleViolated('/effectiveFrom', 'IN_THE_PAST', {
      en: 'A version cannot be in force before it is published',
      zh: '生效日期不能早于今天',
    })
  refuseDayTooFar('/effectiveFrom', from, today)
  const version = await insertBundleVersion(db, document, from, subjectOf(caller))
  return { version, effectiveFrom: from, document }
}
