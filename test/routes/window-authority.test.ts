import t from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import {
  CITY_HOUSING_FUND,
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, MARKET_WINDOW } from '../helpers/cases.js'

const PATH = `/v1/windows/${MARKET_WINDOW}/authority`
const REQUEST = `/v1/authority-requests/${MARKET_WINDOW}/${FOOD_LICENCE_ITEM_CODE}`

interface Held {
  itemCode: string
  level: string
}

/** The hall's manager, of the township that runs the centre; the item is the county's market bureau's. */
async function hall(app: TestApp) {
  const manager = await app.token('manager', { organisation: TOWN_GOVERNMENT })
  const lead = await app.token('lead', { organisation: COUNTY_MARKET })
  const auditor = await app.token('auditor')
  const window = async () => (await app.request('GET', `/v1/windows/${MARKET_WINDOW}`)).body
  const levelOf = (authority: Held[] = [], code = FOOD_LICENCE_ITEM_CODE) =>
    authority.find(({ itemCode }) => itemCode === code)?.level
  return {
    manager,
    lead,
    window,
    /** What counts, and what waits. */
    levels: async (code = FOOD_LICENCE_ITEM_CODE) => {
      const { authority, requested } = await window()
      return { held: levelOf(authority, code), asked: levelOf(requested, code) }
    },
    /** Sets the level of the food licence, or of another item, and leaves the other items as they are. */
    set: async (level: string | undefined, { token = manager, itemCode = FOOD_LICENCE_ITEM_CODE } = {}) => {
      const others = (await window()).authority.filter((each: Held) => each.itemCode !== itemCode)
      const authority = level === undefined ? others : [...others, { itemCode, level }]
      return app.request('PUT', PATH, { token, body: { authority }, headers: { 'if-match': '*' } })
    },
    answer: (act: 'confirm' | 'refuse', body: object, token = lead) =>
      app.request('POST', `${REQUEST}/${act}`, { token, body }),
    audit: async (action: string) =>
      (await app.request('GET', `/v1/audit?action=${action}`, { token: auditor })).body.data,
  }
}

async function eventsOf(app: TestApp) {
  while ((await sequenceBatch(app.deps.pool)) > 0);
  const { body } = await app.request('GET', '/v1/exchange/changes', { token: await app.token('exchange') })
  return body.data.filter(({ subject }: { subject: { kind: string } }) => subject.kind === 'windowAuthority')
}

t.test('a window decides another organ’s item only after that organ has confirmed it', async (t) => {
  const app = await startTestApp(t)
  const { set, levels, answer, lead, manager, audit } = await hall(app)
  t.same(await levels(), { held: 'accepts', asked: undefined })
  const asked = await set('decides')
  t.equal(asked.status, 200, asked.text)
  t.match(asked.body.requested, [{ itemCode: FOOD_LICENCE_ITEM_CODE, level: 'decides' }])
  t.same(await levels(), { held: 'accepts', asked: 'decides' }, 'what it held goes on, nothing more')
  const created = await createCase(app, foodCase())
  const town = await app.token('clerk', { organisation: TOWN_GOVERNMENT })
  const actions = await app.request('GET', `/v1/cases/${created.body.caseNo}/actions`, { token: town })
  t.notOk(
    actions.body.data.some(({ action }: { action: string }) => action === 'approve'),
    'nobody of the hall decides',
  )

  const listed = (token: string) => app.request('GET', '/v1/authority-requests', { token })
  const line = {
    window: MARKET_WINDOW,
    itemCode: FOOD_LICENCE_ITEM_CODE,
    level: 'decides',
    held: 'accepts',
    organisation: COUNTY_MARKET,
    dueOn: '2026-03-30',
    answerable: { organisation: COUNTY_MARKET, roles: ['lead', 'cataloguer'] },
  }
  t.match((await listed(lead)).body.data, [line], 'the organ whose item it is sees it')
  t.match((await listed(manager)).body.data, [line], 'the hall sees its own')
  const stranger = await app.token('lead', { organisation: COUNTY_CIVIL_AFFAIRS })
  t.same((await listed(stranger)).body.data, [])
  t.match(await answer('confirm', { level: 'decides' }, stranger), { status: 404 })
  t.match(await answer('confirm', { level: 'decides' }, manager), { status: 403 }, 'never the hall itself')
  t.match(await answer('confirm', { level: 'accepts' }), { status: 409, body: { level: 'decides' } })

  const confirmed = await answer('confirm', { level: 'decides' })
  t.equal(confirmed.status, 200, confirmed.text)
  t.notOk('requested' in confirmed.body)
  t.same(await levels(), { held: 'decides', asked: undefined })
  t.match(await answer('confirm', { level: 'decides' }), { status: 404 }, 'answered once')
  const { rows } = await app.deps.pool.query(
    'select confirmed_by from window_authorities where window_id = $1 and item_code = $2',
    [MARKET_WINDOW, FOOD_LICENCE_ITEM_CODE],
  )
  t.match(rows, [{ confirmed_by: 'urn:yichuang:dev|dev-lead' }])

  t.match(
    (await eventsOf(app)).map(({ type, subject, payload }: Record<string, object>) => ({
      type,
      subject,
      payload,
    })),
    ['windowAuthority.request', 'windowAuthority.confirm'].map((type) => ({
      type,
      subject: { no: `${MARKET_WINDOW}/${FOOD_LICENCE_ITEM_CODE}` },
      payload: { level: 'decides', organisation: COUNTY_MARKET, windowId: MARKET_WINDOW },
    })),
  )
  t.match(await audit('replaceAuthority'), [
    { object: `window ${MARKET_WINDOW}`, details: { changes: [{ what: 'request', level: 'decides' }] } },
  ])
  t.match(await audit('confirmAuthority'), [
    { object: `window ${MARKET_WINDOW}`, details: { itemCode: FOOD_LICENCE_ITEM_CODE, level: 'decides' } },
  ])
})

