import { type Config, ConfigError } from '../config.js'
import { migrate } from '../database/migrate.js'
import { withClient } from '../database/open.js'
import { APP_ROLE, OWNER_ROLE, prepareDatabase } from '../database/roles.js'
import { createKeeping } from '../features/files/keeping.js'
import { createLog } from '../log.js'
import { bringFirstData } from '../sample/first-data.js'
import { createKeys } from '../service.js'

interface Options {
  /** Default: the setting. */
  adminUrl?: string
  /** No tables: pg_restore brings them along. */
  empty?: boolean
}

/**
 * Makes roles and database on any Postgres, then migrates and puts in what every installation needs (calendars, code
 * lists …), so that the service itself can run without the owner's credentials: connects as the superuser of `adminUrl` and takes names and
 * passwords from MIGRATION_DATABASE_URL and DATABASE_URL. Safe to repeat.
 */
export async function initDatabaseCommand(
  config: Config,
  { adminUrl = config.adminDatabaseUrl, empty = false }: Options,
): Promise<void> {
  if (adminUrl === undefined)
    throw new ConfigError(
      '--admin-url or ADMIN_DATABASE_URL',
      'the URL of a superuser, e.g. postgres://postgres@host/postgres',
    )
  const app = login('DATABASE_URL', config.databaseUrl, APP_ROLE)
  const ownerLogin = login('MIGRATION_DATABASE_URL', config.migrationDatabaseUrl, OWNER_ROLE)
  const log = createLog(config)
  await withClient({ connectionString: adminUrl }, (admin) =>
    prepareDatabase(admin, {
      log,
      database: app.database,
      appPassword: app.password,
      ownerPassword: ownerLogin.password,
    }),
  )
  if (!empty) {
    const owner = { connectionString: config.migrationDatabaseUrl }
    await migrate(owner, { log })
    const files = createKeeping(config, createKeys(config).encryption)
    await withClient(owner, (client) => bringFirstData(client, log, files, 'reference'))
  }
  process.stdout.write(`the database ${app.database} is ready${empty ? ' for a restore' : ''}\n`)
}

function login(name: string, url: string | undefined, role: string): { database: string; password: string } {
  const parts = url === undefined ? undefined : new URL(url)
  if (parts === undefined) throw new ConfigError(name, 'is required here')
  if (decodeURIComponent(parts.username) !== role) throw new ConfigError(name, `must name the role ${role}`)
  return {
    database: decodeURIComponent(parts.pathname.slice(1)),
    password: decodeURIComponent(parts.password),
  }
}
