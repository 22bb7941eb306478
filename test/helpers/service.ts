import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { watchFor } from './canaries.js'
import type { TestDatabase } from './database.js'

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))

/** A start takes a second or two; recovery of a killed Postgres and a busy machine are in this. */
const READY_WITHIN_MS = 300_000
const KEPT_OUTPUT = 200_000

export interface End {
  code: number | null
  signal: NodeJS.Signals | null
}

/** The service as its users run it: a process of its own. */
export interface ServiceProcess {
  pid: number
  /** Resolves with the address as soon as the service listens; rejects when the process ends before. */
  ready: Promise<string>
  /** Empty until then. */
  readonly url: string
  readonly isRunning: boolean
  ended: Promise<End>
  /** What it has said lately, on both streams. */
  output(): string
  /** Sends the signal; resolves when the process is gone. */
  end(signal: NodeJS.Signals): Promise<End>
}

/** Settings of an instance on a database that is there already, with the development issuer of `dataDir`. */
export function outsideSettings(
  { appUrl, ownerUrl }: Pick<TestDatabase, 'appUrl' | 'ownerUrl'>,
  dataDir: string,
): Record<string, string> {
  const key = Buffer.alloc(32, 7).toString('base64')
  return {
    DATABASE_URL: appUrl,
    MIGRATION_DATABASE_URL: ownerUrl,
    ENCRYPTION_KEYS: `k1:${key}`,
    BLIND_INDEX_KEY: key,
    CURSOR_KEY: key,
    DATA_DIR: dataDir,
    DEV_ISSUER: 'on',
  }
}

/** Starts `main.js` with nothing but these settings, and no limits of its own. Killed at the test's end if it still runs. */
export function startServiceProcess(
  t: Test,
  settings: Record<string, string>,
  main: string = MAIN,
): ServiceProcess {
  // A busy machine would refuse for overload what no fault has touched.
  const env = { PATH: process.env.PATH, PORT: '0', RATE_LIMIT: 'off', OVERLOAD_DELAY: 'off', ...settings }
  const child = spawn(process.execPath, [main], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
  const watch = watchFor(t)
  let output = ''
  let url = ''
  const ended = new Promise<End>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  const listening = new Promise<string>((resolve) => {
    const listen = (chunk: Buffer): void => {
      const said = chunk.toString()
      watch.look('the log', said)
      output = (output + said).slice(-KEPT_OUTPUT)
      if (url !== '') return
      url = /listening on (http:\/\/[\d.:]+)/.exec(output)?.[1] ?? ''
      if (url !== '') resolve(url)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
  })
  const end = async (signal: NodeJS.Signals): Promise<End> => {
    if (isRunning(child)) child.kill(signal)
    return ended
  }
  t.teardown(() => end('SIGKILL'))
  const ready = Promise.race([listening, failure(ended, () => output)])
  ready.catch(() => {}) // who kills it while it starts does not wait for it
  return {
    pid: child.pid ?? 0,
    ready,
    get url() {
      return url
    },
    get isRunning() {
      return isRunning(child)
    },
    ended,
    output: () => output,
    end,
  }
}

async function failure(ended: Promise<End>, output: () => string): Promise<never> {
  const late = new AbortController()
  const end = await Promise.race([
    ended,
    sleep(READY_WITHIN_MS, undefined, { signal: late.signal, ref: false }),
  ])
  late.abort()
  throw new Error(
    `the service ${end === undefined ? 'was not ready in time' : `ended with ${end.code}`}: ${output()}`,
  )
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

/** Until it is true. Fails after a limit that only something that hangs exceeds, on however busy a machine. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 300_000,
): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await sleep(50)
  }
}
