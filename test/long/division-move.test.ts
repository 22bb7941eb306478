import { type ChildProcess, fork } from 'node:child_process'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { divisionPath } from '../../src/features/search/division-path.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import { COUNTY_APPROVAL, COUNTY_MARKET, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { until } from '../helpers/service.js'

const here = dirname(fileURLToPath(import.meta.url))
const PROVINCE = '510000000000'
const CITY = '511100000000'
const NEW_CITY = '511300000000'
const COUNTY = '511102000000'

/** Short, so that the test need not wait; batches take some hundredths of a second. */
const LEASE_MS = 3000

function startInstance(t: Test, app: TestApp): ChildProcess {
  const child = fork(join(here, '../helpers/jobs-process.js'), {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      TEST_DATABASE: JSON.stringify(app.database.appConfig),
      LEASE_MS: String(LEASE_MS),
    },
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  })
  return child
}

async function importDivisions(app: TestApp, divisions: object[]) {
  const token = await app.token('operator')
  return app.request('POST', '/v1/divisions/imports', { token, body: { divisions } })
}

const county = (parent: string) => [{ code: COUNTY, parent, name: '市中区' }]

/** The city to which the county will go, with an organ that sees all of it. */
async function prepareCity(app: TestApp): Promise<void> {
  await importDivisions(app, [{ code: NEW_CITY, parent: PROVINCE, name: '示例新市' }])
  await app.request('PUT', '/v1/organisations/TEST-CITY', {
    token: await app.token('operator'),
    body: { name: '示例新市政务服务局', division: NEW_CITY, kind: 'department' },
    headers: { 'if-match': '*' },
  })
}

const supervisor = (app: TestApp, organisation: string) =>
  app.token('supervisor', { organisation, scope: 'subtree', subject: `supervisor-${organisation}` })

