import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import type { TestApp } from './app.js'

const here = dirname(fileURLToPath(import.meta.url))
/** Short, so that who is killed is followed soon. */
const LEASE_MS = 1000

/**
 * A worker that has begun, a process of its own; `keys`: to open what is sealed; `settings`: beside those of a test;
 * `skewMs`: how wrong the clock of its machine is.
 */
export async function startWorker(
  t: Test,
  app: TestApp,
  keys: readonly Buffer[] = [],
  settings: Readonly<Record<string, string>> = {},
  skewMs = 0,
): Promise<ChildProcess> {
  const child = fork(join(here, 'worker-process.js'), {
    execArgv: ['--import', pathToFileURL(join(here, 'skewed-clock.js')).href],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      TEST_DATABASE: JSON.stringify(app.database.appConfig),
      DATA_DIR: app.deps.config.dataDir,
      LEASE_MS: String(LEASE_MS),
      SKEW_MS: String(skewMs),
      SETTINGS: JSON.stringify(settings),
      KEYS: keys.map((key) => key.toString('base64')).join(' '),
    },
  })
  t.teardown(() => killWorker(child))
  await once(child, 'message')
  return child
}

export async function killWorker(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
