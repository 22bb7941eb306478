import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { buildApp } from './app.js'
import { bringsSample, type Config } from './config.js'
import { type OpenDatabase, openDatabase, withClient } from './database/open.js'
import { createPool } from './database/pool.js'
import { assertRoleSettings, roleProblems } from './database/roles.js'
import { assembleDeps, type Deps } from './deps.js'
import { createKeeping } from './features/files/keeping.js'
import { tellLeaving } from './http/leaving.js'
import { startTelemetry, type Telemetry, traceStatements } from './http/telemetry.js'
import { loadOrCreateKeys } from './keys.js'
import { createLog } from './log.js'
import { bringFirstData } from './sample/first-data.js'
import { createEncryption } from './shared/encryption.js'
import { createWorkers, type Workers } from './workers.js'

export { createCaseMonitor, createJobs } from './workers.js'

export interface Service {
  app: FastifyInstance
  url: string
  /** Readiness off, requests in flight finish, workers and database stop. */
  stop(): Promise<void>
}

/** Brings everything up: database, migrations, data, application. */
export async function startService(config: Config): Promise<Service> {
  const log = createLog(config)
  const opened = await openDatabase(config, log)
  try {
    await seed(opened, config, log)
    const telemetry = config.telemetry === undefined ? undefined : await startTelemetry(config.telemetry)
    const deps = createDeps(config, opened, log, telemetry)
    await checkDatabase(deps, opened, config)
    const app = await buildApp(deps)
    await app.ready()
    app.compileSchemas()
    if (opened.embedded && config.seed === 'true' && config.devIssuer) {
      // Read when it is wanted: a deployment has no sample.
      const { bringLivingDataOnce } = await import('./sample/living-data.js')
      await bringLivingDataOnce(opened.owner, app, deps)
    }
    const url = await app.listen({ port: config.port, host: config.host })
    const workers = config.process === 'api' ? undefined : createWorkers(deps)
    workers?.start()
    tellWhere(log, url, config, opened)
    const running = { app, deps, opened, workers }
    return { app, url, stop: () => stopService(running) }
  } catch (error) {
    await opened.stop()
    throw error
  }
}

/** What the application is built from, on a database that is open. */
export function createDeps(
  config: Config,
  opened: Pick<OpenDatabase, 'app'>,
  log: Logger,
  telemetry?: Telemetry,
): Deps {
  const pool = createPool(opened.app, {
    log,
    max: config.poolSize,
    sessionSettings: config.databaseUrl !== undefined,
  })
  if (telemetry !== undefined) traceStatements(pool, telemetry)
  const { encryption, cursor } = createKeys(config)
  return assembleDeps({ config, pool, log, encryption, cursorKey: cursor, telemetry })
}

export function createKeys(config: Config) {
  if (config.keys !== undefined) {
    return {
      encryption: createEncryption(config.keys.encryption, config.keys.blindIndex),
      cursor: config.keys.cursor,
    }
  }
  const stored = loadOrCreateKeys(join(config.dataDir, 'keys'))
  return {
    encryption: createEncryption([{ id: 'local', key: stored.encryption }], stored.blindIndex),
    cursor: stored.cursor,
  }
}

/** Calendars, thresholds and procedures always; the sample only into an empty embedded database. */
async function seed(opened: OpenDatabase, config: Config, log: Logger): Promise<void> {
  // `init-database` has done it.
  if (!opened.owns) return
  const files = createKeeping(config, createKeys(config).encryption)
  const wanted = bringsSample(config, opened.embedded) ? 'empty' : 'reference'
  await withClient(opened.owner, (owner) => bringFirstData(owner, log, files, wanted))
}

async function checkDatabase(deps: Deps, opened: OpenDatabase, config: Config): Promise<void> {
  if (opened.embedded || config.production) await assertRoleSettings(deps.pool)
  else for (const trouble of await roleProblems(deps.pool)) deps.log.warn(`database login: ${trouble}`)
  const { rows } = await deps.pool.query<{ shifted: boolean }>(
    "select shift <> interval '0' as shifted from app_time_shift",
  )
  if (rows[0]?.shifted === true) {
    if (config.production)
      throw new Error('the clock of this database is shifted (app_time_shift): not in production')
    deps.log.warn('the clock of this database is shifted (app_time_shift)')
  }
}

function tellWhere(log: Logger, url: string, config: Config, opened: OpenDatabase): void {
  if (config.process === 'worker') {
    log.info(`listening on ${url} for health and metrics only: this process works off pulses and jobs`)
    return
  }
  log.info(`listening on ${url}; try it at ${url}/docs; the contract is ${url}/openapi.json`)
  log.info(opened.embedded ? `embedded Postgres in ${config.dataDir}` : 'database at DATABASE_URL')
  if (config.devIssuer) log.info('for a token: npm run --silent token -- --role clerk')
  else if (config.oidcIssuer === undefined) log.warn(NOBODY_SIGNS_IN)
}

const NOBODY_SIGNS_IN =
  'no issuer is trusted, so nobody can sign in: set OIDC_ISSUER (统一身份认证); the development issuer is never trusted in production'

interface Running {
  app: FastifyInstance
  deps: Deps
  opened: OpenDatabase
  /** None where this process only answers. */
  workers: Workers | undefined
}

/** Half of the time that an orchestrator gives; what has not finished by then is cut off, so that the rest can stop. */
const IN_FLIGHT_MS = 5000

async function stopService(running: Running): Promise<void> {
  const { app, deps, opened, workers } = running
  const cutOff = setTimeout(() => app.server.closeAllConnections(), IN_FLIGHT_MS)
  await tellLeaving(app)
  await app.close()
  clearTimeout(cutOff)
  await workers?.stop()
  await deps.pool.end()
  await deps.telemetry?.stop()
  await opened.stop()
}
