import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { createSequencer, sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { startTestApp, TOP_DIVISION } from '../helpers/app.js'
import { quiet } from '../helpers/cluster.js'
import { type FeedEvent, prepareFeedCases, recomputeHash, writeEvent } from '../helpers/feed.js'
import { until } from '../helpers/service.js'

const CHANGES = '/v1/exchange/changes'
const CITY = '511100000000'
const OTHER_CITY = '510100000000'

/** The application with two cities below the province, an office in each, and a case in each: LESHAN and CHENGDU. */
async function startExchange(t: Test) {
  let pagesRead = 0
  const app = await startTestApp(t, {
    onQuery: (text) => {
      if (text.includes('string_agg')) pagesRead += 1
    },
  })
  await app.database.asOwner(
    `with d as (insert into divisions (code, parent_code, level, name, ancestors) values
         ($2, $1, 2, '乐山市', array[$2, $1]), ($3, $1, 2, '成都市', array[$3, $1]) on conflict do nothing)
     insert into organisations (code, division_code, name, kind) values
       ('LESHAN-OFFICE', $2, '乐山市', 'government'), ('CHENGDU-OFFICE', $3, '成都市', 'government')`,
    [TOP_DIVISION, CITY, OTHER_CITY],
  )
  await prepareFeedCases(app.database, ['LESHAN'], [CITY, TOP_DIVISION])
  await prepareFeedCases(app.database, ['CHENGDU'], [OTHER_CITY, TOP_DIVISION])
  const province = await app.token('exchange')
  return {
    ...app,
    /** Queries for a page until now. */
    pagesRead: () => pagesRead,
    province,
    leshan: await app.token('exchange', { organisation: 'LESHAN-OFFICE', scope: 'subtree' }),
    /** Writes events of these cases, with positions. */
    async write(...caseNos: string[]) {
      for (const caseNo of caseNos) await writeEvent(app.deps.pool, caseNo, '{"note":"中文 \\"quoted\\"\\n"}')
      await sequenceBatch(app.deps.pool)
    },
    read: (query = '', token = province, headers: Record<string, string> = {}) =>
      app.request('GET', `${CHANGES}${query}`, { token, headers }),
  }
}

t.test('an exchange platform reads everything page by page and proves it complete', async (t) => {
  const { read, write, pagesRead } = await startExchange(t)
  const empty = await read()
  t.match(empty, { status: 200, body: { data: [], readTo: 0, hasMore: false, hash: '0'.repeat(64) } })
  t.type(empty.body.nextCursor, 'string', 'also an empty page has a cursor')

  await write('LESHAN', 'CHENGDU', 'LESHAN', 'LESHAN', 'CHENGDU')
  const events: FeedEvent[] = []
  let after = empty.body.nextCursor
  for (const [readTo, hasMore] of [
    [2, true],
    [4, true],
    [5, false],
  ]) {
    const page = await read(`?limit=2&after=${after}`)
    t.match(page.body, { epoch: empty.body.epoch, readTo, hasMore })
    t.strictSame(Object.keys(page.body), ['epoch', 'data', 'nextCursor', 'readTo', 'hasMore', 'hash'])
    events.push(...page.body.data)
    t.equal(page.body.hash, recomputeHash(events), 'the hash at readTo')
    t.match(page.headers, {
      'content-type': 'application/json; charset=utf-8',
      link: /^<\/v1\/exchange\/changes\?.*after=.*>; rel="next"$/,
    })
    after = page.body.nextCursor
  }
  t.strictSame(
    events.map(({ position, caseNo, version }) => [position, caseNo, version]),
    [
      [1, 'LESHAN', 1],
      [2, 'CHENGDU', 1],
      [3, 'LESHAN', 2],
      [4, 'LESHAN', 3],
      [5, 'CHENGDU', 2],
    ],
  )
  t.strictSame(events[0], {
    position: 1,
    caseNo: 'LESHAN',
    occurredAt: '2026-03-02T01:00:00.000000Z',
    payload: { note: '中文 "quoted"\n' },
    type: 'requestCorrection',
    version: 1,
  })
  const before = pagesRead()
  t.strictSame((await read(`?after=${after}`)).body.data, [], 'nothing twice')
  t.equal(pagesRead(), before + 1, 'one query a page')
  t.strictSame((await read()).body.data, events, 'without after: from the first')
})

t.test('only the exchange role reads, and only within its grant', async (t) => {
  const { read, write, token, leshan, request } = await startExchange(t)
  t.match(await request('GET', CHANGES), { status: 401, body: { code: 'UNAUTHENTICATED' } })
  for (const role of ['clerk', 'operator', 'supervisor', 'citizen'] as const)
    t.match(await read('', await token(role)), { status: 403, body: { code: 'FORBIDDEN' } }, role)

  await write('CHENGDU', 'CHENGDU', 'LESHAN', 'CHENGDU')
  const first = await read('?limit=2', leshan)
  t.match(first.body, { data: [], readTo: 2, hasMore: true }, 'a page of others’ cases still moves on')
  const second = await read(`?limit=2&after=${first.body.nextCursor}`, leshan)
  t.match(second.body, { data: [{ position: 3, caseNo: 'LESHAN' }], readTo: 4, hasMore: false })
  t.equal(second.body.data.length, 1)
  t.equal((await read()).body.data.length, 4, 'the province sees both cities')
  t.equal(second.body.hash, (await read()).body.hash, 'the chain is the same for all readers')
})

t.test('limits and cursors that are not ours are refused', async (t) => {
  const { read, write, deps } = await startExchange(t)
  await write('LESHAN')
  for (const query of [
    '?limit=0',
    '?limit=1001',
    '?limit=x',
    '?limit=1.5',
    '?wait=61',
    '?wait=-1',
    '?since=1',
  ])
    t.match(await read(query), { status: 400, body: { code: 'INVALID_INPUT' } }, query)
  t.equal((await read('?limit=1000&wait=0')).status, 200)
  const cursor = (await read()).body.nextCursor
  for (const after of [
    '',
    'abc',
    `${cursor}A`,
    cursor.replace(/.$/, (last: string) => (last === 'A' ? 'B' : 'A')),
    '1',
  ])
    t.match(await read(`?after=${after}`), { status: 400, body: { code: 'INVALID_CURSOR' } }, after)
  deps.cursorKey.fill(9)
  t.match(
    await read(`?after=${cursor}`),
    { status: 400, body: { code: 'INVALID_CURSOR' } },
    'sealed with another key',
  )
})

t.test('a reader notices that the database was restored or rebuilt', async (t) => {
  const { read, write, database } = await startExchange(t)
  await write('LESHAN', 'LESHAN')
  const atStart = (await read('?limit=1')).body.nextCursor
  const { nextCursor: atTwo, epoch } = (await read()).body

  // As after a restore of an older copy: the head is behind what the reader has.
  await database.asOwner('alter table feed disable trigger feed_append_only')
  const setBack = `with gone as (delete from feed where position > 1)
    update feed_head set position = 1, hash = (select hash from feed where position = 1)`
  await database.asOwner(setBack)
  const behind = await read(`?after=${atTwo}`)
  t.match(behind, {
    status: 410,
    body: { code: 'GONE', epoch, resynchronise: { method: 'GET', href: '/v1/exchange/changes' } },
  })
  t.match((await read(`?after=${atTwo}&wait=30`)).status, 410, 'at once, also when it would wait')
  t.equal((await read(`?after=${atStart}`)).status, 200, 'what both histories share goes on')

  // The restored database has gone on: another event stands at position 2.
  await write('CHENGDU')
  t.match(await read(`?after=${atTwo}`), { status: 410, body: { code: 'GONE' } }, 'another hash')

  // The way that the answer names works.
  const again = await read()
  t.strictSame(
    again.body.data.map((event: FeedEvent) => event.caseNo),
    ['LESHAN', 'CHENGDU'],
  )
  t.equal((await read(`?after=${again.body.nextCursor}`)).status, 200)

  await database.asOwner('update feed_head set epoch = gen_random_uuid()')
  t.match(
    await read(`?after=${again.body.nextCursor}`),
    { status: 410, body: { code: 'GONE' } },
    'another epoch',
  )
  t.not((await read()).body.epoch, epoch)
})

t.test('NDJSON: one event a line, the rest in headers', async (t) => {
  const { read, write } = await startExchange(t)
  await write('LESHAN', 'CHENGDU', 'LESHAN')
  const json = await read('?limit=2')
  const lines = await read('?limit=2', undefined, { accept: 'application/x-ndjson' })
  t.match(lines.headers['content-type'], /^application\/x-ndjson/)
  t.match(lines.text, /\n$/)
  t.strictSame(
    lines.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    json.body.data,
  )
  t.match(lines.headers, {
    'x-next-cursor': json.body.nextCursor,
    'x-read-to': '2',
    'x-has-more': 'true',
    'x-feed-epoch': json.body.epoch,
    'x-feed-hash': json.body.hash,
  })
  const rest = await read(`?after=${lines.headers['x-next-cursor']}`, undefined, {
    accept: 'application/x-ndjson, application/json;q=0.5',
  })
  t.equal(rest.text.trimEnd().split('\n').length, 1)
  const end = await read(`?after=${rest.headers['x-next-cursor']}`, undefined, {
    accept: 'application/x-ndjson',
  })
  t.match(end, { status: 200, text: '' })
  for (const accept of [
    '*/*',
    'application/json',
    'application/json, application/x-ndjson;q=0.9',
    'application/x-ndjson;q=0',
  ])
    t.match((await read('', undefined, { accept })).headers['content-type'], /^application\/json/, accept)
})

const since = (start: number): number => Math.round(performance.now() - start)

t.test('a reader that waits is woken by the next event it may see', async (t) => {
  const { read, write, leshan, deps } = await startExchange(t)
  const sequencer = createSequencer(deps.pool, quiet)
  sequencer.start()
  t.teardown(() => sequencer.stop())
  await write('LESHAN')
  const cursor = (await read()).body.nextCursor
  let start = performance.now()
  t.equal((await read('?wait=60')).body.data.length, 1)
  t.ok(since(start) < 55_000, 'what is there is not waited for')

  start = performance.now()
  const waiting = Promise.all(Array.from({ length: 30 }, () => read(`?after=${cursor}&wait=60`)))
  const narrow = read(`?after=${cursor}&wait=60`, leshan)
  await sleep(700)
  const inUse = () => deps.pool.totalCount - deps.pool.idleCount
  await until('those who wait hold no connection of the pool', () => inUse() <= 2)
  await writeEvent(deps.pool, 'CHENGDU')
  sequencer.wake()
  const answers = await waiting
  t.ok(since(start) < 55_000, `answered after ${since(start)} ms of at most 60,000`)
  for (const { body } of answers) t.match(body, { data: [{ position: 2, caseNo: 'CHENGDU' }], readTo: 2 })

  await writeEvent(deps.pool, 'LESHAN')
  sequencer.wake()
  t.match(
    (await narrow).body,
    { data: [{ position: 3, caseNo: 'LESHAN' }], readTo: 3 },
    'others’ events do not end the wait',
  )

  // By looking alone an answer comes half a second after its question, whatever is written meanwhile. One that comes
  // before that was woken; a busy machine may need several tries to be so fast.
  const delays: number[] = []
  let position = 3
  while (!delays.some((delay) => delay < 400) && delays.length < 60) {
    const { nextCursor } = (await read()).body
    start = performance.now()
    const next = read(`?wait=60&after=${nextCursor}`)
    await sleep(60)
    await writeEvent(deps.pool, 'CHENGDU')
    sequencer.wake()
    position += 1
    t.equal((await next).body.readTo, position)
    delays.push(since(start))
  }
  t.ok(
    delays.some((delay) => delay < 400),
    `woken by notification, after ${delays.join(', ')} ms`,
  )

  start = performance.now()
  const quietPage = await read(`?after=${answers[0]?.body.nextCursor}&wait=0.3&limit=1`)
  t.match(quietPage.body, { readTo: 3, hasMore: true }, 'an unread position comes at once')
  const end = await read(`?after=${(await read()).body.nextCursor}&wait=0.3`)
  t.match(end, { status: 200, body: { data: [], readTo: position, hasMore: false } })
  t.ok(since(start) >= 290, 'nothing came: an empty page when the time is over')
})

t.test('where notifications do not arrive, a waiting reader is served by looking', async (t) => {
  const { read, write, deps, database } = await startExchange(t)
  const cursor = (await read()).body.nextCursor
  const start = performance.now()
  const waiting = read(`?after=${cursor}&wait=60`)
  await sleep(300)
  const cut = await database
    .appPool(t)
    .query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yichuang-listener' and datname = current_database()`,
    )
  t.equal(cut.rowCount, 1, 'one connection of the process listens; it is cut')
  await write('LESHAN')
  t.match((await waiting).body, { data: [{ position: 1 }] })
  t.ok(since(start) < 55_000, `${since(start)} ms of at most 60,000`)
  t.equal(deps.pool.waitingCount, 0)
})

