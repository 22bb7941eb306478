import type pg from 'pg'
import { createKept } from '../../database/kept.js'
import type { Listener } from '../../database/listener.js'
import { divisionAncestors } from '../divisions/division-service.js'
import {
  countFound,
  type PublicationHit,
  type PublicationPosition,
} from '../publications/publication-service.js'
import { selectCoverage } from './covered-store.js'
import { ENTRY_KINDS, kindNumbers } from './entry.js'
import { countEntries, type FacetCounts, selectFacets, selectKnownFacets } from './facet-store.js'
import { type FindableBundle, foundBundles, type KnownBundle, knownBundle } from './found-bundles.js'
import { type Query, rememberedQuery } from './query.js'
import type { EntryPosition } from './ranked-groups.js'
import { entryFilters, hasBundles, hasContent, readers, subtree } from './readers.js'
import { type EntryRow, selectByCode } from './search-store.js'
import {
  asSpoken,
  bestCovered,
  type Covered,
  charactersOfTexts,
  gramsOfTexts,
  isReadOtherwise,
  syllablesOfText,
  WAYS,
  type Way,
  withoutStopWords,
} from './spoken.js'
import { selectSuggestions } from './suggestion-store.js'
import { readSynonyms, type SearchWords, SYNONYM_CHANNEL } from './synonym-store.js'
import { isHan, keyOf, runsOf } from './words.js'

export { recountGroups } from './entry-store.js'
export type { FindableBundle } from './found-bundles.js'
export { replaceEntries } from './replace-entries.js'

/** What may be searched for: entries of items, bundles, and public content. */
export const SEARCH_KINDS = [...ENTRY_KINDS, 'bundle', 'content'] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

export interface SearchRequest {
  kinds: readonly SearchKind[]
  /** Twelve digits: nothing outside this subtree. */
  division?: string | undefined
  /** Twelve digits: what is near comes first. */
  near?: string | undefined
  type?: string | undefined
  audience?: string | undefined
  theme?: string | undefined
  handling?: string | undefined
  organisation?: string | undefined
}

/**
 * Where a page ended: in which stage (-1 bundles, 0 codes, then those of places, public content, last bundles of far
 * places), and at which hit of it.
 */
export interface SearchPosition {
  stage: number
  at: EntryPosition | PublicationPosition | string
  /** In which of WAYS the search was understood; absent: as typed. */
  way?: number
}

export type Hit = { position: SearchPosition } & (
  | { entry: EntryRow; content?: never; bundle?: never }
  | { content: PublicationHit; entry?: never; bundle?: never }
  | { bundle: FindableBundle; entry?: never; content?: never }
)

export interface Search {
  /** Reads a search text with the synonyms of now; undefined when nothing in it can be searched for. */
  read(q: string): Promise<Query | undefined>
  /**
   * A page of hits, best first, and where it was asked for how many there are (up to a cap) and how they are spread (分面;
   * within a division exact up to a cap). Where nothing holds all that was typed, it is understood in other ways.
   */
  find(
    query: Query | undefined,
    request: SearchRequest,
    after: SearchPosition | undefined,
    page: { limit: number; cap?: number | undefined; facets?: boolean | undefined },
  ): Promise<Found>
  /** Names while they are typed (联想). */
  suggest(text: string, limit: number): Promise<string[]>
  /** Synonyms were changed here. */
  forgetSynonyms(): void
}

export interface Found {
  hits: Hit[]
  /** As it was understood. */
  query: Query | undefined
  counted: number | undefined
  spread: Spread | undefined
}

/** Facets, and whether they are of all hits. */
export interface Spread extends FacetCounts {
  exact: boolean
}

const MOST_IN_FACETS = 5000
const LONGEST_TYPED = 50
const SYNONYMS_MS = 5000
const DIVISIONS_MS = 60_000
/** A bundle that was published is found a moment later. */
const BUNDLES_MS = 1000
const MOST_DIVISIONS = 10_000

