import { randomUUID } from 'node:crypto'
import t from 'tap'
import { COUNTY_CIVIL_AFFAIRS } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase } from '../helpers/cases.js'
import { findings, type Send, staffDesk, staffToken } from '../helpers/staff.js'

const ABSENCES = '/v1/staff/market-approver/absences'

const act = (desk: Send, caseNo: string, command: object) =>
  desk('POST', `/v1/cases/${caseNo}/transitions`, command, { 'if-match': '*' })

/** A licence that waits for its decision, taken there by the bureau's own people. */
async function decidingCase(app: TestApp): Promise<string> {
  const created = await app.request('POST', '/v1/cases', {
    token: await staffToken(app, 'market-clerk'),
    body: foodCase(),
    headers: { 'idempotency-key': randomUUID() },
  })
  if (created.status !== 201) throw new Error(created.text)
  const { caseNo } = created.body
  const [clerk, reviewer] = [await staffDesk(app, 'market-clerk'), await staffDesk(app, 'market-reviewer')]
  for (const [desk, command] of [
    [clerk, { action: 'accept' }],
    [reviewer, { action: 'startReview' }],
    [reviewer, { action: 'completeStep', opinion: '符合' }],
  ] as const) {
    const answer = await act(desk, caseNo, command)
    if (answer.status !== 200) throw new Error(answer.text)
  }
  return caseNo
}

t.test('an absent approver’s deputy decides, and the event says for whom', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await decidingCase(app)
  // The approver is the bureau's head (负责人): whose deputy only security names.
  const security = await staffDesk(app, 'top-security')
  const named = { from: '2026-03-02', until: '2026-03-06', deputy: 'market-clerk' }
  const entered = await security('POST', ABSENCES, named, { 'idempotency-key': 'away' })
  t.equal(entered.status, 201, entered.text)
  t.match(entered.body, { ...named, staffNo: 'market-approver' })
  t.equal((await security('GET', entered.headers.location ?? '')).headers.etag, entered.headers.etag)
  t.match((await security('GET', ABSENCES)).body.data, [named])

  // The clerk's rights were asked for a moment ago: another process knows the deputy at once.
  const other = await startTestApp(t, { database: app.database })
  const approved = await act(await staffDesk(other, 'market-clerk'), caseNo, { action: 'approve' })
  t.match(approved, { status: 200, body: { status: 'APPROVED' } }, approved.text)
  const [event] = await app.database.asOwner<{ document: string }>(
    `select document from case_events where type = 'approve'`,
  )
  t.match(JSON.parse(event?.document ?? '{}').actor, {
    staffNo: 'market-clerk',
    role: 'approver',
    deputyFor: 'market-approver',
  })
  const papers = await app.database.asOwner<{ content: object }>(
    `select content from case_documents where kind = 'approval'`,
  )
  t.match(papers, [{ content: { deputy: 'market-clerk', deputyFor: 'market-approver' } }], 'and its paper')
  const own = await staffDesk(other, 'forestry-approver')
  t.equal((await act(own, caseNo, { action: 'close' })).status, 404, 'and nobody of another organ')
})

t.test('before and after the absence the deputy may not', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await decidingCase(app)
  const security = await staffDesk(app, 'top-security')
  const named = { from: '2026-03-03', until: '2026-03-06', deputy: 'market-clerk' }
  const entered = await security('POST', ABSENCES, named)
  const asks = async () => {
    const fresh = await startTestApp(t, { database: app.database })
    return act(await staffDesk(fresh, 'market-clerk'), caseNo, { action: 'approve' })
  }
  t.equal((await asks()).status, 403, 'not begun')
  await app.setNow('2026-03-07T01:00:00.000000Z')
  t.equal((await asks()).status, 403, 'over')
  await app.setNow('2026-03-05T01:00:00.000000Z')
  const path = entered.headers.location ?? ''
  t.equal((await security('DELETE', path)).status, 428)
  t.equal((await security('DELETE', path, undefined, { 'if-match': entered.headers.etag })).status, 204)
  t.match((await security('GET', path)).body, { until: '2026-03-04' }, 'back early: it ended yesterday')
  t.equal((await asks()).status, 403, 'back')
  const over = await security('DELETE', path, undefined, { 'if-match': '*' })
  t.same(findings(over), ['/absenceId ABSENCE_OVER'])
  const later = await security('POST', ABSENCES, { from: '2026-04-01', until: '2026-04-02' })
  const gone = later.headers.location ?? ''
  t.equal((await security('DELETE', gone, undefined, { 'if-match': '*' })).status, 204)
  t.equal((await security('GET', gone)).status, 404, 'what had not begun was taken out')
  const told = await app.database.asOwner<{ type: string; version: number }>(
    `select type, version from case_events where subject_kind = 'staff' order by event_no`,
  )
  t.same(
    told.map(({ type, version }) => [type, version]),
    [
      ['staff.absence', 2],
      ['staff.return', 3],
      ['staff.absence', 4],
      ['staff.return', 5],
    ],
  )
})

