import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import t from 'tap'
import type { Queryable } from '../../src/database/queryable.js'
import { selectNumbersTaken } from '../../src/features/cases/intake/external-store.js'
import { selectMarriages, selectPreceding } from '../../src/features/cases/intake/marriage-store.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, leshanCase, nextLeshanCase } from '../helpers/cases.js'

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

/** Beside as many others: of a case of somebody else, with the person as co-applicant in each copy. */
const BESIDE = `
with copies as (
  insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'case_no', 'BESIDE' || n,
    'status', 'CLOSED', 'applicant_index', '\\x00'))).*
  from cases c, generate_series(1, $2::int) n where c.case_no = $1 returning id)
insert into case_parties select (jsonb_populate_record(p, jsonb_build_object('case_id', copies.id, 'role', 'coApplicant'))).*
from case_parties p join cases c on c.id = p.case_id, copies where c.case_no = $1`

/** What is kept in memory for some seconds, and asked for anew when they are over. */
const KEPT = new Set(['select-held-by-claims', 'select-definition'])

const pagesOf = (plan: Plan | undefined): number =>
  (plan?.Plan['Shared Hit Blocks'] ?? 0) + (plan?.Plan['Shared Read Blocks'] ?? 0)

/** Pages that one statement reads; it answers nothing. */
async function pagesRead(app: TestApp, ask: (db: Queryable) => Promise<unknown>): Promise<number> {
  let pages = 0
  const explained = async ({ text, values }: pg.QueryConfig) => {
    const { rows } = await app.deps.pool.query<{ 'QUERY PLAN': Plan[] }>({
      text: `explain (analyze, buffers, format json) ${text}`,
      values: values ?? [],
    })
    pages += pagesOf(rows[0]?.['QUERY PLAN'][0])
    return { rows: [] }
  }
  await ask({ query: explained } as unknown as Queryable)
  return pages
}

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
    pages.set(name, pagesOf(plan))
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
  const externalNos = [{ system: 'province-platform', number: 'P-1' }]
  await createCase(app, { ...nextLeshanCase(), externalNos })
  const few = await costOf(app)
  t.same(few.names, ['read-for-creation', 'earlier-applications', 'insert-case'])

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

  // A bank stands beside thousands, and a person with thousands of cases may marry.
  await app.database.asOwner(BESIDE, [first.body.caseNo, 3000])
  for (const table of ['cases', 'case_parties']) await app.database.asOwner(`vacuum analyze ${table}`)
  const besides = await costOf(app)
  const read = besides.pages.get('earlier-applications') ?? 0
  t.ok(read <= 200 * 10, `beside 3,000 others: ${read} pages`)
  const { rows } = await app.deps.pool.query<{ person: Buffer }>(
    'select id_number_index as person from case_parties p join cases c on c.id = p.case_id where c.case_no = $1',
    [first.body.caseNo],
  )
  const [{ person } = { person: Buffer.alloc(0) }] = rows
  const asked = { indexes: [person], except: randomUUID() }
  const item = { itemCode: 'of-marriages' }
  const marriages = await pagesRead(app, (db) =>
    selectMarriages(db, { ...asked, marry: [item], end: [{ itemCode: 'of-divorces' }] }),
  )
  const numbered = await pagesRead(app, (db) =>
    // One that nobody bears: a table that was read in its order would be read to its end.
    selectNumbersTaken(db, {
      externalNos: [{ system: 'province-platform', number: 'P-2' }],
      itemCode: leshanCase().itemCode,
      except: randomUUID(),
    }),
  )
  t.ok(numbered <= 60, `a number of another system: ${numbered} pages`)
  t.ok(marriages <= 200 * 10, `marriages: ${marriages} pages`)
  const preceding = await pagesRead(app, (db) => selectPreceding(db, { ...asked, of: item }))
  t.ok(preceding <= 200 * 5, `what precedes: ${preceding} pages`)
})
