import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Test } from 'tap'
import { isAlive } from '../../src/database/embedded-cluster.js'
import { withClient } from './cluster.js'
import { SUITE_START } from './database.js'
import { until } from './service.js'

/** A data directory for this test. At the end its Postgres is ended, whoever started it, and it is removed. */
export async function temporaryDataDir(t: Test): Promise<string> {
  const dataDir = realpathSync(await mkdtemp('/tmp/yichuang-fault-'))
  t.teardown(async () => {
    await endServerOf(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  })
  return dataDir
}

/**
 * The postmaster that serves this data directory; undefined when none does. The pid file must name the directory and
 * the process must be a Postgres over it: nothing else is ever stopped or killed by a test.
 */
export function postmasterOf(dataDir: string): number | undefined {
  const directory = join(dataDir, 'postgres')
  const [pid, served] = read(join(directory, 'postmaster.pid')).split('\n')
  const words = read(`/proc/${pid}/cmdline`)
  const isOurs = served === directory && words.includes('postgres') && words.includes(directory)
  return isOurs && isAlive(Number(pid)) ? Number(pid) : undefined
}

/** The processes that the postmaster has started. */
export function childrenOf(postmaster: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1]) === postmaster)
}

/** All processes of the server; one that goes meanwhile is passed over. */
export function signalServer(dataDir: string, signal: NodeJS.Signals): void {
  const postmaster = postmasterOf(dataDir)
  if (postmaster === undefined) throw new Error(`no Postgres serves ${dataDir}`)
  // The postmaster first, so that it starts no new ones while the others stop.
  for (const pid of [postmaster, ...childrenOf(postmaster)]) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

async function endServerOf(dataDir: string): Promise<void> {
  const postmaster = postmasterOf(dataDir)
  if (postmaster === undefined) return
  signalServer(dataDir, 'SIGCONT')
  process.kill(postmaster, 'SIGQUIT')
  await until('the Postgres of the test has ended', () => !isAlive(postmaster))
}

/** The superuser of an embedded server, in the database of the service. */
export const superuserOf = (dataDir: string): pg.ClientConfig => ({
  host: join(dataDir, 'socket'),
  port: 5432,
  user: 'postgres',
  database: 'yichuang',
})

/** Monday morning, as in all suites: no test runs over midnight or into a year without a calendar. */
export async function setSuiteClock(config: pg.ClientConfig, instant: string = SUITE_START): Promise<void> {
  await withClient(config, (client) =>
    client.query('update app_time_shift set shift = $1::timestamptz - now()', [instant]),
  )
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
