import t, { type Test } from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { createCaseMonitor } from '../../src/service.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { transition } from '../helpers/cases.js'
import { caseOf } from '../helpers/item-cases.js'
import { approved, DAY_AFTER, deskOf, grantedLicence, renewalOf } from '../helpers/renewals.js'
import { SAMPLE_ITEMS } from '../helpers/sample.js'

const LAW = '《四川省示例小作坊条例》第二十条第二款'

/** A filing (备案, type 10) that the licence law does not bind, with a certificate for five years. */
function workshop(citedClocks?: ItemDocument['citedClocks']): ItemDocument {
  const item = SAMPLE_ITEMS.find(({ name }) => name === '食品小作坊备案')
  if (item === undefined) throw new Error('the sample has no workshops')
  const licence = { number: 'ZF{division}{serial}', validity: { amount: 5, unit: 'year' as const } }
  const results = item.results.map((result) => ({ ...result, licence }))
  return { ...item, results, ...(citedClocks && { citedClocks }) }
}

async function publish(app: TestApp, item: ItemDocument): Promise<void> {
  const token = await app.token('cataloguer')
  const path = `/v1/items/${item.itemCode}/draft`
  const put = await app.request('PUT', path, { token, body: item, headers: { 'if-match': '*' } })
  if (put.status !== 200) throw new Error(put.text)
  const published = await app.request('POST', `${path}/publish`, { token, body: {} })
  if (published.status !== 200) throw new Error(published.text)
}

const application = () => caseOf(workshop(), 'natural')

async function begin(t: Test, citedClocks?: ItemDocument['citedClocks']) {
  const app = await startTestApp(t)
  const desk = deskOf(app, workshop().organisationCode)
  await publish(desk, workshop(citedClocks))
  const licence = await grantedLicence(desk, application())
  const renewal = await renewalOf(desk, licence, application())
  const { caseNo, queryCode } = renewal.body
  const read = async (path: string) =>
    (await app.request('GET', path, { token: await desk.token('approver') })).body
  return {
    ...{ app, desk, renewal, caseNo },
    licence: () => read(`/v1/licences/${licence.licenceId}`),
    read,
    seen: async () => app.request('GET', `/v1/cases/${caseNo}`, { token: await desk.token('clerk') }),
    progress: async () => (await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })).body,
  }
}

t.test('a law that the item cites renews what is no licence, and is what everybody is told of', async (t) => {
  const { app, desk, renewal, caseNo, licence, read, seen, progress } = await begin(t, { renewal: LAW })
  t.match(renewal.body, {
    itemType: '10',
    related: [{ relation: 'renewalOf', decideBy: '2031-02-28', basis: LAW }],
  })
  const clock = renewal.body.clocks.find(({ kind }: { kind: string }) => kind === 'RENEWAL')
  t.match(clock, { due: '2031-02-28', basis: LAW })
  // Who has applied keeps what he was told.
  await publish(desk, workshop())
  t.match(await licence(), { state: 'current', renewal: { inTime: true } })

  await app.setNow(DAY_AFTER)
  t.match(await licence(), {
    state: 'current',
    validTo: '2036-03-01',
    acts: [{ act: 'issue' }, { act: 'deemRenewal', validTo: '2036-03-01' }],
  })
  const renewed = await seen()
  t.match(renewed.body, { renewedByLaw: { since: '2031-03-02', validTo: '2036-03-01', basis: LAW } })
  const told = await progress()
  t.match(told.statusText, `依照${LAW}视为准予延续`)
  t.notMatch(told.statusText, '行政许可法')
  const denied = await transition(
    desk,
    'clerk',
    renewed,
    { action: 'refuseAcceptance', ground: 'falseStatement', reason: '申请材料与实际情况不符' },
    409,
  )
  t.match(denied.body.errors, [{ code: 'RENEWED_BY_LAW', message: new RegExp(LAW) }])
  t.notMatch(denied.text, '行政许可法')
  const events = await app.database.asOwner<{ document: string }>(
    `select document from case_events where type = 'case.deemRenewal' or type = 'deemRenewal'`,
  )
  t.match(events[0]?.document, LAW, 'whoever reads the feed is told as well')

  const last = await approved(desk, renewed)
  await transition(desk, 'approver', last, { action: 'close' })
  const { data } = await read(`/v1/cases/${caseNo}/documents`)
  const { documentNo } = data.find(({ kind }: { kind: string }) => kind === 'renewalDecision')
  const { paper } = await read(`/v1/cases/${caseNo}/documents/${documentNo}`)
  t.match(paper.paragraphs.join(), `依照${LAW}视为准予延续；本机关于2031年3月2日补发本决定书`)
  t.ok(paper.bases.includes(LAW), paper.bases.join())
  t.notMatch(JSON.stringify(paper), '行政许可法')
  t.match(await licence(), { validTo: '2036-03-01', acts: { length: 2 } }, 'the late decision adds nothing')
})

t.test('without a law nothing is renewed by time: it ends, and the delay burns', async (t) => {
  const { app, desk, renewal, caseNo, licence, seen, progress } = await begin(t)
  const [link] = renewal.body.related
  t.match(link, { relation: 'renewalOf', decideBy: '2031-02-28' })
  t.notOk('basis' in link)
  const clock = renewal.body.clocks.find(({ kind }: { kind: string }) => kind === 'RENEWAL')
  t.match(clock, { due: '2031-02-28' })
  t.notOk('basis' in clock, 'no law makes anything of it')
  // What is cited later was not there when it was applied for.
  await publish(desk, workshop({ renewal: LAW }))

  await app.setNow(DAY_AFTER)
  t.match(await licence(), { state: 'expired', validTo: '2031-03-01', renewal: { caseNo, inTime: true } })
  const open = await seen()
  t.match(open.body, { status: 'SUBMITTED' })
  t.notOk('renewedByLaw' in open.body)
  t.notMatch((await progress()).statusText, '视为准予延续')
  const monitor = createCaseMonitor(app.deps)
  await monitor.tick()
  await monitor.tick()
  const alerts = await app.request('GET', `/v1/alerts?caseNo=${caseNo}&rule=RENEWAL`, {
    token: await desk.token('supervisor'),
  })
  t.match(alerts.body.data, [{ level: 'RED', status: 'OPEN' }], 'somebody is told instead')

  const last = await approved(desk, open)
  await transition(desk, 'approver', last, { action: 'close' })
  t.match(await licence(), { state: 'current', validTo: '2036-03-01', acts: { length: 3 } })
})
