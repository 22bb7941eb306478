import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { toDatabaseError } from '../../database/errors.js'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import { createPause } from '../../jobs/pause.js'
import { chainHashes } from './feed-chain.js'
import { appendToFeed, isAnyWaiting, lockHead, takeWaiting } from './feed-store.js'

const BATCH_SIZE = 2000
const POLL_MS = 200
/** After a wake, commits of the next moments are taken along in the same batch. */
const GATHER_MS = 10
const PAUSE_AFTER_FAILURE_MS = 1000

/**
 * Gives positions to one batch of waiting events, in one short transaction. Returns their number; 0 also when
 * another sequencer is at work. Safe to run from many instances at once, and safe to kill.
 */
export async function sequenceBatch(pool: pg.Pool, batchSize: number = BATCH_SIZE): Promise<number> {
  if (!(await isAnyWaiting(pool))) return 0
  return withTransaction(pool, async (client) => {
    const head = await lockHead(client)
    if (head === undefined) return 0
    const events = await takeWaiting(client, batchSize)
    if (events.length === 0) return 0
    const documents = events.map(({ document, eventId }) => {
      // A position must never stand for nothing: rather no progress, and the log says so.
      if (document === null) throw new Error(`the outbox names event ${eventId}, which does not exist`)
      return document
    })
    await appendToFeed(client, head, events, chainHashes(head.hash, documents))
    return events.length
  })
}

export interface Sequencer {
  start(): void
  /** Says that an event has been committed: it gets its position at once, not at the next poll. */
  wake(): void
  /** Finishes the batch in hand. */
  stop(): Promise<void>
}

/**
 * The job that runs `sequenceBatch`: after `wake()`, and every 200 ms for events of other instances. Cases are not
 * announced by NOTIFY: see docs/adr/003-feed.md. When the database is away it tries again until it is back.
 */
export function createSequencer(pool: pg.Pool, log: Log, batchSize: number = BATCH_SIZE): Sequencer {
  let running: Promise<void> | undefined
  let isStopping = false
  let isWoken = false
  let isFailing = false
  const pause = createPause()

  const drain = async (): Promise<void> => {
    try {
      while ((await sequenceBatch(pool, batchSize)) > 0 && !isStopping);
      if (isFailing) log.info('the change feed goes on')
      isFailing = false
    } catch (error) {
      // Said once: the database may be away for long.
      if (!isFailing) log.warn(`the change feed waits: ${describe(error)}`)
      isFailing = true
      if (!isStopping) await pause.wait(PAUSE_AFTER_FAILURE_MS)
    }
  }

  const run = async (): Promise<void> => {
    while (!isStopping) {
      if (!isWoken) await pause.wait(POLL_MS)
      if (isWoken) await sleep(GATHER_MS)
      isWoken = false
      if (!isStopping) await drain()
    }
  }

  return {
    start() {
      isStopping = false
      running ??= run()
    },
    wake() {
      isWoken = true
      if (!isFailing) pause.end()
    },
    async stop() {
      isStopping = true
      pause.end()
      await running
      running = undefined
    },
  }
}

/** Never the message of a query error, which may quote data. */
function describe(error: unknown): string {
  return toDatabaseError(error)?.message ?? (error instanceof Error ? error.message : 'unknown failure')
}
