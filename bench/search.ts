import { loadavg } from 'node:os'
import pg from 'pg'
import { LESHAN_ITEM_CODE } from '../src/shared/sample-codes.js'
import { openCaptor } from './capture.js'
import { askInTurn, quantile, type Sample } from './http-load.js'
import type { Statement } from './pgbench.js'
import { loadSearch } from './search-load.js'
import { QUERIES } from './search-queries.js'
import type { Bench } from './service.js'

interface Plan {
  connections: number[]
  /** Rounds A B: the read by key, then the searches. */
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
  lines: { what: string; connections: number; spread: Spread; ratio?: number }[]
  /** One connection: over HTTP, and its statements alone with their ratio to a read by primary key. */
  queries: { name: string; beside: boolean; http: Spread; statements: number; sql: number; ratio: number }[]
  sqlKey: number
}

const KEYS = 1000
const MIX = QUERIES.filter(({ beside }) => beside !== true)

/** Loads the entries, then reads by key and searches in turn. */
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
  const ids = await bench.sql<{ id: string }>(
    `select id from publications where id::text like '00000000-0000-7000-b000-%' order by md5(id::text) limit ${KEYS}`,
  )
  const kinds = [
    { what: 'read by key: public content', paths: ids.map(({ id }) => `/v1/publications/${id}`) },
    { what: 'read by key: version of an item', paths: [`/v1/items/${LESHAN_ITEM_CODE}/versions/1`] },
    { what: `search, mix of ${MIX.length}`, paths: MIX.map(({ path }) => path) },
  ]
  const lines: SearchFigures['lines'] = []
  for (const connections of plan.connections) {
    const spreads = await inTurns(bench, kinds, connections, plan)
    const [key] = spreads
    lines.push(
      ...kinds.map(({ what }, index) => {
        const spread = spreads[index] as Spread
        return { what, connections, spread, ratio: spread.p50 / (key?.p50 ?? 1) }
      }),
    )
    for (const { what, connections: many, spread, ratio = 0 } of lines.slice(-kinds.length))
      say(`${what}, ${many}: p50 ${shown(spread.p50)}, p99 ${shown(spread.p99)}, ${ratio.toFixed(1)} ×`)
  }
  return { seconds, load, lines, ...(await measureQueries(bench, entries, plan, say)) }
}

async function inTurns(
  bench: Bench,
  kinds: { paths: string[] }[],
  connections: number,
  plan: Plan,
): Promise<Spread[]> {
  const samples: Sample[][] = kinds.map(() => [])
  // The first round is not counted: it compiles, plans and reads pages.
  for (let round = 0; round <= plan.rounds; round += 1)
    for (const [index, { paths }] of kinds.entries()) {
      const taken = await askInTurn(
        bench.url,
        paths,
        connections,
        round === 0 ? plan.seconds / 2 : plan.seconds,
      )
      if (round > 0) samples[index]?.push(...taken)
    }
  return samples.map((each) => spreadOf(each, plan.rounds * plan.seconds))
}

function spreadOf(samples: readonly Sample[], seconds: number): Spread {
  const times = samples.map(({ ms }) => ms)
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), perSecond: times.length / seconds }
}

