import { randomUUID } from 'node:crypto'
import t from 'tap'
import { applyPlannedStates } from '../../src/features/catalogue/change-state.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { foodBusinessLicence } from '../helpers/sample.js'

const FOOD = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`
const BASIC_CODE = '510102002000'
const NEW_CODE = `${COUNTY_MARKET}4${BASIC_CODE}`
const ITEM = `/v1/items/${NEW_CODE}`

const newItem = (changes: Partial<ItemDocument> = {}): ItemDocument => ({
  ...structuredClone(foodBusinessLicence),
  itemCode: NEW_CODE,
  basicCode: BASIC_CODE,
  name: '户外广告备案',
  synonyms: [],
  ...changes,
})

/** What a cataloguer of the county does, each request checked for its status. */
async function startCataloguer(t: Parameters<typeof startTestApp>[0]) {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const send = async (method: string, url: string, body?: object, more: object = {}, status = 200) => {
    const answer = await app.request(method, url, {
      token,
      ...(body === undefined ? {} : { body }),
      headers: { 'if-match': '*', ...more },
    })
    if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`)
    return answer
  }
  const draft = (document: ItemDocument) => send('PUT', `/v1/items/${document.itemCode}/draft`, document)
  const publish = (url: string, effectiveFrom?: string, overtakes?: number[]) =>
    send('POST', `${url}/draft/publish`, {
      ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
      ...(overtakes === undefined ? {} : { overtakes }),
    })
  return { app, token, send, draft, publish }
}

const statesOf = async (app: TestApp, url = ITEM): Promise<string[]> =>
  (await app.request('GET', `${url}/versions`)).body.data.map(
    ({ version, state }: { version: number; state: string }) => `${version} ${state}`,
  )
const actsOf = (history: Answer): string[] =>
  history.body.data.map(({ act, version, revision }: { act: string; version?: number; revision?: number }) =>
    [act, version === undefined ? '' : `v${version}`, revision === undefined ? '' : `r${revision}`]
      .filter((part) => part !== '')
      .join(' '),
  )

t.test('a draft is checked as it stands: a change makes it a draft again', async (t) => {
  const { send, draft } = await startCataloguer(t)
  const created = await send('POST', '/v1/items', newItem({ handling: 'onTheSpot' }), {}, 201)
  t.match(created.body, { revision: 1, state: 'DRAFT' })
  const check = (headers = {}) => send('POST', `${ITEM}/draft/check`, undefined, headers)
  const state = async () => (await send('GET', `${ITEM}/draft`)).body

  t.match((await check()).body.findings, [{ rule: 'HANDLING_LIMIT' }])
  t.match(await state(), { state: 'DRAFT', checkedAt: undefined }, 'it did not pass')
  await draft(newItem())
  t.match(await state(), { revision: 2, state: 'DRAFT' })
  const key = { 'idempotency-key': randomUUID() }
  const passed = await check(key)
  const checked = await state()
  t.match(checked, {
    revision: 2,
    state: 'CHECKED',
    checkedAt: /^2026-03-02T01:/,
    checkedBy: 'urn:yichuang:dev|dev-cataloguer',
  })
  const replayed = await check(key)
  t.equal(replayed.headers['idempotency-replayed'], 'true')
  t.equal(replayed.text, passed.text)
  t.equal((await send('GET', `${ITEM}/history`)).body.data.length, 4, 'the repeated request was no act')

  await draft(newItem({ remarks: '改一个字' }))
  t.match(await state(), { revision: 3, state: 'DRAFT', checkedAt: undefined, checkedBy: undefined })
})

