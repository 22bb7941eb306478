import t from 'tap'
import { COUNTY_CIVIL_AFFAIRS, COUNTY_MARKET, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { findings, staffDesk } from '../helpers/staff.js'

const wang = {
  staffNo: 'M0017',
  name: '王小明',
  organisation: COUNTY_MARKET,
  posts: ['法制审核'],
  issuer: 'https://id.example.gov.cn',
  subject: 'wang',
  mobile: '+86 138-0000-1234',
  email: 'wang@example.gov.cn',
  idNumber: '11010519491231002X',
  validFrom: '2026-01-01',
}

t.test('a person is registered, read by the own organ, changed and ended', async (t) => {
  const app = await startTestApp(t)
  const security = await staffDesk(app, 'top-security')
  const reviewer = await staffDesk(app, 'market-reviewer')
  const stranger = await staffDesk(app, 'civil-lead')
  const key = { 'idempotency-key': 'one' }
  const made = await security('POST', '/v1/staff', wang, key)
  t.equal(made.status, 201, made.text)
  t.equal(made.headers.location, '/v1/staff/M0017')
  t.match(made.body, { mobile: '138****1234', email: 'w***@example.gov.cn', subject: 'wang', version: 1 })
  t.equal((await security('POST', '/v1/staff', wang, key)).headers['idempotency-replayed'], 'true')
  t.notMatch(made.text, /11010519491231002X/, 'the identity number never comes back')

  const path = '/v1/staff/M0017'
  const seen = await reviewer('GET', path)
  t.match(seen.body, { name: '王小明', posts: ['法制审核'], mobile: '138****1234' })
  t.notOk('subject' in seen.body, 'the token is for who keeps the register')
  t.equal((await reviewer('GET', `${path}?clear=true&purpose=${encodeURIComponent('值班联系')}`)).status, 403)
  t.equal((await stranger('GET', path)).status, 404)
  const told = async (staffNo: string) => {
    const {
      traceId: _trace,
      instance: _instance,
      ...rest
    } = (await stranger('GET', `/v1/staff/${staffNo}`)).body
    return rest
  }
  t.same(await told('NOBODY'), await told('M0017'), 'as if there were nobody of this number')
  t.equal((await stranger('PATCH', path, { name: '改' }, { 'if-match': '*' })).status, 403)
  const etag = seen.headers.etag ?? ''
  t.equal((await reviewer('GET', path, undefined, { 'if-none-match': etag })).status, 304)

  const lead = await staffDesk(app, 'market-lead')
  t.same(findings(await lead('GET', `${path}?clear=true`)), ['?purpose PURPOSE_REQUIRED'])
  const clear = await lead('GET', `${path}?clear=true&purpose=${encodeURIComponent('值班联系')}`)
  t.match(clear.body, { mobile: '13800001234', email: 'wang@example.gov.cn' })
  const auditor = await staffDesk(app, 'top-auditor')
  const audit = await auditor('GET', '/v1/audit?action=readStaffContact')
  t.match(audit.body.data, [{ object: 'staff M0017', actor: /staff-market-lead$/ }])

  t.equal((await security('PATCH', path, { posts: [] })).status, 428)
  t.equal((await security('PATCH', path, { posts: [] }, { 'if-match': '"9-x"' })).status, 412)
  const changed = await security(
    'PATCH',
    path,
    { posts: ['现场核查'], mobile: null },
    { 'if-match': made.headers.etag },
  )
  t.match(changed.body, { posts: ['现场核查'], email: 'w***@example.gov.cn', version: 2 })
  t.notOk('mobile' in changed.body)
  const ended = await security('PATCH', path, { validUntil: '2026-03-31' }, { 'if-match': '*' })
  t.match(ended.body, { validUntil: '2026-03-31', version: 3 })

  const { rows } = await app.deps.pool.query(
    `select type, version, document, actor from case_events where subject_kind = 'staff' order by event_no`,
  )
  t.same(
    rows.map(({ type, version }) => [type, version]),
    [
      ['staff.register', 1],
      ['staff.change', 2],
      ['staff.end', 3],
    ],
  )
  t.match(JSON.parse(rows[2].document), {
    subject: { kind: 'staff', no: 'M0017' },
    actor: { staffNo: 'top-security', role: 'security' },
    payload: { organisation: COUNTY_MARKET, validUntil: '2026-03-31' },
  })
  t.notMatch(JSON.stringify(rows), /王小明|138000|wang@/, 'nothing personal in an event')
  const acts = await auditor('GET', '/v1/audit?object=staff%20M0017')
  t.same(
    acts.body.data.map(({ action }: { action: string }) => action),
    ['changeStaff', 'changeStaff', 'readStaffContact', 'registerStaff'],
  )
})

t.test('lists go as far as the own organ, or all below', async (t) => {
  const app = await startTestApp(t)
  const numbers = async (staffNo: string, query = '') => {
    const answer = await (await staffDesk(app, staffNo))('GET', `/v1/staff?limit=100${query}`)
    return answer.body.data.map((each: { staffNo: string }) => each.staffNo)
  }
  t.same(await numbers('market-clerk'), [
    'market-approver',
    'market-clerk',
    'market-issuer',
    'market-lead',
    'market-reviewer',
  ])
  t.ok((await numbers('top-security')).length > 90)
  const heads = await numbers('top-security', `&post=${encodeURIComponent('负责人')}`)
  t.ok(heads.length > 20 && heads.every((each: string) => each.endsWith('-approver')))
  t.same(await numbers('market-clerk', `&organisation=${COUNTY_CIVIL_AFFAIRS}`), [])
  const page = await (await staffDesk(app, 'top-security'))('GET', '/v1/staff?limit=3')
  const next = await (await staffDesk(app, 'top-security'))(
    'GET',
    `/v1/staff?limit=3&cursor=${page.body.nextCursor}`,
  )
  t.not(next.body.data[0].staffNo, page.body.data[0].staffNo)
})

t.test('who keeps which entries, and what is refused', async (t) => {
  const app = await startTestApp(t)
  const security = await staffDesk(app, 'top-security')
  const manager = await staffDesk(app, 'town-manager')
  t.equal((await manager('POST', '/v1/staff', wang)).status, 403, 'not the centre’s')
  const { body: ofTown } = await manager('GET', '/v1/staff/town-clerk')
  const atCentre = { staffNo: 'T0001', name: '赵窗口', organisation: ofTown.organisation }
  t.equal((await manager('POST', '/v1/staff', atCentre)).status, 201)
  t.equal((await (await staffDesk(app, 'market-lead'))('POST', '/v1/staff', wang)).status, 403)
  const ofOrgan = await app.token('security', { organisation: OTHER_COUNTY_MARKET })
  const foreign = await app.request('POST', '/v1/staff', { token: ofOrgan, body: wang })
  t.equal(foreign.status, 403)
  const marketManager = await app.token('manager', { organisation: COUNTY_MARKET })
  t.equal((await app.request('POST', '/v1/staff', { token: marketManager, body: wang })).status, 403)

  t.equal((await security('POST', '/v1/staff', wang)).status, 201)
  t.equal((await security('POST', '/v1/staff', { ...wang, subject: 'other' })).status, 409)
  const refused: [object, string][] = [
    [{ subject: 'wang' }, '/subject SUBJECT_TAKEN'],
    [{ organisation: 'NONE' }, '/organisation ORGANISATION_UNKNOWN'],
    [{ subject: undefined }, '/subject TOKEN_INCOMPLETE'],
    [{ issuer: undefined }, '/issuer TOKEN_INCOMPLETE'],
    [{ validUntil: '2025-12-31' }, '/validUntil PERIOD_REVERSED'],
    [{ mobile: '12345' }, '/mobile MOBILE_INVALID'],
    [{ idNumber: '110105194912310021' }, '/idNumber ID_NUMBER_INVALID'],
    [{ issuer: 'urn:yichuang:dev', subject: 'staff-top-security' }, '/staffNo OWN_ENTRY'],
  ]
  for (const [change, expected] of refused) {
    const answer = await security('POST', '/v1/staff', {
      ...wang,
      staffNo: 'M0018',
      subject: 'li',
      ...change,
    })
    t.equal(answer.status, 422, expected)
    t.same(findings(answer), [expected])
    t.notMatch(answer.text, /12345|110105/)
  }
  for (const wrong of [{ posts: ['*'] }, { staffNo: 'export' }, { staffNo: 'a b' }, { email: 'nobody' }])
    t.equal((await security('POST', '/v1/staff', { ...wang, staffNo: 'M0019', ...wrong })).status, 400)

  const own = await security('PATCH', '/v1/staff/top-security', { posts: ['负责人'] }, { 'if-match': '*' })
  t.same(findings(own), ['/staffNo OWN_ENTRY'])
  const taken = await security(
    'PATCH',
    '/v1/staff/T0001',
    { issuer: wang.issuer, subject: 'wang' },
    { 'if-match': '*' },
  )
  t.same(findings(taken), ['/subject SUBJECT_TAKEN'])
  const half = await security('PATCH', '/v1/staff/M0017', { subject: null }, { 'if-match': '*' })
  t.same(findings(half), ['/subject TOKEN_INCOMPLETE'])

  const two = await Promise.all(
    ['A1', 'A2'].map((staffNo) =>
      security('POST', '/v1/staff', { ...wang, staffNo, subject: 'race', idNumber: undefined }),
    ),
  )
  t.same(two.map(({ status }) => status).sort(), [201, 422], 'nor two at once with one subject')
})

t.test('a token of a person whose entry ended opens nothing, and says so', async (t) => {
  const app = await startTestApp(t)
  await app.database.asOwner(`update staff set valid_until = '2026-03-01' where staff_no = 'market-clerk'`)
  await app.database.asOwner(`update staff set valid_from = '2026-03-03' where staff_no = 'market-reviewer'`)
  for (const staffNo of ['market-clerk', 'market-reviewer']) {
    const desk = await staffDesk(app, staffNo)
    const answer = await desk('GET', '/v1/staff', undefined, { 'accept-language': 'en' })
    t.match(answer, { status: 403, body: { code: 'FORBIDDEN', detail: /has ended or not begun/ } }, staffNo)
  }
})

t.test('an old answer is for the same rights only: who lost them is not told by it', async (t) => {
  const app = await startTestApp(t)
  const send = async (organisation: string) =>
    app.request('POST', '/v1/staff', {
      token: await app.token('security', { organisation, subject: 'moved' }),
      body: wang,
      headers: { 'idempotency-key': 'moved-1' },
    })
  t.equal((await send(COUNTY_MARKET)).status, 201)
  const again = await send(COUNTY_CIVIL_AFFAIRS)
  t.match(again, { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  t.notMatch(again.text, /王小明|138/)
  t.equal((await send(COUNTY_MARKET)).headers['idempotency-replayed'], 'true')
})
