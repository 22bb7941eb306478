import { randomUUID } from 'node:crypto'
import t from 'tap'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { verifyHistory } from '../../src/features/history/verify.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, MARKET_WINDOW, transition } from '../helpers/cases.js'

const AGAIN = '误将他件的登记于本件'
const LETTER = {
  receiver: '李小敏',
  address: '四川省乐山市市中区示例路1号',
  trackingNumber: 'EA123456789CN',
}
const PERSON = { name: '李小敏', idType: '111', idNumber: '11010519491231002X' }
const BACK = '邮件因地址不详被退回'

/** A decided case, closed. */
async function closed(app: TestApp, decision: object = { action: 'approve' }, given = {}): Promise<string> {
  const body = { ...foodCase(), ...given }
  const handler = { role: 'handler', type: 'natural', ...PERSON }
  let last = await createCase(app, { ...body, parties: [...body.parties, handler] })
  for (const [role, command] of [
    ['clerk', { action: 'accept' }],
    ['reviewer', { action: 'startReview' }],
    ['reviewer', { action: 'completeStep', opinion: '符合条件' }],
    ['approver', decision],
    ['approver', { action: 'close' }],
  ] as const)
    last = await transition(app, role, last, command)
  return last.body.caseNo
}

async function desk(t: Parameters<typeof startTestApp>[0]) {
  const app = await startTestApp(t)
  const issuer = await app.token('issuer')
  const post = (path: string, body: object): Promise<Answer> =>
    app.request('POST', path, {
      token: issuer,
      body,
      headers: { 'if-match': '*', 'idempotency-key': randomUUID() },
    })
  const act = (caseNo: string, body: object) => post(`/v1/cases/${caseNo}/transitions`, body)
  const doors = async (caseNo: string, role: 'issuer' | 'clerk' = 'issuer'): Promise<Door[]> => {
    const answer = await app.request('GET', `/v1/cases/${caseNo}/actions`, { token: await app.token(role) })
    return answer.body.elsewhere ?? []
  }
  const told = async (caseNo: string): Promise<string[]> => {
    await app.deps.sequencer.beat()
    while ((await moveConsumer(app.deps, TELL_PEOPLE)) > 0);
    const { body } = await app.request('GET', `/v1/messages?caseNo=${caseNo}`, {
      token: await app.token('clerk'),
    })
    return body.data
      .filter(({ to }: { to: { partyNo?: number } }) => to.partyNo === 1)
      .map(({ kind }: { kind: string }) => kind)
      .toReversed()
  }
  const shelve = async (caseNo: string): Promise<string> => {
    const there = await post('/v1/exits', { caseNo, windowId: MARKET_WINDOW, place: 'A柜' })
    t.equal(there.status, 201, there.text)
    return there.body.exitId
  }
  return { app, post, act, doors, told, shelve }
}
interface Door {
  operationId: string
  path: string
  title: string
  detail: string
}
/** What is shown to put right what was told. */
const righting = (doors: Door[]) =>
  doors.filter(({ title }) => title.includes('更正')).map(({ operationId, path }) => [operationId, path])
/** Of messages, those that tell of a delivery. */
const ofDelivery = (kinds: string[]) =>
  kinds.filter(
    (kind) => ['posted', 'delivered', 'mailReturned', 'atDesk'].includes(kind) || /ighted/.test(kind),
  )

t.test('a delivery that stands as it was is not told a second time', async (t) => {
  const { post, act, told, shelve, app } = await desk(t)
  const caseNo = await closed(app)
  await act(caseNo, { action: 'deliver', method: 'post', ...LETTER })
  t.equal((await act(caseNo, { action: 'returnMail', reason: BACK })).status, 200)
  t.equal((await act(caseNo, { action: 'deliver', method: 'post', again: AGAIN })).status, 200)
  t.same(ofDelivery(await told(caseNo)), ['posted', 'mailReturned', 'returnRighted'])

  const other = await closed(app)
  const exitId = await shelve(other)
  await post(`/v1/exits/${exitId}/hand-out`, { receiver: PERSON, signed: 'pad' })
  t.equal((await act(other, { action: 'returnMail', reason: '误交他人', again: AGAIN })).status, 200)
  t.equal((await act(other, { action: 'deliver', method: 'pickup', again: AGAIN })).status, 200)
  t.same(ofDelivery(await told(other)), ['atDesk', 'delivered', 'deliveryRighted', 'returnRighted'])
})

