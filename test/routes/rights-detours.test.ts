import { randomUUID } from 'node:crypto'
import t from 'tap'
import {
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_FORESTRY,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase } from '../helpers/cases.js'
import { findings, staffDesk } from '../helpers/staff.js'

// Ways round: what somebody might try who has some rights, and wants others.

const ANY = { 'if-match': '*' }
const DEV = 'urn:yichuang:dev'

/** A licence that its applicant asked for over the net: no window has to do with it. */
async function caseOfTheNet(app: TestApp): Promise<string> {
  const { windowId: _window, ...body } = foodCase()
  const created = await app.request('POST', '/v1/cases', {
    token: await app.token('citizen', { subject: 'applicant' }),
    body: { ...body, channel: 'WEB' },
    headers: { 'idempotency-key': randomUUID() },
  })
  if (created.status !== 201) throw new Error(created.text)
  return created.body.caseNo
}

/** A licence of the market bureau, taken in by its clerk. */
async function marketCase(app: TestApp): Promise<string> {
  const clerk = await staffDesk(app, 'market-clerk')
  const created = await clerk('POST', '/v1/cases', foodCase(), { 'idempotency-key': randomUUID() })
  if (created.status !== 201) throw new Error(created.text)
  return created.body.caseNo
}

const giveGrant = (app: TestApp, subject: string, role: string, organisation: string, scope = 'organ') =>
  app.database.asOwner(
    `insert into grants (issuer, subject, role, organisation_code, scope, granted_by, granted_at)
     values ($1, $2, $3, $4, $5, 'test', now())`,
    [DEV, subject, role, organisation, scope],
  )

t.test('a deputy stands in at the absent person’s own organ, not wherever that one has rights', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await marketCase(app)
  await giveGrant(app, 'staff-health-reviewer', 'reviewer', COUNTY_MARKET)
  t.equal((await (await staffDesk(app, 'health-reviewer'))('GET', `/v1/cases/${caseNo}`)).status, 200)
  const lead = await staffDesk(app, 'health-lead')
  const away = { from: '2026-03-02', until: '2026-03-06', deputy: 'health-clerk' }
  t.equal((await lead('POST', '/v1/staff/health-reviewer/absences', away)).status, 201)
  const deputy = await staffDesk(await startTestApp(t, { database: app.database }), 'health-clerk')
  t.equal((await deputy('GET', `/v1/cases/${caseNo}`)).status, 404, 'the market bureau named nobody')
  t.equal((await deputy('GET', '/v1/tasks')).status, 200, 'but at home the reviewer’s work list')
})

t.test('who stands in for the head is entered by security; a lead speaks for the own organ', async (t) => {
  const app = await startTestApp(t)
  const days = { from: '2026-03-09', until: '2026-03-10' }
  const lead = await staffDesk(app, 'market-lead')
  const path = '/v1/staff/market-approver/absences'
  const named = { ...days, deputy: 'market-clerk' }
  t.equal((await lead('POST', path, named)).status, 403, 'the head’s post does not go by the lead')
  t.equal((await lead('POST', path, { from: '2026-04-01', until: '2026-04-02' })).status, 201, 'nobody named')
  t.equal((await (await staffDesk(app, 'top-security'))('POST', path, named)).status, 201)
  const above = await app.token('lead', { subject: 'lead-above' })
  const enter = (staffNo: string, body: object) =>
    app.request('POST', `/v1/staff/${staffNo}/absences`, { token: above, body })
  t.equal((await enter('market-reviewer', days)).status, 403, 'a subtree is no organ of one’s own')
  const told = await app.database.asOwner<{ n: number }>(
    `select count(*)::int as n from audit_log where action = 'enterAbsence'`,
  )
  t.equal(told[0]?.n, 2)
})

