import { buildApp } from '../app.js'
import type { Config } from '../config.js'
import { type OpenDatabase, openDatabase, withClient } from '../database/open.js'
import { createKeeping } from '../features/files/keeping.js'
import { createLog } from '../log.js'
import { bringFirstData } from '../sample/first-data.js'
import { bringLivingDataOnce } from '../sample/living-data.js'
import { createDeps, createKeys } from '../service.js'

/**
 * Puts the sample data into the configured database, and, where tokens of the development issuer are trusted and SEED
 * does not say otherwise, cases in several states; what is there stays as it is.
 */
export async function seedCommand(config: Config): Promise<void> {
  if (config.production) throw new Error('NODE_ENV: no sample data in production')
  const log = createLog(config)
  const opened = await openDatabase(config, log)
  try {
    const files = createKeeping(config, createKeys(config).encryption)
    await withClient(opened.owner, (owner) => bringFirstData(owner, log, files, 'sample'))
    if (config.seed !== 'true') return
    if (config.devIssuer) await bringCases(config, opened, log)
    else log.info('no sample cases: they are handed in with tokens of the development issuer (DEV_ISSUER=on)')
  } finally {
    await opened.stop()
  }
}

async function bringCases(
  config: Config,
  opened: OpenDatabase,
  log: ReturnType<typeof createLog>,
): Promise<void> {
  const deps = createDeps(config, opened, log)
  const app = await buildApp(deps)
  try {
    await app.ready()
    await bringLivingDataOnce(opened.owner, app, deps)
  } finally {
    await app.close()
    await deps.listener.close()
    await deps.pool.end()
  }
}
