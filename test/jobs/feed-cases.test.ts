import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import type { Consumer } from '../../src/features/exchange/consumer.js'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { rebuildConsumer } from '../../src/features/exchange/consumer-service.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { COUNT_CASES } from '../../src/features/statistics/count-cases.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, nextLeshanCase, transition } from '../helpers/cases.js'
import { countedCases, recountedCases } from '../helpers/counts.js'
import { type FeedEvent, recomputeHash } from '../helpers/feed.js'
import { outsideSettings } from '../helpers/service.js'

t.test(
  '16 writers of real cases and 4 readers: every event once, in order, and the hash proves it',
  async (t) => {
    const app = await startTestApp(t)
    app.deps.sequencer.start()
    t.teardown(() => app.deps.sequencer.stop())
    const token = await app.token('exchange')
    let writing = true
    const isDrained = async () => (await app.deps.pool.query('select 1 from outbox limit 1')).rowCount === 0
    const read = async (): Promise<{ events: FeedEvent[]; hash: string }> => {
      const events: FeedEvent[] = []
      for (let cursor = ''; ; ) {
        // Asked before the page: what gets its position meanwhile is on the next one.
        const drained = !writing && (await isDrained())
        const page = await app.request('GET', `/v1/exchange/changes?limit=37${cursor}`, { token })
        events.push(...page.body.data)
        cursor = `&after=${page.body.nextCursor}`
        if (drained && page.body.data.length === 0) return { events, hash: page.body.hash }
      }
    }
    const write = async (writer: number) => {
      for (let number = 0; number < 6; number += 1) {
        if ((writer + number) % 2 === 0)
          await transition(app, 'clerk', await createCase(app, nextLeshanCase()), {
            action: 'handleOnTheSpot',
          })
        else
          await transition(
            app,
            'clerk',
            await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' }),
            { action: 'withdraw', reason: '撤回', proof: '申请人签字的撤回申请书' },
          )
        // An application against the rules: refused, and nothing of it reaches the feed.
        await createCase(
          app,
          { ...leshanCase(), answers: { lender: 'bank', byAgent: false } },
          { status: 422 },
        )
      }
    }
    /** As two instances that move the same consumer. */
    const count = async () => {
      while (writing || !(await isDrained())) await moveConsumer(app.deps, COUNT_CASES, 7)
      while ((await moveConsumer(app.deps, COUNT_CASES, 7)) > 0);
    }
    const counting = Promise.all([count(), count()])
    const readers = Promise.all([0, 1, 2, 3].map(read))
    await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)))
    writing = false
    const { rows } = await app.deps.pool.query<{ document: string }>('select document from case_events')
    const committed = rows.map((row) => JSON.parse(row.document) as { caseNo: string; version: number })
    t.equal(committed.length, 48 * 6 + 48 * 3)
    for (const { events, hash } of await readers) {
      t.same(
        events.map((event) => event.position),
        committed.map((_, index) => index + 1),
        'no gap, no duplicate',
      )
      t.same(
        new Set(events.map((event) => `${event.caseNo} ${event.version}`)),
        new Set(committed.map((event) => `${event.caseNo} ${event.version}`)),
      )
      const versions = new Map<string, number>()
      t.ok(
        events.every((event) => {
          const next = (versions.get(event.caseNo) ?? 0) + 1
          versions.set(event.caseNo, next)
          return event.version === next
        }),
        'per case in the order of its versions',
      )
      t.equal(recomputeHash(events), hash)
    }
    const own = await app.request('GET', `/v1/exchange/cases/${committed[0]?.caseNo}`, { token })
    t.match(own, { status: 200, body: { caseNo: committed[0]?.caseNo } })
    await counting
    const counts = await countedCases(app.deps.pool)
    t.ok(counts.length >= 2)
    t.same(counts, await recountedCases(app.deps.pool), 'two who count beside them count each case once')
    await oneFails(t, app)
    await brokenOff(t, app)
    await madeAnew(t, app)
    await onTheCommandLine(t, app)
  },
)

/** Gives positions to what waits, and counts it. */
async function countAll({ deps }: TestApp): Promise<void> {
  while ((await sequenceBatch(deps.pool)) > 0);
  while ((await moveConsumer(deps, COUNT_CASES)) > 0);
}

