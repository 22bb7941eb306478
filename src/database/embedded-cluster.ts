import { existsSync, readFileSync } from 'node:fs'
import {
  appendFile,
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseAccount, runAs, type ServerAccount } from './embedded-account.js'
import { findPostgresBinaries, type PostgresBinaries } from './embedded-binaries.js'

/** A cluster on disk (`DATA_DIR/postgres`) with the programs and the account that serve it. */
export interface Cluster {
  directory: string
  dataDir: string
  binaries: PostgresBinaries
  account: ServerAccount
  durable: boolean
}

export interface ClusterOptions {
  dataDir: string
  /** false: no fsync, for tests only. */
  durable?: boolean
  /** false: as root, run as another uid rather than in a user namespace. */
  allowNamespace?: boolean
  /** Which programs to use; found by themselves if absent. */
  binaries?: PostgresBinaries
}

/** A Unix socket's path may have 107 bytes on Linux (103 on macOS), and `/.s.PGSQL.5432` belongs to it. */
const LONGEST_SOCKET_DIRECTORY = 85
const LARGEST_LOG_BYTES = 10_000_000

/** Finds the cluster under the data directory; makes it when there is none or only a half-made one. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDir, durable = true } = options
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const directory = join(dataDir, 'postgres')
  const major = await clusterVersion(directory)
  const account = await chooseAccount(directory, options.allowNamespace ?? true)
  const binaries = options.binaries ?? (await findPostgresBinaries(major ?? undefined))
  if (major !== null && major !== binaries.major) {
    throw new Error(
      `${directory} was made by Postgres ${major}, but ${binaries.origin} is version ${binaries.major}`,
    )
  }
  const cluster = { directory, dataDir, binaries, account, durable }
  await letAccountIn(cluster)
  if (major === null) await initialise(cluster)
  return cluster
}

async function clusterVersion(directory: string): Promise<number | null> {
  try {
    return Number(await readFile(join(directory, 'PG_VERSION'), 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (code === 'EACCES')
      throw new Error(`${directory} belongs to another user: start as that user or set DATA_DIR`)
    throw error
  }
}

/** Root's data directory is closed to others; an account other than root must be able to pass through it. */
async function letAccountIn({ dataDir, account, binaries }: Cluster): Promise<void> {
  if (process.getuid?.() !== 0 || account.uid === 0) return
  const { uid, mode } = await stat(dataDir)
  if (uid !== account.uid) await chmod(dataDir, mode | 0o011)
  for (const path of [dataDir, binaries.directory]) {
    await runAs(account, '/', '/bin/sh', ['-c', 'cd "$1"', 'sh', path]).catch(() => {
      throw new Error(
        `root may not run Postgres itself, and uid ${account.uid} cannot enter ${path}:` +
          ' set DATA_DIR to a place open to it, or start as an ordinary user',
      )
    })
  }
}

/**
 * initdb works in a folder of its own name, which then gets the real name in one step: `postgres` with a
 * PG_VERSION is always complete, whenever the process was killed, and of two first starts one wins.
 */
async function initialise(cluster: Cluster): Promise<void> {
  const { directory, dataDir, account, binaries, durable } = cluster
  await removeRemains(dataDir)
  const draft = `${directory}.init-${process.pid}`
  await mkdir(draft, { mode: 0o700 })
  await own(draft, account)
  // Without a UTF-8 ctype pg_trgm finds no trigram in Chinese; the builtin provider (17 and up) sorts alike everywhere.
  const ctype = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const locale =
    binaries.major >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', `--lc-ctype=${ctype}`]
      : [`--locale=${ctype}`]
  const args = ['-D', draft, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', ...locale]
  await runAs(account, dataDir, join(binaries.directory, 'initdb'), durable ? args : [...args, '--no-sync'])
  await appendFile(join(draft, 'postgresql.conf'), `\ninclude 'yichuang.conf'\n`)
  try {
    await rename(draft, directory)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(join(directory, 'PG_VERSION'))) throw error
  }
}

/** Clears what a killed initdb left: drafts of dead processes and a `postgres` without PG_VERSION. */
async function removeRemains(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = Number(/^postgres\.init-(\d+)$/.exec(name)?.[1])
    if (pid > 0 && (pid === process.pid || !isAlive(pid)))
      await rm(join(dataDir, name), { recursive: true, force: true })
  }
  const directory = join(dataDir, 'postgres')
  const aside = `${directory}.incomplete-${process.pid}`
  const moved = await rename(directory, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  // Another first start may have finished in between: its cluster goes back to its place.
  if (existsSync(join(aside, 'PG_VERSION'))) await rename(aside, directory)
  else await rm(aside, { recursive: true, force: true })
}

