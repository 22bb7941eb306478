import { type Language, say } from '../../shared/text.js'
import { sharedIn, viewLimit, viewLimits, viewQuestion } from '../catalogue/item-views.js'
import { feesFor } from '../catalogue/questions/fees.js'
import { limitsIn } from '../catalogue/questions/variants.js'
import type { SharedMaterials } from '../registers/shared-materials.js'
import type { BundleDocument } from './bundle-document.js'
import type { BundleChecklistView } from './bundle-schemas.js'
import type { BundleInForce } from './bundle-service.js'
import type { ListedBundle } from './bundle-store.js'
import type { MergedMaterial } from './merged-materials.js'
import type { BundleChecklist, MemberChecklist } from './resolve-bundle.js'

const named = (thing: { name: string; nameEn?: string }, language: Language): string =>
  language === 'en' && thing.nameEn !== undefined ? thing.nameEn : thing.name

/** What a bundle is about, in the caller's language. */
export const inWords = (document: BundleDocument, language: Language) => ({
  name: named(document, language),
  description:
    language === 'en' && document.descriptionEn !== undefined ? document.descriptionEn : document.description,
})

export const summariseBundle = (row: ListedBundle, language: Language) => ({
  bundleCode: row.bundle_code,
  version: row.version,
  ...inWords(row.document, language),
  organisation: row.organisation_code,
  division: row.division_code,
  themes: row.document.themes,
  items: row.document.members.map(({ itemCode }) => itemCode),
})

/** The members' names, in the order of the bundle. */
export const memberNames = ({ document, members }: BundleInForce, language: Language) =>
  document.members.flatMap(({ itemCode }) => {
    const member = members.get(itemCode)
    return member === undefined ? [] : [{ itemCode, name: named(member.document, language), member }]
  })

export const viewBundle = (bundle: BundleInForce, language: Language) => ({
  ...bundle.document,
  version: bundle.version,
  effectiveFrom: bundle.effectiveFrom,
  items: memberNames(bundle, language).map(({ member, ...names }) => ({
    ...names,
    version: member.version,
    inUse: member.state === 'IN_USE',
  })),
})

interface Window {
  item_code: string
  id: string
  name: string
  centre: string
  address: string
  level: string
}

/** One checklist for the whole bundle in the caller's language (一次告知), or the questions still to ask. */
export function viewBundleChecklist(
  { document }: BundleInForce,
  checklist: BundleChecklist,
  { windows, shared }: { windows: readonly Window[]; shared: SharedMaterials },
  language: Language,
): BundleChecklistView {
  if (checklist.kind === 'questions')
    return {
      order: checklist.order,
      questions: checklist.questions.map((question) => viewQuestion(question, language)),
    }
  const items = checklist.members.map((each) => viewMember(each, language))
  return {
    items,
    materials: checklist.materials.map((each) => viewMaterial(each, shared, language)),
    results: checklist.members.flatMap((each) => viewResults(each, language)),
    charged: items.some(({ fees }) => fees.items.length > 0),
    limit: { promised: viewLimit(document.promised, language) },
    windows: viewWindows(windows),
  }
}

function viewMember({ document, version, checklist, answers, type }: MemberChecklist, language: Language) {
  const { situation, variant, reason } = checklist
  const fees = feesFor(document, { answers, applicant: { type } })
  return {
    itemCode: document.itemCode,
    name: named(document, language),
    version,
    situation: situation.key,
    situationTitle: language === 'en' ? (situation.titleEn ?? situation.title) : situation.title,
    situationReason: say(reason, language),
    ...(variant === undefined ? {} : { variantCode: variant.variantCode }),
    limit: viewLimits(limitsIn(document, situation.key), language),
    fees: { ...document.fees, charged: fees.length > 0, items: fees },
  }
}

const viewResults = ({ document, awaits }: MemberChecklist, language: Language) =>
  awaits.map(({ materialCode, from }) => {
    const material = document.materials.find((each) => each.materialCode === materialCode)
    return {
      itemCode: document.itemCode,
      materialCode,
      name: material === undefined ? materialCode : named(material, language),
      from,
    }
  })

/** One paper is fetched where that serves every member that asks for it; else somebody has to bring it anyhow. */
export const fetchedFor = ({ neededBy }: Pick<MergedMaterial, 'neededBy'>, shared: SharedMaterials) => {
  const found = neededBy.map(({ itemCode, materialCode }) => shared(itemCode, materialCode))
  return found.every((each) => each !== undefined) ? found[0] : undefined
}

const viewMaterial = (merged: MergedMaterial, shared: SharedMaterials, language: Language) => {
  const { name, reasons, ...material } = merged
  return {
    ...material,
    ...sharedIn(fetchedFor(merged, shared), language),
    name: say(name, language),
    reasons: reasons.map((reason) => say(reason, language)),
  }
}

/** Each window once, with what it does for which member; those that take in most first. */
function viewWindows(windows: readonly Window[]): NonNullable<BundleChecklistView['windows']> {
  const byId = new Map<string, NonNullable<BundleChecklistView['windows']>[number]>()
  for (const { item_code, id, name, centre, address, level } of windows) {
    const known = byId.get(id) ?? { id, name, centre, address, items: [] }
    known.items.push({ itemCode: item_code, level })
    byId.set(id, known)
  }
  return [...byId.values()].sort((a, b) => b.items.length - a.items.length)
}
