import type { Text } from '../../shared/text.js'
import type { ItemMaterial } from '../catalogue/item-document.js'
import type { ChecklistMaterial } from '../catalogue/questions/checklist.js'
import type { BundleDocument } from './bundle-document.js'

export interface MemberMaterials {
  itemCode: string
  materials: readonly ChecklistMaterial[]
}

/** One paper that one or several members ask for. */
export interface MergedMaterial {
  materialCode: string
  name: Text
  necessity: ItemMaterial['necessity']
  required: boolean
  originality: ItemMaterial['originality']
  /** The most that one member asks for. */
  originals: number
  copies: number
  acceptanceStandards: string[]
  legalBases: string[]
  neededBy: { itemCode: string; materialCode: string }[]
  reasons: Text[]
}

interface Entry extends ChecklistMaterial {
  itemCode: string
}

const NECESSITIES: readonly ItemMaterial['necessity'][] = ['required', 'deferrable', 'optional']

/**
 * The members' materials without duplicates (材料合并): the same code under the same name, or what the bundle calls
 * equivalent, is one. The order of the members changes nothing.
 */
export function mergeMaterials(
  members: readonly MemberMaterials[],
  equivalents: BundleDocument['equivalents'] = [],
): MergedMaterial[] {
  const groups = new Map<string, Entry[]>()
  for (const { itemCode, materials } of members) {
    for (const each of materials) {
      const entry = { ...each, itemCode }
      const labels = labelsOf(entry, equivalents)
      // What has a label in common belongs together, over however many entries.
      const touched = new Set(labels.flatMap((label) => groups.get(label) ?? []))
      const all = [...touched, entry]
      const every = new Set(all.flatMap((one) => labelsOf(one, equivalents)))
      for (const label of every) groups.set(label, all)
    }
  }
  return [...new Set(groups.values())].map((entries) => merge(entries, equivalents)).sort(byNecessity)
}

const labelsOf = ({ itemCode, material }: Entry, equivalents: NonNullable<BundleDocument['equivalents']>) => [
  `code ${material.materialCode} ${material.name}`,
  ...equivalents.flatMap(({ materials }, index) =>
    materials.some((each) => each.itemCode === itemCode && each.materialCode === material.materialCode)
      ? [`equivalent ${index}`]
      : [],
  ),
]

function merge(entries: Entry[], equivalents: NonNullable<BundleDocument['equivalents']>): MergedMaterial {
  const sorted = entries.toSorted((a, b) => compare(sortKey(a), sortKey(b)))
  const [first] = sorted
  if (first === undefined) throw new Error('a material that nobody asks for')
  const common = equivalents.find(({ materials }) =>
    materials.some(({ itemCode, materialCode }) =>
      sorted.some((entry) => entry.itemCode === itemCode && entry.material.materialCode === materialCode),
    ),
  )
  const { material } = first
  const originals = Math.max(...sorted.map((entry) => entry.material.originals))
  const copies = Math.max(...sorted.map((entry) => entry.material.copies))
  const strictest = Math.min(...sorted.map((entry) => NECESSITIES.indexOf(entry.material.necessity)))
  const name =
    sorted.length > 1 && common !== undefined
      ? { zh: common.name, en: common.nameEn ?? common.name }
      : { zh: material.name, en: material.nameEn ?? material.name }
  return {
    materialCode: material.materialCode,
    name,
    necessity: NECESSITIES[strictest] ?? 'required',
    required: sorted.some((entry) => entry.required),
    originality: originals === 0 ? 'copy' : copies === 0 ? 'original' : 'originalAndCopy',
    originals,
    copies,
    acceptanceStandards: distinct(sorted.flatMap((entry) => entry.material.acceptanceStandard ?? [])),
    legalBases: distinct(sorted.flatMap((entry) => entry.material.legalBasis ?? [])),
    neededBy: sorted.map((entry) => ({
      itemCode: entry.itemCode,
      materialCode: entry.material.materialCode,
    })),
    reasons: [...new Map(sorted.map(({ reason }) => [reason.zh, reason])).values()].sort((a, b) =>
      compare(a.zh, b.zh),
    ),
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const distinct = (texts: string[]): string[] => [...new Set(texts)].sort(compare)
const sortKey = ({ itemCode, material }: Entry): string => `${material.materialCode} ${itemCode}`

/** What is required first; then by code and name, whoever asks for it. */
function byNecessity(a: MergedMaterial, b: MergedMaterial): number {
  const order = NECESSITIES.indexOf(a.necessity) - NECESSITIES.indexOf(b.necessity)
  return (
    order ||
    compare(a.materialCode, b.materialCode) ||
    compare(a.name.zh, b.name.zh) ||
    compare(JSON.stringify(a.neededBy), JSON.stringify(b.neededBy))
  )
}