t.test(
  'a token with rights elsewhere is bound by who reaches these, and is told nothing of them',
  async (t) => {
    const app = await startTestApp(t)
    await giveGrant(app, 'two-hats', 'approver', COUNTY_CIVIL_AFFAIRS)
    await giveGrant(app, 'two-hats', 'clerk', COUNTY_MARKET)
    await giveGrant(app, 'wide', 'supervisor', COUNTY_MARKET, 'subtree')
    const ofMarket = await app.token('security', { organisation: COUNTY_MARKET, subject: 'market-security' })
    const person = { staffNo: 'D1', name: '双岗', organisation: COUNTY_MARKET, issuer: DEV }
    const register = (token: string, body: object) => app.request('POST', '/v1/staff', { token, body })
    const load = (token: string, body: object) =>
      app.request('POST', '/v1/staff/imports', {
        token,
        headers: { 'content-type': 'application/x-ndjson' },
        body: `${JSON.stringify(body)}\n`,
      })
    for (const subject of ['two-hats', 'wide']) {
      const answer = await register(ofMarket, { ...person, subject })
      t.match(answer.status, 422, subject)
      t.same(findings(answer), ['/subject TOKEN_OUT_OF_REACH'])
      t.notMatch(answer.text, /approver|supervisor|subtree/)
      t.notMatch(answer.text, COUNTY_CIVIL_AFFAIRS)
      t.same(findings(await load(ofMarket, { ...person, subject })), ['/lines/1/subject TOKEN_OUT_OF_REACH'])
    }
    t.equal((await register(ofMarket, { ...person, subject: 'fresh' })).status, 201, 'a token without rights')
    const change = await app.request('PATCH', '/v1/staff/D1', {
      token: ofMarket,
      body: { subject: 'two-hats' },
      headers: ANY,
    })
    t.same(findings(change), ['/subject TOKEN_OUT_OF_REACH'])
    const top = await staffDesk(app, 'top-security')
    t.equal((await top('PATCH', '/v1/staff/D1', { subject: 'two-hats' }, ANY)).status, 200)
  },
)

t.test('a centre’s management keeps name, contact and absences; rights are security’s', async (t) => {
  const app = await startTestApp(t)
  const manager = await staffDesk(app, 'town-manager')
  const security = await staffDesk(app, 'top-security')
  const person = { staffNo: 'T1', name: '赵窗口', organisation: TOWN_GOVERNMENT, mobile: '13800001234' }
  const rights = {
    posts: ['负责人'],
    issuer: DEV,
    subject: 'somebody',
    idNumber: '11010519491231002X',
    validFrom: '2026-05-01',
    validUntil: '2026-12-31',
  }
  const pointers = Object.keys(rights).map((name) => `/${name} SECURITY_ONLY`)
  const made = await manager('POST', '/v1/staff', { ...person, ...rights })
  t.equal(made.status, 422)
  t.same(findings(made).sort(), [...pointers].sort())
  t.equal((await manager('POST', '/v1/staff', person)).status, 201)
  const changed = await manager('PATCH', '/v1/staff/T1', { ...rights }, ANY)
  t.same(findings(changed).sort(), [...pointers].sort())
  t.equal((await manager('PATCH', '/v1/staff/T1', { posts: [], name: '赵一' }, ANY)).status, 200, 'as it was')
  t.equal((await security('PATCH', '/v1/staff/T1', { ...rights }, ANY)).status, 200)
  const moved = await manager('PATCH', '/v1/staff/T1', { organisation: COUNTY_MARKET }, ANY)
  t.same(findings(moved), ['/organisation SECURITY_ONLY'])

  const auditor = await staffDesk(app, 'top-auditor')
  const { data } = (await auditor('GET', '/v1/audit?object=staff%20T1&action=changeStaff')).body
  t.match(data[0].details, {
    before: { posts: [], organisation: TOWN_GOVERNMENT, validUntil: null },
    after: { posts: ['负责人'], validFrom: '2026-05-01', validUntil: '2026-12-31' },
  })
  t.notMatch(JSON.stringify(data), /赵|13800001234|11010519491231002X/)
})

t.test('the audit of an import names the people; what a deputy does is written as such', async (t) => {
  const app = await startTestApp(t)
  const security = await app.token('security', { subject: 'importer' })
  const lines = ['A1', 'A2'].map((staffNo) => ({ staffNo, name: '某人', organisation: COUNTY_HEALTH }))
  const loaded = await app.request('POST', '/v1/staff/imports', {
    token: security,
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  })
  t.equal(loaded.status, 200)
  const caseNo = await marketCase(app)
  const away = { from: '2026-03-02', until: '2026-03-06', deputy: 'market-clerk' }
  const lead = await staffDesk(app, 'market-lead')
  t.equal((await lead('POST', '/v1/staff/market-reviewer/absences', away)).status, 201)
  const fresh = await startTestApp(t, { database: app.database, encryption: app.deps.encryption })
  const deputy = await staffDesk(fresh, 'market-clerk')
  const purpose = encodeURIComponent('核对')
  const read = await deputy('GET', `/v1/cases/${caseNo}/parties?clear=true&purpose=${purpose}`)
  t.equal(read.status, 200, read.text)
  const rows = await app.database.asOwner<{ action: string; details: object }>(
    `select action, details from audit_log where action = 'importStaff' or object like $1 order by audit_no`,
    [`%${caseNo}%`],
  )
  t.match(rows[0], { action: 'importStaff', details: { created: 2, staffNos: ['A1', 'A2'] } })
  t.match(rows.at(-1)?.details, { deputyFor: ['market-reviewer'] })
})

