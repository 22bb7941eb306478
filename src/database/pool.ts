import type { Socket } from 'node:net'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Log } from './log.js'
import { typeParsers } from './parsers.js'
import type { Queryable } from './queryable.js'
import { APP_SETTINGS } from './roles.js'

export interface PoolOptions {
  log: Log
  /** Connections at most; default 10. */
  max?: number
  /** Shown in pg_stat_activity; default `yichuang`. */
  applicationName?: string
  /** Sends the timeouts and the zone at connect, for a login that `init-database` has not prepared. */
  sessionSettings?: boolean
  /** How long a request waits for a connection; default five seconds. */
  connectWithinMs?: number
  /** Called with the text of every statement that goes to the server, BEGIN and COMMIT included: tests count. */
  onQuery?: (text: string) => void
}

/** Above the server's own limit of a statement: only a server that has gone silent exceeds it. */
const SILENT_MS = 12_000

/**
 * A pool with our type parsers: timestamptz → RFC 3339 in UTC with microseconds, date → `YYYY-MM-DD`, int8 →
 * number, numeric → text. Nobody waits longer than five seconds for a connection, nor than twelve for a server that
 * says nothing; then the request gets a 503.
 */
export function createPool(config: pg.PoolConfig, options: PoolOptions): pg.Pool {
  const { log, max = 10, applicationName = 'yichuang', sessionSettings = false, onQuery } = options
  const { connectWithinMs = 5000 } = options
  const pool = new pg.Pool({
    ...config,
    max,
    types: typeParsers,
    application_name: applicationName,
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
    ...(sessionSettings ? { options: startupOptions() } : {}),
  })
  // Without a listener a lost connection ends the process: an idle one's error comes up at the pool, that of one
  // in use at the client. Only the code is told, since messages may quote data.
  pool.on('error', (error: Error & { code?: string }) => {
    log.warn(`an idle database connection was lost (${error.code ?? 'connection ended'})`)
  })
  pool.on('connect', (client) => {
    client.on('error', () => {})
    if (onQuery) tell(client, onQuery)
  })
  closeSilent(pool)
  return pool
}

/**
 * A server that hangs, or a network that swallows packets, breaks no connection: whoever waits would wait for ever, and
 * soon everybody. So a connection in use on which nothing moves is closed. A timeout of the query alone (pg's
 * `query_timeout`) would hand the connection to the next one with the old answer still to come.
 */
function closeSilent(pool: pg.Pool): void {
  const used = new WeakSet<pg.PoolClient>()
  pool.on('acquire', (client) => used.add(client))
  pool.on('release', (_error, client) => used.delete(client))
  pool.on('connect', (client) => {
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    stream.setTimeout(SILENT_MS, () => {
      if (used.has(client)) stream.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }))
    })
  })
}

function startupOptions(): string {
  return Object.entries(APP_SETTINGS)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}

function tell(client: pg.PoolClient, onQuery: (text: string) => void): void {
  const query = client.query
  client.query = ((...args: unknown[]) => {
    const [first] = args
    onQuery(typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? ''))
    return Reflect.apply(query, client, args)
  }) as typeof client.query
}

export type Database = NodePgDatabase<Record<string, never>>

/**
 * drizzle over the pool, or over the client of a transaction. It sends its own type parsers along with every
 * query, which would give timestamps in Postgres's form: they are left out, so that the pool's hold. Its
 * `transaction()` is not to be used (it leaks connections): see withTransaction.
 */
export function createDatabase(on: Queryable): Database {
  const query = (config: pg.QueryConfig, values?: unknown[]) =>
    on.query({ ...config, types: undefined } as pg.QueryConfig, values)
  return drizzle({ client: { query } as unknown as pg.Pool })
}
