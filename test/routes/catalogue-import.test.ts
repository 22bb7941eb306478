import { randomUUID } from 'node:crypto'
import t from 'tap'
import { createImportWork, IMPORT_JOB } from '../../src/features/transfer/import-jobs.js'
import { createJobRunner } from '../../src/jobs/runner.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, TOWN_GOVERNMENT } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { exported, importLines, lineOf, numbered, upload, work } from '../helpers/imports.js'
import { foodBusinessLicence } from '../helpers/sample.js'
import { staffToken } from '../helpers/staff.js'

const item = (number: number) => `/v1/items/${numbered(number).itemCode}`

t.test('whole entries are imported, and the same again changes nothing', async (t) => {
  const app = await startTestApp(t)
  const lines = [lineOf(numbered(1)), lineOf(numbered(2), { state: 'SUSPENDED' }), '']
  t.match(await importLines(app, lines), {
    state: 'done',
    mode: 'all',
    lines: 3,
    read: 3,
    accepted: 2,
    applied: 2,
    refused: 0,
    unchanged: 0,
    findings: [],
  })
  t.match((await app.request('GET', item(1))).body, { name: '导入事项1', version: 1, state: 'IN_USE' })
  t.match((await app.request('GET', item(2))).body, { state: 'SUSPENDED' })
  const found = await app.request('GET', `/v1/items?q=${encodeURIComponent('导入事项')}`)
  t.equal(found.body.data.length, 2, 'found by the search')

  t.match(await importLines(app, lines), { state: 'done', accepted: 0, unchanged: 2, applied: 0 })
  t.match(await importLines(app, await exported(app)), { state: 'done', accepted: 0, refused: 0 })
  t.equal((await app.request('GET', item(1))).body.version, 1)
})

t.test('new versions of what is there, states, scheduled versions', async (t) => {
  const app = await startTestApp(t)
  await importLines(app, [lineOf(numbered(1)), lineOf(numbered(2))])
  const next = lineOf(numbered(1, { name: '改名' }), {}, { version: 5, effectiveFrom: '2026-02-01' })
  const later = lineOf(
    numbered(2, { name: '以后' }),
    { state: 'SUSPENDED' },
    { version: 2, effectiveFrom: '2026-04-01' },
  )
  t.match(await importLines(app, [next, later]), { state: 'done', accepted: 2, applied: 2 })
  t.match((await app.request('GET', item(1))).body, { name: '改名', version: 5 })
  t.match((await app.request('GET', item(2))).body, { name: '导入事项2', version: 1, state: 'SUSPENDED' })
  const history = await app.request('GET', `${item(2)}/history`, { token: await app.token('cataloguer') })
  const acts = history.body.data.map(
    ({ act, version }: { act: string; version?: number }) => `${act} ${version}`,
  )
  t.same(acts, ['SUSPENDED undefined', 'PUBLISHED 2', 'PUBLISHED 1'], 'the history tells it')
  await app.setNow('2026-04-02T01:00:00.000000Z')
  t.match((await app.request('GET', item(2))).body, { name: '以后', version: 2 })
})

t.test('the number of a withdrawn version is not used again', async (t) => {
  const app = await startTestApp(t)
  const later = (version: number) => lineOf(numbered(1), {}, { version, effectiveFrom: '2026-04-01' })
  await importLines(app, [lineOf(numbered(1)), lineOf(numbered(2))])
  await importLines(app, [later(2)])
  const token = await app.token('cataloguer')
  const gone = await app.request('DELETE', `${item(1)}/versions/2`, { token, headers: { 'if-match': '*' } })
  t.equal(gone.status, 204)
  t.match((await importLines(app, [later(2)])).findings, [{ findings: [{ rule: 'VERSION_PASSED' }] }])
  t.match(await importLines(app, [later(3)]), { state: 'done', applied: 1 })
})

