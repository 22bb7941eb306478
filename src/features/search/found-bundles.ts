import { type Query, readQuery } from './query.js'
import { keyOf, nameTokens } from './words.js'

/** A bundle in force (一件事), as it is searched for. */
export interface FindableBundle {
  bundleCode: string
  name: string
  /** Other words by which people look for it. */
  aliases: readonly string[]
  nameEn?: string | undefined
  description: string
  organisationCode: string
  divisionCode: string
  /** Its division and all above it. */
  divisions: readonly string[]
  audiences: readonly string[]
  themes: readonly string[]
}

/** A bundle with everything by which it is found. */
export interface KnownBundle extends FindableBundle {
  tokens: ReadonlySet<string>
  keys: readonly string[]
}

export const knownBundle = (bundle: FindableBundle): KnownBundle => {
  const { name, aliases, nameEn, bundleCode } = bundle
  const words = [bundleCode, ...(nameEn === undefined ? [] : [nameEn])]
  return {
    ...bundle,
    tokens: new Set([...nameTokens([name, ...aliases], words), keyOf(bundleCode)]),
    keys: [name, ...aliases, bundleCode].map(keyOf),
  }
}

export interface BundleFilters {
  /** Own code first, of the division outside of which nothing is wanted. */
  division?: readonly string[] | undefined
  near?: readonly string[] | undefined
  audience?: string | undefined
  theme?: string | undefined
  organisation?: string | undefined
}

/** More of one name than these would push what else is found off the first page. */
const MOST_AHEAD = 3

/** What was said itself: by a synonym of it (食品经营, 饭店) an item is meant, before which no bundle may stand. */
const ownWays = ({ text, others, ways }: Query): Query['ways'] =>
  others.length === 0 ? ways : (readQuery(text)?.ways ?? [])

/** By all words of the query; where names were chosen by how much they cover, by a word for it in what was said. */
const isFound = ({ tokens, keys }: KnownBundle, { groups, text }: Query, ways: Query['ways']): boolean =>
  groups === undefined
    ? ways.some((way) => way.every((token) => tokens.has(token)))
    : keys.some((key) => text.includes(key))

/**
 * The bundles that a query finds by all its words: a few, those of near places, which stand before everything else, and
 * the others, which stand behind the entries.
 */
export function foundBundles(
  bundles: readonly KnownBundle[],
  query: Query,
  { division, near, audience, theme, organisation }: BundleFilters,
): { ahead: KnownBundle[]; behind: KnownBundle[] } {
  const [within] = division ?? []
  const ways = ownWays(query)
  const isNear = ({ divisionCode, divisions }: KnownBundle): boolean =>
    near === undefined || near.includes(divisionCode) || divisions.includes(near[0] ?? '')
  const found = bundles
    .filter(
      (bundle) =>
        isFound(bundle, query, ways) &&
        (within === undefined || bundle.divisions.includes(within)) &&
        (audience === undefined || bundle.audiences.includes(audience)) &&
        (theme === undefined || bundle.themes.includes(theme)) &&
        (organisation === undefined || bundle.organisationCode === organisation),
    )
    .toSorted(
      (one, other) =>
        Number(other.keys.includes(query.text)) - Number(one.keys.includes(query.text)) ||
        one.name.length - other.name.length ||
        (one.bundleCode < other.bundleCode ? -1 : 1),
    )
  const ahead = found.filter(isNear).slice(0, MOST_AHEAD)
  return { ahead, behind: found.filter((bundle) => !ahead.includes(bundle)) }
}

/** Those of a list behind the one with this code; all without a code. */
export function bundlesAfter(bundles: readonly KnownBundle[], code: unknown): KnownBundle[] {
  const at = bundles.findIndex(({ bundleCode }) => bundleCode === code)
  return bundles.slice(at + 1)
}
