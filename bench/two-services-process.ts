// The same service twice in one process, on the database of the bench: items from memory, and items from Postgres.
import { pino } from 'pino'
import { buildApp } from '../src/app.js'
import { loadConfig } from '../src/config.js'
import type { Deps } from '../src/deps.js'
import { createItemReader } from '../src/features/catalogue/item-reader.js'
import { createDeps } from '../src/service.js'

const log = pino({ level: 'silent' })
const { DATA_DIR = '', SOCKET } = process.env
const config = loadConfig({ DATA_DIR, RATE_LIMIT: 'off', OVERLOAD_DELAY: 'off', LOG_LEVEL: 'silent' })
const deps = createDeps(config, { app: { host: SOCKET, user: 'yichuang_app', database: 'yichuang' } }, log)

/** A reader that remembers nothing: which version is in force, and its document, by two prepared statements. */
const published: Deps['items']['published'] = async (itemCode) => {
  const item = await createItemReader(deps.pool, deps.listener).inForce(itemCode)
  return item && { ...item, rendered: new Map() }
}
const memory = await buildApp(deps)
const database = await buildApp({ ...deps, items: { ...deps.items, published } })
const listen = { port: 0, host: '127.0.0.1' }
process.send?.({ memory: await memory.listen(listen), database: await database.listen(listen) })

process.once('message', async () => {
  await Promise.all([memory.close(), database.close()])
  await deps.pool.end()
  process.exit(0)
})
