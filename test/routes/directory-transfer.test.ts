import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { DirectoryDocument } from '../../src/features/catalogue/directory/directory-document.js'
import { createImporter } from '../../src/features/transfer/import-jobs.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, TOP_ORGANISATION } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { withClient } from '../helpers/cluster.js'
import { exported, importLines, upload, work } from '../helpers/imports.js'
import { foodBusinessLicence, SAMPLE_DIRECTORY, seedReferenceData } from '../helpers/sample.js'
import { until } from '../helpers/service.js'

const CODE = foodBusinessLicence.basicCode
const DIRECTORY = { kind: 'directory' } as const

/** What the sample's directory says of the food-business licence. */
function food(changes: Partial<DirectoryDocument> = {}): DirectoryDocument {
  const found = SAMPLE_DIRECTORY.find(({ basicCode }) => basicCode === CODE)
  if (found === undefined) throw new Error('the sample has the entry')
  return { ...structuredClone(found), ...changes }
}

/** An entry that no sample has; each number another. */
const numbered = (number: number, changes: Partial<DirectoryDocument> = {}): DirectoryDocument =>
  food({ basicCode: `5101${60_000 + number}001`, name: `目录条目${number}`, ...changes })

const lineOf = (document: object, version: object = {}, more: object = {}): string =>
  JSON.stringify({ ...more, versions: [{ version: 1, effectiveFrom: '2026-01-01', document, ...version }] })

const entry = async (app: TestApp, document: { basicCode: string }) =>
  app.request('GET', `/v1/directory/${document.basicCode}`)

const stored = (app: TestApp) =>
  app.database.asOwner(
    'select basic_code, latest_version, updated_at from directory_entries order by basic_code',
  )

t.test('export, import into an empty directory, export: the same bytes', async (t) => {
  const from = await startTestApp(t)
  const several = JSON.stringify({
    versions: [
      { version: 2, effectiveFrom: '2025-01-01', document: numbered(1, { name: '旧 "引号" \\ 😀' }) },
      { version: 5, effectiveFrom: '2026-01-01', document: numbered(1) },
      { version: 6, effectiveFrom: '2027-01-01', document: numbered(1, { levels: [3] }) },
    ],
  })
  const scheduled = lineOf(numbered(2), { effectiveFrom: '2027-01-01' })
  t.match(await importLines(from, [several, scheduled], DIRECTORY), {
    kind: 'directory',
    state: 'done',
    accepted: 2,
    applied: 2,
  })
  t.match((await entry(from, numbered(1))).body, { version: 5, latestVersion: 6, name: '目录条目1' })
  t.equal((await entry(from, numbered(2))).status, 404, 'not in force yet')
  const text = await exported(from, '?form=directory')
  t.equal(text.trim().split('\n').length, SAMPLE_DIRECTORY.length + 2)

  const to = await startTestApp(t)
  await withClient(to.database.ownerConfig, (owner) =>
    owner.query('truncate directory_entries, directory_versions cascade'),
  )
  await seedReferenceData(to.database.ownerConfig)
  t.equal(await exported(to, '?form=directory'), '')
  t.match(await importLines(to, text, DIRECTORY), { state: 'done', refused: 0, unchanged: 0 })
  t.equal(await exported(to, '?form=directory'), text)

  const before = await stored(to)
  t.match(await importLines(to, text, DIRECTORY), {
    state: 'done',
    accepted: 0,
    applied: 0,
    unchanged: SAMPLE_DIRECTORY.length + 2,
  })
  t.same(await stored(to), before, 'the same again changes nothing')
})

