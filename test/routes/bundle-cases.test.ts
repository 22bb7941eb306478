import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { tellUntold } from '../../src/features/cases/bundled/pass-on.js'
import { OTHER_COUNTY_MARKET, SAMPLE_BUNDLE_CODE } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { chargedItem, publishCharged } from '../helpers/fees.js'
import { png, upload } from '../helpers/files.js'
import { paymentSystem, secretOf } from '../helpers/payments.js'
import { openRestaurant, SAMPLE_ITEMS } from '../helpers/sample.js'

const [trader = '', food = '', fire = ''] = openRestaurant.members.map(({ itemCode }) => itemCode)
/** It accepts the licence itself, and the two registrations and checks that a restaurant needs beside it. */
const MARKET_WINDOW_ID = '0195a7c2-6c00-7000-8000-000000000108'
const OPENING_WINDOW = '0195a7c2-6c00-7000-8000-000000000201'

const form = {
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
const applicant = {
  role: 'applicant',
  type: 'natural',
  name: '张小敏',
  idType: '111',
  idNumber: '11010519491231002X',
  mobile: '13800001234',
}
const paper = (...codes: string[]) => codes.map((materialCode) => ({ materialCode, source: 'paper' }))
const whole = (changes: object = {}) => ({
  submit: true,
  channel: 'WEB',
  answers: { registered: false, publicPlace: true, promise: true, byAgent: false },
  parties: [applicant],
  form,
  materials: paper(
    'trader-form',
    'identity-card',
    'premises-proof',
    'application-form',
    'layout-plan',
    'safety-rules',
    'fire-rules',
    'fire-plan',
    'fire-promise',
  ),
  ...changes,
})

interface Child {
  caseNo: string
  itemCode: string
  status: string
  waitsFor: string[]
}

const open = (app: TestApp, token: string, body: object, key: string = randomUUID()) =>
  app.request('POST', `/v1/bundles/${SAMPLE_BUNDLE_CODE}/cases`, {
    token,
    body,
    headers: { 'idempotency-key': key },
  })

/** The members' case numbers by item. */
const numbersOf = (parent: Answer) =>
  Object.fromEntries((parent.body.children as Child[]).map(({ itemCode, caseNo }) => [itemCode, caseNo]))

async function act(
  app: TestApp,
  caseNo: string | undefined,
  role: string,
  command: object,
  subject?: string,
) {
  const token = await app.token(role as 'clerk', subject === undefined ? {} : { subject })
  return app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token,
    body: command,
    headers: { 'if-match': '*' },
  })
}

const accepts = async (t: Test, answer: Promise<Answer>) => {
  const { status, text } = await answer
  t.equal(status, 200, text.slice(0, 400))
}