t.test('who may put right what was told of a delivery is shown where', async (t) => {
  const { post, act, doors, shelve, app } = await desk(t)
  const caseNo = await closed(app)
  const exitId = await shelve(caseNo)
  const transitions = `/v1/cases/${caseNo}/transitions`
  t.same(righting(await doors(caseNo)), [], 'nothing was told')
  await post(`/v1/exits/${exitId}/hand-out`, { receiver: PERSON, signed: 'pad' })
  t.same(righting(await doors(caseNo)), [['takeBackMail', `/v1/exits/${exitId}/returned`]])
  t.match(await doors(caseNo), [{ detail: /误交他人.*again/ }])
  t.same(righting(await doors(caseNo, 'clerk')), [], 'not theirs')

  t.equal((await act(caseNo, { action: 'returnMail', reason: '误交他人', again: AGAIN })).status, 200)
  t.same(righting(await doors(caseNo)), [['transitionCase', transitions]], 'that was wrong')
  t.match(await doors(caseNo), [{ detail: /deliver.*pickup.*again/ }])
  t.equal((await act(caseNo, { action: 'deliver', method: 'pickup', again: AGAIN })).status, 200)
  t.same(righting(await doors(caseNo)), [['takeBackMail', `/v1/exits/${exitId}/returned`]])
  t.equal(
    (await post(`/v1/exits/${exitId}/returned`, { reason: '误交他人', place: 'B柜', again: AGAIN })).status,
    200,
  )

  await post(`/v1/exits/${exitId}/mailing`, LETTER)
  t.same(righting(await doors(caseNo)), [], 'it is on its way, and nothing is put right')
  await post(`/v1/exits/${exitId}/proof`, { deliveredOn: '2026-03-02', signedBy: '李小敏' })
  t.same(
    righting(await doors(caseNo)).map(([operationId]) => operationId),
    ['deliverPaper', 'takeBackMail'],
    'the day, and whether it arrived at all',
  )
  t.equal(
    (await post(`/v1/exits/${exitId}/returned`, { reason: BACK, place: 'B柜', again: AGAIN })).status,
    200,
  )
  t.same(righting(await doors(caseNo)), [['proveDelivery', `/v1/exits/${exitId}/proof`]], 'at the desk')
  t.equal(
    (await post(`/v1/exits/${exitId}/proof`, { deliveredOn: '2026-03-02', signedBy: '李小敏', again: AGAIN }))
      .status,
    200,
  )

  const direct = await closed(app)
  await act(direct, { action: 'deliver', method: 'pickup' })
  t.same(righting(await doors(direct)), [['transitionCase', `/v1/cases/${direct}/transitions`]])
  t.match(await doors(direct), [{ detail: /returnMail.*again/ }])
})

t.test('whoever puts the delivery of a refusal right is seen by supervision', async (t) => {
  const { post, act, app } = await desk(t)
  const alerts = async () => {
    const { body } = await app.request('GET', '/v1/alerts?rule=DELIVERY_RIGHTED', {
      token: await app.token('supervisor'),
    })
    return body.data.map(({ caseNo, facts }: { caseNo: string; facts: { act: string } }) => [
      caseNo,
      facts.act,
    ])
  }
  const refused = await transition(app, 'clerk', await createCase(app, foodCase()), {
    ...{ action: 'refuseAcceptance', ground: 'outsideCompetence', competentAuthority: '县局' },
    reason: '申请事项依法不属于本机关职权范围',
  })
  const { caseNo } = refused.body
  const { data } = (
    await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: await app.token('issuer') })
  ).body
  const notice = data.find(({ kind }: { kind: string }) => kind === 'notAcceptedNotice').documentNo
  const hand = (body: object) => post(`/v1/cases/${caseNo}/documents/${notice}/delivery`, body)
  t.equal((await hand({ method: 'post', ...LETTER })).status, 200)
  t.equal((await hand({ method: 'post', arrivedOn: '2026-03-02' })).status, 200)
  t.same(await alerts(), [], 'what is told once is nobody’s matter')
  t.equal((await hand({ method: 'post', arrivedOn: '2026-03-02', again: AGAIN })).status, 200)
  t.equal((await hand({ method: 'pickup', receiver: '李小敏', again: '前次误送他人' })).status, 200)
  t.same(await alerts(), [
    [caseNo, 'deliverPaper'],
    [caseNo, 'deliverPaper'],
  ])

  const granted = await closed(app)
  await act(granted, { action: 'deliver', method: 'pickup' })
  t.equal((await act(granted, { action: 'returnMail', reason: '误交他人', again: AGAIN })).status, 200)
  t.equal((await act(granted, { action: 'deliver', method: 'pickup', again: AGAIN })).status, 200)
  t.equal((await alerts()).length, 2, 'no days run against a grant')

  const denied = await closed(app, { action: 'deny', reason: '经营场所不符合食品安全标准的要求' })
  const exit = await post('/v1/exits', { caseNo: denied, windowId: MARKET_WINDOW, place: 'A柜' })
  const at = (what: string, body: object) => post(`/v1/exits/${exit.body.exitId}/${what}`, body)
  await at('mailing', LETTER)
  const arrived = { deliveredOn: '2026-03-02', signedBy: '李小敏' }
  t.equal((await at('proof', arrived)).status, 200)
  t.equal((await alerts()).length, 2)
  await app.setNow('2026-03-03T01:00:00.000000Z')
  t.equal((await at('proof', { ...arrived, deliveredOn: '2026-03-03', again: AGAIN })).status, 200)
  t.equal((await at('returned', { reason: BACK, place: 'B柜', again: AGAIN })).status, 200)
  t.equal((await at('proof', { ...arrived, deliveredOn: '2026-03-03', again: AGAIN })).status, 200)
  t.same(
    (await alerts())
      .filter(([no]: string[]) => no === denied)
      .map(([, what]: string[]) => what)
      .toSorted(),
    ['deliver', 'proveDelivery', 'returnMail'],
    'each once',
  )
})

t.test('a case without a window whose result lies at a desk is as its events say', async (t) => {
  const { app, shelve } = await desk(t)
  const caseNo = await closed(app, undefined, { channel: 'WEB', windowId: undefined })
  await shelve(caseNo)
  t.same((await verifyHistory(app.deps.pool)).findings, [])
  await app.database.asOwner(`update cases set window_id = '${MARKET_WINDOW}' where case_no = '${caseNo}'`)
  t.match((await verifyHistory(app.deps.pool)).findings, [/its window_id is not what its events say/])
})
