import type { Entry } from '../search/entry.js'
import type { ItemDocument } from './item-document.js'

const LONGEST_EXCERPT = 200

/** A version of an item in the days in which it is what people see. */
export interface ShownVersion {
  itemCode: string
  version: number
  suspended: boolean
  organisationCode: string
  divisionCode: string
  divisions: string[]
  validFrom: string
  validTo?: string
  document: ItemDocument
}

/** What is found of a version: the item, its variants (业务办理项), its questions with their answers. */
export function entriesOf({ document, ...shown }: ShownVersion): Entry[] {
  const { name, nameEn, synonyms, basicCode, type, handling, audiences, themes } = document
  const shared = {
    basicCode,
    type,
    handling,
    audiences,
    themes: [...new Set([...(themes?.natural ?? []), ...(themes?.legal ?? [])])],
  }
  const item: Entry = {
    ...shown,
    group: { kind: 'item', name, aliases: synonyms, nameEn, ...shared },
    number: 0,
    code: document.itemCode,
  }
  const variants = (document.variants ?? []).map(
    (variant, index): Entry => ({
      ...shown,
      group: {
        kind: 'variant',
        name: variant.name.includes(name) ? variant.name : `${name}（${variant.name}）`,
        aliases: synonyms,
        nameEn: variant.nameEn,
        ...shared,
      },
      number: index + 1,
      code: variant.variantCode,
    }),
  )
  const faqs = (document.faqs ?? []).map(
    ({ question, answer }, index): Entry => ({
      ...shown,
      group: { kind: 'faq', name: question, aliases: [name], text: answer, ...shared },
      number: index + 1,
      excerpt: [...answer].slice(0, LONGEST_EXCERPT).join(''),
    }),
  )
  return [item, ...variants, ...faqs]
}
