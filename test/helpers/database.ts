import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import root, { type Test } from 'tap'
import { createPool, type PoolOptions } from '../../src/database/pool.js'
import { OWNER_ROLE } from '../../src/database/roles.js'
import { checkCanaries } from './canaries.js'
import { assertOwnServer, quiet, startTestCluster, type TestCluster, withClient } from './cluster.js'
import { checkEvents } from './events.js'

/** Monday, 2026-03-02, 09:00 in Shanghai: where every test file begins, so that no year without a calendar is met. */
export const SUITE_START = '2026-03-02T01:00:00.000000Z'

export interface TestDatabase {
  name: string
  superuserConfig: pg.ClientConfig
  ownerConfig: pg.ClientConfig
  /** The login of the service. */
  appConfig: pg.ClientConfig
  /** The same two as addresses, for a process that is started with DATABASE_URL. */
  ownerUrl: string
  appUrl: string
  /** A pool of the service's login; ended with the test that opens it. `onQuery` counts statements. */
  appPool(t: Test, options?: Partial<PoolOptions>): pg.Pool
  /** Shifts the service's clock so that it shows this instant now; from there it runs on. */
  setNow(instant: string): Promise<void>
  /** One statement as the superuser, for what the owner may not. */
  asSuperuser<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>
  /** One statement as the owner. */
  asOwner<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>
}

/**
 * A database of its own for this test (file): a clone of the template, whose clock shows SUITE_START. Dropped when
 * the test ends; a connection that is still open then fails it. Call it first, so that its teardown runs last.
 */
export async function testDatabase(t: Test): Promise<TestDatabase> {
  const cluster = await sharedCluster()
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`
  await withClient(cluster.superuser, (client) => clone(client, cluster.template, name))
  t.teardown(async () => {
    try {
      await withClient({ ...cluster.superuser, database: name }, async (client) => {
        await checkEvents(client)
        await checkCanaries(client)
      })
    } finally {
      await dropStrictly(cluster, name)
    }
  })

  const ownerConfig = { ...cluster.owner, database: name }
  const appConfig = { ...cluster.app, database: name }
  const asOwner = <R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> =>
    withClient(ownerConfig, async (client) => (await client.query<R>(text, values)).rows)
  const setNow = async (instant: string): Promise<void> => {
    await asOwner('update app_time_shift set shift = $1::timestamptz - now()', [instant])
  }
  await setNow(SUITE_START)
  return {
    name,
    superuserConfig: { ...cluster.superuser, database: name },
    ownerConfig,
    appConfig,
    ownerUrl: address(ownerConfig),
    appUrl: address(appConfig),
    appPool(test, options = {}) {
      const pool = createPool(appConfig, { log: quiet, max: 4, applicationName: 'yichuang-test', ...options })
      test.teardown(() => pool.end())
      return pool
    },
    setNow,
    asOwner,
    asSuperuser: <R extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      withClient(
        { ...cluster.superuser, database: name },
        async (client) => (await client.query<R>(text, values)).rows,
      ),
  }
}

/** run.ts's server; a file that is run by itself starts one and stops it at the end. */
let cluster: Promise<TestCluster> | undefined

function sharedCluster(): Promise<TestCluster> {
  cluster ??= openCluster()
  return cluster
}

async function openCluster(): Promise<TestCluster> {
  const handed = process.env.TEST_CLUSTER
  if (handed !== undefined) {
    const given = JSON.parse(handed) as TestCluster
    await assertOwnServer(given)
    return given
  }
  const own = await startTestCluster()
  root.teardown(own.stop)
  return own.cluster
}

/**
 * By files: half the work of writing each page to the log, which nobody reads here. Postgres refuses to copy a template
 * while somebody is connected to it, even for an instant.
 */
async function clone(client: pg.Client, template: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(
        `create database ${name} template ${template} owner ${OWNER_ROLE} strategy file_copy`,
      )
      return
    } catch (error) {
      const OBJECT_IN_USE = '55006'
      if ((error as pg.DatabaseError).code !== OBJECT_IN_USE || attempt === 1200) throw error
      await sleep(100)
    }
  }
}

/** A server process lives on for a moment after its client has gone; what is there after half a minute was left open. */
async function dropStrictly({ superuser }: TestCluster, name: string): Promise<void> {
  await withClient(superuser, async (client) => {
    let left: string[] = []
    for (let attempt = 0; attempt < 600; attempt++) {
      const { rows } = await client.query<{ left: string }>(
        `select application_name || ': ' || left(query, 80) as left from pg_stat_activity
         where datname = $1 and backend_type = 'client backend'`,
        [name],
      )
      left = rows.map((row) => row.left)
      if (left.length === 0) break
      await sleep(50)
    }
    await client.query(`drop database ${name} with (force)`)
    if (left.length > 0) throw new Error(`${left.length} connections were left open (${left.join('; ')})`)
  })
}

/** As a URL. */
export function address({ host = '', port, user = '', password, database }: pg.ClientConfig): string {
  const login = typeof password === 'string' ? `${user}:${encodeURIComponent(password)}` : user
  // A path as host (Unix socket) has no place in front of the database's name.
  return host.startsWith('/')
    ? `postgres://${login}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgres://${login}@${host}:${port}/${database}`
}
