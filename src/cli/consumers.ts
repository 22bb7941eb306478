import type pg from 'pg'
import { pino } from 'pino'
import type { Config } from '../config.js'
import { CONSUMERS } from '../consumers.js'
import type { Log } from '../database/log.js'
import { openDatabase } from '../database/open.js'
import { createPool } from '../database/pool.js'
import { rebuildConsumer, selectStands } from '../features/exchange/consumer-service.js'
import { countAside } from '../jobs/aside-service.js'

const TOLD_EACH_MS = 2000

/** How far each consumer of the log of events is (消费者), one generation a line. */
export async function listConsumersCommand(config: Config): Promise<void> {
  await withPool(config, async (pool) => {
    const stands = await selectStands(pool)
    const aside = new Map((await countAside(pool)).map(({ what, count }) => [what, count]))
    for (const { name } of CONSUMERS) {
      const own = stands.filter((stand) => stand.name === name)
      if (own.length === 0) process.stdout.write(`${name}: not begun\n`)
      for (const { generation, state, position, behind } of own)
        process.stdout.write(
          `${name} ${generation} ${state}: at ${position}, ${behind} behind, ${aside.get(name) ?? 0} put aside\n`,
        )
    }
  })
}

/** Makes what a consumer keeps anew from the first event (重建), beside a running service or without one. */
export async function rebuildConsumerCommand(config: Config, name: string): Promise<void> {
  const consumer = CONSUMERS.find((each) => each.name === name)
  if (consumer === undefined)
    throw new Error(`no consumer ${name}: there are ${CONSUMERS.map((each) => each.name).join(', ')}`)
  await withPool(config, async (pool, log) => {
    let told = Date.now()
    await rebuildConsumer({ pool, log }, consumer, ({ position, behind }) => {
      if (Date.now() - told < TOLD_EACH_MS) return
      told = Date.now()
      process.stdout.write(`${position} of ${position + behind}\n`)
    })
    const [current] = (await selectStands(pool, name)).filter(({ state }) => state === 'current')
    process.stdout.write(`${name} is made anew up to event ${current?.position ?? 0}\n`)
  })
}

async function withPool(config: Config, work: (pool: pg.Pool, log: Log) => Promise<void>): Promise<void> {
  const log = pino({ level: 'warn', base: null })
  const opened = await openDatabase(config, log)
  const pool = createPool(opened.app, { log, max: 2, applicationName: 'yichuang-consumers' })
  try {
    await work(pool, log)
  } finally {
    await pool.end()
    await opened.stop()
  }
}
