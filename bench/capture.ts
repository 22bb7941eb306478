import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { pino } from 'pino'
import { buildApp } from '../src/app.js'
import { loadConfig } from '../src/config.js'
import type { Deps } from '../src/deps.js'
import { createCaseMonitor, createDeps } from '../src/service.js'
import type { Statement } from './pgbench.js'
import type { Bench } from './service.js'

const SETTLING_MS = 1500

export interface HttpRequest {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: object
}

export interface Once {
  status: number
  statements: Statement[]
  nextCursor?: string | undefined
}

/** The same application on the same database within this process, whose statements can be looked at. */
export interface Captor {
  /** What one request sends to the database, in order, when caches are warm: the third of three. `settling`: what begins to listen needs a moment. */
  statementsOf(request: (attempt: number) => HttpRequest, settling?: number): Promise<Statement[]>
  /** What one request sends, whatever it is answered; of a page of a list also where the next one begins. */
  statementsOnce(request: HttpRequest): Promise<Once>
  /** What one batch of the monitor sends. */
  monitorStatements(): Promise<Statement[]>
  /** What one tick sends, its batches and the rest. */
  tickStatements(): Promise<Statement[]>
  /** Looks at everything that is due; the number of clocks. */
  tick(): Promise<number>
  close(): Promise<void>
}

export async function openCaptor(bench: Bench): Promise<Captor> {
  const log = pino({ level: 'silent' })
  const config = loadConfig({
    DATA_DIR: bench.dataDir,
    RATE_LIMIT: 'off',
    OVERLOAD_DELAY: 'off',
    LOG_LEVEL: 'silent',
  })
  const connection = { host: bench.socket, user: 'yichuang_app', database: 'yichuang' }
  const deps = createDeps(config, { app: connection }, log)
  const seen: Statement[] = []
  listen(deps, seen)
  const app = await buildApp(deps)
  await app.ready()
  const monitor = createCaseMonitor(deps)
  return {
    async statementsOf(request, settling = SETTLING_MS) {
      await answer(app, request(0))
      // The first read begins to listen, the second is kept.
      await sleep(settling)
      await answer(app, request(1))
      seen.length = 0
      await answer(app, request(2))
      return [...seen]
    },
    async statementsOnce({ method, path, headers }) {
      seen.length = 0
      const { statusCode: status, body } = await app.inject({ method, url: path, headers })
      const { nextCursor } = JSON.parse(body) as Pick<Once, 'nextCursor'>
      return { status, statements: [...seen], nextCursor }
    },
    async monitorStatements() {
      seen.length = 0
      await monitor.tick()
      const end = seen.findIndex(({ text }) => text === 'commit')
      return seen.slice(0, end + 1).filter(({ text }) => !text.includes('from calendars'))
    },
    async tickStatements() {
      seen.length = 0
      await monitor.tick()
      return [...seen]
    },
    tick: () => monitor.tick(),
    async close() {
      await app.close()
      await deps.pool.end()
    },
  }
}

async function answer(app: FastifyInstance, { method, path, headers, body }: HttpRequest): Promise<void> {
  const { statusCode, body: text } = await app.inject({
    method,
    url: path,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: body }),
  })
  if (statusCode >= 300) throw new Error(`${method} ${path} answered ${statusCode}: ${text}`)
}

/** Every statement passes through here, of the pool as of its clients. */
function listen({ pool }: Deps, seen: Statement[]): void {
  pool.on('connect', (client: pg.PoolClient) => {
    const query = client.query
    client.query = ((...args: unknown[]) => {
      const [first, second] = args
      const config =
        typeof first === 'string' ? { text: first } : (first as { text: string; values?: unknown[] })
      const given = Array.isArray(second) ? second : undefined
      seen.push({
        text: config.text,
        values: ('values' in config ? config.values : undefined) ?? given ?? [],
      })
      return Reflect.apply(query, client, args)
    }) as typeof client.query
  })
}