t.test('one broken line: nothing in mode all, all but one in mode valid', async (t) => {
  const app = await startTestApp(t)
  const lines = Array.from({ length: 300 }, (_, index) => lineOf(numbered(index)))
  lines[149] = '{"versions":[{'
  const refused = await importLines(app, lines)
  t.match(refused, { state: 'refused', read: 300, accepted: 299, refused: 1, applied: 0 })
  t.match(refused.findings, [{ line: 150, findings: [{ rule: 'NOT_JSON', severity: 'error' }] }])
  t.equal((await app.request('GET', item(0))).status, 404)
  t.match(await importLines(app, lines, { mode: 'valid' }), {
    state: 'done',
    accepted: 299,
    refused: 1,
    applied: 299,
  })
  t.equal((await app.request('GET', item(0))).status, 200)
  t.equal((await app.request('GET', item(149))).status, 404)
  t.equal((await app.request('GET', item(299))).status, 200)
})

t.test('an organ that went out of reach between check and writing gets nothing', async (t) => {
  const app = await startTestApp(t)
  const security = await app.token('security')
  const give = async (organisation: string) => {
    const body = { issuer: 'urn:yichuang:dev', subject: 'staff-keeper', role: 'cataloguer', organisation }
    const given = await app.request('POST', '/v1/grants', { token: security, body })
    t.equal(given.status, 201, given.text)
  }
  for (const organ of [COUNTY_MARKET, TOWN_GOVERNMENT]) await give(organ)
  const token = await staffToken(app, 'keeper')
  for (const mode of ['valid', 'all'] as const) {
    const { body } = await upload(app, [1, 2].map((n) => lineOf(numbered(n))).join('\n'), { token, mode })
    const path = `/v1/catalogue/imports/${body.importId}`
    if (mode === 'all') await give(COUNTY_MARKET)
    const importing = createImportWork(app.deps)
    const kinds = {
      [IMPORT_JOB]: async (...[db, job, context]: Parameters<typeof importing>) => {
        const { rowCount } = await db.query(`select from imports where state = 'applying'`)
        if (rowCount === 1)
          await app.database.asOwner(
            `delete from grants where organisation_code = '${COUNTY_MARKET}' and subject = 'staff-keeper'`,
          )
        return importing(db, job, context)
      },
    }
    await createJobRunner({ pool: app.deps.pool, log: app.deps.log, kinds }).drain()
    const state = mode === 'all' ? 'refused' : 'done'
    t.match((await app.request('GET', path, { token })).body, { state, applied: 0, accepted: 0, refused: 2 })
    t.match((await app.request('GET', `${path}/findings`, { token })).body.data, [
      { line: 1, findings: [{ rule: 'OUT_OF_REACH' }] },
      { line: 2, findings: [{ rule: 'OUT_OF_REACH' }] },
    ])
  }
  t.equal((await app.request('GET', item(1))).status, 404)
})

