import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Entry } from '../../src/features/search/entry.js'
import { createGroupMemory } from '../../src/features/search/group-memory.js'
import { createKeptRankings } from '../../src/features/search/kept-rankings.js'
import { readQuery } from '../../src/features/search/query.js'
import { replaceEntries } from '../../src/features/search/replace-entries.js'
import { createSearch, SEARCH_KINDS } from '../../src/features/search/search-service.js'
import { startTestApp } from '../helpers/app.js'
import { quiet } from '../helpers/cluster.js'
import { listening, plainEntry } from '../helpers/search-entries.js'

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

/** A search whose statements are seen. */
function seen(t: Test) {
  const texts: string[] = []
  const pool = app.database.appPool(t, { max: 10, onQuery: (text) => texts.push(text) })
  const rankings = createKeptRankings(pool, quiet, 2)
  const search = createSearch(pool, quiet, { rankings })
  t.teardown(() => search.close())
  return { texts, pool, rankings, search }
}

t.test('initials typed twice are words of letters, and make nothing of the initials common', async (t) => {
  await fill([
    plainEntry('登记', 'EXACT'),
    ...many,
    ...Array.from({ length: 30 }, (_, n) => plainEntry('dj演出备案', `DJ-${n}`)),
  ])
  const namesOf = async ({ search }: ReturnType<typeof seen>, q: string) =>
    (await search.find(readQuery(q), { kinds: SEARCH_KINDS }, undefined, 21)).map(({ group }) => group?.name)
  const [fresh, used] = [seen(t), seen(t)]
  const wanted = await namesOf(fresh, 'dj')
  t.equal(wanted[0], '登记')
  await namesOf(used, 'dj dj')
  t.same(await namesOf(used, 'dj'), wanted)
})

t.test('a full stop behind a common word does not make it slow for all others', async (t) => {
  await fill(many)
  const { texts, search } = seen(t)
  const isQuick = async (q: string) => {
    texts.length = 0
    await search.find(readQuery(q), { kinds: ['item'] }, undefined, 21)
    return texts.some((text) => /limit 1000\)/.test(text))
  }
  t.notOk(await isQuick('登记'))
  t.ok(await isQuick('登记'))
  await isQuick('登记。')
  await isQuick('登记。')
  t.ok(await isQuick('登记'))
})

t.test('groups that are forgotten while a page waits for others are none that it misses', async (t) => {
  await fill(many.slice(0, 3))
  const [one, two, three] = await app.database.asOwner<{ group_id: number }>(
    'select group_id from search_groups',
  )
  if (one === undefined || two === undefined || three === undefined) throw new Error('no groups')
  let wait = 0
  const { pool } = seen(t)
  const slow = {
    query: async (...asked: unknown[]) => {
      await sleep(wait)
      return (pool.query as (...all: unknown[]) => unknown)(...asked)
    },
  } as unknown as typeof pool
  const memory = createGroupMemory(slow, 50)
  await memory.groupsOf([one])
  wait = 200
  const waiting = memory.groupsOf([one, two])
  await sleep(100)
  wait = 0
  await memory.groupsOf([three])
  t.equal((await waiting).length, 2)
})

t.test('a ranking is read once for all who ask at the same time, and its failure is nobody’s', async (t) => {
  await fill(many)
  const { texts, pool, rankings, search } = seen(t)
  await listening(rankings)
  const near = (one: typeof search) =>
    one.find(readQuery('登记'), { kinds: ['item'], near: '511102000000' }, undefined, 20)
  texts.length = 0
  await Promise.all(Array.from({ length: 30 }, () => near(search)))
  t.equal(texts.filter((text) => text.includes('keys::text')).length, 1)
  const broken = Object.create(pool, {
    query: {
      value: (sent: string | { text: string }, values?: unknown[]) =>
        JSON.stringify(sent).includes('keys::text')
          ? pool.query('select 1 / 0')
          : pool.query(sent as string, values),
    },
  }) as typeof pool
  const own = createKeptRankings(pool, quiet, 2)
  await listening(own)
  const other = createSearch(broken, quiet, { rankings: own })
  t.teardown(() => other.close())
  t.equal((await near(other)).length, 20)
  t.equal((await near(other)).length, 20)
})

t.test('names that are known are not made again', async (t) => {
  await fill(many)
  const { texts, pool } = seen(t)
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

t.test('names that few begin with and many hold are kept for suggestions', async (t) => {
  await fill([
    ...many.map(({ group, itemCode }, n) =>
      plainEntry(`${String.fromCharCode(0x5e00 + n)}${group.name}`, itemCode),
    ),
    plainEntry('登记', 'BEGINS'),
  ])
  const { texts, rankings, search } = seen(t)
  for (let n = 0; n < 100 && rankings.of('suggested 登记') === undefined; n += 1) {
    t.equal((await search.suggest('登记', 10)).length, 10)
    await sleep(20)
  }
  texts.length = 0
  t.equal((await search.suggest('登记', 10))[0], '登记')
  t.match(texts, [/unnest/])
})
