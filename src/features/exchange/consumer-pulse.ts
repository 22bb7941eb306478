import type pg from 'pg'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import { clearAsideUnder } from '../../jobs/aside-service.js'
import type { Pulse } from '../../jobs/pulse.js'
import type { Consumer } from './consumer.js'
import { applyEntries, applyMissed, asidePrefix, isAnyDue } from './consumer-apply.js'
import {
  beginGeneration,
  deleteGeneration,
  type Held,
  lockGeneration,
  moveGeneration,
  type Stand,
  selectEntries,
  selectStands,
  setGenerationState,
} from './consumer-store.js'

const EVERY_MS = 1000
const BATCH_SIZE = 1000
const DELETED = 5000

/** What a consumer works with. */
export interface ConsumerContext {
  pool: pg.Pool
  log: Log
}

/** A consumer as a pulse. Any number of instances runs it; a generation is moved by one of them at a time. */
export function consumerPulse(context: ConsumerContext, consumer: Consumer): Pulse {
  return {
    name: consumer.name,
    everyMs: EVERY_MS,
    async beat(signal) {
      let done = 0
      for (let isMore = true; isMore && !signal.aborted; ) {
        const moved = await moveAll(context, consumer, BATCH_SIZE)
        done += moved.done
        // What comes while it works waits for the next second: one event costs as many statements as a thousand.
        isMore = moved.done >= BATCH_SIZE || (moved.done > 0 && !moved.isSettled)
      }
      return done
    },
    backlog: async () => {
      const stands = await selectStands(context.pool, consumer.name)
      return Math.max(0, ...stands.filter(({ state }) => state !== 'retired').map(({ behind }) => behind))
    },
  }
}

/**
 * One batch of each generation; 0 when nothing is left to do, or others do it. Safe to run from many instances at once,
 * and safe to kill: what is applied and the position are committed together.
 */
export async function moveConsumer(
  context: ConsumerContext,
  consumer: Consumer,
  batchSize: number = BATCH_SIZE,
): Promise<number> {
  return (await moveAll(context, consumer, batchSize)).done
}

/** The same; `isSettled`: there is one generation, which is read and built no more. */
async function moveAll(
  context: ConsumerContext,
  consumer: Consumer,
  batchSize: number,
): Promise<{ done: number; isSettled: boolean }> {
  const stands = await selectStands(context.pool, consumer.name)
  const fits = stands.some((stand) => stand.fits && stand.state !== 'retired')
  // The first time, or the feed was made anew: positions of the feed before it mean nothing.
  if (!fits) await beginGeneration(context.pool, consumer.name, false)
  let done = 0
  for (const stand of stands) {
    if (stand.state === 'retired') done += await dropBatch(context, consumer, stand)
    else if (stand.fits) done += await moveBatch(context, consumer, stand, batchSize)
  }
  const isSettled = fits && stands.every(({ state }) => state === 'current')
  return { done: fits ? done : done + 1, isSettled }
}

async function moveBatch(
  { pool, log }: ConsumerContext,
  consumer: Consumer,
  { name, generation, state, behind }: Stand,
  batchSize: number,
): Promise<number> {
  const idle = behind === 0 && state === 'current'
  if (idle && !(await isAnyDue(pool, name, generation))) return 0
  return withTransaction(pool, async (client) => {
    const held = await lockGeneration(client, name, generation)
    if (held === undefined || held.state === 'retired') return 0
    const entries = behind === 0 ? [] : await selectEntries(client, held.position, batchSize)
    const position = entries.at(-1)?.position ?? held.position
    if (entries.length > 0) {
      const aside = await applyEntries(client, consumer, generation, entries)
      if (aside > 0)
        log.warn(`${name} put ${aside} subjects aside up to event ${position}: see GET /v1/monitor`)
      await moveGeneration(client, name, generation, position)
    }
    const well = await applyMissed(client, consumer, generation)
    const switched =
      held.state === 'building' && entries.length < batchSize
        ? await takePlace(client, name, { ...held, position })
        : false
    return entries.length + well + Number(switched)
  })
}

/**
 * What was built takes the place of what is read, in one transaction; false while that one is further on, so that
 * no reader ever goes back. What was read before is deleted afterwards, in batches.
 */
async function takePlace(client: pg.PoolClient, name: string, built: Held): Promise<boolean> {
  const before = (await selectStands(client, name)).find(({ state }) => state === 'current')
  if (before === undefined) return false
  const current = await lockGeneration(client, name, before.generation)
  if (current === undefined) return false
  if (current.epoch === built.epoch && current.position > built.position) return false
  await setGenerationState(client, name, current.generation, 'retired')
  await setGenerationState(client, name, built.generation, 'current')
  return true
}

async function dropBatch(
  { pool }: ConsumerContext,
  consumer: Consumer,
  { name, generation }: Stand,
): Promise<number> {
  return withTransaction(pool, async (client) => {
    if ((await lockGeneration(client, name, generation)) === undefined) return 0
    const dropped = await consumer.drop(client, generation, DELETED)
    if (dropped > 0) return dropped
    await clearAsideUnder(client, name, asidePrefix(generation))
    await deleteGeneration(client, name, generation)
    return 1
  })
}
