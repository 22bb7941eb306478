import { randomUUID } from 'node:crypto'
import t from 'tap'
import { ROLE_NAMES, type Role } from '../../src/shared/roles.js'
import { LINES, SIGNED } from '../contract/matrix.js'
import { type Answer, startTestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { filledPath, OPERATIONS_OF_CONTRACT, withText } from '../helpers/operations.js'

const money = (amount: number) => ({ amount, currency: 'CNY' })

t.test(
  'what is wrong with an application is told with its place and in words; nothing is written',
  async (t) => {
    const app = await startTestApp(t)
    const token = await app.token('clerk')
    const send = (body: unknown, headers: Record<string, string> = {}) =>
      app.request('POST', '/v1/cases', {
        token,
        body,
        headers: { 'idempotency-key': randomUUID(), ...headers },
      })
    const good = leshanCase()
    const party = good.parties[0] ?? {}
    const refused = async (change: object, status: number, error: object, headers = {}) => {
      const answer = await send({ ...good, ...change }, headers)
      t.equal(answer.status, status, JSON.stringify(change))
      t.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
      t.match(answer.body.errors, [error])
      t.notMatch(answer.text, '11010519491231')
    }
    await refused({ colour: 'red' }, 400, { pointer: '/colour', code: 'UNKNOWN_FIELD' })
    await refused({ submit: 'true' }, 400, { pointer: '/submit' })
    const unknown = { pointer: '/form/diary', code: 'FORM_ADDITIONAL_PROPERTIES' }
    await refused({ submit: false, form: { ...good.form, diary: 'x' } }, 422, unknown)
    const long = { ...good.form, diary: Array(4000).fill({ a: 1 }) }
    await refused({ submit: false, form: long }, 400, { pointer: '/form', code: 'TOO_LARGE' })
    await refused({ channel: 'FAX' }, 400, { pointer: '/channel' })
    await refused({ parties: [] }, 400, { pointer: '/parties' })
    await refused({ itemCode: '11511100MB0YCH001G3512099999000' }, 422, {
      pointer: '/itemCode',
      code: 'ITEM_UNKNOWN',
    })
    await refused({ materials: [...good.materials, { materialCode: 'love-letter', source: 'paper' }] }, 422, {
      pointer: '/materials/2/materialCode',
      code: 'MATERIAL_UNKNOWN',
    })
    await refused({ parties: [{ ...party, idNumber: '110105194912310021' }] }, 422, {
      pointer: '/parties/0/idNumber',
      code: 'ID_NUMBER_INVALID',
      message: /校验码/,
    })
    await refused({ parties: [{ ...party, mobile: '1234' }] }, 422, { pointer: '/parties/0/mobile' })
    await refused({ parties: [{ ...party, role: 'handler' }] }, 422, { code: 'APPLICANT_REQUIRED' })
    await refused({ form: { ...good.form, amountRequested: money(1_500_001) } }, 422, {
      pointer: '/form/amountRequested',
      message: '提取金额不大于当年的还款额',
    })
    await refused(
      { form: { ...good.form, amountRequested: money(1_500_001) } },
      422,
      { message: /Not more than the repayment/ },
      { 'accept-language': 'en' },
    )
    await refused({ form: { ...good.form, withdrawnBefore: money(4_000_000) } }, 422, {
      message: '累计提取总额不得大于实际的还款本息总额',
    })
    await refused({ form: { ...good.form, loanYear: 2026 } }, 422, {
      pointer: '/form/loanYear',
      message: '从贷款次年起才可以提取',
    })
    await refused({ form: { ...good.form, loanYear: '2023' } }, 422, {
      pointer: '/form/loanYear',
      code: 'FORM_TYPE',
    })
    await refused({ answers: { lender: 'bank', byAgent: false } }, 422, {
      pointer: '/answers/withdrawal',
      code: 'ANSWER_REQUIRED',
    })
    await refused({ answers: { lender: 'uncle', byAgent: false } }, 422, {
      pointer: '/answers/lender',
      code: 'ANSWER_UNKNOWN',
    })
    await refused({ answers: { lender: 'fund', byAgent: true } }, 422, { pointer: '/answers/byAgent' })
    await refused({ situation: 'bank-loan-first' }, 422, { pointer: '/situation', code: 'SITUATION_DIFFERS' })
    await refused({ windowId: randomUUID() }, 422, { pointer: '/windowId' })
    await refused(
      { parties: [{ ...party, type: 'legal', idType: 'USCC', idNumber: '91350100M000100Y43' }] },
      422,
      { code: 'AUDIENCE' },
    )
    await refused({ parties: [{ ...party, name: 'a\u0000b' }] }, 400, {
      pointer: '/parties/0/name',
      code: 'UNSAFE_TEXT',
    })
    await refused({ parties: [{ ...party, name: '\ud800' }] }, 400, { pointer: '/parties/0/name' })
    const number = '110101199003070011'
    await refused({ [number]: true }, 400, { pointer: '/*', code: 'UNKNOWN_FIELD' })
    await refused({ 上官金丝雀: true }, 400, { pointer: '/*', code: 'UNKNOWN_FIELD' })
    await refused({ nickname: 'x' }, 400, { pointer: '/nickname', code: 'UNKNOWN_FIELD' })
    await refused({ parties: [{ ...party, [number]: 'x' }] }, 400, { pointer: '/parties/0/*' })
    await refused({ form: { ...good.form, [number]: 'x' } }, 422, { pointer: '/form/*' })
    await refused({ form: { ...good.form, 上官金丝雀: 'x' } }, 422, { pointer: '/form/*' })
    await refused({ form: { ...good.form, [number]: 'a\u0000b' } }, 400, { pointer: '/form/*' })
    await refused({ answers: { ...good.answers, [number]: true } }, 422, { pointer: '/answers/*' })
    const tooMuch = { pointer: '/form/repaidTotal/amount', code: 'NUMBER_TOO_LARGE' }
    const total = (amount: number) => ({ form: { ...good.form, repaidTotal: money(amount) } })
    await refused(total(2 ** 53), 400, tooMuch)
    await refused(total(-(2 ** 53)), 400, tooMuch)
    await refused(total(1e300), 400, tooMuch)
    const withoutKey = await app.request('POST', '/v1/cases', { token, body: good })
    t.match(withoutKey, { status: 400, body: { code: 'IDEMPOTENCY_KEY_REQUIRED' } })
    t.same(await counts(app), { cases: 0, events: 0, keys: 0 }, 'nothing lost, nothing half-written')
  },
)

async function counts(app: Awaited<ReturnType<typeof startTestApp>>) {
  const { rows } = await app.deps.pool.query(
    'select (select count(*)::int from cases) as cases, (select count(*)::int from case_events) as events, (select count(*)::int from idempotency_keys) as keys',
  )
  return rows[0]
}

t.test('a wrong credit code is a warning that staff take upon themselves', async (t) => {
  const app = await startTestApp(t)
  const body = foodCase()
  const wrong = { ...body, parties: [{ ...body.parties[0], idNumber: '91350100M000100Y44' }] }
  const created = await createCase(app, wrong)
  t.match(created.body, {
    status: 'SUBMITTED',
    warnings: [{ code: 'CREDIT_CODE_CHECK', pointer: '/parties/0/idNumber' }],
  })
  for (const reason of ['\u200b\u2060', '\u3000\ufeff', '\u3164', '\u2800\u0301'])
    await transition(app, 'clerk', created, { action: 'withdraw', reason }, 400)
  const noted = await transition(app, 'clerk', created, { action: 'preReview', note: '\u200b' }, 400)
  t.match(noted.body.errors, [{ pointer: '/note', code: 'TEXT_UNSEEN' }])
  const said = [{ pointer: '/parties/0/idNumber', reason: '\u200b\u200b' }]
  t.match((await createCase(app, { ...wrong, overrides: said }, { status: 400 })).body.errors, [
    { pointer: '/overrides/0/reason' },
  ])
  const number = { system: 'province', number: '2026-1' }
  for (const externalNos of [
    [number, number],
    [{ ...number, system: ' ' }],
    [{ ...number, number: '\u3164' }],
  ])
    await createCase(app, { ...wrong, externalNos }, { status: 400 })
  const long = await createCase(app, wrong, { status: 400, key: 'k'.repeat(201) })
  t.match(long.body, { code: 'INVALID_INPUT', errors: [{ pointer: '!idempotency-key', message: /200/ }] })
  const overrides = [{ pointer: '/parties/0/idNumber', reason: '核对营业执照原件无误' }]
  const { windowId: _none, ...atKiosk } = { ...wrong, channel: 'KIOSK', submit: false }
  // Nobody of the office saw a document at a kiosk, nor does an applicant settle a doubt about himself: it is said.
  const notYours = { status: 422, body: { errors: [{ pointer: '/overrides', code: 'OVERRIDE_NOT_YOURS' }] } }
  t.match(await createCase(app, { ...atKiosk, overrides }, { status: 422 }), notYours)
  const typed = await createCase(app, atKiosk)
  const patch = async (role: Role, caseNo: string, sent: object) =>
    app.request('PATCH', `/v1/cases/${caseNo}`, {
      ...{ token: await app.token(role), headers: { 'if-match': '*' }, body: sent },
    })
  const { parties } = atKiosk
  t.match(await patch('clerk', typed.body.caseNo, { parties, overrides }), notYours)
  t.match(await transition(app, 'clerk', typed, { action: 'submit', overrides }, 422), notYours)
  t.match((await transition(app, 'clerk', typed, { action: 'submit', unchanged: ['employees'] }, 422)).body, {
    errors: [{ pointer: '/unchanged/0', code: 'NOT_ASKED_FOR' }],
  })
  const handedIn = await transition(app, 'clerk', typed, { action: 'submit' })
  t.match(handedIn.body, { status: 'SUBMITTED', warnings: [{ code: 'CREDIT_CODE_CHECK' }] })
  t.notOk(handedIn.body.warnings[0].overriddenBy)
  const online = { ...atKiosk, channel: 'WEB' }
  t.match(await createCase(app, { ...online, overrides }, { role: 'citizen', status: 422 }), notYours)
  const own = await createCase(app, { ...online, overrides: [] }, { role: 'citizen' })
  t.match(await patch('citizen', own.body.caseNo, { overrides }), notYours)
  t.match(await transition(app, 'citizen', own, { action: 'submit', overrides }, 422), notYours)
  const unseen = { action: 'deliver', method: 'pickup', receiver: '\u200b' }
  await transition(app, 'issuer', created, unseen, 400)
  const accepted = await transition(app, 'clerk', created, {
    action: 'accept',
    overrides: [{ pointer: '/parties/0/idNumber', reason: '核对营业执照原件无误' }],
  })
  t.match(accepted.body, {
    status: 'ACCEPTED',
    warnings: [{ overriddenBy: 'dev-clerk', reason: '核对营业执照原件无误' }],
  })
  const format = { ...body, parties: [{ ...body.parties[0], idNumber: '91350100O000100Y44' }] }
  t.match((await createCase(app, format, { status: 422 })).body.errors, [{ code: 'CREDIT_CODE_INVALID' }])
})

t.test('transitions: 401, 403, 400, 404, 428, 412, 409, 422, each before the next', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase({ without: ['layout-plan'] }))
  const { caseNo } = created.body
  const clerk = await app.token('clerk')
  const send = async (
    token: string | undefined,
    caseNo: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      ...(token === undefined ? {} : { token }),
      body,
      headers,
    })
  const bad = { action: 'accept', colour: 'red' }
  t.equal((await send(undefined, 'NOBODY', bad)).status, 401)
  t.equal(
    (await send(await app.token('exchange'), 'NOBODY', bad)).status,
    403,
    'the role lacks the operation',
  )
  t.equal(
    (await send(await app.token('issuer'), 'NOBODY', bad)).status,
    403,
    'the role never has this action, told before the input',
  )
  t.equal((await send(clerk, 'NOBODY', bad)).status, 400)
  const named = async (action: string) => (await send(clerk, 'NOBODY', { action })).body.errors[0]
  t.match(await named('fly'), { pointer: '/action', code: 'ENUM', message: /^可用的动作：submit, / })
  t.match(await named('Accept'), { message: /^是否为 accept？/ })
  t.match(await named('requestCorection'), { message: /^是否为 requestCorrection？/ })
  t.equal((await send(clerk, 'NOBODY', { action: 'accept' })).status, 404)
  t.equal(
    (
      await send(clerk, caseNo, {
        action: 'supplyMaterials',
        materials: [{ materialCode: 'x', source: 'paper' }],
      })
    ).status,
    428,
  )
  t.equal(
    (
      await send(
        clerk,
        caseNo,
        { action: 'supplyMaterials', materials: [{ materialCode: 'x', source: 'paper' }] },
        { 'if-match': '"9-x"' },
      )
    ).status,
    412,
  )
  const conflict = await send(
    clerk,
    caseNo,
    { action: 'supplyMaterials', materials: [{ materialCode: 'x', source: 'paper' }] },
    { 'if-match': created.headers.etag ?? '' },
  )
  t.match(conflict, {
    status: 409,
    body: { code: 'TRANSITION_NOT_ALLOWED', status: 409, currentStatus: 'SUBMITTED' },
  })
  t.ok(conflict.body.allowed.includes('requestCorrection'))
  t.notOk(conflict.body.allowed.includes('accept'), 'a material is missing')
  t.equal((await send(clerk, caseNo, { action: 'accept' }, { 'if-match': '*' })).status, 422)
  const done = await transition(app, 'clerk', created, { action: 'withdraw', reason: '申请人要求' })
  t.equal(
    (await send(clerk, caseNo, { action: 'accept' }, { 'if-match': created.headers.etag ?? '' })).status,
    412,
    'stale',
  )
  t.match((await send(clerk, caseNo, { action: 'accept' }, { 'if-match': done.headers.etag ?? '' })).body, {
    code: 'TRANSITION_NOT_ALLOWED',
    allowed: [],
  })
})

