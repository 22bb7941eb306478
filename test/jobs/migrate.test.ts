import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { migrate } from '../../src/database/migrate.js'
import { assertRoleSettings, OWNER_ROLE, prepareDatabase, roleProblems } from '../../src/database/roles.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { quiet, withClient } from '../helpers/cluster.js'
import { testDatabase } from '../helpers/database.js'

const FILES = readdirSync(join(packageRoot, 'migrations')).filter((name) => name.endsWith('.sql'))

/** A database of the owner without any table. */
async function emptyDatabase(
  t: Test,
  superuser: pg.ClientConfig,
): Promise<{ owner: pg.ClientConfig; superuser: pg.ClientConfig }> {
  const database = `empty_${process.pid}_${Date.now()}`
  await withClient(superuser, (client) => prepareDatabase(client, { database, log: quiet }))
  t.teardown(() => withClient(superuser, (client) => client.query(`drop database ${database} with (force)`)))
  return { owner: { ...superuser, user: OWNER_ROLE, database }, superuser: { ...superuser, database } }
}

/** A copy of the project's migrations that a test may change. */
function copyOfMigrations(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'yichuang-migrations-'))
  cpSync(join(packageRoot, 'migrations'), directory, { recursive: true })
  t.teardown(() => rmSync(directory, { recursive: true }))
  return directory
}

async function journal(config: pg.ClientConfig): Promise<string[]> {
  const { rows } = await withClient(config, (client) =>
    client.query<{ name: string }>('select name from schema_migrations order by name'),
  )
  return rows.map(({ name }) => name)
}

t.test('eight instances migrate an empty database at once; every file is applied once', async (t) => {
  const database = await testDatabase(t)
  const { superuser } = await emptyDatabase(t, database.superuserConfig)
  const applied: string[] = []
  const log = { info: (message: string) => applied.push(message), warn: () => {} }
  // As the superuser: what is made must belong to the owner all the same.
  await Promise.all(Array.from({ length: 8 }, () => migrate(superuser, { log })))
  t.strictSame(await journal(superuser), [...FILES].sort())
  t.equal(applied.filter((line) => / applied in /.test(line)).length, FILES.length)
  const { rows } = await withClient(superuser, (client) =>
    client.query(`select distinct tableowner from pg_tables where schemaname = 'public'`),
  )
  t.strictSame(rows, [{ tableowner: OWNER_ROLE }])
})

t.test('eight instances prepare the server at once', async (t) => {
  const database = await testDatabase(t)
  const name = `prepared_${process.pid}`
  t.teardown(() => withClient(database.superuserConfig, (client) => client.query(`drop database ${name}`)))
  const prepare = () =>
    withClient(database.superuserConfig, (client) => prepareDatabase(client, { database: name, log: quiet }))
  await t.resolves(Promise.all(Array.from({ length: 8 }, prepare)))
})

t.test('a changed file and an unknown one are refused by name, and nothing is applied', async (t) => {
  const { ownerConfig } = await testDatabase(t)
  const changed = copyOfMigrations(t)
  const [first = ''] = FILES
  writeFileSync(join(changed, first), 'select 1')
  writeFileSync(join(changed, '9000_next.sql'), 'create table next_thing (id int)')
  await t.rejects(
    migrate(ownerConfig, { log: quiet, directory: changed }),
    new RegExp(`${first} was changed`),
  )

  const older = copyOfMigrations(t)
  const last = [...FILES].sort().at(-1) ?? ''
  rmSync(join(older, last))
  await t.rejects(
    migrate(ownerConfig, { log: quiet, directory: older }),
    new RegExp(`newer than this program.*${last}`),
  )
  t.strictSame(await journal(ownerConfig), [...FILES].sort())
})