t.test('what is no absence', async (t) => {
  const app = await startTestApp(t)
  const lead = await staffDesk(app, 'market-lead')
  const days = { from: '2026-03-09', until: '2026-03-13' }
  const security = await staffDesk(app, 'top-security')
  const enter = (staffNo: string, body: object) =>
    (staffNo === 'market-approver' ? security : lead)('POST', `/v1/staff/${staffNo}/absences`, body)
  await app.database.asOwner(
    `insert into staff (staff_no, name, organisation_code, valid_from, valid_until, created_at)
     select 'market-leaver', '将离任', organisation_code, '2026-01-01', '2026-03-11', now() from staff
     where staff_no = 'market-clerk'`,
  )
  t.equal((await enter('market-reviewer', { ...days, deputy: 'market-clerk' })).status, 201)
  const refused: [string, object, string][] = [
    ['market-approver', { from: '2026-03-13', until: '2026-03-09' }, '/until PERIOD_REVERSED'],
    ['market-approver', { from: '2026-02-02', until: '2026-02-03' }, '/until PERIOD_PAST'],
    ['market-reviewer', { from: '2026-03-13', until: '2026-03-16' }, '/from ABSENCE_OVERLAPS'],
    ['market-clerk', { from: '2026-03-13', until: '2026-03-16' }, '/from STANDS_IN'],
    ['market-approver', { ...days, deputy: 'market-reviewer' }, '/deputy DEPUTY_ABSENT'],
    ['market-approver', { ...days, deputy: 'nobody' }, '/deputy DEPUTY_UNKNOWN'],
    ['market-approver', { ...days, deputy: 'civil-clerk' }, '/deputy DEPUTY_OF_ANOTHER_ORGAN'],
    ['market-approver', { ...days, deputy: 'market-approver' }, '/deputy DEPUTY_ONESELF'],
    ['market-approver', { ...days, deputy: 'market-leaver' }, '/deputy DEPUTY_ENDED'],
    [
      'market-clerk',
      { from: '2026-06-01', until: '2026-06-02', deputy: 'market-lead' },
      '/deputy OWN_DEPUTY',
    ],
  ]
  for (const [staffNo, body, expected] of refused) {
    const answer = await enter(staffNo, body)
    t.equal(answer.status, 422, `${expected}: ${answer.text}`)
    t.same(findings(answer), [expected])
  }
  t.equal((await enter('civil-clerk', days)).status, 404, 'another organ’s person')
  const clerk = await staffDesk(app, 'market-clerk')
  t.equal((await clerk('POST', ABSENCES, days)).status, 403, 'a clerk enters none')
  const [a, b] = await Promise.all([
    enter('market-approver', { from: '2026-05-11', until: '2026-05-12', deputy: 'market-clerk' }),
    enter('market-clerk', { from: '2026-05-11', until: '2026-05-12', deputy: 'market-approver' }),
  ])
  t.same([a.status, b.status].sort(), [201, 422], 'two do not stand in for each other')
  const to = { organisation: COUNTY_CIVIL_AFFAIRS }
  const move = await security('PATCH', '/v1/staff/market-reviewer', to, { 'if-match': '*' })
  t.same(findings(move), ['/organisation ABSENCE_OPEN'])
  const free = await security('PATCH', '/v1/staff/market-leaver', to, { 'if-match': '*' })
  t.match(free, { status: 200, body: to })
})
