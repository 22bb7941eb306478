import { remember } from '../../shared/remember.js'
import { type EntryFilters, filterTokens } from './entry.js'
import type { Query } from './query.js'

/** From so many names on a word is common: to rank them takes longer than all else. */
export const MANY_NAMES = 200
/** So many of the shortest names are looked at for it. */
const MOST_WALKED = 1000
const MOST_WORDS = 1000

export interface CommonWords {
  /** Whether the search of one kind found many names, and few of them fill a page. */
  isCommon(query: Query, filters: EntryFilters, kind: number): boolean
  /** How many names of the kind were found. */
  learn(query: Query, filters: EntryFilters, kind: number, names: number): void
  /** The shortest names did not fill a page. */
  giveUp(query: Query, filters: EntryFilters, kind: number): void
  walked: number
}

/**
 * What searches of this process found very many names (常用词), so that the next one ranks few of them. It changes how a
 * page is read and never what stands on it.
 */
export function createCommonWords(manyNames = MANY_NAMES, walked = MOST_WALKED): CommonWords {
  const known = new Map<string, boolean>()
  const wordOf = (query: Query, filters: EntryFilters, kind: number): string =>
    [kind, query.text, ...query.ways.map((way) => way.join(' ')), ...filterTokens(filters)].join('|')
  return {
    isCommon: (query, filters, kind) => known.get(wordOf(query, filters, kind)) === true,
    learn(query, filters, kind, names) {
      const word = wordOf(query, filters, kind)
      if (names >= manyNames && !known.has(word)) remember(known, MOST_WORDS, word, true)
    },
    giveUp: (query, filters, kind) => remember(known, MOST_WORDS, wordOf(query, filters, kind), false),
    walked,
  }
}
