import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import t from 'tap'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, leshanCase } from '../helpers/cases.js'

interface Plan {
  Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number }
}

/** So many cases of the same person for the same item, decided long ago but for one; with all that a look back reads. */
const EARLIER = `
with pattern as (select c.*, p.party_no from cases c join case_parties p on p.case_id = c.id where c.case_no = $1),
copies as (select gen_random_uuid() as id, n from generate_series(1, $2::int) n),
written as (
  insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', copies.id, 'case_no', 'EARLIER' || copies.n,
    'status', case when copies.n = 1 then 'ACCEPTED' else 'CLOSED' end,
    'created_at', c.created_at - copies.n * interval '1 hour'))).*
  from cases c, copies where c.case_no = $1),
forms as (
  insert into case_forms select (jsonb_populate_record(f, jsonb_build_object('case_id', copies.id))).*
  from case_forms f join cases c on c.id = f.case_id, copies where c.case_no = $1)
insert into case_parties select (jsonb_populate_record(p, jsonb_build_object('case_id', copies.id))).*
from case_parties p join cases c on c.id = p.case_id, copies where c.case_no = $1`

/** What is kept in memory for some seconds, and asked for anew when they are over. */
const KEPT = new Set(['select-held-by-claims', 'select-definition'])

/** What one create sends, and how many pages the plans of it read; each statement is really carried out. */
async function costOf(app: TestApp): Promise<{ names: string[]; pages: Map<string, number> }> {
  const { pool } = app.deps
  const pages = new Map<string, number>()
  const names: string[] = []
  const query = pool.query
  pool.query = (async (config: pg.QueryConfig) => {
    const name = config.name ?? config.text
    if (KEPT.has(name)) return Reflect.apply(query, pool, [config])
    names.push(name)
    // The insert must not be done twice, and nobody looks at what it answers.
    const answer = name === 'insert-case' ? undefined : await Reflect.apply(query, pool, [config])
    const { rows } = (await Reflect.apply(query, pool, [
      { text: `explain (analyze, buffers, format json) ${config.text}`, values: config.values },
    ])) as { rows: { 'QUERY PLAN': Plan[] }[] }
    const [plan] = rows[0]?.['QUERY PLAN'] ?? []
    pages.set(name, (plan?.Plan['Shared Hit Blocks'] ?? 0) + (plan?.Plan['Shared Read Blocks'] ?? 0))
    return answer
  }) as unknown as typeof query
  try {
    await createCase(app, leshanCase(), { key: randomUUID() })
  } finally {
    pool.query = query
  }
  return { names, pages }
}

t.test('to take a case in costs the same, however often somebody applied before', async (t) => {
  const app = await startTestApp(t)
  const first = await createCase(app, leshanCase())
  await createCase(app, leshanCase())
  const few = await costOf(app)
  t.same(few.names, ['read-for-creation', 'window-authority', 'earlier-applications', 'insert-case'])

  await app.database.asOwner(EARLIER, [first.body.caseNo, 3000])
  for (const table of ['cases', 'case_parties', 'case_forms'])
    await app.database.asOwner(`vacuum analyze ${table}`)
  const many = await costOf(app)
  t.same(many.names, few.names, 'no statement more')
  for (const [name, pages] of many.pages) {
    const before = few.pages.get(name) ?? 0
    // Of what was granted before, the newest 200 are told: form and events of each.
    const most = name === 'earlier-applications' ? 200 * 5 : before + 60
    t.ok(pages <= most, `${name}: ${before} pages, with 3,000 cases of the same person ${pages}`)
  }
})
