import fc from 'fast-check'
import t from 'tap'
import { ENTRY_KINDS, type Entry, groupKey } from '../../src/features/search/entry.js'
import { readQuery } from '../../src/features/search/query.js'
import type { Search, SearchPosition, SearchRequest } from '../../src/features/search/search-service.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { type Division, entriesOf, fill, idOf, syllables } from '../helpers/search-entries.js'

interface Asked {
  q: string | undefined
  request: SearchRequest
  size: number
}

/** Half of the time nothing. */
const seldom = (...values: string[]): fc.Arbitrary<string | undefined> =>
  fc.oneof(fc.constant(undefined), fc.constantFrom(...values))

const askedOf = (divisions: readonly Division[]): fc.Arbitrary<Asked> =>
  fc.record({
    q: fc.constantFrom(undefined, '登记', '许可', '食品登记', '经营 许可', '公积金', 'dj', 'shipin', '没有'),
    request: fc.record({
      kinds: fc.constantFrom(['item'] as const, ['variant', 'faq'] as const, ENTRY_KINDS),
      near: seldom(...divisions.map(({ code }) => code)),
      division: seldom(...divisions.map(({ code }) => code)),
      type: seldom('01'),
      audience: seldom('2'),
      organisation: seldom('ORG-A'),
    }),
    size: fc.constantFrom(1, 2, 7, 20, 30, 100),
  })

/** Words that many names have, everywhere and near a place. */
const ALWAYS: Asked[] = [
  ...['登记', '许可', '食品登记', '经营 许可'].flatMap((q): Asked[] => [
    { q, request: { kinds: ['item'] }, size: 2 },
    // More than begin so: of those that only hold it some stand on the page.
    { q, request: { kinds: ['item'] }, size: 7 },
    { q, request: { kinds: ['item'], audience: '2' }, size: 4 },
    { q, request: { kinds: ENTRY_KINDS, audience: '2' }, size: 7 },
    { q, request: { kinds: ENTRY_KINDS, near: '511102000000' }, size: 7 },
  ]),
  { q: 'dj', request: { kinds: ['item'] }, size: 2 },
  { q: undefined, request: { kinds: ['item'], near: '511102000000' }, size: 7 },
  { q: 'xuke', request: { kinds: ['faq'], division: '511100000000' }, size: 20 },
]

/** 0 to 6 when the group is found, as search words are documented, one after the other and without any index. */
function rankOf(q: string | undefined, { name, aliases }: Entry['group']): number | undefined {
  if (q === undefined) return 0
  if (/^[a-z]+$/.test(q)) {
    const [initials, full] = [
      syllables(name)
        .map((each) => each[0])
        .join(''),
      syllables(name).join(''),
    ]
    const others = aliases.some((each) =>
      [
        syllables(each)
          .map((one) => one[0])
          .join(''),
        syllables(each).join(''),
      ].some((text) => text.includes(q)),
    )
    if (initials === q || full === q) return 1
    if (initials.startsWith(q) || full.startsWith(q)) return 4
    if (initials.includes(q) || full.includes(q)) return 5
    return others ? 6 : undefined
  }
  const pairs = q
    .split(' ')
    .flatMap((word) => [...word].slice(1).map((each, index) => [...word][index] + each))
  if (!pairs.every((pair) => [name, ...aliases].some((each) => each.includes(pair)))) return undefined
  if (name === q) return 0
  if (aliases.includes(q)) return name.includes(q) ? 2 : 3
  return name.startsWith(q) ? 4 : name.includes(q) ? 5 : 6
}

/** In which order a place is read: own and above 0, below 1, before it 2, behind it 3; what is suspended 9. */
function stageOf(
  entry: Entry,
  { near, division }: SearchRequest,
  known: ReadonlyMap<string, Division>,
): number | undefined {
  const own = entry.divisions
  if (division !== undefined && !own.includes(division)) return undefined
  if (entry.suspended) return 9
  const isNearWithin =
    near !== undefined && (division === undefined || known.get(near)?.ancestors.includes(division))
  const centre = isNearWithin ? near : division
  if (centre === undefined) return 0
  const up = known.get(centre)?.ancestors ?? []
  if (up.includes(entry.divisionCode)) return 0
  if (own.includes(centre)) return 1
  return entry.divisionCode < centre ? 2 : 3
}

