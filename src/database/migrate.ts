import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { packageRoot } from '../shared/package-root.js'
import { withAdvisoryLock } from './advisory-lock.js'
import type { Log } from './log.js'
import { OWNER_ROLE } from './roles.js'

export interface MigrateOptions {
  log: Log
  /** Default: `migrations` of the package. */
  directory?: string
}

interface Migration {
  name: string
  checksum: string
  statements: string[]
  transactional: boolean
}

const MIGRATE_LOCK = 7_924_003
const NON_TRANSACTIONAL = '-- non-transactional'
const LOCK_TIMEOUT = '15s'
const BREAKPOINT = '--> statement-breakpoint'

/** The files that one release made into fewer: a database that has them all needs none of what replaced them. */
interface Squash {
  replaced: string[]
  by: string[]
}

/**
 * Brings the database up to the code: applies the numbered SQL files that `schema_migrations` does not list, in
 * order, as the owner role. Any number of instances may call it at once; one works, the others find it done.
 * Throws when an applied file was changed or is unknown to this code (the database is newer). A login that may make no
 * tables only looks whether others have migrated: `owns` is false then.
 * Needs a connection of its own to the server, not through PgBouncer.
 */
export async function migrate(config: pg.ClientConfig, options: MigrateOptions): Promise<{ owns: boolean }> {
  const { log, directory = join(packageRoot, 'migrations') } = options
  const [migrations, squash] = await Promise.all([readMigrations(directory), readSquash(directory)])
  const client = new pg.Client({ ...config, application_name: 'yichuang-migrate' })
  client.on('error', () => {}) // a lost connection fails the statement that runs; without this it ends the process
  await client.connect()
  try {
    await becomeOwner(client)
    const owns = await mayMigrate(client)
    if (owns)
      await withAdvisoryLock(client, MIGRATE_LOCK, log, () => applyMissing(client, migrations, squash, log))
    else await expectMigrated(client, migrations, squash)
    return { owns }
  } finally {
    await client.end()
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d+_.+\.sql$/.test(name))
  names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1))
  return Promise.all(
    names.map(async (name) => {
      // Line ends are made alike: git may check the files out with CRLF.
      const text = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n')
      return {
        name,
        checksum: createHash('sha256').update(text).digest('hex'),
        statements: text.split(BREAKPOINT).filter((statement) => statement.trim() !== ''),
        transactional: !text.startsWith(NON_TRANSACTIONAL),
      }
    }),
  )
}

async function readSquash(directory: string): Promise<Squash> {
  const text = await readFile(join(directory, 'squashed.json'), 'utf8')
  return JSON.parse(text) as Squash
}

/** What the migrations make belongs to the owner, not to the superuser who happens to run them. */
async function becomeOwner(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_roles where rolname = $1 and rolname <> current_user and pg_has_role(current_user, oid, 'MEMBER')`,
    [OWNER_ROLE],
  )
  if (rowCount) await client.query(`set role ${OWNER_ROLE}`)
  // A role's own settings hold from login only, and belong to requests: a migration may take longer, but it must
  // not queue up behind a long transaction with everybody else behind it.
  await client.query(`set statement_timeout = 0`)
  await client.query(`set idle_in_transaction_session_timeout = 0`)
  await client.query(`set lock_timeout = '${LOCK_TIMEOUT}'`)
  await client.query(`set timezone = 'UTC'`)
}

async function mayMigrate(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select has_schema_privilege(current_user, 'public', 'CREATE') as may`,
  )
  return rows[0]?.may === true
}

/** The service's own login migrates nothing, so that it needs no credentials of the owner. */
async function expectMigrated(client: pg.Client, migrations: Migration[], squash: Squash): Promise<void> {
  const applied = await appliedMigrations(client).then(
    (found) => throughSquash(found, migrations, squash),
    () => new Map<string, string>(),
  )
  checkHistory(migrations, applied)
  const missing = migrations.filter(({ name }) => !applied.has(name))
  if (missing.length > 0)
    throw new Error(
      `the database lacks ${missing.length} migrations, and this login may not make them: run init-database first, or set MIGRATION_DATABASE_URL`,
    )
}

async function appliedMigrations(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations order by name',
  )
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

/**
 * A history of before the squash is read as one of after it. Nothing is written for that: the release before, which
 * knows its own files only, may still start beside this one. Throws when the old history stopped half-way.
 */
function throughSquash(
  applied: Map<string, string>,
  migrations: Migration[],
  squash: Squash,
): Map<string, string> {
  const missing = squash.replaced.filter((name) => !applied.has(name))
  if (missing.length === squash.replaced.length) return applied
  if (missing.length > 0) {
    throw new Error(
      `the database stands before ${missing[0]}, which this program no longer has: start the release that ends with ${squash.replaced.at(-1)} once, then this one`,
    )
  }
  const read = new Map([...applied].filter(([name]) => !squash.replaced.includes(name)))
  for (const { name, checksum } of migrations) if (squash.by.includes(name)) read.set(name, checksum)
  return read
}

async function applyMissing(
  client: pg.Client,
  migrations: Migration[],
  squash: Squash,
  log: Log,
): Promise<void> {
  await client.query(
    `create table if not exists schema_migrations (
       name text primary key, checksum text not null, applied_at timestamptz not null default clock_timestamp())`,
  )
  const applied = throughSquash(await appliedMigrations(client), migrations, squash)
  checkHistory(migrations, applied)
  const missing = migrations.filter(({ name }) => !applied.has(name))
  for (const migration of missing) await apply(client, migration, log)
  log.info(
    missing.length > 0
      ? `the database is up to date: ${missing.length} migrations applied`
      : 'the database is up to date',
  )
}

function checkHistory(migrations: Migration[], applied: Map<string, string>): void {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  for (const [name, checksum] of applied) {
    const now = known.get(name)
    if (now === undefined) {
      throw new Error(
        `the database is newer than this program: it has the migration ${name}. Start a newer version.`,
      )
    }
    if (now !== checksum) {
      throw new Error(
        `the migration ${name} was changed after it had been applied: restore the file and add a new one`,
      )
    }
  }
}

/** A non-transactional file (CREATE INDEX CONCURRENTLY …) is written so that it can run again after a break. */
async function apply(client: pg.Client, migration: Migration, log: Log): Promise<void> {
  const { name, statements, transactional } = migration
  const started = Date.now()
  try {
    // What is built beside running traffic waits for every transaction that is open, and nobody waits for it.
    await client.query(`set lock_timeout = '${transactional ? LOCK_TIMEOUT : 0}'`)
    if (!transactional) log.info(`migration ${name}: waits for open transactions, while everything goes on`)
    if (transactional) await client.query('begin')
    for (const statement of statements) await client.query(statement)
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [
      name,
      migration.checksum,
    ])
    if (transactional) await client.query('commit')
  } catch (error) {
    if (transactional) await client.query('rollback').catch(() => {})
    throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
  log.info(`migration ${name} applied in ${Date.now() - started} ms`)
}