t.test('versions say whether they are to come, in force, or were', async (t) => {
  const { app, send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  t.equal((await app.request('GET', `${ITEM}/versions`)).status, 404, 'nobody sees a draft')
  await publish(ITEM, '2026-03-05')
  t.same(await statesOf(app), ['1 SCHEDULED'])
  await app.setNow('2026-03-05T01:00:00Z')
  await draft(newItem({ name: '二' }))
  await publish(ITEM, '2026-04-01')
  await draft(newItem({ name: '三' }))
  const unconfirmed = await send('POST', `${ITEM}/draft/publish`, { effectiveFrom: '2026-03-20' }, {}, 422)
  t.match(unconfirmed.body.errors, [
    { pointer: '/overtakes', code: 'OVERTAKES_SCHEDULED', message: /2（2026-04-01）|2 \(2026-04-01\)/ },
  ])
  t.same(await statesOf(app), ['2 SCHEDULED', '1 IN_FORCE'], 'nothing was published')
  await publish(ITEM, '2026-03-20', [2])
  t.same(
    await statesOf(app),
    ['3 SCHEDULED', '2 SUPERSEDED', '1 IN_FORCE'],
    'the second never comes into force: the third stands before its day',
  )
  await app.setNow('2026-04-02T01:00:00Z')
  t.same(await statesOf(app), ['3 IN_FORCE', '2 SUPERSEDED', '1 SUPERSEDED'])
  await send('POST', `${ITEM}/suspend`)
  t.equal((await app.request('GET', `${ITEM}/versions`)).body.state, 'SUSPENDED')
})

t.test(
  'a draft is judged by the version in force when it is handed in, and told what that changes',
  async (t) => {
    const { app, send, draft, publish } = await startCataloguer(t)
    const withMore = { ...foodCase().form, employees: 5 }
    const begun = await createCase(app, { ...foodCase(), form: withMore, submit: false })
    const another = await createCase(app, { ...foodCase(), submit: false })
    t.match(begun.body, { status: 'DRAFT', itemVersion: 1, missing: [] })
    const [first] = foodBusinessLicence.materials
    if (first === undefined) throw new Error('the sample has materials')
    const changed = structuredClone(foodBusinessLicence)
    const schema = changed.form.schema as { required: string[]; properties: Record<string, object> }
    schema.required.push('waterSource')
    schema.properties.waterSource = { type: 'string', title: '用水来源', examples: ['自来水'] }
    delete schema.properties.employees
    changed.materials = changed.materials.filter(({ materialCode }) => materialCode !== 'safety-rules')
    changed.materials.push({ ...first, materialCode: 'water-test', name: '水质检测报告' })
    await draft(changed)
    t.match((await publish(FOOD)).body, { version: 2 })

    const token = await app.token('clerk')
    const url = `/v1/cases/${begun.body.caseNo}`
    const seen = await app.request('GET', url, { token })
    const changedSince = {
      version: 1,
      materials: ['water-test'],
      fields: ['waterSource'],
      droppedMaterials: ['safety-rules'],
      droppedFields: ['employees'],
    }
    t.match(seen.body, { itemVersion: 2, missing: [{ materialCode: 'water-test' }], changedSince })
    const lacking = await transition(app, 'clerk', seen, { action: 'submit' }, 422)
    t.match(lacking.body.errors, [{ pointer: '/form/waterSource', code: 'FORM_REQUIRED' }])
    t.match(lacking.body.detail, '第 1 版')
    const handedIn = await transition(app, 'clerk', seen, {
      action: 'submit',
      form: { waterSource: '自来水' },
    })
    t.match(handedIn.body, {
      status: 'SUBMITTED',
      itemVersion: 2,
      missing: [{ materialCode: 'water-test' }],
      changedSince,
    })
    t.notOk(Object.hasOwn(handedIn.body.form, 'employees'), 'nobody keeps what the form does not know')
    const row = await app.deps.pool.query('select item_version from cases where case_no = $1', [
      begun.body.caseNo,
    ])
    t.same(row.rows, [{ item_version: 2 }])
    const codesOf = ({ body }: Answer) =>
      body.materials.map(({ materialCode }: { materialCode: string }) => materialCode)
    const listed = ['application-form', 'business-licence', 'layout-plan']
    t.same(codesOf(handedIn), listed, 'what the version does not list any more is put aside')
    t.same(codesOf(await app.request('GET', url, { token })), listed, 'for good')
    const filled = await app.request('PATCH', `/v1/cases/${another.body.caseNo}`, {
      token,
      headers: { 'if-match': '*' },
      body: { form: { ...foodCase().form, waterSource: '自来水' } },
    })
    t.equal(filled.status, 200, filled.text.slice(0, 200))
    t.same(codesOf(filled), listed, 'nobody is refused for what was not sent')

    await send('POST', `${FOOD}/suspend`)
    const waiting = await app.request('GET', `/v1/cases/${another.body.caseNo}`, { token })
    const offers = await app.request('GET', `/v1/cases/${another.body.caseNo}/actions`, { token })
    t.notOk(offers.body.data.some(({ action }: { action: string }) => action === 'submit'))
    t.match(offers.body.waiting, [{ action: 'submit', fees: [], detail: '该事项已暂停或取消' }])
    const closed = await transition(app, 'clerk', waiting, { action: 'submit' }, 422)
    t.match(closed.body.errors, [{ pointer: '/itemCode', code: 'ITEM_NOT_IN_USE' }])
    await send('POST', `${FOOD}/resume`)
    await draft({ ...changed, validUntil: '2026-03-31' })
    await publish(FOOD)
    await app.setNow('2026-04-01T01:00:00Z')
    t.match((await createCase(app, foodCase(), { status: 422 })).body.errors, [{ code: 'ITEM_EXPIRED' }])
    const late = await app.request('GET', `/v1/cases/${another.body.caseNo}`, { token })
    const expired = await transition(app, 'clerk', late, { action: 'submit' }, 422)
    t.match(expired.body.errors, [{ pointer: '/itemCode', code: 'ITEM_EXPIRED' }])
  },
)

t.test('a running case goes on under the version that it was handed in under', async (t) => {
  const { app, draft, publish } = await startCataloguer(t)
  const running = await createCase(app, foodCase())
  const untouched = await createCase(app, foodCase({ without: ['layout-plan'] }))
  t.match(running.body, { itemVersion: 1, missing: [] })

  const [first] = foodBusinessLicence.materials
  if (first === undefined) throw new Error('the sample has materials')
  await draft({
    ...structuredClone(foodBusinessLicence),
    materials: [
      ...foodBusinessLicence.materials.filter(({ materialCode }) => materialCode !== 'layout-plan'),
      { ...first, materialCode: 'water-test', name: '水质检测报告' },
    ],
    limits: {
      ...foodBusinessLicence.limits,
      promised: { amount: 3, unit: 'workingDay' },
    },
  })
  t.match((await publish(FOOD)).body, { version: 2 })

  const accepted = await transition(app, 'clerk', running, { action: 'accept' })
  t.equal(accepted.body.itemVersion, 1)
  t.match(
    accepted.body.clocks.find(({ kind }: { kind: string }) => kind === 'PROMISE'),
    { due: '2026-03-12' },
    'eight working days, not three',
  )
  t.match(untouched.body.missing, [{ materialCode: 'layout-plan' }])
  const token = await app.token('clerk')
  t.match(
    (await app.request('GET', `/v1/cases/${untouched.body.caseNo}`, { token })).body.missing,
    [{ materialCode: 'layout-plan' }],
    'it still wants what its own version asks for',
  )

  const later = await createCase(app, foodCase({ without: ['layout-plan'] }))
  t.match(later.body, { itemVersion: 2, missing: [{ materialCode: 'water-test' }] })
  await createCase(app, foodCase(), { status: 422 }) // the new version does not list the old material
})

t.test('a scheduled version is withdrawn: the item is again what it was', async (t) => {
  const { app, send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  await publish(ITEM)
  const themes = { legal: foodBusinessLicence.themes?.legal ?? [] }
  await draft(newItem({ name: '灯箱广告备案', audiences: ['2'], themes }))
  t.match((await publish(ITEM, '2026-04-01')).body, { version: 2 })
  const found = async (q: string) =>
    (await app.request('GET', `/v1/items?q=${encodeURIComponent(q)}`)).body.data.map(
      ({ itemCode }: { itemCode: string }) => itemCode,
    )
  t.same(await found('户外广告'), [NEW_CODE])
  const etag = (await app.request('GET', `${ITEM}/versions/2`)).headers.etag ?? ''
  t.equal((await app.request('GET', `${ITEM}/versions/1/diff/2`)).body.changes.length, 3)

  const remove = (version: number, headers = {}, status = 204) =>
    send('DELETE', `${ITEM}/versions/${version}`, undefined, headers, status)
  t.match((await remove(2, { 'if-match': '"1-abc"' }, 412)).body, { code: 'PRECONDITION_FAILED' })
  await remove(2, { 'if-match': etag })
  await remove(2, {}, 404)
  t.same(await statesOf(app), ['1 IN_FORCE'])
  t.equal((await app.request('GET', `${ITEM}/versions/2`)).status, 404)
  t.equal((await app.request('GET', `${ITEM}/versions/1/diff/2`)).status, 404, 'nor from memory')
  const [row] = await app.database.asOwner<{ name: string; audiences: string[]; latest_version: number }>(
    'select name, audiences, latest_version from items where item_code = $1',
    [NEW_CODE],
  )
  t.match(row, { name: '户外广告备案', audiences: ['1', '2', '3', '4', '6'], latest_version: 1 })
  await app.setNow('2026-04-02T01:00:00Z')
  t.equal((await app.request('GET', ITEM)).body.version, 1)
  t.same(await found('灯箱广告'), [])
  t.same(await found('户外广告'), [NEW_CODE])

  const restored = await send('GET', `${ITEM}/draft`)
  t.match(restored.body, { state: 'DRAFT', document: { name: '灯箱广告备案' } }, 'the work is not lost')
  t.match((await publish(ITEM)).body, { version: 3 }, 'a number that was seen is not used again')
})

t.test('the first version is withdrawn; a draft that is there stays', async (t) => {
  const { app, send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  await publish(ITEM, '2026-03-20')
  await draft(newItem({ name: '另一份草稿' }))
  await send('DELETE', `${ITEM}/versions/1`, undefined, {}, 204)
  t.equal((await app.request('GET', `${ITEM}/versions`)).status, 404)
  t.match((await send('GET', `${ITEM}/draft`)).body, { document: { name: '另一份草稿' } })
  const [row] = await app.database.asOwner('select state, latest_version from items where item_code = $1', [
    NEW_CODE,
  ])
  t.same(row, { state: 'DRAFT', latest_version: 0 })
  t.match((await publish(ITEM)).body, { version: 2, state: 'IN_USE' })
})

t.test('of several scheduled versions any is withdrawn; the search knows the others', async (t) => {
  const { app, send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  await publish(ITEM)
  for (const [name, day] of [
    ['灯箱广告备案', '2026-03-10'],
    ['霓虹广告备案', '2026-03-20'],
  ] as const) {
    await draft(newItem({ name }))
    await publish(ITEM, day)
  }
  await send('DELETE', `${ITEM}/versions/2`, undefined, {}, 204)
  t.same(await statesOf(app), ['3 SCHEDULED', '1 IN_FORCE'])
  const found = async (q: string) =>
    (await app.request('GET', `/v1/items?q=${encodeURIComponent(q)}`)).body.data.length
  t.same([await found('户外'), await found('灯箱'), await found('霓虹')], [1, 0, 0], 'by its name of today')
  await app.setNow('2026-03-20T01:00:00Z')
  t.match((await app.request('GET', ITEM)).body, { version: 3, name: '霓虹广告备案' })
  t.same([await found('户外'), await found('霓虹')], [0, 1])
})

t.test(
  'a version that is or was in force is kept, and the refusal tells how many cases need it',
  async (t) => {
    const { app, send, draft, publish } = await startCataloguer(t)
    const cases = [await createCase(app, foodCase()), await createCase(app, foodCase())]
    const [withdrawn] = cases
    if (withdrawn === undefined) throw new Error('a case was made')
    await transition(app, 'clerk', withdrawn, { action: 'withdraw', reason: '不办了' })
    const remove = (version: number, status: number) =>
      send('DELETE', `${FOOD}/versions/${version}`, undefined, {}, status)
    const refused = await remove(1, 409)
    t.match(refused.body, { code: 'CONFLICT', runningCases: 1, version: 1, detail: /现有 1 件在办件/ })
    await draft({ ...structuredClone(foodBusinessLicence), remarks: '新' })
    await publish(FOOD)
    t.match((await remove(1, 409)).body, { runningCases: 1 }, 'superseded, and still needed')
    t.match((await remove(2, 409)).body, { runningCases: 0 })

    await draft({ ...structuredClone(foodBusinessLicence), remarks: '再新' })
    await publish(FOOD, '2026-03-03')
    await app.setNow('2026-03-02T15:59:30Z')
    await remove(3, 409) // half a minute before its day
    await app.setNow('2026-03-02T15:58:30Z')
    await remove(3, 204)

    const url = `${FOOD}/versions/1`
    t.equal((await app.request('DELETE', url)).status, 401)
    t.equal((await app.request('DELETE', url, { token: await app.token('clerk') })).status, 403)
    const other = await app.token('cataloguer', { organisation: OTHER_COUNTY_MARKET })
    t.equal((await app.request('DELETE', url, { token: other })).status, 404, 'first of all: not hers')
    const bare = await app.request('DELETE', url, { token: await app.token('cataloguer') })
    t.match(bare.body, { status: 428 })
  },
)

t.test('a clock that was set back withdraws no version that a running case uses', async (t) => {
  const { app, send, draft, publish } = await startCataloguer(t)
  await draft({ ...structuredClone(foodBusinessLicence), remarks: '新' })
  await publish(FOOD, '2026-03-10')
  await app.setNow('2026-03-10T01:00:00Z')
  const made = await createCase(app, foodCase())
  t.match(made.body, { itemVersion: 2 })
  // A standby takes over whose clock is behind: the version is to come once more.
  await app.setNow('2026-03-09T01:00:00Z')
  t.same(await statesOf(app, FOOD), ['2 SCHEDULED', '1 IN_FORCE'])
  const refused = await send('DELETE', `${FOOD}/versions/2`, undefined, {}, 409)
  t.match(refused.body, { code: 'CONFLICT', runningCases: 1, version: 2, detail: /现有 1 件在办件/ })
  t.same(await statesOf(app, FOOD), ['2 SCHEDULED', '1 IN_FORCE'])
  const running = await app.request('GET', `/v1/cases/${made.body.caseNo}`, {
    token: await app.token('clerk'),
  })
  t.match(running, { status: 200, body: { itemVersion: 2 } }, 'the case goes on')
})

t.test('the database refuses too, whoever asks', async (t) => {
  const { app, draft, publish } = await startCataloguer(t)
  await draft({ ...structuredClone(foodBusinessLicence), remarks: '新' })
  await publish(FOOD, '2026-03-10')
  const { pool } = app.deps
  const refusedFor = async (text: string, code: string) => {
    await t.rejects(pool.query(text), { code }, text)
    await t.rejects(app.database.asOwner(text), { code }, text)
  }
  const RESTRICTED = '23001'
  await t.rejects(
    pool.query("update item_versions set document = '{}'"),
    { code: '42501' },
    'no right at all',
  )
  await t.rejects(app.database.asOwner("update item_versions set document = '{}'"), { code: RESTRICTED })
  await refusedFor(
    `delete from item_versions where item_code = '${FOOD_LICENCE_ITEM_CODE}' and version = 1`,
    RESTRICTED,
  )
  const scheduled = `delete from item_versions where item_code = '${FOOD_LICENCE_ITEM_CODE}' and version = 2`
  const made = await createCase(app, foodCase())
  await app.database.asOwner('update cases set item_version = 2 where case_no = $1', [made.body.caseNo])
  await refusedFor(scheduled, RESTRICTED)
  await app.database.asOwner('update cases set item_version = 1 where case_no = $1', [made.body.caseNo])
  await app.setNow('2026-03-09T15:59:30Z')
  await refusedFor(scheduled, RESTRICTED)
  await app.setNow('2026-03-09T15:58:00Z')
  t.equal((await pool.query(scheduled)).rowCount, 1)
  for (const change of ['update item_changes set act = act', 'delete from item_changes']) {
    await t.rejects(pool.query(change), { code: '42501' })
    await t.rejects(app.database.asOwner(change), { code: RESTRICTED })
  }
})

t.test('the history tells who changed what, page by page', async (t) => {
  const { app, send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  const changed = newItem({ name: '灯箱广告备案' })
  for (const material of changed.materials.slice(0, 1)) material.copies = 3
  await draft(changed)
  await send('POST', `${ITEM}/draft/check`)
  await publish(ITEM)
  await draft(newItem({ name: '霓虹广告备案' }))
  await publish(ITEM, '2026-03-10')
  await send('DELETE', `${ITEM}/versions/2`, undefined, {}, 204)
  await send('POST', `${ITEM}/suspend`)
  await send('POST', `${ITEM}/resume`)
  await send('POST', `${ITEM}/retire`)
  const all = await send('GET', `${ITEM}/history?limit=100`)
  t.same(actsOf(all), [
    'RETIRED',
    'RESUMED',
    'SUSPENDED',
    'WITHDRAWN v2',
    'PUBLISHED v2 r4',
    'DRAFTED r4',
    'PUBLISHED v1 r2',
    'CHECKED r2',
    'DRAFTED r2',
    'CREATED r1',
  ])
  const [, , , , second, , first, check, edit] = all.body.data
  t.match(edit, {
    title: '修改草稿',
    at: /^2026-03-02T01:/,
    by: 'urn:yichuang:dev|dev-cataloguer',
    changes: [
      { pointer: '/name', title: '名称', before: '户外广告备案', after: '灯箱广告备案' },
      { title: '申报资料·“食品经营许可申请书”·复印件份数', before: 0, after: 3 },
    ],
  })
  t.match(check, { errors: 0, changes: undefined })
  t.match(first, { effectiveFrom: '2026-03-02', changes: undefined })
  t.match(second, { effectiveFrom: '2026-03-10', changes: [{ pointer: '/name' }, { pointer: /copies$/ }] })
  t.match((await send('GET', `${ITEM}/history?limit=1`, undefined, { 'accept-language': 'en' })).body.data, [
    { title: 'retired' },
  ])

  const seen: string[] = []
  let url: string | undefined = `${ITEM}/history?limit=3`
  while (url !== undefined) {
    const page: Answer = await send('GET', url)
    seen.push(...actsOf(page))
    url = /^<(.*)>; rel="next"$/.exec(page.headers.link ?? '')?.[1]
  }
  t.same(seen, actsOf(all))
  const { nextCursor } = (await send('GET', `${ITEM}/history?limit=3`)).body
  t.match((await send('GET', `${FOOD}/history?cursor=${nextCursor}`, undefined, {}, 400)).body, {
    code: 'INVALID_CURSOR',
  })
  const other = await app.token('cataloguer', { organisation: OTHER_COUNTY_MARKET })
  t.equal((await app.request('GET', `${ITEM}/history`, { token: other })).status, 404)
})

t.test('what was refused is no act', async (t) => {
  const { send, app } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem({ handling: 'onTheSpot' }), {}, 201)
  await send('PUT', `${ITEM}/draft`, newItem(), { 'if-match': '"9-x"' }, 412)
  await send('POST', `${ITEM}/draft/publish`, {}, {}, 422)
  await send('POST', `${ITEM}/suspend`, undefined, {}, 409)
  const race = await Promise.all(
    ['甲', '乙', '丙', '丁'].map((name) =>
      app.request('PUT', `${ITEM}/draft`, {
        token: '',
        body: newItem({ name }),
        headers: { 'if-match': '"1-x"' },
      }),
    ),
  )
  t.same(new Set(race.map(({ status }) => status)), new Set([401]))
  const token = await app.token('cataloguer')
  const { etag = '' } = (await send('GET', `${ITEM}/draft`)).headers
  const together = await Promise.all(
    ['甲', '乙', '丙', '丁'].map((name) =>
      app.request('PUT', `${ITEM}/draft`, {
        token,
        body: newItem({ name }),
        headers: { 'if-match': etag },
      }),
    ),
  )
  t.same(together.map(({ status }) => status).toSorted(), [200, 412, 412, 412])
  t.same(actsOf(await send('GET', `${ITEM}/history`)), ['DRAFTED r2', 'CREATED r1'])
})

t.test('the draft is compared with the version in force', async (t) => {
  const { send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  const all = (await send('GET', `${ITEM}/draft/diff`)).body
  t.match(all, { itemCode: NEW_CODE, revision: 1, from: undefined })
  t.ok(all.changes.every(({ kind }: { kind: string }) => kind === 'added'))
  await publish(ITEM)
  t.same((await send('GET', `${ITEM}/draft/diff`)).body.changes, [], 'no draft: no difference')
  await draft(newItem({ correctionDays: 5, windowAuthority: '窗口受理' }))
  await publish(ITEM, '2026-03-10')
  await draft(newItem({ correctionDays: 10, windowAuthority: '窗口受理' }))
  const diff = await send('GET', `${ITEM}/draft/diff`)
  t.match(
    diff.body,
    {
      from: 1,
      changes: [
        {
          pointer: '/windowAuthority',
          before: newItem().windowAuthority,
          after: '窗口受理',
          title: '窗口权限',
        },
        { pointer: '/correctionDays', kind: 'added', after: 10 },
      ],
    },
    'with what is in force, not with what is to come',
  )
  const again = await send(
    'GET',
    `${ITEM}/draft/diff`,
    undefined,
    {
      'if-none-match': diff.headers.etag ?? '',
    },
    304,
  )
  t.equal(again.text, '')
})

t.test('a version is withdrawn while its draft is published: one after the other', async (t) => {
  const { app, token, send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  await publish(ITEM)
  await draft(newItem({ name: '二' }))
  await publish(ITEM, '2026-04-01')
  await draft(newItem({ name: '三' }))
  const headers = { 'if-match': '*' }
  const answers = await Promise.all([
    app.request('DELETE', `${ITEM}/versions/2`, { token, headers }),
    app.request('POST', `${ITEM}/draft/publish`, { token, body: { effectiveFrom: '2026-05-01' } }),
    app.request('DELETE', `${ITEM}/versions/2`, { token, headers }),
  ])
  t.same(answers.map(({ status }) => status).toSorted(), [200, 204, 404])
  t.same(await statesOf(app), ['3 SCHEDULED', '1 IN_FORCE'])
  const [row] = await app.database.asOwner('select latest_version, name from items where item_code = $1', [
    NEW_CODE,
  ])
  t.same(row, { latest_version: 3, name: '三' })
})

t.test('a correction of today is made on what is in force, not on what is to come', async (t) => {
  const { app, send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  await publish(ITEM)
  await draft(newItem({ name: '灯箱广告备案' }))
  await publish(ITEM, '2026-03-20')
  const begun = (await send('GET', `${ITEM}/draft`)).body
  t.equal(begun.document.name, '户外广告备案')
  t.equal((await send('GET', `${ITEM}/draft?version=2`)).body.document.name, '灯箱广告备案', 'when asked for')
  await send('GET', `${ITEM}/draft?version=3`, undefined, {}, 404)
  await draft({ ...begun.document, windowAuthority: '窗口受理' })
  await send('POST', `${ITEM}/draft/publish`, {}, {}, 422)
  await publish(ITEM, undefined, [2])
  t.match((await app.request('GET', ITEM)).body, {
    version: 3,
    name: '户外广告备案',
    windowAuthority: '窗口受理',
  })
})

t.test('what was checked is what is published: If-Match of the draft', async (t) => {
  const { send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  const checked = (await send('GET', `${ITEM}/draft`)).headers.etag ?? ''
  await draft(newItem({ name: '他人的修改' }))
  await send('POST', `${ITEM}/draft/publish`, {}, { 'if-match': checked }, 412)
  await publish(ITEM)
})

t.test('a mistyped draft is deleted; the code of an item that never was is free again', async (t) => {
  const { app, send, draft, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  const first = (await send('GET', `${ITEM}/draft`)).headers.etag ?? ''
  const drop = (headers: object, status: number) =>
    send('DELETE', `${ITEM}/draft`, undefined, headers, status)
  const without = await app.request('DELETE', `${ITEM}/draft`, { token: await app.token('cataloguer') })
  t.equal(without.status, 428)
  await draft(newItem({ name: '改名' }))
  await drop({ 'if-match': first }, 412)
  await drop({}, 204)
  await send('GET', `${ITEM}/draft`, undefined, {}, 404)
  const again = await send('POST', '/v1/items', newItem({ name: '重新起草' }), {}, 201)
  t.match(again.body, { document: { name: '重新起草' } })
  await drop({ 'if-match': first }, 412)
  await publish(ITEM)
  await drop({}, 404)
  await draft(newItem({ name: '又改' }))
  await drop({}, 204)
  t.match((await send('GET', `${ITEM}/draft`)).body.document, { name: '重新起草' })
  t.match(
    actsOf(await send('GET', `${ITEM}/history`)).map((act) => act.split(' ')[0]),
    [...['DROPPED', 'DRAFTED', 'PUBLISHED', 'CREATED', 'DROPPED', 'DRAFTED', 'CREATED']],
  )
})

t.test('an item whose last day is past is neither found nor taken in', async (t) => {
  const { app, send, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem({ validUntil: '2026-03-10' }), {}, 201)
  await publish(ITEM)
  const found = async () =>
    (await app.request('GET', `/v1/items?q=${encodeURIComponent('户外广告')}`)).body.data.length
  const read = async () => (await app.request('GET', ITEM)).body.state
  await app.setNow('2026-03-10T15:59:00Z')
  t.same([await found(), await read()], [1, 'IN_USE'], 'its last day')
  await app.setNow('2026-03-10T16:00:00Z')
  t.same([await found(), await read()], [0, 'EXPIRED'])
  const refused = await app.request('POST', '/v1/cases', {
    token: await app.token('clerk'),
    headers: { 'idempotency-key': randomUUID() },
    body: { ...foodCase(), itemCode: NEW_CODE },
  })
  t.match(refused, { status: 422, body: { errors: [{ pointer: '/itemCode', code: 'ITEM_EXPIRED' }] } })
})

t.test('why an item was suspended stands in its history', async (t) => {
  const { send, publish } = await startCataloguer(t)
  await send('POST', '/v1/items', newItem(), {}, 201)
  await publish(ITEM)
  await send('POST', `${ITEM}/suspend`, { reason: '系统升级，暂停办理' }, { 'if-match': '"9-x"' }, 412)
  await send('POST', `${ITEM}/suspend`, { reason: '系统升级，暂停办理' })
  t.match((await send('GET', `${ITEM}/history`)).body.data[0], {
    act: 'SUSPENDED',
    reason: '系统升级，暂停办理',
  })
})

t.test(
  'a suspension and a retirement hold from the day that they name, whether or not they were written',
  async (t) => {
    const { app, send, publish } = await startCataloguer(t)
    await send('POST', '/v1/items', newItem(), {}, 201)
    await publish(ITEM)
    await app.setNow('2026-03-10T02:00:00Z')
    const read = async () => (await app.request('GET', ITEM)).body.state
    const found = async () =>
      (await app.request('GET', `/v1/items?q=${encodeURIComponent('户外广告')}`)).body.data.map(
        ({ state }: { state: string }) => state,
      )
    await send('POST', `${ITEM}/suspend`, { effectiveFrom: '2026-03-09' }, {}, 422)
    const reason = '系统升级，暂停办理'
    const planned = await send('POST', `${ITEM}/suspend`, { effectiveFrom: '2026-03-12', reason })
    t.match(planned.body, { state: 'IN_USE', planned: { state: 'SUSPENDED', from: '2026-03-12' } })
    await send('POST', `${ITEM}/resume`, { reason: '不再暂停' })
    await app.setNow('2026-03-12T02:00:00Z')
    t.equal(await read(), 'IN_USE', 'the plan was given up')
    t.equal(await applyPlannedStates(app.deps.pool), 0)

    await send('POST', `${ITEM}/suspend`, { effectiveFrom: '2026-03-14', reason })
    t.equal(await read(), 'IN_USE', 'not before its day')
    await app.setNow('2026-03-13T16:00:00Z')
    t.equal(await read(), 'SUSPENDED', 'from the first moment of its day in Shanghai')
    const refused = await app.request('POST', '/v1/cases', {
      token: await app.token('clerk'),
      headers: { 'idempotency-key': randomUUID() },
      body: { ...foodCase(), itemCode: NEW_CODE },
    })
    t.match(refused, { status: 422, body: { errors: [{ pointer: '/itemCode' }] } })
    t.equal(await applyPlannedStates(app.deps.pool), 1)
    t.equal(await applyPlannedStates(app.deps.pool), 0, 'once')
    t.same([await read(), await found()], ['SUSPENDED', ['SUSPENDED']])

    const end = await send('POST', `${ITEM}/retire`, {
      effectiveFrom: '2026-03-20',
      reason: '依据的规章已废止',
    })
    t.match(end.body, { state: 'SUSPENDED', planned: { state: 'RETIRED' } })
    t.match((await send('POST', `${ITEM}/resume`)).body, { state: 'IN_USE', planned: { state: 'RETIRED' } })
    t.same(await found(), ['IN_USE'])
    await app.setNow('2026-03-20T02:00:00Z')
    t.same([await read(), await found()], ['RETIRED', []])
    t.equal(await applyPlannedStates(app.deps.pool), 1)
    t.equal(await read(), 'RETIRED')
    const history = (await send('GET', `${ITEM}/history`)).body.data
    t.match(history.slice(0, 3), [
      { act: 'RETIRED', reason: '依据的规章已废止' },
      { act: 'RESUMED' },
      { act: 'STATE_PLANNED', state: 'RETIRED', effectiveFrom: '2026-03-20' },
    ])
    t.equal(history[0].by, history[2].by, 'in the name of who planned it')
  },
)
