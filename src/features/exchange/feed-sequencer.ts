import type pg from 'pg'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import { clearAside, putAside, selectAsideRefs } from '../../jobs/aside-service.js'
import { createPulse, type PulseRunner } from '../../jobs/pulse.js'
import { chainHashes } from './feed-chain.js'
import { appendToFeed, feedStatus, isAnyWaiting, lockHead, takeWaiting } from './feed-store.js'

const BATCH_SIZE = 2000
const POLL_MS = 200
/** After a wake, commits of the next moments are taken along in the same batch. */
const GATHER_MS = 10
/** While they come without a pause: a batch costs six statements and a durable commit, however few it takes along. */
const BUSY_MS = 50

/** What the feed's rows are called where things are put aside. */
const OUTBOX = 'outbox'

/** The outbox names events that do not exist. */
class EventsAbsent extends Error {
  constructor(readonly eventIds: string[]) {
    super('the outbox names events that do not exist')
  }
}

/**
 * Gives positions to one batch of waiting events, in one short transaction. Returns their number; 0 also when
 * another sequencer is at work. Safe to run from many instances at once, and safe to kill. A position must never stand
 * for nothing: a row without its event gets none and is put aside, and the others go on.
 */
export async function sequenceBatch(pool: pg.Pool, batchSize: number = BATCH_SIZE): Promise<number> {
  if (!(await isAnyWaiting(pool))) return 0
  try {
    return await withTransaction(pool, (client) => appendBatch(client, batchSize))
  } catch (failure) {
    if (!(failure instanceof EventsAbsent)) throw failure
    await putAside(
      pool,
      OUTBOX,
      failure.eventIds.map((ref) => ({ ref, error: 'the event does not exist' })),
    )
    return sequenceBatch(pool, batchSize)
  }
}

async function appendBatch(client: pg.PoolClient, batchSize: number): Promise<number> {
  const head = await lockHead(client)
  if (head === undefined) return 0
  const aside = await selectAsideRefs(client, OUTBOX)
  const events = await takeWaiting(client, batchSize, aside.waiting)
  if (events.length === 0) return 0
  const absent = events.filter(({ document }) => document === null)
  if (absent.length > 0) throw new EventsAbsent(absent.map(({ eventId }) => eventId))
  const documents = events.map(({ document }) => document ?? '')
  await appendToFeed(client, head, events, chainHashes(head.hash, documents))
  if (aside.all.length > 0)
    await clearAside(
      client,
      OUTBOX,
      events.map(({ eventId }) => eventId),
    )
  return events.length
}

/** The pulse of the change feed; `wake()` says that an event has been committed: it gets its position at once. */
export type Sequencer = PulseRunner

/**
 * The pulse that runs `sequenceBatch`: after `wake()`, and every 200 ms for events of other instances. Cases are not
 * announced by NOTIFY: see docs/adr/003-feed.md. When the database is away it tries again until it is back.
 */
export function createSequencer(
  pool: pg.Pool,
  log: Log,
  { batchSize = BATCH_SIZE, everyMs = POLL_MS } = {},
): Sequencer {
  return createPulse(pool, log, {
    name: 'feed',
    everyMs,
    gatherMs: GATHER_MS,
    busyMs: BUSY_MS,
    async beat(signal) {
      let done = 0
      // A batch that is not full has taken what was there; what was committed since wakes, or is found at the next poll.
      for (let batch = batchSize; batch >= batchSize && !signal.aborted; done += batch)
        batch = await sequenceBatch(pool, batchSize)
      return done
    },
    backlog: async () => (await feedStatus(pool)).backlog,
  })
}
