import t from 'tap'
import { readItemDocument } from '../../src/features/catalogue/checks/document-schema.js'
import { ITEM_RULES, type RuleId } from '../../src/features/catalogue/checks/item-checks.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import type { WorkflowDefinition } from '../../src/features/workflow/definition.js'
import { isError } from '../../src/shared/finding.js'
import { BROKEN_ITEMS } from '../helpers/broken-items.js'
import { CHECK_CONTEXT, checkItem } from '../helpers/checks.js'
import { completeItem } from '../helpers/complete-item.js'
import { SAMPLE_ITEMS } from '../helpers/sample.js'

t.test('nothing is found in a complete item', async (t) => {
  t.same(checkItem(completeItem()), [])
})

t.test('every sample item fits the schema and has no errors', async (t) => {
  for (const item of SAMPLE_ITEMS) {
    t.same(readItemDocument(JSON.parse(JSON.stringify(item))), { document: item }, item.name)
    t.same(
      checkItem(item).filter(({ severity }) => severity === 'error'),
      [],
      item.name,
    )
  }
})

for (const [rule, broken] of Object.entries(BROKEN_ITEMS)) {
  t.test(`${rule}: ${ITEM_RULES[rule as RuleId].title.en}`, async (t) => {
    const item = completeItem()
    broken.break(item)
    const findings = checkItem(item, broken.context)
    const told = findings.map((finding) => finding.rule)
    t.same(told.sort(), [rule], 'this rule, once, and no other')
    const finding = findings.find((each) => each.rule === rule)
    t.equal(finding?.pointer, broken.pointer)
    t.match(finding, { severity: ITEM_RULES[rule as RuleId].severity, mend: ITEM_RULES[rule as RuleId].mend })
    t.ok(
      'document' in readItemDocument(JSON.parse(JSON.stringify(item))),
      'it fits the schema: only the rule stands in its way',
    )
  })
}

t.test('every rule speaks both languages and says how to mend', async (t) => {
  for (const [rule, { title, mend }] of Object.entries(ITEM_RULES)) {
    for (const text of [title, mend]) {
      t.match(text.zh, /[\u4e00-\u9fff]/, rule)
      t.notMatch(text.en, /[\u4e00-\u9fff]{9}/, rule)
      t.ok(text.en.length > 5, rule)
    }
  }
  // What concerns bundles needs them beside the item: test/routes/bundles.test.ts.
  const registered = Object.keys(ITEM_RULES).filter((rule) => !/^(DOCUMENT|DIRECTORY|BUNDLE)_/.test(rule))
  t.same(Object.keys(BROKEN_ITEMS).sort(), registered.sort(), 'a broken item for every rule')
})

t.test('what a record from before the new members leaves unsaid is told, and forbids nothing', async (t) => {
  const item = completeItem()
  for (const member of [
    'themes',
    'handlingForms',
    'services',
    'scope',
    'organNature',
    'powerSource',
    'windows',
    'variants',
  ] as const)
    delete item[member]
  delete item.fees.onlinePayment
  delete item.form.bindings
  for (const step of item.procedure) delete step.stage
  for (const fee of item.fees.items) delete fee.reductionBasis
  for (const material of item.materials) delete material.core
  t.same(
    checkItem(item).map(({ rule, severity }) => `${severity} ${rule}`),
    [
      'warning THEMES_UNSTATED',
      'warning LICENCE_STAGES_UNSTATED',
      'warning FEE_ONLINE_UNSTATED',
      'warning FEE_REDUCTION_UNSTATED',
    ],
  )
})

t.test(
  'who changes only the audiences or the visits is told what else must change, and then it passes',
  async (t) => {
    for (const item of SAMPLE_ITEMS) {
      const errorsOf = (changes: Partial<ItemDocument>) => checkItem({ ...item, ...changes }).filter(isError)
      for (const audiences of [['1'], ['2'], ['1', '2'], ['5']]) {
        const themes = { ...item.themes }
        for (const { rule, pointer, message } of errorsOf({ audiences })) {
          const kind = pointer === '/themes/natural' ? 'natural' : 'legal'
          for (const text of [message.zh, message.en])
            t.ok(text.includes('audiences') && text.includes(`themes.${kind}`), `${rule}: ${text}`)
          if (rule === 'THEME_AUDIENCE') delete themes[kind]
          else themes[kind] = ['010']
        }
        t.same(errorsOf({ audiences, themes }), [], `${item.name}: ${audiences}`)
      }
      const told = errorsOf({ visits: 2 }).find(({ rule }) => rule === 'ONLINE_VISITS')
      if (told === undefined) continue
      t.match(told.message, {
        zh: /services\.onlineDepth：6.*visits）却为 2/,
        en: /onlineDepth: 6.*visits: 2/,
      })
      const services = { ...item.services, onlineDepth: '4' }
      t.same(errorsOf({ visits: 2, visitReason: '核对原件', services }), [], item.name)
    }
  },
)

