// One instance of the service, without HTTP: its monitor runs on the given database until it is told to stop.
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { loadConfig } from '../../src/config.js'
import { createPool } from '../../src/database/pool.js'
import { assembleDeps } from '../../src/deps.js'
import { createCaseMonitor } from '../../src/service.js'
import { createEncryption } from '../../src/shared/encryption.js'

const log = pino({ level: 'silent' })
const pool = createPool(JSON.parse(process.env.TEST_DATABASE ?? '{}'), { log, max: 5 })
const encryption = createEncryption([{ id: 'test', key: randomBytes(32) }], randomBytes(32))
const deps = assembleDeps({ config: loadConfig({}), pool, log, encryption, cursorKey: randomBytes(32) })
const monitor = createCaseMonitor(deps)

process.on('message', async () => {
  await monitor.stop()
  await pool.end()
  process.exit(0)
})
// Both begin at one moment.
setTimeout(() => monitor.start(), Math.max(0, Number(process.env.START_AT) - Date.now()))
