import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { createMonitor } from '../../src/features/deadlines/monitor.js'
import { createRelook } from '../../src/features/deadlines/relook.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { sealBatch } from '../../src/features/history/sealer.js'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { orderJob } from '../../src/jobs/job-service.js'
import { createJobRunner, type JobWork } from '../../src/jobs/runner.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import { SYSTEM_CALLER } from '../../src/shared/caller.js'
import { COUNTY_MARKET, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp, TOP_DIVISION } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { testDatabase } from '../helpers/database.js'
import { acceptedCopies, poison } from '../helpers/due-copies.js'
import { outsideSettings, startServiceProcess, until } from '../helpers/service.js'
import { killWorker, startWorker } from '../helpers/workers.js'

const order = (app: TestApp, kind: string, cancellable = false) =>
  orderJob(app.deps.pool, SYSTEM_CALLER, { kind, payload: {}, divisions: [TOP_DIVISION], cancellable })

/** As if so much time had passed that whoever was put aside may try again. */
const nextAttempt = (app: TestApp) =>
  app.database.asOwner(`update jobs set lease_until = now() - interval '1 s' where lease_until is not null`)

const counting =
  (last: number): JobWork =>
  async (_db, { done }) => ({ position: {}, done: done + 1, total: last, isDone: done + 1 === last })

t.test('draining leaves no job whose kind became free while it asked for the next', async (t) => {
  const app = await startTestApp(t)
  const pool = Object.create(app.deps.pool) as typeof app.deps.pool
  // The answer comes late: the job in hand is over by then.
  pool.query = (async (asked: { name?: string; text: string }) => {
    const answer = await app.deps.pool.query(asked)
    if (asked.name === 'claim-job') await sleep(200)
    return answer
  }) as typeof pool.query
  const first = await order(app, 'plain')
  const second = await order(app, 'plain')
  await createJobRunner({
    pool,
    log: app.deps.log,
    kinds: { plain: counting(1), other: counting(1) },
  }).drain()
  const token = await app.token('operator')
  for (const { id } of [first, second])
    t.equal((await app.request('GET', `/v1/jobs/${id}`, { token })).body.state, 'done')
})

t.test('a job that fails is tried ten times, then waits for a person, and stops no other', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('operator')
  let broken = true
  const runner = createJobRunner({
    pool: app.deps.pool,
    log: app.deps.log,
    kinds: {
      fragile: async (db, job, context) => {
        if (broken) throw new RangeError('the name of a person stands in this message')
        return counting(2)(db, job, context)
      },
      plain: counting(3),
    },
  })
  const bad = await order(app, 'fragile')
  const good = await order(app, 'plain')
  const read = async (id: string) => (await app.request('GET', `/v1/jobs/${id}`, { token })).body
  await runner.drain()
  t.match(await read(bad.id), { state: 'waiting', error: 'RangeError' })
  t.match(await read(good.id), { state: 'done', progress: { done: 3, total: 3 } })
  // On a busy machine the seconds until its next attempt may be over at once: they become an hour.
  const put = await app.database.asOwner(
    `update jobs set lease_until = lease_until + interval '1 hour'
     where state = 'waiting' and lease_until > updated_at returning id, attempts`,
  )
  t.match(put, [{ id: bad.id }], 'put aside for a while')
  await runner.drain()
  t.match(await read(bad.id), { attempts: put[0]?.attempts }, 'not at once')
  for (let attempt = 2; attempt <= 10; attempt += 1) {
    await nextAttempt(app)
    await runner.drain()
  }
  t.match(await read(bad.id), { state: 'failed', attempts: 10, error: 'RangeError' })
  await nextAttempt(app)
  await runner.drain()
  t.match(await read(bad.id), { state: 'failed', attempts: 10 }, 'by nobody until a person says so')

  broken = false
  const again = await app.request('POST', `/v1/jobs/${bad.id}/retry`, { token })
  t.match(again, { status: 200, body: { state: 'waiting', attempts: 0 } })
  await runner.drain()
  t.match(await read(bad.id), { state: 'done', attempts: 1, error: undefined })
  t.match(await app.request('POST', `/v1/jobs/${bad.id}/retry`, { token }), { status: 409 })
})

t.test('a process that dies with every attempt does not take the job with it for ever', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('operator')
  const job = await order(app, 'deadly')
  await app.database.asOwner(
    `update jobs set state = 'running', attempts = 10, claimed_by = gen_random_uuid(), lease_until = now() - interval '1 s'`,
  )
  const { pool, log } = app.deps
  await createJobRunner({ pool, log, kinds: { deadly: counting(1) } }).drain()
  t.match((await app.request('GET', `/v1/jobs/${job.id}`, { token })).body, {
    state: 'failed',
    error: 'no batch was finished by any process',
  })
})

