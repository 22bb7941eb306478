import pg from 'pg'
import t from 'tap'
import { divisions, publication } from '../../bench/search-data.js'
import { filterTokens } from '../../src/features/publications/publication.js'
import {
  type PublicationPosition,
  publicationsStatement,
  selectPublications,
} from '../../src/features/publications/publication-store.js'
import { readQuery } from '../../src/features/search/query.js'
import { startTestApp, type TestApp } from '../helpers/app.js'

const CONTENTS = 20_000
const BATCH = 2000
const PAGE = 21

/** Public content as five thousand divisions write it, over five years. */
async function loadPublications({ database }: TestApp): Promise<void> {
  const places = divisions()
  for (let start = 0; start < CONTENTS; start += BATCH) {
    const rows = Array.from({ length: BATCH }, (_, n) => publication(start + n, places))
    await database.asOwner(
      'insert into publications select r.* from jsonb_populate_recordset(null::publications, $1::jsonb) r',
      [JSON.stringify(rows)],
    )
  }
  await database.asOwner('analyze publications')
}

const literal = (value: unknown): string =>
  pg.escapeLiteral(
    Array.isArray(value) ? `{${value.map((each) => JSON.stringify(each)).join(',')}}` : String(value),
  )

t.test('public content is searched for through its index, whatever is asked', async (t) => {
  const app = await startTestApp(t)
  await loadPublications(app)
  const client = await app.deps.pool.connect()
  t.teardown(() => client.release(true))
  // As the service runs them after a few times: one plan for all values. Only EXECUTE is planned so.
  await client.query('set plan_cache_mode = force_generic_plan')
  const planOf = async (...asked: Parameters<typeof publicationsStatement>) => {
    const { text, values } = publicationsStatement(...asked)
    await client.query(`prepare asked as ${text}`)
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze) execute asked (${values.map(literal).join(', ')})`,
    )
    await client.query('deallocate asked')
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }
  const county = filterTokens({ division: '511102000000' })
  const kind = filterTokens({ kind: '公示' })
  const waysOf = (q: string, filters: string[] = []) =>
    (readQuery(q)?.ways ?? []).map((way) => [...way, ...filters])
  const later = { publishedAt: '2024-01-15T00:00:00Z', id: '00000000-0000-7000-b000-000000000000' }
  const searches: [string, ...Parameters<typeof publicationsStatement>][] = [
    ['a common word', waysOf('公示'), undefined, PAGE],
    ['a name', waysOf('林木采伐许可'), undefined, PAGE],
    ['what is nowhere', waysOf('魑魅魍魉'), undefined, PAGE],
    ['a word of a county', waysOf('登记', county), undefined, PAGE],
    ['two words that mean the same', [['采砂'], ['取水']], undefined, PAGE],
    ['a later page', waysOf('登记'), later, PAGE],
    ['a kind, without words', [kind], undefined, PAGE],
  ]
  const months = new Map<string, number>()
  for (const [what, ...asked] of searches) {
    const plan = await planOf(...asked)
    t.match(plan, /Bitmap Index Scan on publications_tokens/, what)
    t.notMatch(plan, /Seq Scan on publications/, `${what}: nothing is read as a whole`)
    t.notMatch(plan, /Bitmap Index Scan on publications_newest/, `${what}: nor all that is older`)
    months.set(what, Number(/ on publications_tokens[^\n]*loops=(\d+)/.exec(plan)?.[1]))
  }
  t.ok((months.get('what is nowhere') ?? 0) >= 60, 'five years, month by month')
  for (const what of ['a common word', 'a later page', 'a kind, without words'])
    t.ok((months.get(what) ?? 99) < 10, `${what}: left as soon as the page is full (${months.get(what)})`)

  const newest = await planOf([], later, PAGE)
  t.match(newest, /Index Scan using publications_newest/, 'without words: all in their order')
  t.notMatch(newest, /Sort/)
  t.same(
    await pageByPage(app, waysOf('林木')),
    await allWith(app, '林木'),
    'page by page nothing is lost, nothing twice',
  )
})

async function pageByPage({ deps }: TestApp, ways: string[][]): Promise<string[]> {
  const ids: string[] = []
  for (let after: PublicationPosition | undefined; ids.length <= CONTENTS; ) {
    const page = await selectPublications(deps.pool, ways, after, PAGE)
    ids.push(...page.map(({ id }) => id))
    const last = page.at(-1)
    if (last === undefined) return ids
    after = { publishedAt: last.published_at, id: last.id }
  }
  return ids
}

const allWith = async ({ database }: TestApp, token: string): Promise<string[]> =>
  (
    await database.asOwner<{ id: string }>(
      'select id from publications where tokens @> array[$1] order by published_at desc, id desc',
      [token],
    )
  ).map(({ id }) => id)
