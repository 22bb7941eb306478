import { randomUUID } from 'node:crypto'
import { createClient, type RequestBody, type Schema } from '../client/index.js'
import type { Role } from '../src/shared/roles.js'
import { foodCase } from '../test/helpers/cases.js'
import type { Bench } from './service.js'

/** Number and id of the n-th case that was loaded; SQL and requests make them alike. */
export const caseNoOf = (n: number): string => `B${String(n).padStart(12, '0')}`
export const CASE_NO_SQL = (n: string): string => `'B' || to_char(${n}::bigint, 'FM000000000000')`
export const ID_SQL = (n: string): string =>
  `'00000000-0000-7000-8000-' || to_char(${n}::bigint, 'FM000000000000')`

type Command = RequestBody<'transitionCase'>
const STEPS: [Role, Command][] = [
  ['clerk', { action: 'accept' }],
  ['reviewer', { action: 'startReview' }],
  ['reviewer', { action: 'completeStep', opinion: '符合条件' }],
  ['approver', { action: 'approve' }],
  ['approver', { action: 'close' }],
  ['issuer', { action: 'deliver', method: 'pickup' }],
]

/** How many of a hundred cases have come how far; those that were just taken in are there for transitions. */
const SPREAD = [
  { steps: 0, share: 60 },
  { steps: 1, share: 10 },
  { steps: 2, share: 10 },
  { steps: 6, share: 20 },
]

const TABLES = [
  'cases',
  'case_parties',
  'case_materials',
  'case_clocks',
  'case_tasks',
  'case_documents',
  'case_events',
]
const CHUNK = 10_000

/**
 * Fills the database with whole cases: one of each kind goes the way of the HTTP interface, then its rows are copied
 * under other numbers, its events waiting for the feed as after a write. Gives the number of cases that can be accepted:
 * they have the numbers from 1 on.
 */
export async function loadCases(bench: Bench, count: number, say: (line: string) => void): Promise<number> {
  let from = 1
  let acceptable = 0
  for (const { steps, share } of SPREAD) {
    const template = await takeThrough(bench, steps)
    const to = Math.min(count, from + Math.ceil((count * share) / 100) - 1)
    for (let start = from; start <= to; start += CHUNK) {
      await copy(bench, template, start, Math.min(to, start + CHUNK - 1))
      say(`${Math.min(to, start + CHUNK - 1)} of ${count} cases`)
    }
    if (steps === 0) acceptable = to
    from = to + 1
  }
  await bench.sql('analyze')
  await caughtUp(bench, say)
  return acceptable
}

async function takeThrough(bench: Bench, steps: number): Promise<string> {
  const as = (role: Role) => createClient({ url: bench.url, token: () => bench.token(role) })
  const header = { 'idempotency-key': randomUUID() }
  const body = foodCase() as RequestBody<'createCase'>
  const created = await as('clerk').POST('/v1/cases', { params: { header }, body })
  const { caseNo } = mustBe<Schema<'NewCase'>>(created)
  for (const [role, command] of STEPS.slice(0, steps)) {
    const params = { path: { caseNo }, header: { 'if-match': '*' } }
    mustBe(await as(role).POST('/v1/cases/{caseNo}/transitions', { params, body: command }))
  }
  return caseNo
}

function mustBe<D>({ data, error }: { data?: D; error?: unknown }): D {
  if (data === undefined) throw new Error(JSON.stringify(error))
  return data
}

/** Every row of the template, with the new number and id wherever the old ones stood, texts of events included. */
async function copy(bench: Bench, template: string, from: number, to: number): Promise<void> {
  const [{ id = '' } = {}] = await bench.sql<{ id: string }>('select id from cases where case_no = $1', [
    template,
  ])
  for (const table of TABLES) {
    const columns = await bench.sql<{ name: string }>(
      `select column_name as name from information_schema.columns
       where table_name = $1 and table_schema = 'public' and is_identity = 'NO' order by ordinal_position`,
      [table],
    )
    const names = columns.map(({ name }) => name).join(', ')
    const older =
      table === 'cases' ? `|| jsonb_build_object('created_at', t.created_at - n * interval '1 second')` : ''
    const key = table === 'cases' ? 'id' : 'case_id'
    await bench.sql(
      `insert into ${table} (${names}) select ${names
        .split(', ')
        .map((name) => `r.${name}`)
        .join(', ')}
       from ${table} t cross join generate_series($3::int, $4::int) n
       cross join lateral jsonb_populate_record(null::${table}, replace(replace((to_jsonb(t) ${older})::text,
         $1, ${CASE_NO_SQL('n')}), $2::text, ${ID_SQL('n')})::jsonb) r
       where t.${key} = $2::uuid`,
      [template, id, from, to],
    )
  }
  await bench.sql(
    `insert into outbox (event_no, case_id, event_id) select event_no, case_id, event_id from case_events
     where case_id between (${ID_SQL('$1')})::uuid and (${ID_SQL('$2')})::uuid`,
    [from, to],
  )
}

const WAITING = `select (select count(*) from outbox) + (select count(*) from documents_waiting)
  + (select coalesce(sum(h.position - c.position), 0) from consumers c, feed_head h where c.state = 'current') as waiting`

/**
 * Waits until what was written is worked off: events without a position, consumers of the feed, papers without a number.
 * Else the service would be measured while it works off what pgbench wrote before, at twice its rate. What was put aside is
 * not waited for: nothing moves any more.
 */
export async function caughtUp(bench: Bench, say: (line: string) => void): Promise<void> {
  let before = Number.POSITIVE_INFINITY
  for (let still = 0; still < 5; ) {
    const [{ waiting = 0 } = {}] = await bench.sql<{ waiting: number }>(WAITING)
    if (Number(waiting) === 0) return
    still = Number(waiting) < before ? 0 : still + 1
    before = Number(waiting)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  say(`${before} events and papers do not move`)
}

/** Clocks beside those of the cases, `due` of them due now; for the monitor, after everything else. */
export async function loadClocks(bench: Bench, cases: number, clocks: number, due: number): Promise<void> {
  const each = Math.max(1, Math.floor(clocks / cases))
  await bench.sql(
    `insert into case_clocks (case_id, clock_id, kind, state, started_on, due_on, provisional, lamp, calendar_code,
       next_look_at, next_look_why)
     select c.id, gen_random_uuid(), k.kind, k.state, k.started_on, k.due_on, false, 'NONE', k.calendar_code,
       app_now() + interval '30 days', 'NOTICE'
     from cases c cross join generate_series(1, $1::int) n cross join lateral (
       select * from case_clocks where kind = 'LEGAL' and stopped_on is null limit 1) k
     where c.case_no like 'B%'`,
    [each],
  )
  await bench.sql('analyze case_clocks')
  await makeDue(bench, due)
}

export async function makeDue(bench: Bench, due: number): Promise<void> {
  await bench.sql(
    `update case_clocks k set next_look_at = app_now() - interval '1 hour'
     from (select case_id, clock_id from case_clocks where kind = 'LEGAL' and next_look_at is not null limit $1) due
     where k.case_id = due.case_id and k.clock_id = due.clock_id`,
    [due],
  )
}