t.test('cancelled between two batches: what is done stays, nothing more is done', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('operator')
  const { pool, log } = app.deps
  const act = (id: string, what: string) => app.request('POST', `/v1/jobs/${id}/${what}`, { token })
  let jobId = ''
  let asked: unknown
  const runner = createJobRunner({
    pool,
    log,
    kinds: {
      steps: async (db, job, context) => {
        if (job.done === 2 && asked === undefined) asked = (await act(jobId, 'cancel')).body
        return counting(5)(db, job, context)
      },
    },
  })
  jobId = (await order(app, 'steps', true)).id
  await runner.drain()
  t.match(asked, { state: 'running', cancellable: true, cancelRequested: true })
  const read = async (id: string) => (await app.request('GET', `/v1/jobs/${id}`, { token })).body
  t.match(await read(jobId), { state: 'cancelled', progress: { done: 3, total: 5 } })

  t.match(await act(jobId, 'retry'), { status: 200, body: { state: 'waiting' } })
  await runner.drain()
  t.match(await read(jobId), { state: 'done', progress: { done: 5 } }, 'it goes on where it stood')

  const waiting = await order(app, 'steps', true)
  t.match(await act(waiting.id, 'cancel'), { status: 200, body: { state: 'cancelled' } }, 'at once')
  const whole = await order(app, 'steps')
  t.match(await act(whole.id, 'cancel'), { status: 409 }, 'what must not be left half done')
  await runner.drain()
  t.match(await read(whole.id), { state: 'done' })
  const audit = await app.request('GET', '/v1/audit?action=cancelJob', { token: await app.token('auditor') })
  t.equal(audit.body.data.length, 2)
})

t.test('a batch longer than its lease keeps the job, and is told that it was cancelled', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('operator')
  const { pool, log } = app.deps
  let begun = 0
  const kinds: Record<string, JobWork> = {
    long: async (_db, job, { signal, tell }) => {
      begun += 1
      tell({ done: 7, total: 9 })
      // More than a lease passes, and another instance looks for work meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 2500))
      await other.drain()
      const shown = (await app.request('GET', `/v1/jobs/${job.id}`, { token })).body
      t.match(shown, { state: 'running', progress: { done: 7, total: 9 } })
      await app.request('POST', `/v1/jobs/${job.id}/cancel`, { token })
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      throw new Error('given up')
    },
  }
  const other = createJobRunner({ pool, log, kinds, leaseMs: 2000 })
  const job = await order(app, 'long', true)
  await createJobRunner({ pool, log, kinds, leaseMs: 2000 }).drain()
  t.equal(begun, 1)
  t.match((await app.request('GET', `/v1/jobs/${job.id}`, { token })).body, { state: 'cancelled' })
})

