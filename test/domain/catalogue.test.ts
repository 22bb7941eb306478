import t from 'tap'
import { combinations } from '../../src/features/catalogue/checks/situation-checks.js'
import { checkAnswers, resolveChecklist } from '../../src/features/catalogue/questions/checklist.js'
import { checkForm } from '../../src/features/catalogue/questions/form.js'
import { checkItem } from '../helpers/checks.js'
import { foodBusinessLicence, leshanHousingFund } from '../helpers/sample.js'

t.test('Leshan: every combination of answers reaches exactly one situation', async (t) => {
  const all = [...combinations(leshanHousingFund, 'natural')]
  t.equal(all.length, 6, 'fund × agent, and bank × first or later × agent')
  for (const answers of all) {
    const checklist = resolveChecklist(leshanHousingFund, 'natural', answers)
    if (checklist.kind !== 'checklist') throw new Error('still asking')
    const codes = checklist.materials.map(({ material }) => material.materialCode)
    const expected = {
      'fund-loan': ['approval-form', 'identity-card'],
      'bank-loan-first': [
        'approval-form',
        'identity-card',
        'purchase-contract',
        'loan-contract',
        'repayment-passbook',
      ],
      'bank-loan-later': ['approval-form', 'identity-card', 'repayment-passbook', 'previous-form-sheet'],
    }[checklist.situation.key]
    t.same(codes, [
      ...(expected ?? []),
      ...(answers.byAgent === true ? ['mandate', 'agent-identity-card'] : []),
    ])
  }
  const asked = (answers: object) => {
    const checklist = resolveChecklist(leshanHousingFund, 'natural', answers as Record<string, unknown>)
    return checklist.kind === 'questions' ? checklist.questions.map((question) => question.key) : []
  }
  t.same(asked({}), ['lender', 'byAgent'])
  t.same(asked({ lender: 'bank', byAgent: false }), ['withdrawal'], 'asked only for a bank loan')
  t.same(asked({ lender: 'fund', byAgent: false }), [])
  t.match(checkAnswers(leshanHousingFund, { lender: 'uncle', colour: 1 }), [
    { code: 'ANSWER_UNKNOWN' },
    { code: 'QUESTION_UNKNOWN' },
  ])
})

t.test('an answer to a question that is not asked moves nothing', async (t) => {
  const item = structuredClone(leshanHousingFund)
  // Complete for everybody who is asked as the item asks; a stale `withdrawal` beside a fund loan fits neither.
  const first = { '==': [{ var: 'answers.withdrawal' }, 'first'] }
  item.situations = [
    { key: 'usual', title: '一般', when: { '!': [first] } },
    { key: 'first', title: '首次', when: { and: [first, { '==': [{ var: 'answers.lender' }, 'bank'] }] } },
  ]
  for (const material of item.materials) delete material.situations
  t.same(
    checkItem(item).filter((finding) => finding.severity === 'error'),
    [],
  )
  t.match(resolveChecklist(item, 'natural', { lender: 'fund', withdrawal: 'first', byAgent: false }), {
    situation: { key: 'usual' },
  })
  t.match(resolveChecklist(item, 'natural', { withdrawal: 'first' }), {
    questions: [{ key: 'lender' }, { key: 'byAgent' }],
  })
})

t.test('the examples of the two main items are accepted by their forms and rules', async (t) => {
  for (const item of [leshanHousingFund, foodBusinessLicence]) {
    const { properties, required } = item.form.schema as {
      properties: Record<string, { examples?: unknown[] }>
      required: string[]
    }
    const form = Object.fromEntries(required.map((name) => [name, properties[name]?.examples?.[0]]))
    t.same(checkForm(item, { form, answers: {}, today: '2026-03-02' }), [], item.name)
    t.notOk(checkItem(item).some((finding) => finding.rule === 'FORM_EXAMPLE'))
    t.notMatch(JSON.stringify(item.form.schema), /\$ref/)
    t.ok(
      item.materials.every((material) => material.format !== 'electronic'),
      'paper is accepted',
    )
  }
  t.match(leshanHousingFund, {
    type: '20',
    limits: { statutory: { amount: 3, unit: 'day' }, promised: { amount: 0 } },
    workflow: 'on-the-spot',
  })
  t.notOk(leshanHousingFund.citedClocks, 'no clock of the licence law binds it')
  t.match(foodBusinessLicence, {
    type: '01',
    limits: {
      statutory: { amount: 10, unit: 'workingDay' },
      promised: { amount: 8, unit: 'workingDay' },
      extension: { amount: 5, unit: 'workingDay' },
      delivery: { amount: 5, unit: 'workingDay' },
    },
    specialProcedures: [{ kind: 'inspection' }],
    workflow: 'review-visit',
  })
})

