import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_FIRE, COUNTY_HEALTH } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { transition } from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { grantedToken, ILLNESS_ITEM, illnessCase, PERSON } from '../helpers/personal.js'

const ORGAN = ILLNESS_ITEM.organisationCode
const WHY = `?purpose=${encodeURIComponent('核验证件照片')}`

/** A case one of whose materials is a scan that this person uploaded. */
async function caseWithScan(app: TestApp, token: string, more: object = {}) {
  const { fileId } = (await upload(app, token, [{ bytes: png(randomBytes(2000)) }])).body
  const materials = ILLNESS_ITEM.materials.map(({ materialCode }, at) =>
    at === 0 ? { materialCode, source: 'upload', fileId } : { materialCode, source: 'paper' },
  )
  const created = await app.request('POST', '/v1/cases', {
    token,
    body: illnessCase({ materials, ...more }),
    headers: { 'idempotency-key': crypto.randomUUID() },
  })
  t.equal(created.status, 201, created.text)
  const { id } = created.body.materials.find((each: { fileId?: string }) => each.fileId === fileId)
  return { created, path: `/v1/cases/${created.body.caseNo}/materials/${id}/content` }
}

const staffOf = (app: TestApp, role: Role, organisation = ORGAN) => app.token(role, { organisation })
const reads = async (app: TestApp, query = '') =>
  (
    await app.request('GET', `/v1/audit?action=readMaterialContent${query}`, {
      token: await app.token('auditor'),
    })
  ).body.data

t.test('the files of a case are for who may read its parties clear, each reading recorded', async (t) => {
  const app = await startTestApp(t)
  const { created, path } = await caseWithScan(app, await app.token('clerk'))
  const { caseNo } = created.body
  const read = async (token: string, query = '') =>
    (await app.request('GET', `${path}${query}`, { token })).status
  const reviewer = await app.token('reviewer', { organisation: ORGAN, subject: 'an-officer' })
  t.equal(await read(reviewer), 200, 'who handles the case need not say why')
  t.equal(await read(reviewer, WHY), 200)
  t.match(await reads(app, '&subject=an-officer'), [
    { object: caseNo, role: 'reviewer', organisation: ORGAN, purpose: '核验证件照片' },
    { object: caseNo, details: { as: 'staff', parties: [1] }, purpose: '办理' },
  ])
  const found = await app.request('POST', '/v1/audit/search', {
    token: await app.token('auditor'),
    body: { idNumber: PERSON.idNumber },
  })
  t.equal(found.body.data.length, 2, 'found by whose data it was')
  t.equal(await read(await app.token('supervisor')), 403)
  t.equal(await read(await staffOf(app, 'reviewer', COUNTY_HEALTH)), 404)
  const platform = await grantedToken(app, { role: 'exchange', organisation: ORGAN, personal: true })
  t.equal(await read(platform), 400, 'a platform says why')
  t.equal(await read(platform, WHY), 200)
  t.equal(await read(await grantedToken(app, { role: 'exchange', organisation: ORGAN }), WHY), 403)
  await app.database.asOwner('revoke insert on audit_log from yichuang_app')
  t.equal(await read(reviewer), 500, 'no audit, no answer')
})

t.test('an asked organ reads files if the asking says so, and says why', async (t) => {
  const app = await startTestApp(t)
  const { created, path } = await caseWithScan(app, await app.token('clerk'))
  const accepted = await transition(app, 'clerk', created, { action: 'accept' })
  const reviewing = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const ask = { action: 'requestJointReview', question: '请提出意见' }
  const first = await transition(app, 'reviewer', reviewing, { ...ask, organisations: [COUNTY_FIRE] })
  await transition(app, 'reviewer', first, { ...ask, organisations: [COUNTY_HEALTH], personal: true })
  const fire = await staffOf(app, 'reviewer', COUNTY_FIRE)
  const health = await staffOf(app, 'reviewer', COUNTY_HEALTH)
  t.equal((await app.request('GET', `${path}${WHY}`, { token: fire })).status, 403)
  t.equal((await app.request('GET', path, { token: health })).status, 400)
  t.equal((await app.request('GET', `${path}${WHY}`, { token: health })).status, 200)
  t.match(await reads(app), [{ details: { as: 'asked' } }])
  const paper = (token: string, query = '') =>
    app.request('GET', `/v1/cases/${created.body.caseNo}/documents/${created.body.caseNo}-01${query}`, {
      token,
      headers: { accept: 'text/html' },
    })
  t.notMatch((await paper(health)).text, PERSON.name, 'nor does a page carry names without a purpose')
  t.match((await paper(health, WHY)).text, PERSON.name)
})

t.test('applicants read their own, unless they are staff unrecorded; nobody does as staff', async (t) => {
  const app = await startTestApp(t)
  const citizen = await app.token('citizen', { subject: 'officer' })
  const { path } = await caseWithScan(app, citizen, { channel: 'WEB', windowId: undefined })
  t.equal((await app.request('GET', path, { token: citizen })).status, 200)
  t.same(await reads(app), [])
  const officer = await app.token('reviewer', { organisation: ORGAN, subject: 'officer' })
  t.equal((await app.request('GET', path, { token: officer })).status, 403, 'recused (回避)')
})

t.test('an assistant reads back what he uploaded, and it is recorded', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('assistant', { organisation: ORGAN, subject: 'helper' })
  const seen = { method: 'manual', at: '2026-03-02T00:30:00.000000Z', reference: 'desk-2' }
  const parties = illnessCase().parties.map((party) => ({ ...party, identityProof: seen }))
  const { path } = await caseWithScan(app, token, { channel: 'ASSISTANT', windowId: undefined, parties })
  t.equal((await app.request('GET', path, { token })).status, 200)
  t.match(await reads(app, '&subject=helper'), [{ details: { as: 'assistant' }, role: 'assistant' }])
  const colleague = await app.token('assistant', { organisation: ORGAN, subject: 'colleague' })
  t.equal((await app.request('GET', path, { token: colleague })).status, 403)
})

t.test(
  'a window whose authority was withdrawn reads no parties and no files of what it took in',
  async (t) => {
    const app = await startTestApp(t)
    const { created, path } = await caseWithScan(app, await app.token('clerk'))
    const centre = (await app.request('GET', '/v1/centres')).body.data[0]
    const token = await staffOf(app, 'clerk', centre.organisation)
    const parties = `/v1/cases/${created.body.caseNo}/parties?clear=true&purpose=${encodeURIComponent('核对')}`
    const statuses = async () => [
      (await app.request('GET', path, { token })).status,
      (await app.request('GET', parties, { token })).status,
    ]
    t.same(await statuses(), [200, 200])
    await app.database.asOwner('delete from window_authorities where item_code = $1', [ILLNESS_ITEM.itemCode])
    t.same(await statuses(), [403, 403])
  },
)
