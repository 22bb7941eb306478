import fc from 'fast-check'
import t from 'tap'
import type { MemberState } from '../../src/features/bundles/bundle-check-context.js'
import { checkBundle } from '../../src/features/bundles/bundle-checks.js'
import type { BundleDocument } from '../../src/features/bundles/bundle-document.js'
import { checkMemberForm, memberForm } from '../../src/features/bundles/bundle-form.js'
import { bundleGuide } from '../../src/features/bundles/bundle-guide.js'
import { openBundleQuestions } from '../../src/features/bundles/bundle-members.js'
import { BUNDLE_RULES, type BundleRuleId } from '../../src/features/bundles/bundle-rules.js'
import { type MemberMaterials, mergeMaterials } from '../../src/features/bundles/merged-materials.js'
import { resolveBundle } from '../../src/features/bundles/resolve-bundle.js'
import { fitOf } from '../../src/features/bundles/schema-fit.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { CHECK_CONTEXT } from '../helpers/checks.js'
import { foodBusinessLicence, openRestaurant, SAMPLE_ITEMS } from '../helpers/sample.js'

const itemOf = (code: string): ItemDocument => {
  const item = SAMPLE_ITEMS.find(({ itemCode }) => itemCode === code)
  if (item === undefined) throw new Error(`no sample item ${code}`)
  return structuredClone(item)
}
const membersOf = (bundle: BundleDocument): Map<string, MemberState> =>
  new Map(
    bundle.members.map(({ itemCode }) => [
      itemCode,
      { document: itemOf(itemCode), version: 1, state: 'IN_USE' },
    ]),
  )

t.test('the sample bundle passes its checks without a word', async (t) => {
  t.same(checkBundle(openRestaurant, membersOf(openRestaurant)), [])
  t.ok(openRestaurant.members.length >= 3)
})

t.test('the guide of the bundle against all of its checklists', async (t) => {
  const members = membersOf(openRestaurant)
  const bundle = { document: openRestaurant, version: 1, effectiveFrom: '2026-01-01', members }
  const lists: Set<string>[] = []
  const walk = (answers: Record<string, unknown>): void => {
    const list = resolveBundle(bundle, 'natural', answers)
    if (list.kind === 'checklist') {
      lists.push(new Set(list.materials.map(({ materialCode }) => materialCode)))
      for (const { reasons, name } of list.materials)
        for (const { zh } of reasons) {
          // What the bundle answers for him, nobody chose: reasons are in the words of what he was asked.
          const said = [...zh.matchAll(/对“([^”]+)”|选择了“([^”]+)”/g)].flatMap(([, a, b]) => a ?? b ?? [])
          t.ok(
            said.every((each) => openRestaurant.questions.some(({ title }) => title === each)),
            `${name.zh}: ${zh}`,
          )
        }
      return
    }
    const [next] = list.questions
    for (const value of [true, false]) walk({ ...answers, [next?.key ?? '']: value })
  }
  walk({})
  t.ok(lists.length > 5, `${lists.length} walks`)
  const guide = bundleGuide(bundle, CHECK_CONTEXT.dictionaries, 'zh', () => undefined)
  const told = guide.blocks[3]?.materials ?? []
  for (const { materialCode, name, everybody, forWhom } of told) {
    const asking = lists.filter((list) => list.has(materialCode)).length
    t.ok(asking > 0, `${name} is brought by nobody`)
    t.equal(everybody, asking === lists.length, `${name}: ${forWhom}, asked in ${asking} of ${lists.length}`)
  }
  const codes = new Set(told.map(({ materialCode }) => materialCode))
  t.same(
    [...new Set(lists.flatMap((list) => [...list]))].filter((code) => !codes.has(code)),
    [],
  )
})

