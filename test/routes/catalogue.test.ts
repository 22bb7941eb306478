import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import {
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  OTHER_COUNTY_MARKET,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'
import { foodBusinessLicence, SAMPLE_ITEMS } from '../helpers/sample.js'

const LESHAN = `/v1/items/${LESHAN_ITEM_CODE}`
const BASIC_CODE = '510102002000'
const NEW_CODE = `${COUNTY_MARKET}4${BASIC_CODE}`
const NEW_ITEM = `/v1/items/${NEW_CODE}`

/** Whom it serves goes with the themes under which it is found. */
const FOR_ENTERPRISES = {
  audiences: ['2'],
  themes: { legal: foodBusinessLicence.themes?.legal ?? [] },
}

/** A second item of the county's market regulation, not in the sample. */
function newItem(changes: Partial<ItemDocument> = {}): ItemDocument {
  return {
    ...structuredClone(foodBusinessLicence),
    itemCode: NEW_CODE,
    basicCode: BASIC_CODE,
    name: '户外广告备案',
    nameEn: 'Outdoor advertisement',
    synonyms: [],
    ...changes,
  }
}

const find = async (app: TestApp, query: Record<string, string>, status = 200) => {
  const answer = await app.request('GET', `/v1/items?${new URLSearchParams(query)}`)
  if (answer.status !== status) throw new Error(`${JSON.stringify(query)}: ${answer.text}`)
  return answer
}
const codes = async (app: TestApp, query: Record<string, string>): Promise<string[]> =>
  (await find(app, { limit: '100', ...query })).body.data.map((item: { itemCode: string }) => item.itemCode)

t.test('an item is found by characters, initials and code, and narrowed by filters', async (t) => {
  const app = await startTestApp(t)
  const first: Record<string, string> = {
    公积金: LESHAN_ITEM_CODE,
    公积: LESHAN_ITEM_CODE,
    zfgjj: LESHAN_ITEM_CODE,
    zhufanggongjijin: LESHAN_ITEM_CODE,
    gongjijin: LESHAN_ITEM_CODE,
    ZFGJJ: LESHAN_ITEM_CODE,
    zgtqzfgjjchzfdk: LESHAN_ITEM_CODE,
    职工提取住房公积金偿还住房贷款: LESHAN_ITEM_CODE,
    '公积金 提取': LESHAN_ITEM_CODE,
    withdrawal: LESHAN_ITEM_CODE,
    [LESHAN_ITEM_CODE]: LESHAN_ITEM_CODE,
    [LESHAN_ITEM_CODE.toLowerCase()]: LESHAN_ITEM_CODE,
    食品经营: FOOD_LICENCE_ITEM_CODE,
    食品经营许可: FOOD_LICENCE_ITEM_CODE,
    spjy: FOOD_LICENCE_ITEM_CODE,
    [FOOD_LICENCE_ITEM_CODE]: FOOD_LICENCE_ITEM_CODE,
  }
  for (const [q, itemCode] of Object.entries(first)) t.equal((await codes(app, { q }))[0], itemCode, q)

  t.equal((await codes(app, {})).length, SAMPLE_ITEMS.length)
  t.same(await codes(app, { q: '食品', type: '20' }), [])
  t.same(await codes(app, { q: '公积金', handling: 'onTheSpot', type: '20', audience: '1' }), [
    LESHAN_ITEM_CODE,
  ])
  t.same(await codes(app, { q: '公积金', audience: '2' }), [], 'not for enterprises')
  t.same(await codes(app, { organisation: COUNTY_MARKET }), [FOOD_LICENCE_ITEM_CODE])
  const below = await codes(app, { division: '511102' })
  t.ok(
    below.includes(FOOD_LICENCE_ITEM_CODE) && !below.includes(LESHAN_ITEM_CODE),
    'the county, not its city',
  )
  t.ok(
    (await codes(app, { division: '511100' })).includes(FOOD_LICENCE_ITEM_CODE),
    'the city with what is below',
  )
  t.match((await find(app, { division: '5111' }, 400)).body, { errors: [{ pointer: '?division' }] })

  const [found] = (await find(app, { q: '食品经营' })).body.data
  t.match(found, { name: '食品经营许可', type: '01', typeTitle: '行政许可', state: 'IN_USE' })
})

t.test('pages follow each other without loss; a cursor fits its own list and query only', async (t) => {
  const app = await startTestApp(t)
  const seen: string[] = []
  let url: string | undefined = '/v1/items?limit=4&count=true'
  while (url !== undefined) {
    const answer = await app.request('GET', url)
    t.equal(answer.body.count, SAMPLE_ITEMS.length)
    t.ok(answer.body.data.length <= 4)
    seen.push(...answer.body.data.map((item: { itemCode: string }) => item.itemCode))
    url = /^<(.*)>; rel="next"$/.exec(answer.headers.link ?? '')?.[1]
    t.equal(url !== undefined, answer.body.nextCursor !== undefined)
  }
  t.same(seen.toSorted(), SAMPLE_ITEMS.map((item) => item.itemCode).toSorted())
  const { nextCursor } = (await find(app, { limit: '4' })).body
  t.match((await find(app, { q: '许可', cursor: nextCursor }, 400)).body, { code: 'INVALID_CURSOR' })
  const found = (await find(app, { q: '许可', limit: '1' })).body.nextCursor
  await find(app, { q: '许可', cursor: found })
  for (const other of [
    '/v1/search?q=许可',
    '/v1/search/suggestions?q=许可',
    '/v1/synonyms?',
    '/v1/divisions?',
  ])
    t.equal((await app.request('GET', encodeURI(`${other}&cursor=${found}`))).status, 400, other)
})

t.test('odd searches get a clear answer', async (t) => {
  const app = await startTestApp(t)
  t.equal((await codes(app, { q: '   ' })).length, SAMPLE_ITEMS.length, 'blanks ask for nothing')
  for (const q of [
    '%',
    '_',
    '%_%',
    '😀',
    '\\',
    "'; drop table items; --",
    `${'a'.repeat(99)}😀`,
    '孬'.repeat(10_000),
  ])
    t.same(await codes(app, { q }), [], q.slice(0, 30))
  t.match((await find(app, { q: '孬'.repeat(10_001) }, 400)).body, { code: 'INVALID_INPUT' })
  t.equal((await app.request('GET', '/v1/items?q=%00')).status, 400)
  t.equal((await app.request('GET', '/v1/items?colour=red')).status, 400)
})

t.test('ten thousand characters are taken over a real connection, too', async (t) => {
  const url = `${await (await startTestApp(t)).listen()}/v1/items`
  const asked = async (q: string) => fetch(`${url}?${new URLSearchParams({ q })}`)
  const long = await asked('孬'.repeat(10_000))
  t.same([long.status, await long.json()], [200, { data: [] }])
  const longer = await asked('孬'.repeat(10_001))
  t.equal(longer.status, 400)
  t.match(await longer.json(), { code: 'INVALID_INPUT', errors: [{ pointer: '?q' }] })
  const listed = await asked('许可 '.repeat(2000))
  t.match(await listed.json(), { nextCursor: /./ }, 'words that stand again count once')
  t.notOk(listed.headers.get('link'), 'no header that clients could not take')
  const short = await asked('许可')
  t.match(short.headers.get('link'), 'rel="next"')
})

t.test('the version in force, its guide and its versions are public', async (t) => {
  const app = await startTestApp(t)
  const item = await app.request('GET', LESHAN)
  t.match(item.body, { itemCode: LESHAN_ITEM_CODE, version: 1, type: '20', state: 'IN_USE' })
  t.equal(item.body.form.schema.properties.loanYear.type, 'integer')
  t.match(item.body.limits.statutory, { amount: 3, unit: 'day' })
  const again = await app.request('GET', LESHAN, { headers: { 'if-none-match': item.headers.etag ?? '' } })
  t.equal(again.status, 304)
  t.same((await app.request('GET', `${LESHAN}/versions`)).body.data, [
    {
      version: 1,
      effectiveFrom: '2024-01-01',
      publishedAt: (await app.request('GET', `${LESHAN}/versions`)).body.data[0].publishedAt,
      inForce: true,
      state: 'IN_FORCE',
      directoryVersion: 1,
    },
  ])
  t.match((await app.request('GET', `${LESHAN}/versions/1`)).body, {
    version: 1,
    effectiveFrom: '2024-01-01',
  })
  for (const missing of [
    `${LESHAN}/versions/2`,
    '/v1/items/unknown',
    '/v1/items/unknown/guide',
    `${NEW_ITEM}/versions`,
  ])
    t.match((await app.request('GET', missing)).body, { status: 404, code: 'NOT_FOUND' })

  const guide = (accept: string, language = 'zh-CN') =>
    app.request('GET', `${LESHAN}/guide`, { headers: { accept, 'accept-language': language } })
  const json = await guide('application/json')
  t.same(
    json.body.blocks.map(({ key, title }: { key: string; title: string }) => `${key} ${title}`),
    [
      'name 项目名称',
      'legalBasis 设立依据',
      'conditions 申办条件',
      'materials 申报资料',
      'procedure 办事程序',
      'limit 承诺时限',
      'fees 收费标准',
      'windowAuthority 窗口权限',
    ],
  )
  t.equal((await guide('application/json', 'en')).body.blocks[6].lines[0], 'No fee')
  const page = await guide('text/html,application/xhtml+xml,*/*;q=0.8')
  t.match(page.headers['content-type'], 'text/html')
  t.match(page.text, '<h2>窗口权限</h2>')
  t.match(page.headers.vary, /Accept\b(?!-)/)
  for (const accept of [
    '*/*',
    'application/json, text/html;q=0.5',
    'text/html;q=0.5, application/json',
    'text/html;q=0',
  ])
    t.match((await guide(accept)).headers['content-type'], 'application/json', accept)
  t.equal(
    (await guide('application/json;q=0.5, text/html')).headers['content-type'],
    'text/html; charset=utf-8',
  )
  for (const accept of ['text/html, */*', 'text/html'])
    t.match((await guide(accept)).headers['content-type'], 'text/html', accept)
  const known = { accept: 'text/html', 'if-none-match': page.headers.etag ?? 'none' }
  t.equal((await app.request('GET', `${LESHAN}/guide`, { headers: known })).status, 304)
})

t.test('the checklist asks what is open, then tells exactly what this applicant brings', async (t) => {
  const app = await startTestApp(t)
  const ask = (answers: object, headers = {}) =>
    app.request('POST', `${LESHAN}/checklist`, { body: { applicantType: 'natural', answers }, headers })
  const open = await ask({})
  t.equal(open.status, 200)
  t.match(open.body.questions, [
    { key: 'lender', options: [{ value: 'fund', title: '住房公积金贷款' }, { value: 'bank' }] },
    { key: 'byAgent' },
  ])
  t.notOk('options' in open.body.questions[1], 'yes or no')
  t.match((await ask({ lender: 'bank', byAgent: false })).body, { questions: [{ key: 'withdrawal' }] })

  const bank = await ask({ lender: 'bank', withdrawal: 'later', byAgent: true })
  t.equal(bank.body.situation, 'bank-loan-later')
  t.same(
    bank.body.materials.map((material: { materialCode: string }) => material.materialCode),
    [
      'approval-form',
      'identity-card',
      'repayment-passbook',
      'previous-form-sheet',
      'mandate',
      'agent-identity-card',
    ],
  )
  t.ok(
    bank.body.materials.every((each: { required: boolean; reason: string }) => each.required && each.reason),
  )
  t.match(bank.body, {
    fees: { charged: false },
    limit: { promised: { amount: 0, text: '即办（当场办结）' } },
  })
  t.ok(bank.body.windows.length > 0)
  t.same((await ask({ lender: 'fund', withdrawal: 'later', byAgent: false })).body.situation, 'fund-loan')
  const english = await ask({ lender: 'fund', byAgent: true }, { 'accept-language': 'en' })
  t.match(english.body.materials[2], { reason: 'Because somebody acts for you' })

  t.match((await ask({ lender: 'uncle', colour: 'red', byAgent: 'yes' })).body, {
    status: 422,
    errors: [
      { pointer: '/answers/lender', code: 'ANSWER_UNKNOWN' },
      { pointer: '/answers/colour', code: 'QUESTION_UNKNOWN' },
      { pointer: '/answers/byAgent', code: 'ANSWER_UNKNOWN' },
    ],
  })
  t.equal((await app.request('POST', `${LESHAN}/checklist`, { body: { answers: {} } })).status, 400)
})

t.test('a cataloguer drafts, is told what is wrong, publishes; a version then never changes', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const broken = newItem({ handling: 'onTheSpot', rules: [] })
  const created = await app.request('POST', '/v1/items', { token, body: broken })
  t.equal(created.status, 201)
  t.equal(created.headers.location, `${NEW_ITEM}/draft`)
  t.match((await app.request('POST', '/v1/items', { token, body: broken })).body, { status: 409 })
  t.equal((await app.request('GET', NEW_ITEM)).status, 404, 'nobody sees a draft')
  t.same(await codes(app, { q: '户外广告' }), [])

  const check = await app.request('POST', `${NEW_ITEM}/draft/check`, { token })
  t.match(
    check.body.findings.filter(({ severity }: { severity: string }) => severity === 'error'),
    [{ rule: 'HANDLING_LIMIT', pointer: '/handling', message: /承诺/, mend: /办件类型/ }],
  )
  const publish = (body: object = {}, headers = {}) =>
    app.request('POST', `${NEW_ITEM}/draft/publish`, { token, body, headers })
  t.match((await publish()).body, {
    status: 422,
    errors: [{ pointer: '/handling', code: 'HANDLING_LIMIT', mend: /\S/ }],
  })

  const put = (etag: string | undefined, document: ItemDocument) =>
    app.request('PUT', `${NEW_ITEM}/draft`, {
      token,
      body: document,
      headers: etag === undefined ? {} : { 'if-match': etag },
    })
  t.equal((await put(undefined, newItem())).status, 428)
  t.equal((await put('"99-abc"', newItem())).status, 412)
  const mended = await put(created.headers.etag, newItem())
  t.equal(mended.status, 200)
  t.equal((await put(created.headers.etag, broken)).status, 412, 'somebody was faster')
  t.equal((await put('*', newItem({ itemCode: LESHAN_ITEM_CODE }))).status, 422)
  t.equal((await put('*', newItem({ organisationCode: OTHER_COUNTY_MARKET }))).status, 422)
  t.match((await put('*', { ...newItem(), colour: 'red' } as ItemDocument)).body, {
    status: 400,
    errors: [{ pointer: '/colour' }],
  })

  t.match((await publish({ effectiveFrom: '2026-03-01' })).body, {
    status: 422,
    errors: [{ pointer: '/effectiveFrom', code: 'IN_THE_PAST' }],
  })
  t.match((await publish({ effectiveFrom: '2036-03-03' })).body, { errors: [{ code: 'TOO_FAR_AHEAD' }] })
  const key = { 'idempotency-key': randomUUID() }
  const published = await publish({}, key)
  t.match(published.body, { version: 1, effectiveFrom: '2026-03-02', state: 'IN_USE' })
  const replayed = await publish({}, key)
  t.equal(replayed.headers['idempotency-replayed'], 'true')
  t.equal(replayed.text, published.text)
  t.match((await publish()).body, { status: 409 }, 'there is no draft any more')
  t.same(await codes(app, { q: '户外广告' }), [NEW_CODE])
  await t.rejects(app.deps.pool.query("update item_versions set document = '{}'"))
  await t.rejects(app.database.asOwner('delete from item_versions'), 'not even by the owner')
})

