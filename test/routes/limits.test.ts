import { Agent, get, request as send } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { withoutLimits } from '../../src/http/limits.js'
import { METRICS } from '../../src/http/metrics.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { withClient } from '../helpers/cluster.js'
import { testDatabase } from '../helpers/database.js'
import { holdMemory } from '../helpers/memory.js'
import { noteRoutes } from '../helpers/sample-routes.js'

const database = await testDatabase(t)

t.test('the rate limit counts by caller, refused ones too', async (t) => {
  const { request, token } = await startTestApp(t, { database, env: { RATE_LIMIT: '5' }, routes: noteRoutes })
  const first = await request('GET', '/v1/test-notes')
  t.equal(first.headers['ratelimit-limit'], '5')
  t.equal(first.headers['ratelimit-remaining'], '4')
  t.match(first.headers['ratelimit-reset'], /^\d+$/)
  for (let number = 0; number < 4; number++) {
    t.equal((await request('GET', '/v1/test-notes/X')).status, 401)
  }
  for (const url of ['/v1/test-notes', '/v1/test-notes/X']) {
    const refused = await request('GET', url, { headers: { 'accept-language': 'en' } })
    t.equal(refused.status, 429)
    t.match(refused.headers['content-type'], /problem\+json/)
    t.match(refused.body, { code: 'RATE_LIMITED', title: 'Too many requests' })
    t.ok(Number(refused.headers['retry-after']) > 0)
    t.equal(refused.headers['ratelimit-remaining'], '0')
  }
  const spoofed = await request('GET', '/v1/test-notes', { headers: { 'x-forwarded-for': '203.0.113.9' } })
  t.equal(spoofed.status, 429, 'an address that the caller claims is not believed')
  t.equal((await request('GET', '/v1/nothing')).status, 429, 'a path that nobody has counts as well')
  const clerk = await token('clerk')
  t.equal((await request('GET', '/v1/test-notes', { token: clerk })).status, 200, 'another caller')
  t.equal((await request('GET', '/health/live')).status, 200, 'probes are not counted')
})

t.test('token, rate and declared size are judged before a body is read', async (t) => {
  const { listen, token } = await startTestApp(t, { database, env: { RATE_LIMIT: '2' }, routes: noteRoutes })
  const { port, hostname } = new URL(await listen())
  /** Sends a head that promises a body and then nothing: who waits for the body answers nothing. */
  const promise = (bearer: string, bytes: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const head = `POST /v1/test-notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bearer}\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`
      const socket = connect(Number(port), hostname, () => socket.write(head))
      socket.once('data', (data) => {
        socket.destroy()
        resolve(data.toString())
      })
      socket.on('error', reject)
    })
  t.match(await promise('nonsense', 900_000), /^HTTP\/1.1 401 /)
  t.match(
    await promise(await token('citizen', { subject: 'a' }), 900_000),
    /^HTTP\/1.1 403 /,
    'nor for the role',
  )
  const clerk = await token('clerk')
  for (const attempt of [1, 2])
    t.match(
      await promise(clerk, 9_000_000),
      /^HTTP\/1.1 413 [\s\S]*PAYLOAD_TOO_LARGE/,
      `too large, ${attempt}`,
    )
  t.match(await promise(clerk, 900_000), /^HTTP\/1.1 429 [\s\S]*RATE_LIMITED/)
})

t.test('a process that cannot keep up says so, and its probes go on', async (t) => {
  const { request } = await startTestApp(t, { database, routes: noteRoutes, env: { OVERLOAD_DELAY: '1000' } })
  const statuses: number[] = []
  for (let attempt = 0; attempt < 8 && !statuses.includes(503); attempt++) {
    const until = Date.now() + 2500
    while (Date.now() < until) {
      // the event loop stands still
    }
    await sleep(20)
    const answer = await request('GET', '/v1/test-notes')
    statuses.push(answer.status)
    if (answer.status !== 503) continue
    t.equal(answer.body.code, 'OVERLOADED')
    t.ok(Number(answer.headers['retry-after']) > 0)
    t.equal((await request('GET', '/health/live')).status, 200)
    t.equal((await withoutLimits(() => request('GET', '/v1/test-notes'))).status, 200, 'its own requests too')
    t.match((await request('GET', '/metrics')).text, /^yichuang_overload_total [1-9]/m)
  }
  t.ok(statuses.includes(503), statuses.join(' '))
})

