import t from 'tap'
import type { Role } from '../../src/shared/roles.js'
import {
  COUNTY_FIRE,
  COUNTY_HEALTH,
  OTHER_COUNTY_MARKET,
  TOP_ORGANISATION,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, transition } from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { grantedToken, HOSPITAL, ILLNESS_ITEM, illnessCase, PERSON } from '../helpers/personal.js'

const ORGAN = ILLNESS_ITEM.organisationCode
const MASKED = { name: '欧**兰', idNumber: '110105********002X', mobile: '139****2222', clear: false }
const CLEAR = { ...PERSON, clear: true }
const WHY = `purpose=${encodeURIComponent('核对申请人身份')}`

const staffOf = (app: TestApp, role: Role, organisation = ORGAN) => app.token(role, { organisation })
const partiesOf = (app: TestApp, caseNo: string, token: string, query = '') =>
  app.request('GET', `/v1/cases/${caseNo}/parties${query}`, { token })
const clearly = (app: TestApp, caseNo: string, token: string) =>
  partiesOf(app, caseNo, token, `?clear=true&${WHY}`)
const auditOf = async (app: TestApp, query: string) =>
  (await app.request('GET', `/v1/audit?${query}`, { token: await app.token('auditor') })).body.data

t.test('the acting organ reads the parties clear, with a purpose, and it is recorded', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, illnessCase())).body
  for (const role of ['clerk', 'reviewer', 'approver', 'issuer', 'lead'] as const) {
    const token = await app.token(role, { organisation: ORGAN, subject: `of-the-organ-${role}` })
    t.match((await partiesOf(app, caseNo, token)).body.data, [MASKED], 'masked unless asked for')
    const answer = await clearly(app, caseNo, token)
    t.match(answer.body.data, [CLEAR], role)
    t.equal(answer.headers['cache-control'], 'no-store')
    t.match(await auditOf(app, `subject=of-the-organ-${role}`), [
      { action: 'readClearParties', object: caseNo, role, organisation: ORGAN, purpose: '核对申请人身份' },
    ])
  }
  t.equal((await auditOf(app, 'action=readClearParties')).length, 5, 'masked readings are none of it')
})

t.test('without a purpose there is no clear answer, and no record', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, illnessCase())).body
  const token = await staffOf(app, 'reviewer')
  for (const query of [
    '?clear=true',
    '?clear=true&purpose=',
    '?clear=true&purpose=x',
    `?clear=true&purpose=${'x'.repeat(201)}`,
  ]) {
    const answer = await partiesOf(app, caseNo, token, query)
    t.match([answer.status, answer.body.errors[0].pointer], [400, '?purpose'], query.slice(0, 40))
  }
  t.same(await auditOf(app, 'action=readClearParties'), [])
})

t.test('no audit, no answer', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, illnessCase())).body
  await app.database.asOwner('revoke insert on audit_log from yichuang_app')
  const answer = await clearly(app, caseNo, await staffOf(app, 'reviewer'))
  t.equal(answer.status, 500)
  t.notMatch(answer.text, PERSON.name)
  t.equal((await partiesOf(app, caseNo, await staffOf(app, 'reviewer'))).status, 200)
})

t.test('who has no right gets 403 for what he sees and 404 for what he does not', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, illnessCase())).body
  const officer = await app.token('reviewer', { organisation: ORGAN, subject: 'officer' })
  const own = await createCase(app, illnessCase({ channel: 'WEB', windowId: undefined }), {
    role: 'citizen',
    subject: 'officer',
  })
  const expected: [string, string, string, number][] = [
    ['supervisor', await app.token('supervisor'), caseNo, 403],
    ['leader', await app.token('leader'), caseNo, 403],
    ['assistant', await app.token('assistant', { organisation: ORGAN }), caseNo, 403],
    ['operator', await app.token('operator'), caseNo, 403],
    ['recused officer', officer, own.body.caseNo, 403],
    ['the same officer elsewhere', officer, caseNo, 200],
    ['reviewer of another organ', await staffOf(app, 'reviewer', COUNTY_HEALTH), caseNo, 404],
    ['clerk of another county', await staffOf(app, 'clerk', OTHER_COUNTY_MARKET), caseNo, 404],
    ['another citizen', await app.token('citizen', { subject: 'passer-by' }), caseNo, 404],
    ['exchange without personal', await app.token('exchange'), caseNo, 403],
  ]
  for (const [who, token, no, status] of expected) {
    const parties = await clearly(app, no, token)
    const form = await app.request('GET', `/v1/cases/${no}/form?clear=true&${WHY}`, { token })
    t.same([parties.status, form.status], [status, status], who)
    if (status !== 200) t.notMatch(parties.text + form.text, PERSON.name)
  }
  const absent = await clearly(app, '511102260302200001F', await staffOf(app, 'reviewer', COUNTY_HEALTH))
  t.equal(absent.status, 404)
})