t.test('cataloguers on one draft: all but the first are told to read again', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  await app.request('POST', '/v1/items', { token, body: newItem() })
  await app.request('POST', `${NEW_ITEM}/draft/publish`, { token, body: {} })
  const read = () => app.request('GET', `${NEW_ITEM}/draft`, { token })
  const put = (etag: string | undefined, name: string) =>
    app.request('PUT', `${NEW_ITEM}/draft`, {
      token,
      body: newItem({ name }),
      headers: { 'if-match': etag ?? '' },
    })

  const beforeDraft = (await read()).headers.etag
  const names = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛']
  const together = await Promise.all(names.map((name) => put(beforeDraft, name)))
  t.same(
    together.map((answer) => answer.status).toSorted(),
    [200, 412, 412, 412, 412, 412, 412, 412],
    'all began from the published version, one was first',
  )

  const firstDraft = (await read()).headers.etag
  await app.request('POST', `${NEW_ITEM}/draft/publish`, { token, body: {} })
  t.equal((await put(beforeDraft, '壬')).status, 412, 'that version is no longer the newest')
  t.equal((await put(firstDraft, '壬')).status, 412, 'that draft was published')
  t.equal((await put((await read()).headers.etag, '癸')).status, 200)
  t.equal((await put(firstDraft, '壬')).status, 412, 'nor does it fit the next draft')

  const race = await Promise.all(
    [1, 2].map((serial) =>
      app.request('POST', '/v1/items', {
        token,
        body: newItem({ itemCode: `${COUNTY_MARKET}4510102003000`, name: `户外${serial}` }),
      }),
    ),
  )
  t.same(race.map((answer) => answer.status).toSorted(), [201, 409])
})

