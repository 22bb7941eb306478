import { mkdirSync } from 'node:fs'
import pg from 'pg'
import type { Config } from '../config.js'
import { startEmbeddedPostgres } from './embedded.js'
import type { Log } from './log.js'
import { migrate } from './migrate.js'
import { typeParsers } from './parsers.js'
import { APP_ROLE, DATABASE_NAME, OWNER_ROLE, prepareDatabase } from './roles.js'

/** A database that has its roles and is migrated. */
export interface OpenDatabase {
  /** For the service: owns nothing. */
  app: pg.ClientConfig
  /** For migrations, sample data and shifting the clock. */
  owner: pg.ClientConfig
  embedded: boolean
  /** `owner` really is one; false where the service runs with its own login alone. */
  owns: boolean
  /** Stops the embedded Postgres when nobody else uses it. */
  stop(): Promise<void>
}

/** The database of the settings: embedded under DATA_DIR, or the one at DATABASE_URL. */
export async function openDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  const open = await findDatabase(config, log)
  try {
    const { owns } = await migrate(open.owner, { log })
    return { ...open, owns }
  } catch (error) {
    await open.stop()
    throw error
  }
}

/** The same without migrating: for what only looks. */
export async function findDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  return config.databaseUrl === undefined ? openEmbedded(config, log) : outside(config)
}

async function openEmbedded(config: Config, log: Log): Promise<OpenDatabase> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log })
  await withClient(postgres.superuserConnection, (client) => prepareDatabase(client, { log }))
  return {
    app: postgres.connection(APP_ROLE, DATABASE_NAME),
    owner: postgres.connection(OWNER_ROLE, DATABASE_NAME),
    embedded: true,
    owns: true,
    stop: () => postgres.stop(),
  }
}

function outside(config: Config): OpenDatabase {
  return {
    app: { connectionString: config.databaseUrl },
    owner: { connectionString: config.migrationDatabaseUrl },
    embedded: false,
    owns: config.migrationDatabaseUrl !== config.databaseUrl,
    stop: async () => {},
  }
}

/** Runs with one connection of its own, which is closed afterwards. */
export async function withClient<T>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  // Dates read as everywhere: what comes in through services compares them.
  const client = new pg.Client({ types: typeParsers, ...config })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