t.test('without the database: 503, and recovery by itself', async (t) => {
  const own = await testDatabase(t)
  const { request, token } = await startTestApp(t, { database: own, routes: noteRoutes })
  const clerk = await token('clerk')
  t.equal((await request('GET', '/health/ready')).status, 200)
  const asSuperuser = (...statements: string[]) =>
    withClient({ ...own.superuserConfig, database: 'postgres' }, async (client) => {
      for (const statement of statements) await client.query(statement)
    })
  await asSuperuser(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${own.name}'`,
    `alter database ${own.name} rename to ${own.name}_gone`,
  )
  await sleep(50)
  for (const url of ['/v1/test-notes', '/v1/test-notes/X', '/health/ready']) {
    const answer = await request('GET', url, { token: clerk })
    t.equal(answer.status, 503, url)
    t.equal(answer.body.code, 'DATABASE_UNAVAILABLE', url)
    t.ok(Number(answer.headers['retry-after']) > 0, url)
  }
  t.equal((await request('GET', '/health/live', { token: clerk })).status, 200, 'alive all the same')
  await asSuperuser(`alter database ${own.name}_gone rename to ${own.name}`)
  t.equal((await request('GET', '/v1/test-notes', { token: clerk })).status, 200)
  t.equal((await request('GET', '/v1/test-notes/X', { token: clerk })).status, 404)
  t.equal((await request('GET', '/health/ready')).status, 200)
})