t.test('a history of before the squash is taken as it stands; half of one is refused by name', async (t) => {
  const { ownerConfig, asOwner } = await testDatabase(t)
  const { replaced, by } = JSON.parse(
    readFileSync(join(packageRoot, 'migrations', 'squashed.json'), 'utf8'),
  ) as { replaced: string[]; by: string[] }
  const before = await asOwner(
    `select relname, relkind from pg_class where relnamespace = 'public'::regnamespace`,
  )
  await asOwner(`delete from schema_migrations where name in (${by.map((name) => `'${name}'`).join()})`)
  const old = replaced.map((name) => `('${name}', 'as it was')`).join()
  await asOwner(`insert into schema_migrations (name, checksum) values ${old}`)

  await migrate(ownerConfig, { log: quiet })
  const kept = [...replaced, ...FILES.filter((name) => !by.includes(name))].sort()
  t.strictSame(await journal(ownerConfig), kept, 'nothing is written that the release before would not know')
  t.strictSame(
    await asOwner(`select relname, relkind from pg_class where relnamespace = 'public'::regnamespace`),
    before,
  )

  const last = replaced.at(-1) ?? ''
  await asOwner(`delete from schema_migrations where name = '${last}'`)
  await t.rejects(
    migrate(ownerConfig, { log: quiet }),
    new RegExp(`stands before ${last}.*start the release`),
  )
})

t.test(
  'a file that fails leaves nothing of itself; one that is non-transactional may build an index concurrently',
  async (t) => {
    const { ownerConfig, asOwner } = await testDatabase(t)
    const directory = copyOfMigrations(t)
    const failing = join(directory, '9000_fails.sql')
    writeFileSync(failing, 'create table half (id int);\n--> statement-breakpoint\nselect 1/0;')
    await t.rejects(
      migrate(ownerConfig, { log: quiet, directory }),
      /9000_fails.sql failed: division by zero/,
    )
    t.strictSame(await asOwner(`select to_regclass('half') as half`), [{ half: null }])

    writeFileSync(failing, 'create table half (id int);')
    writeFileSync(
      join(directory, '9001_index.sql'),
      '-- non-transactional\ncreate index concurrently half_a on half (id);\n--> statement-breakpoint\ncreate index concurrently half_b on half (id);',
    )
    await Promise.all(Array.from({ length: 3 }, () => migrate(ownerConfig, { log: quiet, directory })))
    t.equal((await asOwner(`select from pg_indexes where tablename = 'half'`)).length, 2)
  },
)

t.test('what is built beside running traffic waits as long as it takes, everything else not', async (t) => {
  const { ownerConfig, asOwner } = await testDatabase(t)
  const directory = copyOfMigrations(t)
  const telling = (name: string) => `insert into waits values ('${name}', current_setting('lock_timeout'));`
  writeFileSync(join(directory, '9000_table.sql'), 'create table waits (name text, lock_timeout text);')
  writeFileSync(join(directory, '9001_beside.sql'), `-- non-transactional\n${telling('beside')}`)
  writeFileSync(join(directory, '9002_within.sql'), telling('within'))
  const told: string[] = []
  await migrate(ownerConfig, { log: { info: (line) => told.push(line), warn() {} }, directory })
  t.same(await asOwner('select name, lock_timeout from waits order by 1'), [
    { name: 'beside', lock_timeout: '0' },
    { name: 'within', lock_timeout: '15s' },
  ])
  t.equal(told.filter((line) => /9001.*waits for open transactions/.test(line)).length, 1)
})

t.test('the service refuses a role that owns tables or has no limits', async (t) => {
  const { appConfig, ownerConfig, superuserConfig } = await testDatabase(t)
  await t.resolves(withClient(appConfig, assertRoleSettings))
  await t.rejects(withClient(ownerConfig, assertRoleSettings), /owns tables/)
  t.match(await withClient(superuserConfig, roleProblems), [
    /is a superuser/,
    /statement_timeout/,
    /lock_timeout/,
  ])
})

t.test('the service cannot change what has happened, nor its own clock', async (t) => {
  const { appConfig } = await testDatabase(t)
  const denied = { code: '42501' }
  await withClient(appConfig, async (client) => {
    for (const text of [
      'update case_events set version = 1',
      'delete from case_events',
      'truncate case_events',
      `update app_time_shift set shift = '1 day'`,
      'create table mine (id int)',
    ]) {
      await t.rejects(client.query(text), denied, text)
    }
  })
})