t.test(
  'a changed rule is followed to its end, whoever is killed: each clock that moves is told once',
  async (t) => {
    let statements = 0
    const app = await startTestApp(t, { onQuery: () => (statements += 1) })
    const { pool, log } = app.deps
    const operator = await app.token('operator')
    const rule = {
      kind: 'PROMISE',
      level: 'NOTICE',
      organisation: COUNTY_MARKET,
      when: { remainingAtMost: 100 },
    }
    const set = (query = '') =>
      app.request('POST', `/v1/monitor-rules${query}`, { token: operator, body: rule })
    const previewOf = async (moved: number): Promise<number> => {
      statements = 0
      t.match((await set('?preview=true')).body, { movedCount: moved })
      return statements
    }
    const acted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
    await previewOf(1)
    const forOne = await previewOf(1)
    await acceptedCopies(app, 400)
    t.equal(await previewOf(402), forOne, 'statements of a preview, whatever the number of clocks')

    // Its instance has lost the lease in the second batch: nothing of that one stays.
    t.equal((await set()).status, 201)
    const job = async () =>
      (
        await app.database.asOwner<{ state: string; done: number; attempts: number; taken: boolean }>(
          `select state, done, attempts, state = 'running' and lease_until > clock_timestamp() as taken
           from jobs where kind = 'relookClocks'`,
        )
      )[0]
    const relook = createRelook(app.deps.clockOwners, app.deps.calendars)
    const losing: JobWork = async (db, row, context) => {
      const step = await relook(db, row, context)
      if (row.done > 0)
        await app.database.asOwner(
          `update jobs set claimed_by = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 hour'`,
        )
      return step
    }
    await createJobRunner({ pool, log, kinds: { relookClocks: losing } }).drain()
    t.match(await job(), { state: 'running', done: 300 })
    const asked = `select count(*)::int as n from case_clocks where next_look_why = 'RULE'`
    t.match(await app.database.asOwner(asked), [{ n: 300 }])

    // The next one is killed in the middle of that batch, which waits for a table that somebody holds.
    const holder = new pg.Client(app.database.ownerConfig)
    await holder.connect()
    await holder.query('begin; lock table case_clocks in access exclusive mode')
    await nextAttempt(app)
    const worker = await startWorker(t, app)
    await until('another has it', async () => (await job())?.taken === true)
    await killWorker(worker)
    await holder.end()
    t.match(await job(), { state: 'running', done: 300 }, 'nothing begins anew')
    // Meanwhile a case is decided whose clock was to be looked at.
    const started = await transition(app, 'reviewer', acted, { action: 'startReview' })
    const ready = await transition(app, 'reviewer', started, { action: 'completeStep', opinion: '符合' })
    const decided = await transition(app, 'approver', ready, { action: 'approve' })
    const clocksOf = `select k.state, k.lamp, k.stopped_on, k.due_on from case_clocks k join cases c on c.id = k.case_id
      where c.case_no = '${decided.body.caseNo}' and k.kind in ('PROMISE', 'LEGAL') order by k.kind`
    const kept = await app.database.asOwner(clocksOf)
    await nextAttempt(app)
    await createJobs(app.deps).drain()
    t.match(await job(), { state: 'done' })
    const monitor = createCaseMonitor(app.deps)
    await monitor.tick()
    await monitor.tick()
    const told = await app.database.asOwner<{ cases: number; events: number; acted: number }>(
      `select count(distinct no)::int as cases, count(*)::int as events,
         (count(*) filter (where no = '${decided.body.caseNo}'))::int as acted
       from (select document::jsonb->'payload' as payload, document::jsonb->>'caseNo' as no
         from case_events where type = 'alert.relight') e`,
    )
    t.same(told, [{ cases: 401, events: 401, acted: 0 }], 'each that moved, once')
    t.same(await app.database.asOwner(clocksOf), kept, 'what was decided meanwhile stays as it was')
  },
)

t.test(
  'poisoned rows beside good ones: put aside with their errors, tried again, and no other waits',
  async (t) => {
    const app = await startTestApp(t)
    await acceptedCopies(app, 200)
    const { pool } = app.deps
    await poison(app)
    await app.database.asSuperuser(`
    insert into outbox (event_no, case_id, event_id) values (0, gen_random_uuid(), gen_random_uuid());
    insert into audit_waiting (audit_no) values (0)`)
    await app.setNow('2026-04-10T01:00:00.000000Z')
    const monitor = createCaseMonitor(app.deps)
    await monitor.tick()
    while ((await sequenceBatch(pool)) > 0);
    while ((await sealBatch(pool)) > 0);
    // The clock ran on meanwhile: on a slow machine it must not have reached the next attempts, 30 seconds on.
    await app.setNow('2026-04-10T01:00:00.000000Z')

    const read = async () =>
      (await app.request('GET', '/v1/monitor', { token: await app.token('operator') })).body
    const fired = async (where: string) =>
      (await pool.query<{ n: number }>(`select count(*)::int as n from alerts where ${where}`)).rows[0]?.n
    t.equal(await fired("case_no like 'COPY%'"), 400 - 3, 'all but one of COPY7 and two of COPY9')
    const seen = await read()
    t.match(seen, { backlog: 0, lagSeconds: 0 })
    t.same(seen.setAside.counts, [
      { what: 'audit', count: 1 },
      { what: 'clock', count: 3 },
      { what: 'outbox', count: 1 },
    ])
    const told = seen.setAside.data.map(({ about, error, attempts }: Record<string, unknown>) => [
      about,
      error,
      attempts,
    ])
    t.same(
      told.toSorted(),
      [
        ['COPY7', 'LEGAL: no calendar MOON here', 1],
        ['COPY9', 'database: unexpected P0001', 1],
        ['COPY9', 'database: unexpected P0001', 1],
      ],
      'within reach, without data',
    )
    t.match(
      seen.pulses.map(({ name }: { name: string }) => name),
      ['monitor'],
    )
    const elsewhere = await app.token('operator', { organisation: OTHER_COUNTY_MARKET, scope: 'subtree' })
    t.same((await app.request('GET', '/v1/monitor', { token: elsewhere })).body.setAside.data, [])
    const metrics = (await app.request('GET', '/metrics')).text
    t.match(metrics, /yichuang_set_aside\{name="clock"\} 3/)
    t.match(metrics, /yichuang_pulse_failures\{name="monitor"\} 0/)
    t.match(metrics, /yichuang_jobs_failed 0/)

    await app.setNow('2026-04-10T01:00:00.000000Z')
    t.equal(await monitor.tick(), 0, 'not before its next attempt')
    await app.setNow('2026-04-10T01:05:00.000000Z')
    t.equal(await monitor.tick(), 3)
    t.same(
      (await read()).setAside.data.map(({ attempts }: { attempts: number }) => attempts),
      [2, 2, 2],
    )
    await app.database.asOwner('drop trigger poison on alerts')
    await app.setNow('2026-04-10T01:30:00.000000Z')
    await monitor.tick()
    t.equal(await fired("case_no = 'COPY9'"), 2, 'mended, it fires as it should have')
    t.same(
      (await read()).setAside.data.map(({ about }: { about: string }) => about),
      ['COPY7'],
    )
    t.equal(await fired("case_no like 'COPY%'"), 399)
  },
)

