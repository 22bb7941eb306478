import { Strict } from '../../http/schemas.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import type { Dictionary } from './dictionary.js'
import { DictionaryInput, dictionaryKey } from './dictionary-schemas.js'
import { dictionaryOf, putDictionary } from './dictionary-service.js'
import { lockDictionary, selectDictionaries } from './dictionary-store.js'

const DictionaryLine = Strict({ key: dictionaryKey, ...DictionaryInput.properties })

/** Code lists (字典), each whole with its mappings. */
export const DICTIONARY_LINES = defineKind(DictionaryLine, {
  name: 'dictionaries',
  roles: ['operator'],
  most: 20,
  codeMember: 'key',
  codeOf: ({ key }) => key,
  put: eachLine(async ({ db, caller }, line) => {
    const row = await lockDictionary(db, line.key)
    if (row !== undefined && canonicalJson(inOrder(dictionaryOf(row))) === canonicalJson(inOrder(line)))
      return 'unchanged'
    await putDictionary(db, caller, line, () => {})
    return row === undefined ? 'created' : 'changed'
  }),
  forget: ({ dictionaries }) => dictionaries.forget(),
  async read(db) {
    return { lines: (await selectDictionaries(db)).map(dictionaryOf) }
  },
})

/** Mappings have no order of their own. */
const inOrder = (dictionary: Dictionary): Dictionary => ({
  ...dictionary,
  mappings: [...dictionary.mappings].sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1)),
})