t.test('a restaurant is opened with one submission, and the registration feeds the licence', async (t) => {
  let killed = false
  const app = await startTestApp(t, {
    onQuery: (text) => {
      if (killed && text.includes('as approval_no')) throw new Error('killed')
    },
  })
  const citizen = await app.token('citizen')
  const clerk = await app.token('clerk')
  const read = (caseNo: string | undefined, token = clerk) =>
    app.request('GET', `/v1/cases/${caseNo}`, { token })

  const key = randomUUID()
  const parent = await open(app, citizen, whole(), key)
  t.equal(parent.status, 201, parent.text.slice(0, 600))
  const { caseNo } = parent.body
  const { queryCode } = parent.body
  t.equal(parent.headers.location, `/v1/cases/${caseNo}`)
  t.match(parent.body, {
    status: 'SUBMITTED',
    itemCode: SAMPLE_BUNDLE_CODE,
    bundle: { bundleCode: SAMPLE_BUNDLE_CODE, version: 1 },
    queryCode: /^\d{6}$/,
    missing: [],
  })
  const numbers = numbersOf(parent)
  t.match(parent.body.children, [
    { itemCode: trader, status: 'SUBMITTED', waitsFor: [] },
    { itemCode: food, waitsFor: [numbers[trader]] },
    { itemCode: fire, waitsFor: [numbers[trader]] },
  ])

  const again = await open(app, citizen, whole(), key)
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.equal(again.text, parent.text, 'the same answer, byte for byte')
  t.equal((await open(app, citizen, whole({ visitId: 'v1' }), key)).body.code, 'IDEMPOTENCY_KEY_REUSED')
  const keyless = await app.request('POST', `/v1/bundles/${SAMPLE_BUNDLE_CODE}/cases`, {
    token: citizen,
    body: whole(),
  })
  t.match(keyless, { status: 400, body: { code: 'IDEMPOTENCY_KEY_REQUIRED' } })

  const children = await app.request('GET', `/v1/cases/${caseNo}/children`, { token: citizen })
  t.match(children.body.data, [
    { itemCode: trader, parentNo: caseNo },
    { itemCode: food, parentNo: caseNo },
    { itemCode: fire, parentNo: caseNo },
  ])
  const waiting = await read(numbers[food])
  t.match(waiting.body, {
    parentNo: caseNo,
    form: { businessName: form.shopName },
    missing: [],
    clocks: [],
    awaits: [
      {
        materialCode: 'business-licence',
        caseNo: numbers[trader],
        itemName: '个体工商户登记',
        state: 'waiting',
      },
    ],
  })
  t.match((await act(app, numbers[food], 'clerk', { action: 'accept' })).body, {
    code: 'TRANSITION_NOT_ALLOWED',
    errors: [{ code: 'RESULT_AWAITED' }],
  })
  const progress = (code = queryCode) =>
    app.request('POST', '/v1/progress', { body: { caseNo, queryCode: code } })
  t.equal((await progress(queryCode === '000000' ? '000001' : '000000')).status, 404)
  t.match((await progress()).body, {
    itemName: '开办餐饮店一件事',
    statusText: '共3个事项：1个正在办理，2个等待前置事项的结果',
    bring: [],
    steps: [{ state: 'current' }, { state: 'toCome' }, { state: 'toCome' }],
    members: [
      { caseNo: numbers[trader] },
      {
        statusText: '已收件，等待“个体工商户登记”的办理结果，取得后自动继续办理，无需您另行提交',
        waitsFor: [{ materialCode: 'business-licence', caseNo: numbers[trader] }],
      },
      {},
    ],
  })

  await app.setNow('2026-03-04T01:00:00Z')
  killed = true
  await accepts(
    t,
    act(app, numbers[trader], 'clerk', { action: 'handleOnTheSpot', windowId: OPENING_WINDOW }),
  )
  t.match((await read(numbers[food])).body.awaits, [{ state: 'waiting' }], 'who acted died before he told')
  killed = false
  t.equal(await tellUntold(app.deps), 2, 'what is untold is told')
  t.equal(await tellUntold(app.deps), 0, 'once')
  const fed = await read(numbers[food])
  t.match(fed.body, {
    status: 'SUBMITTED',
    receivedOn: '2026-03-04',
    missing: [],
    awaits: [{ state: 'came', on: '2026-03-04' }],
    clocks: [{ kind: 'INTAKE_5D', state: 'RUNNING', startedOn: '2026-03-04' }],
  })
  t.match(
    fed.body.materials.find(
      ({ materialCode }: { materialCode: string }) => materialCode === 'business-licence',
    ),
    { source: 'dossier', resultOf: numbers[trader], handedIn: true },
    'by itself, with where it comes from',
  )
  await accepts(t, act(app, numbers[food], 'clerk', { action: 'accept' }))
  t.match((await read(caseNo)).body, {
    status: 'SUBMITTED',
    children: [{ status: 'CLOSED' }, { status: 'ACCEPTED' }, { status: 'SUBMITTED', waitsFor: [] }],
  })
  const events = await app.request('GET', `/v1/cases/${numbers[food]}/events`, { token: clerk })
  t.match(
    events.body.data.map(({ type }: { type: string }) => type),
    ['submit', 'receiveResult', 'accept'],
  )
  const { rows } = await app.deps.pool.query(
    "select distinct (e.document::jsonb)->'payload'->>'parent' as parent from case_events e join cases c on c.id = e.case_id where c.parent_no = $1",
    [caseNo],
  )
  t.same(rows, [{ parent: caseNo }], 'every event says of which bundle it is')
  const found = await app.request('POST', '/v1/cases/search', { token: clerk, body: { caseNo } })
  t.equal(found.body.data.length, 3, 'the number finds its members')
  const twice = randomUUID()
  const together = await Promise.all([1, 2, 3].map(() => open(app, citizen, whole(), twice)))
  t.equal(new Set(together.map(({ body }) => body.caseNo ?? body.code)).size, 1, 'one bundle for one key')
  t.equal((await app.deps.pool.query('select 1 from bundle_cases')).rowCount, 2)
})

