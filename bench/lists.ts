import pg from 'pg'
import { type Captor, type HttpRequest, type Once, openCaptor } from './capture.js'
import { type Cell, callersOf, cellsOf } from './lists-cells.js'
import { loadLists, sizeFor } from './lists-data.js'
import { literal, type Statement } from './pgbench.js'
import type { Bench } from './service.js'

/** Shared buffers that the statements of one page touch, with a plan for these values and with one for all. */
export interface Reading {
  cell: Cell
  custom: number
  generic: number
}

/** What no page may read more than: without a filter or with one, with two, ever. */
export const BOUNDS = { one: 400, two: 2000, ever: 10_000 } as const

export interface ListsOptions {
  cases: number
  /** Share of them that is under way; an eighth unless told otherwise. */
  open?: number | undefined
  /** Lists whose name begins so; all without it. */
  only?: string | undefined
  pairs: boolean
  /** Which page of each list is read; the first unless told otherwise, the last where there are fewer. */
  page?: number | undefined
}

/** Loads a province and reads every list as everybody: pages, not time, so that another machine gives the same. */
export async function measureLists(
  bench: Bench,
  { cases, open, only, pairs, page }: ListsOptions,
  say: (line: string) => void,
): Promise<Reading[]> {
  // The service's own workers would take part in what is loaded.
  await bench.hold()
  await loadLists(bench, sizeFor(cases, open), say)
  const windows = await bench.sql<{ organisation: string; id: string }>(
    'select distinct on (organisation_code) organisation_code as organisation, id from windows order by organisation_code, id',
  )
  const ids = new Map(windows.map(({ organisation, id }) => [organisation, id]))
  const callers = callersOf(bench.dataDir, (organisation) => ids.get(organisation) ?? '')
  const cells = cellsOf(callers, pairs).filter(({ list }) => only === undefined || list.startsWith(only))
  const captor = await openCaptor(bench)
  const planner = new pg.Client({ host: bench.socket, user: 'yichuang_owner', database: 'yichuang' })
  await planner.connect()
  try {
    return await readCells(cells, captor, planner, say, page)
  } finally {
    await planner.end()
    await captor.close()
    bench.release()
  }
}

/** Each cell's own statements, explained; what the list does not know or the caller may not ask is left out. */
export async function readCells(
  cells: readonly Cell[],
  captor: Captor,
  planner: pg.Client,
  say: (line: string) => void,
  page = 1,
): Promise<Reading[]> {
  const readings: Reading[] = []
  const known = new Set<string>()
  for (const cell of cells) {
    const headers = { authorization: `Bearer ${await cell.caller.tokenFor(cell.list)}` }
    const request = { method: 'GET', path: cell.path, headers } as const
    // The first request of a caller reads rights as well.
    if (!known.has(headers.authorization))
      await captor.statementsOnce({ ...request, path: `/v1/${cell.list}?limit=1` })
    known.add(headers.authorization)
    const { status, statements } = await pageOf(captor, request, page)
    if (status === 400 || status === 403 || status === 404) continue
    const lists = statements.filter(
      ({ text }) => /^\s*(select|with)/i.test(text) && !text.includes('from staff s where s.issuer'),
    )
    const reading = {
      cell,
      custom: await pagesOf(planner, lists, 'force_custom_plan'),
      generic: await pagesOf(planner, lists, 'force_generic_plan'),
    }
    readings.push(reading)
    if (worst(reading) > BOUNDS.one) say(`${inWords(reading)}`)
  }
  return readings
}

/** A page deep in a list, as one who turns the pages comes to it. */
async function pageOf(captor: Captor, request: HttpRequest, page: number): Promise<Once> {
  let at = await captor.statementsOnce(request)
  for (let turned = 1; turned < page && at.nextCursor !== undefined; turned += 1) {
    const cursor = `${request.path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(at.nextCursor)}`
    at = await captor.statementsOnce({ ...request, path: request.path + cursor })
  }
  return at
}

export const worst = ({ custom, generic }: Reading): number => Math.max(custom, generic)

const boundOf = ({ cell }: Reading): number => (cell.filters < 2 ? BOUNDS.one : BOUNDS.two)
export const overBound = (readings: readonly Reading[]): Reading[] =>
  readings.filter((reading) => worst(reading) > boundOf(reading))

export const inWords = ({ cell, custom, generic }: Reading): string =>
  `${cell.list}, ${cell.caller.name}, ${cell.order || 'own order'}, ${cell.filter}: ${custom} and ${generic} pages`

async function pagesOf(planner: pg.Client, statements: readonly Statement[], mode: string): Promise<number> {
  let pages = 0
  for (const statement of statements) pages += await pagesOfOne(planner, statement, mode)
  return pages
}

interface Explained {
  'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }]
}

async function pagesOfOne(planner: pg.Client, { text, values }: Statement, mode: string): Promise<number> {
  await planner.query(`set plan_cache_mode = ${mode}`)
  await planner.query(`prepare cell as ${text}`)
  try {
    const given = values.length === 0 ? '' : `(${values.map((value) => literal(value)).join(', ')})`
    const { rows } = await planner.query<Explained>(
      `explain (analyze, buffers, timing off, format json) execute cell${given}`,
    )
    const [
      {
        'QUERY PLAN': [{ Plan: plan } = { Plan: undefined }],
      } = { 'QUERY PLAN': [] },
    ] = rows
    return (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)
  } finally {
    await planner.query('deallocate cell')
  }
}

const COMMAS = (pages: number): string => pages.toLocaleString('en-US')

/** A row for each list, order and number of filters, a column for each caller: the worse plan of the worst filter. */
export function listsInWords(readings: readonly Reading[]): string {
  const callers = [...new Set(readings.map(({ cell }) => cell.caller.name))]
  const rows = new Map<string, Reading[]>()
  for (const reading of readings) {
    const { list, order, filters } = reading.cell
    const name = [list, order, ['no filter', 'one filter', 'two filters'][filters]].filter(Boolean).join(', ')
    rows.set(name, [...(rows.get(name) ?? []), reading])
  }
  const lines = [...rows].map(([name, row]) => {
    const cells = callers.map((caller) => {
      const own = row.filter(({ cell }) => cell.caller.name === caller)
      return own.length === 0 ? '' : COMMAS(Math.max(...own.map(worst)))
    })
    return `| ${name} | ${cells.join(' | ')} |`
  })
  const [last] = [...readings].sort((a, b) => worst(b) - worst(a))
  return [
    `| Pages read for 20 rows | ${callers.join(' | ')} |`,
    `|---|${callers.map(() => '---:').join('|')}|`,
    ...lines,
    '',
    last === undefined
      ? ''
      : `Worst: ${inWords(last)} (custom and generic plan). ${overBound(readings).length} of ${readings.length} cells over their bound.`,
  ].join('\n')
}
