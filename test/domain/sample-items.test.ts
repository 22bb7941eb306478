import t from 'tap'
import { checkIntake, offeredCommitments } from '../../src/features/cases/intake.js'
import { combinations } from '../../src/features/catalogue/checks/situation-checks.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { holds, resolveChecklist } from '../../src/features/catalogue/questions/checklist.js'
import { checkForm } from '../../src/features/catalogue/questions/form.js'
import { statutoryOf } from '../../src/features/catalogue/questions/variants.js'
import { isNotCounted } from '../../src/features/workflow/special-procedures.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { checkItem } from '../helpers/checks.js'
import { applicantTypes, exampleForm } from '../helpers/items.js'
import { SAMPLE_CENTRES, SAMPLE_ITEMS, SAMPLE_ORGANISATIONS, SAMPLE_WINDOWS } from '../helpers/sample.js'

const all = <T>(read: (item: ItemDocument) => T | T[]): Set<T> => new Set(SAMPLE_ITEMS.flatMap(read))

t.test('at least 45 items, each without any finding, warnings included', async (t) => {
  t.ok(SAMPLE_ITEMS.length >= 45, `${SAMPLE_ITEMS.length} items`)
  for (const item of SAMPLE_ITEMS) t.same(checkItem(item), [], item.name)
})

t.test('no code and no name stands twice, every organ is known', async (t) => {
  t.equal(all((item) => item.itemCode).size, SAMPLE_ITEMS.length)
  t.equal(all((item) => item.basicCode).size, SAMPLE_ITEMS.length)
  t.equal(all((item) => item.name).size, SAMPLE_ITEMS.length)
  const variants = SAMPLE_ITEMS.flatMap((item) => item.variants ?? [])
  t.equal(new Set(variants.map((variant) => variant.variantCode)).size, variants.length)
  const organs = SAMPLE_ORGANISATIONS.map(({ code }) => code)
  t.equal(new Set(organs).size, organs.length)
  for (const item of SAMPLE_ITEMS) t.ok(organs.includes(item.organisationCode), item.name)
})

t.test('every combination of answers reaches exactly one situation, and asks for something', async (t) => {
  for (const item of SAMPLE_ITEMS) {
    for (const type of applicantTypes(item)) {
      for (const answers of combinations(item, type)) {
        const told = `${item.name} ${type} ${JSON.stringify(answers)}`
        const fitting = item.situations.filter(({ when }) => holds(when, { answers, applicant: { type } }))
        if (fitting.length !== 1) t.fail(told)
        const checklist = resolveChecklist(item, type, answers)
        if (checklist.kind !== 'checklist') throw new Error(`${told}: still asking`)
        if (!checklist.materials.some(({ required }) => required)) t.fail(`${told}: no material`)
      }
    }
    const named = new Set(item.variants?.flatMap(({ situations }) => situations))
    if (named.size > 0) t.same([...named].toSorted(), item.situations.map(({ key }) => key).toSorted())
  }
})

t.test('the examples of every form are accepted, whatever was answered', async (t) => {
  for (const item of SAMPLE_ITEMS)
    for (const type of applicantTypes(item))
      for (const answers of combinations(item, type)) {
        const found = checkForm(item, { form: exampleForm(item), answers, today: '2026-03-02' })
        if (found.length > 0) t.same(found, [], `${item.name} ${JSON.stringify(answers)}`)
      }
  const bound = SAMPLE_ITEMS.filter((item) => (item.form.bindings ?? []).length > 0)
  t.ok(bound.length >= 10)
  for (const item of bound)
    for (const { pointer } of item.form.bindings ?? [])
      t.hasProp(item.form.schema.properties as object, pointer.slice('/form/'.length), item.name)
})

/** Who can do most comes first. */
const LEVELS = ['decides', 'accepts', 'collects', 'advises']

t.test('some window takes every item in, and decides it where it is done on the spot', async (t) => {
  for (const { itemCode, handling, name, windows = [] } of SAMPLE_ITEMS) {
    const places = SAMPLE_WINDOWS.flatMap((window) => {
      const { level } = window.authority.find((each) => each.itemCode === itemCode) ?? {}
      const centre = SAMPLE_CENTRES.find(({ id }) => id === window.centre)
      if (level === undefined || centre === undefined) return []
      return [
        {
          windowId: window.id,
          name: window.name,
          address: `${centre.address} ${centre.name}`,
          hours: centre.openingHours,
          telephone: window.telephone,
          authority: level,
        },
      ]
    }).toSorted((a, b) => LEVELS.indexOf(a.authority) - LEVELS.indexOf(b.authority))
    const wanted = handling === 'onTheSpot' ? ['decides'] : ['decides', 'accepts']
    t.ok(
      places.some(({ authority }) => wanted.includes(authority)),
      name,
    )
    t.same(windows, places, 'the record names the same windows')
  }
  for (const { authority, name } of SAMPLE_WINDOWS) t.ok(authority.length > 0, name)
})

