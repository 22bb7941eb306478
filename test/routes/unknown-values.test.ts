import t, { type Test } from 'tap'
import { createCaseMonitor } from '../../src/service.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'

/** What two releases side by side may find in each other's rows: shown by its code, acted on by nobody, never a 500. */
async function reviewed(app: TestApp): Promise<Answer> {
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  return transition(app, 'reviewer', accepted, { action: 'startReview' })
}

interface Seen {
  read: Answer
  line: Record<string, unknown>
  actions: unknown[]
  act: Answer
}

/** Reads a case in every way that there is, tries an act, and lets the monitor pass. */
async function lookEverywhere(t: Test, app: TestApp, made: Answer, action = 'completeStep'): Promise<Seen> {
  const { caseNo } = made.body
  const clerk = await app.token('clerk')
  const get = async (path: string, token = clerk) => {
    const answer = await app.request('GET', path, { token })
    t.equal(answer.status, 200, `${path} ${answer.status === 200 ? '' : answer.text}`)
    return answer
  }
  const path = `/v1/cases/${caseNo}`
  const read = await get(path)
  const list = await get('/v1/cases?limit=100')
  const actions = await get(`${path}/actions`, await app.token('reviewer'))
  for (const part of ['events', 'clocks', 'documents']) await get(`${path}/${part}`)
  await get('/v1/tasks?limit=100', await app.token('reviewer'))
  await get('/v1/alerts?limit=100', await app.token('supervisor'))
  await get('/v1/monitor', await app.token('operator'))
  await get(`/v1/exchange/cases/${caseNo}`, await app.token('exchange'))
  await get('/v1/exchange/changes', await app.token('exchange'))
  const act = await app.request('POST', `${path}/transitions`, {
    token: await app.token('reviewer'),
    body: { action },
    headers: { 'if-match': '*' },
  })
  await createCaseMonitor(app.deps).tick()
  const line = list.body.data.find((each: { caseNo: string }) => each.caseNo === caseNo)
  return { read, line, actions: actions.body.data, act }
}

t.test('a status that this release does not know', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, leshanCase())
  await app.database.asOwner(`update cases set status = 'PARKED'`)
  const seen = await lookEverywhere(t, app, created)
  t.match(seen.read.body, { status: 'PARKED', statusTitle: 'PARKED' })
  t.match(seen.line, { status: 'PARKED', statusTitle: 'PARKED' })
  t.same(seen.actions, [])
  t.match(seen.act, {
    status: 409,
    body: { code: 'TRANSITION_NOT_ALLOWED', currentStatus: 'PARKED', allowed: [] },
  })
  const progress = await app.request('POST', '/v1/progress', {
    body: { caseNo: created.body.caseNo, queryCode: created.body.queryCode },
  })
  t.match(progress, { status: 200, body: { status: 'PARKED', statusText: 'PARKED' } })
  const patch = await app.request('PATCH', `/v1/cases/${created.body.caseNo}`, {
    token: await app.token('clerk'),
    headers: { 'if-match': '*' },
    body: { form: {} },
  })
  t.equal(patch.status, 409)
})

const CLOCKS: [string, string, string][] = [
  ['kind', `kind = 'MEDIATION', state = jsonb_set(state, '{kind}', '"MEDIATION"')`, 'MEDIATION'],
  ['unit', `state = jsonb_set(state, '{limit,unit}', '"lunarMonth"')`, 'LEGAL'],
  ['calendar', `calendar_code = 'MOON', state = jsonb_set(state, '{calendar}', '"MOON"')`, 'LEGAL'],
]
for (const [what, change, kind] of CLOCKS) {
  t.test(`a clock whose ${what} this release does not know`, async (t) => {
    const app = await startTestApp(t)
    const [strange, good] = [await reviewed(app), await reviewed(app)]
    await app.database.asOwner(
      `update case_clocks set ${change} where kind = 'LEGAL' and case_id = (select id from cases where case_no = $1)`,
      [strange.body.caseNo],
    )
    // Both cases are long overdue: the clock that nobody can reckon stands first, and must not hold up the other's.
    await app.database.asOwner(
      `update case_clocks set next_look_at = next_look_at - interval '9 days' where case_id = (select id from cases where case_no = $1)`,
      [strange.body.caseNo],
    )
    await app.setNow('2026-05-11T01:00:00.000000Z')
    const seen = await lookEverywhere(t, app, strange)
    t.ok(seen.read.body.clocks.some((clock: { kind: string }) => clock.kind === kind))
    t.same(seen.actions, [])
    t.match(seen.act, { status: 409, body: { code: 'TRANSITION_NOT_ALLOWED' } })
    const alerts = await app.request('GET', `/v1/alerts?caseNo=${good.body.caseNo}`, {
      token: await app.token('supervisor'),
    })
    t.same(alerts.body.data.map(({ rule }: { rule: string }) => rule).sort(), ['LEGAL', 'PROMISE', 'STEP'])
    const monitor = await app.request('GET', '/v1/monitor', { token: await app.token('operator') })
    t.match(monitor.body, { backlog: 0, lagSeconds: 0 })
    const other = await transition(app, 'reviewer', good, { action: 'completeStep' })
    t.equal(other.body.status, 'DECIDING', 'cases beside it go on')
  })
}

