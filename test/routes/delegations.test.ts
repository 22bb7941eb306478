import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import {
  COUNTY_APPROVAL,
  COUNTY_DISABLED,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase } from '../helpers/cases.js'
import { findings, staffDesk } from '../helpers/staff.js'

const entrusting = {
  from: COUNTY_MARKET,
  to: TOWN_GOVERNMENT,
  items: [FOOD_LICENCE_ITEM_CODE],
  kind: 'entrusted',
  document: '乐中市监委〔2026〕3号',
  validFrom: '2026-03-01',
  validTo: '2026-12-31',
}

/** What the township's people may do with a licence of the county, each step by its own person; the last refusal else. */
async function decidedByTown(t: Test, app: TestApp) {
  const fresh = await startTestApp(t, { database: app.database })
  const { windowId: _window, ...body } = { ...foodCase(), channel: 'WEB' }
  const created = await (await staffDesk(fresh, 'town-clerk'))('POST', '/v1/cases', body, {
    'idempotency-key': randomUUID(),
  })
  if (created.status !== 201) return created
  let last = created
  for (const [staffNo, command] of [
    ['town-clerk', { action: 'accept' }],
    ['town-reviewer', { action: 'startReview' }],
    ['town-reviewer', { action: 'completeStep', opinion: '符合' }],
    ['town-approver', { action: 'approve' }],
  ] as const) {
    const desk = await staffDesk(fresh, staffNo)
    last = await desk('POST', `/v1/cases/${created.body.caseNo}/transitions`, command, { 'if-match': '*' })
    if (last.status !== 200) return last
  }
  return last
}

const actorsOf = async (app: TestApp, type: string) =>
  (
    await app.database.asOwner<{ document: string }>('select document from case_events where type = $1', [
      type,
    ])
  ).map(({ document }) => JSON.parse(document).actor)

t.test('an entrusted township decides a licence of the county in its name', async (t) => {
  const app = await startTestApp(t)
  t.equal((await decidedByTown(t, app)).status, 403, 'nothing without a delegation')
  const lead = await staffDesk(app, 'market-lead')
  const given = await lead('POST', '/v1/delegations', entrusting, { 'idempotency-key': 'give' })
  t.equal(given.status, 201, given.text)
  t.match(given.body, { ...entrusting, state: 'inForce', version: 1 })
  const path = given.headers.location ?? ''
  t.match((await (await staffDesk(app, 'town-clerk'))('GET', path)).body, given.body, 'seen by who is to act')
  t.equal((await (await staffDesk(app, 'civil-lead'))('GET', path)).status, 404, 'and by no other organ')

  const decided = await decidedByTown(t, app)
  t.match(decided, { status: 200, body: { status: 'APPROVED' } }, decided.text)
  t.match(await actorsOf(app, 'approve'), [
    { staffNo: 'town-approver', organisation: TOWN_GOVERNMENT, inNameOf: COUNTY_MARKET, role: 'approver' },
  ])
  const town = await staffDesk(app, 'town-lead')
  t.equal(
    (await town('POST', '/v1/delegations', { ...entrusting, to: COUNTY_HEALTH })).status,
    403,
    'not onward',
  )
  t.equal((await town('GET', '/v1/staff/market-clerk')).status, 404, 'nor sight of the county’s people')

  t.equal((await lead('POST', `${path}/revoke`)).status, 428)
  t.equal((await lead('POST', `${path}/revoke`, undefined, { 'if-match': '"7-x"' })).status, 412)
  t.equal((await town('POST', `${path}/revoke`, undefined, { 'if-match': '*' })).status, 403)
  const ended = await lead('POST', `${path}/revoke`, undefined, { 'if-match': given.headers.etag })
  t.match(ended.body, { state: 'revoked', version: 2 }, ended.text)
  t.equal((await lead('POST', `${path}/revoke`, undefined, { 'if-match': '*' })).status, 409)
  t.equal((await decidedByTown(t, app)).status, 403, 'from then on no longer')
  const told = await app.database.asOwner<{ type: string; document: string }>(
    `select type, document from case_events where subject_kind = 'delegation' order by event_no`,
  )
  t.same(
    told.map(({ type }) => type),
    ['delegation.grant', 'delegation.revoke'],
  )
  t.notMatch(told[0]?.document ?? '', /乐中市监委/, 'the words of the document stand beside')
  const audit = await (await staffDesk(app, 'top-auditor'))(
    'GET',
    `/v1/audit?object=delegation%20${given.body.delegationId}`,
  )
  t.same(
    audit.body.data.map(({ action }: { action: string }) => action),
    ['revokeDelegation', 'grantDelegation'],
  )
})

t.test('an authorised organ decides in its own name, on the days of the delegation alone', async (t) => {
  const app = await startTestApp(t)
  const lead = await staffDesk(app, 'market-lead')
  const days = { validFrom: '2026-03-10', validTo: '2026-03-20' }
  const given = await lead('POST', '/v1/delegations', { ...entrusting, kind: 'authorised', ...days })
  t.match(given.body, { state: 'notBegun' })
  t.equal((await decidedByTown(t, app)).status, 403, 'not yet')
  await app.setNow('2026-03-23T01:00:00.000000Z')
  t.equal((await decidedByTown(t, app)).status, 403, 'no longer')
  t.match((await lead('GET', given.headers.location ?? '')).body, { state: 'over' })
  await app.setNow('2026-03-20T01:00:00.000000Z')
  t.match(await decidedByTown(t, app), { status: 200, body: { status: 'APPROVED' } })
  const [actor] = await actorsOf(app, 'approve')
  t.match(actor, { staffNo: 'town-approver', organisation: TOWN_GOVERNMENT })
  t.notOk('inNameOf' in actor)
})

