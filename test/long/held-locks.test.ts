import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import type { Answer } from '../helpers/app.js'
import { nextLeshanCase } from '../helpers/cases.js'
import { withClient } from '../helpers/cluster.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { type TestDatabase, testDatabase } from '../helpers/database.js'
import { createHttpClient, isBroken, nameOf, refusalFaults } from '../helpers/http-client.js'
import { followFeed } from '../helpers/ledger.js'
import { outsideSettings, startServiceProcess, until } from '../helpers/service.js'

/** Three seconds for a lock and five for a connection, several times one after the other on a slow machine. */
const HANG_MS = 30_000
const POOL_SIZE = 6
/** In the short run only those that everything goes through. */
const SHORT_TABLES = ['cases', 'outbox']
t.setTimeout(0)

async function start(t: Test) {
  const database = await testDatabase(t)
  const dataDir = await temporaryDataDir(t)
  const settings = { ...outsideSettings(database, dataDir), POOL_SIZE: String(POOL_SIZE) }
  const service = startServiceProcess(t, settings)
  const url = await service.ready
  const tokens = {
    clerk: await signDevToken(dataDir, { role: 'clerk' }),
    exchange: await signDevToken(dataDir, { role: 'exchange' }),
  }
  const client = createHttpClient()
  t.teardown(() => client.close())
  const send = async (method: string, path: string, body?: object, headers = {}): Promise<Answer> => {
    const token = path.startsWith('/v1/exchange') ? tokens.exchange : tokens.clerk
    const sent = { token, headers, limitMs: HANG_MS, ...(body === undefined ? {} : { body }) }
    const answer = await client.request(method, `${url}${path}`, sent)
    if (isBroken(answer)) throw new Error(`${method} ${path}: ${answer.code}`)
    return answer
  }
  // The fund pays each person once a year; a key sent again is sent with its body.
  const bodies = new Map<string, ReturnType<typeof nextLeshanCase>>()
  const create = (key: string = randomUUID()) => {
    const body = bodies.get(key) ?? nextLeshanCase()
    bodies.set(key, body)
    return send('POST', '/v1/cases', body, { 'idempotency-key': key })
  }
  const handle = (created: Answer, headers = {}) =>
    send(
      'POST',
      `/v1/cases/${created.body.caseNo}/transitions`,
      { action: 'handleOnTheSpot' },
      { 'if-match': created.headers.etag, ...headers },
    )
  return { database, service, url, tokens, send, create, handle }
}

/** Another session that takes a lock and keeps it, as a forgotten psql does. Gives back what lets it go. */
async function hold(t: Test, { ownerConfig }: TestDatabase, statement: string): Promise<() => Promise<void>> {
  const holder = new pg.Client(ownerConfig)
  await holder.connect()
  let held = true
  const release = async (): Promise<void> => {
    if (held) await holder.end()
    held = false
  }
  t.teardown(release)
  await holder.query('begin')
  await holder.query(statement)
  return release
}

/** Refused in order: 409 or 503, a problem, with Retry-After. */
function checkRefusals(t: Test, answers: Answer[], message: string): void {
  const wrong = answers.filter(({ status }) => status >= 400 && status !== 409 && status !== 503)
  t.same(wrong.map(nameOf), [], `${message}: ${answers.map(nameOf).join(', ')}`)
  t.same(answers.filter(({ status }) => status >= 400).flatMap(refusalFaults), [])
}

t.test('somebody holds the row of a case: who wants it is told so, everybody else goes on', async (t) => {
  const { database, service, send, create, handle } = await start(t)
  const held = await create()
  const other = await create()
  const release = await hold(
    t,
    database,
    `select from cases where case_no = '${held.body.caseNo}' for update`,
  )
  const waiting = Promise.all([
    handle(held),
    handle(held, { 'if-match': '*' }),
    handle(held, { 'idempotency-key': 'waits' }),
    handle(held, { 'idempotency-key': 'waits' }),
  ])
  t.equal((await send('GET', `/v1/cases/${held.body.caseNo}`)).status, 200, 'it can be read')
  t.equal((await handle(other)).status, 200, 'the next case')
  t.equal((await create()).status, 201, 'a new case')
  t.equal((await send('GET', '/health/ready')).status, 200)
  const answers = await waiting
  t.same(answers.map(nameOf), [
    '409 CONCURRENT_CHANGE',
    '409 CONCURRENT_CHANGE',
    '409 REQUEST_IN_PROGRESS',
    '409 REQUEST_IN_PROGRESS',
  ])
  checkRefusals(t, answers, 'those who wanted it')
  // Many more than there are connections.
  const crowd = await Promise.all(Array.from({ length: 5 * POOL_SIZE }, () => handle(held)))
  checkRefusals(t, crowd, 'a crowd')
  t.same(
    crowd.filter(({ status }) => status < 400),
    [],
  )
  await release()
  t.equal((await handle(held, { 'idempotency-key': 'waits' })).status, 200, 'once released, the same request')
  t.match(await service.end('SIGTERM'), { code: 0 })
})

