import { indexDictionaries, toTarget } from '../../dictionaries/dictionary.js'
import { REFERENCE_DICTIONARIES } from '../../dictionaries/dictionary-data.js'

const NATIONAL = 'GBT39554'
const dictionaries = indexDictionaries(REFERENCE_DICTIONARIES)

/** The code as the national exchange tables write it (代码映射); one that they do not know stays. */
export function wireCode(dictionary: string, code: string): string {
  const known = dictionaries.dictionary(dictionary)
  return (known === undefined ? undefined : toTarget(known, NATIONAL, code)) ?? code
}

/** Several codes in one column. */
export const wireCodes = (dictionary: string, codes: readonly string[] = []): string =>
  codes.map((code) => wireCode(dictionary, code)).join(',')

/** Yes and no. */
export const flag = (value: boolean | undefined): string => (value === true ? '1' : '0')

/** What a required column says where the record has nothing. */
export const NONE = '无'
