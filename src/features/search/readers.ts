import type pg from 'pg'
import { findPublications, type PublicationPosition } from '../publications/publication-service.js'
import { divisionPath, endOf } from './division-path.js'
import type { EntryFilters, EntryKind } from './entry.js'
import type { Subtree } from './facet-store.js'
import { bundlesAfter, foundBundles, type KnownBundle } from './found-bundles.js'
import type { Query } from './query.js'
import type { EntryPosition } from './ranked-groups.js'
import type { Hit, SearchKind, SearchPosition, SearchRequest } from './search-service.js'
import { positionOf, selectByCode, selectEntries } from './search-store.js'
import { stagesOf } from './stages.js'

/** Reads on behind a position; what lies before it is none of its own. */
type Reader = (after: SearchPosition | undefined, limit: number) => Promise<Hit[]>

interface Reading {
  pool: pg.Pool
  query: Query | undefined
  request: SearchRequest
  division: readonly string[] | undefined
  near: readonly string[] | undefined
  bundles: readonly KnownBundle[]
}

/** Where bundles of near places stand: before everything. */
const AHEAD = -1

/** What is read one after the other: bundles, a code, entries place by place, public content, bundles of far places. */
export function readers({ pool, query, request, division, near, bundles }: Reading): Reader[] {
  const filters = entryFilters(request)
  const stages = stagesOf({ division, near })
  const last = stages.length + 1
  const { ahead, behind } =
    query === undefined
      ? { ahead: [], behind: [] }
      : foundBundles(bundles, query, { ...request, division, near })
  const bundlesAt =
    (of: readonly KnownBundle[], stage: number): Reader =>
    async (after, limit) =>
      after !== undefined && after.stage > stage
        ? []
        : bundlesAfter(of, after?.stage === stage ? after.at : undefined)
            .slice(0, limit)
            .map((bundle): Hit => ({ bundle, position: { stage, at: bundle.bundleCode } }))
  const byCode: Reader = async (after, limit) => {
    if (query?.code === undefined || (after?.stage ?? 0) > 0) return []
    const range = division && subtree(division)
    const begin = after?.stage === 0 && typeof after.at === 'string' ? after.at : ''
    const rows = await selectByCode(pool, query.code, filters, range, begin, limit)
    return rows.map((entry): Hit => ({ entry, position: { stage: 0, at: entry.code ?? '' } }))
  }
  const byWords: Reader = async (after, limit) => {
    const stage = Math.max(0, after?.stage ?? 0)
    if (stage >= last) return []
    const start = stage === 0 ? { stage: 0 } : { stage: stage - 1, position: after?.at as EntryPosition }
    const rows = await selectEntries(pool, query, filters, stages, start, limit)
    return rows.map((entry): Hit => ({ entry, position: { stage: entry.stage + 1, at: positionOf(entry) } }))
  }
  const contents: Reader = async (after, limit) => {
    if ((after?.stage ?? 0) > last) return []
    const begin = after?.stage === last ? (after.at as PublicationPosition) : undefined
    const found = await findPublications(pool, query?.ways, { division: request.division }, begin, limit)
    return found.map((content): Hit => ({ content, position: { stage: last, at: content.position } }))
  }
  const hasEntries = filters.kinds.length > 0
  return [
    bundlesAt(ahead, AHEAD),
    ...(hasEntries ? [byCode, byWords] : []),
    ...(hasContent(request, query) ? [contents] : []),
    bundlesAt(behind, last + 1),
  ]
}

/** Filters that no bundle can pass leave it out. */
export const hasBundles = ({ kinds, type, handling }: SearchRequest): boolean =>
  kinds.includes('bundle') && type === undefined && handling === undefined

/** Filters that no public content can pass leave it out. */
export const hasContent = (
  { kinds, type, audience, theme, handling, organisation }: SearchRequest,
  query: Query | undefined,
): boolean =>
  kinds.includes('content') &&
  query?.groups === undefined &&
  [type, audience, theme, handling, organisation].every((each) => each === undefined)

const isEntryKind = (kind: SearchKind): kind is EntryKind => kind !== 'content' && kind !== 'bundle'

export const entryFilters = ({
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

export function subtree(ancestors: readonly string[]): Subtree {
  const from = divisionPath(ancestors)
  return { code: ancestors[0] ?? '', from, before: endOf(from) }
}
