import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { startEmbeddedPostgres } from '../../src/database/embedded.js'
import { systemBinaries } from '../../src/database/embedded-binaries.js'
import { isAlive } from '../../src/database/embedded-cluster.js'
import { quiet, withClient } from '../helpers/cluster.js'
import { until } from '../helpers/service.js'

const isRoot = process.getuid?.() === 0
const NOBODY = 65534
const helper = join(dirname(fileURLToPath(import.meta.url)), '..', 'helpers', 'embedded-process.js')

async function temporaryDirectory(t: Test): Promise<string> {
  const directory = realpathSync(await mkdtemp('/tmp/yichuang-embedded-'))
  t.teardown(async () => {
    await endServerOf(directory)
    await rm(directory, { recursive: true, force: true })
  })
  return directory
}

/** Only a server whose pid file lies in the test's own directory is ended. */
async function endServerOf(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postgres', 'postmaster.pid')
  if (!existsSync(file)) return
  const [pid, directory] = readFileSync(file, 'utf8').split('\n')
  if (directory !== join(dataDir, 'postgres') || !isAlive(Number(pid))) return
  process.kill(Number(pid), 'SIGQUIT')
  await until('the server has ended', () => !isAlive(Number(pid)))
}

interface Started {
  child: ChildProcess
  pid: number
  connection: pg.ClientConfig
  notes: string[]
  /** Ends it in order and returns its last words. */
  stop(): Promise<string>
}

async function startProcess(dataDir: string, mode = '', uid?: number): Promise<Started> {
  const child = spawn(process.execPath, [helper, dataDir, mode], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.done) throw new Error('the process ended before it was ready')
  const ready = JSON.parse(first.value) as Pick<Started, 'pid' | 'connection' | 'notes'>
  const stop = async () => {
    child.kill('SIGTERM')
    const last = await lines.next()
    if (child.exitCode === null) await once(child, 'exit')
    return last.done ? '' : last.value
  }
  return { child, ...ready, stop }
}

const scalar = (config: pg.ClientConfig, text: string): Promise<unknown> =>
  withClient(config, async (client) => Object.values((await client.query(text)).rows[0] ?? {})[0])

t.test('a second start keeps the data, and nothing of the first is left running', async (t) => {
  const dataDir = await temporaryDirectory(t)
  const first = await startEmbeddedPostgres({ dataDir, log: quiet })
  await scalar(first.superuserConnection, `create table notes as select '窗口' as text`)
  t.equal(await scalar(first.superuserConnection, 'show listen_addresses'), '', 'no TCP port')
  t.equal(await scalar(first.superuserConnection, 'show fsync'), 'on')
  t.equal(statSync(String(first.superuserConnection.host)).mode & 0o777, 0o700, 'the socket is ours alone')
  await first.stop()
  t.notOk(isAlive(first.pid), 'stopped with the service')

  const second = await startEmbeddedPostgres({ dataDir, log: quiet })
  t.equal(await scalar(second.superuserConnection, 'select text from notes'), '窗口')
  await second.stop()
})

t.test('after a power cut the lock files may be there and empty: started all the same', async (t) => {
  const dataDir = await temporaryDirectory(t)
  const first = await startProcess(dataDir)
  await scalar(first.connection, 'create table kept as select 7 as n')
  await scalar(first.connection, 'checkpoint')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  await endServerOf(dataDir)
  for (const lock of ['postgres/postmaster.pid', 'socket/.s.PGSQL.5432.lock'])
    writeFileSync(join(dataDir, lock), '')
  const second = await startProcess(dataDir)
  t.equal(await scalar(second.connection, 'select n from kept'), 7)
  await second.stop()
})

t.test('an orphan of a killed process is taken over, with its connections and data', async (t) => {
  const dataDir = await temporaryDirectory(t)
  const killed = await startProcess(dataDir)
  await scalar(killed.connection, 'create table kept as select 7 as n')
  killed.child.kill('SIGKILL')
  await once(killed.child, 'exit')
  t.ok(isAlive(killed.pid), 'Postgres survived its parent')

  const successor = await startEmbeddedPostgres({ dataDir, log: quiet })
  t.equal(successor.pid, killed.pid, 'the same server')
  t.equal(await scalar(successor.superuserConnection, 'select n from kept'), 7)
  await successor.stop()
  t.notOk(isAlive(killed.pid), 'and it goes with its new user')
})

t.test('an orphan that nobody can reach is ended and started again', async (t) => {
  const dataDir = await temporaryDirectory(t)
  const killed = await startProcess(dataDir)
  await scalar(killed.connection, 'create table kept as select 7 as n')
  killed.child.kill('SIGKILL')
  await once(killed.child, 'exit')
  await rm(join(String(killed.connection.host), '.s.PGSQL.5432'))

  const successor = await startEmbeddedPostgres({ dataDir, log: quiet })
  t.not(successor.pid, killed.pid)
  t.notOk(isAlive(killed.pid))
  t.equal(await scalar(successor.superuserConnection, 'select n from kept'), 7)
  await successor.stop()
})

t.test('two processes share one server; the last one out stops it', async (t) => {
  const dataDir = await temporaryDirectory(t)
  const [a, b] = await Promise.all([startProcess(dataDir), startProcess(dataDir)])
  t.equal(a.pid, b.pid, 'both started at once on an empty directory')
  t.match(await a.stop(), /keeps running/)
  t.equal(await scalar(b.connection, 'select 1'), 1)
  t.match(await b.stop(), /has stopped/)
  t.notOk(isAlive(b.pid))
})

