import { type Language, say, type Text } from '../../../shared/text.js'
import type { ItemDocument } from '../item-document.js'
import { type Bound, forWhom } from '../questions/for-whom.js'
import type { GuideBlock } from './guide-schemas.js'
import { colon } from './guide-words.js'

/** What the eight disclosures are put together of. */

export type Part = Omit<GuideBlock, 'key' | 'title'>

/** A condition of the grant with those for whom it holds in front: “申请人为企业的：注册资本已缴足”. */
export function conditionText(
  document: ItemDocument,
  condition: ItemDocument['conditions'][number],
  language: Language,
): string {
  if (typeof condition === 'string') return condition
  const whose = forWhom(document, condition)
  const text = inLanguage(language, condition.text, condition.textEn)
  return whose === undefined ? text : `${say(whose, language)}${colon(language)}${text}`
}

/** A basis as it is cited; what was not held against the text says so (待核对). */
export const asCited = (basis: string, toVerify: boolean | undefined, language: Language): string =>
  toVerify === true ? `${basis}${language === 'zh' ? '（待核对）' : ' (to be verified)'}` : basis

/** For whom a part is, where it is not for everybody. */
export function whoseOf(document: ItemDocument, part: Bound, language: Language): { forWhom?: string } {
  const whose = forWhom(document, part)
  return whose === undefined ? {} : { forWhom: say(whose, language) }
}

export type Known = [key: string, title: Text, text: string | undefined][]

export const factsOf = (known: Known, language: Language) =>
  known.flatMap(([key, title, text]) =>
    text === undefined ? [] : [{ key, title: say(title, language), text }],
  )

export const inLanguage = (language: Language, chinese: string, english: string | undefined): string =>
  language === 'en' ? (english ?? chinese) : chinese

/** Without the members that are undefined: a guide leaves out what an item does not tell. */
export function present<T extends object>(members: T) {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
