import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { previewRule } from '../../src/features/deadlines/rule-preview.js'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import { packageRoot } from '../../src/shared/package-root.js'
import {
  CITY_ADMINISTRATION,
  COUNTY_APPROVAL,
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { testDatabase } from '../helpers/database.js'
import { holdMemory } from '../helpers/memory.js'
import { foodBusinessLicence, TWO_STEP } from '../helpers/sample.js'

t.test('a limit is counted day by day', async (t) => {
  const { request } = await startTestApp(t)
  const ask = (body: object) =>
    request('POST', '/v1/deadlines/calculate', { body: { calendar: 'CN', ...body } })
  const vectors: [string, number, string][] = [
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-02-13', 20, '2026-03-19'],
    ['2026-04-30', 1, '2026-05-06'],
    ['2026-09-18', 20, '2026-10-22'],
    ['2026-09-18', 30, '2026-11-05'],
    ['2026-09-30', 45, '2026-12-08'],
    ['2025-09-26', 20, '2025-10-30'],
    ['2025-12-30', 5, '2026-01-07'],
    ['2024-02-05', 20, '2024-03-08'],
    ['2026-02-14', 5, '2026-02-28'],
    ['2026-02-15', 5, '2026-02-28'],
  ]
  for (const [start, amount, due] of vectors) {
    const answer = await ask({ start, limit: { amount, unit: 'workingDay' } })
    t.equal(answer.body.due, due, `${start} + ${amount}`)
    t.equal(answer.body.days.filter((day: { counted: boolean }) => day.counted).length, amount)
    t.equal(answer.body.days.at(-1).date, due)
  }
  const paused = await ask({
    start: '2026-03-02',
    limit: { amount: 20, unit: 'workingDay' },
    pauses: [{ from: '2026-03-09', to: '2026-03-18' }],
  })
  t.match(paused.body, { due: '2026-04-09', provisional: false })
  const planned = await ask({
    start: '2026-03-02',
    limit: { amount: 3, unit: 'workingDay' },
    pauses: [{ from: '2026-03-03', to: '2026-03-04', basis: '《城乡规划法》第四十条' }],
    clock: 'STEP',
  })
  t.match(planned.body, {
    days: [{ reason: 'paused', basis: '《城乡规划法》第四十条', title: '不计入期限' }],
    lamps: [
      { on: '2026-03-05', level: 'NOTICE' },
      { on: '2026-03-09', level: 'YELLOW' },
      { on: '2026-03-11', level: 'RED' },
    ],
  })
  const month = await ask({
    start: '2026-03-02',
    limit: { amount: 1, unit: 'month' },
    pauses: [{ from: '2026-03-03', to: '2026-03-04' }],
  })
  t.notOk(month.body.days[0].basis, 'Art. 45 does not hold where no working days are counted')
  t.equal(
    (
      await ask({
        start: '2026-03-02',
        limit: { amount: 20, unit: 'workingDay' },
        pauses: [{ from: '2026-03-02', to: '2026-03-04' }],
      })
    ).body.due,
    '2026-03-31',
  )
  t.same((await ask({ start: '2026-03-02', limit: { amount: 0, unit: 'day' } })).body, {
    due: '2026-03-02',
    provisional: false,
    days: [],
  })
  const rolled = await ask({ start: '2026-09-28', limit: { amount: 3, unit: 'day' } })
  t.equal(rolled.body.due, '2026-10-08')
  t.match(rolled.body.days.at(-1), { counted: false, reason: 'rollForward' })
  t.equal(
    (await ask({ start: '2026-01-31', limit: { amount: 1, unit: 'month' } })).body.due,
    '2026-02-28',
    'a make-up working Saturday',
  )
  t.equal(
    (await ask({ start: '2026-12-30', limit: { amount: 5, unit: 'workingDay' } })).body.provisional,
    true,
    'no notice for 2027 yet',
  )
  const first = await ask({
    start: '2026-03-02',
    limit: { amount: 5, unit: 'workingDay' },
    startDayCounts: true,
    on: '2026-03-04',
  })
  t.match(first.body, { due: '2026-03-06', standing: { elapsed: 3, remaining: 2, overBy: 0 } }, first.text)
  t.match(await ask({ start: '2026-03-02', limit: { amount: 5, unit: 'day' }, startTime: '09:00' }), {
    status: 422,
    body: { errors: [{ pointer: '/startTime', code: 'ONLY_FOR_HOURS' }] },
  })
  t.match(await ask({ calendar: 'XX', start: '2026-03-02', limit: { amount: 1, unit: 'day' } }), {
    status: 422,
    body: { errors: [{ pointer: '/calendar' }] },
  })
  t.match(await ask({ start: '2026-02-30', limit: { amount: 1, unit: 'day' } }), {
    status: 400,
    body: { errors: [{ pointer: '/start' }] },
  })
  t.match(await ask({ start: '2026-03-02', limit: { amount: -1, unit: 'day' } }), { status: 400 })
  t.match(await ask({ start: '2026-03-02', limit: { amount: 1, unit: 'fortnight' } }), {
    status: 400,
    body: { errors: [{ pointer: '/limit/unit' }] },
  })
  t.match(
    await ask({
      start: '2026-03-02',
      limit: { amount: 5, unit: 'workingDay' },
      pauses: [{ from: '2026-03-09', to: '2026-03-01' }],
    }),
    { status: 422 },
  )
})

t.test('a year is read, previewed, imported; running clocks move', async (t) => {
  const { request, token, deps } = await startTestApp(t)
  const app = { request, token, deps } as Awaited<ReturnType<typeof startTestApp>>
  const calendars = await request('GET', '/v1/calendars')
  t.match(calendars.body.data, [{ code: 'CN', years: { length: 20, 0: { year: 2007 }, 19: { year: 2026 } } }])
  const year = await request('GET', '/v1/calendars/CN/years/2026')
  t.match(year.body, { workingDays: 248, status: 'OFFICIAL' })
  t.equal(
    (
      await request('GET', '/v1/calendars/CN/years/2026', {
        headers: { 'if-none-match': year.headers.etag ?? '' },
      })
    ).status,
    304,
  )
  t.equal((await request('GET', '/v1/calendars/CN/years/2027')).status, 404)
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  const operator = await token('operator')
  const { workingDays: _days, calendar: _calendar, year: _year, ...body } = year.body
  const closed = { ...body, days: [...body.days, { date: '2026-03-03', kind: 'HOLIDAY', name: '停电' }] }
  const put = (query: string, sent: object, etag?: string) =>
    request('PUT', `/v1/calendars/CN/years/2026${query}`, {
      token: operator,
      body: sent,
      headers: etag === undefined ? {} : { 'if-match': etag },
    })
  t.equal((await put('', closed)).status, 428)
  t.match(await put('', { ...closed, days: [{ date: '2025-01-01', kind: 'HOLIDAY', name: 'x' }] }, '*'), {
    status: 422,
    body: { errors: [{ pointer: '/days/0/date' }] },
  })
  const preview = await put('?preview=true', closed, year.headers.etag)
  t.match(preview.body, {
    movedCount: 2,
    moved: [{ caseNo: accepted.body.caseNo, to: '2026-03-13' }, { to: '2026-03-17' }],
  })
  t.equal(
    (await request('GET', '/v1/calendars/CN/years/2026')).body.workingDays,
    248,
    'a preview writes nothing',
  )
  const written = await put('', closed, year.headers.etag)
  t.match(written, { status: 200, body: { year: { workingDays: 247 } } })
  t.equal((await put('', closed, year.headers.etag)).status, 412)
  t.match(written.body.job, { kind: 'recalculateClocks', state: 'waiting', cancellable: false })
  await createJobs(app.deps).drain()
  t.match((await request('GET', '/v1/monitor', { token: operator })).body.recomputation, {
    finished: true,
    changed: 2,
  })
  const list = await request('GET', '/v1/cases', { token: await token('clerk') })
  t.match(list.body.data, [{ due: '2026-03-13' }])
})

t.test('hours of office are data of a calendar; limits in hours count by the nearest', async (t) => {
  const app = await startTestApp(t)
  const operator = await app.token('operator')
  const url = (code: string) => `/v1/calendars/${code}/office-hours`
  const put = (code: string, body: object, query = '', token = operator) =>
    app.request('PUT', url(code) + query, { token, body, headers: { 'if-match': '*' } })
  const ask = (calendar: string, more = {}) =>
    app.request('POST', '/v1/deadlines/calculate', {
      headers: { 'accept-language': 'en' },
      body: {
        calendar,
        start: '2026-03-05',
        startTime: '16:00',
        limit: { amount: 3, unit: 'hour' },
        ...more,
      },
    })
  t.match((await app.request('GET', url('CN'))).body, { calendar: 'CN', hours: [] })
  t.equal((await ask('CN')).body.dueAt, '2026-03-05T11:00:00.000000Z', 'every hour of a working day')

  const csv = '星期,上午上班,上午下班,下午上班,下午下班\n一至四,08:30,12:00,14:00,17:30\n5,08:30,12:00,,'
  const { body: cn } = await put('CN', { csv })
  t.match(cn, { of: 'CN', hours: [{ weekdays: [1, 2, 3, 4] }, { weekdays: [5] }], job: { state: 'waiting' } })
  const plan = await ask('CN', { on: '2026-03-06', onTime: '09:00', clock: 'STEP' })
  t.match(plan.body, {
    due: '2026-03-06',
    dueAt: '2026-03-06T02:00:00.000000Z',
    standing: { elapsed: 2, remaining: 1 },
    days: [
      { date: '2026-03-05', counted: true, hours: [{ from: '16:00', to: '17:30' }], title: 'working day' },
      { date: '2026-03-06', number: 2, hours: [{ from: '08:30', to: '10:00' }] },
    ],
  })
  const wrong = async (more: object) => (await ask('CN', more)).body.errors
  t.match(await wrong({ onTime: '09:00' }), [{ pointer: '/onTime', code: 'ON_MISSING' }], 'a time of no day')
  t.match(
    await wrong({
      limit: { amount: 3, unit: 'day' },
      startTime: undefined,
      on: '2026-03-06',
      onTime: '09:00',
    }),
    [{ pointer: '/onTime', code: 'ONLY_FOR_HOURS' }],
  )
  const made = await app.request('POST', '/v1/calendars', {
    token: operator,
    body: { code: 'COUNTY', name: '市中区', parent: 'CN', division: '511102' },
  })
  t.equal(made.status, 201, made.text)
  t.match((await app.request('GET', url('COUNTY'))).body, { calendar: 'COUNTY', of: 'CN' }, 'inherited')
  const table = await app.request('GET', url('COUNTY'), { headers: { accept: 'text/csv' } })
  t.match(table.text, /^季节起,.*\r\n,,1 2 3 4,08:30,12:00,14:00,17:30\r\n,,5,08:30,12:00,,\r\n$/)

  const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const send = async (method: string, to: string, body: object) => {
    const answer = await app.request(method, to, { token, body, headers: { 'if-match': '*' } })
    if (answer.status >= 300) throw new Error(`${to}: ${answer.text}`)
  }
  const { version: _version, steps, ...way } = TWO_STEP
  const [head, ...others] = steps
  const hours = { limit: { amount: 6, unit: 'hour' } }
  const own = { key: 'market-way', organisation: COUNTY_MARKET, steps: [{ ...head, ...hours }, ...others] }
  await send('POST', '/v1/workflows', { ...way, ...own })
  await send('PUT', `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft`, {
    ...foodBusinessLicence,
    workflow: 'market-way',
  })
  await send('POST', `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft/publish`, {})
  await app.setNow('2026-03-03T06:59:00Z')
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const { caseNo } = accepted.body
  const step = async () => {
    const clocks = await app.request('GET', `/v1/cases/${caseNo}/clocks`, { token: await app.token('clerk') })
    return clocks.body.data.find(({ kind }: { kind: string }) => kind === 'STEP')
  }
  t.match(await step(), { hours: 6, due: '2026-03-04', dueAt: /^2026-03-04T03:59:/ })
  t.match(await put('COUNTY', { hours: [{ weekdays: [1], morning: { from: '12:00', to: '09:00' } }] }), {
    status: 422,
    body: { errors: [{ pointer: '/hours/0/morning/to' }] },
  })
  // The afternoon begins later: who has begun at 15:00 ends an hour later the next day.
  const later = { weekdays: [1, 2, 3, 4, 5], morning: { from: '09:30', to: '12:00' } }
  const county = { hours: [{ ...later, afternoon: { from: '16:00', to: '17:30' } }] }
  const preview = await put('COUNTY', county, '?preview=true')
  t.match(
    preview.body,
    {
      movedCount: 1,
      moved: [{ caseNo, from: '2026-03-04', fromTime: '11:59', to: '2026-03-05', toTime: /^\d\d:\d\d$/ }],
    },
    preview.text,
  )
  t.match((await app.request('GET', url('COUNTY'))).body, { of: 'CN' }, 'a preview writes nothing')
  const town = await app.token('operator', { organisation: TOWN_GOVERNMENT, scope: 'subtree' })
  t.equal((await put('COUNTY', county, '', town)).status, 403)
  t.equal((await put('COUNTY', county)).status, 200)
  await createJobs(app.deps).drain()
  t.match(await step(), { due: '2026-03-05', hours: 6 }, 'moved by the job')
  const events = await app.request('GET', `/v1/cases/${caseNo}/events`, { token: await app.token('clerk') })
  t.match(
    events.body.data.at(-1),
    {
      type: 'clockMoved',
      facts: { moved: [{ fromAt: /^2026-03-04T03:59:/, toAt: /^2026-03-05T/, to: '2026-03-05' }] },
    },
    'and told to the minute',
  )
  t.match((await put('COUNTY', { hours: [] })).body, { calendar: 'COUNTY', of: 'CN' }, 'taken away again')
  const lines = await app.request('GET', '/v1/exports/calendars', { token: operator })
  t.match(lines.text, /"officeHours":\[\{/)
})

t.test(
  'a calculation needs no statement, and knows a new year: here at once, elsewhere within seconds',
  async (t) => {
    const pass = holdMemory(t)
    const database = await testDatabase(t)
    let statements = 0
    const here = await startTestApp(t, { database, onQuery: () => (statements += 1) })
    const elsewhere = await startTestApp(t, { database })
    const due = async ({ request }: TestApp): Promise<string> => {
      const body = { calendar: 'CN', start: '2026-03-02', limit: { amount: 1, unit: 'workingDay' } }
      return (await request('POST', '/v1/deadlines/calculate', { body })).body.due
    }
    const both = async () => [await due(here), await due(elsewhere)]
    t.same(await both(), ['2026-03-03', '2026-03-03'])
    const before = statements
    for (let n = 0; n < 50; n += 1) await due(here)
    t.equal(statements - before, 0, 'statements for 50 calculations')
    const year = await here.request('GET', '/v1/calendars/CN/years/2026')
    const { workingDays: _days, calendar: _calendar, year: _year, ...body } = year.body
    const written = await here.request('PUT', '/v1/calendars/CN/years/2026', {
      token: await here.token('operator'),
      body: { ...body, days: [...body.days, { date: '2026-03-03', kind: 'HOLIDAY', name: '停电' }] },
      headers: { 'if-match': year.headers.etag ?? '' },
    })
    t.equal(written.status, 200, written.text)
    t.equal(await due(here), '2026-03-04')
    pass(1000)
    t.equal(await due(elsewhere), '2026-03-04')
  },
)

t.test('an act is seen by what it is: no real reason, at night', async (t) => {
  const app = await startTestApp(t)
  const rule = { kind: 'OFF_HOURS', level: 'NOTICE', when: { worksFrom: '08:30', worksTo: '18:00' } }
  const operator = await app.token('operator')
  t.equal((await app.request('POST', '/v1/monitor-rules', { token: operator, body: rule })).status, 201)
  const supervisor = await app.token('supervisor')
  const seen = async ({ body: { caseNo } }: { body: { caseNo: string } }) =>
    (await app.request('GET', `/v1/alerts?caseNo=${caseNo}`, { token: supervisor })).body.data
      .map((alert: { rule: string; level: string }) => `${alert.rule} ${alert.level}`)
      .sort()
  const turnedAway = await createCase(app, foodCase())
  const refuse = { action: 'declareNotRequired', reason: '不需要办理！！！！！！！' }
  t.equal((await transition(app, 'clerk', turnedAway, refuse)).status, 200)
  t.same(await seen(turnedAway), ['NO_REASON YELLOW'], 'five letters, whatever marks follow')
  const waiting = await createCase(app, foodCase())
  const quiet = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  t.same(await seen(quiet), [], 'nine in the morning of a working day')
  await app.setNow('2026-03-02T13:00:00.000000Z')
  const accepted = await transition(app, 'clerk', waiting, { action: 'accept' })
  t.same(await seen(accepted), ['OFF_HOURS NOTICE'], 'nine in the evening')

  await app.setNow('2026-03-03T02:00:00.000000Z')
  const reviewed = async (complete: object) => {
    const opened = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
    const started = await transition(app, 'reviewer', opened, { action: 'startReview' })
    return transition(app, 'reviewer', started, { action: 'completeStep', ...complete })
  }
  t.same(await seen(await reviewed({ opinion: '符合条件' })), [])
  const unexamined = await reviewed({ opinion: ' 。' })
  t.same(await seen(unexamined), ['NO_EXAMINATION YELLOW'], 'a step that says nothing of what was examined')
  const decided = await transition(app, 'approver', unexamined, { action: 'approve' })
  t.same(await seen(decided), ['NO_EXAMINATION YELLOW'], 'once')
  const [alert] = (await app.request('GET', '/v1/alerts?rule=NO_EXAMINATION', { token: supervisor })).body
    .data
  t.match(alert, { caseNo: unexamined.body.caseNo, level: 'YELLOW', status: 'OPEN' })
})

t.test('a threshold of lamps is set for one organ, read with its versions, and ended', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase())
  const { caseNo } = created.body
  await transition(app, 'clerk', created, { action: 'accept' })
  const operator = await app.token('operator')
  const lead = await app.token('lead')
  const lamp = async () =>
    (await app.request('GET', `/v1/cases/${caseNo}/clocks`, { token: lead })).body.data.find(
      (each: { kind: string }) => each.kind === 'PROMISE',
    ).lamp
  const settle = async () => {
    const jobs = createJobs(app.deps)
    await jobs.drain()
    await jobs.stop()
    await createCaseMonitor(app.deps).tick()
  }
  const path = '/v1/monitor-rules/PROMISE/NOTICE'
  const own = `${path}?organisation=${COUNTY_MARKET}`
  const rule = {
    kind: 'PROMISE',
    level: 'NOTICE',
    organisation: COUNTY_MARKET,
    when: { remainingAtMost: 100 },
    basis: '示例市监效〔2026〕1号',
    tell: ['officer', 'deputy'],
    escalate: [{ afterDays: 1, to: ['superior'] }],
    explainWithin: 2,
    score: 0.5,
  }
  const set = (body: object, token = operator) => app.request('POST', '/v1/monitor-rules', { token, body })
  t.equal(await lamp(), 'NONE')
  const elsewhere = { organisation: COUNTY_HEALTH, scope: 'organ' as const }
  t.equal((await set(rule, await app.token('operator', elsewhere))).status, 403)
  t.equal(
    (await set({ ...rule, organisation: undefined }, await app.token('operator', elsewhere))).status,
    403,
  )
  t.match(await set({ ...rule, when: {} }), { status: 400 })
  for (const strange of [
    { ...rule, when: { timesAtLeast: 2 } },
    { ...rule, kind: 'CORRECT_TWICE' },
    { ...rule, kind: 'NO_REASON', when: { worksFrom: '08:30' } },
  ])
    t.match(await set(strange), { status: 422, body: { errors: [{ code: 'CONDITION_NOT_OF_KIND' }] } })
  t.match(await set({ ...rule, kind: 'NONE' }), { status: 400, body: { errors: [{ pointer: '/kind' }] } })
  t.equal((await app.request('GET', own, { token: lead })).status, 404)
  // Shown before it is done: how many clocks show which lamp now and then, and which would move; nothing is written.
  const foreseen = (body: object, token = operator) =>
    app.request('POST', '/v1/monitor-rules?preview=true', { token, body })
  t.equal((await foreseen(rule, await app.token('operator', elsewhere))).status, 403)
  t.match(
    (await foreseen({ ...rule, organisation: COUNTY_HEALTH }, await app.token('operator', elsewhere))).body,
    { looked: 0, moved: [] },
    'of an organ its own clocks alone',
  )
  t.match(await foreseen({ ...rule, when: { timesAtLeast: 2 } }), { status: 422 })
  const counted = await foreseen(rule)
  t.match(counted, {
    status: 200,
    body: { whole: true, movedCount: 1, moved: [{ caseNo, clock: 'PROMISE', from: 'NONE', to: 'NOTICE' }] },
  })
  const { looked, now: before1, after: after1 } = counted.body
  t.equal(before1.NONE - after1.NONE, 1)
  t.equal(after1.NOTICE - before1.NOTICE, 1)
  t.equal(
    Object.values(after1 as Record<string, number>).reduce((sum, each) => sum + each),
    looked,
  )
  t.equal((await app.request('GET', own, { token: lead })).status, 404, 'nothing was written')
  t.equal(await lamp(), 'NONE')
  const first = await set(rule)
  t.match(first, { status: 201, body: { ...rule, version: 1 }, headers: { location: own } })
  await settle()
  t.equal(await lamp(), 'NOTICE', 'for running clocks at once')
  t.match((await foreseen(rule)).body, { movedCount: 0 }, 'what the preview said has come')
  const relit = async () =>
    (
      await app.deps.pool.query<{ payload: object; no: string }>(
        `select document::jsonb->'payload' as payload, document::jsonb->>'caseNo' as no from case_events
          where type = 'alert.relight' order by event_no`,
      )
    ).rows
  const lit = {
    no: caseNo,
    payload: { lamp: { from: 'NONE', to: 'NOTICE' }, reason: 'ruleChanged', ruleVersion: 1 },
  }
  t.match(await relit(), [lit])
  t.equal((await relit()).length, 1, 'one for each clock that moved')
  // What a rule says of going further happens: nobody explained the notice, and the lead is told on the next working day.
  await app.setNow('2026-03-03T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  await app.deps.sequencer.beat()
  while ((await moveConsumer(app.deps, TELL_PEOPLE)) > 0);
  const inboxOf = async (role: 'lead' | 'supervisor', organisation: string) =>
    (await app.request('GET', '/v1/messages', { token: await app.token(role, { organisation }) })).body.data
  t.same(await inboxOf('lead', COUNTY_MARKET), [], 'its own lead is not above it')
  const above = await inboxOf('supervisor', CITY_ADMINISTRATION)
  t.match(above, [{ kind: 'reminder', caseNo }], 'no organisation above it: who supervises the region')
  t.equal(above.length, 1)
  const noticed = (await app.request('GET', `/v1/alerts?caseNo=${caseNo}`, { token: lead })).body.data
  t.match(noticed, [
    {
      history: [{ action: 'relight', by: 'system', text: 'NONE → NOTICE' }, { action: 'escalate' }],
      escalation: [{ on: '2026-03-03', to: ['superior'] }],
      explainBy: '2026-03-04',
    },
  ])
  t.match((await set(rule)).body, { version: 1 }, 'the same again is no new version')
  const second = await set({ ...rule, when: { remainingAtMost: 1 } })
  t.match(second.body, { version: 2, when: { remainingAtMost: 1 } })
  const read = await app.request('GET', own, { token: lead })
  t.equal(read.headers.etag, second.headers.etag)
  const listed = async (query: string) =>
    (await app.request('GET', `/v1/monitor-rules?${query}`, { token: lead })).body.data
  t.match(await listed(`organisation=${COUNTY_MARKET}`), [{ version: 2 }])
  t.equal((await listed('kind=PROMISE&limit=100')).length, 4, 'three of everybody, one of its own')
  t.match(
    (await app.request('GET', `${path}/versions?organisation=${COUNTY_MARKET}`, { token: lead })).body.data,
    [
      { version: 2, when: { remainingAtMost: 1 } },
      { version: 1, when: { remainingAtMost: 100 }, basis: rule.basis },
    ],
  )
  const end = (etag?: string) =>
    app.request('DELETE', own, { token: operator, headers: etag === undefined ? {} : { 'if-match': etag } })
  const ending = await app.request('DELETE', `${own}&preview=true`, {
    token: operator,
    headers: { 'if-match': '*' },
  })
  t.match(ending, { status: 200, body: { whole: true } })
  t.equal((await app.request('GET', own, { token: lead })).status, 200, 'still there')
  t.equal((await end()).status, 428)
  t.equal((await end(first.headers.etag)).status, 412)
  t.equal((await end(second.headers.etag)).status, 204)
  t.equal((await app.request('GET', own, { token: lead })).status, 404)
  t.equal((await end('*')).status, 404)
  const versions = await app.request('GET', `${path}/versions?organisation=${COUNTY_MARKET}`, { token: lead })
  const [newest, before, ...others] = versions.body.data
  t.match([newest, before], [{ version: 2, endedAt: /^2/ }, { version: 1 }])
  t.equal(before.endedAt, newest.since, 'each until the next')
  t.ok(newest.since < newest.endedAt, 'a version that counted')
  t.same(others, [])
  t.equal((await app.request('GET', path, { token: lead })).body.version, 1, 'that of everybody stays')
  const audit = await app.request('GET', '/v1/audit?action=putMonitorRule', {
    token: await app.token('auditor'),
  })
  t.equal(audit.body.data.length, 2)
})

t.test('a preview of more clocks than are looked at says that it is not the whole', async (t) => {
  const app = await startTestApp(t)
  for (let made = 0; made < 2; made += 1)
    await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  // By their ends, the soonest first: one of the legal limits is the last.
  const { rows } = await app.deps.pool.query<{ kind: string }>(
    'select kind from case_clocks where stopped_on is null order by due_on',
  )
  const kind = rows.at(-1)?.kind ?? ''
  const all = rows.filter((row) => row.kind === kind).length
  const preview = (most?: number) =>
    previewRule(app.deps, { kind, organ: undefined, ...(most === undefined ? {} : { most }) }, async () => {})
  t.match(await preview(), { looked: all, whole: true })
  t.match(await preview(rows.length), { looked: all, whole: true }, 'exactly as many as are looked at')
  t.match(await preview(rows.length - 1), { looked: all - 1, whole: false })
  t.match(await preview(0), { looked: 0, whole: false })
})

t.test('an alert is explained, then confirmed; not the other way round', async (t) => {
  const app = await startTestApp(t)
  await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  await app.setNow('2026-03-13T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const supervisor = await app.token('supervisor')
  const lead = await app.token('lead')
  const [alert] = (await app.request('GET', '/v1/alerts?level=YELLOW', { token: supervisor })).body.data
  t.match(alert, {
    rule: 'PROMISE',
    status: 'OPEN',
    facts: { due: '2026-03-12', today: '2026-03-13', overBy: 1 },
  })
  // Found by what it is about, and by nothing beside it.
  const found = async (query: string, token = supervisor): Promise<number> =>
    (await app.request('GET', `/v1/alerts?level=YELLOW&${query}`, { token })).body.data.length
  const { windowId } = (await app.request('GET', `/v1/cases/${alert.caseNo}`, { token: lead })).body
  t.match(alert, { organisation: COUNTY_MARKET, itemCode: FOOD_LICENCE_ITEM_CODE, windowId })
  for (const [right, wrong] of [
    [`organisation=${COUNTY_MARKET}`, `organisation=${COUNTY_HEALTH}`],
    [`item=${FOOD_LICENCE_ITEM_CODE}`, 'item=x'],
    [`window=${windowId}`, `window=${alert.id}`],
    ['rule=PROMISE', 'rule=LEGAL'],
    ['division=511102', 'division=511112'],
    ['division=510000000000&status=OPEN', 'division=510000000000&status=CLOSED'],
    [`item=${FOOD_LICENCE_ITEM_CODE}&rule=PROMISE`, `item=${FOOD_LICENCE_ITEM_CODE}&rule=LEGAL`],
  ] as const) {
    t.equal(await found(right), 1, right)
    t.equal(await found(wrong), 0, wrong)
    t.equal(await found(right, await app.token('lead', { organisation: COUNTY_HEALTH, scope: 'organ' })), 0)
  }
  const county = await app.token('supervisor', { organisation: COUNTY_APPROVAL, scope: 'subtree' })
  for (const division of ['510000', '511102']) t.equal(await found(`division=${division}`, county), 1)
  t.equal(await found('division=511112', county), 0)
  // One of before alerts had an organ: it was listed by division alone, until the migration wrote its case's organ in.
  const [inOrgan, elsewhere] = [
    await app.token('lead', { organisation: COUNTY_MARKET, scope: 'organ' }),
    await app.token('lead', { organisation: COUNTY_HEALTH, scope: 'organ' }),
  ]
  const idsFor = async (token: string): Promise<string[]> =>
    (await app.request('GET', '/v1/alerts?level=YELLOW', { token })).body.data.map(
      (each: { id: string }) => each.id,
    )
  await app.database.asOwner('update alerts set organisation_code = null')
  t.same(await idsFor(inOrgan), [])
  await app.database.asOwner(
    readFileSync(join(packageRoot, 'migrations', '0013_alerts-of-their-organ.sql'), 'utf8'),
  )
  t.same(await idsFor(inOrgan), [alert.id])
  t.same(await idsFor(elsewhere), [])
  const path = `/v1/alerts/${alert.id}`
  const read = await app.request('GET', path, { token: supervisor })
  const act = (action: string, token: string, etag?: string) =>
    app.request('POST', `${path}/${action}`, {
      token,
      body: { text: '人手不足' },
      headers: etag === undefined ? {} : { 'if-match': etag },
    })
  t.equal((await act('explain', lead)).status, 428)
  t.equal((await act('explain', supervisor, '*')).status, 403)
  t.match(
    await act('confirm', supervisor, read.headers.etag),
    { status: 409, body: { currentStatus: 'OPEN', allowed: ['explain', 'revoke'], detail: /2026-03-20/ } },
    'nobody is counted against before the days to explain it are over',
  )
  t.equal(read.body.explainBy, '2026-03-20')
  // One that an earlier release raised has no day of its own, and the same days.
  await app.database.asOwner('update alerts set measures = null')
  for (const url of [path, '/v1/alerts?level=YELLOW']) {
    const { body } = await app.request('GET', url, { token: supervisor })
    t.equal((body.data?.[0] ?? body).explainBy, '2026-03-20', url)
  }
  await app.database.asOwner(`update alerts set measures = '{"score": 1}'`)
  const explained = await act('explain', lead, read.headers.etag)
  t.match(explained.body, {
    status: 'EXPLAINED',
    history: [{ action: 'explain', by: 'dev-lead', text: '人手不足' }],
  })
  const seen = async (query = '') => (await app.request('GET', `${path}${query}`, { token: supervisor })).body
  t.match(await seen(), { history: [{ action: 'explain', text: '***' }] }, 'words may name anybody')
  const listed = await app.request('GET', '/v1/alerts', { token: supervisor })
  t.notMatch(listed.text, '人手不足')
  t.match(await seen(`?purpose=${encodeURIComponent('核实说明')}`), { history: [{ text: '人手不足' }] })
  const audit = await app.request('GET', '/v1/audit?action=readAlertWords', {
    token: await app.token('auditor'),
  })
  t.match(audit.body.data, [{ object: alert.caseNo, role: 'supervisor', purpose: '核实说明' }])
  t.equal(audit.body.data.length, 1)
  t.equal((await act('confirm', supervisor, read.headers.etag)).status, 412)
  const confirmed = await act('confirm', supervisor, explained.headers.etag)
  t.match(confirmed.body, { status: 'CONFIRMED', score: 1 }, 'what its rule counts')
  t.notOk('unexplained' in confirmed.body.history.at(-1), 'it was explained')
  t.notOk('explainBy' in confirmed.body, 'nothing waits any more')
  t.match(await act('revoke', supervisor, confirmed.headers.etag), {
    status: 409,
    body: { allowed: ['appeal'] },
  })
  // Five working days to appeal: nobody closes it before they are over, or an appeal was judged.
  t.match(confirmed.body, { appealBy: '2026-03-20', history: [{}, { action: 'confirm', score: 1 }] })
  t.match(await act('close', supervisor, confirmed.headers.etag), {
    ...{ status: 409, body: { detail: /2026-03-20/, allowed: ['appeal'] } },
  })
  // The organ appeals, once; another of supervision judges anew, never to its harm, and closes it.
  t.equal((await act('appeal', supervisor, '*')).status, 403)
  const appealed = await act('appeal', lead, confirmed.headers.etag)
  t.equal(appealed.body.status, 'EXPLAINED')
  t.equal(appealed.body.score, undefined)
  t.notOk('appealBy' in appealed.body)
  const other = await app.token('supervisor', { subject: 'other-supervisor' })
  const spoke = await app.token('supervisor', { subject: 'dev-lead' })
  const judge = (action: 'confirm' | 'revoke', token: string, score?: number) =>
    app.request('POST', `${path}/${action}`, {
      ...{ token, headers: { 'if-match': '*' } },
      body: { text: '理由不成立', ...(score === undefined ? {} : { score }) },
    })
  for (const action of ['confirm', 'revoke'] as const) {
    t.match(
      await judge(action, supervisor),
      { status: 403, body: { detail: /由您确认/ } },
      'the own judgement',
    )
    t.match(await judge(action, spoke), { status: 403, body: { detail: /回避/ } }, 'who appealed')
  }
  t.match(await judge('confirm', other, 1.5), {
    ...{ status: 422, body: { errors: [{ pointer: '/score', code: 'APPEAL_NOT_WORSE', message: /1/ }] } },
  })
  // What its rule counts has risen meanwhile: who says nothing of the score leaves it as it was.
  await app.database.asOwner(`update alerts set measures = measures || '{"score": 6}'`)
  const again = await judge('confirm', other)
  t.match(again.body, { status: 'CONFIRMED', score: 1 })
  t.notOk('appealBy' in again.body, 'against that there is no other')
  t.match(await act('appeal', lead, again.headers.etag), {
    ...{ status: 409, body: { detail: /申诉过一次/, allowed: ['close'] } },
  })
  const closed = await act('close', supervisor, again.headers.etag)
  t.match(closed.body, { status: 'CLOSED', score: 1 })
  t.match(await act('close', supervisor, closed.headers.etag), { status: 409, body: { allowed: [] } })
  const trail = await app.request('GET', '/v1/audit?limit=100', { token: await app.token('auditor') })
  t.strictSame(
    trail.body.data.flatMap(({ action }: { action: string }) => (action.endsWith('Alert') ? [action] : [])),
    ['closeAlert', 'confirmAlert', 'appealAlert', 'confirmAlert', 'explainAlert'],
    'who dealt with it stands in the audit trail',
  )
})

t.test('a county keeps its feast day: its own clocks count by it, nobody else’s', async (t) => {
  const app = await startTestApp(t)
  const operator = await app.token('operator')
  const county = await app.token('operator', { organisation: COUNTY_MARKET, scope: 'organ' })
  const calendar = { code: 'COUNTY', name: '市中区工作日历', parent: 'CN', division: '511102' }
  const make = (body: object, token = operator) => app.request('POST', '/v1/calendars', { token, body })
  const acceptedBefore = await transition(app, 'clerk', await createCase(app, foodCase()), {
    action: 'accept',
  })
  t.equal((await make(calendar, county)).status, 403, 'one organ does not set the days of a county')
  t.match(await make({ ...calendar, parent: 'XX' }), {
    status: 422,
    body: { errors: [{ pointer: '/parent' }] },
  })
  t.match(await make({ ...calendar, division: '999999' }), {
    status: 422,
    body: { errors: [{ pointer: '/division', code: 'DIVISION_UNKNOWN' }] },
  })
  t.match(await make({ code: 'X', name: 'x', parent: 'CN' }), { status: 422 })
  const made = await make(calendar)
  t.match(made, { status: 201, body: { parent: 'CN', division: '511102000000', years: [] } }, made.text)
  t.match(await make({ ...calendar, code: 'SECOND' }), { status: 409, body: { calendar: 'COUNTY' } })
  t.match(await make({ ...calendar, code: 'OTHER', parent: 'COUNTY', division: '511112' }), {
    status: 422,
    body: { errors: [{ code: 'PARENT_ELSEWHERE' }] },
  })

  const feast = { date: '2026-03-04', kind: 'HOLIDAY', name: '地方节日', sourceDoc: '示例办法' }
  const put = (days: object[], token = operator) =>
    app.request('PUT', '/v1/calendars/COUNTY/years/2026', {
      token,
      body: { status: 'OFFICIAL', noticeNo: '示例府发〔2025〕1号', days },
      headers: { 'if-match': '*' },
    })
  t.equal((await put([feast])).status, 200)
  const ask = async (code: string) =>
    (
      await app.request('POST', '/v1/deadlines/calculate', {
        body: { calendar: code, start: '2026-03-02', limit: { amount: 20, unit: 'workingDay' } },
      })
    ).body
  t.same([(await ask('CN')).due, (await ask('COUNTY')).due], ['2026-03-30', '2026-03-31'])
  t.equal((await ask('COUNTY')).provisional, false, 'the rest is the nation’s')

  const after = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  const { rows } = await app.deps.pool.query(
    `select c.case_no, k.calendar_code, k.kind, k.due_on from case_clocks k join cases c on c.id = k.case_id
     where k.kind = 'PROMISE' order by k.calendar_code`,
  )
  t.match(rows, [
    { case_no: acceptedBefore.body.caseNo, calendar_code: 'CN', due_on: '2026-03-12' },
    { case_no: after.body.caseNo, calendar_code: 'COUNTY', due_on: '2026-03-13' },
  ])

  // What runs at the window goes by the hall's place and organ, what runs after acceptance by the deciding organ's.
  const booksOf = async (more = {}) => {
    const taken = await createCase(app, { ...foodCase(), ...more })
    const { caseNo } = (await transition(app, 'clerk', taken, { action: 'accept' })).body
    const { rows: clocks } = await app.deps.pool.query(
      `select distinct k.kind, k.calendar_code from case_clocks k join cases c on c.id = k.case_id
       where c.case_no = $1 and k.kind in ('INTAKE_5D', 'PROMISE') order by k.kind`,
      [caseNo],
    )
    return clocks.map(({ calendar_code }) => calendar_code)
  }
  const place = async (code: string, more: object) =>
    t.equal((await make({ code, name: code, parent: 'COUNTY', ...more })).status, 201, code)
  t.same(await booksOf(), ['COUNTY', 'COUNTY'])
  await place('TOWN', { division: '511102901' })
  t.same(await booksOf(), ['TOWN', 'COUNTY'], 'where the hall stands')
  t.same(await booksOf({ channel: 'WEB', windowId: undefined }), ['COUNTY', 'COUNTY'], 'no window')
  await place('HALL', { organisation: TOWN_GOVERNMENT })
  t.same(await booksOf(), ['HALL', 'COUNTY'], 'of the organ that runs the hall')
  await place('BUREAU', { organisation: COUNTY_MARKET })
  t.same(await booksOf(), ['BUREAU', 'BUREAU'], 'of the window’s organ, and of the organ alone')
  t.same(await booksOf({ channel: 'WEB', windowId: undefined }), ['BUREAU', 'BUREAU'])
  await app.database.asOwner(
    `update calendars set organisation_code = '${COUNTY_MARKET}' where code = 'COUNTY'`,
  )
  // A subtree goes as far as its division, and a change as far as what lies over the calendar.
  const below = (organisation: string) => app.token('operator', { organisation, scope: 'subtree' })
  const [whole, town] = [await below(COUNTY_MARKET), await below(TOWN_GOVERNMENT)]
  t.equal((await make({ ...calendar, code: 'OURS', organisation: TOWN_GOVERNMENT }, town)).status, 403)
  t.equal((await put([feast], town)).status, 403, 'a town’s does not set the days of its county')
  t.equal((await put([feast], whole)).status, 200)
  const moved = await app.request('POST', '/v1/divisions/imports', {
    token: operator,
    body: { divisions: [{ code: '511102901', parent: '511112', name: '示例镇' }] },
  })
  t.match(moved, { status: 202 }, moved.text)
  t.equal(
    (await put([], whole)).status,
    403,
    'the town went to another county, its calendar still lies over this',
  )
  t.equal((await put([])).status, 200)
  t.equal((await put([], county)).status, 403, 'nor does it write them, though the calendar is its own')
})

t.test(
  'no bureau grows its limits by days off of its own; a place does with a notice, under the nation’s',
  async (t) => {
    const app = await startTestApp(t)
    const operator = await app.token('operator')
    const bureau = await app.token('operator', { organisation: COUNTY_MARKET, scope: 'organ' })
    const county = await app.token('operator', { organisation: COUNTY_MARKET, scope: 'subtree' })
    const calendar = { code: 'MARKET', name: '示例局日历', parent: 'CN', organisation: COUNTY_MARKET }
    const make = (token: string) => app.request('POST', '/v1/calendars', { token, body: calendar })
    const put = (body: object, { token = county, year = 2026, code = 'MARKET', query = '' } = {}) =>
      app.request('PUT', `/v1/calendars/${code}/years/${year}${query}`, {
        token,
        body,
        headers: { 'if-match': '*' },
      })
    const bring = async (line: object, token: string) => {
      const begun = await app.request('POST', '/v1/imports?kind=calendars', {
        token,
        headers: { 'content-type': 'application/x-ndjson' },
        body: `${JSON.stringify(line)}\n`,
      })
      await createJobs(app.deps).drain()
      const path = begun.headers.location ?? ''
      const { state } = (await app.request('GET', path, { token })).body
      return { state, lines: (await app.request('GET', `${path}/lines`, { token })).text }
    }
    const { parent: _parent, ...alone } = calendar
    const december = Array.from({ length: 31 }, (_, day) => `2026-12-${String(day + 1).padStart(2, '0')}`)
    const off = december.map((date) => ({ date, kind: 'HOLIDAY', name: '休整' }))
    const unfounded = { status: 'OFFICIAL', days: off }

    t.equal((await make(bureau)).status, 403)
    for (const line of [calendar, alone, { ...calendar, division: '511102000000' }])
      t.match(await bring({ ...line, years: [{ year: 2026, ...unfounded }] }, bureau), {
        state: 'refused',
        lines: /OUT_OF_REACH/,
      })
    t.match(await bring({ ...alone, years: [] }, county), { state: 'refused', lines: /PARENT_MISSING/ })
    t.match(await bring({ ...calendar, years: [{ year: 2026, ...unfounded }] }, county), {
      state: 'refused',
      lines: /years\/0\/noticeNo/,
    })
    t.equal((await make(county)).status, 201)
    t.equal((await put({ status: 'PROVISIONAL', days: off }, { token: bureau })).status, 403, 'nor its years')

    const missing = [{ pointer: '/noticeNo', code: 'NOTICE_MISSING' }, { pointer: '/days/0/sourceDoc' }]
    for (const query of ['', '?preview=true'])
      t.match(await put(unfounded, { query }), { status: 422, body: { errors: missing } })
    t.match(await put({ ...unfounded, noticeNo: ' ' }), { status: 422, body: { errors: missing } })
    const feast = { date: '2026-03-04', kind: 'HOLIDAY', name: '地方节日', sourceDoc: '示例办法' }
    const founded = { status: 'OFFICIAL', noticeNo: '示例府发〔2025〕1号', days: [feast] }
    const worked = { date: '2026-10-01', kind: 'WORKDAY', name: '上班', sourceDoc: '示例办法' }
    const dayOff = { pointer: '/days/1/kind', code: 'DAY_OFF_ABOVE' }
    for (const status of ['OFFICIAL', 'PROVISIONAL'])
      t.match(await put({ ...founded, status, days: [feast, worked] }), {
        status: 422,
        body: { errors: [dayOff] },
      })
    t.match(await bring({ ...calendar, years: [{ year: 2026, ...founded, days: [worked] }] }, county), {
      state: 'refused',
      lines: /DAY_OFF_ABOVE/,
    })
    const ask = async (start: string) =>
      (
        await app.request('POST', '/v1/deadlines/calculate', {
          body: { calendar: 'MARKET', start, limit: { amount: 5, unit: 'workingDay' } },
        })
      ).body
    t.equal((await put({ status: 'PROVISIONAL', days: [feast] })).status, 200)
    t.match(await ask('2026-03-02'), { due: '2026-03-10', provisional: true }, 'it says so')
    t.equal((await put(founded)).status, 200)
    t.match(await ask('2026-03-02'), { due: '2026-03-10', provisional: false })

    // Written before the nation's year is known, it gives way to it all the same.
    const early = { ...founded, days: [{ ...worked, date: '2027-10-01' }] }
    t.equal((await put(early, { year: 2027 })).status, 200)
    t.match(
      await ask('2027-09-24'),
      { due: '2027-10-01', provisional: true },
      'the nation’s year is not known',
    )
    const national = { status: 'OFFICIAL', days: [{ date: '2027-10-01', kind: 'HOLIDAY', name: '国庆节' }] }
    const ofNation = { year: 2027, code: 'CN', token: operator }
    const unconfirmed = [{ pointer: '/days', code: 'FEASTS_MISSING', message: /春节/ }]
    t.match(await put(national, ofNation), { status: 422, body: { errors: unconfirmed } })
    t.match(await put(national, { ...ofNation, query: '?preview=true' }), {
      status: 200,
      body: { warnings: [{ code: 'FEASTS_MISSING' }, { code: 'NOTICE_UNNAMED' }] },
    })
    t.equal((await put({ ...national, days: undefined }, ofNation)).status, 422, 'neither days nor a table')
    const { days: _days, ...alike } = national
    const table = '日期,类型,名称\n2027-10-01,放假,国庆节\n2026-12-31,放假,元旦\n2027-02-22,上班,春节'
    t.match(await put({ ...alike, csv: table, confirmed: true }, ofNation), {
      status: 200,
      body: {
        warnings: { 2: { code: 'DAY_OF_YEAR_BEFORE' }, 3: { code: 'WEEKDAY_WORKED' } },
        year: { days: [{ date: '2026-12-31' }, { date: '2027-02-22' }, { date: '2027-10-01' }] },
      },
    })
    // The notice for 2027 has set a day of 2026: that year, as it was read before, takes nothing of it back.
    const year2026 = (await app.request('GET', '/v1/calendars/CN/years/2026')).body
    t.equal(year2026.days.length, 40)
    const { calendar: _calendar, year: _year, workingDays: _working, ...as2026 } = year2026
    const before = as2026.days.filter(({ date }: { date: string }) => date !== '2026-12-31')
    t.equal((await put({ ...as2026, days: before }, { ...ofNation, year: 2026 })).status, 200)
    t.equal((await app.request('GET', '/v1/calendars/CN/years/2026')).body.workingDays, 247)
    t.equal((await put({ ...national, confirmed: true }, ofNation)).status, 200, 'as it was')
    t.equal((await app.request('GET', '/v1/calendars/CN/years/2026')).body.workingDays, 248)
    t.match(await ask('2027-09-24'), { due: '2027-10-04', provisional: false })
  },
)

t.test(
  'what is stopped never changes, whatever is imported, ruled, recalculated; an unknown calendar stops nobody',
  async (t) => {
    const app = await startTestApp(t)
    const operator = await app.token('operator')
    const clerk = await app.token('clerk')
    const accept = async () =>
      (await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })).body.caseNo
    const [caseNo, strange] = [await accept(), await accept()]
    await app.database.asOwner(`
      update case_clocks set calendar_code = 'MOON', state = state || '{"calendar": "MOON"}'
      where kind = 'LEGAL' and case_id = (select id from cases where case_no = '${strange}')`)
    const path = '/v1/calendars/CN/years/2026'
    const { workingDays: _w, calendar: _c, year: _y, ...official } = (await app.request('GET', path)).body
    const own = official.days.map(({ date }: { date: string }) => date)

    const still = async () => {
      const { rows } = await app.deps.pool.query(
        `select case_id, clock_id, state, due_on, provisional, lamp, stopped_on from case_clocks
         where stopped_on is not null or calendar_code = 'MOON' order by case_id, clock_id`,
      )
      const { body } = await app.request('GET', `/v1/cases/${caseNo}`, { token: clerk })
      return { rows, shown: body.clocks.filter(({ state }: { state: string }) => state === 'STOPPED') }
    }
    const running = async () =>
      (
        await app.deps.pool.query(
          `select k.due_on from case_clocks k join cases c on c.id = k.case_id where c.case_no = $1 and kind = 'PROMISE'`,
          [caseNo],
        )
      ).rows[0]?.due_on
    const day = fc
      .integer({ min: 2, max: 60 })
      .map((days) => new Date(Date.UTC(2026, 2, days)).toISOString().slice(0, 10))
      .filter((date) => !own.includes(date))
    const importing = (dates: string[]) => async () => {
      const off = dates.map((date) => ({ date, kind: 'HOLIDAY', name: '停电' }))
      const body = { ...official, days: [...official.days, ...off] }
      const put = await app.request('PUT', path, { token: operator, body, headers: { 'if-match': '*' } })
      t.equal(put.status, 200, put.text)
      await createJobs(app.deps).drain()
    }
    const imported = fc.uniqueArray(day, { minLength: 1, maxLength: 12 }).map(importing)
    const ruled = fc.integer({ min: 0, max: 9 }).map((most) => async () => {
      await app.database.asOwner(
        `update monitor_rules set version = version + 1, condition = '{"remainingAtMost": ${most}}'`,
      )
      await createCaseMonitor(app.deps).tick()
    })

    const before = await still()
    t.equal(before.rows.length, 3, 'two of receipt, and one that nobody here can reckon')
    t.match(before.shown, [{ kind: 'INTAKE_5D', due: '2026-03-09' }])
    const days = new Set([await running()])
    // A day off before its last day, whatever chance brings after it.
    await importing(['2026-03-05'])()
    days.add(await running())
    t.same(await still(), before)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(imported, ruled), { minLength: 1, maxLength: 3 }), async (acts) => {
        for (const act of acts) await act()
        days.add(await running())
        t.same(await still(), before)
      }),
      { numRuns: 6, endOnFailure: true },
    )
    t.ok(days.size > 1, 'while what runs did move')

    await app.setNow('2026-06-10T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    t.same((await still()).rows, before.rows)
    const { setAside } = (await app.request('GET', '/v1/monitor', { token: operator })).body
    t.match(setAside.data, [{ about: strange, error: 'LEGAL: no calendar MOON here' }])
    const { body: fired } = await app.request('GET', '/v1/alerts?status=OPEN&limit=100', {
      token: await app.token('supervisor'),
    })
    t.same(
      new Set(fired.data.map((alert: Record<string, string>) => `${alert.caseNo} ${alert.rule}`)),
      new Set([`${caseNo} PROMISE`, `${caseNo} LEGAL`, `${strange} PROMISE`]),
    )

    // A notice that moves no day and makes it certain: no day has changed, and what is kept says that it may not any more.
    await app.setNow('2026-12-28T01:00:00.000000Z')
    const late = await createCase(app, foodCase())
    const kept = () =>
      app.database.asOwner<{ due_on: string; provisional: boolean; version: number }>(
        `select k.due_on::text, k.provisional, c.version from case_clocks k join cases c on c.id = k.case_id
         where c.case_no = '${late.body.caseNo}' and k.kind = 'INTAKE_5D'`,
      )
    const [uncertain] = await kept()
    t.equal(uncertain?.provisional, true)
    const body = { status: 'OFFICIAL', noticeNo: '示例发〔2026〕9号', days: [], confirmed: true }
    const next = '/v1/calendars/CN/years/2027'
    const put = await app.request('PUT', next, { token: operator, body, headers: { 'if-match': '*' } })
    t.equal(put.status, 200, put.text)
    await createJobs(app.deps).drain()
    t.same(await kept(), [{ ...uncertain, provisional: false }], 'and the case has no event of it')
  },
)

