import pg from 'pg'
import { withAdvisoryLock } from './advisory-lock.js'
import type { Log } from './log.js'
import type { Queryable } from './queryable.js'

export const OWNER_ROLE = 'yichuang_owner'
export const APP_ROLE = 'yichuang_app'
export const DATABASE_NAME = 'yichuang'

/**
 * Set on the service's login, so that they hold for every session however it connects (also through PgBouncer).
 * The server cuts a statement off; a limit in the driver would leave the connection half open.
 */
export const APP_SETTINGS = {
  statement_timeout: '10s',
  lock_timeout: '3s',
  idle_in_transaction_session_timeout: '10s',
  timezone: 'UTC',
} as const

const PREPARE_LOCK = 7_924_002

export interface PrepareOptions {
  log: Log
  /** Default `yichuang`. */
  database?: string
  /** Absent: the password stays as it is; a new role has none (enough for the embedded cluster's socket). */
  ownerPassword?: string
  appPassword?: string
}

/**
 * Makes, or brings up to date, the owner's and the service's roles and the database. Safe to repeat and to run from
 * many instances at once. Needs a superuser, or a role with CREATEROLE and CREATEDB, on any database of the server.
 */
export async function prepareDatabase(client: Queryable, options: PrepareOptions): Promise<void> {
  const { log, database = DATABASE_NAME, ownerPassword, appPassword } = options
  await withAdvisoryLock(client, PREPARE_LOCK, log, async () => {
    await ensureLogin(client, OWNER_ROLE, ownerPassword)
    await ensureLogin(client, APP_ROLE, appPassword)
    for (const [name, value] of Object.entries(APP_SETTINGS)) {
      await client.query(`alter role ${APP_ROLE} set ${name} = ${pg.escapeLiteral(value)}`)
    }
    await client.query(`alter role ${OWNER_ROLE} set timezone = 'UTC'`)
    await ensureDatabase(client, database, log)
  })
}

async function ensureLogin(client: Queryable, role: string, password: string | undefined): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  if (rowCount === 0) await client.query(`create role ${role} login`)
  if (password !== undefined) await client.query(`alter role ${role} password ${pg.escapeLiteral(password)}`)
}

async function ensureDatabase(client: Queryable, database: string, log: Log): Promise<void> {
  const name = pg.escapeIdentifier(database)
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
  if (rowCount === 0) {
    // Who is not a superuser can give a database only to a role that he is a member of.
    const { rows } = await client.query<{ member: boolean }>(
      `select pg_has_role(current_user, $1, 'MEMBER') as member`,
      [OWNER_ROLE],
    )
    if (!rows[0]?.member) await client.query(`grant ${OWNER_ROLE} to current_user`)
    await client.query(`create database ${name} owner ${OWNER_ROLE} template template0 encoding 'UTF8'`)
    log.info(`created the database ${database}`)
  }
  await client.query(`revoke all on database ${name} from public`)
  await client.query(`grant connect, temporary on database ${name} to ${APP_ROLE}`)
}

/** What is wrong with the role that the service is connected as; empty if nothing. */
export async function roleProblems(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{
    role: string
    superuser: boolean
    tables: string[]
    settings: Record<string, string>
  }>(
    `select current_user::text as role,
       (select rolsuper from pg_roles where rolname = current_user) as superuser,
       array(select relname::text from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
         and relowner = current_user::regrole order by relname limit 3) as tables,
       json_build_object('statement_timeout', current_setting('statement_timeout'),
         'lock_timeout', current_setting('lock_timeout'),
         'idle_in_transaction_session_timeout', current_setting('idle_in_transaction_session_timeout'),
         'timezone', current_setting('timezone')) as settings`,
  )
  const [row] = rows
  if (!row) throw new Error('the database did not describe the role')
  const problems: string[] = []
  if (row.superuser) problems.push(`role ${row.role} is a superuser`)
  if (row.tables.length > 0) problems.push(`role ${row.role} owns tables (${row.tables.join(', ')} …)`)
  for (const [name, value] of Object.entries(row.settings)) {
    if (name === 'timezone' ? value !== 'UTC' : value === '0') {
      problems.push(`${name} of role ${row.role} is ${value}: alter role ${row.role} set ${name} = …`)
    }
  }
  return problems
}

/** Refuses to go on with a role that could change the history or hang for ever. */
export async function assertRoleSettings(database: Queryable): Promise<void> {
  const problems = await roleProblems(database)
  if (problems.length > 0) {
    throw new Error(
      `the database role is not fit for the service: ${problems.join('; ')}. Run init-database.`,
    )
  }
}
