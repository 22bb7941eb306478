import t from 'tap'
import {
  CITY_ADMINISTRATION,
  COUNTY_APPROVAL,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
} from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'
import { startOidcProvider } from '../helpers/oidc-provider.js'
import { findings, staffDesk } from '../helpers/staff.js'

const provider = await startOidcProvider()
t.teardown(() => provider.close())
const env = { OIDC_ISSUER: provider.issuer }

const clerk = {
  issuer: provider.issuer,
  subject: 'zhang-clerk',
  role: 'clerk',
  organisation: COUNTY_MARKET,
}

t.test('a grant counts at its organ, for its items, on its days', async (t) => {
  const app = await startTestApp(t, { env })
  const { caseNo } = (await createCase(app, foodCase())).body
  const security = await staffDesk(app, 'top-security')
  const zhang = await provider.token('zhang-clerk')
  // Rights are kept for five seconds: another process reads them at once.
  const reads = async () => {
    const fresh = await startTestApp(t, { env, database: app.database })
    return (await fresh.request('GET', `/v1/cases/${caseNo}`, { token: zhang })).status
  }
  const give = async (more: object) => {
    const given = await security('POST', '/v1/grants', { ...clerk, ...more })
    t.equal(given.status, 201, given.text)
    return given
  }
  const revoke = async (path = '') =>
    t.equal((await security('DELETE', path, undefined, { 'if-match': '*' })).status, 204)

  const dated = await give({ validFrom: '2026-03-10', validUntil: '2026-03-20' })
  t.match(dated.body, { scope: 'organ', validFrom: '2026-03-10', validUntil: '2026-03-20' })
  t.equal(await reads(), 404, 'not yet')
  await app.setNow('2026-03-10T01:00:00.000000Z')
  t.equal(await reads(), 200)
  await app.setNow('2026-03-21T01:00:00.000000Z')
  t.equal(await reads(), 404, 'no longer')
  const again = await give({})
  t.not(again.body.grantId, dated.body.grantId, 'what has expired makes room')
  t.equal(await reads(), 200)
  await revoke(again.headers.location)
  const other = await give({ items: [LESHAN_ITEM_CODE] })
  t.equal(await reads(), 404, 'another item')
  await revoke(other.headers.location)
  await give({ items: [FOOD_LICENCE_ITEM_CODE] })
  t.equal(await reads(), 200)
})

t.test('items, scope, clear data: what was asked for is what is given', async (t) => {
  const app = await startTestApp(t, { env })
  const security = await staffDesk(app, 'top-security')
  const given = await security('POST', '/v1/grants', {
    ...clerk,
    scope: 'subtree',
    organisation: CITY_ADMINISTRATION,
    items: [FOOD_LICENCE_ITEM_CODE],
    validUntil: '2026-12-31',
  })
  t.match(given, { status: 201, body: { scope: 'subtree', items: [FOOD_LICENCE_ITEM_CODE] } })
  const exchange = await security('POST', '/v1/grants', { ...clerk, role: 'exchange', personal: true })
  t.match(exchange, { status: 201, body: { personal: true } })
  await security('DELETE', given.headers.location ?? '', undefined, { 'if-match': '*' })
  const told = await app.database.asOwner<{ document: string }>(
    `select document from case_events where subject_kind = 'grant' order by event_no`,
  )
  t.match(
    told.map(({ document }) => JSON.parse(document)),
    [
      {
        type: 'grant.give',
        payload: { scope: 'subtree', validUntil: '2026-12-31' },
        actor: { role: 'security' },
      },
      { type: 'grant.give', payload: { role: 'exchange' } },
      { type: 'grant.revoke', payload: { grantId: given.body.grantId, items: [FOOD_LICENCE_ITEM_CODE] } },
    ],
  )
})

t.test('what is no grant', async (t) => {
  const app = await startTestApp(t, { env })
  const security = await staffDesk(app, 'top-security')
  await app.database.asOwner(`update organisations set ended_on = '2026-01-31' where code = $1`, [
    COUNTY_APPROVAL,
  ])
  const refused: [object, string][] = [
    [{ organisation: 'NONE' }, '/organisation ORGANISATION_UNKNOWN'],
    [{ organisation: COUNTY_APPROVAL }, '/organisation ORGANISATION_ENDED'],
    [{ validUntil: '2026-03-01' }, '/validUntil PERIOD_PAST'],
    [{ validFrom: '2026-05-01', validUntil: '2026-04-30' }, '/validUntil PERIOD_REVERSED'],
    [{ items: [FOOD_LICENCE_ITEM_CODE, 'no-such-item'] }, '/items/1 ITEM_UNKNOWN'],
    [{ personal: true }, '/personal PERSONAL_ONLY_EXCHANGE'],
    [{ issuer: 'urn:yichuang:dev' }, '/issuer ISSUER_CARRIES_GRANTS'],
    [{ issuer: 'urn:yichuang:dev', subject: 'staff-top-security' }, '/subject OWN_GRANT'],
  ]
  for (const [change, expected] of refused) {
    const answer = await security('POST', '/v1/grants', { ...clerk, ...change })
    t.equal(answer.status, 422, `${expected}: ${answer.text}`)
    t.same(findings(answer), [expected])
  }
  for (const wrong of [{ post: '*' }, { scope: 'nation' }, { validUntil: '2026-02-30' }, { items: [] }])
    t.equal((await security('POST', '/v1/grants', { ...clerk, ...wrong })).status, 400)
  const ofOrgan = await app.token('security', { organisation: COUNTY_MARKET })
  const give = (body: object) => app.request('POST', '/v1/grants', { token: ofOrgan, body })
  t.equal((await give({ ...clerk, scope: 'subtree' })).status, 403, 'nobody gives more than he reaches')
  t.equal((await give(clerk)).status, 201)
  t.equal((await give(clerk)).status, 409)
})
