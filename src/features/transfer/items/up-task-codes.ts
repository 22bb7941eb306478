import { codeTitle, type Dictionaries, toTarget } from '../../dictionaries/dictionary.js'

const NATIONAL = 'GBT39554'

/** Codes as the national exchange tables write them (代码映射), from the dictionaries as they are kept. */
export interface WireCodes {
  /** A code that the mapping does not know stays. */
  one(dictionary: string, code: string): string
  /** Several codes in one column. */
  many(dictionary: string, codes?: readonly string[]): string
  /** What the code is called. */
  title(dictionary: string, code: string): string
}

/** Looked up once for each code: an export asks for the same few ones in every row. */
export function wireCodesOf(dictionaries: Dictionaries): WireCodes {
  const known = new Map<string, string>()
  const one = (key: string, code: string): string => {
    const name = `${key}/${code}`
    const found = known.get(name)
    if (found !== undefined) return found
    const dictionary = dictionaries.dictionary(key)
    const wired = (dictionary === undefined ? undefined : toTarget(dictionary, NATIONAL, code)) ?? code
    known.set(name, wired)
    return wired
  }
  return {
    one,
    many: (key, codes = []) => codes.map((code) => one(key, code)).join(','),
    title: (key, code) => codeTitle(dictionaries, key, code, 'zh'),
  }
}

/** Yes and no. */
export const flag = (value: boolean | undefined): string => (value === true ? '1' : '0')

/** What a required column says where the record has nothing. */
export const NONE = '无'