t.test('a scheduled version changes nothing before its day', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const publish = (effectiveFrom?: string) =>
    app.request('POST', `${NEW_ITEM}/draft/publish`, {
      token,
      body: effectiveFrom === undefined ? {} : { effectiveFrom },
    })
  await app.request('POST', '/v1/items', { token, body: newItem() })
  t.equal((await publish('2026-03-10')).status, 200)
  t.equal((await app.request('GET', NEW_ITEM)).status, 404)
  t.same(await codes(app, { q: '户外' }), [], 'what is not in force yet is not found')
  t.equal((await codes(app, {})).length, SAMPLE_ITEMS.length)
  t.equal((await find(app, { count: 'true' })).body.count, SAMPLE_ITEMS.length)

  // The day begins at midnight in Shanghai.
  await app.setNow('2026-03-09T15:59:00Z')
  t.equal((await app.request('GET', NEW_ITEM)).status, 404)
  await app.setNow('2026-03-09T16:00:01Z')
  t.equal((await app.request('GET', NEW_ITEM)).body.version, 1)
  t.same(await codes(app, { q: '户外' }), [NEW_CODE])

  await app.request('PUT', `${NEW_ITEM}/draft`, {
    token,
    headers: { 'if-match': '*' },
    body: newItem({ name: '灯箱广告备案', ...FOR_ENTERPRISES }),
  })
  t.match((await publish('2026-04-01')).body, { version: 2, effectiveFrom: '2026-04-01' })
  t.match((await find(app, { q: '户外' })).body.data, [
    { name: '户外广告备案', audiences: ['1', '2', '3', '4', '6'] },
  ])
  t.same(await codes(app, { q: '户外', audience: '1' }), [NEW_CODE], 'filtered by what is in force')
  t.equal((await app.request('GET', NEW_ITEM)).body.version, 1)
  t.match((await app.request('GET', `${NEW_ITEM}/versions`)).body.data, [
    { version: 2, inForce: false },
    { version: 1, inForce: true },
  ])
  await app.setNow('2026-04-01T01:00:00Z')
  t.match((await find(app, { q: '灯箱' })).body.data, [{ itemCode: NEW_CODE, name: '灯箱广告备案' }])
  t.same(await codes(app, { q: '灯箱', audience: '1' }), [])
})

