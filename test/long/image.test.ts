import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'
import { withClient } from '../helpers/cluster.js'
import { address, testDatabase } from '../helpers/database.js'
import { outsideSettings, startServiceProcess } from '../helpers/service.js'

// The steps of the Dockerfile without an engine: the same files are copied, the same commands run, and what comes out is
// started as the compose file does it. What the image lacks (a migration, a module) shows here.

t.setTimeout(0)

interface Stage {
  folder: string
  name: string
  steps: [instruction: string, words: string][]
}

const root = mkdtempSync(join(tmpdir(), 'yichuang-image-'))
t.teardown(() => rmSync(root, { recursive: true, force: true }))

function stagesOf(dockerfile: string): Stage[] {
  const stages: Stage[] = []
  for (const line of dockerfile.replace(/\\\n/g, ' ').split('\n')) {
    const [, instruction, words = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? []
    if (instruction === 'FROM') {
      const name = / AS (\w+)$/.exec(words)?.[1] ?? 'last'
      stages.push({ name, folder: join(root, name), steps: [['FROM', words]] })
    } else if (instruction !== undefined) stages.at(-1)?.steps.push([instruction, words])
  }
  return stages
}

/** What the engine is not given. */
const ignored = new Set(readFileSync(join(packageRoot, '.dockerignore'), 'utf8').split('\n').filter(Boolean))

/** Everything happens below /app, which is the stage's folder here. */
function copy(stage: Stage, words: string): void {
  const from = /^--from=(\w+) /.exec(words)?.[1]
  const [target = '', ...sources] = words
    .replace(/^--from=\w+ /, '')
    .split(' ')
    .reverse()
  for (const source of sources) {
    const path =
      from === undefined ? join(packageRoot, source) : join(root, from, source.replace(/^\/app\//, ''))
    const isFolderOfFiles = target.endsWith('/')
    cpSync(path, join(stage.folder, target, isFolderOfFiles ? basename(source) : ''), {
      recursive: true,
      filter: (each) => !ignored.has(relative(packageRoot, each)),
    })
  }
}

function build(stage: Stage): void {
  mkdirSync(stage.folder)
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
  }
  for (const [instruction, words] of stage.steps) {
    if (instruction === 'COPY') copy(stage, words)
    // The last stage's commands make a folder of the root and its owner.
    if (instruction === 'RUN' && stage.name !== 'last')
      execFileSync('bash', ['-ec', words], { cwd: stage.folder, env, stdio: 'pipe' })
  }
}

t.test('what the image holds is enough to prepare a database and to serve', async (t) => {
  const stages = stagesOf(readFileSync(join(packageRoot, 'Dockerfile'), 'utf8'))
  t.same(
    stages.map(({ name }) => name),
    ['build', 'last'],
  )
  for (const stage of stages) build(stage)
  const last = stages.at(-1) as Stage
  t.match(last.steps.find(([instruction]) => instruction === 'USER')?.[1], 'node', 'not as root')
  const words = last.steps.find(([instruction]) => instruction === 'CMD')?.[1] ?? '[]'
  const [node, ...command] = JSON.parse(words) as string[]
  t.equal(node, 'node')

  const model = await testDatabase(t)
  const superuser = { ...model.superuserConfig, database: 'postgres' }
  const name = `image_${process.pid}_${randomBytes(4).toString('hex')}`
  t.teardown(() => withClient(superuser, (db) => db.query(`drop database if exists ${name} with (force)`)))
  const here = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
  const { DEV_ISSUER: _, ...settings } = outsideSettings(
    { appUrl: here(model.appUrl), ownerUrl: here(model.ownerUrl) },
    join(root, 'data'),
  )
  const production = { ...settings, NODE_ENV: 'production' }
  const prepared = spawnSync(process.execPath, ['dist/src/cli/main.js', 'init-database'], {
    cwd: last.folder,
    env: { ...production, ADMIN_DATABASE_URL: address(superuser) },
    encoding: 'utf8',
  })
  t.match(prepared, { status: 0, stderr: '' })
  const byNpm = (words: string, settings: Record<string, string> = {}) =>
    spawnSync('npm', ['run', '--silent', ...words.split(' ')], {
      cwd: last.folder,
      env: { PATH: process.env.PATH ?? '', ...production, ...settings },
      encoding: 'utf8',
    })
  const found = byNpm(
    'cli -- found --division 510000 --division-name 四川省 --organisation 11510000MB0YCH000A --organisation-name 四川省',
  )
  t.match(found, { status: 0, stderr: '' }, 'commands need no compiler')
  const given =
    'cli -- grant --issuer https://id.example.gov.cn --subject first --organisation 11510000MB0YCH000A'
  t.match(byNpm(given), { status: 0, stderr: '' })
  const development = { NODE_ENV: 'development', DEV_ISSUER: 'on' }
  const first = byNpm('token -- --role clerk', development)
  t.match(first, { status: 0, stderr: /no service has run/, stdout: /^ey/ }, 'it makes the key, and says so')
  const second = byNpm('token -- --role clerk', development)
  t.match(second, { status: 0, stderr: /no service has run/, stdout: /^ey/ }, 'and says so until one has')
  t.match(byNpm('token -- --role clerk'), { status: 1 }, 'and never in production')
  const service = startServiceProcess(t, production, join(last.folder, ...command))
  const url = await service.ready
  for (const path of ['/health/ready', '/docs/', '/openapi.json', '/v1/items', '/v1/calendars', '/metrics'])
    t.equal((await fetch(`${url}${path}`)).status, 200, path)
  t.match(await service.end('SIGTERM'), { code: 0, signal: null })
})
