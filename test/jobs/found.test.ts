import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { KIND_NAMES } from '../../src/features/transfer/kind-names.js'
import { signStaffToken, staffSubject } from '../../src/http/dev-issuer.js'
import { createJobs } from '../../src/service.js'
import {
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  TOP_ORGANISATION,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase, MARKET_WINDOW } from '../helpers/cases.js'
import { testDatabase } from '../helpers/database.js'
import { placeSampleFiles, TWO_STEP } from '../helpers/sample.js'
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

t.test(
  'a deployment is taken out and put to use elsewhere by commands alone, to the first accepted case',
  async (t) => {
    const database = await testDatabase(t)
    const app = await startTestApp(t, { database })
    const { dataDir, filesDir } = app.deps.config
    await placeSampleFiles(app.deps.pool, app.deps.files)
    const jobs = createJobs(app.deps)
    jobs.start()
    t.teardown(() => jobs.stop())
    const folder = mkdtempSync(join(tmpdir(), 'yichuang-deployment-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const env = { ...process.env, ...outsideSettings(database, dataDir) }
    const cli = (...args: string[]) => run(process.execPath, [main, ...args], { env })
    const url = ['--url', await app.listen()]
    await leaveTraces(app)
    await cli('export', 'all', join(folder, 'out'), ...url)

    t.match(
      readFileSync(join(folder, 'out', 'items.ndjson'), 'utf8'),
      /"files": \[\{"fileId":/,
      'forms travel',
    )
    await database.asSuperuser(`truncate divisions, organisations, centres, windows, window_authorities, items,
    item_versions, item_drafts, bundles, delegations, staff_absences, directory_entries, directory_versions, publications, staff, grants, search_synonyms,
    dictionaries, calendars, monitor_rules, workflow_versions, message_templates, files cascade`)
    rmSync(filesDir, { recursive: true })
    app.deps.items.forgetAll()
    app.deps.dictionaries.forget()
    app.deps.calendars.forget()
    const place = ['--division', '510000', '--division-name', '四川省']
    await cli(
      'found',
      ...place,
      '--organisation',
      TOP_ORGANISATION,
      '--organisation-name',
      '省政务服务管理机构',
    )
    const { stderr } = await cli('import', 'all', join(folder, 'out'), ...url)
    t.equal(stderr.match(/: done, .* 0 refused/g)?.length, KIND_NAMES.length, stderr)
    await cli('export', 'all', join(folder, 'again'), ...url)
    for (const kind of KIND_NAMES)
      t.equal(
        readFileSync(join(folder, 'again', `${kind}.ndjson`), 'utf8'),
        readFileSync(join(folder, 'out', `${kind}.ndjson`), 'utf8'),
        kind,
      )

    const empty = join(folder, 'empty.ndjson')
    writeFileSync(empty, '')
    t.match(await cli('import', 'absences', empty, ...url), { stderr: /absences: no lines/ })

    const table = join(folder, '2031.csv')
    const year = ['--year', '2031', '--status', 'PROVISIONAL', ...url]
    writeFileSync(table, '日期,种类,名称\n\n2031-01-01,放假,元旦,多\n')
    await t.rejects(cli('import', 'calendars', table, ...year), {
      code: 1,
      stdout: /2031\.csv: LINE_UNREADABLE 第 3 行：第 4 列没有列名/,
    })
    writeFileSync(table, '日期,种类,名称\n2031-01-01,放假,元旦\n')
    const calendar = () => app.request('GET', '/v1/calendars/CN/years/2031')
    t.match(await cli('import', 'calendars', table, ...year, '--mode', 'preview'), {
      stderr: /nothing written/,
    })
    t.equal((await calendar()).status, 404)
    t.match(await cli('import', 'calendars', table, ...year), { stderr: /^CN 2031: PROVISIONAL, 1 days/ })
    t.match((await calendar()).body, { days: [{ date: '2031-01-01', name: '元旦' }] })

    const { stdout } = await cli('token', '--role', 'clerk', '--organisation', COUNTY_MARKET)
    const token = stdout.trim()
    const opened = await app.request('POST', '/v1/cases', {
      token,
      headers: { 'idempotency-key': 'first' },
      body: { ...foodCase(), windowId: MARKET_WINDOW },
    })
    t.equal(opened.status, 201, opened.text)
    const accepted = await app.request('POST', `/v1/cases/${opened.body.caseNo}/transitions`, {
      token,
      headers: { 'if-match': '*' },
      body: { action: 'accept' },
    })
    t.match(accepted, { status: 200, body: { status: 'ACCEPTED' } }, accepted.text)

    const file = join(folder, 'broken.ndjson')
    writeFileSync(file, '{"code":"511102999","parent":"511199","name":"无根镇"}\n')
    await t.rejects(cli('import', 'divisions', file, ...url), {
      code: 1,
      stdout: /broken\.ndjson:1 511102999000 PARENT_UNKNOWN \/parent /,
      stderr: /refused, 1 lines, .* 1 refused, 0 applied/,
    })
  },
)

/**
 * What a deployment has after some time: a right whose organ moved, a delegation, an absence, words of an organ's own, a
 * procedure's next version.
 */
async function leaveTraces(app: TestApp): Promise<void> {
  const security = await app.token('security', { subject: 'keeper' })
  const cataloguer = await app.token('cataloguer', { subject: 'keeper' })
  const post = async (path: string, token: string, body: object) => {
    const answer = await app.request('POST', path, { token, body })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  }
  await post('/v1/delegations', cataloguer, {
    from: COUNTY_MARKET,
    to: TOWN_GOVERNMENT,
    items: [FOOD_LICENCE_ITEM_CODE],
    kind: 'entrusted',
    document: '乐中市监委〔2030〕1号',
    validFrom: '2030-01-01',
    validTo: '2030-12-31',
  })
  await post('/v1/staff/market-clerk/absences', security, { from: '2030-10-08', until: '2030-10-17' })
  await post('/v1/message-templates', cataloguer, {
    organisation: COUNTY_MARKET,
    kind: 'accepted',
    content: {
      title: { zh: '受理', en: 'Accepted' },
      body: { zh: '您的申请已受理。', en: 'Your application is accepted.' },
    },
  })
  await post('/v1/workflows', cataloguer, { ...TWO_STEP, version: undefined, automaticConsequences: false })
  await post('/v1/grants', security, {
    issuer: 'https://id.example.gov.cn',
    subject: 'county-supervisor',
    role: 'supervisor',
    organisation: COUNTY_MARKET,
    scope: 'subtree',
  })
  // As if the organ had moved since.
  await app.database.asOwner(
    `update grants set division_code = '511100000000' where subject = 'county-supervisor'`,
  )
}