t.test("somebody else's case is a case that does not exist", async (t) => {
  const app = await startTestApp(t)
  const { OTHER_COUNTY_MARKET } = await import('../../src/shared/sample-codes.js')
  const created = await createCase(app, foodCase())
  const token = await app.token('clerk', { organisation: OTHER_COUNTY_MARKET })
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['GET', '/events', undefined],
    ['GET', '/actions', undefined],
    ['GET', '/clocks', undefined],
    ['GET', '/documents', undefined],
    ['POST', '/transitions', { action: 'accept' }],
  ] as const) {
    const headers = { 'if-match': '*' }
    const foreign = await app.request(method, `/v1/cases/${created.body.caseNo}${path}`, {
      token,
      headers,
      ...(body === undefined ? {} : { body }),
    })
    const nothing = await app.request(method, `/v1/cases/511102260302199999Z${path}`, {
      token,
      headers,
      ...(body === undefined ? {} : { body }),
    })
    t.equal(foreign.status, 404, `${method} ${path}`)
    t.same({ ...foreign.body, traceId: 0, instance: 0 }, { ...nothing.body, traceId: 0, instance: 0 })
  }
  t.same((await app.request('GET', '/v1/cases', { token })).body.data, [])
  const away = await app.request('POST', '/v1/cases', {
    token,
    body: foodCase(),
    headers: { 'idempotency-key': 'k1' },
  })
  t.equal(away.status, 403, "another county's clerk does not take cases in for this one")
})

