import t from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { recomputeHash } from '../helpers/feed.js'
import { importLines, lineOf, numbered } from '../helpers/imports.js'
import { foodBusinessLicence } from '../helpers/sample.js'

/** Everything in the feed, as the exchange platform above all organs reads it. */
async function feedOf(app: TestApp) {
  while ((await sequenceBatch(app.deps.pool)) > 0);
  const token = await app.token('exchange')
  const { body } = await app.request('GET', '/v1/exchange/changes', { token })
  return body
}

async function importHoliday(app: TestApp, date: string) {
  const year = await app.request('GET', '/v1/calendars/CN/years/2026')
  const { workingDays: _days, calendar: _calendar, year: _year, ...body } = year.body
  const token = await app.token('operator')
  const answer = await app.request('PUT', '/v1/calendars/CN/years/2026', {
    token,
    body: { ...body, days: [...body.days, { date, kind: 'HOLIDAY', name: '停电' }] },
    headers: { 'if-match': year.headers.etag ?? '' },
  })
  if (answer.status !== 200) throw new Error(answer.text)
  await createJobs(app.deps).drain()
}

t.test('a case tells who acted, which clocks changed, which tasks opened, what went out', async (t) => {
  const app = await startTestApp(t)
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), {
    action: 'accept',
    note: '材料齐全，张三 13800000000',
  })
  const reviewing = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const special = await transition(app, 'reviewer', reviewing, {
    action: 'startSpecial',
    kind: 'inspection',
    estimatedDays: 5,
    basis: '《行政许可法》第四十五条，张三 13800000000 样品送检',
  })
  await transition(app, 'reviewer', special, { action: 'endSpecial', result: '合格' })
  const { data, hash } = await feedOf(app)
  t.equal(hash, recomputeHash(data))
  const [submit, accept, start, startSpecial, endSpecial] = data
  const { caseNo } = accepted.body
  const [organisation] = [accepted.body.organisation]
  t.match(submit, {
    subject: { kind: 'case', no: caseNo },
    caseNo,
    type: 'case.submit',
    v: 1,
    version: 1,
    actor: { kind: 'person', role: 'clerk' },
    clocks: [{ kind: 'INTAKE_5D', state: 'RUNNING', startedOn: '2026-03-02', due: '2026-03-09' }],
    payload: { status: 'SUBMITTED', statusBefore: 'DRAFT', organisation, missing: [], corrected: false },
  })
  t.equal(submit.clocks.length, 1)
  t.match(accept, {
    type: 'case.accept',
    version: 2,
    actor: { windowId: foodCase().windowId },
    payload: {
      acceptedOn: '2026-03-02',
      documents: [{ kind: 'acceptanceNotice', issuedOn: '2026-03-02', contentHash: /^[0-9a-f]{64}$/ }],
      wordsHash: /^[0-9a-f]{64}$/,
    },
  })
  t.same(
    accept.clocks.map((clock: { kind: string; state: string }) => `${clock.kind} ${clock.state}`).sort(),
    ['INTAKE_5D STOPPED', 'LEGAL RUNNING', 'PROMISE RUNNING'],
  )
  t.match(start.payload.tasksOpened, [{ kind: 'step', phase: 'review', taskId: /^[0-9a-f-]{36}$/ }])
  t.same(
    new Set(
      startSpecial.clocks.map((clock: { kind: string; state: string }) => `${clock.kind} ${clock.state}`),
    ),
    new Set(['PROMISE PAUSED', 'LEGAL PAUSED', 'STEP PAUSED', 'SPECIAL RUNNING']),
  )
  t.match(startSpecial.payload, { kind: 'inspection', estimatedDays: 5 })
  t.equal(endSpecial.payload.specialId, startSpecial.payload.specialId)
  t.notMatch(JSON.stringify(data), /张三|13800000000|合格|李|样品/, 'no words of people, no person')
  const events = await app.request('GET', `/v1/cases/${caseNo}/events`, {
    token: await app.token('reviewer'),
  })
  t.match(events.body.data[3], {
    type: 'startSpecial',
    remarks: { basis: '张三 13800000000 样品送检' },
  })
})

t.test('the opinion of an asked organ leaves the organ of the case where it is', async (t) => {
  const app = await startTestApp(t)
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  let last = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const asked = '11511102MB0YCH005R'
  last = await transition(app, 'reviewer', last, {
    action: 'requestJointReview',
    organisations: [asked],
    question: '选址是否符合规划',
  })
  const given = await app.request('POST', `/v1/cases/${last.body.caseNo}/transitions`, {
    token: await app.token('reviewer', { organisation: asked }),
    body: { action: 'giveOpinion', agrees: true, opinion: '同意' },
    headers: { 'if-match': '*' },
  })
  t.equal(given.status, 200, given.text)
  const { data } = await feedOf(app)
  const [request, opinion] = data.slice(-2)
  t.match(request.payload, {
    organisations: [asked],
    tasksOpened: [{ kind: 'opinion', organisation: asked }],
  })
  t.match(opinion.payload, {
    organisation: accepted.body.organisation,
    askedOrganisation: asked,
    agrees: true,
    tasksClosed: [{ kind: 'opinion', outcome: 'completed' }],
  })
})

