import { loadavg } from 'node:os'
import pg from 'pg'
import { openCaptor } from './capture.js'
import { askAtRate, askInTurn, quantile, type Sample } from './http-load.js'
import type { Statement } from './pgbench.js'
import { loadSearch } from './search-load.js'
import { QUERIES } from './search-queries.js'
import type { Bench } from './service.js'

interface Plan {
  /** Requests a second, whether or not those before are answered. */
  rate: number
  connections: number[]
  rounds: number
  seconds: number
}

interface Spread {
  p50: number
  p99: number
  perSecond: number
}

interface SearchFigures {
  seconds: number
  load: number
  lines: { how: string; spread: Spread }[]
  /** One connection: over HTTP, and its statements alone. */
  queries: { name: string; beside: boolean; http: Spread; statements: number; sql: number }[]
}

const MIX = QUERIES.filter(({ beside }) => beside !== true)
const PATHS = MIX.map(({ path }) => path)

/** Loads the entries, then searches: at a fixed rate, by so many connections that wait for their answers, one by one. */
export async function measureSearch(
  bench: Bench,
  entries: number,
  plan: Plan,
  say: (line: string) => void,
): Promise<SearchFigures> {
  const start = performance.now()
  await loadSearch((text, values) => bench.sql(text, values), entries, say)
  const seconds = (performance.now() - start) / 1000
  say(`loaded in ${Math.round(seconds)} s`)
  const load = loadavg()[0] ?? 0
  const ways = [
    {
      how: `${plan.rate} requests a second`,
      ask: (time: number) => askAtRate(bench.url, PATHS, plan.rate, time),
    },
    ...plan.connections.map((connections) => ({
      how: `${connections} connections`,
      ask: (time: number) => askInTurn(bench.url, PATHS, connections, time),
    })),
  ]
  const lines: SearchFigures['lines'] = []
  for (const { how, ask } of ways) {
    // Not counted: it compiles, plans and reads pages.
    await ask(plan.seconds / 2)
    const samples: Sample[] = []
    for (let round = 0; round < plan.rounds; round += 1) samples.push(...(await ask(plan.seconds)))
    const spread = spreadOf(samples, plan.rounds * plan.seconds)
    lines.push({ how, spread })
    say(`${how}: p50 ${shown(spread.p50)}, p99 ${shown(spread.p99)}`)
  }
  return { seconds, load, lines, queries: await measureQueries(bench, plan, say) }
}

function spreadOf(samples: readonly Sample[], seconds: number): Spread {
  const times = samples.map(({ ms }) => ms)
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), perSecond: times.length / seconds }
}

/** Each query by itself, over HTTP and its statements alone over one connection. */
async function measureQueries(bench: Bench, plan: Plan, say: (line: string) => void) {
  const queries: SearchFigures['queries'] = []
  const captor = await openCaptor(bench)
  const client = new pg.Client({ host: bench.socket, user: 'yichuang_app', database: 'yichuang' })
  await client.connect()
  const seconds = plan.seconds / 10
  try {
    for (const { name, path, beside = false } of QUERIES) {
      const request = { method: 'GET', path, headers: {} } as const
      const statements = (await captor.statementsOf(() => request, 0)).filter(
        ({ text }) => !text.includes('from search_synonyms'),
      )
      const sql = quantile(await sqlAlone(client, statements, seconds), 0.5)
      await askInTurn(bench.url, [path], 1, seconds / 2)
      const http = spreadOf(await askInTurn(bench.url, [path], 1, seconds), seconds)
      queries.push({ name, beside, http, statements: statements.length, sql })
      say(`${name}: ${shown(http.p50)} ms, SQL ${shown(sql)} ms`)
    }
  } finally {
    await client.end()
    await captor.close()
  }
  return queries
}

async function sqlAlone(client: pg.Client, statements: readonly Statement[], seconds: number) {
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  for (let n = 0; performance.now() < until || n < 20; n += 1) {
    const start = performance.now()
    for (const { text, values } of statements)
      await client.query({ name: nameOf(text), text, values: [...values] })
    // The first eight are not counted: until then Postgres plans anew.
    if (n >= 8) times.push(performance.now() - start)
  }
  return times
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  const name = names.get(text) ?? `bench-${names.size}`
  names.set(text, name)
  return name
}

const shown = (ms: number): string => ms.toFixed(2)

/** The figures as Markdown. */
export function searchInWords({ seconds, load, lines, queries }: SearchFigures): string {
  return [
    `Loaded in ${Math.round(seconds)} s; load average ${load.toFixed(1)} when the measuring began.`,
    '',
    `| Mix of ${MIX.length} searches | p50 ms | p99 ms | /s |`,
    '|---|--:|--:|--:|',
    ...lines.map(
      ({ how, spread }) =>
        `| ${how} | ${shown(spread.p50)} | ${shown(spread.p99)} | ${Math.round(spread.perSecond).toLocaleString('en-US')} |`,
    ),
    '',
    '| Query | HTTP p50 ms | HTTP p99 ms | Statements | SQL p50 ms |',
    '|---|--:|--:|--:|--:|',
    ...queries.map(
      ({ name, beside, http, statements, sql }) =>
        `| ${name}${beside ? ' (not in the mix)' : ''} | ${shown(http.p50)} | ${shown(http.p99)} | ${statements} | ${shown(sql)} |`,
    ),
  ].join('\n')
}
