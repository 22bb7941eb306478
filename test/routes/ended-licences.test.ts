import t from 'tap'
import { verifyHistory } from '../../src/features/history/verify.js'
import type { Role } from '../../src/shared/roles.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase, transition } from '../helpers/cases.js'
import { approved, DAY_AFTER, grantedLicence, renewalOf } from '../helpers/renewals.js'

const HEARD = { toldOn: '2031-03-02', how: '当面送达告知书', said: '持证单位没有意见' }
const DELIVER = { action: 'deliver', method: 'pickup', receiver: '李小敏' }

/** A decision of a case: its number, its printed words, and how `verify` finds it. */
async function decisionOf(app: TestApp, { body: { caseNo } }: Answer, kind: string) {
  const path = `/v1/cases/${caseNo}/documents`
  const token = await app.token('approver')
  const { data } = (await app.request('GET', path, { token })).body
  const { documentNo } = data.find((each: { kind: string }) => each.kind === kind)
  const { body } = await app.request('GET', `${path}/${documentNo}`, { token })
  const verified = await app.request('POST', '/v1/documents/verify', {
    body: { documentNo, code: body.verificationCode },
  })
  return { standing: verified.body.standing, words: JSON.stringify(body.paper) }
}

type Licence = Awaited<ReturnType<typeof grantedLicence>>

const caseOf = async (app: TestApp, { body: { caseNo } }: Answer, role: Role = 'clerk') =>
  app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token(role) })
const licenceOf = async (app: TestApp, { licenceId }: Licence) =>
  (await app.request('GET', `/v1/licences/${licenceId}`, { token: await app.token('clerk') })).body
const offeredTo = async (app: TestApp, { body: { caseNo } }: Answer, role: Role) =>
  (await app.request('GET', `/v1/cases/${caseNo}/actions`, { token: await app.token(role) })).body.data as {
    action: string
    input: { properties: Record<string, { enum?: string[] }> }
  }[]

async function revoke(app: TestApp, { licenceId }: Licence, heard = HEARD) {
  const answer = await app.request('POST', `/v1/licences/${licenceId}/revocation`, {
    token: await app.token('approver'),
    body: { ground: 'fraud', reason: '经核查，申请时提交的场所证明系伪造', heard },
  })
  if (answer.status !== 200) throw new Error(answer.text)
  return answer
}

/** Applies for a change of its address. */
async function changeOf(app: TestApp, { licenceId }: Licence): Promise<Answer> {
  const { itemCode: _item, submit: _submit, ...application } = foodCase()
  const answer = await app.request('POST', `/v1/licences/${licenceId}/changes`, {
    token: await app.token('clerk'),
    body: { ...application, form: { ...application.form, businessAddress: '四川省乐山市市中区示例路9号' } },
    headers: { 'idempotency-key': `change-${licenceId}` },
  })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer
}

