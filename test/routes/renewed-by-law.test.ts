import t from 'tap'
import { verifyHistory } from '../../src/features/history/verify.js'
import type { Role } from '../../src/shared/roles.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase, transition } from '../helpers/cases.js'
import { approved, DAY_AFTER, grantedLicence, renewalOf } from '../helpers/renewals.js'

const HEARD = { toldOn: '2031-03-02', how: '当面送达告知书', said: '持证单位没有意见' }

const caseOf = async (app: TestApp, { body: { caseNo } }: Answer, role: Role = 'clerk') =>
  app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token(role) })
const licenceOf = async (app: TestApp, { licenceId }: { licenceId: string }) =>
  app.request('GET', `/v1/licences/${licenceId}`, { token: await app.token('clerk') })
const progressOf = async (app: TestApp, { body: { caseNo, queryCode } }: Answer) =>
  (await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })).body
const actionsOf = async (app: TestApp, { body: { caseNo } }: Answer, role: Role) =>
  (await app.request('GET', `/v1/cases/${caseNo}/actions`, { token: await app.token(role) })).body.data as {
    action: string
    input: { required?: string[]; properties: Record<string, { enum?: string[] }> }
  }[]

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

t.test('what the law renewed while papers were asked for demands none any more', async (t) => {
  const app = await startTestApp(t)
  const licence = await grantedLicence(app)
  const wanting = await renewalOf(app, licence, foodCase({ without: ['layout-plan'] }))
  const [{ materialCode } = { materialCode: '' }] = wanting.body.missing
  t.ok(materialCode, wanting.text)
  const asked = {
    action: 'requestCorrection',
    items: [
      { materialCode, reason: '缺少该材料' },
      { field: 'businessAddress', reason: '地址与执照不一致' },
    ],
  }
  await transition(app, 'clerk', wanting, asked)
  t.equal((await progressOf(app, wanting)).bring.length, 2)

  await app.setNow(DAY_AFTER)
  t.match((await licenceOf(app, licence)).body, { validTo: '2036-03-01' })
  const renewed = await caseOf(app, wanting)
  t.match(renewed.body, {
    status: 'SUBMITTED',
    receivedOn: '2031-03-02',
    renewedByLaw: { since: '2031-03-02' },
  })
  t.notOk('correction' in renewed.body, 'the notice asks for nothing any more')
  for (const { kind, state } of renewed.body.clocks)
    if (/^CORRECTION/.test(kind)) t.equal(state, 'STOPPED', kind)
  const told = await progressOf(app, wanting)
  t.same(told.bring, [])
  t.match(told.statusText, /视为准予延续/)
  const offered = (await actionsOf(app, wanting, 'clerk')).map(({ action }) => action)
  t.ok(offered.includes('accept'), offered.join())

  const last = await approved(app, renewed)
  const closed = await transition(app, 'approver', last, { action: 'close' })
  t.match(closed.body, { status: 'CLOSED', resultType: 'issued' })
  const handed = { action: 'deliver', method: 'pickup', receiver: '李小敏' }
  t.match((await transition(app, 'issuer', closed, handed)).body, { status: 'DELIVERED' })
  t.same((await verifyHistory(app.deps.pool)).findings, [])
})

t.test('what the law renewed is closed with the certificate, and says when it has ended', async (t) => {
  const app = await startTestApp(t)
  const licence = await grantedLicence(app)
  const renewal = await renewalOf(app, licence)
  await app.setNow(DAY_AFTER)
  await licenceOf(app, licence)
  const granted = await approved(app, await caseOf(app, renewal))
  const other = { action: 'close', resultType: 'other', note: '不再制证' }
  t.match((await transition(app, 'approver', granted, other, 422)).body.errors, [
    { pointer: '/resultType', code: 'RENEWED_BY_LAW' },
  ])
  const close = (await actionsOf(app, renewal, 'approver')).find(({ action }) => action === 'close')
  t.same(close?.input.properties.resultType?.enum, ['issued'], 'nor is it offered')
  t.notOk('ended' in granted.body.renewedByLaw)

  const revoked = await app.request('POST', `/v1/licences/${licence.licenceId}/revocation`, {
    token: await app.token('approver'),
    body: { ground: 'fraud', reason: '经核查，申请时提交的场所证明系伪造', heard: HEARD },
  })
  t.equal(revoked.status, 200, revoked.text)
  const ended = await caseOf(app, renewal)
  t.match(ended.body, { status: 'APPROVED', renewedByLaw: { since: '2031-03-02', ended: true } })
  t.match((await progressOf(app, renewal)).statusText, /视为准予延续.*此后已被撤销、撤回或者注销/)
  await transition(app, 'approver', ended, other)
})

t.test('an open application about what the law renewed and an organ took away says so', async (t) => {
  const app = await startTestApp(t)
  const licence = await grantedLicence(app)
  const renewal = await renewalOf(app, licence)
  await app.setNow(DAY_AFTER)
  await licenceOf(app, licence)
  const revoked = await app.request('POST', `/v1/licences/${licence.licenceId}/revocation`, {
    token: await app.token('approver'),
    body: { ground: 'fraud', reason: '经核查，申请时提交的场所证明系伪造', heard: HEARD },
  })
  t.equal(revoked.status, 200, revoked.text)
  const told = await progressOf(app, renewal)
  t.match(told.statusText, /视为准予延续.*此后已被撤销、撤回或者注销/)
  t.match((await caseOf(app, renewal)).body, { status: 'SUBMITTED', renewedByLaw: { ended: true } })
  const offered = (await actionsOf(app, renewal, 'clerk')).map(({ action }) => action)
  t.ok(offered.includes('withdraw'), 'and there is a lawful end')
})
