import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createImporter, createImportWork, IMPORT_JOB } from '../../src/features/transfer/import-jobs.js'
import { createJobRunner } from '../../src/jobs/runner.js'
import { LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { withClient } from '../helpers/cluster.js'
import { testDatabase } from '../helpers/database.js'
import { exported, importLines, lineOf, numbered, upload, work } from '../helpers/imports.js'
import { holdMemory } from '../helpers/memory.js'
import { seedReferenceData } from '../helpers/sample.js'
import { until } from '../helpers/service.js'

t.test('export, import into an empty catalogue, export: the same bytes', async (t) => {
  const from = await startTestApp(t)
  await importLines(from, [
    JSON.stringify({
      state: 'SUSPENDED',
      versions: [3, 7].map((version) => ({
        version,
        effectiveFrom: '2025-01-01',
        document: numbered(1, { name: `第${version}版 "引号" \\ 😀` }),
      })),
    }),
    lineOf(numbered(2), { state: 'RETIRED' }),
    lineOf(numbered(3), {}, { effectiveFrom: '2027-01-01' }),
    lineOf(numbered(4), { planned: { state: 'SUSPENDED', from: '2035-01-01', reason: '系统升级' } }),
  ])
  const text = await exported(from)
  t.ok(text.split('\n').length > 15)

  const to = await startTestApp(t)
  await emptyCatalogue(to.database)
  t.equal(await exported(to), '')
  const result = await importLines(to, text)
  t.match(result, { state: 'done', refused: 0, unchanged: 0 })
  t.equal(await exported(to), text)
  t.match(
    text,
    /"state": "IN_USE", "planned": \{"from": "2035-01-01", "state": "SUSPENDED", "reason": "系统升级"\}/,
  )
  const impossible = { planned: { state: 'IN_USE', from: '2035-01-01' } }
  t.match(await importLines(to, [lineOf(numbered(5), impossible)]), {
    refused: 1,
    findings: [{ findings: [{ rule: 'PLAN_STATE', pointer: '/planned/state' }] }],
  })
  const tooFar = { planned: { state: 'SUSPENDED', from: '2099-01-01', reason: '系统升级' } }
  t.match(await importLines(to, [lineOf(numbered(5), tooFar)]), {
    refused: 1,
    findings: [{ findings: [{ rule: 'TOO_FAR_AHEAD', pointer: '/planned/from' }] }],
  })
  t.match(await importLines(to, [lineOf(numbered(5), {}, { effectiveFrom: '2099-01-01' })]), {
    refused: 1,
    findings: [{ findings: [{ rule: 'TOO_FAR_AHEAD', pointer: '/versions/0/effectiveFrom' }] }],
  })
  const unseen = { planned: { state: 'SUSPENDED', from: '2035-01-01', reason: '\u200b\u200b' } }
  t.match(await importLines(to, [lineOf(numbered(5), unseen)]), {
    refused: 1,
    findings: [{ findings: [{ rule: 'PATTERN', pointer: '/planned/reason' }] }],
  })
  const [planned] = await to.database.asOwner(
    `select i.planned_by is not null as by, c.details from items i join item_changes c using (item_code)
      where i.item_code = $1 and c.act = 'STATE_PLANNED'`,
    [numbered(4).itemCode],
  )
  t.match(planned, {
    by: true,
    details: { state: 'SUSPENDED', effectiveFrom: '2035-01-01', reason: '系统升级' },
  })
  const before = await to.database.asOwner('select item_code, revision, latest_version from items order by 1')
  const heard = await heardDuring(to.database, () => importLines(to, text))
  t.match(heard.result, { state: 'done', accepted: 0, applied: 0, unchanged: result.accepted })
  t.same(heard.payloads, [], 'nobody is told of nothing')
  const after = await to.database.asOwner('select item_code, revision, latest_version from items order by 1')
  t.same(after, before)
  t.match((await to.request('GET', '/v1/items?q=公积金')).body.data[0], { itemCode: LESHAN_ITEM_CODE })
})

t.test('the export is narrowed, and goes on beyond a page', async (t) => {
  const app = await startTestApp(t)
  await importLines(
    app,
    Array.from({ length: 250 }, (_, index) => lineOf(numbered(index))),
  )
  const codes = async (query: string) =>
    (await exported(app, query))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).versions[0].document.itemCode)
  const all = await codes('')
  t.same(all, all.toSorted(), 'in the order of their codes')
  t.ok(all.length > 260)
  t.equal(new Set(all).size, all.length)
  t.equal((await codes('?division=511112000000')).length, 0)
  t.same(
    await codes('?type=20&division=511100'),
    all.filter((code) => code.slice(21, 23) === '20'),
  )
  t.equal((await codes('?state=RETIRED')).length, 0)
})

t.test('many changes are told by one word, few by their codes', async (t) => {
  const app = await startTestApp(t)
  const lines = Array.from({ length: 700 }, (_, index) => lineOf(numbered(index)))
  const many = await heardDuring(app.database, () => importLines(app, lines))
  t.same(many.payloads, [''])
  const few = await heardDuring(app.database, () => importLines(app, [lineOf(numbered(1000))]))
  t.same(few.payloads, [numbered(1000).itemCode])
})

