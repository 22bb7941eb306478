import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { testDatabase } from '../helpers/database.js'

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const database = await testDatabase(t)
const dataDir = mkdtempSync(join(tmpdir(), 'yichuang-start-'))
t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
const key = Buffer.alloc(32, 7).toString('base64')
const settings = {
  DATABASE_URL: database.appUrl,
  MIGRATION_DATABASE_URL: database.ownerUrl,
  ENCRYPTION_KEYS: `k1:${key}`,
  BLIND_INDEX_KEY: key,
  CURSOR_KEY: key,
  DATA_DIR: dataDir,
  PORT: '0',
}

interface Run {
  child: ChildProcess
  output(): string
  ended: Promise<{ code: number | null; signal: string | null; errors: string }>
  /** The address that the log names. */
  url: Promise<string>
}

function start(env: Record<string, string>): Run {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...env }, cwd: '/' })
  t.teardown(() => child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  let found: (url: string) => void = () => {}
  const url = new Promise<string>((resolve) => {
    found = resolve
  })
  child.stdout?.on('data', (data) => {
    output += data
    const address = /listening on (http:\/\/[\d.:]+)/.exec(output)?.[1]
    if (address) found(address)
  })
  child.stderr?.on('data', (data) => {
    errors += data
  })
  const ended = new Promise<{ code: number | null; signal: string | null; errors: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, errors }))
  })
  return { child, output: () => output, ended, url }
}

const fetchStatus = (url: string, agent?: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, agent ? { agent } : {}, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    }).on('error', reject)
  })

t.test('a wrong setting ends the start with one line', async (t) => {
  const { code, errors } = await start({ ...settings, PORT: 'http' }).ended
  t.equal(code, 1)
  t.equal(errors, 'PORT: must be a whole number from 0 to 65535\n')
  const { BLIND_INDEX_KEY, ...withoutKey } = settings
  const second = await start(withoutKey).ended
  t.equal(second.code, 1)
  t.equal(second.errors, 'BLIND_INDEX_KEY: required with DATABASE_URL\n')
})

t.test('a database that is not there', async (t) => {
  const { code, errors } = await start({
    ...settings,
    MIGRATION_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x',
  }).ended
  t.equal(code, 1)
  t.match(errors, /^the service did not start: .+\n$/)
  t.notMatch(errors, /\n\s+at /)
})

t.test('production refuses a shifted clock', async (t) => {
  const { code, errors } = await start({ ...settings, NODE_ENV: 'production' }).ended
  t.equal(code, 1)
  t.match(errors, /app_time_shift/)
})

t.test('ready, and gone cleanly at SIGTERM; production says that nobody can sign in', async (t) => {
  const [clock] = await database.asOwner<{ shift: string }>('select shift::text from app_time_shift')
  await database.asOwner(`update app_time_shift set shift = '0'`)
  t.teardown(() => database.asOwner('update app_time_shift set shift = $1', [clock?.shift]))
  const run = start({ ...settings, NODE_ENV: 'production' })
  const url = await run.url
  t.equal(await fetchStatus(`${url}/health/ready`), 200)
  t.equal(await fetchStatus(`${url}/docs/`), 200)
  t.match(run.output(), `${url}/docs`)
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  await Promise.all([fetchStatus(`${url}/health/live`, agent), fetchStatus(`${url}/health/live`, agent)])
  const started = Date.now()
  run.child.kill('SIGTERM')
  const { code, signal, errors } = await run.ended
  t.same({ code, signal, errors }, { code: 0, signal: null, errors: '' })
  t.match(run.output(), /no issuer is trusted, so nobody can sign in: set OIDC_ISSUER/)
  // An idle socket is kept for 72 seconds.
  t.ok(Date.now() - started < 60_000, `${Date.now() - started} ms with idle sockets open`)
})

t.test(
  'npm run token prints a token, and nothing else; the service takes it only when told so',
  async (t) => {
    const cli = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [cli, 'token', ...args], { env: { DATA_DIR: dataDir }, encoding: 'utf8' })
    const { stdout, stderr, status } = run('--role', 'citizen', '--subject', 'zhang')
    t.equal(status, 0)
    t.match(
      stderr,
      /^note: no service has run on .* yet; .*\n$/,
      'whoever comes first is told of what it hangs on',
    )
    t.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    const elsewhere = { DATA_DIR: mkdtempSync(join(tmpdir(), 'yichuang-no-data-')) }
    t.teardown(() => rmSync(elsewhere.DATA_DIR, { recursive: true }))
    cpSync(join(dataDir, 'keys'), join(elsewhere.DATA_DIR, 'keys'), { recursive: true })
    const again = spawnSync(process.execPath, [cli, 'token', '--role', 'clerk'], {
      env: elsewhere,
      encoding: 'utf8',
    })
    t.match(again.stderr, /no service has run/, 'a key that was made here before is no service')
    const wrong = run('--role', 'emperor')
    t.equal(wrong.status, 1)
    t.match(wrong.stderr, /^--role: one of citizen, /)
    const read = async (url: string) => {
      const answer = await fetch(`${url}/v1/cases`, { headers: { authorization: `Bearer ${stdout.trim()}` } })
      await answer.text()
      return answer.status
    }
    const told = start({ ...settings, DEV_ISSUER: 'on' })
    t.equal(await read(await told.url), 200)
    told.child.kill('SIGTERM')
    t.equal((await told.ended).code, 0)
    t.equal(run('--role', 'clerk').stderr, '', 'beside a service nothing is to be said')
    const untold = start(settings)
    t.equal(await read(await untold.url), 401)
    untold.child.kill('SIGTERM')
    t.equal((await untold.ended).code, 0)
  },
)