t.test(
  'what the law knows is there: types, handlings, audiences, special procedures, limits, fees',
  async (t) => {
    t.same([...all((item) => item.type)].toSorted(), ['01', '05', '07', '08', '09', '10', '20'])
    t.same([...all((item) => item.handling)].toSorted(), ['onTheSpot', 'promised'])
    t.same([...all((item) => item.audiences)].toSorted(), ['1', '2', '3', '4', '5', '6'])
    t.same([...all((item) => statutoryOf(item.limits)?.unit ?? 'none')].toSorted(), [
      'day',
      'month',
      'none',
      'workingDay',
    ])
    for (const kind of ['hearing', 'expertReview', 'inspection', 'testing'])
      t.ok(all((item) => item.specialProcedures.map((each) => each.kind)).has(kind), kind)
    for (const { kind, notCounted } of SAMPLE_ITEMS.flatMap((item) => item.specialProcedures))
      t.ok(
        isNotCounted({ kind, ...(notCounted === undefined ? {} : { notCounted }) }),
        `${kind} is a step inside the limit`,
      )
    for (const kind of ['new', 'change', 'renewal', 'cancellation'])
      t.ok(all((item) => (item.variants ?? []).map((each) => `${each.kind}`)).has(kind), kind)
    t.ok(SAMPLE_ITEMS.filter((item) => item.fees.charged).length >= 5)
    t.ok(SAMPLE_ITEMS.filter((item) => item.jointOrgans !== undefined).length >= 3)
    t.ok(SAMPLE_ITEMS.filter((item) => item.intermediaries !== undefined).length >= 3)
    t.ok(SAMPLE_ITEMS.filter((item) => item.rules.length > 0).length >= 8)
    const deferrable = SAMPLE_ITEMS.filter((item) =>
      item.materials.some((each) => each.necessity === 'deferrable'),
    )
    t.ok(deferrable.length >= 10)
    for (const item of SAMPLE_ITEMS) {
      t.ok(
        item.materials.every(
          (material) => material.legalBasis !== undefined && material.nameEn !== undefined,
        ),
      )
      t.ok((item.faqs ?? []).length > 0, item.name)
    }
  },
)

t.test('nothing takes the words of the two main items from them', async (t) => {
  const others = SAMPLE_ITEMS.filter(
    ({ itemCode }) => ![LESHAN_ITEM_CODE, FOOD_LICENCE_ITEM_CODE].includes(itemCode),
  )
  for (const word of ['公积', '食品经营'])
    t.same(
      others.filter((item) => [item.name, ...item.synonyms].some((name) => name.includes(word))),
      [],
    )
  t.same(
    others.filter((item) => item.organisationCode === COUNTY_MARKET),
    [],
  )
})

t.test('a sample item takes the applicant’s promise in a material’s place, and looks into it', async (t) => {
  const offering = SAMPLE_ITEMS.filter((item) => offeredCommitments(item).length > 0)
  t.ok(offering.length > 0, '告知承诺')
  for (const item of offering) {
    const [materialCode = ''] = offeredCommitments(item)
    const offer = item.materials.find((each) => each.materialCode === materialCode)?.commitment
    t.match(offer, { promise: /承诺/, checkWithin: { amount: Number } }, item.name)
    for (const applicantType of applicantTypes(item))
      for (const answers of combinations(item, applicantType)) {
        const missing = (source: 'commitment' | 'deferred', of = item) =>
          checkIntake(
            of,
            {
              applicantType,
              represented: false,
              answers,
              form: exampleForm(item) as Record<string, unknown>,
              materials: [{ materialCode, source }],
            },
            false,
            '2026-03-02',
          ).missing.includes(materialCode)
        if (!missing('deferred')) continue
        t.notOk(missing('commitment'), 'the word counts')
        const { commitment: _none, ...bare } = item.materials.find(
          (each) => each.materialCode === materialCode,
        ) ?? { commitment: undefined }
        const materials = item.materials.map((each) => (each.materialCode === materialCode ? bare : each))
        t.ok(
          missing('commitment', { ...item, materials: materials as ItemDocument['materials'] }),
          'where offered',
        )
      }
  }
})

t.test('what lawyers found wrong in the sample stays mended', async (t) => {
  const item = (name: string) => {
    const found = SAMPLE_ITEMS.find((each) => each.name.includes(name))
    if (found === undefined) throw new Error(name)
    return found
  }
  const brought = (name: string) => item(name).materials.map((material) => material.name)
  const lacks = (name: string, paper: RegExp) =>
    t.same(
      brought(name).filter((each) => paper.test(each)),
      [],
      `${name}: ${paper}`,
    )
  t.notOk(
    SAMPLE_ITEMS.some(({ name, type }) => type === '01' && /诊所/.test(name)),
    'a clinic needs no licence',
  )
  t.match(item('最低生活保障').limits.statutory, { amount: 30, unit: 'day', basis: /第八条/ })
  t.match(
    item('取水许可').materials.find(({ name }) => name.includes('水资源论证')),
    { necessity: 'required' },
  )
  t.match(item('消防安全检查').limits.statutory, { amount: 10, unit: 'workingDay' })
  t.same(item('消防安全检查').specialProcedures, [], 'the inspection is what the ten days are for')
  lacks('工伤认定', /^居民身份证/)
  lacks('施工许可', /监理/)
  lacks('失业保险金', /解除/)
  t.ok(item('往来港澳').fees.items.some(({ name }) => name.includes('签注')))
  t.ok(item('不动产登记').fees.items.some(({ standard }) => standard.startsWith('10元')))
  t.match(item('幼儿园').legalBases, [{ name: /学前教育法/ }])
  t.match(item('游泳').limits.statutory, { basis: /体育法》（2022/ })
  t.same(item('网络预约').specialProcedures, [], 'a look into the past is no appraisal')
  for (const each of SAMPLE_ITEMS)
    t.notOk(
      each.specialProcedures.some(({ kind }) => /visit|notice/i.test(kind)),
      `${each.name}: neither a visit nor a notice stops the clock`,
    )
})
