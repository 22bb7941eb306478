import t from 'tap'
import type { Role } from '../../src/shared/roles.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { DAY_AFTER, grantedLicence, renewalOf } from '../helpers/renewals.js'

const caseOf = async (app: TestApp, { body: { caseNo } }: Answer, role: Role = 'clerk') =>
  app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token(role) })
const licenceOf = async (app: TestApp, { licenceId }: { licenceId: string }) =>
  app.request('GET', `/v1/licences/${licenceId}`, { token: await app.token('clerk') })
t.test('a renewal that cannot be seen to keeps nobody else from his', async (t) => {
  const app = await startTestApp(t)
  const [broken, sound] = [await grantedLicence(app), await grantedLicence(app)]
  const [first, second] = [await renewalOf(app, broken), await renewalOf(app, sound)]
  // What a disk or a hand has spoilt: its case is of a version of the item that is not there.
  const spoil = (version: number) =>
    app.database.asOwner(`update cases set item_version = ${version} where case_no = '${first.body.caseNo}'`)
  await spoil(99)
  await app.setNow(DAY_AFTER)
  const approver = await app.token('approver')
  const page = await app.request('GET', '/v1/licences', { token: approver })
  t.equal(page.status, 200, page.text)
  t.same(
    page.body.data.map(({ validTo }: { validTo: string }) => validTo),
    ['2036-03-01', '2031-03-01'],
    'who applied like any other is renewed, and everybody has a page',
  )
  const { body } = await licenceOf(app, broken)
  t.match(body, { state: 'current', renewal: { inTime: true } }, 'it holds on until somebody has seen to it')
  t.match((await caseOf(app, second)).body, { renewedByLaw: { validTo: '2036-03-01' } })
  const aside = async () =>
    (await app.database.asOwner(`select about, attempts from set_aside where what = 'renewals'`)) as object[]
  t.same(await aside(), [{ about: first.body.caseNo, attempts: 1 }], 'tried once, and again in half a minute')
  const seen = await app.request('GET', '/v1/monitor', { token: await app.token('operator') })
  t.match(seen.body.setAside.counts, [{ what: 'renewals', count: 1 }])
  t.match(
    seen.body.setAside.data,
    [{ what: 'renewals', about: first.body.caseNo }],
    'whoever runs it is told',
  )
  await spoil(1)
  await app.setNow('2031-03-02T01:02:00.000000Z')
  t.match((await licenceOf(app, broken)).body, { validTo: '2036-03-01', acts: [{}, { act: 'deemRenewal' }] })
  t.same(await aside(), [], 'and is well again')
})