t.test('a calendar that changes, the due days that it moves, and alerts are told', async (t) => {
  const app = await startTestApp(t)
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  await importHoliday(app, '2026-03-03')
  const clerk = await app.token('clerk')
  const read = await app.request('GET', `/v1/cases/${accepted.body.caseNo}`, { token: clerk })
  t.match(read.body, { version: 3 })
  await transition(app, 'reviewer', accepted, { action: 'startReview' }, 412)
  const { data } = await feedOf(app)
  const [changed, moved] = data.slice(-2)
  t.match(changed, {
    subject: { kind: 'calendar', no: 'CN' },
    type: 'calendar.change',
    actor: { kind: 'person', role: 'operator' },
    payload: { calendar: 'CN', year: 2026, status: 'OFFICIAL' },
  })
  t.match(moved, {
    type: 'case.clockMoved',
    caseNo: accepted.body.caseNo,
    version: 3,
    actor: { kind: 'system' },
    payload: { reason: 'calendarChanged', status: 'ACCEPTED', calendar: 'CN' },
  })
  t.same(moved.payload.moved.map(({ from, to }: { from: string; to: string }) => `${from} ${to}`).sort(), [
    '2026-03-12 2026-03-13',
    '2026-03-16 2026-03-17',
  ])
  t.same(moved.clocks.map(({ due }: { due: string }) => due).sort(), ['2026-03-13', '2026-03-17'])

  await app.setNow('2026-03-16T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const supervisor = await app.token('supervisor')
  const [alert] = (await app.request('GET', '/v1/alerts?level=YELLOW', { token: supervisor })).body.data
  const explained = await app.request('POST', `/v1/alerts/${alert.id}/explain`, {
    token: await app.token('lead'),
    body: { text: '人手不足' },
    headers: { 'if-match': '*' },
  })
  t.equal(explained.status, 200)
  const after = (await feedOf(app)).data.filter(
    ({ subject }: { subject: { kind: string } }) => subject.kind === 'alert',
  )
  t.match(
    after.find(({ type }: { type: string }) => type === 'alert.raise'),
    {
      caseNo: accepted.body.caseNo,
      version: 1,
      actor: { kind: 'system' },
      payload: { level: 'YELLOW', rule: 'PROMISE', status: 'OPEN', due: '2026-03-13', overBy: 1 },
    },
  )
  t.match(after.at(-1), {
    type: 'alert.explain',
    subject: { no: alert.id },
    version: 2,
    actor: { kind: 'person', role: 'lead' },
    payload: { status: 'EXPLAINED' },
  })
  t.notMatch(JSON.stringify(after), /人手/)
})

t.test('procedures and item versions are told when they are published', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const two = await app.request('GET', '/v1/workflows/two-step/versions/1')
  const { version: _version, ...definition } = two.body
  await app.request('POST', '/v1/workflows', { token, body: definition })
  const item = `/v1/items/${foodBusinessLicence.itemCode}`
  for (const [action, state] of [
    ['suspend', 'SUSPENDED'],
    ['resume', 'IN_USE'],
  ] as const) {
    const { headers } = await app.request('GET', item)
    const answer = await app.request('POST', `${item}/${action}`, {
      token,
      headers: { 'if-match': headers.etag ?? '*' },
      body: {},
    })
    t.match(answer.body, { state }, answer.text)
  }
  const { data } = await feedOf(app)
  t.match(data, [
    { type: 'workflow.publish', subject: { kind: 'workflow', no: 'two-step' }, version: 2 },
    { type: 'itemVersion.suspend', payload: { state: 'SUSPENDED' } },
    { type: 'itemVersion.resume', payload: { state: 'IN_USE' }, actor: { role: 'cataloguer' } },
  ])
})

t.test('a draft is in nobody’s feed until it is handed in; then with all that happened to it', async (t) => {
  const app = await startTestApp(t)
  const draft = await createCase(app, { ...foodCase(), submit: false })
  const given = await createCase(app, { ...foodCase(), submit: false })
  await transition(app, 'clerk', given, { action: 'withdraw', reason: '不办了' })
  t.strictSame((await feedOf(app)).data, [])
  await transition(app, 'clerk', draft, { action: 'submit' })
  const { data, hash } = await feedOf(app)
  t.strictSame(
    data.map(({ type, version, caseNo }: { type: string; version: number; caseNo: string }) => [
      type,
      version,
      caseNo,
    ]),
    [
      ['case.create', 1, draft.body.caseNo],
      ['case.submit', 2, draft.body.caseNo],
    ],
  )
  t.equal(hash, recomputeHash(data))
})

t.test('versions that an import publishes are told like those of a cataloguer', async (t) => {
  const app = await startTestApp(t)
  const lines = [lineOf(numbered(1)), lineOf(numbered(2))]
  t.match(await importLines(app, lines), { state: 'done', applied: 2 })
  t.match(await importLines(app, lines), { state: 'done', applied: 0 })
  const { data } = await feedOf(app)
  t.match(data, [
    { type: 'itemVersion.publish', subject: { no: numbered(1).itemCode }, version: 1 },
    { type: 'itemVersion.publish', subject: { no: numbered(2).itemCode }, actor: { role: 'cataloguer' } },
  ])
  t.equal(data.length, 2)
})
