import t from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { FOOD_LICENCE_ITEM_CODE, LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { foodBusinessLicence } from '../helpers/sample.js'

const FOOD = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`

/** The licence anew, or renewed sooner than the law wants it: two variants (业务办理项), one with limits of its own. */
const withVariants = (): ItemDocument => {
  const item = structuredClone(foodBusinessLicence)
  const renews = { '==': [{ var: 'answers.wanted' }, 'renewal'] }
  item.questions = [
    {
      key: 'wanted',
      title: '办理哪一项业务？',
      options: [
        { value: 'new', title: '新办' },
        { value: 'renewal', title: '延续', titleEn: 'renewal' },
      ],
    },
  ]
  item.situations = [
    { key: 'new-licence', title: '新办', when: { '!': [renews] } },
    { key: 'renewal', title: '延续', when: renews },
  ]
  for (const material of item.materials) delete material.situations
  item.variants = [
    {
      variantCode: `${FOOD_LICENCE_ITEM_CODE}01`,
      kind: 'new',
      name: '食品经营许可新办',
      situations: ['new-licence'],
    },
    {
      variantCode: `${FOOD_LICENCE_ITEM_CODE}02`,
      kind: 'renewal',
      name: '食品经营许可延续',
      nameEn: 'Renewal of the licence',
      situations: ['renewal'],
      limits: {
        statutory: { amount: 9, unit: 'workingDay', basis: '《食品经营许可和备案管理办法》' },
        promised: { amount: 4, unit: 'workingDay' },
      },
    },
  ]
  return item
}

const publish = async (app: TestApp, document: ItemDocument) => {
  const token = await app.token('cataloguer')
  const put = await app.request('PUT', `${FOOD}/draft`, {
    token,
    headers: { 'if-match': '*' },
    body: document,
  })
  if (put.status !== 200) throw new Error(put.text)
  const published = await app.request('POST', `${FOOD}/draft/publish`, { token, body: {} })
  if (published.status !== 200) throw new Error(published.text)
}

t.test(
  'the variant of the situation is named, and its limits hold: in the checklist and for the case',
  async (t) => {
    const app = await startTestApp(t)
    await publish(app, withVariants())
    const ask = (answers: object, language = 'zh-CN') =>
      app.request('POST', `${FOOD}/checklist`, {
        body: { applicantType: 'legal', answers },
        headers: { 'accept-language': language },
      })
    t.match((await ask({})).body, { order: 'best', questions: [{ key: 'wanted' }] })
    t.match((await ask({ wanted: 'renewal' })).body, {
      situation: 'renewal',
      situationReason: '因为您选择了“延续”',
      variant: { variantCode: `${FOOD_LICENCE_ITEM_CODE}02`, kind: 'renewal', name: '食品经营许可延续' },
      limit: { promised: { amount: 4 }, statutory: { amount: 9 } },
    })
    t.equal((await ask({ wanted: 'renewal' }, 'en')).body.variant.name, 'Renewal of the licence')
    t.match((await ask({ wanted: 'new' })).body, {
      variant: { kind: 'new' },
      limit: { promised: { amount: 8 }, statutory: { amount: 10 } },
    })

    const clocksOf = async (wanted: string) => {
      const created = await createCase(app, { ...foodCase(), answers: { wanted } })
      t.equal(created.body.variantCode, `${FOOD_LICENCE_ITEM_CODE}${wanted === 'new' ? '01' : '02'}`)
      const accepted = await transition(app, 'clerk', created, { action: 'accept' })
      return Object.fromEntries(
        accepted.body.clocks.map((clock: { kind: string; limit: object; due: string }) => [
          clock.kind,
          { ...clock.limit, due: clock.due },
        ]),
      )
    }
    t.match(await clocksOf('renewal'), {
      PROMISE: { amount: 4, unit: 'workingDay', due: '2026-03-06' },
      LEGAL: { amount: 9 },
    })
    t.match(await clocksOf('new'), { PROMISE: { amount: 8 }, LEGAL: { amount: 10 } })
    const { rows } = await app.deps.pool.query<{ variant: string }>(
      "select document::jsonb->'payload'->>'variant' as variant from case_events where type = 'accept' order by 1",
    )
    t.same(
      rows.map(({ variant }) => variant),
      [`${FOOD_LICENCE_ITEM_CODE}01`, `${FOOD_LICENCE_ITEM_CODE}02`],
    )
  },
)

t.test('a case is not asked for answers that change nothing', async (t) => {
  const app = await startTestApp(t)
  const item = withVariants()
  item.questions.push({
    key: 'depth',
    title: '延续的年限？',
    when: { '==': [{ var: 'answers.wanted' }, 'renewal'] },
  })
  item.situations.push({
    key: 'long',
    title: '长期延续',
    when: { '==': [{ var: 'answers.depth' }, true] },
  })
  item.situations[1] = {
    key: 'renewal',
    title: '延续',
    when: { '==': [{ var: 'answers.depth' }, false] },
  }
  item.variants?.[1]?.situations.push('long')
  await publish(app, item)
  t.match((await createCase(app, { ...foodCase(), answers: { wanted: 'new' } })).body, {
    situation: 'new-licence',
  })
  const refused = await createCase(app, { ...foodCase(), answers: { wanted: 'renewal' } }, { status: 422 })
  t.match(refused.body.errors, [{ pointer: '/answers/depth', code: 'ANSWER_REQUIRED' }])
  t.equal(refused.body.errors.length, 1)
})

t.test('whom an item or a bundle does not serve is told so, wherever he asks', async (t) => {
  const app = await startTestApp(t)
  const item = withVariants()
  const isLegal = { '==': [{ var: 'applicant.type' }, 'legal'] }
  item.audiences = ['2']
  item.themes = { legal: ['020'] }
  // For others it has no situation at all.
  item.situations = item.situations.map((each) => ({ ...each, when: { and: [isLegal, each.when] } }))
  await publish(app, item)
  const headers = { 'accept-language': 'zh-CN' }
  const ask = (path: string, applicantType: string) =>
    app.request('POST', `${path}/checklist`, { body: { applicantType, answers: {} }, headers })
  const refused = (pointer: string, message: RegExp) => ({
    status: 422,
    body: { errors: [{ pointer, code: 'AUDIENCE', message }] },
  })
  t.equal((await ask(FOOD, 'legal')).status, 200)
  t.match(await ask(FOOD, 'natural'), refused('/applicantType', /仅面向企业和其他组织/))
  t.match(await ask('/v1/bundles/open-restaurant', 'legal'), refused('/applicantType', /仅面向自然人/))
  const person = {
    role: 'applicant',
    type: 'natural',
    name: '李小敏',
    idType: '111',
    idNumber: '11010519491231002X',
  }
  const begun = await createCase(app, { ...foodCase(), parties: [person] }, { status: 422 })
  t.match(begun, refused('/parties', /仅面向企业/), 'a case, too')
})

t.test('Leshan: the situation is told with the answers that led to it', async (t) => {
  const app = await startTestApp(t)
  const ask = (language: string) =>
    app.request('POST', `/v1/items/${LESHAN_ITEM_CODE}/checklist`, {
      body: { applicantType: 'natural', answers: { byAgent: false, lender: 'bank', withdrawal: 'first' } },
      headers: { 'accept-language': language },
    })
  const { body } = await ask('zh-CN')
  t.equal(body.situationReason, '因为您选择了“银行贷款”，且您选择了“第一次支取”')
  t.match(body.materials, [
    { materialCode: 'approval-form', reason: '所有申请人均需提供' },
    { materialCode: 'identity-card' },
    { materialCode: 'purchase-contract', reason: '因为您选择了“银行贷款”，且您选择了“第一次支取”' },
    { materialCode: 'loan-contract' },
    { materialCode: 'repayment-passbook', reason: '因为您选择了“银行贷款”' },
  ])
  t.equal(
    (await ask('en')).body.materials[4].reason,
    'Because you answered “a commercial bank” to “Who lent you the money for your home?”',
  )
})