/** An accepted licence with a card, and so many copies of it with their tasks and alerts. */
async function manyCases(app: TestApp, copies: number): Promise<string> {
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  const reviewing = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  await app.setNow('2026-03-20T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const { caseNo } = reviewing.body
  await app.database.asOwner(`
    with copies as (select gen_random_uuid() as id, n from generate_series(1, ${copies}) n),
    written as (
      insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', copies.id, 'case_no', 'COPY' || n))).*
      from cases c, copies where c.case_no = '${caseNo}'),
    tasks as (
      insert into case_tasks select (jsonb_populate_record(k, jsonb_build_object('case_id', copies.id))).*
      from case_tasks k join cases c on c.id = k.case_id, copies where c.case_no = '${caseNo}')
    , granted as (
      insert into licences (id, licence_no, found_by, name, case_id, case_no, holder_case_id, result, organisation_code, divisions,
        item_code, item_version, item_name, item_type, content, granted_on, valid_from, state, code, holder_numbers, version, created_at)
      select gen_random_uuid(), c.case_no, c.case_no, 'a', c.id, c.case_no, c.id, 0, c.organisation_code, c.deciding_divisions,
        c.item_code, 1, 'a', '01', '[]', now(), now(), 'current', 'b', '{}', 1, now() from cases c where c.case_no = '${caseNo}'),
    refunded as (
      insert into refunds (case_id, refund_no, id, case_no, organisation_code, divisions, payment_no, amount, reason, basis,
        requested_by, requested_on, requested_at, state)
      select c.id, c.case_no, c.id, c.case_no, c.organisation_code, c.divisions, 'P', 100, 'a', 'b', 'c', now(), now(), 'failed'
      from cases c where c.case_no = '${caseNo}'),
    paid as (
      insert into payment_records (kind, transaction_no, content_hash, id, outcome, reference, amount, said_at, case_id, case_no,
        organisation_code, divisions, recorded_at)
      select 'payment', c.case_no, '', c.id, 'settled', 'P', 100, now(), c.id, c.case_no, c.organisation_code, c.divisions, now()
      from cases c where c.case_no = '${caseNo}')
    insert into alerts select (jsonb_populate_record(a, jsonb_build_object('case_id', copies.id, 'alert_id', gen_random_uuid()))).*
    from alerts a join cases c on c.id = a.case_id, copies where c.case_no = '${caseNo}'`)
  return caseNo
}

/** What is copied wrongly, by a slow recount in another way than the job's: from the parents, step by step, here. */
async function misplaced(app: TestApp): Promise<string[]> {
  const all = async <R extends object>(text: string): Promise<R[]> =>
    (await app.deps.pool.query<R>(text)).rows
  const parents = new Map(
    (
      await all<{ code: string; parent_code: string | null; ancestors: string[] }>(
        'select code, parent_code, ancestors from divisions',
      )
    ).map((row) => [row.code, row]),
  )
  const wrong: string[] = []
  const same = (what: string, actual: readonly string[], right: readonly string[]) => {
    if (actual.join() !== right.join()) wrong.push(`${what}: ${actual.join()} instead of ${right.join()}`)
  }
  const up = (code: string): string[] => {
    const parent = parents.get(code)?.parent_code
    return parent === null || parent === undefined ? [code] : [code, ...up(parent)]
  }
  for (const [code, { ancestors }] of parents) same(`division ${code}`, ancestors, up(code))
  const organs = new Map(
    (await all<{ code: string; division_code: string }>('select code, division_code from organisations')).map(
      (row) => [row.code, row.division_code],
    ),
  )
  const placeOf = (organ: string): string[] => up(organs.get(organ) ?? '')
  const windows = new Map(
    (
      await all<{ id: string; division_code: string }>(
        'select w.id, c.division_code from windows w join centres c on c.id = w.centre_id',
      )
    ).map((row) => [row.id, row.division_code]),
  )
  interface Placed {
    name: string
    organisation_code: string
    divisions: string[]
  }
  for (const table of ['items', 'bundles', 'publications', 'licences'])
    for (const row of await all<Placed>(
      `select organisation_code, divisions, '${table}' as name from ${table}`,
    ))
      same(row.name, row.divisions, placeOf(row.organisation_code))
  for (const row of await all<{ organisation_code: string; path: string }>(
    'select organisation_code, path from search_entries',
  ))
    same('search', [row.path], [divisionPath(placeOf(row.organisation_code))])
  const tokens = await all<{ organisation_code: string; tokens: string[] }>(
    'select organisation_code, tokens from publications',
  )
  for (const row of tokens)
    same(
      'tokens',
      row.tokens.filter((token) => token.startsWith('=division:')).toSorted(),
      placeOf(row.organisation_code)
        .map((code) => `=division:${code}`)
        .toSorted(),
    )
  interface Case extends Placed {
    id: string
    window_id: string | null
    deciding_divisions: string[]
  }
  const cases = await all<Case>(
    'select id, case_no as name, organisation_code, window_id, divisions, deciding_divisions from cases',
  )
  const right = new Map(
    cases.map((row) => {
      const deciding = placeOf(row.organisation_code)
      const at = row.window_id === null ? [] : up(windows.get(row.window_id) ?? '')
      same(`${row.name} deciding`, row.deciding_divisions, deciding)
      same(row.name, row.divisions, [...new Set([...deciding, ...at])])
      return [row.id, { deciding, divisions: [...new Set([...deciding, ...at])] }]
    }),
  )
  for (const row of await all<{ case_id: string; divisions: string[] }>(
    'select case_id, divisions from case_tasks',
  ))
    same('task', row.divisions, right.get(row.case_id)?.deciding ?? [])
  for (const row of await all<{ case_id: string; divisions: string[] }>(
    'select case_id, divisions from alerts',
  ))
    same('alert', row.divisions, right.get(row.case_id)?.divisions ?? [])
  for (const table of ['refunds', 'payment_records'])
    for (const row of await all<{ case_id: string; divisions: string[] }>(
      `select case_id, divisions from ${table} where case_id is not null`,
    ))
      same(table, row.divisions, right.get(row.case_id)?.divisions ?? [])
  return wrong
}

t.test('a county goes to another city: its process is killed in the middle, another goes on', async (t) => {
  const app = await startTestApp(t)
  await prepareCity(app)
  const caseNo = await manyCases(app, 2500)
  t.same(await misplaced(app), [], 'right before')
  const token = await app.token('operator')

  const answer = await importDivisions(app, county(NEW_CITY))
  t.match(answer, { status: 202, body: { kind: 'placeRecords', state: 'waiting', progress: { done: 0 } } })
  const path = answer.headers.location ?? ''
  const job = async () => (await app.request('GET', path, { token })).body
  t.match(await job(), { id: answer.body.id, kind: 'placeRecords' })
  const elsewhere = await app.token('operator', { organisation: OTHER_COUNTY_MARKET, scope: 'subtree' })
  t.equal((await app.request('GET', path, { token: elsewhere })).status, 404)
  t.same((await app.request('GET', '/v1/jobs', { token: elsewhere })).body.data, [])

  const first = startInstance(t, app)
  await until('some of it is done', async () => (await job()).progress.done > 300)
  const gone = new Promise((resolve) => first.once('exit', resolve))
  first.kill('SIGKILL')
  await gone
  const left = await job()
  t.match(left, { state: 'running' })
  t.ok(left.progress.done < left.progress.total, `${left.progress.done} of ${left.progress.total}`)
  t.ok((await misplaced(app)).length > 0, 'half done')

  // The organ's own people have noticed nothing, and act between.
  const own = { organisation: COUNTY_MARKET, subject: 'own-reviewer' }
  const completed = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: await app.token('reviewer', own),
    body: { action: 'completeStep', opinion: '符合条件' },
    headers: { 'if-match': '*' },
  })
  t.match(completed, { status: 200, body: { status: 'DECIDING' } })

  const second = startInstance(t, app)
  await until('another instance has done it', async () => (await job()).state === 'done')
  t.match(await job(), { state: 'done', attempts: 1, error: undefined })
  const ended = new Promise((resolve) => second.once('exit', resolve))
  second.send('stop')
  await ended
  t.same(await misplaced(app), [], 'everything is where a recount says')

  const lists = async (organisation: string) =>
    (await app.request('GET', '/v1/cases?limit=1', { token: await supervisor(app, organisation) })).body.data
      .length
  t.equal(await lists('TEST-CITY'), 1, 'the new city sees its county')
  t.equal(await lists(COUNTY_APPROVAL), 1, 'the county is the same')
  const old = await app.request('GET', `/v1/cases/${caseNo}`, {
    token: await app.token('supervisor', {
      organisation: OTHER_COUNTY_MARKET,
      scope: 'subtree',
      subject: 'old-city',
    }),
  })
  t.equal(old.status, 404)
  const { rows } = await app.deps.pool.query(
    `select document from case_events where subject_kind = 'division'`,
  )
  t.match(JSON.parse(rows[0].document), {
    type: 'division.move',
    payload: { code: COUNTY, parent: NEW_CITY },
  })
})

