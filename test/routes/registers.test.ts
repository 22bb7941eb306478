import { randomBytes, randomUUID } from 'node:crypto'
import t from 'tap'
import { sweepLookups } from '../../src/features/cases/intake/kept-lookups.js'
import { lookupRotation } from '../../src/features/registers/lookup-rotation.js'
import { openAnswer } from '../../src/features/registers/lookup-secrets.js'
import { exampleLookup } from '../../src/features/registers/register-schemas.js'
import { createEncryption } from '../../src/shared/encryption.js'
import { memoryClock } from '../../src/shared/memory-clock.js'
import { rotate } from '../../src/shared/rotation.js'
import {
  COUNTY_MARKET,
  OTHER_COUNTY_MARKET,
  SAMPLE_BUNDLE_CODE,
  SAMPLE_REGISTER_CODE,
} from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { type Manner, startRegister } from '../helpers/register.js'

const LICENCE = 'business-licence'
const REGISTER = `/v1/registers/${SAMPLE_REGISTER_CODE}`

/** The restaurant of the sample's bundle. */
const BUNDLE = {
  channel: 'WEB',
  answers: { registered: false, publicPlace: true, promise: true, byAgent: false },
  parties: [
    {
      role: 'applicant',
      type: 'natural',
      name: '张小敏',
      idType: '111',
      idNumber: '11010519491231002X',
      mobile: '13800001234',
    },
  ],
  form: {
    shopName: '乐山市市中区示例饭店',
    address: '四川省乐山市市中区示例路1号',
    scope: ['餐饮服务'],
    composition: 'person',
    employees: 6,
    businessKind: 'catering',
    foodItems: ['热食类食品制售'],
    area: 420,
    floor: '一层',
  },
}

