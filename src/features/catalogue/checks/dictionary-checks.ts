import { error, finder, type Rule } from '../../../shared/finding.js'
import { isValidOn } from '../../dictionaries/dictionary.js'
import type { ItemDocument } from '../item-document.js'
import type { CheckContext } from './check-context.js'
import type { Finding } from './finding.js'

/** Codes out of dictionaries. */
export const DICTIONARY_RULES = {
  DICTIONARY_CODE: error(
    ['代码不在字典中', 'A code that the dictionary does not have'],
    [
      '从字典中选用代码（GET /v1/dictionaries），或请系统管理员增补',
      'Take a code of the dictionary (GET /v1/dictionaries), or have the operator add it',
    ],
  ),
  DICTIONARY_DATE: error(
    ['代码在当日无效', 'A code that is not valid on the day'],
    [
      '改用当日有效的代码；停用代码的生效、失效日期见字典',
      'Take a code that is valid on that day; the dictionary says from when to when',
    ],
  ),
} as const satisfies Record<string, Rule>

const found = finder(DICTIONARY_RULES)

/** Where a document holds a code of a dictionary. */
interface Place {
  dictionary: string
  pointer: string
  code: string
}

/** Codes out of dictionaries must be there, and valid on the day (字典代码). */
export function checkDictionaryCodes(document: ItemDocument, context: CheckContext): Finding[] {
  return placesOf(document).flatMap(({ dictionary, pointer, code }) => {
    const entry = context.dictionaries.entry(dictionary, code)
    if (entry === undefined) {
      const list = context.dictionaries.dictionary(dictionary)
      return [
        found('DICTIONARY_CODE', pointer, {
          zh: `字典“${list?.title.zh ?? dictionary}”中没有代码 ${code}`,
          en: `The dictionary "${list?.title.en ?? dictionary}" has no code ${code}`,
        }),
      ]
    }
    if (isValidOn(entry, context.today)) return []
    return [
      found('DICTIONARY_DATE', pointer, {
        zh: `代码 ${code}（${entry.title.zh}）在 ${context.today} 无效`,
        en: `The code ${code} (${entry.title.en}) is not valid on ${context.today}`,
      }),
    ]
  })
}

function placesOf(document: ItemDocument): Place[] {
  const one = (dictionary: string, pointer: string, code: string | undefined): Place[] =>
    code === undefined ? [] : [{ dictionary, pointer, code }]
  const many = (dictionary: string, pointer: string, codes: readonly string[] = []): Place[] =>
    codes.map((code, index) => ({ dictionary, pointer: `${pointer}/${index}`, code }))
  return [
    ...one('itemType', '/type', document.type),
    ...one('level', '/level', String(document.level)),
    ...one('organNature', '/organNature', document.organNature),
    ...one('powerSource', '/powerSource', document.powerSource),
    ...one('scope', '/scope', document.scope),
    ...one('onlineDepth', '/services/onlineDepth', document.services?.onlineDepth),
    ...many('audience', '/audiences', document.audiences),
    ...many('handlingForm', '/handlingForms', document.handlingForms),
    ...many('naturalTheme', '/themes/natural', document.themes?.natural),
    ...many('legalTheme', '/themes/legal', document.themes?.legal),
    ...document.specialProcedures.map(({ kind }, index) => ({
      dictionary: 'specialProcedure',
      pointer: `/specialProcedures/${index}/kind`,
      code: kind,
    })),
  ]
}