t.test('who held a step by a delegation that ended answers for nothing any more', async (t) => {
  const app = await startTestApp(t)
  const lead = await staffDesk(app, 'market-lead')
  const given = await lead('POST', '/v1/delegations', entrusting)
  const clerk = await staffDesk(app, 'town-clerk')
  const { windowId: _window, ...body } = { ...foodCase(), channel: 'WEB' }
  const created = await clerk('POST', '/v1/cases', body, { 'idempotency-key': randomUUID() })
  const path = `/v1/cases/${created.body.caseNo}`
  const reviewer = await staffDesk(app, 'town-reviewer')
  for (const [desk, action] of [
    [clerk, 'accept'],
    [reviewer, 'startReview'],
  ] as const) {
    const done = await desk('POST', `${path}/transitions`, { action }, { 'if-match': '*' })
    t.equal(done.status, 200, done.text)
  }
  const [task] = await app.database.asOwner<{ task_id: string }>(
    `select task_id from case_tasks join cases on id = case_id where case_no = $1 and closed_at is null`,
    [created.body.caseNo],
  )
  const claimed = await reviewer('POST', `/v1/tasks/${task?.task_id}/claim`)
  t.equal(claimed.status, 200, claimed.text)
  const answerable = async () =>
    (await lead('GET', `${path}/clocks`)).body.data.flatMap(
      (clock: { answerable?: object }) => clock.answerable ?? [],
    )
  for (const each of await answerable())
    t.same(each, { organisation: COUNTY_MARKET, person: 'town-reviewer' })

  const ended = await lead('POST', `${given.headers.location}/revoke`, undefined, { 'if-match': '*' })
  t.equal(ended.status, 200, ended.text)
  const after = await answerable()
  t.ok(after.length > 0)
  for (const each of after)
    t.same(each, { organisation: COUNTY_MARKET, roles: ['lead'] }, 'the lead gives it to somebody else')
})

t.test('what no organ may give', async (t) => {
  const app = await startTestApp(t)
  const lead = await staffDesk(app, 'market-lead')
  const top = await app.token('cataloguer')
  const give = (body: object) => app.request('POST', '/v1/delegations', { token: top, body })
  t.equal((await lead('POST', '/v1/delegations', { ...entrusting, from: COUNTY_HEALTH })).status, 403)
  const clerk = await staffDesk(app, 'market-clerk')
  t.equal((await clerk('POST', '/v1/delegations', entrusting)).status, 403, 'a clerk gives nothing')
  t.equal((await lead('POST', '/v1/delegations', entrusting)).status, 201)
  await app.database.asOwner(`update organisations set ended_on = '2026-01-31' where code = $1`, [
    COUNTY_APPROVAL,
  ])
  const refused: [object, string][] = [
    [{ from: 'NONE' }, '/from ORGANISATION_UNKNOWN'],
    [{ to: 'NONE' }, '/to ORGANISATION_UNKNOWN'],
    [{ to: COUNTY_APPROVAL }, '/to ORGANISATION_ENDED'],
    [{ to: COUNTY_MARKET }, '/to DELEGATION_TO_ONESELF'],
    [{ to: COUNTY_DISABLED }, '/to NOT_ADMINISTRATIVE'],
    [{ items: [LESHAN_ITEM_CODE] }, '/items/0 ITEM_NOT_HELD'],
    [{ items: ['no-such-item'] }, '/items/0 ITEM_UNKNOWN'],
    [{}, '/items/0 DELEGATION_OVERLAPS'],
    [{ from: TOWN_GOVERNMENT, to: COUNTY_HEALTH }, '/items/0 DELEGATION_ONWARD'],
    [{ from: TOWN_GOVERNMENT, to: COUNTY_MARKET }, '/items/0 DELEGATION_CIRCLE'],
    [{ to: COUNTY_HEALTH, validFrom: '2026-05-01', validTo: '2026-04-01' }, '/validTo PERIOD_REVERSED'],
    [{ to: COUNTY_HEALTH, validFrom: '2026-01-01', validTo: '2026-03-01' }, '/validTo PERIOD_PAST'],
  ]
  for (const [change, expected] of refused) {
    const answer = await give({ ...entrusting, ...change })
    t.equal(answer.status, 422, `${expected}: ${answer.text}`)
    t.same(findings(answer), [expected])
  }
  t.equal((await give({ ...entrusting, kind: 'lent' })).status, 400)
  const both = await Promise.all([0, 1].map(() => give({ ...entrusting, to: COUNTY_HEALTH })))
  t.same(both.map(({ status }) => status).sort(), [201, 422], 'nor twice at once')
  const authorised = await give({ ...entrusting, kind: 'authorised', to: COUNTY_DISABLED })
  t.equal(authorised.status, 201, 'a law may authorise an institution')
  const seen = await lead('GET', '/v1/delegations?inForce=true')
  t.equal(seen.body.data.length, 3)
})
