import t from 'tap'
import type { Statement } from '../../src/database/statement.js'
import { entriesStatement } from '../../src/features/search/entries-statement.js'
import { ENTRY_KINDS } from '../../src/features/search/entry.js'
import { type Query, readQuery } from '../../src/features/search/query.js'
import type { EntryPosition } from '../../src/features/search/ranked-groups.js'
import { createSearch } from '../../src/features/search/search-service.js'
import { stagesOf } from '../../src/features/search/stages.js'
import { startTestApp } from '../helpers/app.js'

const asked = (q: string): Query => {
  const query = readQuery(q)
  if (query === undefined) throw new Error(`${q} asks for nothing`)
  return query
}

t.test('the statements read their indexes, whatever they are asked', async (t) => {
  const app = await startTestApp(t)
  await app.database.asOwner(`insert into search_groups (group_key, kind, name, name_key, length, aliases, type, handling, audiences, themes, initials, syllables, tokens, entries)
    select 'g' || n, 0, '登记' || n, '登记' || n, 6, '{}', '07', 'promised', '{1}', '{}', 'dj', 'dengji', array['登记', '登', '记', 'x' || n, '=type:07'], 4
    from generate_series(1, 3000) n`)
  await app.database.asOwner(`insert into search_entries (item_code, kind, number, version, group_id, suspended, organisation_code, division_code, path, valid_from)
    select 'X' || g.group_id || '-' || n, 0, 0, 1, g.group_id, false, 'O', '511102000000', '51' || lpad(n::text, 2, '0'), '2024-01-01'
    from search_groups g, generate_series(1, 20) n where g.group_key like 'g%'`)
  for (const table of ['search_groups', 'search_entries']) await app.database.asOwner(`analyze ${table}`)
  const client = await app.deps.pool.connect()
  try {
    // As the service runs them after a few times: one plan for all values.
    await client.query('set plan_cache_mode = force_generic_plan')
    const planOf = async ({ text, values }: Statement): Promise<string> => {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (analyze) ${text}`, values)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    const filters = { kinds: ['item'] as const }
    const near = ['511102000000', '511100000000', '510000000000']
    const first = { stage: 0 }
    for (const q of ['登记', 'dengji', 'dj']) {
      for (const stages of [stagesOf({}), stagesOf({ near }), stagesOf({ division: near })]) {
        const plan = await planOf(entriesStatement(readQuery(q), filters, stages, first, 21))
        t.match(plan, /search_groups_items/, `${q}: names from the GIN index of their kind`)
        t.match(plan, /search_entries_place/, `${q}: entries in the order of their index`)
        t.notMatch(plan, /Seq Scan on search_/, `${q}: nothing is read as a whole`)
        t.equal(plan.match(/CTE ranked0/g)?.length, 1, `${q}: names are ranked once for all stages`)
      }
    }
    const common = await planOf(entriesStatement(readQuery('登记'), filters, stagesOf({}), first, 21))
    t.match(common, /Incremental Sort/, 'it ends when the page is full')
    const read = Number(/search_entries_place[^\n]*rows=([0-9.]+) loops=/.exec(common)?.[1] ?? 1e9)
    t.ok(read <= 50, `${read} entries of a group, not all of 60,000`)
    const all = await planOf(
      entriesStatement(readQuery('登记'), { kinds: ENTRY_KINDS }, stagesOf({}), first, 21),
    )
    t.match(all, /Scan on search_groups_items[^\n]*actual/, 'items fill the page')
    t.match(all, /Scan on search_groups_variants[^\n]*never executed/, 'then no variant is ranked')
    const gone = /never executed/
    const lineOf = (plan: string, what: RegExp) => plan.split('\n').find((line) => what.test(line)) ?? ''
    const near21 = await planOf(entriesStatement(readQuery('登记'), filters, stagesOf({ near }), first, 21))
    t.match(
      near21,
      /search_entries_place on search_entries e_[0-9]+ [^\n]*never executed/,
      'the own place fills the page: elsewhere nothing is read',
    )
    const later = { stage: 0, position: [2, 4, 4, 0, '5111', 'X', 0] as EntryPosition }
    const questions = await planOf(
      entriesStatement(readQuery('登记'), { kinds: ENTRY_KINDS }, stagesOf({}), later, 21),
    )
    t.match(
      lineOf(questions, /Scan on search_groups_items/),
      gone,
      'a later page of questions ranks no items',
    )
    await app.database.asOwner(`insert into search_entries (item_code, kind, number, version, group_id, suspended, organisation_code, division_code, path, valid_from)
      select 'Y' || n, 0, 0, 1, (select min(group_id) from search_groups), false, 'O', '510000000000', '51', '2024-01-01' from generate_series(1, 9000) n`)
    await app.database.asOwner('analyze search_entries')
    const city = await planOf(
      entriesStatement(undefined, filters, stagesOf({ near: ['511100000000', '510000000000'] }), first, 21),
    )
    t.notMatch(
      city,
      /Scan[^\n]* on search_entries[^\n]*rows=[0-9]{3,}\.?[0-9]* loops/,
      'a list at a crowded place sorts nothing',
    )
    const browsed = await planOf(entriesStatement(undefined, filters, stagesOf({}), first, 21))
    t.match(browsed, /search_entries_items/, 'without words: all items in the order of places')
  } finally {
    client.release(true)
  }
})

t.test('one plan is kept for all searches of a kind', async (t) => {
  const app = await startTestApp(t)
  const client = await app.deps.pool.connect()
  try {
    const filters = { kinds: ENTRY_KINDS }
    const stages = stagesOf({ near: ['511102000000', '511100000000', '510000000000'] })
    const texts = [
      '登记',
      '食品经营许可',
      '公积金',
      'gjj',
      '许可',
      '身份证',
      '取水',
      '补贴',
      '驾驶证 换证',
      '申请',
    ]
    for (const q of texts.filter((each) => !/[a-z]/.test(each))) {
      const { text, values } = entriesStatement(readQuery(q), filters, stages, { stage: 0 }, 21)
      await client.query({ name: 'kept', text, values })
    }
    const { rows } = await client.query(
      `select generic_plans::int, custom_plans::int from pg_prepared_statements where name = 'kept'`,
    )
    t.match(rows, [{ generic_plans: 4, custom_plans: 5 }], 'Postgres plans anew five times, then no more')
  } finally {
    client.release(true)
  }
})

t.test('so is that of codes, public content and suggestions', async (t) => {
  const app = await startTestApp(t)
  // One connection, so that all executions of a statement are counted together.
  const pool = app.database.appPool(t, { max: 1 })
  const search = createSearch(pool, app.deps.listener, async () => [])
  const words = ['登记', '许可', '公积金', '食品', '经营', '身份证', '取水', '补贴', '婚姻', '养老']
  for (const word of [...words, ...words]) {
    await search.find(asked('11511102mb0y'), { kinds: ['item'] }, undefined, { limit: 10 })
    await search.find(asked(word), { kinds: ['content'] }, undefined, { limit: 10 })
    await search.find(asked(word), { kinds: ['item'] }, undefined, { limit: 20 })
    await search.suggest(word, 10)
  }
  const { rows } = await pool.query<{ kind: string; kept: number }>(
    `select regexp_replace(name, '-[0-9]+$', '') as kind, max(generic_plans)::int as kept from pg_prepared_statements group by 1`,
  )
  const kept = new Map(rows.map((row) => [row.kind, row.kept]))
  for (const kind of ['search-code', 'publications', 'suggestions', 'search'])
    t.ok((kept.get(kind) ?? 0) >= 3, `${kind}: ${kept.get(kind)} times by the kept plan`)
})
