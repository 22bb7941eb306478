import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A statement as the service sent it. */
export interface Statement {
  text: string
  values: unknown[]
}

/** What takes the place of a value that must differ from one execution to the next: its text, and an SQL expression. */
export type Varied = ReadonlyMap<string, string>

/** Debian keeps it beside the server, not on the path. */
export function findPgbench(): string | undefined {
  const places = (process.env.PATH ?? '').split(':')
  const debian = '/usr/lib/postgresql'
  if (existsSync(debian)) places.push(...readdirSync(debian).map((version) => join(debian, version, 'bin')))
  return places.map((place) => join(place, 'pgbench')).find((path) => existsSync(path))
}

/** No argument of a program may be longer than 128 KiB; a longer parameter stands in the script. */
const LONGEST = 40_000

export interface Script {
  text: string
  /** What its variables stand for. */
  define: Record<string, string>
}

/**
 * The statements as a pgbench script. Each parameter stays one, sent anew with every execution as the service sends it (`-M
 * prepared`); of one that varies the pieces between what varies do. `head` sets variables.
 */
export function scriptOf(statements: readonly Statement[], varied: Varied = new Map(), head = ''): Script {
  const define: Record<string, string> = {}
  const sent = (text: string): string => {
    if (text.length > LONGEST) return quoted(text)
    const name = `p${Object.keys(define).length + 1}`
    define[name] = text
    return `:${name}`
  }
  const lines = statements.map(
    ({ text, values }) =>
      `${escapeColons(text).replace(/\$(\d+)/g, (_, n: string) => parameter(values[Number(n) - 1], varied, sent))};`,
  )
  return { text: `${head}${lines.join('\n')}\n`, define }
}

function parameter(value: unknown, varied: Varied, sent: (text: string) => string): string {
  if (value === null || value === undefined) return 'null'
  const text = textOf(value)
  return [...varied.keys()].some((token) => text.includes(token))
    ? pieces(text, varied, (piece) => `${sent(piece)}::text`)
    : sent(text)
}

/** A colon before a name would be a variable; casts are left alone. */
const escapeColons = (text: string): string =>
  text.replace(/'(?:[^']|'')*'/g, (quoted) =>
    quoted.includes(':') ? `E${quoted.replaceAll('\\', '\\\\').replaceAll(':', '\\x3a')}` : quoted,
  )

/** A value as SQL text. */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return quoted(textOf(value))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`
  // An entry of bytes is written as a value of bytes is.
  if (Array.isArray(value))
    return `{${value.map((each) => JSON.stringify(Buffer.isBuffer(each) ? textOf(each) : String(each))).join(',')}}`
  return JSON.stringify(value)
}

/** The text as pieces with expressions between them. */
function pieces(text: string, varied: Varied, fixed: (piece: string) => string): string {
  const found = [...varied.keys()].filter((token) => text.includes(token))
  const parts = text.split(new RegExp(`(${found.map(escapeRegExp).join('|')})`))
  const joined = parts.filter((part) => part !== '').map((part) => varied.get(part) ?? fixed(part))
  // A parameter takes the type that is wanted; an expression must say it.
  return `(${joined.join(' || ')})${/^(\{"|\[)/.test(text) ? '::jsonb' : ''}`
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const quoted = (text: string): string =>
  `E'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll(':', '\\x3a')}'`

export interface PgbenchRun {
  program: string
  socket: string
  folder: string
  script: Script
  clients: number
  /** One of the two. */
  seconds?: number
  transactions?: number
  /** Further variables. */
  define?: Record<string, number>
}

/** Transactions a second. Fails when any statement did. */
export async function pgbench(options: PgbenchRun): Promise<number> {
  const { program, socket, folder, script, clients, seconds, transactions, define = {} } = options
  const path = join(folder, 'pgbench.sql')
  writeFileSync(path, script.text)
  const length = transactions === undefined ? ['-T', String(seconds)] : ['-t', String(transactions)]
  const variables = Object.entries({ ...script.define, ...define }).flatMap(([name, value]) => [
    '-D',
    `${name}=${value}`,
  ])
  const where = ['-h', socket, '-U', 'yichuang_app', 'yichuang']
  const threads = String(Math.min(2, clients))
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    threads,
    ...length,
    ...variables,
    '-f',
    path,
  ]
  const { stdout, stderr } = await run(program, [...args, ...where], { maxBuffer: 1e8 })
  const tps = /tps = ([0-9.]+) \(without/.exec(stdout)?.[1] ?? /tps = ([0-9.]+)/.exec(stdout)?.[1]
  if (tps === undefined || /ERROR/.test(stderr)) throw new Error(`pgbench: ${stderr.slice(0, 2000)}`)
  return Number(tps)
}
