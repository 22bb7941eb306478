import { type Language, say } from '../../shared/text.js'
import { makeGuide } from '../catalogue/guide/guide.js'
import { colon, countInWords, limitInWords, WORDS } from '../catalogue/guide/guide-words.js'
import { DISCLOSURES, type Disclosure } from '../catalogue/item-document.js'
import type { Dictionaries } from '../dictionaries/dictionary.js'
import type { BundleGuide } from './bundle-schemas.js'
import type { BundleInForce } from './bundle-service.js'
import { inWords, memberNames } from './bundle-views.js'
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
): BundleGuide {
  const { document } = bundle
  const words = inWords(document, language)
  const names = memberNames(bundle, language)
  const members = names.map(({ name, member }): MemberLines => {
    const facts = { dictionaries, version: member.version, effectiveFrom: bundle.effectiveFrom }
    const { blocks } = makeGuide(member.document, facts, language)
    const lines = Object.fromEntries(blocks.map((block) => [block.key, block.lines]))
    return { name, lines: lines as Record<Disclosure, string[]> }
  })
  const own: Partial<Record<Disclosure, string[]>> = {
    name: [words.name, words.description, ...names.map(({ name }) => name)],
    materials: materialLines(bundle, language),
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

function materialLines({ document, members }: BundleInForce, language: Language): string[] {
  const nothing = { zh: '', en: '' }
  const lists = [...members].map(([itemCode, member]) => ({
    itemCode,
    materials: member.document.materials.map((material) => ({
      material,
      required: material.necessity !== 'optional',
      reason: nothing,
    })),
  }))
  return mergeMaterials(lists, document.equivalents).map(
    ({ name, necessity, originals, copies, neededBy }) => {
      const needing = neededBy.map(({ itemCode }) => {
        const item = members.get(itemCode)?.document
        return (language === 'en' ? item?.nameEn : undefined) ?? item?.name ?? itemCode
      })
      const facts = [say(WORDS.necessity[necessity], language), countInWords(originals, copies, language)]
      return `${say(name, language)}（${facts.join('，')}）— ${[...new Set(needing)].join('、')}`
    },
  )
}
