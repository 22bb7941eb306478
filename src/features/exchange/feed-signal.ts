import type pg from 'pg'
import type { Listener } from '../../database/listener.js'
import { createPause } from '../../jobs/pause.js'
import { FEED_CHANNEL, readHeadPosition } from './feed-store.js'

/** Notifications can be lost on the way (a reconnect, a pooler that swallows them): the head is looked at as well. */
const LOOK_MS = 500

/** Tells waiting readers that the feed has moved. */
export interface FeedSignal {
  /** Counts the feed's moves as seen here. Ask before reading a page, so that no move falls between. */
  turn(): number
  /** Resolves when the feed has moved since `turn`, after `ms`, when `ended` aborts, or when the signal closes. */
  moved(turn: number, ms: number, ended: AbortSignal): Promise<void>
  isClosed(): boolean
  /** Lets all waiting readers go. */
  close(): Promise<void>
}

/** Listens from when the first reader waits. */
export function createFeedSignal(pool: pg.Pool, listener: Listener): FeedSignal {
  const pause = createPause()
  const waiting = new Set<() => void>()
  let turn = 0
  let lastHead = -1
  let isClosed = false
  let watching: Promise<void> | undefined
  let isRegistered = false

  const saw = (head: number): void => {
    if (head === lastHead) return
    lastHead = head
    turn += 1
    for (const release of [...waiting]) release()
  }

  const watch = async (): Promise<void> => {
    while (waiting.size > 0 && !isClosed) {
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
        if (!isRegistered) listener.on(FEED_CHANNEL, { heard: (head) => saw(Number(head)), missed() {} })
        isRegistered = true
        watching ??= watch()
      }),
    async close() {
      isClosed = true
      for (const release of [...waiting]) release()
      pause.end()
      await watching
    },
  }
}
