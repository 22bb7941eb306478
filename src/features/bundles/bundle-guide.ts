import { type Language, say } from '../../shared/text.js'
import { makeGuide } from '../catalogue/guide/guide.js'
import { colon, comma, countInWords, limitInWords, WORDS } from '../catalogue/guide/guide-words.js'
import { DISCLOSURES, type Disclosure, type ItemDocument } from '../catalogue/item-document.js'
import { EVERYBODY } from '../catalogue/questions/for-whom.js'
import type { Whose } from '../catalogue/questions/whose.js'
import type { Dictionaries } from '../dictionaries/dictionary.js'
import type { SharedMaterials } from '../registers/shared-materials.js'
import { type BundleNeeds, bundleNeeds } from './bundle-needs.js'
import type { BundleGuide } from './bundle-schemas.js'
import type { BundleInForce } from './bundle-service.js'
import { fetchedFor, inWords, memberNames } from './bundle-views.js'
import { mergeMaterials } from './merged-materials.js'

interface MemberLines {
  name: string
  lines: Readonly<Record<Disclosure, string[]>>
}

/** One guide for the whole bundle (一件事办事指南): the eight disclosures of all members, materials merged. */
export function bundleGuide(
  bundle: BundleInForce,
  dictionaries: Dictionaries,
  language: Language,
  shared: SharedMaterials,
): BundleGuide {
  const { document } = bundle
  const words = inWords(document, language)
  const items = new Map([...bundle.members].map(([code, member]) => [code, member.document]))
  const needs = bundleNeeds(document, items)
  // Whom the bundle's fixed answers lead to no part of the member, the guide tells nothing of it.
  const names = memberNames(bundle, language).flatMap((each) => {
    const reached = needs.reached(each.itemCode)
    return reached === undefined ? [] : [{ ...each, reached }]
  })
  const members = names.map(({ name, member, reached }): MemberLines => {
    const facts = { dictionaries, version: member.version, effectiveFrom: bundle.effectiveFrom }
    const { blocks } = makeGuide(reached, facts, language)
    const lines = Object.fromEntries(blocks.map((block) => [block.key, block.lines]))
    return { name, lines: lines as Record<Disclosure, string[]> }
  })
  const materials = guideMaterials(
    bundle,
    names.map(({ itemCode, reached }) => ({ itemCode, document: reached })),
    { needs, shared },
    language,
  )
  const own: Partial<Record<Disclosure, string[]>> = {
    name: [
      words.name,
      words.description,
      ...names.map(({ itemCode, name }) => withWhose(name, needs.takesPart(itemCode), language)),
    ],
    materials: materials.map((each) => materialLine(each, language)),
    limit: [
      `${words.name}${colon(language)}${limitInWords(document.promised, language)}`,
      ...together(members, 'limit', language),
    ],
  }
  const contacts = language === 'zh' ? ['咨询', '监督投诉'] : ['Questions', 'Complaints']
  return {
    bundleCode: document.bundleCode,
    version: bundle.version,
    ...words,
    items: names.map(({ itemCode, name }) => ({ itemCode, name })),
    blocks: (Object.keys(DISCLOSURES) as Disclosure[]).map((key) => ({
      key,
      title: say(DISCLOSURES[key], language),
      ...(key === 'materials' ? { materials } : {}),
      lines: [
        ...(own[key] ?? together(members, key, language)),
        ...(key === 'windowAuthority'
          ? [
              ...document.consultation.map((line) => `${contacts[0]}${colon(language)}${line}`),
              ...document.complaints.map((line) => `${contacts[1]}${colon(language)}${line}`),
            ]
          : []),
      ],
    })),
  }
}

/** What all members say stands once; the rest stands with the name of its member. */
function together(members: readonly MemberLines[], key: Disclosure, language: Language): string[] {
  const isCommon = (line: string) => members.every(({ lines }) => lines[key].includes(line))
  const common = [...new Set(members.flatMap(({ lines }) => lines[key]).filter(isCommon))]
  const single = members.flatMap(({ name, lines }) =>
    lines[key].filter((line) => !isCommon(line)).map((line) => `${name}${colon(language)}${line}`),
  )
  return [...common, ...single]
}

/** A part with those for whom it is behind it, where that is not everybody. */
const withWhose = (text: string, whose: Whose, language: Language): string =>
  typeof whose === 'string' ? text : `${text} — ${say(whose, language)}`

type GuideMaterial = NonNullable<BundleGuide['blocks'][number]['materials']>[number]

/** Each paper once (材料合并), with those who bring it: what the fixed answers rule out, or a member issues, nobody does. */
function guideMaterials(
  { document }: BundleInForce,
  reached: readonly { itemCode: string; document: ItemDocument }[],
  { needs, shared }: { needs: BundleNeeds; shared: SharedMaterials },
  language: Language,
): GuideMaterial[] {
  const nothing = { zh: '', en: '' }
  const names = new Map(
    reached.map((each) => [
      each.itemCode,
      (language === 'en' ? each.document.nameEn : undefined) ?? each.document.name,
    ]),
  )
  const lists = reached.map((each) => ({
    itemCode: each.itemCode,
    materials: each.document.materials
      .filter(({ materialCode }) => needs.brings([{ itemCode: each.itemCode, materialCode }]) !== 'nobody')
      .map((material) => ({ material, required: material.necessity !== 'optional', reason: nothing })),
  }))
  return mergeMaterials(lists, document.equivalents).map(
    ({ materialCode, name, necessity, originals, copies, neededBy }) => {
      const whose = needs.brings(neededBy)
      const fetched = fetchedFor({ neededBy }, shared)
      const needing = neededBy.map(({ itemCode }) => names.get(itemCode) ?? itemCode)
      return {
        materialCode,
        name: say(name, language),
        necessity,
        necessityTitle: say(WORDS.necessity[necessity], language),
        count: countInWords(originals, copies, language),
        everybody: whose === 'everybody',
        forWhom: say(typeof whose === 'string' ? EVERYBODY : whose, language),
        neededBy: [...new Set(needing)],
        ...(fetched === undefined ? {} : { fetched: say(fetched.reason, language) }),
      }
    },
  )
}

const materialLine = (
  { name, necessityTitle, count, everybody, forWhom, neededBy, fetched }: GuideMaterial,
  language: Language,
): string => {
  const items = neededBy.join('、')
  const facts = [necessityTitle, count].join(comma(language))
  const told = fetched === undefined ? '' : ` — ${fetched}`
  return `${name}（${facts}）— ${everybody ? items : `${forWhom}（${items}）`}${told}`
}