t.test('every kind of bad line is told with its number, place and words', async (t) => {
  const app = await startTestApp(t)
  await importLines(app, [lineOf(numbered(1)), lineOf(numbered(2), { state: 'RETIRED' })])
  const { limits } = foodBusinessLicence
  const promised = { amount: 30, unit: 'workingDay' as const }
  const deep = `{"versions":${'['.repeat(100)}${']'.repeat(100)}}`
  const cases: [string, string | Buffer, string, string][] = [
    ['no JSON', 'nonsense', 'NOT_JSON', ''],
    ['no object', '[1]', 'NOT_AN_OBJECT', ''],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'NOT_UTF8', ''],
    ['NUL', lineOf(numbered(3, { name: 'a\u0000b' })), 'UNSAFE_TEXT', '/versions/0/document/name'],
    ['deep', deep, 'NOT_PLAIN', ''],
    ['unknown member', JSON.stringify({ more: 1 }), 'REQUIRED', '/versions'],
    ['unknown member inside', lineOf(numbered(3), { more: 1 }), 'UNKNOWN_FIELD', '/more'],
    ['form', lineOf({ ...numbered(3), name: 7 }), 'TYPE', '/versions/0/document/name'],
    [
      'rule',
      lineOf(numbered(3, { limits: { ...limits, promised } })),
      'PROMISE_LONGER',
      '/versions/0/document/limits/promised',
    ],
    [
      'file',
      lineOf(
        numbered(3, {
          results: [
            { name: '证', type: 'certificate', sampleFile: { fileId: randomUUID(), name: '样本.pdf' } },
          ],
        }),
      ),
      'FILE_UNKNOWN',
      '/versions/0/document/results/0/sampleFile/fileId',
    ],
    [
      'organ',
      lineOf(numbered(3, { organisationCode: 'NONE' })),
      'ORGANISATION_UNKNOWN',
      '/versions/0/document/organisationCode',
    ],
    [
      'another organ',
      lineOf(numbered(1, { organisationCode: TOWN_GOVERNMENT })),
      'ORGANISATION_FIXED',
      '/versions/0/document/organisationCode',
    ],
    ['another content', lineOf(numbered(1, { name: '改' })), 'VERSION_DIFFERS', '/versions/0'],
    [
      'another day',
      lineOf(numbered(1), {}, { effectiveFrom: '2026-01-02' }),
      'VERSION_DIFFERS',
      '/versions/0',
    ],
    ['retired', lineOf(numbered(2), { state: 'IN_USE' }), 'RETIRED', '/state'],
    ['good', lineOf(numbered(9)), '', ''],
    ['twice', lineOf(numbered(9)), 'CODE_TWICE', '/versions/0/document/itemCode'],
    [
      'order',
      JSON.stringify({
        versions: [2, 1].map((version) => ({ version, effectiveFrom: '2026-01-01', document: numbered(8) })),
      }),
      'VERSION_ORDER',
      '/versions/1/version',
    ],
  ]
  const body = Buffer.concat(cases.map(([, line]) => Buffer.concat([Buffer.from(line), Buffer.from('\n')])))
  const token = await app.token('cataloguer')
  const begun = await upload(app, body)
  t.equal(begun.status, 202)
  await work(app)
  const path = `/v1/catalogue/imports/${begun.body.importId}`
  t.match((await app.request('GET', path, { token })).body, {
    state: 'refused',
    lines: cases.length,
    refused: cases.length - 1,
    accepted: 1,
  })
  // A page at a time.
  const told = new Map<number, { rule: string; pointer: string; message: string }>()
  for (let url: string | undefined = `${path}/findings?limit=5`; url !== undefined; ) {
    const page = await app.request('GET', url, { token, headers: { 'accept-language': 'en' } })
    for (const { line, findings } of page.body.data) told.set(line, findings[0])
    url = /<(.+)>; rel="next"/.exec(page.headers.link ?? '')?.[1]
  }
  for (const [index, [name, , rule, pointer]] of cases.entries()) {
    const found = told.get(index + 1)
    if (rule === '') t.equal(found, undefined, name)
    else {
      t.match(found, { rule, pointer }, name)
      t.match(found?.message, /^[\x20-\x7e]+$/, `${name}, in English`)
    }
  }
  const chinese = await app.request('GET', `${path}/findings`, { token })
  t.match(chinese.body.data[0].findings[0].message, '该行不是有效的 JSON')
})

t.test('an organ out of reach is refused on its line; imports are their uploader’s', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer', { organisation: TOWN_GOVERNMENT, subject: 'town' })
  const result = await importLines(app, [lineOf(numbered(1))], { token })
  t.match(result, { state: 'refused', findings: [{ line: 1, findings: [{ rule: 'OUT_OF_REACH' }] }] })
  const other = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const path = `/v1/catalogue/imports/${result.importId}`
  t.equal((await app.request('GET', path, { token: other })).status, 404)
  t.equal((await app.request('GET', `${path}/findings`, { token: other })).status, 404)
  t.same((await app.request('GET', '/v1/catalogue/imports', { token: other })).body.data, [])
  t.equal((await app.request('GET', '/v1/catalogue/imports', { token })).body.data.length, 1)
})