type Members = Map<string, MemberState>
const [trader = '', food = '', fire = ''] = openRestaurant.members.map(({ itemCode }) => itemCode)
const member = (bundle: BundleDocument, index: number) => {
  const found = bundle.members[index]
  if (found === undefined) throw new Error(`no member ${index}`)
  return found
}
const property = (bundle: BundleDocument, name: string) =>
  (bundle.form.schema.properties as Record<string, Record<string, unknown>>)[name] ?? {}
const question = (key: string) => ({ key, title: '问题' })

t.test('a broken bundle is caught by the rule that it breaks', async (t) => {
  const breaks: Record<BundleRuleId, (bundle: BundleDocument, members: Members) => void> = {
    MEMBER_UNKNOWN: (_, members) => members.delete(food),
    MEMBER_NOT_IN_USE: (_, members) => {
      Object.assign(members.get(food) ?? {}, { state: 'SUSPENDED' })
    },
    MEMBER_TWICE: (bundle) => bundle.members.push(member(bundle, 1)),
    MEMBER_AUDIENCE: (bundle) => {
      bundle.audiences = ['1', '2']
    },
    MEMBER_UNRESOLVED: (bundle) => {
      member(bundle, 0).answers.shift()
    },
    QUESTION_TWICE: (bundle) => bundle.questions.push({ ...question('byAgent') }),
    QUESTION_CIRCLE: (bundle) => {
      const [registered] = bundle.questions
      Object.assign(registered ?? {}, { when: { '!': [{ var: 'answers.promise' }] } })
      Object.assign(bundle.questions[2] ?? {}, { when: { '!': [{ var: 'answers.registered' }] } })
    },
    QUESTION_UNKNOWN: (bundle) => member(bundle, 0).answers.push({ question: 'colour', value: true }),
    QUESTION_UNUSED: (bundle) => bundle.questions.push(question('colour')),
    VALUE_UNKNOWN: (bundle) => {
      member(bundle, 0).answers[0] = { question: 'matter', value: 'sale' }
    },
    CONDITION: (bundle) => {
      member(bundle, 1).when = { '==': [{ var: 'answers.colour' }, 'red'] }
    },
    TOO_MANY_COMBINATIONS: (bundle) => {
      const keys = Array.from({ length: 14 }, (_, index) => `q${index}`)
      bundle.questions.push(...keys.map(question))
      member(bundle, 1).when = { or: keys.map((key) => ({ var: `answers.${key}` })) }
    },
    FORM_SCHEMA: (bundle) => {
      bundle.form.schema = { type: 'nothing' }
    },
    MAPPING_MEMBER: (bundle) => {
      const [first] = bundle.form.mappings
      Object.assign(first?.to ?? {}, { itemCode: 'elsewhere' })
    },
    MAPPING_SOURCE: (bundle) => {
      Object.assign(bundle.form.mappings[0] ?? {}, { from: '/form/colour' })
    },
    MAPPING_TARGET: (bundle) => {
      bundle.form.mappings.push({ from: '/form/area', to: { itemCode: food, pointer: '/form/colour' } })
    },
    MAPPING_TYPE: (bundle) => {
      Object.assign(property(bundle, 'employees'), { type: 'string' })
    },
    MAPPING_TWICE: (bundle) => {
      bundle.form.mappings.push({ from: '/form/floor', to: { itemCode: fire, pointer: '/form/place' } })
    },
    MAPPING_NARROWER: (bundle) => {
      Object.assign(property(bundle, 'address'), { maxLength: 301 })
    },
    MAPPING_OPTIONAL: (bundle) => {
      bundle.form.schema.required = (bundle.form.schema.required as string[]).filter(
        (each) => each !== 'area',
      )
    },
    FIELD_UNMAPPED: (bundle) => {
      delete bundle.form.defaults
    },
    FIELD_UNUSED: (bundle) => {
      Object.assign(bundle.form.schema.properties as object, { colour: { type: 'string' } })
    },
    EQUIVALENT_UNKNOWN: (bundle) => {
      Object.assign(bundle.equivalents?.[0]?.materials[0] ?? {}, { materialCode: 'nothing' })
    },
    EQUIVALENT_TWICE: (bundle) => {
      bundle.equivalents?.push(...(bundle.equivalents ?? []))
    },
    SAME_CODE_APART: (bundle) => {
      delete bundle.equivalents
    },
    RESULT_UNKNOWN: (bundle, members) => {
      Object.assign(bundle.results?.[0] ?? {}, { itemCode: 'elsewhere' })
      members.delete('elsewhere')
    },
    RESULT_MATERIAL: (bundle) => {
      Object.assign(bundle.results?.[0]?.materials[0] ?? {}, { materialCode: 'nothing' })
    },
    RESULT_TWICE: (bundle) => {
      bundle.results?.push({
        itemCode: fire,
        materials: [{ itemCode: food, materialCode: 'business-licence' }],
      })
    },
    RESULT_CIRCLE: (bundle) => {
      bundle.results?.push({
        itemCode: food,
        materials: [{ itemCode: bundle.results[0]?.itemCode ?? '', materialCode: 'identity-card' }],
      })
    },
    PROMISE_SHORTER: (bundle) => {
      bundle.promised.amount = 7
    },
  }
  for (const [name, breakIt] of Object.entries(breaks)) {
    const bundle = structuredClone(openRestaurant)
    const members = membersOf(bundle)
    breakIt(bundle, members)
    const findings = checkBundle(bundle, members)
    const caught = findings.find(({ rule }) => rule === name)
    t.equal(
      caught?.severity,
      BUNDLE_RULES[name as BundleRuleId].severity,
      `${name}: ${JSON.stringify(findings)}`,
    )
  }
  t.same(
    Object.keys(breaks).toSorted(),
    Object.keys(BUNDLE_RULES).toSorted(),
    'each rule has its broken bundle',
  )
})

