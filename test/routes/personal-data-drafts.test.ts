import t from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
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