const compare = (a: readonly (number | string)[], b: readonly (number | string)[]): number => {
  for (const [index, left] of a.entries()) {
    const right = b[index] as typeof left
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

/** All hits in their order: each looked at, then sorted, the slow and obvious way. */
function expected(
  entries: readonly Entry[],
  { q, request }: Asked,
  groups: ReadonlyMap<string, number>,
  known: ReadonlyMap<string, Division>,
): string[] {
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
  const hits = entries.flatMap((entry) => {
    const { group, validFrom, validTo = '9999' } = entry
    const [rank, stage] = [rankOf(q, group), stageOf(entry, request, known)]
    const isAsked =
      request.kinds.includes(group.kind) &&
      (request.type === undefined || group.type === request.type) &&
      (request.audience === undefined || group.audiences.includes(request.audience)) &&
      (request.organisation === undefined || entry.organisationCode === request.organisation)
    if (!isAsked || rank === undefined || stage === undefined || validFrom > today || validTo <= today)
      return []
    const isPlain =
      q === undefined &&
      request.kinds.length === 1 &&
      [request.type, request.audience, request.organisation].every((each) => each === undefined)
    const ofGroup = isPlain ? [] : [rank, [...group.name].length, groups.get(groupKey(group)) ?? 0]
    // Above each other: the deepest first.
    const place =
      (request.near === undefined && request.division === undefined) || stage !== 0
        ? entry.divisionCode
        : -entry.divisions.length
    return [
      {
        id: idOf(entry),
        key: [stage, ENTRY_KINDS.indexOf(group.kind), ...ofGroup, place, entry.itemCode, entry.number],
      },
    ]
  })
  return hits.sort((a, b) => compare(a.key, b.key)).map(({ id }) => id)
}

async function groupIds(app: TestApp): Promise<Map<string, number>> {
  const rows = await app.database.asOwner<{ group_key: string; group_id: number }>(
    'select group_key, group_id from search_groups',
  )
  return new Map(rows.map(({ group_key, group_id }) => [group_key, group_id]))
}

async function allPages(search: Search, { q, request, size }: Asked): Promise<string[]> {
  const query = q === undefined ? undefined : readQuery(q)
  const ids: string[] = []
  let after: SearchPosition | undefined
  for (;;) {
    const { hits } = await search.find(query, request, after, { limit: size })
    // What nothing holds as typed is understood in other ways, which have tests of their own.
    if (hits.some(({ position }) => position.way !== undefined)) return ids
    for (const { entry } of hits)
      ids.push(`${entry?.item_code}/${ENTRY_KINDS[entry?.kind ?? 9]}/${entry?.number}`)
    if (hits.length < size) return ids
    after = hits.at(-1)?.position
  }
}

t.test('where a place has very many entries, pages are the same', async (t) => {
  const app = await startTestApp(t)
  const divisions = await app.database.asOwner<Division>(
    'select code, ancestors from divisions order by code limit 3',
  )
  const known = new Map(divisions.map((each) => [each.code, each]))
  const filled = fc.sample(entriesOf(divisions, 3600), { numRuns: 1 })[0] ?? []
  const entries = await fill(app, filled)
  const groups = await groupIds(app)
  let hits = 0
  for (const near of divisions.map(({ code }) => code))
    for (const request of [
      { kinds: ENTRY_KINDS },
      { kinds: ENTRY_KINDS, audience: '2' },
      { kinds: ['item'] as const },
    ]) {
      const q = 'audience' in request ? undefined : '登记'
      const asked = { q, request: { ...request, near }, size: 21 }
      const wanted = expected(entries, asked, groups, known)
      hits += wanted.length
      t.strictSame(await allPages(app.deps.search, asked), wanted, JSON.stringify(asked))
    }
  t.ok(hits > 5000, `${hits} hits compared`)
})

t.test('pages give what a slow search gives, in its order, each hit once', async (t) => {
  const app = await startTestApp(t)
  const divisions = await app.database.asOwner<Division>(
    'select code, ancestors from divisions order by code',
  )
  t.ok(divisions.length >= 8, `${divisions.length} divisions`)
  const known = new Map(divisions.map((each) => [each.code, each]))
  let hits = 0
  await fc.assert(
    fc.asyncProperty(
      entriesOf(divisions),
      fc.array(askedOf(divisions), { minLength: 12, maxLength: 12 }),
      async (made, asked) => {
        const entries = await fill(app, made)
        const groups = await groupIds(app)
        for (const each of [...asked, ...ALWAYS]) {
          const wanted = expected(entries, each, groups, known)
          hits += wanted.length
          if (!t.strictSame(await allPages(app.deps.search, each), wanted, JSON.stringify(each)))
            throw new Error('another order')
        }
      },
    ),
    // To make a failure smaller takes minutes.
    { numRuns: 15, endOnFailure: true },
  )
  t.ok(hits > 1000, `${hits} hits compared`)
})
