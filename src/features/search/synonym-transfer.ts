import { Strict } from '../../http/schemas.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { codeOf, mustOwn } from '../divisions/owner-service.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { SynonymInput, synonymKey } from './search-schemas.js'
import { selectSynonym, selectSynonyms, upsertSynonym } from './synonym-store.js'

const PAGE = 500
const SynonymLine = Strict({ key: synonymKey, ...SynonymInput.properties })

/** Groups of words that mean the same in a search (同义词). */
export const SYNONYM_LINES = defineKind(SynonymLine, {
  name: 'synonyms',
  roles: ['cataloguer', 'operator'],
  most: 200,
  codeMember: 'key',
  codeOf: ({ key }) => key,
  put: eachLine(async ({ db, caller }, { key, words, organisation: named }) => {
    const before = await selectSynonym(db, key)
    const isSame =
      before !== undefined &&
      canonicalJson(before.words) === canonicalJson(words) &&
      before.organisation_code === (named ?? null)
    if (isSame) return 'unchanged'
    const owner = await mustOwn(db, caller, { before, named }, 'cataloguer', 'operator')
    await upsertSynonym(db, key, { words, organisation: codeOf(owner) }, undefined)
    return before === undefined ? 'created' : 'changed'
  }),
  forget: ({ search }) => search.forgetSynonyms(),
  async read(db, _caller, after) {
    const rows = await selectSynonyms(db, after ?? '', PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)?.key
    return {
      lines: rows.map(({ key, words, organisation_code: organisation }) => ({
        key,
        ...(organisation === null ? {} : { organisation }),
        words,
      })),
      ...(last === undefined ? {} : { last }),
    }
  },
})
