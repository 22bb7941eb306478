import t from 'tap'
import { generatedItem, MOST_GENERATED } from '../../bench/generated-items.js'
import { checkItemDocument } from '../../src/features/catalogue/checks/item-checks.js'
import { indexDictionaries } from '../../src/features/dictionaries/dictionary.js'
import { isError } from '../../src/shared/finding.js'
import { REFERENCE_DICTIONARIES, SAMPLE_ITEMS } from '../helpers/sample.js'

t.test('generated items pass the checks, are always the same and each another', async (t) => {
  const context = { today: '2026-03-02', dictionaries: indexDictionaries(REFERENCE_DICTIONARIES) }
  const numbers = [...Array(500).keys(), 99_999, 999_999, MOST_GENERATED - 1]
  const items = numbers.map(generatedItem)
  for (const item of items)
    t.same(checkItemDocument(item, context).filter(isError), [], `${item.itemCode} ${item.name}`)
  const taken = [...items, ...SAMPLE_ITEMS]
  t.equal(new Set(taken.map(({ itemCode }) => itemCode)).size, taken.length)
  t.equal(new Set(items.map(({ name }) => name)).size, items.length)
  t.same(generatedItem(99_999), items.at(-3))
  t.throws(() => generatedItem(MOST_GENERATED))
})
