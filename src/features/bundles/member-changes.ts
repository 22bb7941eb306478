import type { Queryable } from '../../database/queryable.js'
import { isError } from '../../shared/finding.js'
import type { LegalDate } from '../../shared/time.js'
import { BUNDLE_EFFECTS } from '../catalogue/checks/bundle-effects.js'
import type { Finding } from '../catalogue/checks/finding.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import type { ItemReader } from '../catalogue/item-reader.js'
import { tellBundleOwners } from '../notifications/tell-bundle-owner.js'
import { checkBundle } from './bundle-checks.js'
import { membersOf } from './bundle-service.js'
import { selectBundlesWith } from './bundle-store.js'

type Items = Pick<ItemReader, 'inForce'>

/**
 * What the publication of a member would do to bundles that it belongs to: a warning for each that could no longer be
 * applied for (一件事将不能办理), since its questions, fields or materials fit no more.
 */
export async function effectsOnBundles(
  db: Queryable,
  items: Items,
  document: ItemDocument,
): Promise<Finding[]> {
  const bundles = await selectBundlesWith(db, document.itemCode)
  const found = await Promise.all(
    bundles.map(async ({ document: bundle }) => {
      const codes = bundle.members.map(({ itemCode }) => itemCode)
      const known = await membersOf(codes, (code) => items.inForce(code))
      const member = known.get(document.itemCode)
      const next = new Map(known).set(document.itemCode, {
        document,
        version: (member?.version ?? 0) + 1,
        state: member?.state ?? 'IN_USE',
      })
      const before = new Set(checkBundle(bundle, known).filter(isError).map(nameOf))
      const [first] = checkBundle(bundle, next)
        .filter(isError)
        .filter((each) => !before.has(nameOf(each)))
      return first === undefined ? [] : [BUNDLE_EFFECTS.closing(bundle.name, first.message)]
    }),
  )
  return found.flat()
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