t.test('a right over all below begins where it was granted, wherever its organ goes', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await caseOfTheNet(app)
  const security = await staffDesk(app, 'top-security')
  const supervisor = { issuer: DEV, subject: 'forestry-supervisor', role: 'supervisor' }
  const body = { ...supervisor, organisation: COUNTY_FORESTRY, scope: 'subtree', validUntil: '2027-12-31' }
  t.equal(
    (await security('POST', '/v1/grants', { ...body, issuer: 'https://id.example.gov.cn' })).status,
    201,
  )
  const { data } = (await security('GET', '/v1/grants?subject=forestry-supervisor')).body
  t.match(data, [{ division: '511102000000' }])
  // The same for tokens of the sample, whose grants stand in the table.
  await app.database.asOwner(
    `update grants set scope = 'subtree', role = 'supervisor' where subject = 'staff-forestry-lead'`,
  )
  const other = await startTestApp(t, { database: app.database, encryption: app.deps.encryption })
  const sees = async (app: TestApp, no: string) =>
    (await (await staffDesk(app, 'forestry-lead'))('GET', `/v1/cases/${no}`)).status
  t.equal(await sees(other, caseNo), 200, 'the county’s case, by its subtree')
  await app.database.asOwner(`update organisations set division_code = '511112000000' where code = $1`, [
    COUNTY_MARKET,
  ])
  const before = await app.request('GET', `/v1/organisations/${COUNTY_FORESTRY}`)
  const { name, kind } = before.body
  const moved = await app.request('PUT', `/v1/organisations/${COUNTY_FORESTRY}`, {
    token: await app.token('operator'),
    body: { name, kind, division: '510000000000' },
    headers: { 'if-match': before.headers.etag ?? '' },
  })
  t.equal(moved.status, 200, moved.text)
  const fresh = await startTestApp(t, { database: app.database, encryption: app.deps.encryption })
  t.equal(await sees(fresh, caseNo), 404, 'the province is not theirs because their bureau moved up')
  await app.database.asOwner(`update organisations set division_code = '511102000000' where code = $1`, [
    COUNTY_MARKET,
  ])
  t.equal(await sees(fresh, caseNo), 200, 'the county still is')
  const wide = await security('GET', '/v1/grants?subject=forestry-supervisor')
  t.match(wide.body.data, [{ division: '511102000000' }])
})

t.test('one person has one valid entry: neither duties nor four eyes are split over two', async (t) => {
  const app = await startTestApp(t)
  const security = await staffDesk(app, 'top-security')
  const idNumber = '11010519491231002X'
  const one = { staffNo: 'P1', name: '钱一', organisation: COUNTY_MARKET, idNumber, validUntil: '2026-06-30' }
  const two = { staffNo: 'P2', name: '钱一', organisation: COUNTY_CIVIL_AFFAIRS, idNumber }
  const register = (body: object) => security('POST', '/v1/staff', body)
  t.equal((await register(one)).status, 201)
  const second = await register(two)
  t.same(findings(second), ['/idNumber PERSON_TWICE'])
  t.notMatch(second.text, /P1|11010519491231002X/)
  t.equal((await register({ ...two, validFrom: '2026-07-01' })).status, 201, 'one after the other')
  const longer = await security('PATCH', '/v1/staff/P1', { validUntil: null }, ANY)
  t.same(findings(longer), ['/idNumber PERSON_TWICE'])
  t.equal((await security('PATCH', '/v1/staff/P1', { validUntil: '2026-05-31' }, ANY)).status, 200)
  const load = (...lines: object[]) =>
    security(
      'POST',
      '/v1/staff/imports',
      lines.map((line) => `${JSON.stringify(line)}\n`).join('') as never,
      {
        'content-type': 'application/x-ndjson',
      },
    )
  const same = { name: '孙', organisation: COUNTY_MARKET, idNumber: '320311770706001' }
  const loaded = await load(
    { ...same, staffNo: 'P3' },
    { ...same, staffNo: 'P4', idNumber: '320311197707060018' },
  )
  t.same(findings(loaded), ['/lines/2/idNumber PERSON_TWICE'], 'fifteen digits or eighteen')
  t.match(loaded.text, /1 行与第 2 行/)
  t.same(findings(await load({ staffNo: 'P5', name: '钱', organisation: COUNTY_MARKET, idNumber })), [
    '/lines/1/idNumber PERSON_TWICE',
  ])
  const race = { name: '李', organisation: COUNTY_MARKET, idNumber: '440524198001010013' }
  const both = await Promise.all([register({ ...race, staffNo: 'R1' }), register({ ...race, staffNo: 'R2' })])
  t.same(both.map(({ status }) => status).sort(), [201, 422], 'nor at once')
})

