import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { testDatabase } from '../helpers/database.js'
import { outsideSettings, startServiceProcess } from '../helpers/service.js'

const compiled = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const TSC = join(packageRoot, 'node_modules', '.bin', 'tsc')
const run = promisify(execFile)

const database = await testDatabase(t)
const dataDir = mkdtempSync(join(tmpdir(), 'yichuang-examples-'))
t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
const service = startServiceProcess(t, { ...outsideSettings(database, dataDir), LOG_LEVEL: 'info' })
const url = await service.ready
const settings = async (role: 'citizen' | 'exchange') => ({
  ...process.env,
  YICHUANG_URL: url,
  YICHUANG_TOKEN: await signDevToken(dataDir, { role }),
})

t.test('the demo tells both stories', async (t) => {
  const env = { ...process.env, ...outsideSettings(database, dataDir) }
  const { stdout } = await run(process.execPath, [compiled('src/cli/main.js'), 'demo', '--url', url], { env })
  t.match(stdout, '两个办件均已走完全程')
  t.match(stdout, /审查人不能自己决定/)
})

t.test('the demo fails loudly when the service is not what it should be', async (t) => {
  const env = { ...process.env, ...outsideSettings(database, dataDir) }
  await database.asOwner(`update items set state = 'SUSPENDED'`)
  const told = run(process.execPath, [compiled('src/cli/main.js'), 'demo', '--url', url], { env })
  await t.rejects(told, { code: 1 })
  await database.asOwner(`update items set state = 'IN_USE'`)
})

t.test('the kiosk goes from the search to the progress query', async (t) => {
  const env = await settings('citizen')
  const { stdout } = await run(process.execPath, [compiled('examples/kiosk.js'), 'zfgjj'], { env })
  t.match(stdout, /住房公积金/)
  t.match(stdout, /需提交：/)
  t.match(stdout, /已收件 \d{18}[\dA-Z].*查询码 \d{6}/)
  t.match(stdout, /进度：/)
  const another = await run(process.execPath, [compiled('examples/kiosk.js'), '食品经营'], { env })
  t.match(another.stdout, /已收件 \d{18}[\dA-Z].*查询码 \d{6}/, 'any item, by its own form')
})

t.test('the client is a package: its tarball is all that another project needs', async (t) => {
  const project = mkdtempSync(join(tmpdir(), 'yichuang-client-'))
  t.teardown(() => rmSync(project, { recursive: true, force: true }))
  const npm = (cwd: string, ...words: string[]) =>
    run('npm', [...words, '--offline', '--no-audit', '--no-fund', '--silent'], { cwd })
  const packed = await npm(join(packageRoot, 'client'), 'pack', '--pack-destination', project)
  const tarball = packed.stdout.trim().split('\n').at(-1) ?? ''
  writeFileSync(join(project, 'package.json'), '{ "name": "other", "private": true, "type": "module" }')
  await npm(project, 'install', `./${tarball}`)
  const node_modules = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))
  t.same(node_modules, ['@yichuang'], 'it brings nothing along')

  const program = `import { createClient, type Schema } from '@yichuang/client'
const client = createClient({ url: ${JSON.stringify(url)}, language: 'en' })
const { data } = await client.GET('/v1/items', { params: { query: { q: '公积金' } } })
const [item] = data?.data ?? []
const { error } = await client.GET('/v1/items/{itemCode}', { params: { path: { itemCode: 'none' } } })
const problem: Schema<'Problem'> | undefined = error
console.log(item?.name, problem?.code, problem?.title)
`
  writeFileSync(join(project, 'good.ts'), program)
  writeFileSync(
    join(project, 'bad.ts'),
    program.replace("q: '公积金'", 'q: 1').replace('item?.name', 'item?.nam'),
  )
  const compilerOptions = { module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom'], strict: true }
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] } }),
  )
  const checked = await run(TSC, ['-p', project], { cwd: project }).catch(
    (error: { stdout: string }) => error,
  )
  const wrong = [...checked.stdout.matchAll(/^(\w+\.ts).*error TS(\d+)/gm)].map(
    ([, file, code]) => `${file} ${code}`,
  )
  t.same(wrong, ['bad.ts 2322', 'bad.ts 2551'], 'its types bind, and are whole')
  const { stdout } = await run(process.execPath, ['good.js'], { cwd: project })
  t.match(stdout, /公积金.* NOT_FOUND [A-Z]/)
})

t.test('the exchange consumer is killed again and again, and has every event once', async (t) => {
  const env = await settings('exchange')
  const folder = join(dataDir, 'feed')
  const positions = () =>
    readFileSync(join(folder, 'events.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { position: number }).position)
  const consume = (...more: string[]) => [compiled('examples/exchange.js'), folder, ...more]
  for (let kill = 0; kill < 3; kill += 1) {
    const child = spawn(process.execPath, consume(), { env, stdio: 'ignore' })
    await sleep(200 + kill * 150)
    child.kill('SIGKILL')
  }
  await run(process.execPath, [compiled('examples/kiosk.js')], { env: await settings('citizen') })
  await sleep(500)
  const { stdout } = await run(process.execPath, consume('--once'), { env })
  t.match(stdout, /chain proven/)
  const [head] = await database.asOwner<{ position: number }>('select position::int from feed_head')
  t.same(
    positions(),
    Array.from({ length: head?.position ?? 0 }, (_, n) => n + 1),
  )
  t.ok(positions().length > 10)

  await database.asOwner('update feed_head set epoch = gen_random_uuid()')
  const again = await run(process.execPath, consume('--once'), { env })
  t.match(again.stdout, /to \d+: \d+ events, chain proven/, 'after 410 it begins again')
  t.same(
    positions(),
    Array.from({ length: head?.position ?? 0 }, (_, n) => n + 1),
  )
})

t.test('the service ends cleanly', async (t) => {
  t.match(await service.end('SIGTERM'), { code: 0 })
})