t.test('a server that dies is started again while the service runs', async (t) => {
  const dataDir = await temporaryDirectory(t)
  const said: string[] = []
  const say = (words: string) => void said.push(words)
  const server = await startEmbeddedPostgres({ dataDir, log: { info: say, warn: say }, durable: false })
  const before = server.pid
  process.kill(before, 'SIGKILL')
  await until('there is another server', () => server.pid !== before)
  t.equal(await scalar(server.superuserConnection, 'select 1'), 1)
  await server.stop()
  t.notOk(isAlive(server.pid), said.join('; '))
})

t.test('a stale postmaster.pid does not stop the start', async (t) => {
  const dataDir = await temporaryDirectory(t)
  const file = join(dataDir, 'postgres', 'postmaster.pid')
  const first = await startEmbeddedPostgres({ dataDir, log: quiet, durable: false })
  const content = readFileSync(file, 'utf8').split('\n')
  await first.stop()

  // The first number belongs to a program that is alive, is not Postgres and must stay alive; the second to nobody.
  const bystander = spawn('/bin/sleep', ['60'])
  t.teardown(() => bystander.kill())
  for (const pid of [bystander.pid, 4_194_303]) {
    writeFileSync(file, [String(pid), ...content.slice(1)].join('\n'))
    const next = await startEmbeddedPostgres({ dataDir, log: quiet, durable: false })
    t.equal(await scalar(next.superuserConnection, 'select 1'), 1)
    await next.stop()
  }
  t.equal(bystander.exitCode, null, 'the bystander lives')
})

t.test('a half-made cluster is made again', async (t) => {
  const dataDir = await temporaryDirectory(t)
  mkdirSync(join(dataDir, 'postgres', 'base'), { recursive: true })
  mkdirSync(join(dataDir, 'postgres.init-4194303', 'base'), { recursive: true })
  const server = await startEmbeddedPostgres({ dataDir, log: quiet, durable: false })
  t.equal(await scalar(server.superuserConnection, 'select 1'), 1)
  t.notOk(existsSync(join(dataDir, 'postgres.init-4194303')))
  await server.stop()
})

t.test('a data directory with a long path gets its socket elsewhere, and leaves nothing there', async (t) => {
  const dataDir = join(await temporaryDirectory(t), 'x'.repeat(90))
  const server = await startEmbeddedPostgres({ dataDir, log: quiet, durable: false })
  const sockets = String(server.superuserConnection.host)
  t.notOk(sockets.startsWith(dataDir))
  t.equal(statSync(sockets).mode & 0o777, 0o700)
  t.equal(await scalar(server.superuserConnection, 'select 1'), 1)
  await server.stop()
  t.notOk(existsSync(sockets))
})

const system = await systemBinaries()
const noSystem = system ? false : 'no system Postgres here'

t.test('the system Postgres serves where the npm package has no binaries', { skip: noSystem }, async (t) => {
  if (!system) return
  const binaries = system
  const dataDir = await temporaryDirectory(t)
  const server = await startEmbeddedPostgres({ dataDir, log: quiet, durable: false, binaries })
  const version = String(await scalar(server.superuserConnection, 'show server_version'))
  t.equal(Number.parseInt(version, 10), binaries.major)
  await server.stop()
  const [other] = [18, 17].filter((major) => major !== binaries.major)
  const fake = { ...binaries, major: Number(other) }
  await t.rejects(startEmbeddedPostgres({ dataDir, log: quiet, binaries: fake }), /was made by Postgres/)
})

const notAsNobody = !isRoot
  ? 'an ordinary user cannot start a process as somebody else: the other tests ran as him'
  : !openToAll(helper) && 'the program lies where nobody cannot enter'

t.test(
  'root where user namespaces are refused: Postgres runs as nobody',
  { skip: notAsNobody },
  async (t) => {
    const dataDir = await temporaryDirectory(t)
    const first = await startProcess(dataDir, 'no-namespace')
    t.equal(statSync(`/proc/${first.pid}`).uid, NOBODY)
    await scalar(first.connection, 'create table kept as select 7 as n')
    await first.stop()
    // With namespaces again, the files stay with the account that owns them.
    const second = await startProcess(dataDir)
    t.equal(await scalar(second.connection, 'select n from kept'), 7)
    t.equal(statSync(join(dataDir, 'postgres', 'PG_VERSION')).uid, NOBODY)
    await second.stop()
  },
)

t.test(
  'an ordinary user starts it, and is told when the directory is root’s',
  { skip: notAsNobody },
  async (t) => {
    const dataDir = await temporaryDirectory(t)
    chownSync(dataDir, NOBODY, NOBODY)
    const first = await startProcess(dataDir, '', NOBODY)
    t.equal(statSync(`/proc/${first.pid}`).uid, NOBODY)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await startProcess(dataDir, '', NOBODY)
    t.equal(second.pid, first.pid, 'takes his orphan over')
    t.match(await second.stop(), /has stopped/)

    chownSync(join(dataDir, 'postgres'), 0, 0)
    const words = await refusal(dataDir, NOBODY)
    t.match(words, /belongs to another user/)
  },
)

/** What a start that must fail writes. */
async function refusal(dataDir: string, uid: number): Promise<string> {
  const child = spawn(process.execPath, [helper, dataDir], {
    uid,
    gid: uid,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk.toString()
  })
  const [code] = await once(child, 'close')
  return code === 0 ? 'it started' : words
}

function openToAll(path: string): boolean {
  for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
  }
  return true
}
