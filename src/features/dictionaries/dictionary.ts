import { type Language, say, type Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'

/** One code of a dictionary, with the days on which it may be used: from `validFrom` to `validTo`, both included. */
export interface DictionaryEntry {
  code: string
  title: Text
  validFrom?: LegalDate
  validTo?: LegalDate
}

/** What a code is called elsewhere: sent there (`out`), understood when it comes (`in`), or both. */
export interface Mapping {
  target: string
  code: string
  targetCode: string
  direction: 'both' | 'out' | 'in'
}

/** A list of codes (字典) in its order; codes are what documents and cases hold. */
export interface Dictionary {
  key: string
  /** Whose it is (归属机构); absent: the whole deployment's. */
  organisation?: string
  title: Text
  entries: DictionaryEntry[]
  /** Empty for a target that uses these codes themselves. */
  mappings: Mapping[]
}

/** All dictionaries of one moment, for looking up. */
export interface Dictionaries {
  list: readonly Dictionary[]
  dictionary(key: string): Dictionary | undefined
  entry(key: string, code: string): DictionaryEntry | undefined
}

export function indexDictionaries(list: readonly Dictionary[]): Dictionaries {
  const byKey = new Map(list.map((each) => [each.key, each]))
  const entries = new Map(
    list.map((each) => [each.key, new Map(each.entries.map((entry) => [entry.code, entry]))]),
  )
  return {
    list,
    dictionary: (key) => byKey.get(key),
    entry: (key, code) => entries.get(key)?.get(code),
  }
}

export const isValidOn = ({ validFrom, validTo }: DictionaryEntry, on: LegalDate): boolean =>
  (validFrom === undefined || validFrom <= on) && (validTo === undefined || on <= validTo)

/** The title of a code; a code that is not there stands for itself. */
export function codeTitle(dictionaries: Dictionaries, key: string, code: string, language: Language): string {
  const entry = dictionaries.entry(key, code)
  return entry === undefined ? code : say(entry.title, language)
}

/**
 * The code as another platform writes it (代码映射). A target without a mapping in this dictionary uses the codes
 * themselves; undefined: it has mappings, but none for this code.
 */
export function toTarget(dictionary: Dictionary, target: string, code: string): string | undefined {
  const mappings = dictionary.mappings.filter((each) => each.target === target)
  if (mappings.length === 0) return code
  return mappings.find((each) => each.code === code && each.direction !== 'in')?.targetCode
}

/** The code here for what another platform sends; undefined when it is not known. */
export function fromTarget(dictionary: Dictionary, target: string, targetCode: string): string | undefined {
  const mappings = dictionary.mappings.filter((each) => each.target === target)
  if (mappings.length === 0)
    return dictionary.entries.some(({ code }) => code === targetCode) ? targetCode : undefined
  return mappings.find((each) => each.targetCode === targetCode && each.direction !== 'out')?.code
}