t.test('the export is narrowed, and goes on beyond a page', async (t) => {
  const app = await startTestApp(t)
  const lines = Array.from({ length: 120 }, (_, index) => lineOf(numbered(index)))
  t.match(await importLines(app, lines, DIRECTORY), { state: 'done', applied: 120 })
  const codes = async (query: string): Promise<string[]> =>
    (await exported(app, `?form=directory${query}`))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).versions[0].document.basicCode)
  const all = await codes('')
  t.equal(all.length, SAMPLE_DIRECTORY.length + 120)
  t.same(all, all.toSorted(), 'in the order of their codes')
  t.same(
    await codes('&type=20'),
    all.filter((code) => code.slice(2, 4) === '20'),
  )
  t.same(await codes(`&organisation=${TOP_ORGANISATION}`), all)
  t.same(await codes('&division=510000'), all, 'the division is that of its keeper')
  t.same(await codes(`&organisation=${COUNTY_MARKET}`), [])
  t.same(await codes('&division=511102'), [])
  t.same(await codes('&state=RETIRED'), [], 'a directory entry knows no state')
  t.same(await codes('&state=IN_USE'), all)
  const token = await app.token('cataloguer')
  t.equal((await app.request('GET', '/v1/catalogue/export?form=directory&excel=true', { token })).status, 400)
})

t.test('a new version is imported: who must follow is shown, and the next one by hand goes on', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const promised = { amount: 7, unit: 'workingDay' as const }
  const tightened = food({
    limits: { ...food().limits, promised } as NonNullable<DirectoryDocument['limits']>,
  })
  const versions = [
    JSON.parse(
      (await exported(app, '?form=directory&type=01')).split('\n').find((line) => line.includes(CODE)) ?? '',
    ),
  ].flatMap((line) => line.versions)
  const next = { version: 3, effectiveFrom: '2026-03-01', document: tightened }
  const result = await importLines(app, [JSON.stringify({ versions: [...versions, next] })], DIRECTORY)
  t.match(result, { state: 'done', accepted: 1, applied: 1 })
  t.match((await entry(app, food())).body, {
    version: 3,
    latestVersion: 3,
    limits: { promised: { amount: 7 } },
  })
  const listed = await app.request('GET', `/v1/directory/${CODE}/entries`, { token })
  t.match(listed.body.data, [
    { itemCode: FOOD_LICENCE_ITEM_CODE, follows: false, findings: [{ rule: 'DIRECTORY_PROMISE_LONGER' }] },
  ])
  const [row] = await app.database.asOwner<{ name: string; type: string; published_by: string }>(
    'select name, type, published_by from directory_versions where basic_code = $1 and version = 3',
    [CODE],
  )
  t.same(row, { name: '食品经营许可', type: '01', published_by: 'urn:yichuang:dev|dev-cataloguer' })

  const byHand = await app.request('PUT', `/v1/directory/${CODE}`, {
    token,
    body: food(),
    headers: { 'if-match': (await entry(app, food())).headers.etag ?? '' },
  })
  t.match([byHand.status, byHand.body.version], [200, 4])
})

t.test('one broken line: nothing in mode all, all but one in mode valid', async (t) => {
  const app = await startTestApp(t)
  const before = await stored(app)
  const lines = Array.from({ length: 230 }, (_, index) => lineOf(numbered(index)))
  lines[149] = '{"versions":[{'
  const refused = await importLines(app, lines, DIRECTORY)
  t.match(refused, { state: 'refused', read: 230, accepted: 229, refused: 1, applied: 0 })
  t.match(refused.findings, [{ line: 150, findings: [{ rule: 'NOT_JSON', severity: 'error' }] }])
  t.same(await stored(app), before)
  const valid = await importLines(app, lines, { ...DIRECTORY, mode: 'valid' })
  t.match(valid, { state: 'done', accepted: 229, refused: 1, applied: 229 })
  t.equal((await stored(app)).length, before.length + 229)
  t.equal((await entry(app, numbered(149))).status, 404)
  t.equal((await entry(app, numbered(229))).status, 200)
})

