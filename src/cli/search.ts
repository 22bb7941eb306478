import { pino } from 'pino'
import type { Config } from '../config.js'
import { openDatabase } from '../database/open.js'
import { createPool } from '../database/pool.js'
import { rebuildSearch } from '../features/catalogue/item-search.js'

const TOLD_EACH = 10_000

/** Makes all search entries anew, beside a running service or without one. */
export async function rebuildSearchCommand(config: Config): Promise<void> {
  const log = pino({ level: 'warn', base: null })
  const opened = await openDatabase(config, log)
  const pool = createPool(opened.app, { log, max: 1, applicationName: 'yichuang-search-rebuild' })
  try {
    const began = performance.now()
    const items = await rebuildSearch(pool, (done) => {
      if (done % TOLD_EACH === 0) process.stdout.write(`${done} items\n`)
    })
    const seconds = (performance.now() - began) / 1000
    process.stdout.write(
      `${items} items in ${seconds.toFixed(1)} s (${Math.round(items / seconds)} a second)\n`,
    )
  } finally {
    await pool.end()
    await opened.stop()
  }
}