/** Up to the decision. */
async function deciding(app: TestApp, opened: Answer): Promise<Answer> {
  let last = await transition(app, 'clerk', opened, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  return transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
}

t.test('of what was revoked after its renewal was granted nothing is issued', async (t) => {
  const app = await startTestApp(t)
  const licences = [await grantedLicence(app), await grantedLicence(app)] as const
  const [byLaw, granted] = [await renewalOf(app, licences[0]), await renewalOf(app, licences[1])]
  // One in time, and not closed yet; the other by the law.
  const inTime = await approved(app, granted)
  await app.setNow(DAY_AFTER)
  t.match(await licenceOf(app, licences[0]), { validTo: '2036-03-01' })
  const late = await approved(app, await caseOf(app, byLaw))
  for (const [at, decided] of [late, inTime].entries()) {
    await revoke(app, licences[at] as Licence)
    const ended = await caseOf(app, decided)
    const close = (await offeredTo(app, ended, 'approver')).find(({ action }) => action === 'close')
    t.same(close?.input.properties.resultType?.enum, ['other'], 'somebody may end it, and as nothing issued')
    const issued = { action: 'close', resultType: 'issued' }
    t.match((await transition(app, 'approver', ended, issued, 422)).body.errors, [
      { pointer: '/resultType', code: 'LICENCE_ENDED' },
    ])
    const closed = await transition(app, 'approver', ended, { action: 'close' })
    t.match(closed.body, { status: 'CLOSED', resultType: 'other' })
    for (const role of ['clerk', 'approver', 'issuer'] as const)
      t.notOk(
        (await offeredTo(app, closed, role)).some(({ action }) => action === 'deliver'),
        role,
      )
    await transition(app, 'issuer', closed, DELIVER, 409)
    const told = await app.request('POST', `/v1/cases/${decided.body.caseNo}/query-code`, {
      token: await app.token('clerk'),
    })
    const { caseNo } = decided.body
    const { queryCode } = told.body
    const progress = await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
    t.match(progress.body.statusText, /不再发放证照/)
    t.match(await licenceOf(app, licences[at] as Licence), { state: 'revoked' })
  }
  t.same((await verifyHistory(app.deps.pool)).findings, [])
})

t.test('what ended by its day is changed no more', async (t) => {
  const app = await startTestApp(t)
  const [licence, decidedEarly, held] = [
    await grantedLicence(app),
    await grantedLicence(app),
    await grantedLicence(app),
  ]
  const renewal = await renewalOf(app, held)
  await app.setNow('2031-02-26T01:00:00.000000Z')
  const waiting = await deciding(app, await changeOf(app, licence))
  const approvedEarly = await approved(app, await changeOf(app, decidedEarly))
  const ofHeld = await deciding(app, await changeOf(app, held))
  await app.setNow(DAY_AFTER)
  t.match(await licenceOf(app, licence), { state: 'expired' })
  t.match((await transition(app, 'approver', waiting, { action: 'approve' }, 409)).body, {
    errors: [{ code: 'LICENCE_EXPIRED' }],
  })
  const offered = (await offeredTo(app, waiting, 'approver')).map(({ action }) => action)
  t.notOk(offered.includes('approve'), offered.join())
  t.ok(offered.includes('deny'), 'and there is a lawful end')
  const denied = await transition(app, 'approver', waiting, {
    ...{ action: 'deny', reason: '该证照有效期已届满且未延续，不符合变更条件' },
  })
  t.match((await transition(app, 'approver', denied, { action: 'close' })).body, { resultType: 'returned' })

  const issued = { action: 'close', resultType: 'issued' }
  t.match((await transition(app, 'approver', approvedEarly, issued, 422)).body.errors, [
    { pointer: '/resultType', code: 'LICENCE_ENDED' },
  ])
  await transition(app, 'approver', approvedEarly, { action: 'close' })
  const acts = (await licenceOf(app, decidedEarly)).acts as { act: string }[]
  t.same(
    acts.map(({ act }) => act),
    ['issue', 'expire'],
  )

  t.match(await licenceOf(app, held), { state: 'current', validTo: '2036-03-01' })
  const changed = await transition(app, 'approver', ofHeld, { action: 'approve' })
  t.match((await transition(app, 'approver', changed, { action: 'close' })).body, { resultType: 'issued' })
  t.match((await caseOf(app, renewal)).body, { renewedByLaw: { since: '2031-03-02' } })
  t.match(await licenceOf(app, held), { acts: [{}, { act: 'deemRenewal' }, { act: 'change' }] })
})

t.test('every grant on a licence ends with it', async (t) => {
  const app = await startTestApp(t)
  const licence = await grantedLicence(app)
  const renewal = await renewalOf(app, licence)
  const granted = await approved(app, renewal)
  const closed = await transition(app, 'approver', granted, { action: 'close' })
  await transition(app, 'issuer', closed, DELIVER)
  const change = await approved(app, await changeOf(app, licence))
  await transition(app, 'approver', change, { action: 'close' })
  t.match((await decisionOf(app, renewal, 'renewalDecision')).standing, { state: 'delivered' })
  await revoke(app, licence, { ...HEARD, toldOn: '2030-12-02' })
  for (const [of, kind] of [
    [{ ...renewal, body: { caseNo: licence.caseNo } }, 'approval'],
    [renewal, 'renewalDecision'],
    [change, 'changeDecision'],
  ] as const) {
    const { standing } = await decisionOf(app, of, kind)
    t.match(standing, { state: 'ended', words: /撤销/ }, kind)
  }
})

t.test('what was applied for late and granted after the end says that there was a gap', async (t) => {
  const app = await startTestApp(t)
  const licence = await grantedLicence(app)
  await app.setNow('2031-02-20T01:00:00.000000Z')
  const { itemCode: _item, submit: _submit, ...application } = foodCase()
  const renewal = await app.request('POST', `/v1/licences/${licence.licenceId}/renewals`, {
    token: await app.token('clerk'),
    body: application,
    headers: { 'idempotency-key': 'late' },
  })
  t.equal(renewal.status, 201, renewal.text)
  const warned = /未在规定的期限内提出。原证照有效期至2031年3月1日届满/
  t.match((await decisionOf(app, renewal, 'receipt')).words, warned)
  const waiting = await deciding(app, renewal)
  t.match((await decisionOf(app, renewal, 'acceptanceNotice')).words, warned)
  await app.setNow('2031-05-09T01:00:00.000000Z')
  t.match(await licenceOf(app, licence), { state: 'expired' })
  const granted = await transition(app, 'approver', waiting, { action: 'approve' })
  await transition(app, 'approver', granted, { action: 'close' })
  const { verificationCode: code, licenceNo, ...renewed } = await licenceOf(app, licence)
  const gap = {
    validFrom: '2026-03-02',
    lapsedFrom: '2031-03-02',
    renewedFrom: '2031-05-09',
    validTo: '2036-05-08',
  }
  t.match(renewed, { state: 'current', ...gap })
  t.match((await app.request('POST', '/v1/licences/verify', { body: { licenceNo, code } })).body, gap)
  t.match(
    (await decisionOf(app, renewal, 'renewalDecision')).words,
    /有效期自2031年5月9日起延续至2036年5月8日（原有效期至2031年3月1日）/,
    'though the paper was made after the register was written',
  )
  const inTime = await grantedLicence(app)
  t.notOk('lapsedFrom' in (await licenceOf(app, inTime)))
})
