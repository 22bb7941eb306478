import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { KIND_NAMES } from '../../src/features/transfer/kind-names.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { foodCase, MARKET_WINDOW } from '../helpers/cases.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { until } from '../helpers/service.js'

t.setTimeout(0)

/** The commands of the page, in their order; folders and the address become those of the test. */
const commandsOf = (page: string, heading: string, folder: string, url: string): string[] => {
  const text = readFileSync(join(packageRoot, 'docs', page), 'utf8')
  const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(text.slice(text.indexOf(heading))) ?? []
  return block
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replaceAll('./', `${folder}/`))
    .map((line) => (/cli -- (?:export|import) /.test(line) ? `${line} --url ${url}` : line))
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

t.test('from an empty directory to the first accepted case, by the commands of the page alone', async (t) => {
  const folder = await temporaryDataDir(t)
  const url = `http://127.0.0.1:${await freePort()}`
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: new URL(url).port, LOG_LEVEL: 'info' }
  const begin = (command: string, more: Record<string, string> = {}) => {
    const child = spawn('sh', ['-c', command], { cwd: packageRoot, env: { ...env, ...more }, detached: true })
    let [told, out] = ['', '']
    child.stdout.on('data', (chunk) => {
      out += chunk
      told += chunk
    })
    child.stderr.on('data', (chunk) => {
      told += chunk
    })
    const isOver = () => child.exitCode !== null || child.signalCode !== null
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    const stop = async () => {
      if (!isOver() && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      await ended
    }
    t.teardown(stop)
    return { ended, stop, told: () => told, out: () => out, isOver }
  }
  const run = async (command: string, more?: Record<string, string>): Promise<string> => {
    const begun = begin(command, more)
    t.equal(await begun.ended, 0, `${command}: ${begun.told().slice(-2000)}`)
    return begun.out()
  }
  const serve = async (command: string, more?: Record<string, string>) => {
    const service = begin(command, more)
    await until(`${command} serves`, async () => {
      if (service.isOver()) throw new Error(service.told())
      return (await fetch(`${url}/health/ready`).catch(() => undefined))?.status === 200
    })
    return service
  }

  const commands = commandsOf('operations.md', '### From an empty directory to the first case', folder, url)
  const [takeOut = '', start = '', found = '', bringIn = '', token = ''] = commands
  t.equal(commands.length, 5, commands.join('\n'))

  const sample = { DATA_DIR: join(folder, 'old') }
  const old = await serve('npm start', sample)
  await run(takeOut, sample)
  await old.stop()

  await serve(start)
  await run(found)
  await run(bringIn)
  const again = { DATA_DIR: join(folder, 'new') }
  await run(takeOut.replace('/deployment', '/again'), again)
  for (const kind of KIND_NAMES) {
    const [one, other] = ['deployment', 'again'].map((name) =>
      readFileSync(join(folder, name, `${kind}.ndjson`), 'utf8'),
    )
    t.ok(one === other, `${kind}: the same bytes`)
  }

  const headers = { authorization: `Bearer ${(await run(token)).trim()}`, 'content-type': 'application/json' }
  const opened = await fetch(`${url}/v1/cases`, {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': 'first' },
    body: JSON.stringify({ ...foodCase(), windowId: MARKET_WINDOW }),
  })
  const { caseNo } = (await opened.json()) as { caseNo?: string }
  t.equal(opened.status, 201)
  const accepted = await fetch(`${url}/v1/cases/${caseNo}/transitions`, {
    method: 'POST',
    headers: { ...headers, 'if-match': '*' },
    body: JSON.stringify({ action: 'accept' }),
  })
  t.match(await accepted.json(), { status: 'ACCEPTED' })
})
