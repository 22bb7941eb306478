import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createFreshness } from '../../src/database/freshness.js'
import { createCommonWords } from '../../src/features/search/common-words.js'
import type { Entry } from '../../src/features/search/entry.js'
import { createGroupMemory } from '../../src/features/search/group-memory.js'
import { createKeptRankings } from '../../src/features/search/kept-rankings.js'
import { readQuery } from '../../src/features/search/query.js'
import { replaceEntries } from '../../src/features/search/replace-entries.js'
import { createSearch, recountGroups } from '../../src/features/search/search-service.js'
import { foodBusinessLicence } from '../../src/sample/items/food-business-licence.js'
import { FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { quiet } from '../helpers/cluster.js'
import { importLines, lineOf, numbered } from '../helpers/imports.js'
import { plainEntry } from '../helpers/search-entries.js'

/** Entries of four names with this word, so many of each. */
const entriesOf = (word: string, each: number): Entry[] =>
  [...'甲乙丙丁'].flatMap((first, group) =>
    Array.from({ length: each }, (_, number) =>
      plainEntry(`${first}${word}`, `MEMORY-${word}-${group}-${number}`),
    ),
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

t.test('groups are remembered for a moment, and what is missing is asked for at once', async (t) => {
  let statements = 0
  const pool = app.database.appPool(t, { onQuery: () => (statements += 1) })
  const ids = await app.database.asOwner<{ group_id: number; name: string }>(
    'select group_id, name from search_groups order by group_id limit 3',
  )
  t.equal(ids.length, 3)
  const memory = createGroupMemory(pool, 300)
  const names = async (rows: typeof ids) => {
    statements = 0
    return [(await memory.groupsOf(rows)).map(({ name }) => name), statements]
  }
  const [first] = ids
  t.same(await names(ids.slice(0, 1)), [[first?.name], 1])
  t.same(await names([...ids, ...ids]), [[...ids, ...ids].map(({ name }) => name), 1], 'two by one statement')
  t.same(await names(ids), [ids.map(({ name }) => name), 0])
  await sleep(350)
  t.same(await names(ids), [ids.map(({ name }) => name), 1], 'all are forgotten after a while')
  await t.rejects(memory.groupsOf([{ group_id: 0 }]), /no group 0/)
})

t.test('who publishes or imports finds new names at once, and others as soon as they are told', async (t) => {
  const rankings = createKeptRankings(app.deps.pool, quiet, 1)
  const search = createSearch(app.deps.pool, quiet, { rankings })
  t.teardown(() => search.close())
  const isKept = async () => {
    for (let n = 0; n < 100 && rankings.of('held') === undefined; n += 1) {
      await rankings.keep('held', 1, async () => '{1}')
      await sleep(20)
    }
    return rankings.of('held') !== undefined
  }
  t.ok(await isKept())
  search.forgetNames()
  await rankings.keep('held', 1, async () => '{1}')
  t.equal(rankings.of('held'), undefined, 'nothing is kept until the own notification has surely come')

  let told = 0
  app.deps.search.forgetNames = () => (told += 1)
  const token = await app.token('cataloguer')
  const draft = `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft`
  const body = { ...foodBusinessLicence, name: '食品经营新许可' }
  t.match(await app.request('PUT', draft, { token, body, headers: { 'if-match': '*' } }), { status: 200 })
  t.match(await app.request('POST', `${draft}/publish`, { token, body: {} }), { status: 200 })
  t.equal(told, 1, 'by a publication, before it is committed')
  const done = await importLines(app, [lineOf(numbered(1, { name: '食品经营旧许可' }))])
  t.match(done, { state: 'done' })
  t.ok(told > 1, 'by an import')
})

t.test('pages of unusual length are not prepared: no connection fills up with their plans', async (t) => {
  const pool = app.database.appPool(t, { max: 1 })
  const search = createSearch(pool, quiet)
  t.teardown(() => search.close())
  for (let limit = 1; limit <= 101; limit += 1) {
    await search.find(readQuery('11511102mb0y'), { kinds: ['item'] }, undefined, limit)
    await search.find(readQuery('公示'), { kinds: ['content'] }, undefined, limit)
    await search.find(readQuery('登记'), { kinds: ['item'] }, undefined, limit)
  }
  const { rows } = await pool.query<{ name: string }>(`select name from pg_prepared_statements order by 1`)
  t.ok(rows.length > 3 && rows.length < 12, rows.map(({ name }) => name).join(' '))
})

t.test(
  'suggestions that are kept are looked through for what is shown, and read anew where too few are',
  async (t) => {
    const rankings = createKeptRankings(app.deps.pool, quiet, 4)
    const search = createSearch(app.deps.pool, quiet, { rankings })
    t.teardown(() => search.close())
    const [one] = entriesOf('共约', 1)
    if (one === undefined) throw new Error('no entry')
    // The first sixty-five are more frequent by a second entry.
    const names = Array.from({ length: 70 }, (_, n) => `共约${String.fromCharCode(0x4e00 + n)}`)
    const made = names.flatMap((name, n) =>
      [0, ...(n < 65 ? [1] : [])].map((number) => ({
        ...one,
        group: { ...one.group, name },
        itemCode: `KEPT-${n}`,
        number,
      })),
    )
    const replace = (entries: Entry[]) =>
      replaceEntries(
        app.deps.pool,
        made.map(({ itemCode }) => itemCode),
        entries,
      )
    await replace(made)
    await recountGroups(app.deps.pool)
    for (let n = 0; n < 100 && rankings.of('suggested 共约') === undefined; n += 1) {
      t.same(await search.suggest('共约', 10), names.slice(0, 10))
      await sleep(20)
    }
    t.ok(rankings.of('suggested 共约'), 'kept')
    const suspended = (most: number) =>
      made.map((entry) => ({ ...entry, suspended: Number(entry.itemCode.slice(5)) < most }))
    await replace(suspended(3))
    t.same(
      await search.suggest('共约', 10),
      names.slice(3, 13),
      'what is suspended is not suggested any more',
    )
    await replace(suspended(55))
    t.same(
      await search.suggest('共约', 10),
      names.slice(55, 65),
      'nor when the names that are kept are too few',
    )
  },
)

t.test('before anything can be heard nothing may be kept', (t) => {
  const freshness = createFreshness(app.deps.pool, { channel: 'search_names', log: quiet, drop() {} })
  t.teardown(() => freshness.close())
  t.notOk(freshness.reading()())
  t.end()
})

t.test('nor after the end, when nobody listens and nobody would end a new connection', async (t) => {
  const freshness = createFreshness(app.deps.pool, { channel: 'after_the_end', log: quiet, drop() {} })
  await freshness.close()
  t.notOk(freshness.reading()())
  await sleep(200)
  const rows = await app.database.asSuperuser(
    `select 1 from pg_stat_activity where application_name = 'yichuang-after_the_end'`,
  )
  t.same(rows, [])
})

t.test('who changes again what was changed long ago is not forgotten as the oldest', async (t) => {
  const freshness = createFreshness(app.deps.pool, { channel: 'search_names', log: quiet, drop() {} })
  t.teardown(() => freshness.close())
  for (let n = 0; n < 200 && !freshness.reading('甲')(); n += 1) await sleep(20)
  t.ok(freshness.reading('甲')())
  for (const payload of ['甲', ...Array.from({ length: 999 }, (_, n) => `${n}`), '甲', '乙'])
    freshness.forget(payload)
  t.notOk(freshness.reading('甲')(), 'changed a moment ago')
})