t.test('shared registers', async (t) => {
  const server = await startRegister(t)
  const logged: string[] = []
  const old = { id: 'k1', key: randomBytes(32) }
  const blind = randomBytes(32)
  const app = await startTestApp(t, {
    encryption: createEncryption([old], blind),
    env: { REGISTER_ENTERPRISE_URL: server.url, REGISTER_ENTERPRISE_SECRET: 's3cret-of-ours' },
    log: (line) => logged.push(line),
  })
  const clerk = await app.token('clerk')
  const operator = await app.token('operator')
  const ask = async (manner: Manner, body: object, token = clerk, headers = {}) => {
    server.manner = manner
    return app.request('POST', `${REGISTER}/lookups`, { token, body, headers })
  }
  t.test('a checklist says what is fetched and need not be brought', async (t) => {
    const list = async (path: string, body: object, language = 'zh-CN') =>
      (await app.request('POST', path, { body, headers: { 'accept-language': language } })).body.materials
    const food = `/v1/items/${foodCase().itemCode}/checklist`
    const asked = { applicantType: 'legal', answers: {} }
    const [zh, en] = [await list(food, asked), await list(food, asked, 'en')]
    const of = (materials: { materialCode: string }[]) =>
      materials.find(({ materialCode }) => materialCode === LICENCE)
    t.match(of(zh), { required: true, source: 'register', sourceReason: /免提交/ })
    t.match(of(en), {
      register: { code: SAMPLE_REGISTER_CODE, name: /Register of/ },
      sourceReason: /Nothing to bring/,
    })
    t.ok(
      zh.some(
        ({ source, register }: Record<string, unknown>) => source === 'applicant' && register === undefined,
      ),
    )
    const guide = async (path: string, headers = {}) =>
      (await app.request('GET', `${path}/guide`, { headers })).text
    const item = `/v1/items/${foodCase().itemCode}`
    for (const [path, headers] of [
      [item, {}],
      [item, { accept: 'text/html' }],
      [`/v1/bundles/${SAMPLE_BUNDLE_CODE}`, {}],
    ] as const)
      t.match(await guide(path, headers), /免提交：提交申请时由系统向/, `the guide says so too: ${path}`)
    t.match(await guide(item, { 'accept-language': 'en' }), /Nothing to bring: fetched/)
    const { answers } = BUNDLE
    const bundle = await list(`/v1/bundles/${SAMPLE_BUNDLE_CODE}/checklist`, {
      applicantType: 'natural',
      answers,
    })
    t.ok(bundle.every(({ source }: { source?: string }) => source !== undefined))
  })

  const document = async () => {
    const {
      code: _code,
      version: _version,
      connected: _connected,
      ...rest
    } = (await app.request('GET', REGISTER, { token: operator })).body
    return rest
  }
  const put = async (change: object, token = operator) =>
    app.request('PUT', REGISTER, {
      token,
      headers: { 'if-match': '*' },
      body: { ...(await document()), ...change },
    })
  const without = (...more: string[]) => foodCase({ without: [LICENCE, ...more] })
  const withReference = (reference: string, body = without()) => ({
    ...body,
    materials: [...body.materials, { materialCode: LICENCE, source: 'register', reference }],
  })
  const missingOf = ({ body }: Answer) =>
    body.missing.map(({ materialCode }: { materialCode: string }) => materialCode)
  const warningOf = ({ body }: Answer) =>
    body.warnings.find(({ code }: { code: string }) => code.startsWith('REGISTER'))
  const other = {
    ...exampleLookup,
    subject: { ...exampleLookup.subject, idNumber: '91510000MA00000013', name: '别家餐饮有限公司' },
  }
  // Nothing is answered from before until that is the story; and a busy machine is no slow register.
  t.equal((await put({ cacheSeconds: 0, timeoutMs: 20_000 })).status, 200)

  t.test('what is found proves this material, for this person, in one case', async (t) => {
    const found = await ask('well', exampleLookup)
    t.match(found, {
      status: 201,
      body: { result: 'found', materials: [LICENCE], fromCache: false, clear: false },
    })
    const { reference, values } = found.body
    t.match(server.asked.at(-1), {
      url: '/share/enterprises/query',
      authorization: 'Bearer s3cret-of-ours',
      body: { creditCode: exampleLookup.subject.idNumber, purpose: exampleLookup.purpose, serial: reference },
    })
    t.same(
      values.map(({ key, value }: { key: string; value: string }) => [key, value]),
      [
        ['address', '乐山市市中区****'],
        ['scope', '餐饮服务'],
        ['legalRepresentative', '王*明'],
      ],
      'personal values are masked',
    )
    const made = await createCase(app, { ...withReference(reference), channel: 'WINDOW' })
    t.same(missingOf(made), [])
    const [material] = made.body.materials.filter((each: { source: string }) => each.source === 'register')
    t.match(material, { materialCode: LICENCE, handedIn: true })

    server.manner = 'nobody'
    t.same(missingOf(await createCase(app, withReference(reference))), [LICENCE], 'no second case')
    const unused = (await ask('well', exampleLookup)).body.reference
    const ofAnother = (await ask('well', other)).body.reference
    server.manner = 'nobody'
    for (const [name, reference, body] of [
      ['about somebody else', ofAnother, without()],
      [
        'for another material',
        unused,
        withReference(unused, foodCase({ without: ['layout-plan', LICENCE] })),
      ],
      ['a made-up one', randomUUID(), without()],
    ] as const) {
      const sent =
        name === 'for another material'
          ? {
              ...foodCase({ without: ['layout-plan'] }),
              materials: [
                ...foodCase({ without: ['layout-plan'] }).materials,
                { materialCode: 'layout-plan', source: 'register', reference },
              ],
            }
          : withReference(reference, body)
      t.equal(missingOf(await createCase(app, sent)).length, 1, name)
    }
    const sneaked = { ...withReference(randomUUID()) }
    sneaked.materials = sneaked.materials.map((each) => ({ ...each, proof: { kind: 'register' } }))
    t.equal((await createCase(app, sneaked, { status: 400 })).status, 400, 'nobody sends a proof')
    const left = await createCase(app, { ...withReference(unused), submit: false })
    await app.setNow('2026-04-10T01:00:00.000000Z')
    t.same(
      missingOf(await transition(app, 'clerk', left, { action: 'submit' })),
      [LICENCE],
      'what was valid when the draft was begun is so no longer',
    )
    await app.setNow('2026-03-03T01:00:00.000000Z')
  })

  t.test('a register that misbehaves: no answer, no proof, nothing blocked', async (t) => {
    const manners: [Manner, string, string?][] = [
      ['nobody', 'notFound'],
      ['unknown', 'notFound'],
      ['somebodyElse', 'mismatch'],
      ['expired', 'expired'],
      ['slow', 'unavailable', 'timeout'],
      ['fails', 'unavailable', 'status'],
      ['broken', 'unavailable', 'unreadable'],
      ['without', 'unavailable', 'unreadable'],
      ['closes', 'unavailable', 'unreachable'],
      ['well', 'found'],
      ['closesWithin', 'unavailable', 'unreachable'],
      ['huge', 'unavailable', 'tooLarge'],
      ['redirects', 'unavailable', 'redirect'],
      ['well', 'found'],
    ]
    for (const [manner, result, reason] of manners) {
      const asked = server.asked.length
      if (manner === 'slow') await put({ timeoutMs: 100 })
      const { status, body } = await ask(manner, exampleLookup)
      if (manner === 'slow') await put({ timeoutMs: 20_000 })
      t.match(
        { status, ...body },
        { status: 201, result, ...(reason === undefined ? {} : { reason }) },
        manner,
      )
      if (manner !== 'slow') t.equal(server.asked.length, asked + 1, `${manner}: asked once, and nobody else`)
      if (result === 'found' || manner === 'slow') continue
      server.manner = 'nobody'
      t.same(
        missingOf(await createCase(app, withReference(body.reference))),
        [LICENCE],
        `${manner}: no proof`,
      )
      server.manner = manner
    }
    t.notOk(
      logged.some((line) => line.includes('s3cret') || line.includes('嘉州大道') || line.includes('王小明')),
      'nothing of it in the log',
    )
  })

  t.test('what is missing is fetched when a case is handed in, and not asked for', async (t) => {
    server.manner = 'well'
    const fetched = await createCase(app, without())
    t.same(missingOf(fetched), [])
    t.match(
      fetched.body.materials.find((each: { source: string }) => each.source === 'register'),
      { materialCode: LICENCE, handedIn: true },
    )
    t.equal((await transition(app, 'clerk', fetched, { action: 'accept' })).body.status, 'ACCEPTED')
    const draft = await createCase(app, { ...without(), submit: false })
    t.same(missingOf(draft), [LICENCE], 'a draft asks nobody')
    const handedIn = await transition(app, 'clerk', draft, { action: 'submit' })
    t.same(missingOf(handedIn), [])
    const read = await app.request('GET', `/v1/cases/${handedIn.body.caseNo}`, { token: clerk })
    t.same(read.body.materials, handedIn.body.materials, 'as it was answered it is kept')

    server.manner = 'fails'
    const paper = await createCase(app, without())
    t.match(paper.body, {
      status: 'SUBMITTED',
      missing: [{ materialCode: LICENCE, register: { code: SAMPLE_REGISTER_CODE, result: 'unavailable' } }],
    })
    t.match(warningOf(paper), { pointer: `/materials/${LICENCE}` })
    const told = await transition(app, 'clerk', paper, {
      action: 'requestCorrection',
      items: [{ materialCode: LICENCE, reason: '系统暂无法核验，请提交营业执照' }],
    })
    const brought = await transition(app, 'clerk', told, {
      action: 'submit',
      materials: [{ materialCode: LICENCE, source: 'paper', copies: 1 }],
    })
    t.same(missingOf(brought), [], 'the paper way stays open')

    const owed = await transition(app, 'clerk', await createCase(app, without()), {
      action: 'requestCorrection',
      items: [{ materialCode: LICENCE, reason: '系统暂无法核验，请提交营业执照' }],
    })
    const { caseNo } = owed.body
    const again = await ask('well', { caseNo, purpose: '补正核验' })
    t.match(again, { status: 201, body: { result: 'found', caseNo } })
    const answered = await transition(app, 'clerk', owed, {
      action: 'submit',
      materials: [{ materialCode: LICENCE, source: 'register', reference: again.body.reference }],
    })
    t.same(missingOf(answered), [], 'a look-up of later answers the notice')

    server.manner = 'somebodyElse'
    const differs = await createCase(app, without())
    t.match(differs.body.missing, [{ register: { result: 'mismatch' } }])
    const asked = server.asked.length
    await createCase(app, foodCase())
    await createCase(app, leshanCase())
    t.equal(server.asked.length, asked, 'who brought everything is not looked up')
  })

  t.test('who may ask, about whom; each question stands in the audit trail before it goes out', async (t) => {
    const made = await createCase(app, without())
    const { caseNo } = made.body
    const by = (role: 'clerk' | 'reviewer' | 'citizen', organisation = COUNTY_MARKET, subject = 'asks') =>
      app.token(role, { organisation, subject })
    const question = { caseNo, purpose: '核验' }
    t.equal((await ask('well', question, await by('clerk', OTHER_COUNTY_MARKET))).status, 404)
    t.equal((await ask('well', question, await by('citizen'))).status, 404)
    t.equal((await ask('well', exampleLookup, await by('clerk', OTHER_COUNTY_MARKET))).status, 403)
    t.equal((await ask('well', exampleLookup, await app.token('citizen'))).status, 403)
    t.equal((await ask('well', { ...question, caseNo: undefined, itemCode: '1' })).status, 422)
    t.equal((await ask('well', { ...question, materials: ['layout-plan'] })).status, 422)
    t.equal((await ask('well', { ...question, subject: exampleLookup.subject })).status, 422)
    t.equal((await ask('well', { ...exampleLookup, itemCode: leshanCase().itemCode })).status, 422)
    const number = {
      ...exampleLookup.subject,
      idType: '111',
      type: 'natural',
      idNumber: '110105194912310021',
    }
    t.match(await ask('well', { ...exampleLookup, subject: number }), {
      status: 422,
      body: { errors: [{ pointer: '/subject/idNumber', code: 'ID_NUMBER_INVALID' }] },
    })

    const own = await app.token('citizen', { subject: 'shop-owner' })
    const { windowId: _windowId, ...online } = without()
    server.manner = 'fails'
    const mine = await createCase(
      app,
      { ...online, channel: 'WEB' },
      { role: 'citizen', subject: 'shop-owner' },
    )
    const seen = await ask('well', { caseNo: mine.body.caseNo, purpose: '办理许可' }, own)
    t.match(
      seen,
      { status: 201, body: { result: 'found', values: undefined } },
      'the applicant: proof, no values',
    )
    const { reference } = seen.body
    const differs = await ask('somebodyElse', { caseNo: mine.body.caseNo, purpose: '办理许可' }, own)
    t.equal(differs.body.result, 'notFound', 'nor whether it knows somebody of another name')

    const lookup = `${REGISTER}/lookups/${reference}`
    t.equal((await app.request('GET', lookup, { token: await by('clerk', OTHER_COUNTY_MARKET) })).status, 404)
    t.match(await app.request('GET', lookup, { token: own }), { status: 200, body: { values: undefined } })
    const staff = await by('reviewer')
    t.match(await app.request('GET', lookup, { token: staff }), { body: { clear: false } })
    t.equal((await app.request('GET', `${lookup}?clear=true`, { token: staff })).status, 400)
    const clear = await app.request('GET', `${lookup}?clear=true&purpose=${encodeURIComponent('审查')}`, {
      token: staff,
    })
    t.match(clear.body, {
      clear: true,
      values: [{ value: '乐山市市中区嘉州大道388号' }, {}, { value: '王小明' }],
    })
    t.equal((await app.request('GET', `${lookup}?clear=true&purpose=abc`, { token: own })).status, 403)

    const trail = await app.database.asOwner<{ action: string; purpose: string; object: string }>(
      `select action, purpose, object from audit_log where details->>'reference' = $1 order by audit_no`,
      [reference],
    )
    t.same(
      trail.map(({ action, purpose }) => [action, purpose]),
      [
        ['lookUpRegister', '办理许可'],
        ['readClearLookup', '审查'],
      ],
    )
    const [atSubmit] = await app.database.asOwner<{ count: number }>(
      `select count(*)::int from audit_log where action = 'lookUpRegister' and details->>'caseNo' = $1`,
      [caseNo],
    )
    t.equal(atSubmit?.count, 1, 'what the service fetches by itself too')
  })

  t.test(
    'the same question is answered from before, for a while; a repeated request asks nobody',
    async (t) => {
      await put({ cacheSeconds: 600 })
      const first = await ask('well', other)
      const asked = server.asked.length
      const second = await ask('fails', other)
      t.match(second.body, { result: 'found', fromCache: true, answeredAt: first.body.answeredAt })
      t.equal(server.asked.length, asked)
      await app.setNow('2026-03-03T01:20:00.000000Z')
      t.match((await ask('nobody', other)).body, { result: 'notFound', fromCache: false })
      await put({ cacheSeconds: 0 })
      const headers = { 'idempotency-key': randomUUID() }
      const once = await ask('well', other, clerk, headers)
      const before = server.asked.length
      const again = await ask('well', other, clerk, headers)
      t.match(again, { text: once.text, headers: { 'idempotency-replayed': 'true' } })
      t.equal(server.asked.length, before)
    },
  )

  t.test('a register that keeps failing rests, and is tried again', async (t) => {
    const { now } = memoryClock
    t.teardown(() => {
      memoryClock.now = now
    })
    let moment = now()
    memoryClock.now = () => moment
    for (let each = 0; each < 5; each += 1) await ask('fails', exampleLookup)
    const asked = server.asked.length
    t.match((await ask('well', exampleLookup)).body, { result: 'unavailable', reason: 'resting' })
    t.equal(server.asked.length, asked, 'nobody waits for it')
    moment += 31_000
    t.match((await ask('fails', exampleLookup)).body, { reason: 'status' }, 'one tries')
    t.match((await ask('well', exampleLookup)).body, { reason: 'resting' })
    moment += 31_000
    t.match((await ask('well', exampleLookup)).body, { result: 'found' })
    t.match((await ask('well', exampleLookup)).body, { result: 'found' })
    const metrics = await app.request('GET', '/metrics')
    t.match(metrics.text, /yichuang_register_lookups_total\{register="enterprise",result="resting"\} \d/)
  })

  t.test('a register is data of its owner; its address and secret never are', async (t) => {
    t.equal((await put({}, await app.token('operator', { organisation: COUNTY_MARKET }))).status, 403)
    t.match(await put({ answer: { values: [] } }), {
      status: 422,
      body: { errors: [{ code: 'IDENTITY_NOT_MAPPED' }] },
    })
    const { request } = await document()
    t.equal((await put({ request: { ...request, path: '//evil.example/x' } })).status, 200)
    const asked = server.asked.length
    t.match((await ask('well', exampleLookup)).body, { result: 'found' })
    t.match(server.asked.at(-1)?.url, '/share//evil.example/x', 'below the configured address all the same')
    await put({ request: { ...request, path: '/../../admin' } })
    t.match((await ask('well', exampleLookup)).body, { result: 'unavailable', reason: 'notConnected' })
    t.equal(server.asked.length, asked + 1)
    for (const path of ['http://evil.example', '/a?b', '/{idNumber}', 'x'])
      t.equal((await put({ request: { ...request, path } })).status, 400, path)
    t.equal((await put({ connection: 'ENCRYPTION_KEYS' })).status, 400)
    await put({ request, connection: 'ELSEWHERE' })
    t.match((await ask('well', exampleLookup)).body, { reason: 'notConnected' })
    server.manner = 'well'
    const made = await createCase(app, without())
    t.match(made.body.missing, [{ register: undefined }], 'as if there were none')
    t.equal(warningOf(made), undefined)
    await put({ request, connection: 'ENTERPRISE', active: false })
    t.match((await ask('well', exampleLookup)).body, { reason: 'notActive' })
    t.equal((await put({ request, active: true })).status, 200)
    t.notMatch((await app.request('GET', REGISTER, { token: operator })).text, /s3cret|127\.0\.0\.1/)
  })

  t.test('a bundle is handed in as a whole: its registers are asked before the transaction', async (t) => {
    await put({ serves: [{ materials: ['fire-plan'] }] })
    const own = await app.token('citizen', { subject: 'restaurant-owner' })
    const materials = [
      ...['trader-form', 'identity-card', 'premises-proof', 'application-form', 'layout-plan'],
      ...['safety-rules', 'fire-rules', 'fire-promise'],
    ].map((materialCode) => ({ materialCode, source: 'paper' }))
    server.manner = 'well'
    const begun = server.asked.length
    const draft = await app.request('POST', `/v1/bundles/${SAMPLE_BUNDLE_CODE}/cases`, {
      token: own,
      headers: { 'idempotency-key': randomUUID() },
      body: { ...BUNDLE, submit: false, materials },
    })
    t.equal(draft.status, 201, draft.text.slice(0, 300))
    t.equal(server.asked.length, begun, 'a draft asks nobody')
    const sent = await app.request('POST', `/v1/cases/${draft.body.caseNo}/transitions`, {
      token: own,
      body: { action: 'submit' },
      headers: { 'if-match': '*' },
    })
    t.equal(sent.status, 200, sent.text.slice(0, 300))
    t.equal(server.asked.length, begun + 1)
    const cases = await Promise.all(
      sent.body.children.map(({ caseNo }: { caseNo: string }) =>
        app.request('GET', `/v1/cases/${caseNo}`, { token: own }),
      ),
    )
    const fetched = cases.flatMap(({ body }) =>
      body.materials.filter(({ source }: { source: string }) => source === 'register'),
    )
    t.match(fetched, [{ materialCode: 'fire-plan', handedIn: true }])
    t.notOk(cases.some((each) => missingOf(each).includes('fire-plan')))
    await put({ serves: [{ materials: [LICENCE] }] })
  })

  t.test('what no case took is wiped when it counts no more; that it was asked stays', async (t) => {
    const idle = (await ask('well', exampleLookup)).body.reference
    const used = (await ask('well', exampleLookup)).body.reference
    t.same(missingOf(await createCase(app, withReference(used))), [])
    await app.setNow('2026-05-02T01:00:00.000000Z')
    while ((await sweepLookups(app.deps.pool)) > 0);
    const kept = async (reference: string) =>
      (await app.request('GET', `${REGISTER}/lookups/${reference}`, { token: clerk })).body.values
    t.equal(await kept(idle), undefined)
    t.equal((await kept(used)).length, 3)

    const fresh = { id: 'k2', key: randomBytes(32) }
    const both = createEncryption([fresh, old], blind)
    const { broken, left } = await rotate([lookupRotation(app.deps.pool, both, { size: 3 })], () => {})
    t.same({ broken, left }, { broken: [], left: 0 }, 'written again under the new key')
    const [row] = await app.database.asOwner<{ sealed: Buffer }>(
      'select sealed from register_lookups where id = $1',
      [used],
    )
    if (row === undefined) throw new Error('it is there')
    const retired = createEncryption([fresh], blind)
    t.match(openAnswer(retired, used, row.sealed), [
      { key: 'address', value: '乐山市市中区嘉州大道388号' },
      {},
      {},
    ])
    t.throws(() => openAnswer(retired, idle, row.sealed), 'nowhere else')
  })
})