t.test('a repeated upload does no harm', async (t) => {
  const app = await startTestApp(t)
  const body = `${lineOf(numbered(1))}\n`
  const headers = { 'idempotency-key': randomUUID() }
  const first = await upload(app, body, { headers })
  const again = await upload(app, body, { headers })
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.equal(again.text, first.text)
  const unkeyed = await upload(app, body)
  t.equal(unkeyed.body.importId, first.body.importId, 'the same bytes that still wait')
  const other = await upload(app, `${lineOf(numbered(2))}\n`, { headers })
  t.match([other.status, other.body.code], [422, 'IDEMPOTENCY_KEY_REUSED'])
  const rows = await app.database.asOwner('select 1 from imports')
  t.equal(rows.length, 1, 'what was not taken is gone')
  await work(app)
  t.equal((await app.request('GET', item(1))).status, 200)
  const left = await app.database.asOwner<{ left: number }>(
    `select (select count(*) from import_chunks)::int + (select count(*) from import_entries)::int
       + (select count(*) from import_versions)::int as left`,
  )
  t.same(left, [{ left: 0 }], 'nothing that was put aside stays')
})

t.test('what is no import', async (t) => {
  const app = await startTestApp(t, { env: { IMPORT_LIMIT: '20000' } })
  t.equal((await upload(app, '')).status, 400)
  const json = { headers: { 'content-type': 'application/json' } }
  t.match(await upload(app, '{}', json), { status: 415, body: { detail: '请使用 application/x-ndjson。' } })
  t.equal((await upload(app, 'x'.repeat(20_001))).status, 413)
  const rows = await app.database.asOwner('select 1 from imports')
  t.equal(rows.length, 0)
  const mode = await app.request('POST', '/v1/catalogue/imports?mode=some', {
    token: await app.token('cataloguer'),
    headers: { 'content-type': 'application/x-ndjson' },
    body: 'x',
  })
  t.match([mode.status, mode.body.errors[0].pointer], [400, '?mode'])
  t.match(await importLines(app, '\n \n'), { state: 'done', lines: 2, read: 2, accepted: 0 })
  t.equal(
    (
      await app.request('GET', `/v1/catalogue/imports/${randomUUID()}`, {
        token: await app.token('cataloguer'),
      })
    ).status,
    404,
  )
})

t.test('an item that is changed while the import runs', async (t) => {
  const app = await startTestApp(t)
  await importLines(app, [lineOf(numbered(1))])
  const next = [lineOf(numbered(1, { name: '新' }), {}, { version: 2 }), lineOf(numbered(2))]
  for (const mode of ['all', 'valid'] as const) {
    const begun = await upload(app, next.map((line) => `${line}\n`).join(''), { mode })
    // Between the check and the writing: somebody suspends it.
    await app.database.asOwner(`create or replace function test_meanwhile() returns trigger language plpgsql as $$
      begin update items set revision = revision + 1 where item_code = '${numbered(1).itemCode}'; return new; end $$`)
    await app.database.asOwner(`create trigger test_meanwhile after update on imports for each row
      when (old.state = 'checking' and new.state = 'applying') execute function test_meanwhile()`)
    await work(app)
    await app.database.asOwner('drop trigger test_meanwhile on imports')
    const path = `/v1/catalogue/imports/${begun.body.importId}`
    const token = await app.token('cataloguer')
    const result = (await app.request('GET', path, { token })).body
    const { data } = (await app.request('GET', `${path}/findings`, { token })).body
    t.match(data, [{ line: 1, findings: [{ rule: 'CHANGED_MEANWHILE' }] }])
    if (mode === 'all') t.match(result, { state: 'refused', applied: 0, refused: 1 })
    else t.match(result, { state: 'done', applied: 1, refused: 1, accepted: 1 })
    t.equal((await app.request('GET', item(2))).status, mode === 'all' ? 404 : 200)
  }
  t.equal((await app.request('GET', item(1))).body.version, 1)
  t.equal((await app.request('GET', `/v1/items/${FOOD_LICENCE_ITEM_CODE}`)).status, 200)
})
