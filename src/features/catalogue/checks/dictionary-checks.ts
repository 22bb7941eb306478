import { isValidOn } from '../../dictionaries/dictionary.js'
import type { ItemDocument } from '../item-document.js'
import type { CheckContext } from './check-context.js'
import { type Finding, found } from './finding.js'

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
