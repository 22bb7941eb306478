import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { leshanCase } from '../helpers/cases.js'
import { withClient } from '../helpers/cluster.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { address, testDatabase } from '../helpers/database.js'
import { png } from '../helpers/files.js'
import { createHttpClient, isBroken, type Sent } from '../helpers/http-client.js'
import { outsideSettings, startServiceProcess, until } from '../helpers/service.js'

// Backup and restore as docs/operations.md tells them, with the real tools.

const cli = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))
t.setTimeout(0)

async function openService(t: Test, settings: Record<string, string>) {
  const service = startServiceProcess(t, settings)
  const url = await service.ready
  const client = createHttpClient()
  t.teardown(() => client.close())
  const token = async (role: 'clerk' | 'exchange') => signDevToken(settings.DATA_DIR ?? '', { role })
  const send = async (method: string, path: string, sent: Sent) => {
    const answer = await client.request(method, `${url}${path}`, sent)
    if (isBroken(answer)) throw new Error(`${method} ${path}: ${answer.code}`)
    return answer
  }
  const clerk = await token('clerk')
  const exchange = await token('exchange')
  return {
    service,
    create: (body: object) =>
      send('POST', '/v1/cases', {
        token: clerk,
        body,
        headers: { 'idempotency-key': randomBytes(8).toString('hex') },
      }),
    read: (path: string) => send('GET', path, { token: path.startsWith('/v1/exchange') ? exchange : clerk }),
    upload: async () => {
      const body = new FormData()
      body.append('file', new Blob([new Uint8Array(png())], { type: 'image/png' }), 'scan.png')
      const headers = { authorization: `Bearer ${clerk}` }
      const response = await fetch(`${url}/v1/files`, { method: 'POST', headers, body })
      return (await response.json()) as { fileId: string }
    },
  }
}

t.test('embedded: a cold copy, put back, is the same; who read beyond it is told so', async (t) => {
  const dataDir = await temporaryDataDir(t)
  const copy = await temporaryDataDir(t)
  const before = await openService(t, { DATA_DIR: dataDir })
  const { fileId } = await before.upload()
  const base = leshanCase()
  const materials = base.materials.map((each) => ({ ...each, source: 'upload', fileId }))
  const created = await before.create({ ...base, materials })
  t.equal(created.status, 201, created.text)
  const pathOf = `/v1/cases/${created.body.caseNo}`
  const content = `${pathOf}/materials/${created.body.materials[0].id}/content`
  const told = [await before.read(pathOf), await before.read(content)].map(({ text }) => text)
  // The sample alone fills more than a page.
  const feedOf = async (service: typeof before) => {
    const caseNos = new Set<string>()
    for (let after = ''; ; ) {
      const { body } = await service.read(`/v1/exchange/changes?limit=1000${after}`)
      for (const { caseNo } of body.data) caseNos.add(caseNo)
      if (body.hasMore !== true) return { caseNos, nextCursor: body.nextCursor }
      after = `&after=${body.nextCursor}`
    }
  }
  const fed = async (service: typeof before, caseNo: string) => (await feedOf(service)).caseNos.has(caseNo)
  await until('it is in the feed', () => fed(before, created.body.caseNo))
  const { count } = (await before.read('/v1/cases?count=true')).body
  t.match(await before.service.end('SIGTERM'), { code: 0 })
  // With its permissions: Postgres refuses a data directory that others may read.
  execFileSync('cp', ['-a', `${dataDir}/.`, copy])

  const later = await openService(t, { DATA_DIR: dataDir })
  const next = await later.create(leshanCase())
  await until('the next one too', () => fed(later, next.body.caseNo))
  const { nextCursor } = await feedOf(later)
  t.match(await later.service.end('SIGTERM'), { code: 0 })

  const restored = await openService(t, { DATA_DIR: copy })
  t.same(
    [await restored.read(pathOf), await restored.read(content)].map(({ text }) => text),
    told,
  )
  t.equal((await restored.read('/v1/cases?count=true')).body.count, count)
  t.equal((await restored.read(`/v1/exchange/changes?after=${nextCursor}`)).status, 410)
  t.equal((await restored.create(leshanCase())).status, 201, 'and it goes on')
  t.match(await restored.service.end('SIGTERM'), { code: 0 })
})