/** The search with what it keeps in memory for moments: synonyms, places and bundles, which `readBundles` gives. */
export function createSearch(
  pool: pg.Pool,
  listener: Listener,
  readBundles: () => Promise<FindableBundle[]>,
): Search {
  const bundles = createKept<KnownBundle[]>({ most: 1, maxAgeMs: BUNDLES_MS })
  const knownBundles = (): Promise<KnownBundle[]> =>
    bundles.get('all', async () => (await readBundles()).map(knownBundle))
  // Searches go on where nothing is heard: with words that are a few seconds old.
  const words = createKept<SearchWords>({
    most: 1,
    maxAgeMs: SYNONYMS_MS,
    told: { listener, channel: SYNONYM_CHANNEL, unheardMs: SYNONYMS_MS },
  })
  const places = createKept<readonly string[] | undefined>({ most: MOST_DIVISIONS, maxAgeMs: DIVISIONS_MS })

  const ancestorsOf = async (code: string | undefined): Promise<readonly string[] | undefined> =>
    code === undefined ? undefined : places.get(code, () => divisionAncestors(pool, code))

  /** With which words a query was read: all ways of one search know the same. */
  const readWith = new WeakMap<Query, SearchWords>()
  const knownWords = (): Promise<SearchWords> => words.get('all', () => readSynonyms(pool))

  async function hitsOf(
    query: Query | undefined,
    request: SearchRequest,
    after: SearchPosition | undefined,
    limit: number,
  ): Promise<Hit[]> {
    const [division, near] = await Promise.all([ancestorsOf(request.division), ancestorsOf(request.near)])
    if (request.division !== undefined && division === undefined) return []
    const hits: Hit[] = []
    const of = query !== undefined && hasBundles(request) ? await knownBundles() : []
    for (const read of readers({ pool, query, request, division, near, bundles: of }))
      if (hits.length < limit) hits.push(...(await read(after, limit - hits.length)))
    return hits
  }

  async function facetsOf(query: Query | undefined, request: SearchRequest): Promise<Spread> {
    const division = await ancestorsOf(request.division)
    if (request.division !== undefined && division === undefined) return { counted: 0, rows: [], exact: true }
    const range = division && subtree(division)
    const filters = entryFilters(request)
    // Everywhere, the counters of names tell of very many without looking at each.
    const isEverywhere = range === undefined && filters.organisation === undefined
    const known = isEverywhere ? await selectKnownFacets(pool, query, filters) : undefined
    if (known !== undefined && known.counted >= MOST_IN_FACETS) return { ...known, exact: false }
    const found = await selectFacets(pool, query, filters, range, MOST_IN_FACETS)
    return { ...found, exact: found.counted < MOST_IN_FACETS }
  }

  async function countOf(query: Query | undefined, request: SearchRequest, cap: number): Promise<number> {
    const division = await ancestorsOf(request.division)
    if (request.division !== undefined && division === undefined) return 0
    const [range, filters] = [division && subtree(division), entryFilters(request)]
    let found = await countEntries(pool, query, filters, range, cap)
    if (query?.code !== undefined && found < cap)
      found += (await selectByCode(pool, query.code, filters, range, '', cap - found)).length
    if (hasContent(request, query) && found < cap)
      found += await countFound(pool, query?.ways, { division: request.division }, cap - found)
    if (query !== undefined && hasBundles(request)) {
      const { ahead, behind } = foundBundles(await knownBundles(), query, {
        ...request,
        division,
        near: undefined,
      })
      found = Math.min(cap, found + ahead.length + behind.length)
    }
    return found
  }

  /** The query as it is understood in a way; undefined where it cannot be. */
  async function understood(query: Query, way: Way, request: SearchRequest): Promise<Query | undefined> {
    const { synonyms, stopWords } = readWith.get(query) ?? (await knownWords())
    const plain = withoutStopWords(query, stopWords, synonyms)
    if (way === 'withoutStopWords') return plain
    if (way === 'asSpoken') return asSpoken(plain ?? query)
    const { text, others } = plain ?? query
    const isLetters = !runsOf(text).some(isHan)
    if (isLetters && way !== 'covered') return undefined
    const texts = isLetters
      ? syllablesOfText(text)
      : (way === 'covered' ? gramsOfTexts : charactersOfTexts)([text, ...others], synonyms)
    if (texts.length === 0) return undefined
    const kinds = kindNumbers(entryFilters(request))
    const { candidates, frequency, names } = await selectCoverage(pool, [...new Set(texts.flat())], kinds)
    const groups = bestCovered(texts, candidates.filter(isTelling(way)), frequency, names)
    return groups.length === 0 ? undefined : { ...query, ways: [], groups }
  }

  /** The first way in which something is found, with its hits; a later page goes on in the way of its first. */
  async function firstFound(
    query: Query,
    request: SearchRequest,
    after: SearchPosition | undefined,
    limit: number,
  ): Promise<{ hits: Hit[]; query: Query }> {
    let weak: { hits: Hit[]; query: Query } | undefined
    if (isReadOtherwise(query))
      for (const [number, way] of WAYS.entries()) {
        if (number === 0 || (after !== undefined && after.way !== number)) continue
        const other = await understood(query, way, request)
        const hits = other === undefined ? [] : await hitsOf(other, request, after, limit)
        if (other === undefined || hits.length === 0) continue
        const found = { hits: hits.map(inWay(number)), query: other }
        if (after !== undefined || hits.some(isStrong)) return found
        weak ??= found
      }
    return weak ?? { hits: [], query }
  }

  return {
    async read(q) {
      const known = await knownWords()
      const query = rememberedQuery(q, known.synonyms)
      if (query !== undefined) readWith.set(query, known)
      return query
    },
    async find(query, request, after, { limit, cap, facets = false }) {
      const told = (understood: Query | undefined) =>
        Promise.all([
          cap === undefined ? undefined : countOf(understood, request, cap),
          facets ? facetsOf(understood, request) : undefined,
        ])
      const [hits, [counted, spread]] = await Promise.all([
        after?.way === undefined ? hitsOf(query, request, after, limit) : [],
        told(query),
      ])
      const isOver = after !== undefined && after.way === undefined
      // Answers that happen to hold the words are kept for where no other way finds what they mean.
      const isFound = hits.some(isStrong) || (hits.length > 0 && !isOverEverything(request))
      if (query === undefined || isFound || isOver) return { hits, query, counted, spread }
      const other = await firstFound(query, request, after, limit)
      if (other.hits.length === 0 || (hits.length > 0 && !other.hits.some(isStrong)))
        return { hits, query, counted, spread }
      const [otherCounted, otherSpread] = await told(other.query)
      return { ...other, counted: otherCounted, spread: otherSpread }
    },
    async suggest(text, limit) {
      const key = keyOf([...text.trim()].slice(0, LONGEST_TYPED).join(''))
      return runsOf(key).length === 0 ? [] : selectSuggestions(pool, key, limit)
    },
    forgetSynonyms: () => words.forget(),
  }
}

/** Found by its name or another word for it, not only by the words of an answer to a question. */
const isStrong = ({ entry, position }: Hit): boolean =>
  entry === undefined ||
  ENTRY_KINDS[entry.kind] !== 'faq' ||
  (Array.isArray(position.at) && position.at[1] < OTHERWISE)
/** The rank of what is found by its tokens alone. */
const OTHERWISE = 6

/**
 * One character alone says too little; one bigram too little where the long answer to a question may have it by chance, and
 * there two characters as well: whoever asked for something else is told nothing rather than that.
 */
const isTelling =
  (way: Way) =>
  ({ grams, kind }: Covered): boolean =>
    way === 'covered'
      ? ENTRY_KINDS[kind] !== 'faq' || grams.length > 1
      : ENTRY_KINDS[kind] !== 'faq' && grams.length > 1

/** Whoever asks for some kinds gets all of those. */
const isOverEverything = ({ kinds }: SearchRequest): boolean =>
  SEARCH_KINDS.every((kind) => kinds.includes(kind))

const inWay =
  (way: number) =>
  (hit: Hit): Hit => ({ ...hit, position: { ...hit.position, way } })
