import { randomUUID } from 'node:crypto'
import autocannon from 'autocannon'
import { BATCH } from '../src/features/deadlines/monitor.js'
import { foodCase } from '../test/helpers/cases.js'
import { openCaptor } from './capture.js'
import { fireJobs, type JobRates, loadJobs } from './delayed-jobs.js'
import { caughtUp, loadCases, loadClocks, makeDue } from './load.js'
import { type Line, median } from './measure.js'
import { findPgbench, pgbench, scriptOf } from './pgbench.js'
import type { Bench } from './service.js'

/** Cases to which the clocks belong. */
const CASES = 6500
const CONNECTIONS = 4
const CREATED = 400

/** Clocks that are due, looked at by the monitor of this process; pgbench repeats the statements of one batch. */
export async function measureMonitor(
  bench: Bench,
  { clocks, due, rounds }: { clocks: number; due: number; rounds: number },
): Promise<Line> {
  // Its own monitor would take half of the work.
  await bench.hold()
  const captor = await openCaptor(bench)
  try {
    const served: number[] = []
    const bare: number[] = []
    const program = findPgbench()
    for (let round = 0; round < rounds; round += 1) {
      await makeDue(bench, due)
      const start = performance.now()
      const looked = await captor.tick()
      served.push((looked * 1000) / (performance.now() - start))
      if (program === undefined) continue
      await makeDue(bench, BATCH)
      const statements = await captor.monitorStatements()
      await makeDue(bench, due)
      const where = { program, socket: bench.socket, folder: bench.dataDir, script: scriptOf(statements) }
      const transactions = Math.ceil(due / BATCH)
      bare.push(BATCH * (await pgbench({ ...where, clients: 1, transactions })))
    }
    const perSecond = median(served) ?? 0
    const time = Math.round((due / perSecond) * 1000)
    return {
      operation: `monitor, ${due.toLocaleString('en-US')} due of ${clocks.toLocaleString('en-US')}`,
      connections: 1,
      perSecond,
      p50: time,
      p99: time,
      pgbenchPerSecond: median(bare),
      statements: 4,
      errors: 0,
    }
  } finally {
    await captor.close()
    bench.release()
  }
}

export interface MonitorReadings {
  line: Line
  /** Pages that the statements of a tick touch when nothing is due. */
  idle: number
  /** Median time of creating a case: while nothing is due, and while `due` clocks are looked at by the same service. */
  quiet: number
  meanwhile: number
  jobs: JobRates
}

/** The monitor alone: so many clocks, so many of them due at one instant; the same as delayed jobs of a queue. */
export async function measureMonitorAlone(
  bench: Bench,
  { clocks, due }: { clocks: number; due: number },
  say: (line: string) => void,
): Promise<MonitorReadings> {
  await loadCases(bench, CASES, say)
  say(`${clocks} clocks`)
  await loadClocks(bench, CASES, clocks, 0)
  await bench.sql('vacuum analyze case_clocks')
  const idle = await pagesOfIdleTick(bench)
  const quiet = await timeToCreate(bench)
  await makeDue(bench, due)
  const meanwhile = await timeToCreate(bench)
  await nothingDue(bench)
  await caughtUp(bench, say)
  say(`${due} of them due`)
  const line = await measureMonitor(bench, { clocks, due, rounds: 2 })
  await nothingDue(bench)
  await caughtUp(bench, say)
  say('the same as delayed jobs of graphile-worker')
  await bench.hold()
  try {
    await loadJobs(bench, clocks, due)
    return { line, idle, quiet, meanwhile, jobs: await fireJobs(bench, due) }
  } finally {
    bench.release()
  }
}

export function monitorInWords({ line, idle, quiet, meanwhile, jobs }: MonitorReadings): string {
  const { operation, perSecond, pgbenchPerSecond } = line
  const rate = (value: number) => Math.round(value).toLocaleString('en-US')
  const times = (value: number) => `${(perSecond / value).toFixed(1)} times`
  return [
    `${operation}: ${rate(perSecond)}/s until the last alert is committed` +
      (pgbenchPerSecond === undefined
        ? ''
        : `, ${(perSecond / pgbenchPerSecond).toFixed(2)} of pgbench with the same statements`),
    `an idle tick: ${idle} pages`,
    `a case is created in ${quiet.toFixed(1)} ms while nothing is due, in ${meanwhile.toFixed(1)} ms meanwhile: ${(meanwhile / quiet).toFixed(2)}`,
    `graphile-worker by default, a job that writes as much: ${rate(jobs.writing)}/s, an empty one: ${rate(jobs.empty)}/s; the monitor ${times(jobs.writing)} and ${times(jobs.empty)} that`,
  ].join('\n')
}

/** What one tick reads, by the plans of its statements. */
async function pagesOfIdleTick(bench: Bench): Promise<number> {
  await bench.hold()
  const captor = await openCaptor(bench)
  try {
    // The calendars are read by the first and kept.
    await captor.tick()
    const statements = await captor.tickStatements()
    let pages = 0
    for (const { text, values } of statements) {
      if (/^(begin|commit)/i.test(text.trim())) continue
      const [row] = await bench.sql<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
        `explain (analyze, buffers, timing off, format json) ${text}`,
        values,
      )
      const plan = row?.['QUERY PLAN'][0]?.Plan ?? {}
      pages += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
    }
    return pages
  } finally {
    await captor.close()
    bench.release()
  }
}

async function timeToCreate(bench: Bench): Promise<number> {
  const token = await bench.token('clerk')
  const { latency, non2xx, errors } = await autocannon({
    url: bench.url,
    connections: CONNECTIONS,
    amount: CREATED,
    requests: [
      {
        method: 'POST',
        path: '/v1/cases',
        setupRequest: (each) => ({
          ...each,
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
          },
          body: JSON.stringify(foodCase()),
        }),
      },
    ],
  })
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} cases could not be created`)
  return latency.average
}

async function nothingDue(bench: Bench): Promise<void> {
  for (;;) {
    const [{ due = 0 } = {}] = await bench.sql<{ due: number }>(
      'select count(*)::int as due from case_clocks where next_look_at <= app_now()',
    )
    if (due === 0) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