t.test('a Postgres of one’s own: init-database, and pg_dump into an empty database', async (t) => {
  const model = await testDatabase(t)
  const dataDir = await temporaryDataDir(t)
  const superuser = { ...model.superuserConfig, database: 'postgres' }
  const make = async () => {
    const name = `backup_${process.pid}_${randomBytes(4).toString('hex')}`
    t.teardown(() => withClient(superuser, (db) => db.query(`drop database if exists ${name} with (force)`)))
    const here = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
    return {
      name,
      settings: outsideSettings({ appUrl: here(model.appUrl), ownerUrl: here(model.ownerUrl) }, dataDir),
    }
  }
  const ADMIN_DATABASE_URL = address(superuser)
  const init = (settings: Record<string, string>, ...args: string[]) =>
    spawnSync(process.execPath, [cli, 'init-database', ...args], {
      env: { ...settings, ADMIN_DATABASE_URL, LOG_LEVEL: 'silent' },
      encoding: 'utf8',
    })

  const first = await make()
  const again = `the database ${first.name} is ready\n`
  t.match(init(first.settings), { status: 0, stdout: again, stderr: '' })
  t.match(init(first.settings), { status: 0, stdout: again, stderr: '' }, 'safe to repeat')
  const { DEV_ISSUER: _, ...production } = first.settings
  const service = startServiceProcess(t, { ...production, NODE_ENV: 'production' })
  t.equal((await fetch(`${await service.ready}/health/ready`)).status, 200, 'fit for production')
  t.match(await service.end('SIGTERM'), { code: 0 })

  t.match(init({ ...first.settings, DATABASE_URL: first.settings.MIGRATION_DATABASE_URL ?? '' }), {
    status: 1,
    stderr: /DATABASE_URL: must name the role yichuang_app/,
  })
  const second = await make()
  t.match(init(second.settings, '--empty'), {
    status: 0,
    stdout: `the database ${second.name} is ready for a restore\n`,
  })
  const tables = (name: string) =>
    withClient({ ...superuser, database: name }, async (db) => {
      const { rows } = await db.query<{ line: string }>(
        `select format('%s %s %s', relname, relowner::regrole, relacl) as line from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'S', 'v', 'i') order by 1`,
      )
      return rows.map(({ line }) => line)
    })
  t.same(await tables(second.name), [])

  const tools = await toolsFor(superuser)
  if (tools === undefined)
    return t.comment('no pg_dump of this server’s version here: Debian’s Postgres 15 brings one')
  const source = await openService(t, { ...outsideSettings(model, dataDir) })
  const created = await source.create(leshanCase())
  const told = await source.read(`/v1/cases/${created.body.caseNo}`)
  t.match(await source.service.end('SIGTERM'), { code: 0 })
  const dump = join(dataDir, 'dump')
  t.teardown(() => rmSync(dump, { force: true }))
  execFileSync(join(tools, 'pg_dump'), ['-Fc', '-f', dump, '-d', address(model.superuserConfig)])
  const args = [
    '--exit-on-error',
    '--no-owner',
    '--role=yichuang_owner',
    '-d',
    address({ ...superuser, database: second.name }),
    dump,
  ]
  execFileSync(join(tools, 'pg_restore'), args)
  t.same(await tables(second.name), await tables(model.name), 'tables, owners and rights')
  const restored = await openService(t, second.settings)
  const read = await restored.read(`/v1/cases/${created.body.caseNo}`)
  t.same([read.text, read.headers.etag], [told.text, told.headers.etag], 'the case as it was')
  t.equal((await restored.create(leshanCase())).status, 201, 'and it goes on')
  t.match(await restored.service.end('SIGTERM'), { code: 0 })
})

/** Where pg_dump of the server's own version lies; an older one refuses a newer server. */
async function toolsFor(superuser: object): Promise<string | undefined> {
  const major = await withClient(superuser, async (db) => {
    const { rows } = await db.query<{ version: string }>(
      "select current_setting('server_version_num') as version",
    )
    return String(Math.floor(Number(rows[0]?.version) / 10_000))
  })
  const debian = '/usr/lib/postgresql'
  const place = join(debian, major, 'bin')
  return existsSync(debian) && readdirSync(debian).includes(major) && existsSync(join(place, 'pg_dump'))
    ? place
    : undefined
}
