import type { Test } from 'tap'
import type { Answer } from './app.js'
import { createCase, type Desk, foodCase, leshanCase, nextLeshanCase, transition } from './cases.js'

const typesOf = async (desk: Desk, caseNo: string): Promise<string[]> => {
  const events = await desk.request('GET', `/v1/cases/${caseNo}/events`, { token: await desk.token('clerk') })
  return events.body.data.map((event: { type: string }) => event.type)
}

/** An on-the-spot case from the window to its delivery, as whoever stands at the desks sees it. */
export async function onTheSpotStory(t: Test, desk: Desk): Promise<string> {
  const created = await createCase(desk, nextLeshanCase())
  const { caseNo } = created.body
  t.match(created.body, { status: 'SUBMITTED', missing: [], form: leshanCase().form })
  const closed = await transition(desk, 'clerk', created, { action: 'handleOnTheSpot' })
  t.match(closed.body, { status: 'CLOSED', resultType: 'issued', version: 6 })
  const delivered = await transition(desk, 'issuer', closed, { action: 'deliver', method: 'pickup' })
  t.match(delivered.body, { status: 'DELIVERED', form: leshanCase().form })
  const path = `/v1/cases/${caseNo}/documents`
  const documents = await desk.request('GET', path, { token: await desk.token('clerk') })
  t.same(
    documents.body.data.map((document: { documentNo: string }) => document.documentNo),
    [1, 2, 3, 4].map((number) => `${caseNo}-0${number}`),
  )
  const told = ['submit', 'accept', 'startReview', 'completeStep', 'approve', 'close', 'deliver']
  t.same(await typesOf(desk, caseNo), told)
  const query = { caseNo, queryCode: created.body.queryCode }
  t.match((await desk.request('POST', '/v1/progress', { body: query })).body, { status: 'DELIVERED' })
  return caseNo
}

/** A licence that is corrected, accepted, paused, reviewed, granted by another person, closed and handed over. */
export async function licenceStory(t: Test, desk: Desk): Promise<string> {
  const created = await createCase(desk, foodCase({ without: ['application-form'] }))
  const { caseNo } = created.body
  const told = await transition(desk, 'clerk', created, {
    action: 'requestCorrection',
    items: [
      { materialCode: 'application-form', reason: '请补交申请书' },
      { field: 'businessName', reason: '与营业执照不一致' },
    ],
  })
  t.match(told.body, { status: 'AWAITING_CORRECTION' })
  const back = await transition(desk, 'clerk', told, {
    action: 'submit',
    materials: [{ materialCode: 'application-form', source: 'paper' }],
    form: { businessName: '乐山更正餐饮店' },
  })
  t.match(back.body, { status: 'SUBMITTED', missing: [], form: { businessName: '乐山更正餐饮店' } })
  const accepted = await transition(desk, 'clerk', back, { action: 'accept' })
  const reviewing = await transition(desk, 'reviewer', accepted, { action: 'startReview' })
  const tasks = await desk.request('GET', '/v1/tasks?phase=review&limit=100', {
    token: await desk.token('reviewer'),
  })
  t.ok(tasks.body.data.some((task: { caseNo: string }) => task.caseNo === caseNo))
  const paused = await transition(desk, 'reviewer', reviewing, {
    action: 'startSpecial',
    kind: 'inspection',
    estimatedDays: 7,
    basis: '《行政许可法》第四十五条',
  })
  t.match(clockOf(paused, 'LEGAL'), { state: 'PAUSED' })
  const resumed = await transition(desk, 'reviewer', paused, { action: 'endSpecial', result: '检验合格' })
  const deciding = await transition(desk, 'reviewer', resumed, { action: 'completeStep', opinion: '符合' })
  t.match(deciding.body, { status: 'DECIDING' })
  await transition(desk, 'approver', deciding, { action: 'approve' }, 409, 'dev-reviewer')
  const approved = await transition(desk, 'approver', deciding, { action: 'approve' })
  const closed = await transition(desk, 'approver', approved, { action: 'close' })
  const delivered = await transition(desk, 'issuer', closed, { action: 'deliver', method: 'electronic' })
  t.match(delivered.body, { status: 'DELIVERED', form: { businessName: '乐山更正餐饮店' } })
  t.match(clockOf(delivered, 'DELIVERY_10D'), { state: 'STOPPED' })
  t.equal((await typesOf(desk, caseNo)).length, delivered.body.version)
  return caseNo
}

const clockOf = (answer: Answer, kind: string) =>
  answer.body.clocks.filter((clock: { kind: string }) => clock.kind === kind).at(-1)
