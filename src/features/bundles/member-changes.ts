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
  for (const { document: bundle } of await selectBundlesWith(db, [document.itemCode])) {
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

const WORDS = {
  publish: '将发布新版本',
  withdraw: '待生效的新版本已撤回，仍适用原版本',
  suspend: '将暂停',
  resume: '将恢复办理',
  retire: '将取消',
} as const

/** What becomes of an item, and from when. */
export interface NewsOfItem {
  itemCode: string
  name: string
  what: keyof typeof WORDS
  on: LegalDate
  /** Told once. */
  key: string
}

/** Tells who keeps the bundles of some items what becomes of these and from when, before it holds. One query for all. */
export async function tellOwners(db: Queryable, news: readonly NewsOfItem[]): Promise<void> {
  if (news.length === 0) return
  const bundles = await selectBundlesWith(db, [...new Set(news.map(({ itemCode }) => itemCode))])
  await tellBundleOwners(
    db,
    bundles.flatMap(({ bundle_code: bundleCode, organisation_code: organisation, document }) =>
      news
        .filter(({ itemCode }) => document.members.some((member) => member.itemCode === itemCode))
        .map(({ itemCode, name, what, on, key }) => ({
          ...{ bundleCode, bundleName: document.name, organisation },
          ...{ itemCode, itemName: name, what: WORDS[what], on, key },
        })),
    ),
  )
}