t.test('a document of another shape is told what is wrong, member by member', async (t) => {
  const { name: _, ...nameless } = completeItem()
  t.match(readItemDocument({ ...nameless, extra: 1, level: '4' }), {
    findings: [
      { rule: 'DOCUMENT_SCHEMA', pointer: '/name', message: { en: 'This member is required' } },
      { rule: 'DOCUMENT_SCHEMA', pointer: '/extra', message: { zh: '未知字段' } },
      { rule: 'DOCUMENT_SCHEMA', pointer: '/level', message: { en: 'Must be integer' } },
    ],
  })
  t.match(readItemDocument(null), { findings: [{ rule: 'DOCUMENT_SCHEMA', pointer: '' }] })
  const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)
  t.match(readItemDocument({ ...completeItem(), form: { schema: { default: deep } } }), {
    findings: [{ rule: 'DOCUMENT_SCHEMA', pointer: '', message: { en: 'Nested too deeply' } }],
  })
  t.match(readItemDocument({ ...completeItem(), name: 'a\u0000b' }), {
    findings: [{ rule: 'DOCUMENT_SCHEMA', pointer: '/name' }],
  })
})

t.test('a form schema that would check nothing is refused', async (t) => {
  for (const schema of [
    { type: 'nothing' },
    { $async: true, type: 'object' },
    { type: 'object', properties: { since: { type: 'string', format: 'datum' } } },
    { type: 'object', requierd: ['name'] },
    { $schema: 'https://example.org/unknown', type: 'object' },
  ]) {
    const item = completeItem()
    item.rules = []
    item.form = { schema }
    t.match(checkItem(item), [{ rule: 'FORM_SCHEMA', severity: 'error' }], JSON.stringify(schema))
  }
})

t.test('a form that could stop the service is refused, and the finding leads to the place', async (t) => {
  const told = (schema: Record<string, unknown>): string[] => {
    const item = completeItem()
    item.rules = []
    item.form = { schema }
    return checkItem(item).map(({ rule, pointer }) => `${rule} ${pointer}`)
  }
  t.same(told({ $dynamicAnchor: 'n', allOf: [{ $dynamicRef: '#n' }] }), [
    'FORM_REF /form/schema/allOf/0/$dynamicRef',
  ])
  t.same(told({ properties: { a: { $ref: '#' } } }), ['FORM_REF /form/schema/properties/a/$ref'])
  t.same(told({ properties: { a: { pattern: '(?<=x)y' } } }), [
    'FORM_SCHEMA /form/schema/properties/a/pattern',
  ])
  t.same(told({ patternProperties: { '(a)\\1': {} } }), ['FORM_SCHEMA /form/schema/patternProperties'])
  t.same(told({ properties: { a: { type: 'strin' } } }), ['FORM_SCHEMA /form/schema/properties/a/type'])
  t.same(told({ type: 'array' }), ['FORM_SCHEMA /form/schema/type'])
  const parts = Array.from({ length: 2000 }, (_, index) => ({ minProperties: index }))
  t.same(told({ allOf: parts }), ['FORM_SCHEMA /form/schema/allOf/498'])
  const nested = (levels: number): Record<string, unknown> =>
    levels === 0 ? { type: 'string' } : { properties: { a: nested(levels - 1) } }
  t.same(told(nested(19)), [], 'levels as they come')
  t.match(told(nested(21)), [/^FORM_SCHEMA \/form\/schema(\/properties\/a){20}$/])
  const fields = (count: number, field: object): Record<string, unknown> => ({
    properties: Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, field])),
  })
  const coded = { type: 'string', pattern: '^[0-9]{6}$', maxLength: 6 }
  t.same(told(fields(490, { type: 'string' })), [], 'a very long form')
  t.same(told(fields(240, coded)), [])
  t.same(told(fields(260, coded)), ['FORM_SCHEMA /form/schema/properties/f249'], 'a pattern counts as well')
  t.same(told({ properties: { a: { enum: ['$ref', { pattern: '(' }] } } }), [], 'values are no schemas')
})