t.test('applicants read themselves clear, the other parties masked', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('citizen', { subject: 'applicant' })
  const { fileId: mandateFileId } = (await upload(app, token, [{ bytes: png() }])).body
  const parties = [
    { role: 'applicant', type: 'natural', idType: '111', ...PERSON },
    {
      role: 'guardian',
      type: 'natural',
      idType: '414',
      name: '王小明',
      idNumber: 'E12345678',
      mandateFileId,
    },
  ]
  const created = await createCase(app, illnessCase({ channel: 'WEB', windowId: undefined, parties }), {
    role: 'citizen',
    subject: 'applicant',
  })
  const answer = await clearly(app, created.body.caseNo, token)
  t.match(answer.body.data, [CLEAR, { name: '王*明', clear: false }])
  t.notMatch(answer.text, 'E12345678')
  t.match(created.body.form, { hospital: HOSPITAL }, 'what he typed he reads')
  const [record] = await auditOf(app, 'subject=urn:yichuang:dev|applicant&action=readClearParties')
  t.match(record, { details: { as: 'applicant', parties: [1] } })
})

t.test("a window's clerks read clear while they take the case in, not after", async (t) => {
  const app = await startTestApp(t)
  const centre = (await app.request('GET', '/v1/centres')).body.data[0]
  const windowClerk = await staffOf(app, 'clerk', centre.organisation)
  const created = await createCase(app, illnessCase())
  const { caseNo } = created.body
  t.equal((await clearly(app, caseNo, windowClerk)).status, 200)
  await transition(app, 'clerk', created, { action: 'accept' })
  t.equal((await partiesOf(app, caseNo, windowClerk)).status, 200, 'still seen')
  t.equal((await clearly(app, caseNo, windowClerk)).status, 403)
})

t.test('an asked organ reads clear only if the asking says so, and until it has answered', async (t) => {
  const app = await startTestApp(t)
  const accepted = await transition(app, 'clerk', await createCase(app, illnessCase()), { action: 'accept' })
  const reviewing = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const { caseNo } = reviewing.body
  const fire = await app.token('reviewer', { organisation: COUNTY_FIRE })
  const health = await app.token('reviewer', { organisation: COUNTY_HEALTH })
  const ask = (organisation: string, personal?: boolean) => ({
    action: 'requestJointReview',
    organisations: [organisation],
    question: '请提出意见',
    ...(personal === undefined ? {} : { personal }),
  })
  const asked = await transition(app, 'reviewer', reviewing, ask(COUNTY_FIRE))
  const both = await transition(app, 'reviewer', asked, ask(COUNTY_HEALTH, true))
  t.equal((await clearly(app, caseNo, fire)).status, 403)
  t.match((await clearly(app, caseNo, health)).body.data, [CLEAR])
  const clerk = await staffOf(app, 'clerk', COUNTY_HEALTH)
  t.equal((await clearly(app, caseNo, clerk)).status, 403, 'who does not answer needs none of it')
  const answered = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: health,
    body: { action: 'giveOpinion', agrees: true, opinion: '同意' },
    headers: { 'if-match': both.headers.etag ?? '' },
  })
  t.equal(answered.status, 200)
  t.equal((await clearly(app, caseNo, health)).status, 403)
})