const [basis] = foodBusinessLicence.materials
const CODES = ['identity-card', 'photo', 'plan']
const NAMES = ['身份证', '照片', '平面图']

/** Members that ask for papers under few codes and names, so that many of them meet. */
const someMembers: fc.Arbitrary<MemberMaterials[]> = fc
  .array(
    fc.uniqueArray(
      fc.record({
        code: fc.constantFrom(...CODES),
        name: fc.constantFrom(...NAMES),
        originals: fc.nat(3),
        copies: fc.nat(3),
        necessity: fc.constantFrom('required' as const, 'deferrable' as const, 'optional' as const),
        reason: fc.constantFrom('甲', '乙', '丙'),
      }),
      { selector: ({ code }) => code, maxLength: 3 },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((lists) =>
    lists.map((list, index) => ({
      itemCode: `item${index}`,
      materials: list.map(({ code, name, originals, copies, necessity, reason }) => ({
        material: {
          ...(basis as NonNullable<typeof basis>),
          materialCode: code,
          name,
          nameEn: name,
          originals,
          copies: originals + copies === 0 ? 1 : copies,
          necessity,
        },
        required: necessity !== 'optional',
        reason: { zh: reason, en: reason },
      })),
    })),
  )

const someEquivalents = fc.array(
  fc.record({
    name: fc.constantFrom('同一材料', '相同材料'),
    materials: fc.array(
      fc.record({
        itemCode: fc.constantFrom('item0', 'item1', 'item2'),
        materialCode: fc.constantFrom(...CODES),
      }),
      { minLength: 2, maxLength: 3 },
    ),
  }),
  { maxLength: 2 },
)

t.test(
  'merging loses no material, shows none twice, and does not mind the order of the members',
  async () => {
    fc.assert(
      fc.property(someMembers, someEquivalents, fc.nat(), (members, equivalents, turn) => {
        const merged = mergeMaterials(members, equivalents)
        const wanted = members.flatMap(({ itemCode, materials }) =>
          materials.map((each) => ({ itemCode, each, name: `${itemCode} ${each.material.materialCode}` })),
        )
        const told = merged.flatMap(({ neededBy }) =>
          neededBy.map(({ itemCode, materialCode }) => `${itemCode} ${materialCode}`),
        )
        if (`${told.toSorted()}` !== `${wanted.map(({ name }) => name).toSorted()}`)
          throw new Error('a material is lost, or stands twice')
        for (const entry of merged) {
          const own = wanted.filter(({ name }) =>
            entry.neededBy.some((each) => `${each.itemCode} ${each.materialCode}` === name),
          )
          const most = (of: (material: (typeof own)[number]['each']['material']) => number) =>
            Math.max(...own.map(({ each }) => of(each.material)))
          if (entry.originals !== most(({ originals }) => originals))
            throw new Error('not the most originals')
          if (entry.copies !== most(({ copies }) => copies)) throw new Error('not the most copies')
          if (entry.required !== own.some(({ each }) => each.required)) throw new Error('required by nobody')
          const reasons = new Set(own.map(({ each }) => each.reason.zh))
          if (`${entry.reasons.map(({ zh }) => zh)}` !== `${[...reasons].toSorted()}`)
            throw new Error('a reason is lost')
        }
        // The obvious way: two entries are one when they share code and name, or an equivalence, at any distance.
        const isOne = (a: (typeof wanted)[number], b: (typeof wanted)[number]): boolean =>
          (a.each.material.materialCode === b.each.material.materialCode &&
            a.each.material.name === b.each.material.name) ||
          equivalents.some(({ materials }) =>
            [a, b].every(({ name }) =>
              materials.some(({ itemCode, materialCode }) => `${itemCode} ${materialCode}` === name),
            ),
          )
        const groups = new Map(wanted.map(({ name }) => [name, name]))
        for (let changed = true; changed; ) {
          changed = false
          for (const a of wanted)
            for (const b of wanted)
              if (isOne(a, b) && groups.get(a.name) !== groups.get(b.name)) {
                const lower = [groups.get(a.name) ?? '', groups.get(b.name) ?? ''].toSorted()[0] ?? ''
                groups.set(a.name, lower)
                groups.set(b.name, lower)
                changed = true
              }
        }
        if (new Set(groups.values()).size !== merged.length) throw new Error('merged too little or too much')

        const at = turn % members.length
        const turned = [...members.slice(at), ...members.slice(0, at)].reverse()
        if (JSON.stringify(mergeMaterials(turned, equivalents)) !== JSON.stringify(merged))
          throw new Error('the order of the members changes the list')
      }),
      { numRuns: 500 },
    )
  },
)

t.test('questions are asked once for all members, and only while they change something', async (t) => {
  const items = new Map(openRestaurant.members.map(({ itemCode }) => [itemCode, itemOf(itemCode)]))
  const ask = (answers: Record<string, unknown>) =>
    openBundleQuestions(openRestaurant, items, 'natural', answers).questions.map(({ key }) => key)
  t.same(ask({}).toSorted(), ['byAgent', 'publicPlace', 'registered'], 'promise: only for a public place')
  t.same(ask({ registered: true, publicPlace: false }), [], 'nobody who takes part asks for an agent')
  t.same(ask({ registered: true, publicPlace: true, byAgent: false }), ['promise'])
})

t.test('what is wrong in a member’s form is told at its place in the one form', async (t) => {
  const form = { shopName: '店', address: '路', employees: 1, area: 0, floor: '一层' }
  const item = itemOf(fire)
  const made = memberForm(openRestaurant, item, form)
  t.same(made, { place: '店', area: 0, floor: '一层', kind: 'restaurant' })
  t.match(checkMemberForm(openRestaurant, item, { form: made, answers: {}, today: '2026-03-02' }), [
    { pointer: '/form/area', code: 'HAS_AREA', message: { en: /fire-safety/i } },
  ])
  const { area: _area, ...less } = form
  const lacking = memberForm(openRestaurant, item, less)
  t.match(checkMemberForm(openRestaurant, item, { form: lacking, answers: {}, today: '2026-03-02' }), [
    { pointer: '/form/area', code: 'FORM_REQUIRED' },
  ])
  t.same(Object.keys(memberForm(openRestaurant, itemOf(trader), {})), [], 'nothing comes from nowhere')
})

t.test('fields fit when every value that one takes is one that the other takes', async (t) => {
  const text = { type: 'string' }
  const cases: [object, object, string][] = [
    [text, text, 'fits'],
    [{ type: 'integer' }, { type: 'number' }, 'fits'],
    [{ type: 'number' }, { type: 'integer' }, 'unfit'],
    [text, { type: 'string', maxLength: 5 }, 'narrower'],
    [{ type: 'string', maxLength: 5 }, { type: 'string', maxLength: 5 }, 'fits'],
    [{ type: 'integer' }, { type: 'integer', minimum: 0 }, 'narrower'],
    [{ enum: ['a'] }, { type: 'string', enum: ['a', 'b'] }, 'fits'],
    [{ enum: ['a', 'c'] }, { oneOf: [{ const: 'a' }, { const: 'b' }] }, 'unfit'],
    [text, { type: 'string', enum: ['a'] }, 'narrower'],
    [{ enum: ['a'] }, text, 'fits'],
    [{ type: 'array', items: text }, { type: 'array', items: { type: 'integer' } }, 'unfit'],
    [
      { type: 'object', required: ['a'], properties: { a: text } },
      { type: 'object', required: ['a'], properties: { a: text }, additionalProperties: false },
      'fits',
    ],
    [
      { type: 'object', properties: {} },
      { type: 'object', required: ['a'], properties: { a: text } },
      'unfit',
    ],
    [
      { type: 'object', properties: { a: text } },
      { type: 'object', required: ['a'], properties: { a: text } },
      'narrower',
    ],
    [{ type: 'array', items: true }, { type: 'array', items: text }, 'unfit'],
    [{ type: 'array', items: text }, { type: 'array', items: true }, 'fits'],
    [{ oneOf: [true, { const: 'a' }] }, text, 'unfit'],
    [{ type: 'object', properties: { a: false } }, { type: 'object', properties: { a: text } }, 'fits'],
    [{ type: 'object', properties: { a: text } }, { type: 'object', properties: { a: false } }, 'unfit'],
  ]
  for (const [source, target, fit] of cases)
    t.equal(
      fitOf(source as Record<string, unknown>, target as Record<string, unknown>),
      fit,
      JSON.stringify([source, target]),
    )
})

t.test('steps and parties that the fixed answers rule out are none of the bundle', async (t) => {
  const members = membersOf(openRestaurant)
  const trader = members.get(openRestaurant.members[0]?.itemCode ?? '')?.document
  if (trader === undefined) throw new Error('no member')
  const matter = (value: string) => ({ '==': [{ var: 'answers.matter' }, value] })
  const [step, ...steps] = trader.procedure
  if (step === undefined) throw new Error('no step')
  trader.procedure = [
    { ...step, title: '交回旧执照', when: matter('cancel') },
    { ...step, title: '核对新址', when: matter('new') },
    ...steps,
  ]
  trader.parties = [{ role: 'handler', min: 1, max: 1, when: matter('cancel') }]
  const bundle = { document: openRestaurant, version: 1, effectiveFrom: '2026-01-01', members }
  const { blocks } = bundleGuide(bundle, CHECK_CONTEXT.dictionaries, 'zh', () => undefined)
  const told = JSON.stringify(blocks)
  t.notMatch(told, /交回旧执照/)
  t.notMatch(told, /经办人：1 人/)
  t.match(told, /核对新址（[^）]*[^）的]）/, 'for everybody who does the item')
})
