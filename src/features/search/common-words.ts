import type { EntryFilters } from './entry.js'
import { filterTokens } from './entry.js'
import type { Query } from './query.js'

/** From so many names on a word is common. */
const MANY_NAMES = 200
/** So many of the shortest names are looked at for it. */
const MOST_WALKED = 1000
const MOST_WORDS = 1000

export interface CommonWords {
  /** The search of one kind, when the names that it found were many. */
  isCommon(query: Query, filters: EntryFilters, kind: number): boolean
  /** How many names of the kind were found. */
  learn(query: Query, filters: EntryFilters, kind: number, names: number): void
  /** The shortest names did not fill a page. */
  isInVain(query: Query, filters: EntryFilters, kind: number): void
  walked: number
}

/**
 * What searches of this process found very many names (常用词), so that the next one ranks few of them. It changes how a
 * page is read and never what stands on it.
 */
export function createCommonWords(manyNames = MANY_NAMES, walked = MOST_WALKED): CommonWords {
  const known = new Map<string, boolean>()
  const wordOf = (query: Query, filters: EntryFilters, kind: number): string =>
    [kind, ...query.ways.map((way) => way.join(' ')), ...filterTokens(filters)].join('|')
  const set = (word: string, isCommon: boolean): void => {
    if (known.size >= MOST_WORDS) known.clear()
    known.set(word, isCommon)
  }
  return {
    isCommon: (query, filters, kind) => known.get(wordOf(query, filters, kind)) === true,
    learn(query, filters, kind, names) {
      const word = wordOf(query, filters, kind)
      if (names >= manyNames && !known.has(word)) set(word, true)
    },
    isInVain: (query, filters, kind) => set(wordOf(query, filters, kind), false),
    walked,
  }
}
