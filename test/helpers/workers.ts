import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import type { TestApp } from './app.js'

const here = dirname(fileURLToPath(import.meta.url))
/** Short, so that who is killed is followed soon. */
const LEASE_MS = 1000

/** Debian's faketime, which moves the clock beneath a process; undefined where it is not installed. */
export const FAKETIME = faketimeLibrary()

/** What time a worker saw as it began, in milliseconds: by `Date`, and by its machine whatever stands in the place of `Date`. */
export interface SeenClock {
  date: number
  machine: number
}

/** A worker that has begun, a process of its own; `keys`: to open what is sealed; `settings`: beside those of a test. */
export async function startWorker(
  t: Test,
  app: TestApp,
  keys: readonly Buffer[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  return (await begin(t, app, { keys, settings })).worker
}

/** One on a machine whose clock is wrong by so much, and what time it sees. */
export const startSkewedWorker = (t: Test, app: TestApp, skewMs: number) =>
  begin(t, app, skewed(skewMs, FAKETIME))

interface Beginning {
  keys?: readonly Buffer[]
  settings?: Readonly<Record<string, string>>
  env?: Readonly<Record<string, string>>
  execArgv?: string[]
}

async function begin(
  t: Test,
  app: TestApp,
  { keys = [], settings = {}, env = {}, execArgv = [] }: Beginning,
): Promise<{ worker: ChildProcess; clock: SeenClock }> {
  const worker = fork(join(here, 'worker-process.js'), {
    execArgv,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      TEST_DATABASE: JSON.stringify(app.database.appConfig),
      DATA_DIR: app.deps.config.dataDir,
      LEASE_MS: String(LEASE_MS),
      SETTINGS: JSON.stringify(settings),
      KEYS: keys.map((key) => key.toString('base64')).join(' '),
      ...env,
    },
  })
  t.teardown(() => killWorker(worker))
  const [clock] = await once(worker, 'message')
  return { worker, clock }
}

/** By the library where there is one, else by another `Date`. Only wall clocks are wrong: timers go on as they do. */
function skewed(skewMs: number, library: string | undefined): Beginning {
  if (skewMs === 0) return {}
  if (library === undefined)
    return {
      execArgv: ['--import', pathToFileURL(join(here, 'skewed-clock.js')).href],
      env: { SKEW_MS: String(skewMs) },
    }
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME: `${skewMs < 0 ? '-' : '+'}${Math.abs(skewMs) / 1000}`,
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  }
}

function faketimeLibrary(): string | undefined {
  const LIB = '/usr/lib'
  if (process.platform !== 'linux' || !existsSync(LIB)) return undefined
  // The one for processes of several threads, as node's are.
  const places = readdirSync(LIB).map((folder) => join(LIB, folder, 'faketime', 'libfaketimeMT.so.1'))
  return places.find((path) => existsSync(path))
}

export async function killWorker(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  // What faketime shares with children of a process, and takes away only where it ends by itself.
  if (FAKETIME === undefined) return
  for (const name of ['faketime_shm_', 'sem.faketime_sem_'])
    rmSync(join('/dev/shm', `${name}${child.pid}`), { force: true })
}
