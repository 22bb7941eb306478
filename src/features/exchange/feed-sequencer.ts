import type pg from 'pg'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import { createPulse, type PulseRunner } from '../../jobs/pulse.js'
import { chainHashes } from './feed-chain.js'
import { appendToFeed, feedStatus, isAnyWaiting, lockHead, takeWaiting } from './feed-store.js'

const BATCH_SIZE = 2000
const POLL_MS = 200
/** After a wake, commits of the next moments are taken along in the same batch. */
const GATHER_MS = 10

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

/** The pulse of the change feed; `wake()` says that an event has been committed: it gets its position at once. */
export type Sequencer = PulseRunner

/**
 * The pulse that runs `sequenceBatch`: after `wake()`, and every 200 ms for events of other instances. Cases are not
 * announced by NOTIFY: see docs/adr/003-feed.md. When the database is away it tries again until it is back.
 */
export function createSequencer(pool: pg.Pool, log: Log, batchSize: number = BATCH_SIZE): Sequencer {
  return createPulse(pool, log, {
    name: 'feed',
    everyMs: POLL_MS,
    gatherMs: GATHER_MS,
    async beat(signal) {
      let done = 0
      for (let batch = -1; batch !== 0 && !signal.aborted; done += batch)
        batch = await sequenceBatch(pool, batchSize)
      return done
    },
    backlog: async () => (await feedStatus(pool)).backlog,
  })
}
