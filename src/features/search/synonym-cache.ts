import type pg from 'pg'
import { createListener } from '../../database/listener.js'
import type { Log } from '../../database/log.js'
import type { Synonyms } from './query.js'
import { readSynonyms, SYNONYM_CHANNEL } from './synonym-store.js'

/** However well notifications arrive, nothing is older. */
const MOST_AGE_MS = 5000

export interface SynonymCache {
  /** The words of now, from memory where that is young enough. */
  current(): Promise<Synonyms>
  /** After a change here: the next search must know it. */
  forget(): void
  close(): Promise<void>
}

/**
 * Synonyms in memory (同义词缓存): read again when any instance has changed a group, and every five seconds besides, since
 * searches go on where nothing is heard.
 */
export function createSynonymCache(pool: pg.Pool, log: Log): SynonymCache {
  let held: { words: Promise<Synonyms>; until: number; isTold: boolean } | undefined
  const forget = (): void => {
    held = undefined
  }
  // Connects with the first search: who only writes the document or a token needs none.
  let listener: ReturnType<typeof createListener> | undefined
  return {
    current() {
      listener ??= createListener(pool, { channel: SYNONYM_CHANNEL, log, heard: forget, lost: forget })
      const isListening = listener.isListening()
      // What was read before the first word could be heard is read once more from then on.
      if (held !== undefined && held.until > Date.now() && (held.isTold || !isListening)) return held.words
      const words = readSynonyms(pool)
      const mine = { words, until: Date.now() + MOST_AGE_MS, isTold: isListening }
      // What could not be read is asked for again.
      words.catch(() => {
        if (held === mine) held = undefined
      })
      held = mine
      return words
    },
    forget,
    async close() {
      await listener?.close()
    },
  }
}
