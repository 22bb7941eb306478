import type { Queryable } from '../../database/queryable.js'
import { isError } from '../../shared/finding.js'
import type { LegalDate } from '../../shared/time.js'
import { BUNDLE_EFFECTS } from '../catalogue/checks/bundle-effects.js'
import type { Finding } from '../catalogue/checks/finding.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { readInForce } from '../catalogue/item-reader.js'
import { tellBundleOwners } from '../notifications/tell-bundle-owner.js'
import type { MemberState } from './bundle-check-context.js'
import { checkBundle } from './bundle-checks.js'
import { selectBundlesWith } from './bundle-store.js'

/**
 * What the publication of a member would do to bundles that it belongs to: a warning for each that could no longer be
 * applied for (一件事将不能办理), since its questions, fields or materials fit no more.
 */
export async function effectsOnBundles(db: Queryable, document: ItemDocument): Promise<Finding[]> {
  const found: Finding[] = []
  // One after the other: a transaction has one connection, and must not wait for a second.
  for (const { document: bundle } of await selectBundlesWith(db, document.itemCode)) {
    const known = new Map<string, MemberState>()
    for (const { itemCode } of bundle.members) {
      const item = await readInForce(db, itemCode)
      if (item !== undefined) known.set(itemCode, item)
    }
    const member = known.get(document.itemCode)
    const changed = { document, version: (member?.version ?? 0) + 1, state: member?.state ?? 'IN_USE' }
    const next = new Map(known).set(document.itemCode, changed)
    const before = new Set(checkBundle(bundle, known).filter(isError).map(nameOf))
    const [first] = checkBundle(bundle, next)
      .filter(isError)
      .filter((each) => !before.has(nameOf(each)))
    if (first !== undefined) found.push(BUNDLE_EFFECTS.closing(bundle.name, first.message))
  }
  return found
}

const nameOf = ({ rule, pointer }: { rule: string; pointer: string }): string => `${rule} ${pointer}`

const WORDS = { publish: '将发布新版本', suspend: '将暂停', resume: '将恢复办理', retire: '将取消' } as const

/** Tells who keeps the bundles of an item what becomes of it and from when, before it holds. */
export async function tellOwners(
  db: Queryable,
  { itemCode, name }: { itemCode: string; name: string },
  { what, on, key }: { what: keyof typeof WORDS; on: LegalDate; key: string },
): Promise<void> {
  const bundles = await selectBundlesWith(db, itemCode)
  await tellBundleOwners(
    db,
    bundles.map(({ bundle_code: bundleCode, organisation_code: organisation, document }) => ({
      ...{ bundleCode, bundleName: document.name, organisation },
      ...{ itemCode, itemName: name, what: WORDS[what], on, key },
    })),
  )
}
