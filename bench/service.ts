import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { signDevToken } from '../src/http/dev-issuer.js'
import type { Role } from '../src/shared/roles.js'

/** The service under load, a process of its own on a durable embedded database, and ways to it. */
export interface Bench {
  url: string
  pid: number
  dataDir: string
  /** Where the database listens, for pgbench and for the measured process alike. */
  socket: string
  token(role: Role): Promise<string>
  /** One statement as the owner of the tables. */
  sql<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>
  /** Holds the service's process still between two transactions, so that its workers take no part in what is measured. */
  hold(): Promise<void>
  release(): void
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url))

/** Starts it on an empty directory; `stop` ends it and removes everything. */
export async function startBench(): Promise<Bench> {
  // Short, since the path of a socket must be.
  const dataDir = realpathSync(mkdtempSync('/tmp/yc-bench-'))
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: dataDir,
    PORT: '0',
    RATE_LIMIT: 'off',
    OVERLOAD_DELAY: 'off',
  }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const socket = join(dataDir, 'socket')
  const owner = new pg.Client({ host: socket, user: 'yichuang_owner', database: 'yichuang' })
  const stop = async () => {
    await owner.end().catch(() => {})
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const url = await addressOf(child.stdout)
    await owner.connect()
    return {
      url,
      pid: child.pid ?? 0,
      dataDir,
      socket,
      token: (role) => signDevToken(dataDir, { role }),
      sql: async <R extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
        (await owner.query<R>(text, values)).rows,
      hold: () => holdBetween(child, socket),
      release: () => child.kill('SIGCONT'),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A process held in the middle of a transaction would keep VACUUM from knowing any later row to be visible to all. */
async function holdBetween(child: ChildProcess, host: string): Promise<void> {
  const superuser = new pg.Client({ host, user: 'postgres', database: 'yichuang' })
  await superuser.connect()
  try {
    for (;;) {
      child.kill('SIGSTOP')
      const { rows } = await superuser.query(
        `select from pg_stat_activity where usename = 'yichuang_app' and xact_start is not null`,
      )
      if (rows.length === 0) return
      child.kill('SIGCONT')
      await sleep(50)
    }
  } finally {
    await superuser.end()
  }
}

/** Reads on after the address was found, or the log's pipe would fill up and hold the service. */
function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    output.on('data', (chunk: Buffer) => {
      if (text.length < 100_000) text += chunk.toString()
      const found = /listening on (http:\/\/[0-9.:]+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    output.once('end', () => reject(new Error(`the service did not start: ${text}`)))
  })
}
