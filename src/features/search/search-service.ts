import type pg from 'pg'
import { createKept } from '../../database/kept.js'
import type { Listener } from '../../database/listener.js'
import { divisionAncestors } from '../divisions/division-service.js'
import {
  countFound,
  findPublications,
  type PublicationHit,
  type PublicationPosition,
} from '../publications/publication-service.js'
import { divisionPath, endOf } from './division-path.js'
import { ENTRY_KINDS, type EntryFilters, type EntryKind } from './entry.js'
import {
  countEntries,
  type FacetCounts,
  type Subtree,
  selectFacets,
  selectKnownFacets,
} from './facet-store.js'
import { type Query, rememberedQuery, type Synonyms } from './query.js'
import type { EntryPosition } from './ranked-groups.js'
import { type EntryRow, positionOf, selectByCode, selectEntries } from './search-store.js'
import { stagesOf } from './stages.js'
import { selectSuggestions } from './suggestion-store.js'
import { readSynonyms, SYNONYM_CHANNEL } from './synonym-store.js'
import { keyOf, runsOf } from './words.js'

export { recountGroups } from './entry-store.js'
export { replaceEntries } from './replace-entries.js'

/** What may be searched for: entries of items, and public content. */
export const SEARCH_KINDS = [...ENTRY_KINDS, 'content'] as const
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

/** Where a page ended: in which stage (0 codes, then those of places, last public content), and at which hit of it. */
export interface SearchPosition {
  stage: number
  at: EntryPosition | PublicationPosition | string
}

export type Hit = { position: SearchPosition } & (
  | { entry: EntryRow; content?: never }
  | { content: PublicationHit; entry?: never }
)

export interface Search {
  /** Reads a search text with the synonyms of now; undefined when nothing in it can be searched for. */
  read(q: string): Promise<Query | undefined>
  /** A page of hits, best first; a stage after the other until it is full. */
  find(
    query: Query | undefined,
    request: SearchRequest,
    after: SearchPosition | undefined,
    limit: number,
  ): Promise<Hit[]>
  /** How hits of entries are spread (分面); within a division exact up to a cap. */
  facets(query: Query | undefined, request: SearchRequest): Promise<Spread>
  /** How many hits there are, up to a cap. */
  count(query: Query | undefined, request: SearchRequest, cap: number): Promise<number>
  /** Names while they are typed (联想). */
  suggest(text: string, limit: number): Promise<string[]>
  /** Synonyms were changed here. */
  forgetSynonyms(): void
}

/** Facets, and whether they are of all hits. */
export interface Spread extends FacetCounts {
  exact: boolean
}

const MOST_IN_FACETS = 5000
const LONGEST_TYPED = 50
const SYNONYMS_MS = 5000
const DIVISIONS_MS = 60_000
const MOST_DIVISIONS = 10_000