t.test('an applicant keeps no more drafts than the quota', async (t) => {
  const app = await startTestApp(t, { env: { DRAFT_QUOTA: '2' } })
  const token = await app.token('citizen', { subject: 'hoarder' })
  const body = { ...leshanCase(), submit: false, channel: 'WEB', windowId: undefined }
  const create = (key: string, more = {}) =>
    app.request('POST', '/v1/cases', {
      token,
      body: { ...body, ...more },
      headers: { 'idempotency-key': key },
    })
  t.equal((await create('a')).status, 201)
  t.equal((await create('b')).status, 201)
  t.match(await create('c'), { status: 429, body: { code: 'QUOTA_EXCEEDED' } })
  t.match(await create('b'), { status: 201, headers: { 'idempotency-replayed': 'true' } }, 'is there already')
  t.equal((await create('handed-in', { submit: true })).status, 201, 'what is handed in is no draft')
})

t.test('of twenty drafts begun at once no more are kept than the quota', async (t) => {
  const app = await startTestApp(t, { env: { DRAFT_QUOTA: '3' } })
  const token = await app.token('citizen', { subject: 'twenty-hands' })
  const body = { ...leshanCase(), submit: false, channel: 'WEB', windowId: undefined }
  /** As a client does: again with the same key where it is told to come later. */
  const create = async (key: string): Promise<Answer> => {
    const answer = await app.request('POST', '/v1/cases', {
      token,
      body,
      headers: { 'idempotency-key': key },
    })
    const isLater = answer.status === 503 || answer.body.code === 'REQUEST_IN_PROGRESS'
    return isLater ? create(key) : answer
  }
  // Every key twice: the draft that fills the quota is also the one that its own repetition asks for.
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => create(`key-${n >> 1}`)))
  t.same(
    new Set(answers.map(({ status, body }) => `${status} ${body.code ?? ''}`.trim())),
    new Set(['201', '429 QUOTA_EXCEEDED']),
  )
  const made = answers.filter(({ status }) => status === 201)
  t.equal(new Set(made.map(({ body }) => body.caseNo)).size, 3)
  t.equal(made.length, 6, 'whoever asks twice for one that is kept gets it twice')
  t.equal((await app.request('GET', '/v1/cases', { token })).body.data.length, 3)
})

