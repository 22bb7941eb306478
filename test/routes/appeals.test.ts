import pg from 'pg'
import t, { type Test } from 'tap'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { bringReference } from '../../src/sample/first-data.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import { CITY_ADMINISTRATION, COUNTY_APPROVAL, COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'

/** A yellow card that `sun` of the county has confirmed on 13 March. */
async function confirmed(t: Test, app: TestApp) {
  await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  await app.setNow('2026-03-13T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const county = { organisation: COUNTY_APPROVAL, scope: 'subtree' } as const
  const sun = await app.token('supervisor', { ...county, subject: 'sun' })
  const lead = await app.token('lead', { organisation: COUNTY_MARKET, scope: 'organ', subject: 'li' })
  const [{ id }] = (await app.request('GET', '/v1/alerts?level=YELLOW', { token: sun })).body.data
  const act = (action: string, token: string) =>
    app.request('POST', `/v1/alerts/${id}/${action}`, {
      ...{ token, body: { text: '系统故障' }, headers: { 'if-match': '*' } },
    })
  for (const [action, token] of [
    ['explain', lead],
    ['confirm', sun],
  ] as const)
    t.equal((await act(action, token)).status, 200, action)
  const read = async (token: string) => (await app.request('GET', `/v1/alerts/${id}`, { token })).body
  return { id, sun, lead, act, read }
}

/** The same, against which the organ's lead appeals. */
async function appealed(t: Test, app: TestApp) {
  const card = await confirmed(t, app)
  const appeal = await card.act('appeal', card.lead)
  t.equal(appeal.status, 200, appeal.text)
  return { ...card, appeal: appeal.body }
}

/** The register of rights, where a deployment keeps it. */
const grant = (app: TestApp, subject: string, organ: string) =>
  app.database.asOwner(`insert into grants (issuer, subject, role, organisation_code, scope, granted_by, granted_at)
    values ('https://idp', '${subject}', 'supervisor', '${organ}', 'subtree', 'x|y', now())`)

async function told(app: TestApp): Promise<{ kind: string; organ: string; role: string; body: string }[]> {
  await app.deps.sequencer.beat()
  while ((await moveConsumer(app.deps, TELL_PEOPLE)) > 0);
  return app.database.asOwner(
    `select kind, organisation_code as organ, role, body from messages order by created_at, id`,
  )
}

t.test('an appeal that the sole supervisor may not judge goes up, with a day and a clock', async (t) => {
  const app = await startTestApp(t)
  await grant(app, 'sun', COUNTY_APPROVAL)
  await grant(app, 'wang', CITY_ADMINISTRATION)
  const { id, sun, lead, act, read, appeal } = await appealed(t, app)
  const judge = {
    judgeBy: '2026-03-20',
    answerable: { organisation: CITY_ADMINISTRATION, roles: ['supervisor'] },
  }
  t.match(appeal, { status: 'EXPLAINED', ...judge })
  t.equal((await act('confirm', sun)).status, 403)
  const wang = await app.token('supervisor', {
    ...{ organisation: CITY_ADMINISTRATION, scope: 'subtree', subject: 'wang' },
  })
  const list = (await app.request('GET', '/v1/alerts?status=EXPLAINED', { token: wang })).body.data
  t.match(list, [{ id, ...judge }], 'in the list of who may judge it')
  t.match(
    (await told(app)).filter(({ kind }) => kind === 'appealToJudge'),
    [{ organ: CITY_ADMINISTRATION, role: 'supervisor', body: /2026-03-20/ }],
  )

  // Nobody judges: the limit burns at whose it is, seen from there and above, and is told to its supervision.
  await app.setNow('2026-03-23T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const late = (await app.request('GET', '/v1/alerts?rule=ALERT_APPEAL', { token: wang })).body.data
  t.match(late, [
    {
      ...{ level: 'YELLOW', status: 'OPEN', organisation: CITY_ADMINISTRATION },
      ...{ owner: { kind: 'alert', no: id }, facts: { due: '2026-03-20' } },
    },
  ])
  t.match(
    (await told(app)).filter(({ body }) => body.includes('申诉复核时限')),
    [{ kind: 'yellow', organ: CITY_ADMINISTRATION, role: 'supervisor' }],
  )

  const judged = await act('confirm', wang)
  t.match(judged.body, { status: 'CONFIRMED', judgeBy: undefined, answerable: undefined })
  t.match(
    (await told(app)).filter(({ kind, role }) => /^card/.test(kind) && role === 'lead'),
    [
      { kind: 'cardConfirmed', body: /可以在2026-03-20前申诉一次/ },
      { kind: 'cardUpheld', body: /申诉已经复核，维持确认/ },
    ],
    'the organ reads that its appeal was judged',
  )
  t.match(await read(lead), { status: 'CONFIRMED' })
  const running = await app.database.asOwner(
    `select from case_clocks where kind = 'ALERT_APPEAL' and stopped_on is null`,
  )
  t.equal(running.length, 0)
})

t.test('after its last day nobody appeals any more, and it is closed', async (t) => {
  const app = await startTestApp(t)
  const { lead, sun, act, read } = await confirmed(t, app)
  t.match(await read(lead), { status: 'CONFIRMED', appealBy: '2026-03-20' })
  await app.setNow('2026-03-20T16:00:00.000000Z')
  const late = await act('appeal', lead)
  t.match(late, { status: 409, body: { detail: /申诉期限至2026-03-20/, allowed: ['close'] } })
  t.equal((await act('close', sun)).status, 200)
})

t.test('in the last minute of the day it is taken', async (t) => {
  const app = await startTestApp(t)
  const { lead, act } = await confirmed(t, app)
  await app.setNow('2026-03-20T15:59:00.000000Z')
  t.match((await act('appeal', lead)).body, { status: 'EXPLAINED' })
})

t.test('a colleague of the same supervision judges it; one that revokes says so too', async (t) => {
  const app = await startTestApp(t)
  await grant(app, 'sun', COUNTY_APPROVAL)
  await grant(app, 'zhou', COUNTY_APPROVAL)
  await grant(app, 'wang', CITY_ADMINISTRATION)
  const { act, appeal } = await appealed(t, app)
  t.match(appeal.answerable, { organisation: COUNTY_APPROVAL })
  const zhou = await app.token('supervisor', {
    ...{ organisation: COUNTY_APPROVAL, scope: 'subtree', subject: 'zhou' },
  })
  t.match((await act('revoke', zhou)).body, { status: 'REVOKED' })
  t.match(
    (await told(app)).filter(({ kind, role }) => kind === 'cardOverturned' && role === 'lead'),
    [{ body: /申诉已经复核，预警予以撤销/ }],
  )
})

t.test('where rights stand in tokens alone, the nearest administration answers for it', async (t) => {
  const app = await startTestApp(t)
  await app.database.asOwner(`delete from grants where role = 'supervisor'`)
  const { appeal } = await appealed(t, app)
  t.match(appeal.answerable, { organisation: CITY_ADMINISTRATION })
})

t.test('thresholds that came with this release reach a deployment of before as it starts', async (t) => {
  const app = await startTestApp(t)
  const rules = () =>
    app.database.asOwner<{ kind: string; level: string; ended: boolean }>(
      `select kind, level, condition, measures, ended_at is not null as ended from monitor_rules order by owner, kind, level`,
    )
  const brought = await rules()
  // As the release before left it: no word of what is new, and one of the others ended here.
  const NEW = `('ALERT_APPEAL', 'DELIVERY_RIGHTED')`
  for (const table of ['monitor_rule_versions', 'monitor_rules'])
    await app.database.asSuperuser(`delete from ${table} where kind in ${NEW}`)
  const ended = await app.request('DELETE', '/v1/monitor-rules/PUBLICATION/RED', {
    ...{ token: await app.token('operator'), headers: { 'if-match': '*' } },
  })
  t.equal(ended.status, 204, ended.text)
  await appealed(t, app)
  const burning = () => app.database.asOwner(`select level from alerts where rule = 'ALERT_APPEAL'`)
  await app.setNow('2026-03-23T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  t.same(await burning(), [], 'nothing without a threshold')

  const owner = new pg.Client(app.database.ownerConfig)
  await owner.connect()
  t.teardown(() => owner.end())
  await owner.query('begin')
  await bringReference(owner, app.deps.files)
  await owner.query('commit')
  t.same(
    await rules(),
    brought.map((rule) => ({ ...rule, ended: rule.kind === 'PUBLICATION' && rule.level === 'RED' })),
    'what is new has come, what was ended stays ended',
  )
  const jobs = createJobs(app.deps)
  await jobs.drain()
  await jobs.stop()
  await createCaseMonitor(app.deps).tick()
  t.same(await burning(), [{ level: 'YELLOW' }], 'for what runs already')
})
