import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { Consumer } from './consumer.js'
import { type ConsumerContext, moveConsumer } from './consumer-pulse.js'
import { beginGeneration, lockGeneration, type Stand, selectStands } from './consumer-store.js'

export { type Stand, selectStands } from './consumer-store.js'

/** Others may be at work on it. */
const LOOK_MS = 200

/**
 * Makes what a consumer keeps anew from the first event (重建), beside a running service and together with it: what is
 * read stays as it is until the new one is as far. One that was begun before and not finished is gone on with.
 */
export async function rebuildConsumer(
  context: ConsumerContext,
  consumer: Consumer,
  progress: (stand: Stand) => void = () => {},
): Promise<void> {
  await beginGeneration(context.pool, consumer.name, true)
  for (;;) {
    const moved = await moveConsumer(context, consumer)
    const building = await buildingOf(context.pool, consumer.name)
    if (building === undefined) return
    progress(building)
    if (moved === 0) await sleep(LOOK_MS)
  }
}

/** Works on what a consumer keeps and people read, while nobody else does; undefined where others are at it. */
export async function withCurrentGeneration<R>(
  pool: pg.Pool,
  name: string,
  work: (db: pg.PoolClient, generation: number) => Promise<R>,
): Promise<R | undefined> {
  const current = await currentGeneration(pool, name)
  if (current === undefined) return undefined
  return withTransaction(pool, async (db) => {
    const held = await lockGeneration(db, name, current.generation)
    return held?.state === 'current' ? work(db, held.generation) : undefined
  })
}

/** The generation that is read, and how far it is behind the log; undefined before there is one. */
export async function currentGeneration(db: Queryable, name: string): Promise<Stand | undefined> {
  return (await selectStands(db, name)).find(({ state }) => state === 'current')
}

const buildingOf = async (pool: pg.Pool, name: string): Promise<Stand | undefined> =>
  (await selectStands(pool, name)).find(({ state }) => state === 'building')