t.test('a suspended item stays visible, and nobody can apply for it until it is resumed', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const url = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`
  const change = (name: string) => app.request('POST', `${url}/${name}`, { token })
  const before = await app.request('GET', url)

  t.match((await change('resume')).body, { status: 409, state: 'IN_USE' })
  t.match((await change('suspend')).body, { state: 'SUSPENDED' })
  const after = await app.request('GET', url, { headers: { 'if-none-match': before.headers.etag ?? '' } })
  t.match(after.body, { state: 'SUSPENDED', version: 1 }, 'the old ETag does not hide it')
  const refused = await createCase(app, foodCase(), { status: 422 })
  t.match(refused.body.errors, [{ pointer: '/itemCode', code: 'ITEM_NOT_IN_USE' }])

  await app.request('PUT', `${url}/draft`, { token, headers: { 'if-match': '*' }, body: foodBusinessLicence })
  const published = await app.request('POST', `${url}/draft/publish`, { token, body: {} })
  t.match(published.body, { version: 2, state: 'SUSPENDED' }, 'a new version does not resume it')

  t.match((await change('resume')).body, { state: 'IN_USE' })
  t.match((await createCase(app, foodCase())).body, { status: 'SUBMITTED', itemVersion: 2 })
  t.match((await change('retire')).body, { state: 'RETIRED' })
  t.match((await change('resume')).body, { status: 409 })
  await app.request('PUT', `${url}/draft`, { token, headers: { 'if-match': '*' }, body: foodBusinessLicence })
  t.match((await app.request('POST', `${url}/draft/publish`, { token, body: {} })).body, { status: 409 })
})

t.test('only a cataloguer within reach keeps an item', async (t) => {
  const app = await startTestApp(t)
  const draft = `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft`
  const other = await app.token('cataloguer', { organisation: OTHER_COUNTY_MARKET })
  const own = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const clerk = await app.token('clerk')
  const writes: [string, string, object | undefined, number][] = [
    ['POST', '/v1/items', newItem(), 403],
    ['GET', draft, undefined, 404],
    ['PUT', draft, foodBusinessLicence, 404],
    ['POST', `${draft}/check`, undefined, 404],
    ['POST', `${draft}/publish`, {}, 404],
    ['POST', `/v1/items/${FOOD_LICENCE_ITEM_CODE}/suspend`, undefined, 404],
    ['POST', `/v1/items/${FOOD_LICENCE_ITEM_CODE}/resume`, undefined, 404],
    ['POST', `/v1/items/${FOOD_LICENCE_ITEM_CODE}/retire`, undefined, 404],
  ]
  for (const [method, url, body, status] of writes) {
    const send = (token?: string) =>
      app.request(method, url, {
        headers: { 'if-match': '*' },
        ...(token === undefined ? {} : { token }),
        ...(body === undefined ? {} : { body }),
      })
    t.equal((await send()).status, 401, `${method} ${url} without a token`)
    t.equal((await send(clerk)).status, 403, `${method} ${url} by a clerk`)
    t.equal((await send(other)).status, status, `${method} ${url} from another county`)
  }
  t.equal((await app.request('GET', draft, { token: own })).status, 200)
  t.match(
    (
      await app.request('POST', '/v1/items', {
        token: own,
        body: newItem({ organisationCode: '91350100M000100Y43' }),
      })
    ).body,
    {
      status: 422,
      errors: [{ pointer: '/organisationCode', code: 'ORGANISATION_UNKNOWN' }],
    },
  )
})
