import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { problem } from '../../shared/problem.js'
import { ENTRY_KINDS } from './entry.js'
import { highlight } from './highlight.js'
import type { Query } from './query.js'
import type { Hit, SearchRequest, Spread } from './search-service.js'

/** Counting ends here, whatever was asked. */
export const MOST_COUNTED = 10_000
const LONGEST_EXCERPT = 200

interface AskedPlaces {
  division?: string | undefined
  near?: string | undefined
}

/** The divisions of a query with twelve digits each; 400 for what is no code. */
export const placesOf = ({ division, near }: AskedPlaces): Pick<SearchRequest, 'division' | 'near'> => ({
  division: divisionOf('division', division),
  near: divisionOf('near', near),
})

function divisionOf(name: string, code: string | undefined): string | undefined {
  if (code === undefined) return undefined
  const normalised = normaliseDivisionCode(code)
  if (normalised !== undefined) return normalised
  throw problem('INVALID_INPUT', {
    errors: [
      {
        pointer: `?${name}`,
        code: 'FORMAT',
        message: { en: 'A division code has 6, 9 or 12 digits', zh: '区划代码应为 6、9 或 12 位数字' },
      },
    ],
  })
}

/** Asked for something, but nothing in it can be searched for: nothing is found. */
export const asksForNothing = (q: string | undefined, query: Query | undefined): boolean =>
  q !== undefined && q.trim() !== '' && query === undefined

export const highlightOf = (name: string, query: Query | undefined, asked: boolean | undefined) =>
  asked === true ? { highlight: highlight(name, query ?? { text: '', others: [] }) } : {}

export function viewFacets({ counted, exact, rows }: Spread) {
  const of = (facet: string) =>
    rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }))
  return {
    counted,
    exact,
    kind: of('kind').map(({ value, count }) => ({ value: ENTRY_KINDS[Number(value)] ?? value, count })),
    type: of('type'),
    audience: of('audience'),
    theme: of('theme'),
    handling: of('handling'),
    division: of('division'),
  }
}

/** A hit of the search over everything; `titleOf` gives the type in words. */
export function viewHit(
  { entry, content, bundle }: Hit,
  query: Query | undefined,
  highlighted: boolean | undefined,
  titleOf: (type: string) => string,
) {
  if (bundle !== undefined)
    return {
      kind: 'bundle' as const,
      name: bundle.name,
      ...highlightOf(bundle.name, query, highlighted),
      bundleCode: bundle.bundleCode,
      excerpt: [...bundle.description].slice(0, LONGEST_EXCERPT).join(''),
      organisation: bundle.organisationCode,
      division: bundle.divisionCode,
      audiences: [...bundle.audiences],
    }
  if (entry === undefined) {
    if (content === undefined) throw new Error('a hit is one of the three')
    return {
      kind: 'content' as const,
      name: content.title,
      ...highlightOf(content.title, query, highlighted),
      excerpt: [...content.text].slice(0, LONGEST_EXCERPT).join(''),
      organisation: content.organisation_code,
      division: content.division_code,
      publicationId: content.id,
      publicationKind: content.kind,
      publishedAt: content.published_at,
    }
  }
  const kind = ENTRY_KINDS[entry.kind] ?? 'item'
  return {
    kind,
    name: entry.name,
    ...highlightOf(entry.name, query, highlighted),
    itemCode: entry.item_code,
    ...(kind === 'variant' && entry.code !== null ? { variantCode: entry.code.toUpperCase() } : {}),
    ...(entry.excerpt === null ? {} : { excerpt: entry.excerpt }),
    organisation: entry.organisation_code,
    division: entry.division_code,
    type: entry.type,
    typeTitle: titleOf(entry.type),
    handling: entry.handling as 'onTheSpot' | 'promised',
    audiences: entry.audiences,
    state: stateOf(entry.suspended),
  }
}

export const stateOf = (suspended: boolean) => (suspended ? ('SUSPENDED' as const) : ('IN_USE' as const))