t.test('a pattern that no honest text could pay for is refused before it is published', async (t) => {
  const told = (field: object) => {
    const item = completeItem()
    item.rules = []
    item.form = { schema: { type: 'object', properties: { a: { type: 'string', ...field } } } }
    return checkItem(item).map(({ rule, pointer }) => `${rule} ${pointer}`)
  }
  const costly = '^[a-z]{1,999}[0-9]$'
  const refused = ['FORM_SCHEMA /form/schema/properties/a/pattern']
  t.same(told({ pattern: costly, maxLength: 5000 }), refused)
  t.same(told({ pattern: costly }), refused, 'a text without a bound is taken for a long one')
  t.same(told({ pattern: costly, maxLength: 100 }), [], 'what is short may be looked at closely')
  t.same(told({ pattern: '^[0-9A-Z]{18}$', maxLength: 5000 }), [], 'what everybody writes')
  const named = { patternProperties: { [`^(${'[a-z]{1,99}'.repeat(60)})$`]: {} } }
  t.same(told(named), ['FORM_SCHEMA /form/schema/properties/a/patternProperties'], 'names of fields too')
})

t.test('every required field of a form has an example, whatever its schema', async (t) => {
  const item = completeItem()
  item.rules = []
  item.form = {
    schema: {
      type: 'object',
      properties: { any: true, none: { examples: [] }, one: { enum: ['x'] }, 'a/b': {} },
      required: ['any', 'none', 'one', 'a/b', 'toString'],
    },
  }
  t.same(
    checkItem(item).map(({ rule, pointer }) => `${rule} ${pointer}`),
    [
      'FORM_REQUIRED /form/schema/required/4',
      ...['any', 'none', 'a~1b'].map((name) => `FORM_EXAMPLE /form/schema/properties/${name}`),
    ],
  )
})

t.test('a fault that shows in thousands of combinations is told once', async (t) => {
  const item = completeItem()
  delete item.variants
  item.materials = item.materials.slice(0, 4)
  item.questions = Array.from({ length: 10 }, (_, index) => ({ key: `q${index}`, title: '问题' }))
  const all = { and: item.questions.map(({ key }) => ({ '==': [{ var: `answers.${key}` }, true] })) }
  item.situations = [{ key: 'one', title: '一', when: all }]
  const findings = checkItem(item)
  t.equal(findings.length, 1)
  t.match(findings[0], { rule: 'NO_SITUATION', message: { zh: /等 1023 种$/, en: /and 1020 more$/ } })
})

t.test('a set of answers without its one situation is told once, and for whom', async (t) => {
  const item = completeItem()
  delete item.variants
  item.questions = [{ key: 'a', title: '问题' }]
  const [basis] = item.materials
  item.materials = basis === undefined ? [] : [{ ...basis, when: { '==': [{ var: 'answers.a' }, true] } }]
  const told = (...conditions: unknown[]): string[] => {
    item.situations = conditions.map((when, index) => ({ key: `s${index}`, title: `情形${index}`, when }))
    return checkItem(item).map(({ rule, message }) => `${rule} ${message.zh} ${message.en}`)
  }
  const yes = { '==': [{ var: 'answers.a' }, true] }
  t.same(told(yes), ['NO_SITUATION 以下回答没有对应情形：{"a":false} No situation for {"a":false}'])
  const natural = { '==': [{ var: 'applicant.type' }, 'natural'] }
  t.same(told({ or: [natural, yes] }), [
    'NO_SITUATION 以下回答没有对应情形（企业或者其他组织）：{"a":false} No situation for {"a":false} (enterprises and other organisations)',
  ])
  item.audiences = ['2']
  item.themes = { legal: ['020'] }
  const legal = { '==': [{ var: 'applicant.type' }, 'legal'] }
  t.same(told(legal), [], 'nobody is missed whom the item does not serve')
  item.audiences = ['1', '2']
  item.themes = { natural: ['070'], legal: ['020'] }
  t.same(told(true, { and: [natural, yes] }), [
    'SITUATIONS_OVERLAP 以下回答对应多个情形（自然人）：{"a":true}（s0、s1） Several situations for {"a":true} (natural persons): s0, s1',
  ])
})