t.test('a refusal says why, and what was held stays', async (t) => {
  const app = await startTestApp(t)
  const { set, levels, answer, audit } = await hall(app)
  await set('decides')
  t.equal((await answer('refuse', { level: 'decides' })).status, 400, 'with a reason')
  const reason = '该事项须由本机关决定'
  t.equal((await answer('refuse', { level: 'decides', reason })).status, 200)
  t.same(await levels(), { held: 'accepts', asked: undefined })
  const [, refused] = await eventsOf(app)
  t.match(refused, { type: 'windowAuthority.refuse', payload: { level: 'decides' } })
  t.notMatch(JSON.stringify(refused), reason, 'words stand beside the feed')
  t.equal((await audit('refuseAuthority')).length, 1)
})

t.test('less than before counts at once, more never; an organ takes back what it confirmed', async (t) => {
  const app = await startTestApp(t)
  const { set, levels, answer, lead, manager } = await hall(app)
  await set('collects')
  t.same(await levels(), { held: 'collects', asked: undefined })
  await set('accepts')
  t.same(await levels(), { held: 'collects', asked: 'accepts' }, 'back up again needs a confirmation')
  const [first] = (await app.request('GET', '/v1/authority-requests', { token: lead })).body.data
  await set('accepts')
  const [again] = (await app.request('GET', '/v1/authority-requests', { token: lead })).body.data
  t.equal(again.requestedAt, first.requestedAt, 'asked for once')
  await set('collects')
  t.same(await levels(), { held: 'collects', asked: undefined }, 'the hall thinks better of it')
  await set('decides')
  await answer('confirm', { level: 'decides' })
  const take = (token: string, headers: Record<string, string> = { 'if-match': '*' }) =>
    app.request('DELETE', `${PATH}/${FOOD_LICENCE_ITEM_CODE}`, { token, headers })
  const stranger = await app.token('cataloguer', { organisation: OTHER_COUNTY_MARKET })
  t.equal((await take(stranger)).status, 403)
  t.equal((await take(manager)).status, 403, 'the hall uses PUT')
  t.equal((await take(lead, {})).status, 428)
  t.same(await levels(), { held: 'decides', asked: undefined }, 'refused deletions change nothing')
  t.equal((await take(lead)).status, 204)
  t.same(await levels(), { held: undefined, asked: undefined })
  t.equal((await take(lead)).status, 404)
  await set('advises')
  t.same(await levels(), { held: undefined, asked: 'advises' })
  await set(undefined)
  t.same(await levels(), { held: undefined, asked: undefined })
})

t.test(
  'who stands above all gives at once; who stands above the organ waits for it as others do',
  async (t) => {
    const app = await startTestApp(t)
    const { set, levels } = await hall(app)
    const county = await app.token('manager', { organisation: COUNTY_MARKET, scope: 'subtree' })
    t.equal((await set('decides', { token: county })).status, 200)
    t.same(await levels(), { held: 'accepts', asked: 'decides' }, 'a manager above is not the bureau')
    t.equal((await set('decides', { token: await app.token('manager') })).status, 200)
    t.same(await levels(), { held: 'decides', asked: undefined })
    await set('decides', { token: county, itemCode: LESHAN_ITEM_CODE })
    t.same(
      await levels(LESHAN_ITEM_CODE),
      { held: undefined, asked: 'decides' },
      'the city’s item is not the county’s to give',
    )
    const fund = await app.token('cataloguer', { organisation: CITY_HOUSING_FUND })
    const answer = await app.request(
      'POST',
      `/v1/authority-requests/${MARKET_WINDOW}/${LESHAN_ITEM_CODE}/confirm`,
      { token: fund, body: { level: 'decides' }, headers: { 'idempotency-key': 'once' } },
    )
    t.equal(answer.status, 200, answer.text)
    t.same(await levels(LESHAN_ITEM_CODE), { held: 'decides', asked: undefined })
  },
)