t.test('nobody has more than fifty waits, and those at one place read one page', async (t) => {
  const { read, write, token, pagesRead } = await startExchange(t)
  const other = await token('exchange', { subject: 'another-platform' })
  await write('LESHAN')
  const after = (await read()).body.nextCursor
  // From here on the head is known: nothing but an event wakes who waits.
  await read(`?after=${after}&wait=0.2`)
  const waiting = Array.from({ length: 51 }, () => read(`?after=${after}&wait=60`))
  const first = await Promise.race(waiting)
  t.match(first, { status: 429, body: { code: 'RATE_LIMITED' } }, 'one too many is told at once')
  t.ok(Number(first.headers['retry-after']) > 0)
  t.equal((await read(`?after=${after}&wait=0.1`, other)).status, 200, 'others wait as before')
  const before = pagesRead()
  await write('LESHAN')
  const answers = await Promise.all(waiting)
  t.equal(answers.filter(({ status, body }) => status === 200 && body.readTo === 2).length, 50)
  t.equal(pagesRead() - before, 1, 'one query for all fifty')
  t.equal(
    (await read(`?after=${answers.find(({ status }) => status === 200)?.body.nextCursor}&wait=0.1`)).status,
    200,
  )
})

t.test('who waits keeps the place when an event of others wakes all', async (t) => {
  const { read, write, leshan, deps } = await startExchange(t)
  await write('LESHAN')
  const after = (await read('', leshan)).body.nextCursor
  await read(`?after=${after}&wait=0.2`, leshan)
  // Pages of twenty come late when the gate is closed; those of ten do not.
  let gate = Promise.resolve()
  const query = deps.pool.query.bind(deps.pool)
  deps.pool.query = (async (statement: pg.QueryConfig, ...more: []) => {
    if (statement.name === 'feed-page' && statement.values?.[3] === 20) await gate
    return query(statement, ...more)
  }) as typeof deps.pool.query
  const wait = (limit: number, seconds: number) =>
    read(`?after=${after}&limit=${limit}&wait=${seconds}`, leshan)
  const waiting = Array.from({ length: 51 }, (_, n) => wait(n % 2 ? 10 : 20, 60))
  t.equal((await Promise.race(waiting)).status, 429, 'all fifty wait')
  let open = () => {}
  gate = new Promise((resolve) => {
    open = resolve
  })
  await write('CHENGDU')
  const late = await Promise.all(Array.from({ length: 30 }, () => wait(10, 60)))
  t.same(new Set(late.map(({ status }) => status)), new Set([429]), 'while some of them read a page')
  open()
  await write('LESHAN')
  t.same(
    (await Promise.all(waiting))
      .map(({ status, body }) => (status === 200 ? body.data.length : body.code))
      .sort(),
    [...Array(50).fill(1), 'RATE_LIMITED'],
  )
})

