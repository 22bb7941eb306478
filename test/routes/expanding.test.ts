import t from 'tap'
import { createCaseMonitor } from '../../src/service.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, leshanCase } from '../helpers/cases.js'
import { licenceStory, onTheSpotStory } from '../helpers/stories.js'

const TABLES = `select relname::text as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
  and relname <> 'schema_migrations' order by relname`

/** What everybody reads all day: statements that stay prepared on their connections. */
const READS: [string, 'clerk' | 'supervisor' | 'operator' | 'security' | 'auditor' | 'exchange'][] = [
  ['/v1/cases', 'clerk'],
  ['/v1/tasks', 'supervisor'],
  ['/v1/alerts', 'supervisor'],
  ['/v1/monitor', 'operator'],
  ['/v1/grants', 'security'],
  ['/v1/audit', 'auditor'],
  ['/v1/exchange/changes', 'exchange'],
  ['/v1/divisions', 'clerk'],
  ['/v1/divisions/510000000000', 'clerk'],
  ['/v1/organisations', 'clerk'],
  ['/v1/centres', 'clerk'],
  ['/v1/items', 'clerk'],
  ['/v1/search?q=登记', 'clerk'],
  ['/v1/publications', 'clerk'],
  ['/v1/bundles', 'clerk'],
  ['/v1/dictionaries', 'clerk'],
  ['/v1/workflows', 'clerk'],
  ['/v1/calendars/CN/years/2026', 'clerk'],
]

async function readAll(app: TestApp): Promise<string[]> {
  const failed: string[] = []
  for (const [path, role] of READS) {
    const answer = await app.request('GET', encodeURI(path), { token: await app.token(role) })
    if (answer.status !== 200) failed.push(`${path} ${answer.status} ${answer.text}`)
  }
  return failed
}

/** A draft begun, changed, handed in; a new code; an alert raised and explained. */
async function smallWrites(app: TestApp): Promise<string[]> {
  const token = await app.token('clerk')
  const draft = await createCase(app, { ...leshanCase(), submit: false })
  const path = `/v1/cases/${draft.body.caseNo}`
  const headers = { 'if-match': '*' }
  const { form } = leshanCase()
  const answers = [
    await app.request('PATCH', path, { token, headers, body: { form, parties: leshanCase().parties } }),
    await app.request('POST', `${path}/query-code`, { token }),
    await app.request('POST', `${path}/transitions`, { token, headers, body: { action: 'submit' } }),
  ]
  await createCaseMonitor(app.deps).tick()
  return answers.filter(({ status }) => status !== 200).map(({ text }) => text)
}

for (const [kind, column] of [
  ['nullable', 'later_note text'],
  ['NOT NULL with a default', "later_flag text not null default 'as before'"],
] as const) {
  t.test(`every table gets a column (${kind}) under the running service: nobody notices`, async (t) => {
    const app = await startTestApp(t)
    // Everything is prepared before, on the connections that go on to be used.
    for (let round = 0; round < 2; round += 1) {
      await onTheSpotStory(t, app)
      await licenceStory(t, app)
      t.same(await smallWrites(app), [])
      t.same(await readAll(app), [])
    }
    const tables = await app.database.asOwner<{ name: string }>(TABLES)
    t.ok(tables.length > 40, `${tables.length} tables`)
    for (const { name } of tables) await app.database.asOwner(`alter table ${name} add column ${column}`)
    await onTheSpotStory(t, app)
    await licenceStory(t, app)
    t.same(await smallWrites(app), [])
    t.same(await readAll(app), [])
  })
}