t.test('an item that does not exist, or stands twice, is told with its place', async (t) => {
  const app = await startTestApp(t)
  const { manager } = await hall(app)
  const item = { itemCode: FOOD_LICENCE_ITEM_CODE, level: 'accepts' }
  const answer = await app.request('PUT', PATH, {
    token: manager,
    body: { authority: [item, { itemCode: 'not-there', level: 'decides' }, item] },
    headers: { 'if-match': '*' },
  })
  t.match(answer, {
    status: 422,
    body: {
      errors: [
        { pointer: '/authority/1/itemCode', code: 'ITEM_UNKNOWN' },
        { pointer: '/authority/2/itemCode', code: 'ITEM_TWICE' },
      ],
    },
  })
  const foreign = await app.token('manager', { organisation: OTHER_COUNTY_MARKET })
  const other = await app.request('PUT', PATH, {
    token: foreign,
    body: { authority: [] },
    headers: { 'if-match': '*' },
  })
  t.equal(other.status, 403)
})

t.test('where other people sit at a window, its authority waits again', async (t) => {
  const app = await startTestApp(t)
  const { manager, levels, window } = await hall(app)
  const { code, name, kind } = await window()
  const moved = await app.request('PUT', `/v1/windows/${MARKET_WINDOW}`, {
    token: manager,
    body: { code, name, kind, organisation: COUNTY_CIVIL_AFFAIRS },
    headers: { 'if-match': '*' },
  })
  t.equal(moved.status, 200, moved.text)
  t.same(await levels(), { held: undefined, asked: 'accepts' })
})

t.test(
  'a request has a limit of its own: lamp, alert, another calendar, and it lapses unanswered',
  async (t) => {
    const app = await startTestApp(t)
    const { set, levels, lead, answer } = await hall(app)
    const monitor = createCaseMonitor(app.deps)
    const no = `${MARKET_WINDOW}/${FOOD_LICENCE_ITEM_CODE}`
    const clocks = async () =>
      (
        await app.deps.pool.query(
          `select due_on, lamp, stopped_on from case_clocks where owner_kind = 'authorityRequest' order by clock_id`,
        )
      ).rows
    await set('decides')
    await answer('confirm', { level: 'decides' })
    t.match(await clocks(), [{ stopped_on: '2026-03-02' }], 'answered: stopped')
    await set('collects')
    await set('decides')
    t.match(await clocks(), [{}, { due_on: '2026-03-30', lamp: 'NONE', stopped_on: null }])

    await app.setNow('2026-03-23T01:00:00.000000Z')
    await monitor.tick()
    t.match(await clocks(), [{ lamp: 'NONE' }, { lamp: 'NOTICE' }])
    const alerts = async (token: string) => (await app.request('GET', '/v1/alerts', { token })).body.data
    const [alert, ...more] = await alerts(lead)
    t.match(alert, {
      owner: { kind: 'authorityRequest', no },
      rule: 'AUTHORITY_ANSWER',
      level: 'NOTICE',
      facts: { due: '2026-03-30', remaining: 5 },
    })
    t.same([more, 'caseNo' in alert], [[], false])
    t.same(await alerts(await app.token('lead', { organisation: COUNTY_CIVIL_AFFAIRS })), [])
    const explained = await app.request('POST', `/v1/alerts/${alert.id}/explain`, {
      token: lead,
      body: { text: '正在研究' },
      headers: { 'if-match': '*' },
    })
    t.equal(explained.body.status, 'EXPLAINED', explained.text)

    const operator = await app.token('operator')
    const path = '/v1/calendars/CN/years/2026'
    const { workingDays: _w, calendar: _c, year: _y, ...body } = (await app.request('GET', path)).body
    const closed = { ...body, days: [...body.days, { date: '2026-03-24', kind: 'HOLIDAY', name: '停电' }] }
    const put = (query: string) =>
      app.request('PUT', `${path}${query}`, { token: operator, body: closed, headers: { 'if-match': '*' } })
    const moved = { owner: { kind: 'authorityRequest', no }, from: '2026-03-30', to: '2026-03-31' }
    t.match((await put('?preview=true')).body, { movedCount: 1, moved: [moved] })
    t.equal((await put('')).status, 200)
    await createJobs(app.deps).drain()
    t.match(await clocks(), [{}, { due_on: '2026-03-31' }])
    const [asked] = (await app.request('GET', '/v1/authority-requests', { token: lead })).body.data
    t.equal(asked.dueOn, '2026-03-31', 'its answer says so')
    t.match(
      await clocks(),
      [{ due_on: '2026-03-30' }, {}],
      'a stopped one keeps the day that it was judged by',
    )

    await app.setNow('2026-03-31T01:00:00.000000Z')
    await monitor.tick()
    t.same(await levels(), { held: 'collects', asked: 'decides' }, 'the last day is still one')
    await app.setNow('2026-04-01T01:00:00.000000Z')
    await monitor.tick()
    await monitor.tick()
    t.same(await levels(), { held: 'collects', asked: undefined }, 'silence gives nothing')
    t.match((await clocks())[1], { stopped_on: '2026-04-01' })
    const told = (await eventsOf(app)).slice(-2)
    t.match(told, [
      {
        type: 'windowAuthority.clockMoved',
        payload: {
          reason: 'calendarChanged',
          calendar: 'CN',
          moved: [{ from: '2026-03-30', to: '2026-03-31' }],
        },
      },
      { type: 'windowAuthority.lapse', actor: { kind: 'system' }, payload: { level: 'decides' } },
    ])
  },
)
