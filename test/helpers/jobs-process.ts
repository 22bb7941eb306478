// One instance of the service, without HTTP: it works off jobs on the given database until it is told to stop, or killed.
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { loadConfig } from '../../src/config.js'
import { createPool } from '../../src/database/pool.js'
import { assembleDeps } from '../../src/deps.js'
import { createJobs } from '../../src/service.js'
import { createEncryption } from '../../src/shared/encryption.js'

const log = pino({ level: 'silent' })
const pool = createPool(JSON.parse(process.env.TEST_DATABASE ?? '{}'), { log, max: 3 })
const encryption = createEncryption([{ id: 'test', key: randomBytes(32) }], randomBytes(32))
const deps = assembleDeps({ config: loadConfig({}), pool, log, encryption, cursorKey: randomBytes(32) })
const jobs = createJobs(deps, Number(process.env.LEASE_MS))

process.on('message', async () => {
  await jobs.stop()
  await deps.listener.close()
  await pool.end()
  process.exit(0)
})
jobs.start()