t.test('classified material is refused wherever it stands, and nothing of it is kept', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('clerk')
  const SECRET = '机密★一年 无名山雷达站'
  const good = foodCase()
  const isRefused = (answer: Answer, pointer: string) => {
    t.match(answer.body, { status: 422, errors: [{ pointer, code: 'CLASSIFIED_MATERIAL' }] }, answer.text)
    t.notMatch(answer.text, '雷达')
  }
  const send = (body: object, method = 'POST', url = '/v1/cases') =>
    app.request(method, url, {
      token,
      body,
      headers: { 'idempotency-key': randomUUID(), ...(method === 'PATCH' ? { 'if-match': '*' } : {}) },
    })
  isRefused(await send({ ...good, form: { ...good.form, businessName: SECRET } }), '/form/businessName')
  isRefused(await send({ ...good, submit: false, answers: { x: SECRET } }), '/answers/x')
  const [party] = good.parties
  isRefused(await send({ ...good, parties: [{ ...party, name: SECRET }] }), '/parties/0/name')
  isRefused(await send({ ...good, containsClassified: true }), '/containsClassified')
  const declared = await send({ ...good, containsClassified: false, submit: false })
  t.equal(declared.status, 201, declared.text)
  const url = `/v1/cases/${declared.body.caseNo}`
  isRefused(await send({ form: { businessName: SECRET } }, 'PATCH', url), '/form/businessName')
  const created = await createCase(app, foodCase())
  isRefused(await transition(app, 'clerk', created, { action: 'withdraw', reason: SECRET }, 422), '/reason')
  isRefused(await upload(app, token, [{ name: '机密★无名山雷达站.png', bytes: png() }]), '/file')
  const asked = await app.request('GET', `${url}/parties?clear=true&purpose=${encodeURIComponent(SECRET)}`, {
    token,
  })
  isRefused(asked, '/purpose')
  for (const table of [
    'case_events',
    'case_forms',
    'case_parties',
    'idempotency_keys',
    'audit_log',
    'files',
  ]) {
    const { rows } = await app.deps.pool.query(
      `select count(*)::int as n from ${table} r where r::text like '%雷达%'`,
    )
    t.same(rows, [{ n: 0 }], table)
  }
})

