import { Command } from 'commander'
import { cacheInWords, measureCache } from './cache.js'
import { openCaptor } from './capture.js'
import { writeGenerated } from './generated-items.js'
import { importInWords, measureImport } from './import.js'
import { listsInWords, measureLists } from './lists.js'
import { loadCases, loadClocks } from './load.js'
import { type Line, measure, type Numbers, type Plan, pgbenchVersion } from './measure.js'
import { measureMonitor, measureMonitorAlone, monitorInWords } from './monitor.js'
import { operations } from './operations.js'
import { machineOf, tableOf, writePage } from './report.js'
import { measureSearch, searchInWords } from './search.js'
import { type Bench, startBench } from './service.js'

interface Size {
  plan: Plan
  cases: number
  clocks: number
  /** Items that are imported. */
  items: number
  due: number
  writes: boolean
}

const SIZES: Record<string, Size> = {
  smoke: {
    plan: { connections: [8], rounds: 1, seconds: 1, amount: 1000, warmUp: 1500 },
    cases: 6500,
    clocks: 10_000,
    items: 300,
    due: 2000,
    writes: false,
  },
  full: {
    plan: { connections: [1, 8, 32], rounds: 2, seconds: 4, amount: 2000, warmUp: 3000 },
    cases: 100_000,
    clocks: 1_000_000,
    items: 100_000,
    due: 100_000,
    writes: true,
  },
}

const MILLION = 1_000_000
const ALONE = ['import', 'cache', 'search', 'lists', 'monitor'] as const
const isAlone = (name: string): name is (typeof ALONE)[number] => (ALONE as readonly string[]).includes(name)
const say = (line: string) => process.stderr.write(`${line}\n`)

new Command('bench')
  .description('measures the service against pgbench, which runs the same SQL on the same database in turn')
  .argument(
    '<size>',
    'smoke: a minute or two, for CI; full: writes docs/performance.md, about a quarter of an hour; import, cache, search, lists, monitor: that alone; generate: writes made-up items that pass the checks, always the same ones',
  )
  .option('--items <number>', 'items to import or to write', Number)
  .option('--entries <number>', 'entries of the search to load; a million unless told otherwise', Number)
  .option('--cases <number>', 'cases to load', Number)
  .option('--clocks <number>', 'clocks to load, of `monitor`; five million unless told otherwise', Number)
  .option('--due <number>', 'clocks that fall due at one instant, of `monitor`', Number)
  .option(
    '--only <names>',
    'operations whose name contains one of these, comma-separated; nothing is written',
  )
  .option('--open <share>', 'share of the cases that is under way, of `lists`', Number)
  .option('--page <number>', 'which page of each list, of `lists`; the first unless told otherwise', Number)
  .option('--pairs', 'of lists: with two filters as well')
  .option('--seconds <number>', 'of each run', Number)
  .option('--connections <number>', 'only with so many', Number)
  .option('--rate <number>', 'searches a second, of `search`', Number)
  .action(run)
  .parseAsync()
  .catch((error: Error) => {
    say(error.stack ?? String(error))
    process.exitCode = 1
  })

interface Options {
  items?: number
  entries?: number
  cases?: number
  clocks?: number
  due?: number
  open?: number
  pairs?: boolean
  page?: number
  only?: string
  seconds?: number
  connections?: number
  rate?: number
}

async function run(name: string, options: Options): Promise<void> {
  if (name === 'generate') return writeGenerated(options.items ?? 1000, process.stdout)
  if (isAlone(name)) return runAlone(name, options)
  const size = SIZES[name]
  if (size === undefined) throw new Error(`no size ${name}: smoke or full`)
  const { seconds = size.plan.seconds, connections } = options
  const plan = { ...size.plan, seconds, ...(connections === undefined ? {} : { connections: [connections] }) }
  const cases = options.cases ?? size.cases
  if (pgbenchVersion === undefined)
    say('pgbench is not installed (Debian: postgresql-contrib): the service alone')
  const bench = await startBench()
  try {
    if (name === 'smoke' && options.only === undefined) {
      process.stdout.write(`${cacheInWords(await measureCache(bench, plan))}\n`)
      process.stdout.write(`${importInWords(await measureImport(bench, options.items ?? size.items, say))}\n`)
      const small = { rate: 20, connections: [1, 16], rounds: 1, seconds: 1 }
      process.stdout.write(`${searchInWords(await measureSearch(bench, 3000, small, say))}\n`)
    }
    const acceptable = await loadCases(bench, cases, say)
    const lines = await measureAll(bench, plan, cases, acceptable, options.only)
    if (isWanted('monitor', options.only))
      lines.push(await measureMonitorBeside(bench, size, cases, plan.rounds))
    const [{ version = '' } = {}] = await bench.sql<{ version: string }>(
      "select current_setting('server_version') as version",
    )
    const facts = {
      Postgres: `${version || '18'}, embedded, durable commits`,
      Load: `autocannon and ${pgbenchVersion ?? 'no pgbench'} on the same machine`,
      Cases: cases.toLocaleString('en-US'),
    }
    process.stdout.write(`${machineOf(facts)}\n\n${tableOf(lines)}\n`)
    if (size.writes && options.only === undefined) writePage(machineOf(facts), lines)
    const failed = lines.filter(({ errors }) => errors > 0)
    if (failed.length > 0) throw new Error(`${failed.map(({ operation }) => operation).join(', ')}: errors`)
  } finally {
    await bench.stop()
  }
}