/** Starts the server and waits until it accepts connections. Fails when another process was faster. */
export async function startServer(cluster: Cluster): Promise<void> {
  const { directory, account, binaries } = cluster
  const sockets = await socketDirectory(cluster)
  await writeSettings(cluster, sockets)
  for (const lock of [join(directory, 'postmaster.pid'), join(sockets, '.s.PGSQL.5432.lock')])
    await removeEmptyLock(lock)
  const log = join(directory, 'server.log')
  const logged = await stat(log).catch(() => null)
  if (logged && logged.size > LARGEST_LOG_BYTES) await rm(log, { force: true })
  const args = ['-D', directory, '-l', log, '-w', '-t', '120', 'start']
  await runAs(account, directory, join(binaries.directory, 'pg_ctl'), args).catch(async (error: Error) => {
    const words = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-4).join(' | ')
    throw new Error(`the embedded Postgres did not start: ${error.message} | ${words}`)
  })
}

/** Postgres writes its lock files within the moment in which it makes them. */
const WRITTEN_WITHIN_MS = 500

/**
 * After a power cut the lock file of the server may be there and empty. Postgres cannot tell that from one which another
 * server is just making, and refuses to start until somebody deletes it.
 */
async function removeEmptyLock(path: string): Promise<void> {
  const isEmpty = async () => (await stat(path).catch(() => null))?.size === 0
  if (!(await isEmpty())) return
  await sleep(WRITTEN_WITHIN_MS)
  if (await isEmpty()) await rm(path, { force: true })
}

/** How long a server that has removed its pid file may take to be gone. */
const GONE_WITHIN_MS = 10_000

/**
 * Stops the server: open transactions are rolled back; if that takes too long, it recovers at the next start. pg_ctl is
 * content when the pid file is gone, which the server removes shortly before it ends: its end is waited for.
 */
export async function stopServer({ directory, account, binaries }: Cluster): Promise<void> {
  const pidFile = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(pidFile, 10)
  const stop = (mode: string, seconds: string) =>
    runAs(account, directory, join(binaries.directory, 'pg_ctl'), [
      '-D',
      directory,
      '-m',
      mode,
      '-w',
      '-t',
      seconds,
      'stop',
    ])
  try {
    await stop('fast', '6').catch(() => stop('immediate', '3'))
  } finally {
    const deadline = Date.now() + GONE_WITHIN_MS
    while (pid > 0 && isAlive(pid) && Date.now() < deadline) await sleep(10)
  }
}

async function writeSettings({ directory, durable, account }: Cluster, sockets: string): Promise<void> {
  const lines = [
    '# Written at every start of the service.',
    "listen_addresses = ''",
    'port = 5432',
    `unix_socket_directories = '${sockets.replaceAll("'", "''")}'`,
    'unix_socket_permissions = 0700',
    'max_connections = 200',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    '# Solid disks and memory: a page out of order costs little more than the next one.',
    'random_page_cost = 1.1',
    '# Statements and details carry personal data: they stay out of the log.',
    'log_min_error_statement = panic',
    'log_error_verbosity = terse',
    ...(durable ? [] : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off']),
  ]
  const path = join(directory, 'yichuang.conf')
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${lines.join('\n')}\n`, { mode: 0o600 })
  await own(draft, account)
  await rename(draft, path)
}

/**
 * The folder of the socket, closed to everybody else (that is the access control: Postgres trusts who gets in).
 * Under the data directory, or, where its path is too long, a temporary one whose name is kept in `socket-directory`.
 */
async function socketDirectory({ dataDir, account }: Cluster): Promise<string> {
  const near = join(dataDir, 'socket')
  if (Buffer.byteLength(near) <= LONGEST_SOCKET_DIRECTORY) {
    await mkdir(near, { recursive: true, mode: 0o700 })
    await chmod(near, 0o700)
    await own(near, account)
    return near
  }
  const record = join(dataDir, 'socket-directory')
  const kept = (await readFile(record, 'utf8').catch(() => '')).trim()
  const state = kept ? await lstat(kept).catch(() => null) : null
  if (state?.isDirectory() && state.uid === account.uid && (state.mode & 0o077) === 0) return kept
  const made = await mkdtemp('/tmp/yichuang-')
  await own(made, account)
  await writeFile(record, made)
  return made
}

/** After the server stopped: removes a socket folder outside the data directory. */
export async function removeTemporarySockets({ dataDir }: Cluster): Promise<void> {
  const record = join(dataDir, 'socket-directory')
  const kept = (await readFile(record, 'utf8').catch(() => '')).trim()
  if (dirname(kept) === '/tmp') await rm(kept, { recursive: true, force: true })
  await rm(record, { force: true })
}

async function own(path: string, account: ServerAccount): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, account.uid, account.gid)
}

/** Ended and not collected, being collected, collected since its number was asked for. */
const ENDED = new Set(['Z', 'X', 'gone'])

/** Whether this process runs, whoever owns it. One that has ended and was not collected by its parent does not. */
export function isAlive(pid: number): boolean {
  return exists(pid) && !ENDED.has(processState(pid))
}

/** Whether the number is taken, be it by a process that has ended: Postgres's own check sees no difference. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The letter of its state; 'gone' when it went in the meantime, empty on a system without /proc. */
function processState(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.[0] ?? ''
  } catch {
    return existsSync('/proc/self/stat') ? 'gone' : ''
  }
}