t.test('cycles of conditions, however long, and only those who are in them', async (t) => {
  const waits = (...keys: string[]) => ({ and: keys.map((key) => ({ '!!': [{ var: `answers.${key}` }] })) })
  const question = (key: string, ...of: string[]): ItemDocument['questions'][number] => ({
    key,
    title: key,
    ...(of.length === 0 ? {} : { when: waits(...of) }),
  })
  const cyclesOf = (...questions: ItemDocument['questions']): string[] => {
    const item = completeItem()
    delete item.variants
    item.questions = questions
    item.situations = [{ key: 'all', title: '全部', when: true }]
    item.materials = item.materials.slice(0, 4)
    return checkItem(item).flatMap(({ rule, message }) => (rule === 'QUESTION_CYCLE' ? [message.en] : []))
  }
  t.same(cyclesOf(question('a', 'a')), ['Questions wait for each other: a → a'])
  t.same(cyclesOf(question('a', 'b'), question('b', 'c'), question('c', 'a'), question('d', 'a')), [
    'Questions wait for each other: a → b → c → a',
  ])
  t.same(
    cyclesOf(question('a', 'b'), question('b', 'a'), question('c', 'd'), question('d', 'c')),
    ['Questions wait for each other: a → b → a', 'Questions wait for each other: c → d → c'],
    'each circle once',
  )
  t.same(cyclesOf(question('a'), question('b', 'a'), question('c', 'a', 'b')), [])
  t.same(
    cyclesOf({ key: 'a', title: 'a', when: { '!': [{ missing: ['answers.b'] }] } }, question('b', 'a')),
    ['Questions wait for each other: a → b → a'],
  )
})

t.test('what a rule compares may be left out, in whole or in part, or has a value of its own', async (t) => {
  const told = (must: unknown, when?: unknown): string[] => {
    const item = completeItem()
    const { properties, required } = item.form.schema as { properties: object; required: string[] }
    const owner = { type: 'object', required: ['name'], properties: { name: {}, age: { type: 'integer' } } }
    Object.assign(properties, {
      owner: { ...owner, examples: [{ name: '张三' }] },
      rooms: { type: 'integer' },
    })
    required.push('owner')
    Object.assign(item.rules[0] ?? {}, { must }, when === undefined ? {} : { when })
    return checkItem(item).map(({ rule, pointer }) => `${rule} ${pointer}`)
  }
  const most = (path: unknown) => ({ '<=': [{ var: path }, 99] })
  const warned = ['RULE_OPTIONAL /rules/0/must']
  t.same(told(most('form.rooms')), warned)
  t.same(told(most(['form.rooms'])), warned)
  t.same(told(most('form.owner.age')), warned, 'a part that may be left out of what must be there')
  t.same(told(most('form.owner.age'), { '!!': [{ var: 'form.owner.age' }] }), [])
  t.same(told(most('form.owner.age'), { '!!': [{ var: 'form.owner' }] }), [], 'who asks for the whole')
  t.same(told(most(['form.rooms', 0])), [], 'absent it is what the rule says')
  t.same(told({ '!=': [{ var: 'form.owner.name' }, ''] }), [])
})

t.test('values in conditions: options of questions and fields, and the kind of applicant', async (t) => {
  const told = (must: unknown): string[] => {
    const item = completeItem()
    Object.assign(item.rules[0] ?? {}, { must })
    return checkItem(item).map(({ rule, pointer }) => `${rule} ${pointer}`)
  }
  t.same(told({ in: [{ var: 'answers.purpose' }, ['first', 'nothing']] }), [
    'OPTION_UNKNOWN /rules/0/must/in/1/1',
  ])
  t.same(told({ '!=': ['canteens', { var: 'form.businessKind' }] }), ['OPTION_UNKNOWN /rules/0/must/!=/0'])
  t.same(told({ '==': [{ var: ['answers.moved', false] }, 'yes'] }), ['OPTION_UNKNOWN /rules/0/must/==/1'])
  t.same(
    told({ or: [{ '==': [{ var: 'answers.moved' }, null] }, { in: ['a', { var: 'form.foodItems' }] }] }),
    [],
  )
})

