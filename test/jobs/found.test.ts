import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { signStaffToken, staffSubject } from '../../src/http/dev-issuer.js'
import { startTestApp } from '../helpers/app.js'
import { testDatabase } from '../helpers/database.js'
import { outsideSettings } from '../helpers/service.js'

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))
const run = promisify(execFile)

t.test('the first division is written on the command line, the others by its operator', async (t) => {
  const database = await testDatabase(t)
  await database.asSuperuser('truncate divisions, organisations cascade')
  const dataDir = mkdtempSync(join(tmpdir(), 'yichuang-found-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const env = { ...process.env, ...outsideSettings(database, dataDir) }
  const cli = (...args: string[]) => run(process.execPath, [main, ...args], { env })
  const found = (division: string, organisation: string) =>
    cli(
      ...['found', '--division', division, '--division-name', '四川省'],
      ...['--organisation', organisation, '--organisation-name', '省政务服务管理机构'],
    )
  await found('510000', 'FIRST')
  await found('510000', 'FIRST')
  await t.rejects(found('530000', 'SECOND'), { code: 1 }, 'only the first')
  const rights = ['--issuer', 'urn:yichuang:dev', '--subject', staffSubject('1'), '--organisation', 'FIRST']
  await cli('grant', ...rights, '--role', 'operator')

  const app = await startTestApp(t, { database })
  const token = await signStaffToken(app.deps.config.dataDir, '1')
  const divisions = [
    { code: '511100', parent: '510000', name: '乐山市' },
    { code: '511102', parent: '511100', name: '市中区' },
    { code: '511112', parent: '511100', name: '五通桥区' },
  ]
  const imported = await app.request('POST', '/v1/divisions/imports', { token, body: { divisions } })
  t.match(imported, { status: 200, body: { written: 3 } }, imported.text)
  const trail = await database.asOwner(`select actor, action, object from audit_log order by audit_no`)
  t.match(trail, [
    { actor: 'command line', action: 'importDivisions', object: 'division 510000000000' },
    { actor: 'command line', action: 'grantRole' },
    { action: 'importDivisions' },
  ])
})