t.test('every kind of bad line is told with its number, place and words', async (t) => {
  const app = await startTestApp(t)
  await app.database.asOwner(
    `insert into organisations (code, division_code, name, kind) values ('OTHER', '510000000000', '另一部门', 'department')`,
  )
  const statutory = { amount: 20, unit: 'workingDay' as const, basis: '某法第一条' }
  const promised = { amount: 30, unit: 'workingDay' as const }
  const document = '/versions/0/document'
  const cases: [string, string, string, string][] = [
    ['no JSON', 'nonsense', 'NOT_JSON', ''],
    ['an item', lineOf(foodBusinessLicence), 'REQUIRED', `${document}/levels`],
    ['a state', lineOf(numbered(1), {}, { state: 'IN_USE' }), 'UNKNOWN_FIELD', '/state'],
    ['form', lineOf({ ...numbered(1), levels: [9] }), 'MAXIMUM', `${document}/levels/0`],
    ['code', lineOf(numbered(1, { basicCode: '51' })), 'BASIC_CODE', `${document}/basicCode`],
    ['type', lineOf(numbered(1, { type: '20' })), 'CODE_TYPE', `${document}/type`],
    ['audience', lineOf(numbered(1, { audiences: ['77'] })), 'DICTIONARY_CODE', `${document}/audiences/0`],
    [
      'limits',
      lineOf(numbered(1, { limits: { statutory, promised } as NonNullable<DirectoryDocument['limits']> })),
      'PROMISE_LONGER',
      `${document}/limits/promised`,
    ],
    [
      'no organ',
      lineOf(numbered(1, { organisationCode: 'NONE' })),
      'ORGANISATION_UNKNOWN',
      `${document}/organisationCode`,
    ],
    [
      'an organ of a county',
      lineOf(numbered(1, { organisationCode: COUNTY_MARKET })),
      'DIRECTORY_KEEPER',
      `${document}/organisationCode`,
    ],
    [
      'another organ',
      lineOf(food({ organisationCode: 'OTHER' }), { version: 2 }),
      'ORGANISATION_FIXED',
      `${document}/organisationCode`,
    ],
    [
      'another content',
      lineOf(food({ name: '改' }), { effectiveFrom: '2024-01-01' }),
      'VERSION_DIFFERS',
      '/versions/0',
    ],
    ['another day', lineOf(food(), { effectiveFrom: '2024-01-02' }), 'VERSION_DIFFERS', '/versions/0'],
    ['good', lineOf(numbered(9)), '', ''],
    ['twice', lineOf(numbered(9)), 'CODE_TWICE', `${document}/basicCode`],
    [
      'order',
      JSON.stringify({
        versions: [2, 1].map((version) => ({ version, effectiveFrom: '2026-01-01', document: numbered(8) })),
      }),
      'VERSION_ORDER',
      '/versions/1/version',
    ],
    [
      'two codes',
      JSON.stringify({
        versions: [1, 2].map((version) => ({
          version,
          effectiveFrom: '2026-01-01',
          document: numbered(version),
        })),
      }),
      'CODE_DIFFERS',
      '/versions/1/document/basicCode',
    ],
  ]
  const lines = cases.map(([, line]) => line)
  const result = await importLines(app, lines, { ...DIRECTORY, headers: { 'accept-language': 'en' } })
  t.match(result, { state: 'refused', lines: cases.length, refused: cases.length - 1, accepted: 1 })
  const token = await app.token('cataloguer')
  const { data } = (
    await app.request('GET', `/v1/catalogue/imports/${result.importId}/findings?limit=100`, {
      token,
      headers: { 'accept-language': 'en' },
    })
  ).body
  for (const [index, [name, , rule, pointer]] of cases.entries()) {
    const told = data.find(({ line }: { line: number }) => line === index + 1)
    if (rule === '') t.equal(told, undefined, name)
    else {
      const [found] = told.findings
      t.equal(found.rule, rule, name)
      t.ok(found.pointer.startsWith(pointer), `${name}: ${found.pointer}`)
      t.match(found.message, /^[\x20-\x7e]+$/, `${name}, in English`)
      t.equal(told.itemCode, undefined)
      if (found.rule !== 'NOT_JSON') t.type(told.basicCode, 'string', `${name}: of which entry`)
    }
  }
})