t.test('checks of the largest item that can be gone through are quick enough for a request', async (t) => {
  const item = completeItem()
  delete item.variants
  item.questions = Array.from({ length: 11 }, (_, index) => ({ key: `q${index}`, title: '问题' }))
  item.situations = [{ key: 'all', title: '全部', when: true }]
  const [material] = item.materials
  if (material === undefined) throw new Error('no material')
  item.materials = Array.from({ length: 200 }, (_, index) => ({
    ...material,
    materialCode: `m${index}`,
    legalBasis: `办法第${index}条`,
    when: { '==': [{ var: `answers.q${index % 11}` }, index % 2 === 0] },
  }))
  t.same(checkItem(item), [], '4096 ways, 200 conditions each')
})

t.test('words that point at some law without naming one are no basis, wherever they stand', async (t) => {
  const rulesOf = (change: (item: ItemDocument) => void): string[] => {
    const item = completeItem()
    change(item)
    return checkItem(item).map(({ rule, pointer }) => `${rule} ${pointer}`)
  }
  const nothing = [
    '无',
    '有关规定',
    '按照国家有关规定',
    '相关法律法规',
    '同上',
    '依法',
    '略',
    '待定',
    'N/A',
    '《无》',
    '…',
  ]
  for (const legalBasis of nothing)
    t.match(
      rulesOf((item) => Object.assign(item.materials[0] ?? {}, { legalBasis, toVerify: true })),
      ['BASIS_NONE /materials/0/legalBasis'],
      legalBasis,
    )
  for (const legalBasis of [
    '《食品安全法》第三十五条',
    '有关规定汇编（甲府〔2020〕3号）',
    '无障碍环境建设法第三条',
  ])
    t.same(
      rulesOf((item) => Object.assign(item.materials[0] ?? {}, { legalBasis })),
      [],
      legalBasis,
    )
  const found = rulesOf((item) => {
    item.limits.extension = { amount: 5, unit: 'workingDay', basis: '无' }
    item.limits.statutory = { none: '无' }
  })
  for (const at of ['/limits/extension/basis', '/limits/statutory/none'])
    t.ok(found.includes(`BASIS_NONE ${at}`), at)
  // One basis that was copied to most of the materials, not to all.
  const [application] = completeItem().materials
  const many = (count: number, basis: string) =>
    Array.from({ length: count }, (_, index) => ({
      ...(application as ItemDocument['materials'][number]),
      materialCode: `${basis === '甲' ? 'a' : 'b'}${index}`,
      legalBasis: `《${basis}法》第三条`,
      toVerify: false,
    }))
  const shared = (item: ItemDocument, materials: ItemDocument['materials']) => {
    item.materials = materials
    delete item.variants
  }
  t.ok(
    rulesOf((item) => shared(item, [...many(7, '甲'), ...many(2, '乙')])).includes('BASIS_SHARED /materials'),
  )
  t.notOk(
    rulesOf((item) => shared(item, [...many(4, '甲'), ...many(4, '乙')])).includes('BASIS_SHARED /materials'),
  )
})

t.test('what a form requires must be a field of it, wherever it is required', async (t) => {
  const pointersOf = (schema: object): string[] => {
    const item = completeItem()
    item.rules = []
    delete item.form.bindings
    item.form.schema = {
      type: 'object',
      additionalProperties: false,
      properties: { a: { type: 'string', examples: ['x'] } },
      ...schema,
    }
    return checkItem(item).flatMap(({ rule, pointer }) => (rule === 'FORM_REQUIRED' ? [pointer] : []))
  }
  for (const [schema, place] of [
    [{ required: ['a', 'b'] }, '/required/1'],
    [{ allOf: [{ required: ['b'] }] }, '/allOf/0/required/0'],
    [{ if: { required: ['a'] }, then: { required: ['b'] } }, '/then/required/0'],
    [{ dependentRequired: { a: ['b'] } }, '/dependentRequired/a/0'],
    [{ dependentSchemas: { a: { required: ['b'] } } }, '/dependentSchemas/a/required/0'],
    [{ properties: { a: { type: 'string' }, b: false }, required: ['b'] }, '/required/0'],
  ] as const)
    t.same(pointersOf(schema), [`/form/schema${place}`], JSON.stringify(schema))
  for (const schema of [
    { required: ['a'] },
    { patternProperties: { '^b': { type: 'string' } }, required: ['a', 'b1'] },
    { if: { required: ['a'] }, then: { required: ['a'] } },
    { oneOf: [{ properties: { b: { type: 'string' } }, required: ['b'] }, { required: ['a'] }] },
  ])
    t.same(pointersOf(schema), [], JSON.stringify(schema))
})

