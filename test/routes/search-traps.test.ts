import t from 'tap'
import type { Entry } from '../../src/features/search/entry.js'
import { readQuery } from '../../src/features/search/query.js'
import { replaceEntries } from '../../src/features/search/replace-entries.js'
import { createSearch, SEARCH_KINDS } from '../../src/features/search/search-service.js'
import { startTestApp } from '../helpers/app.js'
import { plainEntry } from '../helpers/search-entries.js'

const app = await startTestApp(t)

/** These and no others. */
async function fill(entries: Entry[]): Promise<void> {
  for (const table of ['search_entries', 'search_groups']) await app.database.asOwner(`delete from ${table}`)
  await replaceEntries(
    app.deps.pool,
    entries.map(({ itemCode }) => itemCode),
    entries,
  )
}
const many = Array.from({ length: 210 }, (_, n) =>
  plainEntry(`登记${String.fromCharCode(0x4e00 + n)}`, `MANY-${n}`),
)

t.test('initials typed twice are words of letters, and change nothing for the initials', async (t) => {
  await fill([
    plainEntry('登记', 'EXACT'),
    ...many,
    ...Array.from({ length: 30 }, (_, n) => plainEntry('dj演出备案', `DJ-${n}`)),
  ])
  const namesOf = async (q: string) =>
    (await app.deps.search.find(readQuery(q), { kinds: SEARCH_KINDS }, undefined, { limit: 21 })).hits.map(
      ({ entry }) => entry?.name,
    )
  const wanted = await namesOf('dj')
  t.equal(wanted[0], '登记')
  await namesOf('dj dj')
  t.same(await namesOf('dj'), wanted)
})

t.test('a page is one statement, with what is shown of its names', async (t) => {
  await fill(many)
  const texts: string[] = []
  const pool = app.database.appPool(t, { onQuery: (text) => texts.push(text) })
  const search = createSearch(pool, app.deps.listener, async () => [])
  const { hits } = await search.find(readQuery('登记'), { kinds: ['item'] }, undefined, { limit: 21 })
  t.equal(texts.length, 1)
  t.equal(hits.length, 21)
  const names = new Map(many.map(({ itemCode, group }) => [itemCode, group.name]))
  for (const { entry } of hits) t.equal(entry?.name, names.get(entry?.item_code ?? ''))
})

t.test('names that are known are not made again', async (t) => {
  await fill(many)
  const texts: string[] = []
  const pool = app.database.appPool(t, { onQuery: (text) => texts.push(text) })
  const moved = many.map((each) => ({ ...each, organisationCode: 'OTHER' }))
  await replaceEntries(
    pool,
    moved.map(({ itemCode }) => itemCode),
    moved,
  )
  t.same(
    texts.map((text) => text.split(' ').slice(0, 3).join(' ')),
    ['delete from search_entries', 'select group_key from', 'insert into search_entries'],
  )
})

t.test('names that few begin with and many hold are suggested, and what is suspended is not', async (t) => {
  const held = many.map(({ group, itemCode }, n) =>
    plainEntry(`${String.fromCharCode(0x5e00 + n)}${group.name}`, itemCode),
  )
  const begins = plainEntry('登记', 'BEGINS')
  await fill([...held, begins])
  const names = await app.deps.search.suggest('登记', 10)
  t.equal(names[0], '登记')
  t.equal(names.length, 10)
  await fill([...held, { ...begins, suspended: true }])
  t.notOk((await app.deps.search.suggest('登记', 10)).includes('登记'))
})

t.test('the longest names have room in every index', async (t) => {
  const one = plainEntry('长', 'LONGEST')
  // Characters of four bytes, each another: nothing that Postgres could compress.
  const longest = (length: number) =>
    Array.from({ length }, (_, n) => String.fromCodePoint(0x20000 + ((n * 7919) % 40_000))).join('')
  const kinds = [
    { kind: 'faq' as const, name: longest(500), aliases: [longest(200)] },
    { kind: 'item' as const, name: longest(200), aliases: [longest(200)] },
  ]
  for (const kind of kinds)
    await replaceEntries(app.deps.pool, ['LONGEST'], [{ ...one, group: { ...one.group, ...kind } }])
  const found = await app.deps.search.find(readQuery(longest(90)), { kinds: ['item'] }, undefined, {
    limit: 5,
  })
  t.match(found.hits, [{ entry: { item_code: 'LONGEST' } }])
})

t.test('pages of unusual length are not prepared: no connection fills up with their plans', async (t) => {
  const pool = app.database.appPool(t, { max: 1 })
  const search = createSearch(pool, app.deps.listener, async () => [])
  for (let limit = 1; limit <= 101; limit += 1) {
    await search.find(readQuery('11511102mb0y'), { kinds: ['item'] }, undefined, { limit })
    await search.find(readQuery('公示'), { kinds: ['content'] }, undefined, { limit })
    await search.find(readQuery('登记'), { kinds: ['item'] }, undefined, { limit })
  }
  const { rows } = await pool.query<{ name: string }>(`select name from pg_prepared_statements order by 1`)
  t.ok(rows.length >= 3 && rows.length < 12, rows.map(({ name }) => name).join(' '))
})
