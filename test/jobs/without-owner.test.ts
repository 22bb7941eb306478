import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'
import { testDatabase } from '../helpers/database.js'
import { outsideSettings, startServiceProcess } from '../helpers/service.js'

t.test('the service runs with its own login alone, on a database that others have prepared', async (t) => {
  const database = await testDatabase(t)
  await database.asOwner("update app_time_shift set shift = '0'")
  const dataDir = mkdtempSync(join(tmpdir(), 'yichuang-without-owner-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const { MIGRATION_DATABASE_URL: _, DEV_ISSUER: __, ...settings } = outsideSettings(database, dataDir)
  const production = { ...settings, NODE_ENV: 'production' }
  const service = startServiceProcess(t, production)
  const url = await service.ready
  for (const path of ['/health/ready', '/v1/items', '/v1/calendars'])
    t.equal((await fetch(`${url}${path}`)).status, 200, path)
  t.match(await service.end('SIGTERM'), { code: 0 })

  await database.asOwner(
    'delete from schema_migrations where name = (select max(name) from schema_migrations)',
  )
  const behind = startServiceProcess(t, production)
  t.match(await behind.ended, { code: 1 })
  t.match(behind.output(), /lacks 1 migrations, and this login may not make them: run init-database/)
})

t.test('compose gives the service no credentials of the owner or of a superuser', async (t) => {
  const text = readFileSync(join(packageRoot, 'docker-compose.yml'), 'utf8')
  const [, service = ''] = /^ {2}yichuang:\n((?: {4}.*\n|\n)*)/m.exec(text) ?? []
  t.match(service, /DATABASE_URL_FILE: \/run\/secrets\/app-url/)
  t.notMatch(service, /owner|admin|postgres-password|MIGRATION/)
  t.match(/^ {2}init-database:\n((?: {4}.*\n|\n)*)/m.exec(text)?.[1], /owner-url/)
})