t.test('a strange form schema neither lets everything pass nor ends the process', async (t) => {
  const withSchema = (schema: Record<string, unknown>) => ({
    ...foodBusinessLicence,
    form: { schema },
  })
  const check = (schema: Record<string, unknown>, form: Record<string, unknown>) =>
    checkForm(withSchema(schema), { form, answers: {}, today: '2026-03-02' })
  t.match(check({ $async: true, type: 'object', required: ['x'] }, {}), [{ code: 'FORM_REQUIRED' }])
  for (let time = 0; time < 2; time += 1)
    t.same(check({ $id: 'https://example.org/form', type: 'object' }, {}), [], 'an $id may come twice')
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, 1]))
  t.equal(check({ type: 'object', additionalProperties: false }, many).length, 100)
  t.match(check({ type: 'object', additionalProperties: false }, { 'a/b~c': 1 }), [
    { pointer: '/form/a~1b~0c' },
  ])
  const patterns = { properties: { a: { pattern: '^(a+)+$' }, b: { pattern: '^b$' } } }
  t.match(check(patterns, { a: `${'a'.repeat(100)}!`, b: 'b' }), [
    { pointer: '/form/a', code: 'FORM_PATTERN' },
  ])
  t.match(check(patterns, { a: 'aa', b: 'a' }), [{ pointer: '/form/b', code: 'FORM_PATTERN' }])
  t.match(check({ properties: { no: false } }, { no: 1 }), [
    { pointer: '/form/no', code: 'FORM_FALSE_SCHEMA' },
  ])
  const bounds = { properties: { kind: { enum: ['a', 'b'] }, name: { minLength: 2 }, list: { maxItems: 1 } } }
  t.match(check(bounds, { kind: 'c', name: 'x', list: [1, 2] }), [
    { code: 'FORM_ENUM', message: { zh: '应为以下之一：a, b' } },
    { code: 'FORM_MIN_LENGTH', message: { en: 'At least 2 characters' } },
    { code: 'FORM_MAX_ITEMS', message: { zh: '至多 1 项' } },
  ])
})

t.test('Leshan: the limits on the amount answer in their own words', async (t) => {
  const money = (amount: number) => ({ amount, currency: 'CNY' })
  const form = {
    loanYear: 2023,
    amountRequested: money(100),
    repaidThisYear: money(100),
    withdrawnBefore: money(0),
    repaidTotal: money(100),
  }
  const check = (changes: object) =>
    checkForm(leshanHousingFund, { form: { ...form, ...changes }, answers: {}, today: '2026-03-02' })
  t.same(check({}), [])
  t.match(check({ loanYear: 2026 }), [
    { pointer: '/form/loanYear', message: { zh: '从贷款次年起才可以提取' } },
  ])
  t.match(check({ repaidThisYear: money(99) }), [
    { pointer: '/form/amountRequested', message: { zh: '提取金额不大于当年的还款额' } },
  ])
  t.match(check({ withdrawnBefore: money(1) }), [
    { message: { zh: '累计提取总额不得大于实际的还款本息总额' } },
  ])
  t.match(check({ amountRequested: { amount: 1.5, currency: 'CNY' } }), [
    { pointer: '/form/amountRequested/amount', code: 'FORM_TYPE' },
  ])
  t.match(check({ colour: 'red' }), [{ pointer: '/form/colour' }])
})
