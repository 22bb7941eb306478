import { realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded.js'
import type { Log } from '../../src/database/log.js'
import { migrate } from '../../src/database/migrate.js'
import { APP_ROLE, OWNER_ROLE, prepareDatabase } from '../../src/database/roles.js'
import { seedSampleData } from './sample.js'

/** The server that the test files share, as run.ts hands it to them through TEST_CLUSTER. */
export interface TestCluster {
  superuser: pg.ClientConfig
  owner: pg.ClientConfig
  app: pg.ClientConfig
  template: string
  /** Every file compares it before its first write: tests must never reach anybody else's server. */
  dataDirectory: string
}

/** Silent: the server's chatter would hide the tests' lines. */
export const quiet: Log = { info() {}, warn() {} }

/** Sets the roles of a TEST_DATABASE_URL server to this password: such a server must be for tests only. */
const TEST_PASSWORD = 'test-only'

/**
 * Starts a Postgres in a temporary directory, without durability, or takes the one of TEST_DATABASE_URL (a
 * superuser's address), and prepares the template. `stop` leaves nothing behind.
 */
export async function startTestCluster(): Promise<{ cluster: TestCluster; stop(): Promise<void> }> {
  const url = process.env.TEST_DATABASE_URL
  return url === undefined || url === '' ? ownCluster() : outsideCluster(url)
}

async function ownCluster(): Promise<{ cluster: TestCluster; stop(): Promise<void> }> {
  const dataDir = realpathSync(await mkdtemp('/tmp/yichuang-test-'))
  let server: EmbeddedPostgres | undefined
  const stop = async () => {
    await server?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    server = await startEmbeddedPostgres({ dataDir, log: quiet, durable: false })
    const template = 'yichuang_template'
    const cluster: TestCluster = {
      superuser: server.superuserConnection,
      owner: server.connection(OWNER_ROLE, template),
      app: server.connection(APP_ROLE, template),
      template,
      dataDirectory: join(dataDir, 'postgres'),
    }
    await prepareTemplate(cluster)
    return { cluster, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function outsideCluster(url: string): Promise<{ cluster: TestCluster; stop(): Promise<void> }> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const base = { host: searchParams.get('host') ?? hostname, port: Number(port || 5432) }
  const template = `yichuang_template_${process.pid}`
  const superuser = {
    ...base,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1) || 'postgres',
  }
  const login = (user: string) => ({ ...base, user, password: TEST_PASSWORD, database: template })
  const cluster: TestCluster = {
    superuser,
    owner: login(OWNER_ROLE),
    app: login(APP_ROLE),
    template,
    dataDirectory: await withClient(superuser, dataDirectoryOf),
  }
  const stop = () =>
    withClient(superuser, async (client) => {
      await client.query(`drop database if exists ${template} with (force)`)
    })
  await prepareTemplate(cluster, TEST_PASSWORD)
  return { cluster, stop }
}

/** The one place where the template gets its content: roles, tables, sample data. Every test file clones it. */
async function prepareTemplate(cluster: TestCluster, password?: string): Promise<void> {
  await assertOwnServer(cluster)
  const passwords = password === undefined ? {} : { ownerPassword: password, appPassword: password }
  await withClient(cluster.superuser, (client) =>
    prepareDatabase(client, { database: cluster.template, log: quiet, ...passwords }),
  )
  await migrate(cluster.owner, { log: quiet })
  const folder = await mkdtemp('/tmp/yichuang-template-')
  await seedSampleData(cluster.owner, folder)
  await rm(folder, { recursive: true })
  // Stories count the events and jobs that they bring about themselves.
  await withClient({ ...cluster.superuser, database: cluster.template }, async (client) => {
    await client.query('set session_replication_role = replica')
    await client.query(
      "delete from outbox; delete from case_events; delete from jobs; update grants set granted_by = 'sample'",
    )
  })
}

export async function assertOwnServer({ superuser, dataDirectory }: TestCluster): Promise<void> {
  const actual = await withClient(superuser, dataDirectoryOf)
  if (actual !== dataDirectory)
    throw new Error(`the tests reached a server in ${actual}, not in ${dataDirectory}`)
}

async function dataDirectoryOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ directory: string }>(
    `select current_setting('data_directory') as directory`,
  )
  return rows[0]?.directory ?? ''
}

/** A connection for one piece of work. */
export async function withClient<T>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