t.test('the log: one line a request, nothing personal', async (t) => {
  const lines: string[] = []
  const { request, token } = await startTestApp(t, {
    database,
    routes: noteRoutes,
    log: (line) => lines.push(line),
  })
  const clerk = await token('clerk')
  lines.length = 0
  const trace = '0af7651916cd43dd8448eb211c80319c'
  await request('GET', '/v1/test-notes?prefix=SECRETQUERY', {
    headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` },
  })
  await request('POST', '/v1/test-notes', { token: clerk, body: { code: 'LOG1', name: '王秘密' } })
  await request('POST', '/v1/test-notes', { token: clerk, body: { code: 'LOG1', name: '王秘密' } })
  await request('GET', '/v1/test-notes/SECRETPATH', { token: clerk })
  await request('GET', '/v1/unknown/SECRETPATH')
  await request('GET', '/v1/test-failure')
  const entries = lines.map((line) => JSON.parse(line))
  const requests = entries.filter((entry) => entry.msg === 'request')
  t.equal(requests.length, 6)
  t.match(requests[0], {
    method: 'GET',
    route: '/v1/test-notes',
    status: 200,
    traceId: trace,
    caller: 'public',
  })
  t.match(requests[1], { method: 'POST', status: 201, caller: 'clerk' })
  const failure = entries.find((entry) => entry.level >= 50)
  t.match(failure, { kind: 'Error', at: [/sample-routes/] }, 'a fault names its place')
  t.notMatch(lines.join('\n'), /SECRET|王秘密|11010519491231002X|eyJ/)
})

t.test('the log: what is no request has its line too', async (t) => {
  const lines: string[] = []
  const { request, listen } = await startTestApp(t, { database, log: (line) => lines.push(line) })
  const url = new URL(await listen())
  const logged = () => lines.map((line) => JSON.parse(line)).filter((entry) => entry.msg === 'request')
  const answer = await request('GET', '/v1/SECRETPATH/%zz')
  t.match(logged(), [{ method: 'GET', route: 'unreadable', status: 400, traceId: answer.body.traceId }])
  t.ok(logged()[0]?.ms >= 0)
  const heard = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write('SECRET what is this\r\n\r\n'))
    let text = ''
    socket.on('data', (data) => {
      text += data.toString()
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
  const { traceId } = JSON.parse(heard.split('\r\n\r\n')[1] ?? '') as { traceId: string }
  t.match(logged(), [{}, { route: 'unreadable', status: 400, traceId }])
  t.equal(logged().length, 2)
  t.notMatch(lines.join('\n'), /SECRET/)
})

t.test('every metric that the documentation tells is there, and no other', async (t) => {
  const { request } = await startTestApp(t, { database })
  const { text } = await request('GET', '/metrics')
  const names = [...text.matchAll(/^# TYPE (yichuang_\w+) /gm)].map(([, name]) => name)
  t.same(names.sort(), Object.keys(METRICS).sort())
})

t.test('the pool is measured: who waits for a connection is seen', async (t) => {
  holdMemory(t)
  const { request, deps } = await startTestApp(t, { database, env: { POOL_SIZE: '2' } })
  const pool = async () => {
    const { text } = await request('GET', '/metrics')
    return ['total', 'idle', 'waiting'].map((state) =>
      Number(new RegExp(`^yichuang_pool_connections\\{state="${state}"\\} (\\d+)$`, 'm').exec(text)?.[1]),
    )
  }
  t.match(await pool(), [Number, Number, 0], 'looks at the database, and remembers it for five seconds')
  const held = [await deps.pool.connect(), await deps.pool.connect()]
  const waiting = deps.pool.query('select 1')
  t.same(await pool(), [2, 0, 1])
  for (const client of held) client.release()
  await waiting
  t.same(await pool(), [2, 2, 0])
})

t.test('metrics count requests by route', async (t) => {
  const { request } = await startTestApp(t, { database, routes: noteRoutes })
  await request('GET', '/v1/test-notes?prefix=A')
  const { text, headers, status } = await request('GET', '/metrics')
  t.equal(status, 200)
  t.match(headers['content-type'], /^text\/plain/)
  t.match(text, /yichuang_request_seconds_count\{method="GET",route="\/v1\/test-notes",status="200"\} 1/)
})

t.test(
  'metrics tell how far behind the work is, what was refused, and when the database is away',
  async (t) => {
    const pass = holdMemory(t)
    const own = await testDatabase(t)
    const app = await startTestApp(t, { database: own, env: { RATE_LIMIT: '3' } })
    const metrics = async () => (await app.request('GET', '/metrics')).text
    const clerk = await app.token('clerk')
    const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
    t.match(accepted.body.status, 'ACCEPTED')
    await app.request('GET', '/v1/cases', { token: clerk })
    t.equal((await app.request('GET', '/v1/cases', { token: clerk })).status, 429)
    await app.setNow('2026-06-01T01:00:00.000000Z')
    const text = await metrics()
    t.match(text, /^yichuang_database_up 1$/m)
    t.match(text, /^yichuang_feed_backlog 2$/m, 'no sequencer runs here')
    const lag = (name: string) => Number(new RegExp(`^${name} ([\\d.]+)$`, 'm').exec(text)?.[1])
    t.ok(lag('yichuang_feed_lag_seconds') > 7_000_000, 'ninety days, and no feed')
    t.ok(lag('yichuang_monitor_lag_seconds') > 1_000_000)
    t.match(text, /^yichuang_monitor_backlog [1-9]/m)
    t.match(text, /^yichuang_rate_limited_total 1$/m)
    t.match(text, /^yichuang_problems_total\{code="RATE_LIMITED"\} 1$/m)
    t.match(text, /^nodejs_eventloop_lag_seconds \d/m)
    await own.asOwner('alter table outbox rename to outbox_away')
    pass(5000)
    const without = await metrics()
    t.match(without, /^yichuang_database_up 0$/m)
    t.notMatch(without, /^yichuang_feed_backlog \d/m, 'no value rather than an old one')
    await own.asOwner('alter table outbox_away rename to outbox')
  },
)

t.test('leaving: requests in flight finish, idle sockets close, nothing is lost', async (t) => {
  const service = await startTestApp(t, { database, routes: noteRoutes })
  const url = await service.listen()
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  t.teardown(() => agent.destroy())
  const fetchOnce = (path: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      get(`${url}${path}`, { agent }, (response) => {
        let body = ''
        response.on('data', (data) => {
          body += data
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      }).on('error', reject)
    })
  await Promise.all([fetchOnce('/v1/test-notes'), fetchOnce('/v1/test-notes'), fetchOnce('/v1/test-notes')])
  const inFlight = fetchOnce('/v1/test-slow?seconds=1')
  await sleep(200)
  const started = Date.now()
  const closing = service.app.close()
  t.same(await inFlight, { status: 200, body: '{"done":true}' })
  await closing
  const took = Date.now() - started
  // An idle socket is kept for 72 seconds.
  t.ok(took < 60_000, `${took} ms`)
  await t.rejects(
    new Promise((resolve, reject) => {
      send(url, resolve).on('error', reject).end()
    }),
    { code: 'ECONNREFUSED' },
  )
})
