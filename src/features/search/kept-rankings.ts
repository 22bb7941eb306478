import type pg from 'pg'
import { createFreshness } from '../../database/freshness.js'
import type { Log } from '../../database/log.js'
import { remember } from '../../shared/remember.js'
import { MANY_NAMES } from './common-words.js'

const MOST_WORDS = 500
const MOST_AGE_MS = 60_000
const CHANNEL = 'search_names'

/** What a search found, best first: keys of groups, or names; as Postgres writes an array. */
export type Ranking = string

export interface KeptRankings {
  of(word: string): Ranking | undefined
  /**
   * After a search that found so many names: reads their ranking, when there are many and nobody else has read it or reads
   * it now. Never fails.
   */
  keep(word: string, names: number, read: () => Promise<Ranking>): Promise<void>
  /** To be called before names are committed by this process: its own searches must find them at once. */
  forget(): void
  close(): Promise<void>
}

/**
 * Rankings of common words (常用词排名), for searches near a place, for initials and for suggestions: kiosks ask for the
 * same words, and which names a word finds in which order is the same everywhere. Names are never changed or taken away;
 * all rankings are forgotten when any instance has added one. How often a name is there weighs suggestions: they follow
 * a recount within a minute. Entries are always read anew.
 */
export function createKeptRankings(pool: pg.Pool, log: Log, manyNames = MANY_NAMES): KeptRankings {
  const kept = new Map<string, { ranking: Ranking; until: number }>()
  const beingRead = new Set<string>()
  const freshness = createFreshness(pool, { channel: CHANNEL, log, drop: () => kept.clear() })
  const of = (word: string): Ranking | undefined => {
    const known = kept.get(word)
    return known === undefined || known.until < Date.now() ? undefined : known.ranking
  }
  return {
    of,
    async keep(word, names, read) {
      if (names < manyNames) return
      const mayBeKept = freshness.reading()
      if (!mayBeKept() || beingRead.has(word) || of(word) !== undefined) return
      beingRead.add(word)
      try {
        const ranking = await read()
        if (mayBeKept()) remember(kept, MOST_WORDS, word, { ranking, until: Date.now() + MOST_AGE_MS })
      } catch {
        // The search has its page: without the ranking the next one is slower, and no worse.
        log.warn('the ranking of a word was not kept')
      } finally {
        beingRead.delete(word)
      }
    },
    forget: () => freshness.forget(),
    close: freshness.close,
  }
}
