import { randomUUID } from 'node:crypto'
import t from 'tap'
import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'

const NUMBER = '11010519491231002X'
/** As people type it: full width, blanks, a small x, the form of before 1999. */
const SPELLINGS = [
  '１１０１０５１９４９１２３１００２Ｘ',
  ' 110105 19491231 002x ',
  '110105-19491231-002x',
  '110105491231002',
]

const caseOf = async (app: TestApp, idType: string, idNumber: string): Promise<string> => {
  const parties = [{ role: 'applicant', type: 'natural', idType, name: '王小明', idNumber }]
  const created = await createCase(app, { ...foodCase(), parties })
  t.equal(created.status, 201, created.text)
  return created.body.caseNo
}

t.test('a number is one number in every spelling, whatever document it is said to be of', async (t) => {
  const app = await startTestApp(t)
  const cases: string[] = []
  for (const spelling of SPELLINGS) cases.push(await caseOf(app, '414', spelling))
  cases.push(await caseOf(app, '111', SPELLINGS[0] ?? ''))
  const token = await app.token('clerk')
  for (const spelling of [NUMBER, ...SPELLINGS]) {
    const asked = { applicantIdNumber: spelling, limit: 50 }
    const { body } = await app.request('POST', '/v1/cases/search', { token, body: asked })
    const found = body.data.map((each: { caseNo: string }) => each.caseNo)
    t.same(found.toSorted(), cases.toSorted(), spelling)
  }
  const [caseNo = ''] = cases
  const clear = await app.request(
    'GET',
    `/v1/cases/${caseNo}/parties?clear=true&purpose=${encodeURIComponent('核对')}`,
    { token },
  )
  t.equal(clear.status, 200, clear.text)
  const search = await app.request('POST', '/v1/audit/search', {
    token: await app.token('auditor'),
    body: { idNumber: SPELLINGS[3] ?? '' },
  })
  const actions = search.body.data.map(({ action }: { action: string }) => action)
  t.ok(actions.includes('readClearParties'), 'the trail is found by it, too')
})

t.test("an officer's number is known as a party's in any spelling (回避)", async (t) => {
  const app = await startTestApp(t)
  const subject = `officer-${randomUUID()}`
  const entered = await app.request('POST', '/v1/staff', {
    token: await app.token('security'),
    body: {
      staffNo: 'N0001',
      name: '王小明',
      organisation: COUNTY_MARKET,
      posts: [],
      issuer: 'urn:yichuang:dev',
      subject,
      validFrom: '2026-01-01',
      idNumber: NUMBER,
    },
    headers: { 'idempotency-key': randomUUID() },
  })
  t.equal(entered.status, 201, entered.text)
  const token = await app.token('clerk', { organisation: COUNTY_MARKET, subject })
  for (const spelling of SPELLINGS) {
    const caseNo = await caseOf(app, '414', spelling)
    const refused = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      token,
      body: { action: 'accept' },
      headers: { 'if-match': '*' },
    })
    t.equal(refused.status, 403, spelling)
    t.match(refused.text, '回避')
  }
})

t.test('a case of before is found as it was typed, and its parties are read', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await caseOf(app, '414', '110105491231002')
  const old = app.deps.encryption.blindIndex('idNumber', '110105491231002')
  await app.database.asOwner(
    'update case_parties set id_number_index = $2 where case_id = (select id from cases where case_no = $1)',
    [caseNo, old],
  )
  const token = await app.token('clerk')
  const list = await app.request('POST', '/v1/cases/search', {
    token,
    body: { applicantIdNumber: '110105491231002' },
  })
  t.match(list.body.data, [{ caseNo }])
  const path = `/v1/cases/${caseNo}/parties?clear=true&purpose=${encodeURIComponent('核对')}`
  t.match((await app.request('GET', path, { token })).body.data, [{ idNumber: '110105491231002' }])
})

t.test('a new query code stands in the audit trail, with the act or not at all', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, foodCase())).body
  const token = await app.token('clerk')
  const renew = () =>
    app.request('POST', `/v1/cases/${caseNo}/query-code`, {
      token,
      headers: { 'idempotency-key': randomUUID() },
    })
  const { queryCode } = (await renew()).body
  t.match(queryCode, /^\d{6}$/)
  const trail = async () =>
    (await app.request('GET', '/v1/audit?action=renewQueryCode', { token: await app.token('auditor') })).body
      .data
  t.match(await trail(), [{ object: caseNo, role: 'clerk' }])
  t.notMatch(JSON.stringify(await trail()), queryCode, 'the code itself does not')
  await app.database.asOwner('revoke insert on audit_log from yichuang_app')
  const before = await app.database.asOwner('select query_code_hash from cases')
  t.equal((await renew()).status, 500)
  t.same(await app.database.asOwner('select query_code_hash from cases'), before, 'no record, no code')
})
