// One instance with PROCESS=worker, without HTTP: pulses and long jobs on the given database until it is killed.
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { loadConfig } from '../../src/config.js'
import { createPool } from '../../src/database/pool.js'
import { assembleDeps } from '../../src/deps.js'
import { createEncryption } from '../../src/shared/encryption.js'
import { createWorkers } from '../../src/workers.js'

const log = pino({ level: 'warn' })
const pool = createPool(JSON.parse(process.env.TEST_DATABASE ?? '{}'), { log, max: 4 })
// Those of who ordered the work, where what is sealed is to be opened.
const [key = randomBytes(32), blindIndexKey = randomBytes(32)] = (process.env.KEYS ?? '')
  .split(' ')
  .filter((each) => each !== '')
  .map((each) => Buffer.from(each, 'base64'))
const encryption = createEncryption([{ id: 'test', key }], blindIndexKey)
const config = loadConfig({
  DATA_DIR: process.env.DATA_DIR ?? '',
  ...JSON.parse(process.env.SETTINGS ?? '{}'),
})
const deps = assembleDeps({ config, pool, log, encryption, cursorKey: randomBytes(32) })
createWorkers(deps, Number(process.env.LEASE_MS)).start()
// The second is what the machine said as the process began, with what has passed since: nothing within the process moves it.
process.send?.({ date: Date.now(), machine: performance.timeOrigin + performance.now() })