t.test('an exchange platform reads clear by a grant with personal, as far as it goes', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, illnessCase())).body
  const near = await grantedToken(app, { role: 'exchange', organisation: ORGAN, personal: true })
  const wide = await grantedToken(app, {
    role: 'exchange',
    organisation: TOP_ORGANISATION,
    scope: 'subtree',
    personal: true,
  })
  const far = await grantedToken(app, { role: 'exchange', organisation: OTHER_COUNTY_MARKET, personal: true })
  t.match((await clearly(app, caseNo, near)).body.data, [CLEAR])
  t.match((await clearly(app, caseNo, wide)).body.data, [CLEAR])
  t.equal((await clearly(app, caseNo, far)).status, 404)
  const plain = await grantedToken(app, { role: 'exchange', organisation: ORGAN })
  t.match((await partiesOf(app, caseNo, plain)).body.data, [MASKED])
  const records = await auditOf(app, 'action=readClearParties')
  t.match(records, [{ details: { as: 'exchange' } }, { details: { as: 'exchange' } }])
})

t.test('the trail is found by whose data it was: who signed in, and who came on paper', async (t) => {
  const app = await startTestApp(t)
  const paper = (await createCase(app, illnessCase())).body.caseNo
  const web = await createCase(app, illnessCase({ channel: 'WEB', windowId: undefined }), {
    role: 'citizen',
    subject: 'applicant',
  })
  const token = await staffOf(app, 'reviewer')
  await clearly(app, paper, token)
  await app.request('GET', `/v1/cases/${web.body.caseNo}/form?clear=true&${WHY}`, { token })
  for (const subject of ['applicant', 'urn:yichuang:dev|applicant'])
    t.match(await auditOf(app, `subject=${encodeURIComponent(subject)}`), [
      { action: 'readClearForm', object: web.body.caseNo },
    ])
  const search = async (idNumber: string) =>
    app.request('POST', '/v1/audit/search', { token: await app.token('auditor'), body: { idNumber } })
  const found = await search(PERSON.idNumber.toLowerCase())
  t.match(
    found.body.data.map(({ action, object }: { action: string; object: string }) => [action, object]),
    [
      ['readClearForm', web.body.caseNo],
      ['readClearParties', paper],
    ],
  )
  t.same((await search('110101199003070011')).body.data, [])
  t.equal((await auditOf(app, 'action=searchAudit')).length, 2, 'to search is recorded as well')
  const stranger = await app.token('auditor', { organisation: OTHER_COUNTY_MARKET })
  const theirs = await app.request('POST', '/v1/audit/search', {
    token: stranger,
    body: { idNumber: PERSON.idNumber },
  })
  t.same(theirs.body.data, [], 'an auditor finds what his grant reaches')
})

t.test('papers carry clear names for staff and applicant, masked for others', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, illnessCase({ channel: 'WEB', windowId: undefined }), {
    role: 'citizen',
    subject: 'applicant',
  })
  const accepted = await transition(app, 'clerk', created, { action: 'accept' })
  const path = `/v1/cases/${accepted.body.caseNo}/documents/${accepted.body.caseNo}-01`
  const page = async (token: string, query = '', accept = 'text/html') =>
    app.request('GET', `${path}${query}`, { token, headers: { accept } })
  const reviewer = await staffOf(app, 'reviewer')
  t.match((await page(reviewer)).text, `申请人：${PERSON.name}`)
  t.match(await auditOf(app, 'action=readClearDocument'), [
    { role: 'reviewer', purpose: '打印文书', details: { documentNo: `${accepted.body.caseNo}-01` } },
  ])
  t.match((await page(await app.token('citizen', { subject: 'applicant' }))).text, PERSON.name)
  t.equal((await auditOf(app, 'action=readClearDocument')).length, 1, 'their own paper is no record')
  const supervisor = await app.token('supervisor')
  t.match((await page(supervisor)).text, '申请人：欧**兰')
  t.equal((await page(supervisor, `?clear=true&${WHY}`)).status, 403)
  const json = await page(reviewer, '', 'application/json')
  t.match(json.body, { applicants: '欧**兰' })
  const clear = await page(reviewer, `?clear=true&${WHY}`, 'application/json')
  t.match(clear.body, { applicants: PERSON.name })
  const stored = await app.database.asOwner('select content from case_documents')
  t.notMatch(JSON.stringify(stored), PERSON.name)
})