t.test('what does not move makes no work; nothing goes below itself', async (t) => {
  const app = await startTestApp(t)
  await prepareCity(app)
  t.match(await importDivisions(app, county(CITY)), { status: 200, body: { written: 1 } }, 'renamed at most')
  const ring = await importDivisions(app, [{ code: CITY, parent: '511102901', name: '乐山市' }])
  t.match(ring, {
    status: 422,
    body: { errors: [{ pointer: '/divisions/0/parent', code: 'CYCLE' }] },
  })
  // A ring through a row that comes along and one that is there.
  const wide = await importDivisions(app, [
    { code: CITY, parent: NEW_CITY, name: '乐山市' },
    { code: NEW_CITY, parent: COUNTY, name: '示例新市' },
  ])
  t.equal(wide.status, 422)
  t.match(await importDivisions(app, [{ code: COUNTY, name: '市中区' }]), {
    status: 422,
    body: { errors: [{ code: 'PARENT_MISSING' }] },
  })
  t.equal((await app.request('GET', '/v1/jobs', { token: await app.token('operator') })).body.data.length, 0)
})

t.test('a city moves with all its counties in one import, beside new ones and twice in a row', async (t) => {
  const app = await startTestApp(t)
  await prepareCity(app)
  await manyCases(app, 20)
  const villages = Array.from({ length: 3000 }, (_, index) => ({
    code: `511102${String(100 + (index % 600))}${String(300 + Math.floor(index / 600))}`,
    parent: '511102',
    name: `村${index}`,
  }))
  t.equal((await importDivisions(app, [...county(NEW_CITY), ...villages])).status, 202)
  t.equal((await importDivisions(app, [{ code: CITY, parent: NEW_CITY, name: '乐山市' }])).status, 202)
  const jobs = createJobs(app.deps)
  await Promise.all([jobs.drain(), createJobs(app.deps).drain()])
  await until('both are done', async () => {
    await jobs.drain()
    const { body } = await app.request('GET', '/v1/jobs?state=done', { token: await app.token('operator') })
    return body.data.length === 2
  })
  t.same(await misplaced(app), [])
  t.match((await app.request('GET', '/v1/divisions/511102100300')).body, {
    path: ['511102100300', COUNTY, NEW_CITY, PROVINCE],
  })
})

t.test('a job that fails is told of, and tried again; it stops nothing', async (t) => {
  const app = await startTestApp(t)
  await prepareCity(app)
  await manyCases(app, 3)
  const holding = await app.database.appPool(t, { max: 1 }).connect()
  await holding.query('begin')
  await holding.query(`update items set revision = revision where organisation_code = $1`, [COUNTY_MARKET])
  const answer = await importDivisions(app, county(NEW_CITY))
  const jobs = createJobs(app.deps)
  await jobs.drain()
  const token = await app.token('operator')
  const job = async () => (await app.request('GET', answer.headers.location ?? '', { token })).body
  t.match(await job(), { state: 'waiting', attempts: 1, error: 'database: lockTimeout 55P03' })
  await holding.query('rollback')
  holding.release()
  await until('it is tried again', async () => {
    await jobs.drain()
    await sleep(100)
    return (await job()).state === 'done'
  })
  t.same(await misplaced(app), [])
})

t.test('an act that read its case before the move does not write the old place back', async (t) => {
  const app = await startTestApp(t)
  await prepareCity(app)
  const caseNo = await manyCases(app, 0)
  const holding = await app.database.appPool(t, { max: 1 }).connect()
  await holding.query('begin')
  await holding.query('select from cases where case_no = $1 for update', [caseNo])
  const acting = app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: await app.token('reviewer', { organisation: COUNTY_MARKET, subject: 'own-reviewer' }),
    body: { action: 'completeStep', opinion: '符合条件' },
    headers: { 'if-match': '*' },
  })
  await until('it has read the case and waits to write', async () => {
    const waiting = await app.database.asSuperuser(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return waiting.length > 0
  })
  const place = ['test', PROVINCE]
  await holding.query('update cases set divisions = $2, deciding_divisions = $2 where case_no = $1', [
    caseNo,
    place,
  ])
  await holding.query('commit')
  holding.release()
  t.match(await acting, { status: 200, body: { status: 'DECIDING' } })
  const { rows } = await app.deps.pool.query(
    'select divisions, deciding_divisions from cases where case_no = $1',
    [caseNo],
  )
  t.same(rows, [{ divisions: place, deciding_divisions: place }])
})
