import { randomUUID } from 'node:crypto'
import { Logger, runMigrations, runOnce, type Task } from 'graphile-worker'
import pg from 'pg'
import { openCaptor } from './capture.js'
import { makeDue } from './load.js'
import type { Statement } from './pgbench.js'
import type { Bench } from './service.js'

/** Jobs a second by graphile-worker's defaults. */
export interface JobRates {
  /** Each writes in a transaction what a look at one clock writes. */
  writing: number
  /** Each does nothing. */
  empty: number
}

const CHUNK = 20_000
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g

/** One delayed job a clock, as a queue would keep them: `due` that write and `due` that rest for now, the others for later. */
export async function loadJobs(bench: Bench, jobs: number, due: number): Promise<void> {
  const pool = ownerPool(bench)
  await runMigrations({ pgPool: pool, logger: silent })
  await pool.end()
  for (let from = 0; from < jobs; from += CHUNK) {
    const to = Math.min(jobs, from + CHUNK)
    // The parameters take their places in the type's own order: task, payload, queue, time.
    await bench.sql(
      `select count(*) from graphile_worker.add_jobs((select array_agg(row(
           case when n < $3 then 'write' when n < 2 * $3 then 'rest' else 'later' end,
           json_build_object('caseId', k.case_id, 'clockId', k.clock_id), null,
           now() + case when n < 2 * $3 then interval '0' else interval '30 days' end,
           null, null, null, null)::graphile_worker.job_spec)
         from (select case_id, clock_id, $1::int + row_number() over () - 1 as n from case_clocks
               where kind = 'LEGAL' limit ($2::int - $1::int)) k), false)`,
      [from, to, due],
    )
  }
  await bench.sql('analyze')
}

export async function fireJobs(bench: Bench, due: number): Promise<JobRates> {
  const look = await statementsOfOneLook(bench)
  const write: Task = async (payload, { withPgClient }) => {
    const { caseId, clockId } = payload as { caseId: string; clockId: string }
    await withPgClient(async (client) => {
      await client.query('begin')
      for (const { text, values } of look.for(caseId, clockId)) await client.query(text, values)
      await client.query('commit')
    })
  }
  return {
    writing: await rateOf(bench, 'write', write, due),
    empty: await rateOf(bench, 'rest', async () => {}, due),
  }
}

async function rateOf(bench: Bench, name: string, task: Task, due: number): Promise<number> {
  const pool = ownerPool(bench)
  const start = performance.now()
  await runOnce({ pgPool: pool, taskList: { [name]: task }, logger: silent })
  const seconds = (performance.now() - start) / 1000
  await pool.end()
  const [{ left = due } = {}] = await bench.sql<{ left: number }>(
    'select count(*)::int as left from graphile_worker.jobs where task_identifier = $1',
    [name],
  )
  return (due - left) / seconds
}

/** What the monitor sends for one clock, for any other clock: its ids put in place, all others made anew. */
async function statementsOfOneLook(bench: Bench) {
  await makeDue(bench, 1)
  const [{ case_id = '', clock_id = '' } = {}] = await bench.sql<{ case_id: string; clock_id: string }>(
    'select case_id, clock_id from case_clocks where next_look_at <= app_now()',
  )
  const captor = await openCaptor(bench)
  const seen = await captor.monitorStatements().finally(() => captor.close())
  const inside = seen.filter(({ text }) => !/^(begin|commit)/i.test(text.trim()))
  const body = JSON.stringify(inside.map(({ values }) => values))
  return {
    for(caseId: string, clockId: string): Statement[] {
      const ids = new Map([
        [case_id, caseId],
        [clock_id, clockId],
      ])
      const text = body.replaceAll(UUID, (id) => ids.get(id) ?? ids.set(id, randomUUID()).get(id) ?? id)
      const values = JSON.parse(text) as unknown[][]
      return inside.map((statement, at) => ({ text: statement.text, values: values[at] ?? [] }))
    },
  }
}

function ownerPool(bench: Bench): pg.Pool {
  const pool = new pg.Pool({ host: bench.socket, user: 'yichuang_owner', database: 'yichuang' })
  // A lost connection fails the query that needs it; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool.on('error', () => {})
}

const silent = new Logger(() => () => {})
