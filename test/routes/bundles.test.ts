import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { BundleDocument } from '../../src/features/bundles/bundle-document.js'
import { COUNTY_MARKET, OTHER_COUNTY_MARKET, SAMPLE_BUNDLE_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { importLines } from '../helpers/imports.js'
import { openRestaurant } from '../helpers/sample.js'

const BUNDLE = `/v1/bundles/${SAMPLE_BUNDLE_CODE}`
const [trader = '', food = '', fire = ''] = openRestaurant.members.map(({ itemCode }) => itemCode)
const NEW_CODE = 'open-canteen'
const NEW = `/v1/bundles/${NEW_CODE}`
const newBundle = (changes: Partial<BundleDocument> = {}): BundleDocument => ({
  ...structuredClone(openRestaurant),
  bundleCode: NEW_CODE,
  name: '开办食堂一件事',
  description: '个体经营者开办食堂。',
  ...changes,
})

const FORM = {
  shopName: '乐山市市中区示例饭店',
  address: '四川省乐山市市中区示例路1号',
  scope: ['餐饮服务'],
  composition: 'person',
  employees: 6,
  businessKind: 'catering',
  foodItems: ['热食类食品制售'],
  area: 420,
  floor: '一层',
}
const ALL = { registered: false, publicPlace: true, promise: true, byAgent: true }

interface Material {
  materialCode: string
  name: string
  copies: number
  neededBy: { itemCode: string }[]
  reasons: string[]
}

t.test('a restaurant is opened with one list, one form and one guide', async (t) => {
  const app = await startTestApp(t)
  const found = await app.request(
    'GET',
    `/v1/bundles?q=${encodeURIComponent('餐饮')}&theme=060&division=511102`,
  )
  t.match(found.body.data, [
    { bundleCode: SAMPLE_BUNDLE_CODE, name: '开办餐饮店一件事', items: [trader, food, fire] },
  ])
  const spoken = await app.request('GET', `/v1/bundles?q=${encodeURIComponent('开餐馆')}`)
  t.match(spoken.body.data, [{ bundleCode: SAMPLE_BUNDLE_CODE }], 'by another word for it')
  for (const query of ['q=%E6%B2%A1%E6%9C%89', 'theme=999', 'division=511112', 'q=%25', 'q=_'])
    t.same((await app.request('GET', `/v1/bundles?${query}`)).body.data, [], query)
  t.match((await app.request('GET', '/v1/bundles?division=5')).body, { errors: [{ pointer: '?division' }] })
  const bundle = await app.request('GET', BUNDLE)
  t.match(bundle.body, { version: 1, form: { schema: { type: 'object' } } })
  t.match(bundle.body.items, [
    { name: '个体工商户登记', inUse: true },
    { name: '食品经营许可' },
    { itemCode: fire },
  ])
  const again = await app.request('GET', BUNDLE, { headers: { 'if-none-match': bundle.headers.etag ?? '' } })
  t.equal(again.status, 304)
  t.equal((await app.request('GET', '/v1/bundles/unknown')).status, 404)

  const ask = (answers: object, language = 'zh-CN') =>
    app.request('POST', `${BUNDLE}/checklist`, {
      body: { applicantType: 'natural', answers },
      headers: { 'accept-language': language },
    })
  // As a kiosk does: the first question each time.
  let answers: Record<string, unknown> = {}
  let last = await ask(answers)
  const asked: string[] = []
  while (last.body.questions !== undefined) {
    const [{ key }] = last.body.questions
    asked.push(key)
    answers = { ...answers, [key]: ALL[key as keyof typeof ALL] }
    last = await ask(answers)
  }
  t.same(asked.toSorted(), Object.keys(ALL).toSorted(), 'each question once')
  t.match(last.body.items, [
    { itemCode: trader, situation: 'new', limit: { promised: { amount: 0 } } },
    { itemCode: food, situation: 'new-licence' },
    {
      itemCode: fire,
      situation: 'promise',
      situationReason: '因为您对“消防安全检查采用告知承诺方式吗？”回答“是”',
    },
  ])
  const materials: Material[] = last.body.materials
  const named = (code: string) => materials.filter((each) => each.materialCode === code)
  t.match(named('mandate'), [
    { neededBy: [{ itemCode: trader }, { itemCode: fire }], reasons: ['因为由他人代办'] },
  ])
  t.same(named('business-licence'), [], 'what the registration issues is not demanded')
  t.match(last.body.results, [
    { itemCode: food, materialCode: 'business-licence', from: trader },
    { itemCode: fire, materialCode: 'business-licence', name: '营业执照或者其他主体资格证明', from: trader },
  ])
  const registered = await ask({ ...ALL, registered: true })
  t.same(registered.body.results, [], 'who takes no part issues nothing')
  const licences = registered.body.materials.filter(
    (each: Material) => each.materialCode === 'business-licence',
  )
  t.match(licences, [{ name: '营业执照或者其他主体资格证明', copies: 1 }])
  t.equal(licences.length, 1, 'the same paper of two items')
  t.same(
    licences[0].neededBy.map(({ itemCode }: { itemCode: string }) => itemCode).toSorted(),
    [food, fire].toSorted(),
  )
  t.match(last.body, { charged: false, limit: { promised: { amount: 10, unit: 'workingDay' } } })
  t.ok(last.body.windows.length > 0)
  t.ok(last.body.windows.every(({ items }: { items: object[] }) => items.length > 0))
  t.match((await ask(ALL, 'en')).body.items, [{}, { name: 'Food-business licence' }, {}])

  const small = await ask({ registered: true, publicPlace: false })
  t.match(small.body.items, [{ itemCode: food }])
  t.equal(small.body.items.length, 1, 'only who takes part')
  t.notOk(small.body.materials.some((each: Material) => each.materialCode === 'mandate'))
  t.match((await ask({ colour: 'red' })).body, {
    status: 422,
    errors: [{ pointer: '/answers/colour', code: 'QUESTION_UNKNOWN' }],
  })

  const guide = await app.request('GET', `${BUNDLE}/guide`)
  t.same(
    guide.body.blocks.map(({ key }: { key: string }) => key),
    ['name', 'legalBasis', 'conditions', 'materials', 'procedure', 'limit', 'fees', 'windowAuthority'],
  )
  const limits: string[] = guide.body.blocks[5].lines
  t.ok(
    limits.every((line) => !/[\u4e00-\u9fff]: /.test(line)),
    'Chinese has a colon of its own',
  )
  const licence = guide.body.blocks[3].lines.filter((line: string) => line.startsWith('营业执照或者其他'))
  t.equal(licence.length, 1, 'once in the guide too')
  t.match(licence[0], /食品经营许可.*消防安全检查|消防安全检查.*食品经营许可/)
  t.match(licence[0], '对“您已经有营业执照了吗？”回答“是”的', 'who is not registered yet gets it here')
  t.notMatch(guide.text, /清税/, 'what only an ending of the business needs is not of an opening')
  const page = await app.request('GET', `${BUNDLE}/guide?layout=kiosk`, { headers: { accept: 'text/html' } })
  t.match(page.headers, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': /none/ })
  t.match(page.text, /<body class="kiosk"[\s\S]*开办餐饮店一件事[\s\S]*对“您已经有营业执照了吗？”回答“是”的/)
  const english = await app.request('GET', `${BUNDLE}/guide?language=en`)
  t.match(english.text, 'those who answer “yes” to “Do you have a business licence already?”')
})

t.test('the one form becomes the form of each member, and each is taken as a case', async (t) => {
  const app = await startTestApp(t)
  const map = (form: object, answers: object = ALL) =>
    app.request('POST', `${BUNDLE}/forms`, { body: { applicantType: 'natural', answers, form } })
  const mapped = await map(FORM)
  t.equal(mapped.status, 200)
  t.match(mapped.body.applications, [
    { itemCode: trader, form: { tradeName: FORM.shopName, scope: ['餐饮服务'], employees: 6 } },
    { itemCode: food, form: { businessName: FORM.shopName, businessKind: 'catering' } },
    { itemCode: fire, answers: { promise: true, byAgent: true }, form: { kind: 'restaurant', area: 420 } },
  ])
  const token = await app.token('clerk')
  for (const { itemCode, answers, form, situation } of mapped.body.applications) {
    const created = await app.request('POST', '/v1/cases', {
      token,
      headers: { 'idempotency-key': randomUUID() },
      body: {
        itemCode,
        submit: true,
        channel: 'WINDOW',
        answers,
        form,
        situation,
        parties: [
          { role: 'applicant', type: 'natural', name: '张三', idType: '111', idNumber: '11010519491231002X' },
          ...(answers.byAgent === true
            ? [
                {
                  role: 'representative',
                  type: 'natural',
                  name: '李四',
                  idType: '111',
                  idNumber: '440524198001010013',
                },
              ]
            : []),
        ],
      },
    })
    t.match(created.body, { status: 'SUBMITTED', situation }, `${itemCode}: ${created.text.slice(0, 300)}`)
  }

  t.match((await map({ ...FORM, area: 0 })).body, {
    status: 422,
    errors: [{ pointer: '/form/area', code: 'FORM_MINIMUM' }],
  })
  const { shopName: _name, ...nameless } = FORM
  t.match((await map(nameless)).body, { errors: [{ pointer: '/form/shopName', code: 'FORM_REQUIRED' }] })
  t.match((await map(FORM, { registered: true, publicPlace: true })).body.errors, [
    { code: 'ANSWER_REQUIRED' },
    { code: 'ANSWER_REQUIRED' },
  ])
})

t.test('a bundle is drafted, checked and published; its versions never change', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const created = await app.request('POST', '/v1/bundles', {
    token,
    body: newBundle({
      members: openRestaurant.members.slice(0, 2),
      promised: { amount: 5, unit: 'workingDay' },
    }),
  })
  t.equal(created.status, 201)
  t.equal(created.headers.location, `${NEW}/draft`)
  t.equal((await app.request('POST', '/v1/bundles', { token, body: newBundle() })).status, 409)
  t.equal((await app.request('GET', NEW)).status, 404, 'nobody sees a draft')
  const check = await app.request('POST', `${NEW}/draft/check`, { token })
  const rules = check.body.findings.map(({ rule }: { rule: string }) => rule)
  t.ok(rules.includes('MAPPING_MEMBER') && rules.includes('PROMISE_SHORTER'), `${rules}`)
  t.ok(check.body.findings.every(({ mend }: { mend: string }) => mend.length > 0))
  const publish = (body: object = {}) => app.request('POST', `${NEW}/draft/publish`, { token, body })
  t.match((await publish()).body, { status: 422, errors: [{ code: 'MAPPING_MEMBER', mend: /\S/ }] })

  const put = (etag: string | undefined, document: BundleDocument) =>
    app.request('PUT', `${NEW}/draft`, {
      token,
      body: document,
      headers: etag === undefined ? {} : { 'if-match': etag },
    })
  t.equal((await put(undefined, newBundle())).status, 428)
  const together = await Promise.all(
    [1, 2].map((n) => put(created.headers.etag, newBundle({ name: `${n}号` }))),
  )
  t.same(together.map(({ status }) => status).toSorted(), [200, 412], 'of two the second reads again')
  t.equal((await put('*', newBundle({ bundleCode: 'another' }))).status, 422)
  t.equal((await put('*', newBundle({ organisationCode: OTHER_COUNTY_MARKET }))).status, 422)
  t.equal((await put('*', { ...newBundle(), colour: 'red' } as BundleDocument)).status, 400)
  t.match((await publish({ effectiveFrom: '2026-03-01' })).body, { errors: [{ code: 'IN_THE_PAST' }] })
  t.match((await publish({ effectiveFrom: '2062-03-05' })).body, { errors: [{ code: 'TOO_FAR_AHEAD' }] })
  t.match((await publish({ effectiveFrom: '2026-03-05' })).body, { version: 1, effectiveFrom: '2026-03-05' })
  t.equal((await publish()).status, 409, 'there is no draft any more')
  t.equal((await app.request('GET', NEW)).status, 404, 'not before its day')
  await app.setNow('2026-03-05T01:00:00Z')
  t.equal((await app.request('GET', NEW)).body.version, 1)
  const listed = await app.request('GET', '/v1/bundles?limit=1')
  t.equal(listed.body.data[0].bundleCode, NEW_CODE)
  const next = await app.request('GET', `/v1/bundles?limit=1&cursor=${listed.body.nextCursor}`)
  t.equal(next.body.data[0].bundleCode, SAMPLE_BUNDLE_CODE)
  await t.rejects(app.deps.pool.query("update bundle_versions set document = '{}'"))
  await t.rejects(app.database.asOwner('delete from bundle_versions'), 'not even by the owner')

  const draft = await app.request('GET', `${NEW}/draft`, { token })
  t.equal((await put(draft.headers.etag, newBundle({ name: '开办食堂' }))).status, 200)
  t.match((await publish()).body, { version: 2, document: { name: '开办食堂' } })
})

const suspend = (app: TestApp, token: string, itemCode: string) =>
  app.request('POST', `/v1/items/${itemCode}/suspend`, { token })

t.test(
  'who keeps a bundle is told before a member changes, and the member is warned that it closes it',
  async (t) => {
    const app = await startTestApp(t)
    const token = await app.token('cataloguer')
    const lead = await app.token('lead', { organisation: openRestaurant.organisationCode })
    const other = await app.token('lead', { organisation: OTHER_COUNTY_MARKET })
    const told = async (of: string) =>
      (await app.request('GET', '/v1/messages', { token: of })).body.data.filter(
        ({ kind }: { kind: string }) => kind === 'bundleMember',
      )
    const url = `/v1/items/${fire}`
    const ahead = { effectiveFrom: '2030-01-01', reason: '系统升级，暂停办理' }
    for (const change of ['suspend', 'retire']) {
      const body = { ...ahead, effectiveFrom: '9999-01-01' }
      t.match(await app.request('POST', `${url}/${change}`, { token, body }), {
        status: 422,
        body: { errors: [{ pointer: '/effectiveFrom', code: 'TOO_FAR_AHEAD' }] },
      })
    }
    t.equal((await app.request('POST', `${url}/suspend`, { token, body: ahead })).status, 200)
    t.match(await told(lead), [
      { title: '一件事成员事项变动', body: /开办餐饮店一件事.*将暂停，自2030-01-01起/ },
    ])
    t.same(await told(other), [], 'nobody else')
    t.equal((await app.request('GET', BUNDLE)).body.items[2].inUse, true, 'before it closes anything')

    const { body, headers } = await app.request('GET', `${url}/draft`, { token })
    const check = async () =>
      (await app.request('POST', `${url}/draft/check`, { token })).body.findings.filter(
        ({ rule }: { rule: string }) => rule === 'BUNDLE_CLOSES',
      )
    t.same(await check(), [], 'as it is it fits')
    const changed = structuredClone(body.document)
    for (const material of changed.materials)
      if (material.materialCode === 'business-licence') material.materialCode = 'licence'
    const put = await app.request('PUT', `${url}/draft`, {
      token,
      headers: { 'if-match': headers.etag ?? '' },
      body: changed,
    })
    t.equal(put.status, 200)
    t.match(await check(), [{ severity: 'warning', message: /开办餐饮店一件事.*将不能办理/ }])

    // What is brought in from another catalogue, and what is taken back, is told as well.
    const line = JSON.stringify({
      planned: { state: 'RETIRED', from: '2035-02-01' },
      versions: [{ version: 2, effectiveFrom: '2035-01-15', document: body.document }],
    })
    t.match(await importLines(app, `${line}\n`), { state: 'done', applied: 1 })
    const bodies = async () => (await told(lead)).map(({ body: text }: { body: string }) => text).join('\n')
    t.match(await bodies(), /将发布新版本，自2035-01-15起/)
    t.match(await bodies(), /将取消，自2035-02-01起/)
    const etag = (await app.request('GET', `${url}/versions/2`)).headers.etag ?? ''
    const back = await app.request('DELETE', `${url}/versions/2`, { token, headers: { 'if-match': etag } })
    t.equal(back.status, 204)
    t.match(await bodies(), /待生效的新版本已撤回，仍适用原版本，自2035-01-15起/)
    t.same(await told(other), [])
  },
)

t.test('a member that is suspended makes the bundle unavailable, and says so', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  t.equal((await suspend(app, token, fire)).status, 200)
  t.match((await app.request('GET', BUNDLE)).body.items, [{ inUse: true }, { inUse: true }, { inUse: false }])
  for (const [path, more] of [
    ['checklist', {}],
    ['forms', { form: FORM }],
  ] as const) {
    const answer = await app.request('POST', `${BUNDLE}/${path}`, {
      body: { applicantType: 'natural', answers: ALL, ...more },
    })
    t.match(answer.body, { status: 409, code: 'CONFLICT', itemCodes: [fire] }, path)
  }
  await app.request('PUT', `${BUNDLE}/draft`, { token, headers: { 'if-match': '*' }, body: openRestaurant })
  const publish = await app.request('POST', `${BUNDLE}/draft/publish`, { token, body: {} })
  t.match(publish.body, { status: 422, errors: [{ code: 'MEMBER_NOT_IN_USE' }] })
})
