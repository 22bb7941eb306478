import t from 'tap'
import { sweepDrafts } from '../../src/features/cases/draft-sweep.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { verifyHistory } from '../../src/features/history/verify.js'
import type { Role } from '../../src/shared/roles.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { HOSPITAL, ILLNESS_ITEM, illnessCase, PERSON } from '../helpers/personal.js'

const DRAFT = illnessCase({ submit: false, channel: 'WEB', windowId: undefined })
const STAFF: Role[] = ['clerk', 'reviewer', 'approver', 'issuer', 'lead', 'supervisor']

t.test("a draft is its creator's alone until it is handed in", async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, DRAFT, { role: 'citizen', subject: 'applicant' })
  const { caseNo } = created.body
  t.match(created.body, { status: 'DRAFT', form: { disease: 'kidney', hospital: HOSPITAL } })
  for (const role of STAFF) {
    const token = await app.token(role)
    for (const part of ['', '/parties', '/form', '/actions', '/events', '/clocks', '/documents'])
      t.equal(
        (await app.request('GET', `/v1/cases/${caseNo}${part}`, { token })).status,
        404,
        `${role} ${part}`,
      )
    const list = await app.request('GET', '/v1/cases?count=true', { token })
    t.match([list.body.data.length, list.body.count], [0, 0], `${role}: neither listed nor counted`)
    const byNumber = await app.request('POST', '/v1/cases/search', {
      token,
      body: { applicantIdNumber: PERSON.idNumber },
    })
    t.same(byNumber.body.data, [], `${role}: not found by the number`)
  }
  const clerk = await app.token('clerk', { organisation: ILLNESS_ITEM.organisationCode })
  const headers = { 'if-match': '*' }
  const patch = { token: clerk, headers, body: { form: { disease: 'cancer' } } }
  t.equal((await app.request('PATCH', `/v1/cases/${caseNo}`, patch)).status, 404)
  const withdraw = { token: clerk, headers, body: { action: 'withdraw', reason: '不办了' } }
  t.equal((await app.request('POST', `/v1/cases/${caseNo}/transitions`, withdraw)).status, 404)
  const exchange = await app.token('exchange')
  t.equal((await app.request('GET', `/v1/exchange/cases/${caseNo}`, { token: exchange })).status, 404)
  while ((await sequenceBatch(app.deps.pool)) > 0);
  const feed = await app.request('GET', '/v1/exchange/changes', { token: exchange })
  t.notMatch(feed.text, caseNo, 'the feed does not speak of it')
})

t.test('a draft that is changed stays with who began it, and shows what was typed', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, DRAFT, { role: 'citizen', subject: 'applicant' })
  const path = `/v1/cases/${created.body.caseNo}`
  const token = await app.token('citizen', { subject: 'applicant' })
  const { parties } = DRAFT
  const changed = await app.request('PATCH', path, {
    token,
    headers: { 'if-match': created.headers.etag ?? '' },
    body: { parties, form: { ...DRAFT.form, disease: 'cancer' } },
  })
  t.match([changed.status, changed.body.form], [200, { disease: 'cancer', hospital: HOSPITAL }])
  const submitted = await transition(app, 'citizen', changed, { action: 'submit' }, 200, 'applicant')
  t.match((await app.request('GET', path, { token })).body, {
    status: 'SUBMITTED',
    form: { disease: 'cancer' },
  })
  const clerk = await app.request('GET', path, { token: await app.token('clerk') })
  t.match(clerk.body.form, { disease: '***', hospital: '***' })
  t.equal(submitted.body.form.hospital, HOSPITAL)
})

t.test('who writes a draft at a window reads it until it is handed in', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, illnessCase({ submit: false }))
  t.match(created.body.form, { hospital: HOSPITAL })
  const submitted = await transition(app, 'clerk', created, { action: 'submit' })
  t.match(submitted.body.form, { hospital: '***' })
})