t.test('an organ’s own rule counts for its clocks, on every instance at its next act or tick', async (t) => {
  const database = await testDatabase(t)
  const here = await startTestApp(t, { database })
  const elsewhere = await startTestApp(t, { database })
  const monitor = createCaseMonitor(elsewhere.deps)
  const clerk = await elsewhere.token('clerk')
  const market = { organisation: COUNTY_MARKET, scope: 'organ' } as const
  const rule = (when: object, more = {}) => ({ kind: 'LEGAL', level: 'NOTICE', when, ...more })
  const bring = async (line: object, token: string) => {
    const begun = await here.request('POST', '/v1/imports?kind=monitorRules', {
      token,
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify(line)}\n`,
    })
    t.equal(begun.status, 202, begun.text)
    await createJobs(here.deps).drain()
    return (await here.request('GET', begun.headers.location ?? '', { token })).body
  }
  const lamps = async (caseNo: string) =>
    (await elsewhere.request('GET', `/v1/cases/${caseNo}`, { token: clerk })).body.clocks.flatMap(
      ({ kind, lamp }: Record<string, string>) => (kind === 'LEGAL' ? [lamp] : []),
    )
  const accept = async (body: object) =>
    (await transition(elsewhere, 'clerk', await createCase(elsewhere, body), { action: 'accept' })).body
      .caseNo
  const [own, others] = [await accept(foodCase()), await accept(leshanCase())]
  await monitor.tick()
  t.same([await lamps(own), await lamps(others)], [['NONE'], ['NOTICE']])

  const organ = { organisation: COUNTY_MARKET }
  const county = await here.token('operator', market)
  t.match(
    await bring(rule({ remainingAtMost: 200 }), county),
    { state: 'refused' },
    'that of all is not its own',
  )
  t.match(await bring(rule({ remainingAtMost: 200 }, { organisation: COUNTY_CIVIL_AFFAIRS }), county), {
    state: 'refused',
  })
  t.match(await bring(rule({}, organ), county), { state: 'refused' }, 'a rule has a condition')
  t.match(await bring(rule({ remainingAtMost: 200 }, organ), county), { state: 'done', applied: 1 })
  await monitor.tick()
  t.same([await lamps(own), await lamps(others)], [['NOTICE'], ['NOTICE']])
  const alerts = async () => {
    const token = await elsewhere.token('supervisor')
    return (await elsewhere.request('GET', `/v1/alerts?caseNo=${own}`, { token })).body.data
  }
  t.match(await alerts(), [{ rule: 'LEGAL', ruleVersion: 1, level: 'NOTICE' }])
  t.match(await bring(rule({ remainingAtMost: 200 }, organ), county), { unchanged: 1, applied: 0 })

  const all = await here.token('operator')
  t.match(await bring(rule({ remainingAtMost: 0 }), all), { applied: 1 })
  await monitor.tick()
  t.same([await lamps(own), await lamps(others)], [['NOTICE'], ['NONE']], 'the nearest counts')

  t.match(await bring(rule({ remainingAtMost: 1 }, organ), county), { applied: 1 })
  t.same(await lamps(await accept(foodCase())), ['NONE'], 'the next act goes by the new one')
  await monitor.tick()
  t.same(await lamps(own), ['NONE'])
  t.equal((await alerts()).length, 1, 'what was raised stays until somebody deals with it')
  const { rows } = await here.deps.pool.query(
    'select organisation_code, version from monitor_rules where organisation_code is not null',
  )
  t.same(rows, [{ organisation_code: COUNTY_MARKET, version: 2 }])
  const exported = await here.request('GET', '/v1/exports/monitorRules', { token: county })
  const line = { kind: 'LEGAL', level: 'NOTICE', ...organ, when: { remainingAtMost: 1 } }
  t.ok(exported.text.includes(`${JSON.stringify(line)}\n`), exported.text)
  const told = await here.deps.pool.query(
    "select version from case_events where type = 'monitorRule.change' order by version",
  )
  t.same(told.rows, [{ version: 1 }, { version: 2 }, { version: 2 }])

  // What an organ ruled for itself can be taken away again: back to that of all, unless somebody rules anew.
  const { when: _when, ...named } = rule({}, organ)
  const end = { ...named, ended: true }
  t.match(await bring({ ...end, organisation: COUNTY_CIVIL_AFFAIRS }, county), { state: 'refused' })
  t.match(await bring({ ...end, when: { overBy: 1 } }, county), { state: 'refused' }, 'one or the other')
  t.match(await bring(named, county), { state: 'refused' })
  t.match(await bring({ ...end, level: 'YELLOW' }, county), { state: 'refused' }, 'there is none')
  t.match(await bring(rule({ remainingAtMost: 200 }), all), { applied: 1 })
  await monitor.tick()
  t.same(await lamps(own), ['NONE'], 'its own still counts')
  t.match(await bring(end, county), { state: 'done', applied: 1 })
  t.match(await bring(end, county), { unchanged: 1, applied: 0 })
  await monitor.tick()
  t.same(await lamps(own), ['NOTICE'], 'that of all counts again, for what runs')
  t.same(await lamps(await accept(foodCase())), ['NOTICE'], 'and for what begins')
  t.notMatch((await here.request('GET', '/v1/exports/monitorRules', { token: county })).text, COUNTY_MARKET)
  t.match(await bring(rule({ remainingAtMost: 1 }, organ), county), { applied: 1 })
  await monitor.tick()
  t.same(await lamps(own), ['NONE'], 'ruled anew')
  const ends = await here.deps.pool.query(
    "select version, document::jsonb->'payload' as payload from case_events where type = 'monitorRule.change' and document::jsonb->'payload' ? 'organisation' order by version",
  )
  t.match(ends.rows, [
    { version: 1 },
    { version: 2 },
    { version: 3, payload: { organisation: COUNTY_MARKET, ended: true } },
    { version: 4 },
  ])

  const path = '/v1/calendars/CN/years/2026'
  const { workingDays: _w, calendar: _c, year: _y, ...body } = (await here.request('GET', path)).body
  const put = await here.request('PUT', path, {
    token: all,
    body: { ...body, days: [...body.days, { date: '2026-03-03', kind: 'HOLIDAY', name: '停电' }] },
    headers: { 'if-match': '*' },
  })
  t.equal(put.status, 200, put.text)
  const next = await elsewhere.request('GET', `/v1/cases/${await accept(foodCase())}`, { token: clerk })
  t.match(
    next.body.clocks.find(({ kind }: { kind: string }) => kind === 'PROMISE'),
    { due: '2026-03-13' },
    'and by the new calendar, before any job moved a clock',
  )
})
