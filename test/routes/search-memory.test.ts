import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createCommonWords } from '../../src/features/search/common-words.js'
import type { Entry } from '../../src/features/search/entry.js'
import { createKeptRankings } from '../../src/features/search/kept-rankings.js'
import { readQuery } from '../../src/features/search/query.js'
import { replaceEntries } from '../../src/features/search/replace-entries.js'
import { createSearch } from '../../src/features/search/search-service.js'
import { startTestApp } from '../helpers/app.js'
import { quiet } from '../helpers/cluster.js'

/** Entries of four names with this word, so many of each. */
const entriesOf = (word: string, each: number): Entry[] =>
  [...'甲乙丙丁'].flatMap((first, group) =>
    Array.from({ length: each }, (_, number) => ({
      group: {
        kind: 'item' as const,
        name: `${first}${word}`,
        aliases: [],
        basicCode: 'x',
        type: '01',
        handling: 'promised',
        audiences: ['1'],
        themes: [],
      },
      itemCode: `MEMORY-${word}-${group}-${number}`,
      number: 0,
      version: 1,
      suspended: false,
      organisationCode: 'ORG',
      divisionCode: '511102000000',
      divisions: ['511102000000', '511100000000', '510000000000'],
      validFrom: '2020-01-01',
    })),
  )

const app = await startTestApp(t)

t.test('a page is one statement once its groups are known, for common words too', async (t) => {
  let statements: string[] = []
  const pool = app.database.appPool(t, { onQuery: (text) => statements.push(text) })
  for (const table of ['search_entries', 'search_groups']) await app.database.asOwner(`delete from ${table}`)
  for (const entries of [entriesOf('共识', 8), entriesOf('公约', 2)])
    await replaceEntries(
      app.deps.pool,
      entries.map(({ itemCode }) => itemCode),
      entries,
    )
  const search = createSearch(pool, quiet, { common: createCommonWords(4, 3) })
  const asked = async (word: string) => {
    statements = []
    const hits = await search.find(readQuery(word), { kinds: ['item'] }, undefined, 21)
    return {
      names: new Set(hits.map(({ group }) => group?.name)).size,
      hits: hits.map(({ entry }) => entry?.item_code),
      statements: statements.length,
      // The other way to read looks at so many names in the order of an index.
      isQuick: statements.map((text) => /limit 3\)/.test(text)),
    }
  }
  const page = await asked('共识')
  t.match(page, { names: 3, statements: 2, isQuick: [false, false] }, 'groups were not known')
  t.equal(page.hits.length, 21)
  t.same(await asked('共识'), { ...page, statements: 1, isQuick: [true] }, 'four names are many here')
  t.same(await asked('共识'), { ...page, statements: 1, isQuick: [true] })
  const few = await asked('公约')
  t.match(few, { names: 4, statements: 2, isQuick: [false, false] })
  t.equal(few.hits.length, 8)
  t.same(
    await asked('公约'),
    { ...few, statements: 2, isQuick: [true, false] },
    'three names that do not hold it fill no page',
  )
  t.same(await asked('公约'), { ...few, statements: 1, isQuick: [false] }, 'that is remembered')
})

t.test('near a place the ranking of a common word is kept until a name is added, wherever', async (t) => {
  let statements: string[] = []
  const pool = app.database.appPool(t, { onQuery: (text) => statements.push(text) })
  for (const table of ['search_entries', 'search_groups']) await app.database.asOwner(`delete from ${table}`)
  const add = (entries: Entry[]) =>
    replaceEntries(
      app.deps.pool,
      entries.map(({ itemCode }) => itemCode),
      entries,
    )
  await add(entriesOf('共识', 2))
  const search = createSearch(pool, quiet, { rankings: createKeptRankings(pool, quiet, 4) })
  t.teardown(() => search.close())
  const asked = async () => {
    statements = []
    const hits = await search.find(
      readQuery('共识'),
      { kinds: ['item'], near: '511102000000' },
      undefined,
      20,
    )
    const page = statements.filter((text) => text.includes('union all'))
    return { hits: hits.length, isKept: page.map((text) => !text.includes('g.tokens')) }
  }
  const until = async (wanted: object) => {
    for (let n = 0; n < 100; n += 1) {
      if (JSON.stringify(await asked()) === JSON.stringify(wanted)) return true
      await sleep(50)
    }
    return false
  }
  t.same(await asked(), { hits: 8, isKept: [false] }, 'nothing is heard yet: nothing is kept')
  t.ok(await until({ hits: 8, isKept: [true] }), 'kept as soon as notifications are heard')

  // The same names in other places are no new ones; entries are read anew all the same.
  await add(entriesOf('共识', 3))
  t.same(await asked(), { hits: 12, isKept: [true] }, 'entries of names that are known are found at once')
  const [, , , one] = entriesOf('新共识', 1)
  await add(one === undefined ? [] : [one])
  t.ok(await until({ hits: 13, isKept: [true] }), 'a name that another connection added is found')

  await app.database.asSuperuser(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yichuang-search_names' and datname = current_database()`,
  )
  t.ok(await until({ hits: 13, isKept: [false] }), 'while nothing is heard nothing is kept')
})

t.test('a ranking that was read while a name was added is not kept', async (t) => {
  const rankings = createKeptRankings(app.deps.pool, quiet, 1)
  t.teardown(() => rankings.close())
  const keep = (word: string, read: () => Promise<string>) => rankings.keep(word, 1, read)
  for (let n = 0; n < 100 && rankings.of('old') === undefined; n += 1) {
    await keep('old', async () => '{1}')
    await sleep(20)
  }
  t.equal(rankings.of('old'), '{1}')
  await keep('late', async () => {
    await replaceEntries(app.deps.pool, ['MEMORY-迟到-0-0'], entriesOf('迟到', 1).slice(0, 1))
    for (let n = 0; n < 100 && rankings.of('old') !== undefined; n += 1) await sleep(20)
    return '{1}'
  })
  t.equal(rankings.of('old'), undefined, 'the word was heard')
  t.equal(rankings.of('late'), undefined, 'what was read before it may lack the name')
  await rankings.keep('few', 0, async () => '{1}')
  t.equal(rankings.of('few'), undefined)
})

t.test('the longest names have room in every index', async (t) => {
  const [one] = entriesOf('长', 1)
  if (one === undefined) throw new Error('no entry')
  // Characters of four bytes, each another: nothing that Postgres could compress.
  const longest = (length: number) =>
    Array.from({ length }, (_, n) => String.fromCodePoint(0x20000 + ((n * 7919) % 40_000))).join('')
  const kinds = [
    { kind: 'faq' as const, name: longest(500), aliases: [longest(200)] },
    { kind: 'item' as const, name: longest(200), aliases: [longest(200)] },
  ]
  for (const kind of kinds)
    await replaceEntries(
      app.deps.pool,
      ['LONGEST'],
      [{ ...one, itemCode: 'LONGEST', group: { ...one.group, ...kind } }],
    )
  const found = await app.deps.search.find(readQuery(longest(90)), { kinds: ['item'] }, undefined, 5)
  t.match(found, [{ entry: { item_code: 'LONGEST' } }])
})