t.test('a draft that nobody changes is told its end, and then gone with all that was in it', async (t) => {
  const app = await startTestApp(t, { env: { DRAFT_DAYS: '30' } })
  const by = { role: 'citizen', subject: 'applicant' } as const
  const left = await createCase(app, DRAFT, by)
  const kept = await createCase(app, DRAFT, by)
  const handedIn = await createCase(app, illnessCase())
  t.match(left.body, { expiresAt: /^2026-04-01T/, expiresSoon: false })
  t.notHas(handedIn.body, 'expiresAt')
  const token = await app.token('citizen', { subject: 'applicant' })
  const read = (caseNo: string) => app.request('GET', `/v1/cases/${caseNo}`, { token })
  await app.setNow('2026-03-26T01:00:00Z')
  t.equal(await sweepDrafts(app.deps), 0, 'not before its end')
  t.match((await read(left.body.caseNo)).body, { expiresSoon: true })
  const patch = { token, headers: { 'if-match': '*' }, body: { form: { ...DRAFT.form, disease: 'cancer' } } }
  const changed = await app.request('PATCH', `/v1/cases/${kept.body.caseNo}`, patch)
  t.match(changed.body, { expiresAt: /^2026-04-25T/, expiresSoon: false })
  await app.setNow('2026-04-02T01:00:00Z')
  t.equal(await sweepDrafts(app.deps), 1)
  t.equal(await sweepDrafts(app.deps), 0)
  t.equal((await read(left.body.caseNo)).status, 404)
  const list = await app.request('GET', '/v1/cases', { token })
  t.match(list.body.data, [{ caseNo: kept.body.caseNo, expiresAt: /^2026-04-25T/ }])
  const [of] = await app.database.asOwner<{ row: object }>(
    `select to_jsonb(c) || jsonb_build_object('parties', (select count(*) from case_parties p where p.case_id = c.id),
       'forms', (select count(*) from case_forms f where f.case_id = c.id),
       'materials', (select count(*) from case_materials m where m.case_id = c.id)) as row
     from cases c where c.case_no = $1`,
    [left.body.caseNo],
  )
  t.match(of?.row, { status: 'WITHDRAWN', parties: 0, forms: 0, materials: 0, created_by: /system/ })
  for (const word of ['|applicant', PERSON.name, HOSPITAL])
    t.notOk(JSON.stringify(of?.row).includes(word), word)
  t.same((await verifyHistory(app.deps.pool)).findings, [], 'the history knows why')
  const deletion = app.deps.pool.query('delete from case_parties')
  await t.rejects(deletion, { code: '23001' }, 'of what was handed in nothing is deleted')
})

t.test('a masked value that comes back is refused, not kept', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, illnessCase())
  const told = await transition(app, 'clerk', created, {
    action: 'requestCorrection',
    items: [{ field: 'hospital', reason: '与病历不一致' }],
  })
  const refused = await transition(app, 'clerk', told, { action: 'submit', form: told.body.form }, 422)
  t.match(refused.body.errors, [
    { pointer: '/form/disease', code: 'MASKED_VALUE' },
    { pointer: '/form/hospital', code: 'MASKED_VALUE' },
  ])
})

t.test('who took a warning upon themselves is for staff', async (t) => {
  const app = await startTestApp(t)
  const company = {
    role: 'applicant',
    type: 'legal',
    name: '示例公司',
    idType: 'USCC',
    idNumber: '91350100M000100Y44',
  }
  const created = await createCase(
    app,
    { ...foodCase(), channel: 'WEB', windowId: undefined, parties: [company] },
    { role: 'citizen', subject: 'applicant' },
  )
  t.match(created.body.warnings, [{ code: 'CREDIT_CODE_CHECK' }])
  const accepted = await transition(app, 'clerk', created, {
    action: 'accept',
    overrides: [{ pointer: '/parties/0/idNumber', reason: '原件核对无误' }],
  })
  t.match(accepted.body.warnings, [{ overriddenBy: 'dev-clerk', reason: '原件核对无误' }])
  const { caseNo } = accepted.body
  const own = await app.request('GET', `/v1/cases/${caseNo}`, {
    token: await app.token('citizen', { subject: 'applicant' }),
  })
  const platform = await app.request('GET', `/v1/exchange/cases/${caseNo}`, {
    token: await app.token('exchange'),
  })
  for (const { status, text, body } of [own, platform]) {
    t.equal(status, 200)
    t.same(Object.keys(body.warnings[0]).sort(), ['code', 'message', 'pointer'])
    t.notMatch(text, '原件核对无误')
  }
})