t.test('a question that only decides a step or a party leads somewhere', async (t) => {
  const question = { key: 'home', title: '是否上门办理？' }
  const when = { '==': [{ var: 'answers.home' }, true] }
  const rulesOf = (change: Partial<ItemDocument>) => {
    const item = completeItem()
    return checkItem({ ...item, questions: [...item.questions, question], ...change })
      .filter(isError)
      .map(({ rule }) => rule)
  }
  t.same(rulesOf({}), ['QUESTION_LEADS_NOWHERE'])
  const [step, ...steps] = completeItem().procedure
  t.same(rulesOf({ procedure: [{ ...step, when }, ...steps] } as Partial<ItemDocument>), [])
  t.same(rulesOf({ parties: [{ role: 'handler', min: 1, max: 1, when }] }), [])

  const ofWorkflow = (next: object[], who: object = { role: 'reviewer' }) => {
    const item = completeItem()
    const flow = { steps: [{ key: 'review', who, next }] } as unknown as WorkflowDefinition
    const questions = [...item.questions, question]
    return checkItem(
      { ...item, questions },
      { ...CHECK_CONTEXT, procedures: new Map([[item.workflow, flow]]) },
    )
      .filter(({ rule }) => rule === 'QUESTION_LEADS_NOWHERE')
      .map(({ pointer }) => pointer)
  }
  const here = `/questions/${completeItem().questions.length}`
  t.same(ofWorkflow([{ to: 'decide' }]), [here])
  t.same(ofWorkflow([{ to: 'visit', when }, { to: 'decide' }]), [], 'a way of the procedure asks for it')
  const organ = { if: [when, '510000000001', '510000000002'] }
  t.same(ofWorkflow([{ to: 'decide' }], { role: 'reviewer', organ }), [], 'an organ of a step hangs on it')
})

t.test('a question whose only material nobody brings is told once, with the material', async (t) => {
  const item = completeItem()
  const [, , , , material] = item.materials
  item.materials = item.materials.map((each) =>
    each === material ? { ...each, situations: ['new-licence'] } : each,
  )
  t.match(checkItem(item), [
    { rule: 'QUESTION_LEADS_NOWHERE', message: { zh: new RegExp(`${material?.name}`) } },
  ])
  t.equal(checkItem(item).length, 1)
})

t.test('what only those would bring whom the item does not serve is brought by nobody', async (t) => {
  const item = completeItem()
  const [material] = item.materials
  item.materials = [
    ...item.materials,
    {
      ...(material as ItemDocument['materials'][number]),
      materialCode: 'of-natural',
      when: { '==': [{ var: 'applicant.type' }, 'natural'] },
    },
  ]
  const found = () => checkItem(item).filter(({ rule }) => rule === 'MATERIAL_NEVER_DEMANDED').length
  t.equal(found(), 0)
  item.audiences = ['2']
  item.themes = { legal: ['020'] }
  t.equal(found(), 1)
})

t.test('whether a window decides stands in the register, once it knows the item', async (t) => {
  const item = completeItem()
  delete item.variants
  item.handling = 'onTheSpot'
  item.limits.promised = { amount: 0, unit: 'workingDay' }
  const found = (level: 'decides' | 'accepts' | undefined, isRegistered?: boolean) => {
    const windows = (item.windows ?? []).map((each) => ({
      ...each,
      authority: level ?? ('advises' as const),
    }))
    const known = isRegistered === undefined ? [] : [[item.itemCode, isRegistered] as const]
    return checkItem({ ...item, windows }, { ...CHECK_CONTEXT, decidedAtWindow: new Map(known) }).some(
      ({ rule }) => rule === 'ON_THE_SPOT_WINDOW',
    )
  }
  t.same(
    [found('decides'), found('accepts'), found('decides', false), found('accepts', true)],
    [false, true, true, false],
  )
})