t.test('a consequence that fails is put aside; when the case has moved on, it is forgotten', async (t) => {
  const app = await startTestApp(t)
  await createCase(app, foodCase())
  const { clockOwners } = app.deps
  const perform = async () => {
    throw new TypeError('张三')
  }
  const consequences = {
    ...clockOwners.case.consequences,
    INTAKE_5D: { statuses: ['SUBMITTED'], action: 'deemAccept', perform },
  }
  const owners = { ...clockOwners, case: { ...clockOwners.case, consequences } }
  const monitor = createMonitor({ ...app.deps, owners })
  await app.setNow('2026-03-09T16:00:00.000000Z')
  await monitor.tick()
  const read = async () =>
    (await app.request('GET', '/v1/monitor', { token: await app.token('operator') })).body.setAside.data
  t.match(await read(), [{ what: 'clock', error: 'deemAccept: TypeError', attempts: 1 }])
  await app.setNow('2026-03-09T16:02:00.000000Z')
  await monitor.tick()
  t.match(await read(), [{ attempts: 2 }])
  await app.setNow('2026-03-09T16:10:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  await monitor.tick()
  t.same(await read(), [])
})

t.test('a process that only answers works nothing off; one that only works answers nothing', async (t) => {
  const database = await testDatabase(t)
  const dataDir = mkdtempSync(join(tmpdir(), 'yichuang-processes-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const { MIGRATION_DATABASE_URL: _owner, ...settings } = outsideSettings(database, dataDir)
  const api = startServiceProcess(t, { ...settings, PROCESS: 'api' })
  const token = await signDevToken(dataDir, { role: 'operator' })
  const url = await api.ready
  const call = (base: string, path: string) =>
    fetch(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } })
  const [ordered] = await database.asOwner<{ id: string }>(
    `insert into jobs (id, kind, payload, created_by, divisions, created_at, updated_at)
     values (gen_random_uuid(), 'recalculateClocks', '{"calendar":"CN"}', 'test', array['510000000000'], now(), now()) returning id`,
  )
  const job = async () => (await (await call(url, `/v1/jobs/${ordered?.id}`)).json()) as { state: string }
  // Longer than any pulse or job waits before it begins.
  await sleep(2500)
  t.match(await job(), { state: 'waiting' })
  const monitor = async () =>
    (await (await call(url, '/v1/monitor')).json()) as { pulses: { name: string }[] }
  t.same((await monitor()).pulses, [])

  const worker = startServiceProcess(t, { ...settings, PROCESS: 'worker' })
  const other = await worker.ready
  await until('the worker has done it', async () => (await job()).state === 'done')
  // A pulse is listed once it has run, and they do not begin in one order.
  for (const name of ['audit', 'feed', 'monitor', 'sweepAnswers', 'sweepFiles', 'sweepJobs'])
    await until(`the pulse ${name} runs`, async () =>
      (await monitor()).pulses.some((pulse) => pulse.name === name),
    )
  t.equal((await call(other, '/health/ready')).status, 200)
  t.match(await (await call(other, '/metrics')).text(), /yichuang_pulse_age_seconds\{name="feed"\}/)
  for (const path of ['/v1/jobs', '/v1/items', '/openapi.json', '/docs'])
    t.equal((await call(other, path)).status, 404, path)
  t.match(await worker.end('SIGTERM'), { code: 0 })
  t.match(await api.end('SIGTERM'), { code: 0 })
})
