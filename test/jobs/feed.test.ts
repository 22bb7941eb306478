import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { createListener } from '../../src/database/listener.js'
import { withTransaction } from '../../src/database/transaction.js'
import { createExchange, type Exchange } from '../../src/features/exchange/exchange-service.js'
import { chainHashes } from '../../src/features/exchange/feed-chain.js'
import { createSequencer, sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { appendToFeed, feedStatus, lockHead, takeWaiting } from '../../src/features/exchange/feed-store.js'
import type { Caller } from '../../src/shared/caller.js'
import { quiet } from '../helpers/cluster.js'
import { testDatabase } from '../helpers/database.js'
import { type FeedEvent, prepareFeedCases, recomputeHash, writeEvent } from '../helpers/feed.js'
import { until } from '../helpers/service.js'

const PROVINCE = '510000000000'
const LESHAN = '511100000000'
const CASES = Array.from({ length: 24 }, (_, at) => `CASE-${at}`)
const CURSOR_KEY = Buffer.alloc(32, 1)
const READER: Caller = {
  kind: 'person',
  issuer: 'urn:test',
  subject: 'province',
  grants: [{ role: 'exchange', organisation: 'P', scope: 'subtree', division: PROVINCE, posts: [] }],
}
const NEVER = new AbortController().signal

/** A reader as an outside system is one: it keeps nothing but its cursor and what it was given. */
function createReader(exchange: Exchange, limit: number) {
  const events: FeedEvent[] = []
  let after: string | undefined
  let hash = ''
  return {
    events,
    hash: () => hash,
    /** Reads on to the end of the feed. */
    async readOn(wait = 0): Promise<void> {
      for (;;) {
        const page = await exchange.readChanges(READER, { after, limit, wait }, ',', NEVER)
        events.push(...(JSON.parse(`[${page.events}]`) as FeedEvent[]))
        after = page.nextCursor
        hash = page.hash
        if (!page.hasMore) return
      }
    },
  }
}

async function openFeed(t: Test) {
  const database = await testDatabase(t)
  await prepareFeedCases(database, CASES, [PROVINCE, LESHAN])
  const pool = database.appPool(t)
  const listener = createListener(pool, quiet)
  const exchange = createExchange(pool, CURSOR_KEY, listener)
  t.teardown(async () => {
    await exchange.stop()
    await listener.close()
  })
  return { database, pool, exchange }
}

const TRANSACTIONS_OF_A_WRITER = 40

/** Transactions of one writer, some held open, some rolled back; the keys of the committed events. */
async function writeMany(pool: pg.Pool, writer: number): Promise<string[]> {
  const committed: string[] = []
  for (let round = 0; round < TRANSACTIONS_OF_A_WRITER; round++) {
    const dice = (writer * 7919 + round * 104_729) % 97
    const caseNo = CASES[(writer * 5 + round * 3 + dice) % CASES.length] ?? ''
    try {
      const written = await withTransaction(pool, async (client) => {
        const event = await writeEvent(client, caseNo, `{"writer":${writer}}`)
        if (dice % 3 !== 0) await sleep(dice % 20)
        if (dice % 4 === 0) throw new Error('rolled back')
        return event
      })
      committed.push(`${written.caseNo}/${written.version}`)
    } catch (error) {
      if (!(error instanceof Error && error.message === 'rolled back')) throw error
    }
  }
  return committed
}

t.test(
  '16 writers, 4 readers, 2 sequencers at once and a third that is killed again and again',
  async (t) => {
    const { database, pool, exchange } = await openFeed(t)
    const writers = database.appPool(t, { max: 16 })
    const doomed = database.appPool(t, { applicationName: 'doomed-sequencer', max: 1 })
    const sequencers = [
      createSequencer(pool, quiet, { batchSize: 20 }),
      createSequencer(pool, quiet, { batchSize: 20 }),
    ]
    for (const sequencer of sequencers) sequencer.start()

    const control = database.appPool(t, { max: 1 })
    const naive = { last: 0, seen: 0 }
    const readNaively = async (): Promise<void> => {
      const { rows } = await control.query<{ event_no: number }>(
        'select event_no from case_events where event_no > $1 order by event_no',
        [naive.last],
      )
      naive.seen += rows.length
      naive.last = rows.at(-1)?.event_no ?? naive.last
    }

    const readers = [1, 7, 100, 1000].map((limit) => createReader(exchange, limit))
    let isWriting = true
    let kills = 0
    const meanwhile = [
      ...readers.map(async (reader, at) => {
        while (isWriting) await reader.readOn(at % 2 === 0 ? 0 : 0.2)
      }),
      (async () => {
        while (isWriting) {
          await readNaively()
          await sleep(1)
        }
      })(),
      (async () => {
        while (isWriting) {
          await sequenceBatch(doomed, 20).catch(() => {})
          await sleep(1)
        }
      })(),
      (async () => {
        while (isWriting) {
          await sleep(5)
          const { rowCount } = await pool.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'doomed-sequencer' and datname = current_database() and state <> 'idle'`,
          )
          kills += rowCount ?? 0
        }
      })(),
    ]
    const committed = (
      await Promise.all(Array.from({ length: 16 }, (_, at) => writeMany(writers, at)))
    ).flat()
    isWriting = false
    await Promise.all(meanwhile)
    while ((await feedStatus(pool)).backlog > 0) await sleep(20)
    await Promise.all(sequencers.map((sequencer) => sequencer.stop()))
    await readNaively()

    t.ok(kills > 0, `the third was cut off ${kills} times in the middle of its work`)
    t.ok(
      committed.length > 400 && committed.length < 16 * TRANSACTIONS_OF_A_WRITER,
      `${committed.length} committed`,
    )
    t.match(await feedStatus(pool), { position: committed.length, backlog: 0 })
    const expected = committed.toSorted()
    for (const [at, reader] of readers.entries()) {
      await reader.readOn()
      const { events } = reader
      t.strictSame(
        events.map((event) => `${event.caseNo}/${event.version}`).sort(),
        expected,
        `reader ${at}: the committed set`,
      )
      t.strictSame(
        events.map((event) => event.position),
        committed.map((_, index) => index + 1),
        'no gap, no duplicate',
      )
      t.strictSame(outOfOrder(events), [], 'per case in the order of versions')
      t.equal(reader.hash(), recomputeHash(events), 'the chain is what anybody can compute')
    }
    t.ok(
      naive.seen < committed.length,
      `the naive reader lost ${committed.length - naive.seen} of ${committed.length}`,
    )
  },
)

/** Events whose version does not follow on the one before of the same case. */
function outOfOrder(events: FeedEvent[]): FeedEvent[] {
  const versions = new Map<string, number>()
  return events.filter(({ caseNo, version }) => {
    const before = versions.get(caseNo) ?? 0
    versions.set(caseNo, version)
    return version !== before + 1
  })
}

t.test('a transaction that commits late is not overtaken for good', async (t) => {
  const { database, pool, exchange } = await openFeed(t)
  const reader = createReader(exchange, 1000)
  const other = database.appPool(t, { max: 1 })
  await withTransaction(other, async (slow) => {
    await writeEvent(slow, 'CASE-0')
    await writeEvent(pool, 'CASE-1')
    t.equal(await sequenceBatch(pool), 1, 'the open transaction holds nobody up')
    await reader.readOn()
  })
  await writeEvent(pool, 'CASE-0')
  t.equal(await sequenceBatch(pool), 2)
  await reader.readOn()
  t.strictSame(
    reader.events.map((event) => [event.position, event.caseNo, event.version]),
    [
      [1, 'CASE-1', 1],
      [2, 'CASE-0', 1],
      [3, 'CASE-0', 2],
    ],
  )
})

t.test('a sequencer that dies before its commit leaves everything to the next', async (t) => {
  const { pool, exchange } = await openFeed(t)
  for (const caseNo of ['CASE-0', 'CASE-1', 'CASE-0']) await writeEvent(pool, caseNo)
  await t.rejects(
    withTransaction(pool, async (client) => {
      const head = await lockHead(client)
      if (head === undefined) throw new Error('the head is free')
      t.equal(await sequenceBatch(pool), 0, 'who does not get the head leaves')
      const events = await takeWaiting(client, 2)
      await appendToFeed(
        client,
        head,
        events,
        chainHashes(
          head.hash,
          events.map((event) => event.document ?? ''),
        ),
      )
      await client.query('select pg_terminate_backend(pg_backend_pid())')
    }),
    { code: '57P01' },
  )
  t.match(await feedStatus(pool), { position: 0, backlog: 3, lag: Number })
  t.equal(await sequenceBatch(pool), 3)
  const reader = createReader(exchange, 2)
  await reader.readOn()
  t.strictSame(
    reader.events.map((event) => event.position),
    [1, 2, 3],
  )
  t.equal(reader.hash(), recomputeHash(reader.events))
})

t.test('four sequencers share a backlog without a gap', async (t) => {
  const { database, pool, exchange } = await openFeed(t)
  const sequencing = database.appPool(t, { max: 8 })
  for (let at = 0; at < 200; at++) await writeEvent(pool, CASES[at % CASES.length] ?? '')
  const drain = async (): Promise<number> => {
    let moved = 0
    while ((await feedStatus(pool)).backlog > 0) moved += await sequenceBatch(sequencing, 9)
    return moved
  }
  const shares = await Promise.all([drain(), drain(), drain(), drain()])
  t.equal(
    shares.reduce((sum, share) => sum + share),
    200,
    `shares ${shares.join(', ')}`,
  )
  const reader = createReader(exchange, 1000)
  await reader.readOn()
  t.equal(reader.events.length, 200)
  t.equal(reader.hash(), recomputeHash(reader.events))
})

t.test('an event gets its position at once after wake(), and stop() leaves nothing running', async (t) => {
  const { pool } = await openFeed(t)
  // It looks by itself when this test is long over.
  const woken = createSequencer(pool, quiet, { everyMs: 3_600_000 })
  woken.start()
  for (let position = 1; position <= 5; position++) {
    await writeEvent(pool, 'CASE-3')
    woken.wake()
    await until('the event has its position', async () => (await feedStatus(pool)).position === position)
  }
  await woken.stop()
  const sequencer = createSequencer(pool, quiet)
  sequencer.start()
  await writeEvent(pool, 'CASE-3')
  while ((await feedStatus(pool)).backlog > 0) await sleep(10)
  t.pass('an event that nobody announced is found by polling')
  await sequencer.stop()
  await writeEvent(pool, 'CASE-3')
  await sleep(500)
  t.match(await feedStatus(pool), { position: 6, backlog: 1 })
})

t.test('an outbox row without its event gets no position, is put aside, and stops no other', async (t) => {
  const { database, pool } = await openFeed(t)
  await writeEvent(pool, 'CASE-0')
  await database.asOwner('insert into outbox values (999, gen_random_uuid(), gen_random_uuid())')
  t.equal(await sequenceBatch(pool), 1)
  await writeEvent(pool, 'CASE-0')
  t.equal(await sequenceBatch(pool), 1, 'while it waits for its next attempt')
  t.equal(await sequenceBatch(pool), 0)
  t.match(await feedStatus(pool), { position: 2, backlog: 1 })
  const { rows } = await pool.query('select what, error, attempts from set_aside')
  t.same(rows, [{ what: 'outbox', error: 'the event does not exist', attempts: 1 }])
})
