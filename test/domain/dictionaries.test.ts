import t from 'tap'
import {
  codeTitle,
  type Dictionary,
  fromTarget,
  indexDictionaries,
  isValidOn,
  toTarget,
} from '../../src/features/dictionaries/dictionary.js'
import { REFERENCE_DICTIONARIES } from '../helpers/sample.js'

const known = indexDictionaries(REFERENCE_DICTIONARIES)
const dictionary = (key: string): Dictionary => {
  const found = known.dictionary(key)
  if (found === undefined) throw new Error(`no dictionary ${key}`)
  return found
}

t.test(
  'the reference data: every list of the domain rules, each code once, every mapping of a code',
  async (t) => {
    t.equal(REFERENCE_DICTIONARIES.length, 24)
    for (const { key, entries, mappings } of REFERENCE_DICTIONARIES) {
      const codes = entries.map(({ code }) => code)
      t.equal(new Set(codes).size, codes.length, `${key}: each code once`)
      for (const { code } of mappings) t.ok(codes.includes(code), `${key}: ${code}`)
      for (const target of new Set(mappings.map((each) => each.target))) {
        const of = mappings.filter((each) => each.target === target)
        const out = of.filter(({ direction }) => direction !== 'in').map(({ code }) => code)
        const into = of.filter(({ direction }) => direction !== 'out').map(({ targetCode }) => targetCode)
        t.equal(new Set(out).size, out.length, `${key} to ${target} is clear`)
        t.equal(new Set(into).size, into.length, `${key} from ${target} is clear`)
      }
    }
  },
)

t.test('platforms differ', async (t) => {
  for (const [key, target, code, there] of [
    ['audience', 'C0109', '5', '6'],
    ['audience', 'C0109', '6', '9'],
    ['audience', 'GBT39554', '6', '6'],
    ['level', 'LEGACY', '7', '6'],
    ['handling', 'GBT39554', 'onTheSpot', '1'],
    ['handling', 'LEGACY', 'onTheSpot', '2'],
    ['handlingForm', 'C0109', '4', '3'],
    ['materialOriginality', 'GBT39554', 'copy', '2'],
    ['materialCategory', 'GBT39554', 'form', '2'],
    ['resultType', 'GBT39554', 'certificate', '10'],
    ['resultType', 'LEGACY', 'certificate', '1'],
    ['idType', 'LEGACY', '111', '31'],
    ['satisfaction', 'STARS', '1', '5'],
    ['lawType', 'C0109', 'normativeDocument', '6'],
  ] as const) {
    t.equal(toTarget(dictionary(key), target, code), there, `${key} ${code} at ${target}`)
    t.equal(fromTarget(dictionary(key), target, there), code, `${key} ${there} from ${target}`)
  }
  t.equal(fromTarget(dictionary('audience'), 'C0109', '5'), '6', '非法人企业 has no code of its own here')
  t.equal(toTarget(dictionary('handlingForm'), 'C0109', '3'), '2', 'two ways online are one there')
  t.equal(fromTarget(dictionary('handlingForm'), 'C0109', '2'), '2')
  t.equal(toTarget(dictionary('specialProcedure'), 'GBT39554', 'hearing'), '2')
  t.equal(fromTarget(dictionary('specialProcedure'), 'GBT39554', '2'), undefined, 'which of them is not told')
  t.equal(toTarget(dictionary('level'), 'LEGACY', '6'), undefined, 'villages have no code there')
  t.equal(fromTarget(dictionary('audience'), 'GBT39554', '8'), undefined)
})

t.test('titles and days', async (t) => {
  t.equal(codeTitle(known, 'itemType', '01', 'zh'), '行政许可')
  t.equal(codeTitle(known, 'itemType', '01', 'en'), 'administrative licence')
  t.equal(codeTitle(known, 'itemType', '77', 'zh'), '77', 'an unknown code stands for itself')
  const entry = { code: 'x', title: { zh: '某', en: 'some' }, validFrom: '2026-01-01', validTo: '2026-12-31' }
  t.notOk(isValidOn(entry, '2025-12-31'))
  t.ok(isValidOn(entry, '2026-01-01'))
  t.ok(isValidOn(entry, '2026-12-31'), 'the last day counts')
  t.notOk(isValidOn(entry, '2027-01-01'))
})
