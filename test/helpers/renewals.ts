import type { Answer, TestApp } from './app.js'
import { createCase, foodCase, transition } from './cases.js'

/** The last day of a licence that `grantedLicence` makes, and the first one after it. */
export const DAY_AFTER = '2031-03-02T01:00:00.000000Z'

/** A restaurant that was granted its licence on 2026-03-02, for five years. */
export async function grantedLicence(app: TestApp, body: object = foodCase()) {
  const last = await approved(app, await createCase(app, body))
  const { body: closed } = await transition(app, 'approver', last, { action: 'close' })
  const token = await app.token('approver')
  const { data } = (await app.request('GET', `/v1/licences?caseNo=${closed.caseNo}`, { token })).body
  return data[0] as { licenceId: string; licenceNo: string; caseNo: string }
}

/** From its intake to the decision. */
export async function approved(app: TestApp, opened: Answer): Promise<Answer> {
  let last = await transition(app, 'clerk', opened, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  if (last.body.status !== 'DECIDING')
    last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  return transition(app, 'approver', last, { action: 'approve' })
}

/** Applies for its renewal, three months before its end. */
export async function renewalOf(
  app: TestApp,
  { licenceId }: { licenceId: string },
  application: object = foodCase(),
): Promise<Answer> {
  const { itemCode: _item, submit: _submit, ...body } = application as Partial<ReturnType<typeof foodCase>>
  await app.setNow('2030-12-02T01:00:00.000000Z')
  const answer = await app.request('POST', `/v1/licences/${licenceId}/renewals`, {
    token: await app.token('clerk'),
    body,
    headers: { 'idempotency-key': licenceId },
  })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer
}

/** The application by people of another organ. */
export const deskOf = (app: TestApp, organisation: string): TestApp => ({
  ...app,
  token: (role, more = {}) => app.token(role, { organisation, ...more }),
})