/** The search with what it keeps in memory for moments: synonyms and places. */
export function createSearch(pool: pg.Pool, listener: Listener): Search {
  // Searches go on where nothing is heard: with words that are a few seconds old.
  const synonyms = createKept<Synonyms>({
    most: 1,
    maxAgeMs: SYNONYMS_MS,
    told: { listener, channel: SYNONYM_CHANNEL, unheardMs: SYNONYMS_MS },
  })
  const places = createKept<readonly string[] | undefined>({ most: MOST_DIVISIONS, maxAgeMs: DIVISIONS_MS })

  const ancestorsOf = async (code: string | undefined): Promise<readonly string[] | undefined> =>
    code === undefined ? undefined : places.get(code, () => divisionAncestors(pool, code))

  return {
    read: async (q) => rememberedQuery(q, await synonyms.get('all', () => readSynonyms(pool))),
    async find(query, request, after, limit) {
      const [division, near] = await Promise.all([ancestorsOf(request.division), ancestorsOf(request.near)])
      if (request.division !== undefined && division === undefined) return []
      const hits: Hit[] = []
      for (const read of readers({ pool, query, request, division, near }))
        if (hits.length < limit) hits.push(...(await read(after, limit - hits.length)))
      return hits
    },
    async facets(query, request) {
      const division = await ancestorsOf(request.division)
      if (request.division !== undefined && division === undefined)
        return { counted: 0, rows: [], exact: true }
      const range = division && subtree(division)
      const filters = entryFilters(request)
      // Everywhere, the counters of names tell of very many without looking at each.
      const isEverywhere = range === undefined && filters.organisation === undefined
      const known = isEverywhere ? await selectKnownFacets(pool, query, filters) : undefined
      if (known !== undefined && known.counted >= MOST_IN_FACETS) return { ...known, exact: false }
      const found = await selectFacets(pool, query, filters, range, MOST_IN_FACETS)
      return { ...found, exact: found.counted < MOST_IN_FACETS }
    },
    async count(query, request, cap) {
      const division = await ancestorsOf(request.division)
      if (request.division !== undefined && division === undefined) return 0
      const [range, filters] = [division && subtree(division), entryFilters(request)]
      let found = await countEntries(pool, query, filters, range, cap)
      if (query?.code !== undefined && found < cap)
        found += (await selectByCode(pool, query.code, filters, range, '', cap - found)).length
      if (hasContent(request) && found < cap)
        found += await countFound(pool, query?.ways, { division: request.division }, cap - found)
      return found
    },
    async suggest(text, limit) {
      const key = keyOf([...text.trim()].slice(0, LONGEST_TYPED).join(''))
      return runsOf(key).length === 0 ? [] : selectSuggestions(pool, key, limit)
    },
    forgetSynonyms: () => synonyms.forget(),
  }
}

/** Reads on behind a position; what lies before it is none of its own. */
type Reader = (after: SearchPosition | undefined, limit: number) => Promise<Hit[]>

interface Reading {
  pool: pg.Pool
  query: Query | undefined
  request: SearchRequest
  division: readonly string[] | undefined
  near: readonly string[] | undefined
}

/** What is read one after the other: a code, entries place by place, public content. */
function readers({ pool, query, request, division, near }: Reading): Reader[] {
  const filters = entryFilters(request)
  const stages = stagesOf({ division, near })
  const last = stages.length + 1
  const byCode: Reader = async (after, limit) => {
    if (query?.code === undefined || (after?.stage ?? 0) > 0) return []
    const range = division && subtree(division)
    const begin = typeof after?.at === 'string' ? after.at : ''
    const rows = await selectByCode(pool, query.code, filters, range, begin, limit)
    return rows.map((entry): Hit => ({ entry, position: { stage: 0, at: entry.code ?? '' } }))
  }
  const byWords: Reader = async (after, limit) => {
    const stage = after?.stage ?? 0
    if (stage === last) return []
    const start = stage === 0 ? { stage: 0 } : { stage: stage - 1, position: after?.at as EntryPosition }
    const rows = await selectEntries(pool, query, filters, stages, start, limit)
    return rows.map((entry): Hit => ({ entry, position: { stage: entry.stage + 1, at: positionOf(entry) } }))
  }
  const contents: Reader = async (after, limit) => {
    const begin = after?.stage === last ? (after.at as PublicationPosition) : undefined
    const found = await findPublications(pool, query?.ways, { division: request.division }, begin, limit)
    return found.map((content): Hit => ({ content, position: { stage: last, at: content.position } }))
  }
  const hasEntries = filters.kinds.length > 0
  return [...(hasEntries ? [byCode, byWords] : []), ...(hasContent(request) ? [contents] : [])]
}

/** Filters that no public content can pass leave it out. */
const hasContent = ({ kinds, type, audience, theme, handling, organisation }: SearchRequest): boolean =>
  kinds.includes('content') &&
  [type, audience, theme, handling, organisation].every((each) => each === undefined)

const isEntryKind = (kind: SearchKind): kind is EntryKind => kind !== 'content'

const entryFilters = ({
  kinds,
  type,
  audience,
  theme,
  handling,
  organisation,
}: SearchRequest): EntryFilters => ({
  kinds: kinds.filter(isEntryKind),
  type,
  audience,
  theme,
  handling,
  organisation,
})

function subtree(ancestors: readonly string[]): Subtree {
  const from = divisionPath(ancestors)
  return { code: ancestors[0] ?? '', from, before: endOf(from) }
}
