import t from 'tap'
import { FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'

const WHY = `clear=true&purpose=${encodeURIComponent('核对申请人身份')}`

/** 回避: whoever brought a case in for somebody decides nothing about it, whatever they become later. */
t.test('who brought a case in as an assistant is recused for good, by every channel', async (t) => {
  const app = await startTestApp(t)
  const organisation = (await app.deps.items.inForce(FOOD_LICENCE_ITEM_CODE))?.organisationCode ?? ''
  for (const channel of ['ASSISTANT', 'WEB', 'WINDOW']) {
    const subject = `helper-${channel}`
    const body = { ...foodCase(), channel, ...(channel === 'WINDOW' ? {} : { windowId: undefined }) }
    const created = await createCase(app, body, { role: 'assistant', subject })
    t.equal(created.status, 201, `${channel}: ${created.text}`)
    const { caseNo } = created.body
    const promoted = await app.token('clerk', { subject, organisation })
    const accept = (token: string) =>
      app.request('POST', `/v1/cases/${caseNo}/transitions`, {
        token,
        body: { action: 'accept' },
        headers: { 'if-match': '*' },
      })
    const refused = await accept(promoted)
    t.equal(refused.status, 403, channel)
    t.match(refused.text, '回避')
    const parties = await app.request('GET', `/v1/cases/${caseNo}/parties?${WHY}`, { token: promoted })
    t.equal(parties.status, 403, 'nor are the parties read clear')
    t.equal((await accept(await app.token('clerk', { organisation }))).status, 200, 'somebody else does')
  }
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
