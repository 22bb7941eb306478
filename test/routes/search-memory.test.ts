import t from 'tap'
import { createCommonWords } from '../../src/features/search/common-words.js'
import type { Entry } from '../../src/features/search/entry.js'
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

t.test('a page is one statement once its groups are known, for common words too', async (t) => {
  const app = await startTestApp(t)
  let statements: string[] = []
  const pool = app.database.appPool(t, { onQuery: (text) => statements.push(text) })
  for (const table of ['search_entries', 'search_groups']) await app.database.asOwner(`delete from ${table}`)
  for (const entries of [entriesOf('共识', 8), entriesOf('公约', 2)])
    await replaceEntries(
      app.deps.pool,
      entries.map(({ itemCode }) => itemCode),
      entries,
    )
  const search = createSearch(pool, quiet, createCommonWords(4, 3))
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