t.test('nobody gives a right to the own person by another token', async (t) => {
  const app = await startTestApp(t)
  const idNumber = '11010519491231002X'
  const first = await staffDesk(app, 'top-security')
  const entry = { staffNo: 'S2', name: '周', organisation: COUNTY_MARKET, issuer: DEV, subject: 'own-second' }
  t.equal((await first('POST', '/v1/staff', { ...entry, idNumber, validUntil: '2026-03-31' })).status, 201)
  await app.database.asOwner(
    `update staff set id_number_index = (select id_number_index from staff where staff_no = 'S2')
     where staff_no = 'top-security'`,
  )
  const fresh = await startTestApp(t, { database: app.database, encryption: app.deps.encryption })
  const security = await staffDesk(fresh, 'top-security')
  await app.database.asOwner(`update staff set issuer = 'https://id.example.gov.cn' where staff_no = 'S2'`)
  const given = await security('POST', '/v1/grants', {
    issuer: 'https://id.example.gov.cn',
    subject: 'own-second',
    role: 'auditor',
    organisation: COUNTY_MARKET,
  })
  t.same(findings(given), ['/subject OWN_GRANT'])
  const own = await security('PATCH', '/v1/staff/S2', { validUntil: '2026-04-30' }, ANY)
  t.same(findings(own), ['/staffNo OWN_ENTRY'])
})

t.test('an officer applies as a private person, and is recused in the own case', async (t) => {
  const app = await startTestApp(t)
  const { windowId, ...rest } = foodCase()
  const web = { ...rest, channel: 'WEB' }
  const create = async (staffNo: string, body: object) =>
    (await staffDesk(app, staffNo))('POST', '/v1/cases', body, { 'idempotency-key': randomUUID() })
  const made = await create('market-reviewer', web)
  t.equal(made.status, 201, made.text)
  const { caseNo } = made.body
  const reviewer = await staffDesk(app, 'market-reviewer')
  t.equal((await reviewer('GET', `/v1/cases/${caseNo}`)).status, 200)
  t.ok(
    (await reviewer('GET', '/v1/cases?limit=100')).body.data.some(
      (each: { caseNo: string }) => each.caseNo === caseNo,
    ),
  )
  const clerk = await staffDesk(app, 'market-clerk')
  const act = (desk: typeof clerk, action: string) =>
    desk('POST', `/v1/cases/${caseNo}/transitions`, { action }, ANY)
  t.equal((await act(clerk, 'accept')).status, 200)
  t.match(await act(reviewer, 'startReview'), { status: 403 }, 'somebody else reviews it (回避)')
  const events = await app.database.asOwner<{ document: string }>(
    `select document from case_events where type in ('create', 'submit') order by event_no`,
  )
  for (const { document } of events)
    t.match(JSON.parse(document).actor, { role: 'citizen', staffNo: undefined }, 'as a private person')

  t.equal((await create('market-reviewer', { ...web, channel: 'WINDOW' })).status, 403)
  t.equal((await create('market-reviewer', { ...rest, windowId, channel: 'WEB' })).status, 403)
  t.equal((await create('top-auditor', { ...web, channel: 'ASSISTANT' })).status, 403)
  t.equal((await create('health-clerk', web)).status, 201, 'a clerk of another organ too')
  const taken = await create('market-clerk', web)
  t.equal(taken.status, 201)
  t.equal(
    (await clerk('POST', `/v1/cases/${taken.body.caseNo}/transitions`, { action: 'accept' }, ANY)).status,
    200,
    'taken in for others: no party',
  )
  const bound = await app.database.asOwner<{ subject: string | null }>(
    `select p.subject from case_parties p join cases c on c.id = p.case_id where c.case_no = $1`,
    [taken.body.caseNo],
  )
  t.ok(bound.every(({ subject }) => subject === null))
  t.equal(
    (await (await staffDesk(app, 'top-auditor'))('GET', '/v1/tasks')).status,
    403,
    'an applicant has no more',
  )
})
