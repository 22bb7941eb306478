import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type pg from 'pg'
import { pino } from 'pino'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { type Config, loadConfig } from '../../src/config.js'
import { createPool } from '../../src/database/pool.js'
import { assembleDeps, type Deps } from '../../src/deps.js'
import { type DevTokenOptions, signDevToken } from '../../src/http/dev-issuer.js'
import { startTelemetry, traceStatements } from '../../src/http/telemetry.js'
import { createEncryption, type Encryption } from '../../src/shared/encryption.js'
import type { Role } from '../../src/shared/roles.js'
import { TOP_ORGANISATION } from '../../src/shared/sample-codes.js'
import { watchFor } from './canaries.js'
import { type TestDatabase, testDatabase } from './database.js'

/** The division of TOP_ORGANISATION: the province. */
export const TOP_DIVISION = '510000000000'

export interface Answer {
  status: number
  headers: Record<string, string>
  /** As it was sent. */
  text: string
  /** The JSON of the body; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a story reads what it expects; a missing member fails its assertion
  body: any
}

export interface RequestOptions {
  /** A token, without `Bearer`. */
  token?: string
  headers?: Record<string, string>
  /** Sent as JSON; a string or bytes are sent as they are. */
  body?: unknown
}

export interface TestApp {
  app: FastifyInstance
  deps: Deps
  database: TestDatabase
  /** A token of the development issuer; by default from the organisation above all sample organisations. */
  token(role: Role, options?: Omit<DevTokenOptions, 'role'>): Promise<string>
  /** One request through the whole application, without a socket. */
  request(method: string, url: string, options?: RequestOptions): Promise<Answer>
  /** Listens on a free port of the loopback; returns the address. */
  listen(): Promise<string>
  /** Shifts the service's clock so that it shows this instant now. */
  setNow(instant: string): Promise<void>
}

export interface TestAppOptions {
  /** Settings over those of the suite. */
  env?: Record<string, string>
  /** Changes of the settings that no variable expresses. */
  config?: Partial<Config>
  /** More routes, for what no feature shows. */
  routes?: FastifyPluginAsync<Deps>
  /** Called with every statement that goes to the server. */
  onQuery?: (text: string) => void
  /** Lines of the log, one JSON object each; silent without it. */
  log?: (line: string) => void
  /** Another database than a new clone of the template. */
  database?: TestDatabase
  /** Another encryption than one with keys of its own. */
  encryption?: Encryption
  /** Another pool than one of the service's login. */
  pool?: pg.Pool
}

/**
 * The real application on a database of its own (the suite's clock, SUITE_START) and with a development issuer of its
 * own. Everything ends with the test. Without a rate limit unless RATE_LIMIT says otherwise, and without refusals for
 * overload, of which a busy machine knows many.
 */
export async function startTestApp(t: Test, options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await testDatabase(t))
  const dataDir = mkdtempSync(join(tmpdir(), 'yichuang-app-'))
  const env = {
    LOG_LEVEL: 'silent',
    RATE_LIMIT: 'off',
    OVERLOAD_DELAY: 'off',
    DATA_DIR: dataDir,
    ...options.env,
  }
  const config = { ...loadConfig(env), ...options.config }
  const watch = watchFor(t)
  const write = (line: string): void => {
    watch.look('a log line', line)
    options.log?.(line)
  }
  const log = pino({ level: options.log === undefined ? 'info' : 'trace' }, { write })
  const { onQuery } = options
  const pool =
    options.pool ??
    createPool(database.appConfig, {
      log,
      max: config.poolSize,
      applicationName: 'yichuang-test-app',
      // Ten connections take longer than five seconds to open where many others want the processor.
      connectWithinMs: 60_000,
      ...(onQuery ? { onQuery } : {}),
    })
  const telemetry = config.telemetry === undefined ? undefined : await startTelemetry(config.telemetry)
  if (telemetry !== undefined) traceStatements(pool, telemetry)
  const encryption =
    options.encryption ?? createEncryption([{ id: 'test', key: randomBytes(32) }], randomBytes(32))
  const deps = assembleDeps({ config, pool, log, encryption, cursorKey: randomBytes(32), telemetry })
  // Before the build, which may fail: a pool left open would hold the test up.
  let built: FastifyInstance | undefined
  t.teardown(async () => {
    // A test may have closed it. Numbers of bytes look like telephones: what is told of people would stand in a label.
    const metrics = await built?.inject('/metrics').catch(() => undefined)
    watch.look('the metrics', metrics?.body.match(/\{[^}]*\}/g)?.join('\n') ?? '')
    await built?.close()
    if (!options.pool) await pool.end()
    await telemetry?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const app = await buildApp(deps)
  built = app
  if (options.routes) await app.register(options.routes, deps)
  await app.ready()
  await ensureTopOrganisation(database)
  return {
    app,
    deps,
    database,
    token: (role, more = {}) => signDevToken(config.dataDir, { role, ...more }),
    async request(method, url, more = {}) {
      const answer = await send(app, method, url, more)
      if (answer.status >= 400) watch.look(`the problem of ${method} ${url}`, answer.text)
      return answer
    },
    listen: () => app.listen({ port: 0, host: '127.0.0.1' }),
    setNow: database.setNow,
  }
}

async function send(
  app: FastifyInstance,
  method: string,
  url: string,
  { token, headers = {}, body }: RequestOptions,
): Promise<Answer> {
  const raw = typeof body === 'string' || Buffer.isBuffer(body)
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
  })
  const text = answer.body
  const isJson = /\bjson\b/.test(String(answer.headers['content-type'] ?? ''))
  return {
    status: answer.statusCode,
    headers: answer.headers as Record<string, string>,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  }
}

/** Development tokens reach nothing without the organisation they name; the sample data has it. */
async function ensureTopOrganisation(database: TestDatabase): Promise<void> {
  await database.asOwner(
    `with division as (
       insert into divisions (code, level, name, ancestors) values ($1, 1, '四川省', array[$1])
       on conflict do nothing)
     insert into organisations (code, division_code, name, kind) values ($2, $1, '四川省（示例）', 'government')
     on conflict do nothing`,
    [TOP_DIVISION, TOP_ORGANISATION],
  )
}
