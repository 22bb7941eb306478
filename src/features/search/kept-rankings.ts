import type pg from 'pg'
import { createListener } from '../../database/listener.js'
import type { Log } from '../../database/log.js'

/** From so many names on ranking them takes longer than all else. */
const MANY_NAMES = 200
/** Of more it takes longer to send them than it is worth. */
const MOST_NAMES = 5000
const MOST_WORDS = 500
const MOST_AGE_MS = 60_000
const CHANNEL = 'search_names'

/** What a search found, best first: keys of groups, or names; as Postgres writes an array. */
export type Ranking = string

export interface KeptRankings {
  of(word: string): Ranking | undefined
  /** After a search that found so many names: reads their ranking, when there are many and it is not kept. */
  keep(word: string, names: number, read: () => Promise<Ranking>): Promise<void>
  close(): Promise<void>
}

/**
 * Rankings of common words (常用词排名), for searches near a place and for suggestions: kiosks of all places ask for the
 * same words, and which names a word finds in which order is the same everywhere. Names are never changed or taken away;
 * when any instance has added one, all rankings are forgotten. While nothing can be heard, none is kept. Entries are
 * always read anew.
 */
export function createKeptRankings(pool: pg.Pool, log: Log, manyNames = MANY_NAMES): KeptRankings {
  const kept = new Map<string, Ranking>()
  let [age, until] = [0, 0]
  const forget = (): void => {
    age += 1
    kept.clear()
  }
  // Connects with the first common word: who only writes the document or a token needs none.
  let listener: ReturnType<typeof createListener> | undefined
  return {
    of(word) {
      if (until < Date.now()) {
        forget()
        until = Date.now() + MOST_AGE_MS
      }
      return kept.get(word)
    },
    async keep(word, names, read) {
      if (names < manyNames || names > MOST_NAMES) return
      listener ??= createListener(pool, { channel: CHANNEL, log, heard: forget, lost: forget })
      if (!listener.isListening()) return
      const before = age
      const ranking = await read()
      // Names may have been added since it was read.
      if (age !== before) return
      if (kept.size >= MOST_WORDS) kept.clear()
      kept.set(word, ranking)
    },
    async close() {
      await listener?.close()
    },
  }
}
