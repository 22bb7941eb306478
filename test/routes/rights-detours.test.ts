import { randomUUID } from 'node:crypto'
import t from 'tap'
import {
  COUNTY_CIVIL_AFFAIRS,
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