/** A case that cannot be counted waits with its later events and is shown; the others go on. */
async function oneFails(t: Test, app: TestApp): Promise<void> {
  const { pool } = app.deps
  await app.deps.sequencer.stop()
  await app.database.asOwner(`
    create function poison() returns trigger language plpgsql as $$ begin
      if new.item_code = '${leshanCase().itemCode}' and new.status = 'SUBMITTED' then raise exception 'poisoned'; end if; return new; end $$;
    create trigger poison before insert on statistics_cases for each row execute function poison()`)
  const poisoned = await createCase(app, nextLeshanCase())
  const other = await createCase(app, foodCase())
  await countAll(app)
  await transition(app, 'clerk', poisoned, { action: 'handleOnTheSpot' })
  await transition(app, 'clerk', other, { action: 'accept' })
  await countAll(app)
  const missing = async () => {
    const total = async (rows: Promise<object[]>) =>
      (await rows).reduce((sum, row) => sum + (row as { cases: number }).cases, 0)
    return (await total(recountedCases(pool))) - (await total(countedCases(pool)))
  }
  t.equal(await missing(), 1, 'all but the one are counted')
  const { body } = await app.request('GET', '/v1/monitor', { token: await app.token('operator') })
  t.match(body.setAside, {
    counts: [{ what: 'countCases', count: 1 }],
    data: [{ what: 'countCases', about: poisoned.body.caseNo, error: /^database: unexpected/, attempts: 1 }],
  })
  await app.database.asOwner('drop trigger poison on statistics_cases')
  await countAll(app)
  t.equal(await missing(), 1, 'it is not tried before its time')
  await app.setNow('2026-03-02T02:00:00.000000Z')
  await countAll(app)
  t.same(await countedCases(pool), await recountedCases(pool), 'its events are counted in their order')
  const left = await pool.query('select 1 from consumer_missed union all select 1 from set_aside')
  t.equal(left.rowCount, 0)
}

/** The connection ends before the events are applied, after it, and when the position is to move: none is lost, none counts twice. */
async function brokenOff(t: Test, app: TestApp): Promise<void> {
  const { pool } = app.deps
  await createCase(app, foodCase())
  while ((await sequenceBatch(pool)) > 0);
  const position = async () =>
    (await pool.query("select position from consumers where name = 'countCases' and state = 'current'")).rows
  const before = [await position(), await countedCases(pool)]
  const end = 'select pg_terminate_backend(pg_backend_pid())'
  const endsIn = (apply: Consumer['apply']): Consumer => ({ ...COUNT_CASES, apply })
  const broken = async (consumer: Consumer, when: string) => {
    await t.rejects(moveConsumer(app.deps, consumer), when)
    // The caller hears of the end before the server has let go of the row, which the next one would pass by.
    await pool.query("select 1 from consumers where name = 'countCases' for update")
    t.same([await position(), await countedCases(pool)], before, `it stands where it stood: ${when}`)
  }
  await broken(
    endsIn(async (db) => {
      await db.query(end)
    }),
    'before',
  )
  await broken(
    endsIn(async (db, generation, entries) => {
      await COUNT_CASES.apply(db, generation, entries)
      await db.query(end)
    }),
    'after',
  )
  await app.database.asOwner(`
    create function dies() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
    create trigger dies before update of position on consumers for each row execute function dies()`)
  await broken(COUNT_CASES, 'between')
  await app.database.asOwner('drop trigger dies on consumers')
  await countAll(app)
  t.notSame(await position(), before[0], 'it has gone on')
  t.same(await countedCases(pool), await recountedCases(pool))
}

/** Made anew from the first event beside what is read, which goes on; then they change places. */
async function madeAnew(t: Test, app: TestApp): Promise<void> {
  const { pool } = app.deps
  await app.database.asOwner('update statistics_counts set cases = cases + 1')
  t.strictNotSame(await countedCases(pool), await recountedCases(pool))
  const during: unknown[] = []
  await Promise.all([
    rebuildConsumer(app.deps, COUNT_CASES, ({ generation }) => during.push(generation)),
    createCase(app, foodCase()).then(() => countAll(app)),
  ])
  await countAll(app)
  t.ok(
    during.every((generation) => generation === 2),
    `${during.length} looks`,
  )
  t.same(await countedCases(pool), await recountedCases(pool), 'equal to a recount again')
  const { rows } = await pool.query('select generation, state from consumers')
  t.same(rows, [{ generation: 2, state: 'current' }], 'the old one is gone')
  const old = await pool.query(
    'select 1 from statistics_cases where generation = 1 union all select 1 from statistics_counts where generation = 1',
  )
  t.equal(old.rowCount, 0)
  await app.database.asOwner('update feed_head set epoch = gen_random_uuid()')
  await countAll(app)
  t.same(await countedCases(pool), await recountedCases(pool), 'a feed that was made anew is counted anew')
  const anew = await pool.query('select generation, state from consumers')
  t.same(anew.rows, [{ generation: 3, state: 'current' }])
}

/** What an operator sees and does. */
async function onTheCommandLine(t: Test, app: TestApp): Promise<void> {
  const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))
  const env = { ...process.env, ...outsideSettings(app.database, app.deps.config.dataDir) }
  const consumers = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, [main, 'consumers', ...args], { env })).stdout
  const { rows } = await app.deps.pool.query<{ head: number }>('select position as head from feed_head')
  const head = rows[0]?.head
  t.equal(await consumers('rebuild', 'countCases'), `countCases is made anew up to event ${head}\n`)
  await countAll(app)
  const [counted, ...others] = (await consumers('list')).trimEnd().split('\n')
  t.equal(counted, `countCases 4 current: at ${head}, 0 behind, 0 put aside`)
  t.same(
    others.filter((line) => !line.endsWith(': not begun')),
    [],
    'nobody else has read anything',
  )
  const { text } = await app.request('GET', '/metrics')
  t.match(text, /yichuang_consumer_backlog\{name="countCases"\} 0/)
  t.match(text, /yichuang_consumer_lag_seconds\{name="countCases"\} 0/)
}
