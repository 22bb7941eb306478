// npm test: one server for all test files, then tap over the compiled files beside this one.
// Arguments: `--long` adds test/long; any other word keeps only the files whose path contains it. With TEST_UNTIL (seconds
// since 1970) what has not begun by then is left out, and said to be: CI keeps its time on a slow machine too.
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Transform, type TransformCallback } from 'node:stream'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startTestCluster } from './helpers/cluster.js'

/** Only a file that hangs exceeds it: the slowest takes a minute on a quiet machine. */
const FILE_LIMIT_MS = 1_200_000
const LONG_FILE_LIMIT_MS = 3_600_000

/** Begins the program unless it is too late; TAP's own word for what is left out. */
const IN_TIME = 'if [ "$(date +%s)" -gt "$0" ]; then echo "1..0 # no time is left"; else exec "$@"; fi'
const until = Number(process.env.TEST_UNTIL ?? Number.POSITIVE_INFINITY)

const here = dirname(fileURLToPath(import.meta.url))
const words = process.argv.slice(2).filter((word) => word !== '--long')
const long = process.argv.includes('--long')

const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.js'))
  .filter((path) => long || !path.startsWith('long/'))
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  .sort()

if (files.length === 0) {
  process.stderr.write(`no test file matches ${words.join(' ')}\n`)
  process.exit(1)
}

// Each file has its own limit; the sum of all files, and the start of the server before them, has none.
t.setTimeout(0)

const { cluster, stop } = await startTestCluster()
const interrupted = async (): Promise<void> => {
  await stop()
  process.exit(130)
}
process.once('SIGINT', interrupted)
process.once('SIGTERM', interrupted)
// Whoever reads along may leave (a pipe into head): the server must not stay behind.
process.stdout.on('error', interrupted)

/**
 * Lets through what a reader needs of tap's stream: a line for every file, failures with their diagnostics, and what
 * was left out with its reason; passed assertions only count.
 */
class Digest extends Transform {
  #rest = ''
  #diagnosing = false

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const lines = (this.#rest + chunk.toString()).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) if (this.#wanted(line)) this.push(`${line}\n`)
    done()
  }

  #wanted(line: string): boolean {
    const text = line.trimStart()
    const failed = text.startsWith('not ok')
    if (failed) this.#diagnosing = true
    else if (/^(ok |# Subtest|\d+\.\.\d+)/.test(text)) this.#diagnosing = false
    const passedFile = line.startsWith('ok ')
    const leftOut = / # SKIP /.test(line)
    return (
      (this.#diagnosing && text !== '') ||
      passedFile ||
      leftOut ||
      /^\s+# error/.test(line) ||
      line.startsWith('# {')
    )
  }
}

const digest = new Digest()
t.pipe(digest)
digest.pipe(process.stdout, { end: false })
t.jobs = 4

/** How many processes share the files that are at home in one: what all load and compile is then done once in each. */
const SHARED: readonly [string, number][] = [
  // The longest hands first: one that begins late would be waited for alone.
  ['jobs/', 3],
  ['contract/', 3],
  ['domain/', 3],
  ['routes/', 8],
]
/** What sets up its process for itself: its settings, or who listens to every statement in it. */
const ALONE = ['jobs/embedded', 'jobs/telemetry']

const isBrowsers = (path: string): boolean => path.startsWith('browser/')
const isAlone = (path: string): boolean => ALONE.some((name) => path.startsWith(name))

/** What one process runs: the shared files, dealt like cards; any other by itself. */
function parts(): string[][] {
  const hands = SHARED.flatMap(([home, count]) => {
    const shared = files.filter((path) => path.startsWith(home) && !isAlone(path))
    return Array.from({ length: count }, (_, hand) => shared.filter((_path, at) => at % count === hand))
  })
  const others = files.filter((path) => isAlone(path) || !SHARED.some(([home]) => path.startsWith(home)))
  // The browser's walks first: long as well, and by themselves, they would be waited for at the end.
  const [browser, rest] = [others.filter(isBrowsers).reverse(), others.filter((path) => !isBrowsers(path))]
  const each = (paths: string[]): string[][] => paths.map((path) => [path])
  return [...each(browser), ...hands.filter((hand) => hand.length > 0), ...each(rest)]
}

await Promise.all(
  parts().map((paths) => {
    const [first = ''] = paths
    // Through `env`: tap would put its coverage recorder into NODE_OPTIONS, for every process below as well.
    const options = `NODE_OPTIONS=${process.env.NODE_OPTIONS ?? ''}`
    const places = paths.map((path) => join(here, path))
    const entry = paths.length > 1 ? [join(here, 'helpers/together.js'), ...places] : places
    const node = ['/usr/bin/env', options, process.execPath, '--enable-source-maps', ...entry]
    const [command = '', ...program] = Number.isFinite(until)
      ? ['/bin/sh', '-c', IN_TIME, String(until), ...node]
      : node
    const timeout = first.startsWith('long/') ? LONG_FILE_LIMIT_MS : FILE_LIMIT_MS
    // A file that loads the machine must not fail another by tap's own thirty seconds.
    const env = { ...process.env, TAP_TIMEOUT: String(timeout / 1000), TEST_CLUSTER: JSON.stringify(cluster) }
    return t.spawn(command, program, { env, timeout }, paths.join(', '))
  }),
)
t.end()
await finished(digest)
await stop()

const { pass, fail } = t.counts
process.exitCode = fail === 0 && t.passing() ? 0 : 1
process.stdout.write(`${pass} passed, ${fail} failed\n`)