t.test(
  'codes that only name something: channel, party, material, task, event, document, alert, role',
  async (t) => {
    const app = await startTestApp(t)
    const made = await reviewed(app)
    await app.setNow('2026-05-11T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    await app.database.asSuperuser(`
    update cases set channel = 'HOLOGRAM', lamp = 'PURPLE';
    update case_parties set role = 'witness', type = 'robot';
    update case_materials set source = 'telepathy';
    set session_replication_role = replica;
    update case_events set type = 'teleport' where version = 2;
    update case_documents set kind = 'scroll';
    update alerts set level = 'PURPLE', status = 'PONDERED';
    insert into monitor_rules (kind, level, condition) values ('MEDIATION', 'PURPLE', '{"moonPhase": 1}');
    set session_replication_role = origin; -- a grant finds its way into the list by a trigger
    insert into grants (issuer, subject, role, organisation_code, granted_by, granted_at)
      select 'urn:yichuang:dev', 'somebody', 'oracle', organisation_code, 'test', now() from grants limit 1;`)
    const seen = await lookEverywhere(t, app, made, 'completeStep')
    t.match(seen.read.body, {
      channel: 'HOLOGRAM',
      parties: [{ role: 'witness', type: 'robot' }],
      materials: [{ source: 'telepathy' }],
    })
    t.equal(seen.read.body.parties[0].name, '乐********司', 'who is neither person nor company is masked')
    t.match(seen.line, { channel: 'HOLOGRAM', lamp: 'PURPLE' })
    const path = `/v1/cases/${made.body.caseNo}`
    const token = await app.token('clerk')
    const events = await app.request('GET', `${path}/events`, { token })
    t.match(events.body.data[1], { type: 'teleport', title: 'teleport' })
    const documents = await app.request('GET', `${path}/documents`, { token })
    t.match(documents.body.data[0], { kind: 'scroll', title: 'scroll' })
    const page = await app.request('GET', `${path}/documents/${documents.body.data[0].documentNo}`, {
      token,
      headers: { accept: 'text/html' },
    })
    t.match(page.text, 'scroll')
    const supervisor = await app.token('supervisor')
    const alerts = await app.request('GET', '/v1/alerts', { token: supervisor })
    const strange = alerts.body.data.find(({ level }: { level: string }) => level === 'PURPLE')
    t.match(strange, { level: 'PURPLE', status: 'PONDERED' })
    const confirm = await app.request('POST', `/v1/alerts/${strange.id}/confirm`, {
      token: supervisor,
      headers: { 'if-match': '*' },
      body: { text: '确认' },
    })
    t.match(confirm, { status: 409, body: { currentStatus: 'PONDERED', allowed: [] } })
    const grants = await app.request('GET', '/v1/grants?subject=somebody', {
      token: await app.token('security'),
    })
    t.match(grants.body.data, [{ role: 'oracle' }])
  },
)

t.test('a task of a kind that this release does not know', async (t) => {
  const app = await startTestApp(t)
  const made = await reviewed(app)
  await app.database.asOwner(
    `update case_tasks set kind = 'vote', phase = 'ballot', state = state || '{"kind": "vote", "phase": "ballot"}'`,
  )
  const seen = await lookEverywhere(t, app, made)
  t.match(seen.read.body.tasks, [{ kind: 'vote', phase: 'ballot' }])
  t.same(seen.actions, [])
  t.equal(seen.act.status, 409)
})