t.test('a client that goes away ends its wait, and so does the end of the service', async (t) => {
  const { read, write, listen, province, app, pagesRead } = await startExchange(t)
  const address = await listen()
  const wait = (after: string, signal: AbortSignal) =>
    fetch(`${address}${CHANGES}?wait=60&after=${after}`, {
      headers: { authorization: `Bearer ${province}` },
      signal,
    })
  const first = (await read()).body.nextCursor
  const leaving = new AbortController()
  const aborted = wait(first, leaving.signal)
  await sleep(300)
  leaving.abort()
  await t.rejects(aborted)
  await sleep(100)
  const before = pagesRead()
  await write('LESHAN')
  await sleep(800)
  t.equal(pagesRead(), before, 'nothing is read for a client that is gone')

  const { nextCursor } = (await read()).body
  const waiting = wait(nextCursor, AbortSignal.timeout(120_000))
  await sleep(300)
  const start = performance.now()
  // As the service's stop does: idle keep-alive sockets would hold close() up.
  const idle = setInterval(() => app.server.closeIdleConnections(), 50)
  const closing = app.close()
  const answer = await waiting
  t.equal(answer.status, 200)
  t.match(await answer.json(), { data: [], nextCursor, hasMore: false })
  await closing
  clearInterval(idle)
  t.ok(since(start) < 55_000, `closed after ${since(start)} ms, not at the end of its wait`)
})

t.test('the metrics tell how far the feed is', async (t) => {
  const { write, request, deps } = await startExchange(t)
  await write('LESHAN', 'LESHAN')
  await writeEvent(deps.pool, 'LESHAN')
  const { text } = await request('GET', '/metrics')
  t.match(text, /^yichuang_feed_position 2$/m)
  t.match(text, /^yichuang_feed_backlog 1$/m)
  t.match(text, /^yichuang_feed_lag_seconds \d/m)
})