t.test('one paper for all, told and taken back together', async (t) => {
  const seen: string[] = []
  const app = await startTestApp(t, { onQuery: (text) => seen.push(text) })
  const clerk = await app.token('clerk')
  const citizen = await app.token('citizen')
  const read = (caseNo: string | undefined, token = clerk) =>
    app.request('GET', `/v1/cases/${caseNo}`, { token })
  const agent = { ...applicant, role: 'representative', name: '李四', idNumber: '440524198001010013' }
  const file = await upload(app, clerk, [{ bytes: png() }])
  const { fileId } = file.body
  const mandate = await upload(app, clerk, [{ bytes: png(Buffer.from('mandate')) }])

  await t.test('what is wrong is told at its place in the one request', async (t) => {
    const bad = await open(
      app,
      citizen,
      whole({
        parties: [{ ...applicant, idNumber: '110105194912310021' }],
        answers: { registered: true, publicPlace: true, promise: true },
        materials: [
          ...paper('fire-rules', 'nothing'),
          { materialCode: 'fire-plan', source: 'paper', itemCode: trader },
        ],
      }),
    )
    t.match(bad.body, {
      status: 422,
      errors: [
        { pointer: '/materials/1/materialCode', code: 'MATERIAL_UNKNOWN' },
        { pointer: '/materials/2/itemCode', code: 'MEMBER_TAKES_NO_PART' },
      ],
    })
    const again = await open(
      app,
      citizen,
      whole({
        parties: [{ ...applicant, idNumber: '110105194912310021' }],
        materials: [...paper('trader-form'), { materialCode: 'fire-plan', source: 'upload' }],
      }),
    )
    t.equal(again.status, 422)
    const told = again.body.errors.map(
      ({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`,
    )
    t.ok(told.includes('/materials/1/fileId FILE_REQUIRED'), `${told}`)
    t.equal(
      told.filter((each: string) => each.startsWith('/parties/0/idNumber')).length,
      1,
      `of a party once, not for each member: ${told}`,
    )
    const { floor: _floor, ...unfinished } = form
    t.match((await open(app, citizen, whole({ form: unfinished }))).body.errors, [
      { pointer: '/form/floor', code: 'FORM_REQUIRED' },
    ])
    t.match((await open(app, citizen, whole({ answers: {} }))).body.errors, [{ code: 'ANSWER_REQUIRED' }, {}])
    const { rows } = await app.deps.pool.query(
      'select count(*)::int as n from cases where parent_no is not null',
    )
    t.same(rows, [{ n: 0 }], 'nothing is kept of any of them')
  })

  const first = await open(
    app,
    clerk,
    whole({
      channel: 'WINDOW',
      answers: { registered: false, publicPlace: true, promise: true },
      parties: [applicant, { ...agent, mandateFileId: mandate.body.fileId }],
      materials: [
        ...paper(
          'trader-form',
          'identity-card',
          'premises-proof',
          'application-form',
          'safety-rules',
          'fire-rules',
          'fire-promise',
        ),
        { materialCode: 'mandate', source: 'upload', fileId },
      ],
    }),
  )
  t.equal(first.status, 201, first.text.slice(0, 600))
  const numbers = numbersOf(first)
  const { caseNo } = first.body
  let queryCode: string = first.body.queryCode

  await t.test('a material that is given once goes to every member that asks for it', async (t) => {
    for (const item of [trader, fire]) {
      const { body } = await read(numbers[item])
      t.match(
        body.materials.filter(({ materialCode }: { materialCode: string }) => materialCode === 'mandate'),
        [{ fileId, handedIn: true }],
        item,
      )
    }
    const lacking = await read(numbers[fire])
    t.match(lacking.body.missing, [{ materialCode: 'fire-plan' }])
    t.match(first.body.missing, [
      { materialCode: 'layout-plan', caseNos: [numbers[food]] },
      { materialCode: 'fire-plan', caseNos: [numbers[fire]] },
    ])
    const [mine] = lacking.body.materials.filter(
      ({ materialCode }: { materialCode: string }) => materialCode === 'mandate',
    )
    const look = await app.request('POST', `/v1/cases/${numbers[fire]}/materials/${mine.id}/inspection`, {
      token: clerk,
      headers: { 'if-match': '*' },
      body: { result: 'defective', reason: '看不清楚' },
    })
    t.equal(look.status, 200, look.text.slice(0, 300))
    const [other] = (await read(numbers[trader])).body.materials.filter(
      ({ materialCode }: { materialCode: string }) => materialCode === 'mandate',
    )
    t.equal(other.inspection, undefined, 'each organ looks for itself')
  })

  await t.test('notices of the members are told together, and answered together', async (t) => {
    const ask = (item: string, ...codes: string[]) =>
      act(app, numbers[item], 'clerk', {
        action: 'requestCorrection',
        items: codes.map((materialCode) => ({ materialCode, reason: '请补交' })),
      })
    await accepts(t, ask(food, 'layout-plan'))
    await accepts(t, ask(fire, 'fire-plan', 'mandate'))
    const told = await read(caseNo)
    t.match(told.body, {
      status: 'AWAITING_CORRECTION',
      correction: {
        items: [
          { materialCode: 'layout-plan', caseNo: numbers[food] },
          { materialCode: 'fire-plan', caseNo: numbers[fire] },
          { materialCode: 'mandate', caseNo: numbers[fire] },
        ],
      },
    })
    const progress = await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
    t.match(progress.body.bring, [
      { materialCode: 'layout-plan' },
      { materialCode: 'fire-plan' },
      { materialCode: 'mandate' },
    ])
    const possible = await app.request('GET', `/v1/cases/${caseNo}/actions`, { token: clerk })
    t.match(possible.body.data, [
      { action: 'submit', foreseen: { status: 'SUBMITTED' } },
      { action: 'withdraw', foreseen: { status: 'WITHDRAWN' } },
    ])
    const [wanted] = possible.body.data[0].input.properties.materials.examples
    t.same(
      wanted.map(({ materialCode }: { materialCode: string }) => materialCode),
      ['layout-plan', 'fire-plan', 'mandate'],
    )
    const half = await act(app, caseNo, 'clerk', { action: 'submit', materials: paper('layout-plan') })
    t.match(half.body, { status: 422, errors: [{ code: 'CORRECTION_INCOMPLETE' }, {}] })
    t.match((await read(numbers[food])).body, { status: 'AWAITING_CORRECTION' }, 'all of it or nothing')
    const stale = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      token: clerk,
      body: { action: 'submit', materials: paper('layout-plan', 'fire-plan', 'mandate') },
      headers: { 'if-match': first.headers.etag ?? '' },
    })
    t.equal(stale.status, 412)
    await accepts(
      t,
      act(app, caseNo, 'clerk', {
        action: 'submit',
        materials: paper('layout-plan', 'fire-plan', 'mandate'),
      }),
    )
    t.match((await read(caseNo)).body, { status: 'SUBMITTED', missing: [] })
  })

  await t.test('the case of a bundle tells what happened and what was issued in its members', async (t) => {
    const events = await app.request('GET', `/v1/cases/${caseNo}/events`, { token: clerk })
    const told = events.body.data as { caseNo: string; type: string; occurredAt: string }[]
    t.same(new Set(told.map((each) => each.caseNo)), new Set(Object.values(numbers)))
    t.same(
      told.map(({ occurredAt }) => occurredAt),
      told.map(({ occurredAt }) => occurredAt).toSorted(),
    )
    const papers = await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: clerk })
    t.ok(papers.body.data.length >= 3)
    t.ok(papers.body.data.every((each: { caseNo: string }) => Object.values(numbers).includes(each.caseNo)))
    const listed = await app.request('GET', `/v1/cases?parentNo=${caseNo}`, { token: clerk })
    t.same(listed.body.data.map((each: Child) => each.caseNo).sort(), Object.values(numbers).sort())
    const exchange = await app.token('exchange')
    const outside = await app.request('GET', `/v1/exchange/cases/${caseNo}`, { token: exchange })
    t.match(outside, { status: 200, body: { bundle: { bundleCode: SAMPLE_BUNDLE_CODE }, form: {} } })
    t.notMatch(outside.text, /张小敏|11010519491231002X/)
    const elsewhere = await app.token('exchange', { organisation: OTHER_COUNTY_MARKET })
    t.equal((await app.request('GET', `/v1/exchange/cases/${caseNo}`, { token: elsewhere })).status, 404)
    const patched = await app.request('PATCH', `/v1/cases/${caseNo}`, {
      token: clerk,
      headers: { 'if-match': '*' },
      body: { form: {} },
    })
    t.match(patched, { status: 409, body: { code: 'CONFLICT', detail: /子|事项的草稿/ } })
  })

  await t.test('a new query code of the whole takes the place of the old one', async (t) => {
    const ask = (code: string) => app.request('POST', '/v1/progress', { body: { caseNo, queryCode: code } })
    const looks = await app.token('supervisor')
    t.equal((await app.request('POST', `/v1/cases/${caseNo}/query-code`, { token: looks })).status, 403)
    const renewed = await app.request('POST', `/v1/cases/${caseNo}/query-code`, { token: clerk })
    t.match(renewed, { status: 200, body: { caseNo, queryCode: /^\d{6}$/ } })
    t.equal((await ask(renewed.body.queryCode)).status, 200)
    if (renewed.body.queryCode !== queryCode) t.equal((await ask(queryCode)).status, 404)
    queryCode = renewed.body.queryCode
  })

  await t.test('the case of a bundle is handed in and taken back, nothing else', async (t) => {
    t.match((await act(app, caseNo, 'clerk', { action: 'accept' })).body, {
      status: 409,
      code: 'TRANSITION_NOT_ALLOWED',
      allowed: ['withdraw'],
    })
    const strange = await app.token('citizen', { subject: 'somebody-else' })
    t.equal((await read(caseNo, strange)).status, 404)
    t.equal((await app.request('GET', `/v1/cases/${caseNo}/children`, { token: strange })).status, 404)
    const other = await app.token('reviewer', { organisation: '11511102MB0YCH0285' })
    t.match((await read(caseNo, other)).body, {
      children: [{}, {}, { caseNo: numbers[fire] }],
      materials: [{ caseNo: numbers[fire] }],
    })
    const own = await app.request('GET', `/v1/cases/${caseNo}/children`, { token: other })
    t.match(own.body.data, [{ caseNo: numbers[fire] }], 'each organ its own')
    t.equal(own.body.data.length, 1)
    t.equal((await read(numbers[food], other)).status, 404)
  })

  await t.test('where the first is not granted, those that waited are told and have a way on', async (t) => {
    await accepts(t, act(app, numbers[trader], 'clerk', { action: 'withdraw', reason: '申请人要求撤回' }))
    const lost = await read(numbers[food])
    t.match(lost.body, {
      status: 'SUBMITTED',
      missing: [{ materialCode: 'business-licence' }],
      awaits: [{ state: 'failed' }],
      clocks: [{ kind: 'CORRECTION_REMINDER' }, { kind: 'INTAKE_5D', state: 'RUNNING' }],
    })
    const progress = await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
    t.match(progress.body.bring, [{ materialCode: 'business-licence', reason: /个体工商户登记.*未能出证/ }])
    const actions = await app.request('GET', `/v1/cases/${numbers[food]}/actions`, { token: clerk })
    const offered = actions.body.data.map(({ action }: { action: string }) => action)
    t.ok(offered.includes('requestCorrection') && offered.includes('withdraw'), `${offered}`)
    const ask = {
      action: 'requestCorrection',
      items: [{ materialCode: 'business-licence', reason: '登记已撤回' }],
    }
    await accepts(t, act(app, numbers[food], 'clerk', ask))
    await accepts(
      t,
      act(app, numbers[food], 'clerk', { action: 'submit', materials: paper('business-licence') }),
    )
    await accepts(t, act(app, numbers[food], 'clerk', { action: 'accept' }))
    const withdraw = () => act(app, caseNo, 'clerk', { action: 'withdraw', reason: '申请人不再开店' })
    const answers = await Promise.all([withdraw(), withdraw(), withdraw(), withdraw()])
    t.same(
      answers.map(({ status }) => status).sort(),
      [200, 409, 409, 409],
      'with If-Match: * nobody is told of a version that was never named',
    )
    t.match((await read(caseNo)).body, {
      status: 'WITHDRAWN',
      proofOwed: true,
      children: [{ status: 'WITHDRAWN' }, { status: 'WITHDRAWN' }, { status: 'WITHDRAWN' }],
    })
    t.equal((await act(app, caseNo, 'clerk', { action: 'withdraw', reason: '再次撤回' })).status, 409)
  })

  await t.test('a draft of all of them is handed in as a whole', async (t) => {
    const draft = await open(
      app,
      citizen,
      whole({ submit: false, form: { shopName: form.shopName }, materials: [] }),
    )
    t.match(
      draft,
      { status: 201, body: { status: 'DRAFT', children: [{ status: 'DRAFT' }, {}, {}] } },
      draft.text.slice(0, 300),
    )
    const wrong = await act(app, draft.body.caseNo, 'citizen', { action: 'submit' })
    t.equal(wrong.status, 422, 'the forms are not filled in')
    t.match(await open(app, citizen, whole({ submit: false, form: { colour: 'red' } })), { status: 422 })
    const full = await open(app, citizen, whole({ submit: false }))
    // Nothing is handed in while one of the items takes nothing in, and it says which.
    const cataloguer = await app.token('cataloguer')
    const change = (to: string) =>
      app.request('POST', `/v1/items/${food}/${to}`, { token: cataloguer, headers: { 'if-match': '*' } })
    t.equal((await change('suspend')).status, 200)
    const shut = await act(app, full.body.caseNo, 'citizen', { action: 'submit' })
    t.match(shut, { status: 422, body: { detail: /食品经营许可/, errors: [{ code: 'ITEM_NOT_IN_USE' }] } })
    const may = await app.request('GET', `/v1/cases/${full.body.caseNo}/actions`, { token: citizen })
    t.same(
      may.body.data.map(({ action }: { action: string }) => action),
      ['withdraw'],
    )
    t.match(may.body.waiting, [{ action: 'submit', detail: /食品经营许可：该事项已暂停/ }])
    t.equal((await change('resume')).status, 200)
    await accepts(t, act(app, full.body.caseNo, 'citizen', { action: 'submit' }))
    t.match((await read(full.body.caseNo)).body, { status: 'SUBMITTED' })
  })

  await t.test('no query for each member', async (t) => {
    const few = await open(
      app,
      clerk,
      whole({ channel: 'WINDOW', answers: { registered: true, publicPlace: false }, materials: [] }),
    )
    t.equal(few.body.children.length, 1, 'who takes no part demands nothing')
    t.match(
      few.body.missing.map(({ materialCode }: { materialCode: string }) => materialCode),
      ['application-form', 'business-licence', 'layout-plan'],
    )
    const many = await open(app, clerk, whole({ channel: 'WINDOW' }))
    // What is kept in memory for a while is read now and then: what is read of cases is counted.
    const ofCases = () => seen.filter((text) => /\b(cases|bundle_cases|case_events)\b/.test(text)).length
    const counted = async (url: string, body?: object) => {
      const before = ofCases()
      const { status } = await app.request(body === undefined ? 'GET' : 'POST', url, { token: clerk, body })
      t.equal(status, 200)
      return ofCases() - before
    }
    for (const path of ['', '/children'])
      t.equal(
        await counted(`/v1/cases/${many.body.caseNo}${path}`),
        await counted(`/v1/cases/${few.body.caseNo}${path}`),
        path,
      )
    const ask = ({ body }: Answer) =>
      counted('/v1/progress', { caseNo: body.caseNo, queryCode: body.queryCode })
    t.equal(await ask(many), await ask(few), 'progress')
  })
})

t.test('one bill for all members, paid by one code', async (t) => {
  const app = await startTestApp(t)
  const fireItem = SAMPLE_ITEMS.find(({ itemCode }) => itemCode === fire)
  if (fireItem === undefined) throw new Error('the sample has it')
  const [charge] = chargedItem().fees.items
  if (charge === undefined) throw new Error('it costs')
  const { reductions: _reductions, ...fee } = charge
  const inspection = { ...fee, feeCode: 'inspection', amount: { amount: 3000, currency: 'CNY' as const } }
  await publishCharged(app)
  await publishCharged(app, {
    ...structuredClone(fireItem),
    fees: { charged: true, onlinePayment: true, items: [inspection] },
  })
  const clerk = await app.token('clerk')
  const restaurant = () =>
    open(
      app,
      clerk,
      whole({
        channel: 'WINDOW',
        answers: { registered: true, publicPlace: true, promise: true, byAgent: false },
        form: { ...form, employees: 12 },
        materials: paper(
          'application-form',
          'layout-plan',
          'safety-rules',
          'fire-rules',
          'fire-plan',
          'fire-promise',
          'business-licence',
        ),
      }),
    )
  const parent = await restaurant()
  t.equal(parent.status, 201, parent.text.slice(0, 500))
  const { caseNo } = parent.body
  const numbers = numbersOf(parent)
  const bill = async (token = clerk) => (await app.request('GET', `/v1/cases/${caseNo}/bill`, { token })).body
  t.match(await bill(), { caseNo, state: 'FORESEEN', total: { amount: 19000 } })
  for (const item of [food, fire]) await accepts(t, act(app, numbers[item], 'clerk', { action: 'accept' }))
  const asked = await bill()
  t.match(asked, {
    state: 'OPEN',
    outstanding: { amount: 13000 },
    paymentCode: /^[0-9A-Z]{22}$/,
    lines: [
      { caseNo: numbers[food], amount: { amount: 10000 } },
      { caseNo: numbers[fire], amount: { amount: 3000 } },
    ],
  })
  const noticesOf = async (kind: string) => {
    const listed = await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: clerk })
    const issued = listed.body.data.filter((each: { kind: string }) => each.kind === kind)
    const one = async (each: { caseNo: string; documentNo: string }) =>
      (await app.request('GET', `/v1/cases/${each.caseNo}/documents/${each.documentNo}`, { token: clerk }))
        .body
    return Promise.all(issued.map(one))
  }
  const notices = await noticesOf('paymentNotice')
  const standing = notices.filter(({ standing: { state } }) => state === 'valid')
  t.equal(standing.length, 1, 'one notice stands, whichever organ asked last')
  const said = standing[0].paper.paragraphs.join()
  t.match(said, new RegExp(`一件事.*主件编号${caseNo}.*壹佰叁拾元整`))
  t.match(said, new RegExp(`凭缴款码${asked.paymentCode}一次缴清`))
  t.match(standing[0].paper.lists.at(-1), {
    title: '缴费明细',
    lines: [/审查费：100.00元/, /审查费：30.00元/],
  })
  for (const { standing: other } of notices.filter((each) => each !== standing[0]))
    t.match(other, { state: 'superseded', by: standing[0].documentNo })
  const partly = await bill(await app.token('reviewer', { organisation: '11511102MB0YCH0285' }))
  t.match(partly, { lines: [{ caseNo: numbers[fire] }], outstanding: { amount: 3000 } })
  t.equal(partly.paymentCode, undefined, 'who sees a part pays no whole')
  const address = await app.listen()
  const system = paymentSystem(secretOf(app), () => address)
  t.match((await system.asks(asked.paymentCode)).body, { state: 'open', amount: { amount: 13000 }, caseNo })
  t.match((await system.pays('T1', asked.paymentCode, 12999)).body, { code: 'PAYMENT_AMOUNT' })
  t.match((await bill()).surplus, [{ why: 'wrongAmount', amount: { amount: 12999 } }])
  t.match((await system.pays('T2', asked.paymentCode, 13000)).body, { outcome: 'settled', caseNo })
  t.match(await bill(), { state: 'PAID', outstanding: { amount: 0 }, paid: { amount: 13000 } })
  const receipts = await noticesOf('paymentReceipt')
  t.equal(receipts.length, 1, 'one payment, one receipt')
  t.match(
    receipts[0].paper.paragraphs.join(),
    new RegExp(`主件编号${caseNo}.*壹佰叁拾元整.*${asked.paymentCode}`),
  )
  t.equal(receipts[0].paper.lists.at(-1).lines.length, 2)
  t.match((await system.pays('T3', asked.paymentCode, 13000)).body, { code: 'PAYMENT_NOT_DUE' })
  t.match(
    (await system.orders()).body.data,
    [
      { paymentNo: 'T1', amount: { amount: 12999 } },
      { paymentNo: 'T3', amount: { amount: 13000 } },
    ],
    'what settled nothing goes back',
  )
  for (const item of [food, fire]) {
    const own = await app.request('GET', `/v1/cases/${numbers[item]}/bill`, { token: clerk })
    t.match(own.body, { state: 'PAID' }, 'each its own part')
  }
  for (const { standing: one } of await noticesOf('paymentNotice'))
    t.match(one, { state: /paid|superseded/ }, 'nobody is asked any more')

  const second = await restaurant()
  const seconds = numbersOf(second)
  for (const item of [food, fire]) await accepts(t, act(app, seconds[item], 'clerk', { action: 'accept' }))
  const ofSecond = `/v1/cases/${second.body.caseNo}`
  const joint = (await app.request('GET', `${ofSecond}/bill`, { token: clerk })).body.paymentCode
  const ownPart = (await app.request('GET', `/v1/cases/${seconds[fire]}/bill`, { token: clerk })).body
  const states = async () =>
    (await app.request('GET', `${ofSecond}/documents`, { token: clerk })).body.data
      .filter(({ kind }: { kind: string }) => kind === 'paymentNotice')
      .map((each: { standing: object }) => each.standing)
      .filter(({ state }: { state: string }) => state !== 'superseded')
  t.same(await states(), [{ state: 'valid' }])
  t.match((await system.pays('T4', ownPart.paymentCode, 3000)).body, { outcome: 'settled' })
  t.match(
    await states(),
    [{ state: 'valid', words: /已缴30.00元，尚应缴100.00元，缴款码不变/ }],
    'asks only for what is left',
  )
  t.match((await system.asks(joint)).body, { state: 'open', amount: { amount: 10000 } })
  t.match((await system.pays('T5', joint, 10000)).body, { outcome: 'settled' })
  t.match(await states(), [{ state: 'paid', words: /^已缴清/ }])

  // A member that is taken back owes nothing: the code asks for the rest, and settles nothing by the old sum.
  const third = await restaurant()
  const thirds = numbersOf(third)
  for (const item of [food, fire]) await accepts(t, act(app, thirds[item], 'clerk', { action: 'accept' }))
  const ofThird = async () =>
    (await app.request('GET', `/v1/cases/${third.body.caseNo}/bill`, { token: clerk })).body
  t.match(await ofThird(), { outstanding: { amount: 13000 } })
  await accepts(t, act(app, thirds[fire], 'clerk', { action: 'withdraw', reason: '不再作为公众聚集场所' }))
  const rest = await ofThird()
  t.match(rest, { state: 'OPEN', outstanding: { amount: 10000 } })
  t.match((await system.pays('T6', rest.paymentCode, 13000)).body, { code: 'PAYMENT_AMOUNT' })
  t.match((await system.asks(rest.paymentCode)).body, { state: 'open', amount: { amount: 10000 } })
  t.match((await system.pays('T7', rest.paymentCode, 10000)).body, { outcome: 'settled' })
  t.match(await ofThird(), { state: 'PAID', outstanding: { amount: 0 }, paid: { amount: 10000 } })
  t.match((await app.request('GET', `/v1/cases/${thirds[fire]}/bill`, { token: clerk })).body, {
    state: 'CANCELLED',
  })
})

t.test('the market window of the sample takes the whole of a restaurant in', async (t) => {
  const app = await startTestApp(t)
  const atWindow = whole({ channel: 'WINDOW', windowId: MARKET_WINDOW_ID })
  const taken = await open(app, await app.token('clerk'), atWindow)
  t.match(
    taken,
    { status: 201, body: { status: 'SUBMITTED', windowId: MARKET_WINDOW_ID } },
    taken.text.slice(0, 400),
  )
  const numbers = numbersOf(taken)
  await accepts(t, act(app, numbers[trader], 'clerk', { action: 'accept' }))
})