t.test('no operation takes a mark of classified material in any of its words', async (t) => {
  const app = await startTestApp(t)
  const open: string[] = []
  let asked = 0
  for (const operation of OPERATIONS_OF_CONTRACT) {
    const { id, method, body } = operation
    // What a platform sends is signed, and refused by its signature before.
    if (body === undefined || typeof body !== 'object' || SIGNED.includes(id)) continue
    const role = LINES.get(id)?.roles.find((each) => ROLE_NAMES.includes(each))
    const token = role === undefined ? undefined : await app.token(role)
    const path = filledPath(operation)
    const ask = (sent: object) =>
      app.request(method, path, {
        ...(token === undefined ? {} : { token }),
        body: sent,
        headers: { 'idempotency-key': randomUUID(), 'if-match': '*' },
      })
    // A text that only certain values fit is refused for that: one place of a free text shows the gate.
    let answer: Answer | undefined
    for (const marked of withText(body, '机密★')) {
      answer = await ask(marked)
      asked++
      if (answer.status !== 400) break
    }
    if (answer === undefined || answer.status === 400) continue
    const [error] = (answer.body.errors ?? []) as { code: string }[]
    if (error?.code !== 'CLASSIFIED_MATERIAL')
      open.push(`${id}: ${answer.status} ${answer.text.slice(0, 80)}`)
  }
  t.same(open, [])
  t.ok(asked > 100, `${asked} requests`)
})
