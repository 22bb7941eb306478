import t from 'tap'
import { orderJob } from '../../src/jobs/job-service.js'
import { createJobRunner, type JobWork } from '../../src/jobs/runner.js'
import { SYSTEM_CALLER } from '../../src/shared/caller.js'
import { startTestApp, type TestApp, TOP_DIVISION } from '../helpers/app.js'

const order = (app: TestApp, kind: string, cancellable = false) =>
  orderJob(app.deps.pool, SYSTEM_CALLER, { kind, payload: {}, divisions: [TOP_DIVISION], cancellable })

/** As if so much time had passed that whoever was put aside may try again. */
const nextAttempt = (app: TestApp) =>
  app.database.asOwner(`update jobs set lease_until = now() - interval '1 s' where lease_until is not null`)

const counting =
  (last: number): JobWork =>
  async (_db, { done }) => ({ position: {}, done: done + 1, total: last, isDone: done + 1 === last })

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
  t.match(await read(bad.id), { state: 'waiting', attempts: 1, error: 'RangeError' })
  t.match(await read(good.id), { state: 'done', progress: { done: 3, total: 3 } })
  await runner.drain()
  t.match(await read(bad.id), { attempts: 1 }, 'not at once')
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