/** Each query by itself. Their statements are sent in turn with a read by key, over one connection. */
async function measureQueries(bench: Bench, entries: number, plan: Plan, say: (line: string) => void) {
  const queries: SearchFigures['queries'] = []
  const keys: number[] = []
  const captor = await openCaptor(bench)
  const client = new pg.Client({ host: bench.socket, user: 'yichuang_app', database: 'yichuang' })
  await client.connect()
  const seconds = plan.seconds / 10
  try {
    for (const { name, path, beside = false } of QUERIES) {
      const request = { method: 'GET', path, headers: {} } as const
      // As they are when what is remembered of words and groups is there.
      for (let n = 0; n < 3; n += 1) await captor.statementsOf(() => request, 0)
      const statements = (await captor.statementsOf(() => request, 0)).filter(
        ({ text }) => !text.includes('from search_synonyms'),
      )
      const sql = await sqlInTurn(client, statements, entries, seconds)
      keys.push(...sql.keys)
      await askInTurn(bench.url, [path], 1, seconds / 2)
      const http = spreadOf(await askInTurn(bench.url, [path], 1, seconds), seconds)
      const median = quantile(sql.times, 0.5)
      const ratio = median / quantile(sql.keys, 0.5)
      queries.push({ name, beside, http, statements: statements.length, sql: median, ratio })
      say(`${name}: ${shown(http.p50)} ms, SQL ${shown(median)} ms, ${ratio.toFixed(1)} ×`)
    }
  } finally {
    await client.end()
    await captor.close()
  }
  return { queries, sqlKey: quantile(keys, 0.5) }
}

async function sqlInTurn(
  client: pg.Client,
  statements: readonly Statement[],
  entries: number,
  seconds: number,
) {
  const items = Math.max(1, Math.floor((entries * 0.4) / 3))
  const keys: number[] = []
  const times: number[] = []
  const send = async (each: readonly Statement[], into: number[] | undefined) => {
    const start = performance.now()
    for (const { text, values } of each) await client.query({ name: nameOf(text), text, values: [...values] })
    into?.push(performance.now() - start)
  }
  const until = performance.now() + seconds * 1000
  // The first eight are not counted: until then Postgres plans anew.
  for (let n = 0; performance.now() < until || n < 20; n += 1) {
    const code = `BENCH${String((n * 7919) % items).padStart(9, '0')}`
    await send([{ text: BY_KEY, values: [code] }], n < 8 ? undefined : keys)
    await send(statements, n < 8 ? undefined : times)
  }
  return { keys, times }
}

const BY_KEY = 'select * from search_entries where item_code = $1 and kind = 0 and number = 0 and version = 1'
const names = new Map<string, string>()

function nameOf(text: string): string {
  const name = names.get(text) ?? `bench-${names.size}`
  names.set(text, name)
  return name
}

const shown = (ms: number): string => ms.toFixed(2)

/** The figures as Markdown. */
export function searchInWords({ seconds, load, lines, queries, sqlKey }: SearchFigures): string {
  const mix = queries.filter(({ beside }) => !beside)
  const slowest = mix.toSorted((a, b) => b.sql - a.sql)[0]
  const middle = quantile(
    mix.map(({ sql }) => sql),
    0.5,
  )
  const within = mix.filter(({ ratio }) => ratio <= 4).length
  return [
    `Loaded in ${Math.round(seconds)} s; load average ${load.toFixed(1)} when the measuring began.`,
    '',
    '| What | Connections | p50 ms | p99 ms | /s | times the read by key (p50) |',
    '|---|--:|--:|--:|--:|--:|',
    ...lines.map(
      ({ what, connections, spread, ratio = 1 }) =>
        `| ${what} | ${connections} | ${shown(spread.p50)} | ${shown(spread.p99)} | ${Math.round(spread.perSecond).toLocaleString('en-US')} | ${ratio.toFixed(1)} |`,
    ),
    '',
    `SQL alone, one connection: a read by primary key ${shown(sqlKey)} ms, the middle one of the mix ${shown(middle)} ms (${(middle / sqlKey).toFixed(1)} times); ${within} of ${mix.length} within four times; the slowest: ${slowest?.name}, ${shown(slowest?.sql ?? 0)} ms.`,
    '',
    '| Query | HTTP p50 ms | HTTP p99 ms | Statements | SQL p50 ms | times a read by key |',
    '|---|--:|--:|--:|--:|--:|',
    ...queries.map(
      ({ name, beside, http, statements, sql, ratio }) =>
        `| ${name}${beside ? ' (not in the mix)' : ''} | ${shown(http.p50)} | ${shown(http.p99)} | ${statements} | ${shown(sql)} | ${ratio.toFixed(1)} |`,
    ),
  ].join('\n')
}
