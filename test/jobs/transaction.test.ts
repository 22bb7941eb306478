import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import t from 'tap'
import { type DatabaseError, toDatabaseError } from '../../src/database/errors.js'
import { createDatabase, createPool } from '../../src/database/pool.js'
import { withTransaction } from '../../src/database/transaction.js'
import { quiet } from '../helpers/cluster.js'
import { SUITE_START, testDatabase } from '../helpers/database.js'

const database = await testDatabase(t)
await database.asOwner('create table letters (letter text primary key)')
await database.asOwner('grant select, insert on letters to yichuang_app')

const failureOf = (promise: Promise<unknown>): Promise<DatabaseError | null> =>
  promise.then(
    () => null,
    (error) => toDatabaseError(error),
  )

t.test('a transaction commits, or leaves nothing and gives no broken connection back', async (t) => {
  const pool = database.appPool(t, { max: 1 })
  const add = (letter: string) => pool.query('insert into letters values ($1)', [letter])
  const letters = async () =>
    (await pool.query<{ letter: string }>('select letter from letters order by 1')).rows.map(
      (row) => row.letter,
    )

  t.equal(
    await withTransaction(
      pool,
      async (client) => (await client.query(`insert into letters values ('a')`)).rowCount,
    ),
    1,
  )
  await t.rejects(
    withTransaction(pool, async (client) => {
      await client.query(`insert into letters values ('b')`)
      throw new Error('the rule says no')
    }),
    /the rule says no/,
  )
  // A failure that the work swallows must not look like a commit.
  await t.rejects(
    withTransaction(pool, async (client) => {
      await client.query(`insert into letters values ('c')`)
      await client.query(`insert into letters values ('a')`).catch(() => {})
    }),
    /rolled back/,
  )
  t.strictSame(await letters(), ['a'])

  // The connection dies in the middle, many times over: the pool of one must not run dry.
  for (let round = 0; round < 3; round++) {
    const failure = await failureOf(
      withTransaction(pool, async (client) => {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
        await client.query('select pg_terminate_backend($1)', [rows[0]?.pid])
      }),
    )
    t.equal(failure?.kind, 'unavailable')
  }
  await add('d')
  t.strictSame(await letters(), ['a', 'd'])
})

t.test('an idle connection that the server closes does not end the process', async (t) => {
  const pool = database.appPool(t)
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  const lost = new Promise((resolve) => pool.once('error', resolve))
  // The owner may not end another role's session, the session's own role may.
  const other = database.appPool(t)
  await other.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await lost
  t.equal((await pool.query('select 1 as one')).rows[0]?.one, 1)
})

t.test('the limits of the role hold, and their errors are told apart', async (t) => {
  const pool = database.appPool(t)
  await pool.query(`insert into letters values ('x')`)
  t.match(await failureOf(pool.query(`insert into letters values ('x')`)), {
    kind: 'uniqueViolation',
    constraint: 'letters_pkey',
  })
  t.equal((await failureOf(pool.query('insert into letters values ($1)', ['a\u0000b'])))?.kind, 'invalidText')
  t.equal(
    (await failureOf(pool.query(`select $1::jsonb`, [String.raw`{"a":"\u0000"}`])))?.kind,
    'invalidText',
  )
  t.equal((await failureOf(pool.query(`select $1::uuid`, ['110101199003078515'])))?.kind, 'invalidValue')
  t.equal(
    (await failureOf(pool.query(`set statement_timeout = 50; select pg_sleep(1)`)))?.kind,
    'statementTimeout',
  )
  const holder = withTransaction(pool, async (client) => {
    await client.query(`insert into letters values ('held')`)
    await sleep(300)
  })
  await sleep(50)
  t.equal(
    (await failureOf(pool.query(`set lock_timeout = 50; insert into letters values ('held')`)))?.kind,
    'lockTimeout',
  )
  await holder
  t.equal(toDatabaseError(new TypeError('not of the database')), null)
})

t.test('an error’s message carries nothing that the caller sent', async (t) => {
  const db = createDatabase(database.appPool(t))
  const secret = '110101199003078515'
  const failure = await failureOf(db.execute(sql`select ${secret}::uuid`))
  t.match(failure, { kind: 'invalidValue', code: '22P02' })
  t.notMatch(`${failure?.message}${failure?.stack}${JSON.stringify(failure)}`, secret)
  t.equal(failure?.cause, undefined)
})

t.test('a server that is not there is unavailable', async (t) => {
  const pool = createPool({ ...database.appConfig, host: '/tmp/nobody-listens-here' }, { log: quiet })
  t.teardown(() => pool.end())
  t.equal((await failureOf(pool.query('select 1')))?.kind, 'unavailable')
  t.equal((await failureOf(withTransaction(pool, async () => {})))?.kind, 'unavailable')
})

const READ = `select '2026-03-02 09:00:00.5+08'::timestamptz as instant, '2024-02-29'::date as day, 9007199254740991 as big,
  1.10 as amount, array['2024-02-29'::date, null] as days, array[timestamptz '2026-03-02 01:00Z'] as instants`
const EXPECTED = {
  instant: '2026-03-02T01:00:00.500000Z',
  day: '2024-02-29',
  big: 9007199254740991,
  amount: '1.10',
  days: ['2024-02-29', null],
  instants: ['2026-03-02T01:00:00.000000Z'],
}

t.test('values are read alike by pg and by drizzle', async (t) => {
  const pool = database.appPool(t)
  t.strictSame({ ...(await pool.query(READ)).rows[0] }, EXPECTED)
  t.strictSame({ ...(await createDatabase(pool).execute(sql.raw(READ))).rows[0] }, EXPECTED)
  await t.rejects(pool.query('select 9007199254740993::int8'), /beyond 2\^53/)
  // A session that is not in UTC reads the same instant.
  const elsewhere = await pool.query(
    `set timezone = 'Asia/Kolkata'; select timestamptz '2026-03-02 01:00Z' as at`,
  )
  t.equal(
    (elsewhere as unknown as { rows: { at: string }[] }[])[1]?.rows[0]?.at,
    '2026-03-02T01:00:00.000000Z',
  )
})

t.test('the clock begins on a Monday morning and can be set; statements are counted', async (t) => {
  const texts: string[] = []
  const pool = database.appPool(t, { onQuery: (text) => texts.push(text) })
  const now = async () => String((await pool.query<{ now: string }>('select app_now() as now')).rows[0]?.now)
  t.ok((await now()) >= SUITE_START && (await now()) < '2026-03-02T01:05')
  await database.setNow('2026-09-30T10:00:00Z')
  t.match(await now(), /^2026-09-30T10:00:0\d\.\d{6}Z$/)
  texts.length = 0
  await withTransaction(pool, (client) => createDatabase(client).execute(sql`select 1`))
  t.strictSame(texts, ['begin', 'select 1', 'commit'])
})
