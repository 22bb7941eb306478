import t from 'tap'
import { rotationsOf } from '../../src/cli/rotate-keys.js'
import { formRotation } from '../../src/features/cases/form-rotation.js'
import { createEncryption } from '../../src/shared/encryption.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, transition } from '../helpers/cases.js'
import { HOSPITAL, ILLNESS_ITEM, illnessCase } from '../helpers/personal.js'

const WHY = `clear=true&purpose=${encodeURIComponent('核对病种')}`
const formOf = async (app: TestApp, caseNo: string) =>
  app.request('GET', `/v1/cases/${caseNo}/form?${WHY}`, {
    token: await app.token('reviewer', { organisation: ILLNESS_ITEM.organisationCode }),
  })
const rowsOf = (app: TestApp) =>
  app.database.asOwner<{ form: object; sealed: Buffer | null }>('select form, sealed from case_forms')

t.test('what the item marks as sensitive is encrypted at rest, and only that', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, illnessCase())
  const [row] = await rowsOf(app)
  t.same(row?.form, {}, 'all fields of this form are sensitive')
  t.ok(row?.sealed)
  const stored = JSON.stringify(await app.database.asOwner('select * from cases, case_forms, case_events'))
  for (const secret of ['kidney', HOSPITAL, Buffer.from(HOSPITAL).toString('hex')]) t.notMatch(stored, secret)
  t.match((await formOf(app, created.body.caseNo)).body.form, { disease: 'kidney', hospital: HOSPITAL })
  t.match(created.body.form, { disease: '***', hospital: '***' })
})

t.test(
  'a correction changes one field; the others stay, and acts without a form write none of it',
  async (t) => {
    const app = await startTestApp(t)
    const created = await createCase(app, illnessCase())
    const told = await transition(app, 'clerk', created, {
      action: 'requestCorrection',
      items: [{ field: 'hospital', reason: '与病历不一致' }],
    })
    const [before] = await rowsOf(app)
    const actions = await app.request('GET', `/v1/cases/${told.body.caseNo}/actions`, {
      token: await app.token('clerk'),
    })
    t.notMatch(actions.text, HOSPITAL, 'the example of the form is that of the item')
    t.match(actions.text, '示例镇卫生院')
    const back = await transition(app, 'clerk', told, { action: 'submit', form: { hospital: '更正医院' } })
    const [after] = await rowsOf(app)
    t.notSame(after?.sealed, before?.sealed)
    t.match((await formOf(app, created.body.caseNo)).body.form, { disease: 'kidney', hospital: '更正医院' })
    await transition(app, 'clerk', back, { action: 'accept' })
    t.same((await rowsOf(app))[0]?.sealed, after?.sealed)
  },
)

t.test('the sensitive part of one case opens in no other', async (t) => {
  const app = await startTestApp(t)
  const first = await createCase(app, illnessCase())
  await createCase(app, illnessCase())
  await app.database.asSuperuser(
    'update case_forms f set sealed = (select o.sealed from case_forms o where o.case_id <> f.case_id)',
  )
  const answer = await formOf(app, first.body.caseNo)
  t.equal(answer.status, 500)
  t.notMatch(answer.text, HOSPITAL)
})

t.test('keys are exchanged for forms, too', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, illnessCase())
  const old = app.deps.encryption
  t.ok(
    rotationsOf(app.deps.pool, { ...app.deps.files, encryption: old }, { size: 10 }).some(
      ({ name }) => name === 'forms',
    ),
    'rotate-keys does it',
  )
  const other = createEncryption([{ id: 'other', key: Buffer.alloc(32, 7) }], Buffer.alloc(32, 8))
  const next = { ...other, decrypt: old.decrypt, isCurrent: other.isCurrent }
  t.match(await formRotation(app.deps.pool, next, { size: 10 }).batch(undefined), {
    seen: 1,
    rewritten: 1,
    broken: [],
  })
  t.match(await formRotation(app.deps.pool, next, { size: 10 }).batch(undefined), { seen: 1, rewritten: 0 })
  t.equal((await formOf(app, created.body.caseNo)).status, 500, 'without the new key nothing opens')
})
