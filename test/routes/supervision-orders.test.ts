import t from 'tap'
import { createCaseMonitor } from '../../src/service.js'
import {
  COUNTY_APPROVAL,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  OTHER_COUNTY_MARKET,
} from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'

t.test('an order is issued, warned of, answered, returned, answered again and accepted', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, foodCase())).body
  const supervisor = await app.token('supervisor', {
    organisation: COUNTY_APPROVAL,
    scope: 'subtree',
    subject: 'sun',
  })
  const elsewhere = await app.token('supervisor', { organisation: OTHER_COUNTY_MARKET, scope: 'subtree' })
  const lead = await app.token('lead', { organisation: COUNTY_MARKET, scope: 'organ', subject: 'li' })
  const stranger = await app.token('lead', { organisation: COUNTY_HEALTH, scope: 'organ' })
  const issue = (body: object, token = supervisor) =>
    app.request('POST', '/v1/supervision-orders', { token, body })
  const demand = '请说明该件为何两日未受理'

  t.match(await issue({ demand, replyBy: '2026-03-06' }), {
    status: 422,
    body: { errors: [{ pointer: '/organisation' }] },
  })
  t.match(await issue({ organisation: COUNTY_MARKET, demand, replyBy: '2026-03-02' }), {
    status: 422,
    body: { errors: [{ pointer: '/replyBy', code: 'DAY_PAST' }] },
  })
  t.match(await issue({ caseNo: '000', demand, replyBy: '2026-03-06' }), {
    status: 422,
    body: { errors: [{ pointer: '/caseNo' }] },
  })
  t.equal(
    (await issue({ organisation: COUNTY_MARKET, demand, replyBy: '2026-03-06' }, elsewhere)).status,
    403,
  )
  t.equal((await issue({ organisation: COUNTY_MARKET, demand, replyBy: '2026-03-06' }, lead)).status, 403)
  t.match(await issue({ organisation: COUNTY_MARKET, demand: '【机密】请说明', replyBy: '2026-03-06' }), {
    status: 422,
    body: { errors: [{ code: 'CLASSIFIED_MATERIAL' }] },
  })

  // Saturday rolls on to Monday.
  const issued = await issue({ caseNo, demand, replyBy: '2026-03-07' })
  t.match(issued, {
    status: 201,
    body: { organisation: COUNTY_MARKET, caseNo, demand, replyBy: '2026-03-09', status: 'ISSUED' },
  })
  const path = issued.headers.location ?? ''
  t.equal((await app.request('GET', path, { token: elsewhere })).status, 404)
  t.equal((await app.request('GET', path, { token: stranger })).status, 404)
  const lists = async (query = '', token = lead) =>
    (await app.request('GET', `/v1/supervision-orders?${query}`, { token })).body.data.length
  t.equal(await lists(), 1)
  t.equal(await lists('', stranger), 0)
  t.equal(await lists('overdue=true'), 0)
  t.equal(await lists(`caseNo=${caseNo}&status=ISSUED`), 1)

  // Nobody answers: the organ and supervision are warned by the clock.
  await app.setNow('2026-03-10T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  t.equal(await lists('overdue=true'), 1)
  const alerts = async () =>
    (await app.request('GET', '/v1/alerts?rule=ORDER_REPLY', { token: supervisor })).body.data
  t.match(await alerts(), [
    { level: 'YELLOW', owner: { kind: 'supervisionOrder', no: issued.body.id }, organisation: COUNTY_MARKET },
  ])

  const act = (action: string, token: string, body: object, etag = '*') =>
    app.request('POST', `${path}/${action}`, { token, body, headers: { 'if-match': etag } })
  t.equal((await act('reply', supervisor, { text: '代答' })).status, 403)
  t.equal((await act('reply', stranger, { text: '不知' })).status, 404)
  t.match(await act('accept', supervisor, {}), { status: 409, body: { allowed: ['reply', 'withdraw'] } })
  t.equal((await act('reply', lead, { text: '系统故障' }, '"9-x"')).status, 412)
  const replied = await act('reply', lead, { text: '系统故障' })
  t.match(replied.body, {
    status: 'REPLIED',
    history: [
      { action: 'issue', by: 'sun' },
      { action: 'reply', by: 'li', text: '系统故障' },
    ],
  })
  t.match(await act('reply', lead, { text: '再答' }), {
    status: 409,
    body: { allowed: ['accept', 'return', 'withdraw'] },
  })
  t.match(await act('return', supervisor, { text: '请补充整改措施', replyBy: '2026-03-10' }), { status: 422 })
  t.match((await act('return', supervisor, { text: '请补充整改措施', replyBy: '2026-03-13' })).body, {
    status: 'RETURNED',
    replyBy: '2026-03-13',
  })
  t.equal((await act('reply', lead, { text: '已增加排班' })).status, 200)
  t.match((await act('accept', supervisor, {})).body, { status: 'ACCEPTED' })
  t.match(await act('withdraw', supervisor, { text: '误发' }), { status: 409, body: { allowed: [] } })

  // Answered in time the second time: nothing more is raised.
  await app.setNow('2026-03-20T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  t.equal((await alerts()).length, 1)
  const { rows } = await app.deps.pool.query(
    `select type, document::text, remarks from case_events where subject_kind = 'supervisionOrder' order by version`,
  )
  t.strictSame(
    rows.map((row) => row.type),
    ['issue', 'reply', 'return', 'reply', 'accept'].map((what) => `supervisionOrder.${what}`),
  )
  t.notOk(
    rows.some((row) => row.document.includes('系统故障')),
    'words stand beside the event',
  )
})