/** What is measured by itself: its figures stand in the text of docs/performance.md. */
async function runAlone(name: (typeof ALONE)[number], options: Options): Promise<void> {
  const { items = 100_000, seconds = 4, connections } = options
  const bench = await startBench()
  try {
    const plan = { connections: connections === undefined ? [1, 8, 32] : [connections], rounds: 2, seconds }
    if (name === 'search') return await runSearch(bench, options)
    if (name === 'lists') return await runLists(bench, options)
    if (name === 'monitor') return await runMonitor(bench, options)
    const words =
      name === 'import'
        ? importInWords(await measureImport(bench, items, say))
        : cacheInWords(await measureCache(bench, plan))
    process.stdout.write(`${machineOf({})}\n\n${words}\n`)
  } finally {
    await bench.stop()
  }
}

/** Two million cases unless told otherwise. */
async function runLists(
  bench: Bench,
  { cases = 2 * MILLION, open, only, page, pairs = false }: Options,
): Promise<void> {
  const readings = await measureLists(bench, { cases, open, only, pairs, page }, say)
  process.stdout.write(
    `${machineOf({ Cases: cases.toLocaleString('en-US') })}\n\n${listsInWords(readings)}\n`,
  )
}

async function runMonitor(bench: Bench, { clocks = 5 * MILLION, due = 100_000 }: Options): Promise<void> {
  const readings = await measureMonitorAlone(bench, { clocks, due }, say)
  process.stdout.write(`${machineOf({ Postgres: 'embedded' })}\n\n${monitorInWords(readings)}\n`)
}

/** A million entries unless told otherwise. */
async function runSearch(bench: Bench, options: Options): Promise<void> {
  const { entries = MILLION, seconds = 10, connections } = options
  const rate = options.rate ?? 20
  const plan = { rate, connections: connections === undefined ? [1, 16] : [connections], rounds: 2, seconds }
  const words = searchInWords(await measureSearch(bench, entries, plan, say))
  const text = `${machineOf({ Postgres: 'embedded', Entries: entries.toLocaleString('en-US') })}\n\n${words}`
  process.stdout.write(`${text}\n`)
}

async function measureAll(
  bench: Bench,
  plan: Plan,
  cases: number,
  acceptable: number,
  only: string | undefined,
): Promise<Line[]> {
  const tokens = { clerk: await bench.token('clerk'), exchange: await bench.token('exchange') }
  const captor = await openCaptor(bench)
  const numbers = numbersTo(acceptable)
  const lines: Line[] = []
  try {
    for (const operation of operations(tokens, cases)) {
      if (!isWanted(operation.name, only)) continue
      const begin = operation.numbers === 'once' ? numbers.take(3, operation.uses) : 0
      const statements = await captor.statementsOf((attempt) => operation.request(begin + attempt))
      const measured = await measure(bench, operation, statements, plan, numbers, say)
      for (const { operation: name, connections, perSecond, pgbenchPerSecond = 0 } of measured)
        say(`${name}, ${connections}: ${Math.round(perSecond)}/s, pgbench ${Math.round(pgbenchPerSecond)}/s`)
      lines.push(...measured)
    }
  } finally {
    await captor.close()
  }
  return lines
}

const isWanted = (name: string, only: string | undefined): boolean =>
  only === undefined || only.split(',').some((part) => name.includes(part.trim()))

/** Loaded cases are used up in order; what creates its own may count on. */
function numbersTo(acceptable: number): Numbers {
  let used = 1
  let created = 1
  return {
    take(count, uses) {
      if (uses !== 'fresh') {
        created += count
        return created - count
      }
      used += count
      if (used > acceptable)
        throw new Error('all cases that were just taken in are used up: load more with --cases')
      return used - count
    },
  }
}

async function measureMonitorBeside(bench: Bench, size: Size, cases: number, rounds: number): Promise<Line> {
  const { clocks, due } = size
  say(`${clocks} clocks, ${due} of them due`)
  await loadClocks(bench, cases, clocks, 0)
  return measureMonitor(bench, { clocks, due, rounds })
}
