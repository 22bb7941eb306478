import pg from 'pg'
import type { Log } from '../../database/log.js'
import { createPause } from '../../jobs/pause.js'
import { FEED_CHANNEL, readHeadPosition } from './feed-store.js'

/** Notifications can be lost on the way (a reconnect, a pooler that swallows them): the head is looked at as well. */
const LOOK_MS = 500
/** After a failed LISTEN: so many looks before it is tried again. */
const LOOKS_BEFORE_RETRY = 10

/** Tells waiting readers that the feed has moved. One connection a process, shared by all of them. */
export interface FeedSignal {
  /** Counts the feed's moves as seen here. Ask before reading a page, so that no move falls between. */
  turn(): number
  /** Resolves when the feed has moved since `turn`, after `ms`, when `ended` aborts, or when the signal closes. */
  moved(turn: number, ms: number, ended: AbortSignal): Promise<void>
  isClosed(): boolean
  /** Lets all waiting readers go and closes the connection. */
  close(): Promise<void>
}

/** Connects when the first reader waits. The connection is the pool's kind, but not of the pool. */
export function createFeedSignal(pool: pg.Pool, log: Log): FeedSignal {
  const pause = createPause()
  const waiting = new Set<() => void>()
  let turn = 0
  let lastHead = -1
  let isClosed = false
  let watching: Promise<void> | undefined
  let listener: pg.Client | undefined
  let looksBeforeListen = 0

  const saw = (head: number): void => {
    if (head === lastHead) return
    lastHead = head
    turn += 1
    for (const release of [...waiting]) release()
  }

  const listen = async (): Promise<void> => {
    const client = new pg.Client({
      ...pool.options,
      password: pool.options.password, // pg-pool hides it from a spread
      application_name: 'yichuang-feed',
    })
    client.on('error', () => {})
    client.on('end', () => {
      if (listener === client) listener = undefined
    })
    client.on('notification', ({ payload }) => saw(Number(payload)))
    try {
      await client.connect()
      await client.query(`listen ${FEED_CHANNEL}`)
      listener = client
    } catch {
      looksBeforeListen = LOOKS_BEFORE_RETRY
      log.warn('the change feed cannot LISTEN: waiting readers are served by polling')
      await client.end().catch(() => {})
    }
  }

  const watch = async (): Promise<void> => {
    while (waiting.size > 0 && !isClosed) {
      if (listener === undefined && looksBeforeListen-- <= 0) await listen()
      // Away for the moment: the readers' own queries say so.
      await readHeadPosition(pool).then(saw, () => {})
      if (!isClosed) await pause.wait(LOOK_MS)
    }
    watching = undefined
  }

  return {
    turn: () => turn,
    isClosed: () => isClosed,
    moved: (since, ms, ended) =>
      new Promise((resolve) => {
        if (turn !== since || ended.aborted || isClosed) return resolve()
        const release = (): void => {
          clearTimeout(timer)
          ended.removeEventListener('abort', release)
          waiting.delete(release)
          resolve()
        }
        const timer = setTimeout(release, ms)
        ended.addEventListener('abort', release)
        waiting.add(release)
        watching ??= watch()
      }),
    async close() {
      isClosed = true
      for (const release of [...waiting]) release()
      pause.end()
      await watching
      const client = listener
      listener = undefined
      await client?.end().catch(() => {})
    },
  }
}