t.test('two instances: an import is seen at once here, and there as soon as it is told', async (t) => {
  holdMemory(t)
  const database = await testDatabase(t)
  const one = await startTestApp(t, { database })
  let statements = 0
  const onQuery = () => {
    statements += 1
  }
  const other = await startTestApp(t, { database, onQuery })
  await importLines(one, [lineOf(numbered(1))])
  const path = `/v1/items/${numbered(1).itemCode}`
  await until('it comes from memory', async () => {
    const before = statements
    await other.request('GET', path)
    return statements === before
  })
  await importLines(one, [
    lineOf(numbered(1, { name: '新名' }), { state: 'SUSPENDED' }, { version: 2 }),
    ...Array.from({ length: 40 }, (_, index) => lineOf(numbered(100 + index))),
  ])
  t.match((await one.request('GET', path)).body, { name: '新名', state: 'SUSPENDED' })
  await until('the other shows it', async () => (await other.request('GET', path)).body.version === 2)
})

t.test('readers see nothing of mode all, or everything', async (t) => {
  const app = await startTestApp(t)
  const lines = Array.from({ length: 1200 }, (_, index) => lineOf(numbered(index)))
  const begun = await upload(app, lines.map((line) => `${line}\n`).join(''))
  const seen = new Set<number>()
  const progress = new Set<number>()
  let isWorking = true
  const reading = (async () => {
    while (isWorking) {
      const [row] = await app.database.asOwner<{ items: number; done: number }>(
        `select (select count(*)::int from items where name like '导入事项%') as items,
           (select done from jobs where id = (select job_id from imports where import_id = $1)) as done`,
        [begun.body.importId],
      )
      seen.add(row?.items ?? -1)
      progress.add(row?.done ?? -1)
      await sleep(5)
    }
  })()
  // A short lease is renewed often, and progress is told with it.
  const { pool, log } = app.deps
  const kinds = { [IMPORT_JOB]: createImportWork(app.deps) }
  await createJobRunner({ pool, log, kinds, leaseMs: 300 }).drain()
  isWorking = false
  await reading
  t.same(
    [...seen].filter((count) => count !== 0 && count !== 1200),
    [],
  )
  t.ok(progress.size > 2, `progress was told meanwhile: ${[...progress]}`)
})

t.test('another instance goes on where one left off', async (t) => {
  for (const mode of ['all', 'valid'] as const) {
    const app = await startTestApp(t)
    const lines = Array.from({ length: 800 }, (_, index) => lineOf(numbered(index)))
    lines[400] = 'broken'
    if (mode === 'all') lines.splice(400, 1)
    const begun = await upload(app, lines.map((line) => `${line}\n`).join(''), { mode })
    const read = async () =>
      (
        await app.request('GET', `/v1/catalogue/imports/${begun.body.importId}`, {
          token: await app.token('cataloguer'),
        })
      ).body
    // Every worker is stopped as soon as it has moved something on.
    const steps = new Set<string>()
    let state = ''
    for (let workers = 0; workers < 200 && state !== 'done'; workers += 1) {
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
    const refused = mode === 'all' ? 0 : 1
    t.match(await read(), { state: 'done', read: lines.length, refused, applied: lines.length - refused })
    const [{ count } = {}] = await app.database.asOwner<{ count: number }>(
      `select count(*)::int as count from items where name like '导入事项%' and latest_version = 1`,
    )
    t.equal(count, lines.length - refused)
  }
})

t.test('a worker that died holds nobody up for longer than its lease', async (t) => {
  const app = await startTestApp(t)
  const begun = await upload(app, `${lineOf(numbered(1))}\n`)
  const claim = (until: string) =>
    app.database.asOwner(
      `update jobs set state = 'running', claimed_by = gen_random_uuid(), lease_until = clock_timestamp() + $1::interval
       where kind = 'import'`,
      [until],
    )
  const token = await app.token('cataloguer')
  const read = async () =>
    (await app.request('GET', `/v1/catalogue/imports/${begun.body.importId}`, { token })).body
  await claim('20 seconds')
  await work(app)
  t.equal((await read()).state, 'checking', 'somebody works on it')
  await claim('-1 second')
  await work(app)
  t.equal((await read()).state, 'done')
})

t.test('an upload that breaks off leaves nothing', async (t) => {
  const app = await startTestApp(t)
  const url = await app.listen()
  const token = await app.token('cataloguer')
  const sending = httpRequest(`${url}/v1/catalogue/imports`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token}` },
  })
  sending.on('error', () => {})
  const count = async () => (await app.database.asOwner('select 1 from import_chunks')).length
  sending.write('x'.repeat(600_000))
  await until('some of it has arrived', async () => (await count()) > 0)
  sending.destroy()
  await until('it is gone', async () => (await app.database.asOwner('select 1 from imports')).length === 0)
  t.equal(await count(), 0)
})

/** The organisations without any item. */
async function emptyCatalogue(database: { ownerConfig: object }): Promise<void> {
  await withClient(database.ownerConfig, (owner) =>
    owner.query('truncate items, item_versions, item_drafts, window_authorities cascade'),
  )
  await seedReferenceData(database.ownerConfig)
}

/** What listeners of the catalogue are told while something is done. */
async function heardDuring<T>(database: { ownerConfig: object }, work: () => Promise<T>) {
  return withClient(database.ownerConfig, async (client) => {
    const payloads: string[] = []
    client.on('notification', ({ payload = '' }) => payloads.push(payload))
    await client.query('listen catalogue')
    const result = await work()
    await client.query('select 1')
    await sleep(50)
    return { result, payloads }
  })
}