t.test('only who keeps the directory imports it; the same bytes may be of two kinds', async (t) => {
  const app = await startTestApp(t)
  const county = await app.token('cataloguer', { organisation: COUNTY_MARKET, subject: 'county' })
  t.match(await importLines(app, [lineOf(numbered(1))], { ...DIRECTORY, token: county }), {
    state: 'refused',
    findings: [{ line: 1, basicCode: numbered(1).basicCode, findings: [{ rule: 'OUT_OF_REACH' }] }],
  })
  const body = `${lineOf(numbered(1))}\n`
  const headers = { 'idempotency-key': randomUUID() }
  const first = await upload(app, body, { ...DIRECTORY, headers })
  t.match(first.body, { kind: 'directory', state: 'checking' })
  const again = await upload(app, body, { ...DIRECTORY, headers })
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.equal((await upload(app, body, { headers })).body.code, 'IDEMPOTENCY_KEY_REUSED')
  const items = await upload(app, body)
  t.match(items.body, { kind: 'items' })
  t.not(items.body.importId, first.body.importId)
  t.equal((await upload(app, body, DIRECTORY)).body.importId, first.body.importId, 'while it still waits')
  await work(app)
  t.equal((await entry(app, numbered(1))).status, 200)
  const token = await app.token('cataloguer')
  const list = await app.request('GET', '/v1/catalogue/imports', { token })
  t.same(
    list.body.data.map(({ kind, state }: Record<string, string>) => `${kind} ${state}`),
    ['items refused', 'directory done'],
  )
  const wrong = await app.request('POST', '/v1/catalogue/imports?kind=cases', {
    token,
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  })
  t.match([wrong.status, wrong.body.errors[0].pointer], [400, '?kind'])
})

t.test('an entry that is changed while the import runs', async (t) => {
  const app = await startTestApp(t)
  await importLines(app, [lineOf(numbered(1))], DIRECTORY)
  const next = `${lineOf(numbered(1, { name: '新' }), { version: 2 })}\n${lineOf(numbered(2))}\n`
  const token = await app.token('cataloguer')
  for (const mode of ['all', 'valid'] as const) {
    const begun = await upload(app, next, { ...DIRECTORY, mode })
    // Between the check and the writing: somebody publishes a version of one, and begins the other.
    await app.database.asOwner(`create or replace function test_meanwhile() returns trigger language plpgsql as $$
      begin update directory_entries set latest_version = latest_version + 1
        where basic_code = '${numbered(1).basicCode}'; return new; end $$`)
    await app.database.asOwner(`create trigger test_meanwhile after update on imports for each row
      when (old.state = 'checking' and new.state = 'applying') execute function test_meanwhile()`)
    await work(app)
    await app.database.asOwner('drop trigger test_meanwhile on imports')
    const path = `/v1/catalogue/imports/${begun.body.importId}`
    const { data } = (await app.request('GET', `${path}/findings`, { token })).body
    t.match(data, [{ line: 1, basicCode: numbered(1).basicCode, findings: [{ rule: 'CHANGED_MEANWHILE' }] }])
    t.equal((await entry(app, numbered(2))).status, mode === 'all' ? 404 : 200)
    await app.database.asOwner('update directory_entries set latest_version = 1 where basic_code = $1', [
      numbered(1).basicCode,
    ])
  }
  t.match((await entry(app, numbered(1))).body, { version: 1, name: '目录条目1' })
})

t.test('another instance goes on where one left off', async (t) => {
  for (const mode of ['all', 'valid'] as const) {
    const app = await startTestApp(t)
    const count = 700
    const lines = Array.from({ length: count }, (_, index) => lineOf(numbered(index)))
    const begun = await upload(app, lines.map((line) => `${line}\n`).join(''), { ...DIRECTORY, mode })
    const token = await app.token('cataloguer')
    const read = async () =>
      (await app.request('GET', `/v1/catalogue/imports/${begun.body.importId}`, { token })).body
    const steps = new Set<string>()
    for (let state = ''; state !== 'done'; ) {
      const before = await read()
      const importer = createImporter(app.deps)
      importer.start()
      await until('it moves', async () => {
        const now = await read()
        return now.read > before.read || now.applied > before.applied || now.state !== before.state
      })
      await importer.stop()
      const now = await read()
      state = now.state
      steps.add(`${state} ${now.read}`)
    }
    t.ok(steps.size > 3, [...steps].join(', '))
    t.match(await read(), { state: 'done', read: count, refused: 0, applied: count })
    const [row] = await app.database.asOwner<{ count: number }>(
      `select count(*)::int from directory_versions where name like '目录条目%' and version = 1`,
    )
    t.equal(row?.count, count)
  }
})
