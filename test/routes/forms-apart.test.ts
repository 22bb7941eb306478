import t from 'tap'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'

/** Which write of it a form's row is: it changes only when the row is written. */
async function formWrite(
  app: TestApp,
): Promise<{ written: string; form: Record<string, unknown> } | undefined> {
  const rows = await app.database.asOwner<{ written: string; form: Record<string, unknown> }>(
    'select xmin::text || ctid::text as written, form from case_forms',
  )
  return rows[0]
}

const factNames = async (app: TestApp): Promise<string[]> =>
  (await app.database.asOwner<{ name: string }>('select jsonb_object_keys(facts) as name from cases')).map(
    ({ name }) => name,
  )

const APART = ['form', 'answers', 'acts', 'documents']

t.test('what was filled in is written when it changes, and by no other act', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase({ without: ['layout-plan'] }))
  const first = await formWrite(app)
  t.match(first?.form, { businessName: foodCase().form.businessName })
  const told = await transition(app, 'clerk', created, {
    action: 'requestCorrection',
    items: [{ materialCode: 'layout-plan', reason: '请补交' }],
  })
  t.same(await formWrite(app), first, 'an act that brings no form leaves it alone')
  const back = await transition(app, 'clerk', told, {
    action: 'submit',
    materials: [{ materialCode: 'layout-plan', source: 'paper' }],
    form: { businessName: '乐山更正餐饮店' },
  })
  const second = await formWrite(app)
  t.not(second?.written, first?.written)
  t.equal(second?.form.businessName, '乐山更正餐饮店')
  const accepted = await transition(app, 'clerk', back, { action: 'accept' })
  await transition(app, 'reviewer', accepted, { action: 'startReview' })
  t.same(await formWrite(app), second)
  t.same(
    (await factNames(app)).filter((name) => APART.includes(name)),
    [],
    'neither is it kept a second time, nor what events and documents tell',
  )
})

t.test('a case of the release before is read as it stands, and parted by its next act', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase())
  const old = `jsonb_build_object('form', f.form || '{"businessName": "旧版餐饮店"}', 'answers', f.answers, 'acts', '[]'::jsonb, 'documents', 0)`
  // As that release writes it: all in one place. With a row of its own that is older, and without one.
  await app.database.asOwner(`update cases set facts = facts || ${old} from case_forms f`)
  const token = await app.token('clerk')
  const read = () => app.request('GET', `/v1/cases/${created.body.caseNo}`, { token })
  t.equal((await read()).body.form.businessName, '旧版餐饮店', 'what stands in the facts is the newest')
  // No such row: the case was handed in, so neither the service nor the owner could bring that about.
  const removal = 'delete from case_forms'
  await t.rejects(app.deps.pool.query(removal), { code: '23001' })
  await t.rejects(app.database.asOwner(removal), { code: '23001' })
  await app.database.asSuperuser(`set session_replication_role = replica; ${removal}`)
  t.equal(await formWrite(app), undefined)
  t.equal((await read()).body.form.businessName, '旧版餐饮店')
  const accepted = await transition(app, 'clerk', await read(), { action: 'accept' })
  t.equal(accepted.body.form.businessName, '旧版餐饮店')
  t.equal((await formWrite(app))?.form.businessName, '旧版餐饮店')
  t.same(
    (await factNames(app)).filter((name) => APART.includes(name)),
    [],
  )
  const documents = await app.request('GET', `/v1/cases/${created.body.caseNo}/documents`, { token })
  t.same(
    documents.body.data.map(({ documentNo }: { documentNo: string }) => documentNo.slice(-3)),
    ['-01', '-02'],
    'numbered on from the documents that are there',
  )
})