t.test('somebody holds the head of the feed: cases go on, the feed waits and loses nothing', async (t) => {
  const { database, url, tokens, send, create, handle } = await start(t)
  await create()
  const follower = followFeed(t, () => url, tokens.exchange)
  await until('the first event has its position', () => follower.events.length === 1)
  const release = await hold(t, database, 'select from feed_head for update')
  const answers = await Promise.all(Array.from({ length: 20 }, async () => handle(await create())))
  t.same([...new Set(answers.map(nameOf))], ['200'])
  const page = await send('GET', '/v1/exchange/changes?wait=1')
  t.match(page, { status: 200, body: { readTo: 1, hasMore: false } }, 'nothing new yet')
  await release()
  await follower.finish(t, database.ownerConfig)
})

t.test('somebody holds the key of a request: refused by the limit, then done once', async (t) => {
  const { database, send, create } = await start(t)
  await create()
  const release = await hold(
    t,
    database,
    `insert into idempotency_keys (caller_hash, operation, key, request_hash, created_at)
     select caller_hash, operation, 'held', request_hash, created_at from idempotency_keys limit 1`,
  )
  const waiting = Promise.all([create('held'), create('held')])
  t.equal((await create()).status, 201, 'another key')
  const answers = await waiting
  t.same(answers.map(nameOf), ['409 REQUEST_IN_PROGRESS', '409 REQUEST_IN_PROGRESS'])
  checkRefusals(t, answers, 'those with the key')
  await release()
  t.equal(nameOf(await create('held')), '201')
  t.equal(nameOf(await create('held')), '201 replayed')
  const list = await send('GET', '/v1/cases?count=true')
  t.equal(list.body.data.length, 3, 'the first, the other and the one of the key')
})

t.test(
  'somebody holds a whole table: whoever needs it is refused, nobody hangs, all goes on after',
  async (t) => {
    const { database, service, send, create, handle } = await start(t)
    const tables = await database.asOwner<{ name: string }>(
      `select relname::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
    )
    for (const { name } of tables.filter((table) => !process.env.CI || SHORT_TABLES.includes(table.name))) {
      // One for each round: a second act on the same case would be refused for its state, rightly for good.
      const cases = await Promise.all([create(), create(), create()])
      const release = await hold(t, database, `lock table ${name} in access exclusive mode`)
      const everything = (known: Answer) => [
        create(),
        handle(known, { 'if-match': '*' }),
        send('GET', `/v1/cases/${known.body.caseNo}`),
        send('GET', '/v1/cases'),
        send('GET', '/v1/organisations'),
        send('GET', '/v1/items?q=%E5%85%AC%E7%A7%AF%E9%87%91'),
        send('GET', '/v1/centres'),
        send('GET', '/v1/alerts'),
        send('GET', '/v1/exchange/changes'),
        send('GET', '/health/ready'),
      ]
      checkRefusals(t, await Promise.all(cases.flatMap(everything)), name)
      t.equal((await send('GET', '/health/live')).status, 200)
      await release()
      const after = await Promise.all([create(), send('GET', '/health/ready'), send('GET', '/v1/cases')])
      t.same(
        after.map(({ status }) => status),
        [201, 200, 200],
        `${name} is free again`,
      )
    }
    const before = await sessionsOf(database)
    t.ok(before.length <= POOL_SIZE, `${before.length} connections`)
    // A worker may be between two statements just now: left is the transaction that is the same a second later.
    await sleep(1000)
    const begun = new Set(before.map(({ pid, begun }) => `${pid} ${begun}`))
    t.same(
      (await sessionsOf(database)).filter(
        ({ state, pid, begun: since }) =>
          state.startsWith('idle in transaction') && begun.has(`${pid} ${since}`),
      ),
      [],
      'none left in a transaction',
    )
    t.match(await service.end('SIGTERM'), { code: 0 })
  },
)

/** The service's connections. The states of another role's sessions are shown to the superuser only. */
async function sessionsOf(database: TestDatabase) {
  const { rows } = await withClient(database.superuserConfig, (client) =>
    client.query<{ state: string; pid: number; begun: string | null; query: string }>(
      `select state, pid, xact_start::text as begun, query from pg_stat_activity
       where datname = current_database() and application_name = 'yichuang'`,
    ),
  )
  return rows
}
