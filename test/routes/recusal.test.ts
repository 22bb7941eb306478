import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { DEV_ISSUER, signStaffToken } from '../../src/http/dev-issuer.js'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_MARKET, OTHER_COUNTY_MARKET, TOP_ORGANISATION } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'

const WHY = `clear=true&purpose=${encodeURIComponent('核对申请人身份')}`

const accept = (app: TestApp, caseNo: string, token: string) =>
  app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token,
    body: { action: 'accept' },
    headers: { 'if-match': '*' },
  })

/** That who brought a case in does nothing in it as a clerk of its organ, and that another clerk does. */
async function assertRecused(t: Test, app: TestApp, caseNo: string, promoted: string): Promise<void> {
  const refused = await accept(app, caseNo, promoted)
  t.equal(refused.status, 403)
  t.match(refused.text, '回避')
  const parties = await app.request('GET', `/v1/cases/${caseNo}/parties?${WHY}`, { token: promoted })
  t.equal(parties.status, 403, 'nor are the parties read clear')
  const other = await app.token('clerk', { organisation: COUNTY_MARKET })
  t.equal((await accept(app, caseNo, other)).status, 200, 'somebody else does')
}

/** The firm that is helped, which its seal shows to be there. */
const sealed = () => {
  const identityProof = { method: 'caSeal', at: '2026-03-02T00:30:00.000000Z', reference: 'seal-7' }
  return foodCase().parties.map((party) => ({ ...party, identityProof }))
}

/** 回避: whoever brought a case in for somebody decides nothing about it, whatever they become later. */
t.test('who brought a case in as an assistant is recused for good; no other channel hides it', async (t) => {
  const app = await startTestApp(t)
  const subject = 'helper'
  const away = { ...foodCase(), windowId: undefined }
  for (const body of [foodCase(), { ...away, channel: 'WEB' }]) {
    const refused = await createCase(app, body, { role: 'assistant', subject, status: 422 })
    t.match(refused.body.errors, [{ pointer: '/channel', code: 'CHANNEL_NOT_YOURS' }], body.channel)
  }
  const created = await createCase(
    app,
    { ...away, channel: 'ASSISTANT', parties: sealed() },
    { role: 'assistant', subject },
  )
  const promoted = await app.token('clerk', { subject, organisation: COUNTY_MARKET })
  await assertRecused(t, app, created.body.caseNo, promoted)
})

t.test('so is an assistant who reviews elsewhere and names the channel of the window', async (t) => {
  const app = await startTestApp(t)
  const give = (role: Role, organisation: string, scope: 'organ' | 'subtree') =>
    app.database.asOwner(
      `insert into grants (issuer, subject, role, organisation_code, scope, granted_by, granted_at)
       values ($1, 'staff-helper', $2, $3, $4, 'test', now())`,
      [DEV_ISSUER, role, organisation, scope],
    )
  await give('assistant', TOP_ORGANISATION, 'subtree')
  await give('reviewer', OTHER_COUNTY_MARKET, 'organ')
  const token = await signStaffToken(app.deps.config.dataDir, 'helper')
  const created = await app.request('POST', '/v1/cases', {
    token,
    body: { ...foodCase(), parties: sealed() },
    headers: { 'idempotency-key': randomUUID() },
  })
  t.match(created, { status: 201, body: { channel: 'WINDOW' } }, created.text)
  await give('clerk', COUNTY_MARKET, 'organ')
  // Another instance, which keeps nothing of the rights of before.
  const later = await startTestApp(t, { database: app.database })
  const promoted = await signStaffToken(later.deps.config.dataDir, 'helper')
  await assertRecused(t, later, created.body.caseNo, promoted)
})

t.test('what a clerk takes in belongs to no assistant', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, foodCase(), { role: 'clerk', subject: 'clerk-only' })).body
  const [row] = await app.database.asOwner<{ point: string | null }>(
    'select created_organisation as point from cases where case_no = $1',
    [caseNo],
  )
  t.equal(row?.point, null)
})
