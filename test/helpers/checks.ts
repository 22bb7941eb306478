import type { CheckContext } from '../../src/features/catalogue/checks/check-context.js'
import { checkItemDocument } from '../../src/features/catalogue/checks/item-checks.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { indexDictionaries } from '../../src/features/dictionaries/dictionary.js'
import { REFERENCE_DICTIONARIES, REFERENCE_WORKFLOWS } from './sample.js'

/** What an installation with the reference data knows. */
export const CHECK_CONTEXT: CheckContext = {
  today: '2026-03-02',
  dictionaries: indexDictionaries(REFERENCE_DICTIONARIES),
  workflows: new Set(REFERENCE_WORKFLOWS.map(({ key }) => key)),
}

export const checkItem = (document: ItemDocument, context: CheckContext = CHECK_CONTEXT) =>
  checkItemDocument(document, context)
