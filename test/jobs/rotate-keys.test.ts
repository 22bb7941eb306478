import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { rotationsOf } from '../../src/cli/rotate-keys.js'
import { recordOf } from '../../src/features/cases/case-rows.js'
import { readCase } from '../../src/features/cases/case-store.js'
import { openParty } from '../../src/features/cases/party-secrets.js'
import { createEncryption, type EncryptionKey } from '../../src/shared/encryption.js'
import { type RotationReport, rotate } from '../../src/shared/rotation.js'
import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { leshanCase } from '../helpers/cases.js'
import { withClient } from '../helpers/cluster.js'
import { type TestDatabase, testDatabase } from '../helpers/database.js'
import { png, upload } from '../helpers/files.js'
import { firstFormatBox, firstFormatFile } from '../helpers/first-format.js'
import { placeSampleFiles, SAMPLE_FILES } from '../helpers/sample.js'

const CASES = 5
const BATCH = 2
const blind = randomBytes(32)
const old: EncryptionKey = { id: 'k1', key: randomBytes(32) }
const fresh: EncryptionKey = { id: 'k2', key: randomBytes(32) }

interface Known {
  caseNo: string
  body: { parties: { idNumber: string; mobile: string }[] }
  key: string
  text: string
  bytes: Buffer
  sha256: string
  content: string
}

/** An installation whose instances share database and folder, and differ by their keys. */
async function installation(t: Test) {
  const database = await testDatabase(t)
  const filesDir = mkdtempSync(join(tmpdir(), 'yichuang-rotate-'))
  t.teardown(() => rmSync(filesDir, { recursive: true, force: true }))
  const instance = (...keys: EncryptionKey[]) =>
    startTestApp(t, { database, config: { filesDir }, encryption: createEncryption(keys, blind) })
  return { database, filesDir, instance }
}

async function populate(app: TestApp): Promise<Known[]> {
  const clerk = await app.token('clerk')
  const registered = await app.request('POST', '/v1/staff', {
    token: await app.token('security'),
    body: {
      staffNo: 'M0017',
      name: '王小明',
      organisation: COUNTY_MARKET,
      mobile: '13800001234',
      email: 'wang@example.gov.cn',
    },
  })
  if (registered.status !== 201) throw new Error(registered.text)
  const known: Known[] = []
  for (let number = 0; number < CASES; number += 1) {
    const bytes = png(randomBytes(1000 + 70_000 * (number % 2)))
    const { fileId, sha256 } = (await upload(app, clerk, [{ bytes }])).body
    const base = leshanCase()
    const body = {
      ...base,
      parties: [1, 2].map((index) => ({
        role: 'applicant',
        type: 'natural',
        name: '张三',
        idType: '414',
        idNumber: `E${1000 * number + index}0000`,
        mobile: `1380000${1000 + 10 * number + index}`,
      })),
      materials: base.materials.map((each) => ({ ...each, source: 'upload', fileId })),
    }
    const key = `case-${number}`
    const created = await app.request('POST', '/v1/cases', {
      token: clerk,
      body,
      headers: { 'idempotency-key': key },
    })
    if (created.status !== 201) throw new Error(created.text)
    const { caseNo, materials } = created.body
    const content = `/v1/cases/${caseNo}/materials/${materials[0].id}/content`
    known.push({ caseNo, body, key, text: created.text, bytes, sha256, content })
  }
  return known
}

/** Everything as it was written: replayed answers, files, clear numbers. */
async function readAll(t: Test, app: TestApp, known: Known[], name: string): Promise<void> {
  const token = await app.token('clerk')
  for (const { caseNo, body, key, text, bytes, content } of known) {
    const again = await app.request('POST', '/v1/cases', {
      token,
      body,
      headers: { 'idempotency-key': key },
    })
    t.match(again, { text, headers: { 'idempotency-replayed': 'true' } }, `${name}: the same answer`)
    const file = await app.app.inject({ url: content, headers: { authorization: `Bearer ${token}` } })
    t.ok(file.rawPayload.equals(bytes), `${name}: the same file`)
    const record = recordOf(await readCase(app.deps.pool, caseNo))
    t.same(
      record?.parties.map((party) => openParty(app.deps.encryption, record.id, party)),
      body.parties.map(({ idNumber, mobile }) => ({ idNumber, mobile })),
      `${name}: the same numbers`,
    )
  }
}

/** Turns everything into what a release before would have written under the old key. */
async function asBefore(
  { database, filesDir }: { database: TestDatabase; filesDir: string },
  known: Known[],
) {
  await withClient(database.superuserConfig, async (db) => {
    for (const { caseNo, body, key, text, bytes, sha256 } of known) {
      const { rows } = await db.query<{ id: string }>('select id from cases where case_no = $1', [caseNo])
      const id = rows[0]?.id
      for (const [index, { idNumber, mobile }] of body.parties.entries())
        await db.query(
          `update case_parties set id_number_encrypted = $3, mobile_encrypted = $4
           where case_id = $1 and party_no = $2`,
          [
            id,
            index + 1,
            firstFormatBox(old, idNumber, `${id}/idNumber`),
            firstFormatBox(old, mobile, `${id}/mobile`),
          ],
        )
      const answer = firstFormatBox(old, text, 'idempotency')
      await db.query('update idempotency_keys set body_encrypted = $2 where key = $1', [key, answer])
      writeFileSync(join(filesDir, sha256.slice(0, 2), sha256), firstFormatFile(old, bytes))
    }
    await db.query('update files set sealed = null')
  })
}

const run = (app: TestApp, tell: (report: RotationReport) => void = () => {}, checkOnly = false) =>
  rotate(rotationsOf(app.deps.pool, app.deps.files, { size: BATCH, checkOnly }), tell)

t.test('what a release before wrote is read, written again, and its key retired', async (t) => {
  const place = await installation(t)
  const first = await place.instance(old)
  const known = await populate(first)
  await readAll(t, first, known, 'as written')
  await asBefore(place, known)
  await readAll(t, first, known, 'of the first format')
  const both = await place.instance(fresh, old)
  await readAll(t, both, known, 'with a new key in front')

  let batches = 0
  const breaksOff = () => {
    batches += 1
    if (batches === 3) throw new Error('broken off')
  }
  await t.rejects(run(both, breaksOff), /broken off/)
  await readAll(t, both, known, 'half done')
  await readAll(t, await place.instance(old, fresh), known, 'where the new key only reads')

  const last = new Map<string, number>()
  t.same(
    await run(both, ({ name, rewritten }) => {
      last.set(name, Math.max(rewritten, last.get(name) ?? 0))
    }),
    { broken: [], left: 0 },
  )
  t.same(
    Object.fromEntries(last),
    {
      parties: 2 * CASES - 3 * BATCH,
      staff: 1,
      forms: 0,
      papers: 0,
      'register look-ups': 0,
      ratings: 0,
      'complaints, consultations, rectifications': 0,
      'stored answers': CASES,
      files: CASES + SAMPLE_FILES.length,
      'content of files': CASES,
    },
    'what was done before it broke off is not done again',
  )
  await readAll(t, both, known, 'written again')
  const alone = await place.instance(fresh)
  await readAll(t, alone, known, 'without the old key')
  const stored = known.map(({ sha256 }) => readFileSync(join(place.filesDir, sha256.slice(0, 2), sha256)))
  t.ok(stored.every((bytes) => bytes[0] === 0x83))

  await asBefore(place, known)
  const token = await alone.token('clerk')
  const [any] = known as [Known]
  t.equal((await alone.request('GET', any.content, { token })).status, 500, 'what is put back opens nothing')
})

t.test('what was exchanged is named and not sealed for good', async (t) => {
  const place = await installation(t)
  const app = await place.instance(fresh, old)
  const known = await populate(app)
  await asBefore(place, known)
  const swap = (column: string) =>
    place.database.asSuperuser(
      `update case_parties t set ${column} = o.${column} from case_parties o
       where t.case_id = o.case_id and t.party_no <> o.party_no and t.case_id = (select min(case_id::text)::uuid from cases join case_parties on id = case_id)`,
    )
  await swap('id_number_encrypted')
  await swap('mobile_encrypted')
  const { broken } = await run(app)
  t.equal(broken.length, 2)
  for (const line of broken) t.match(line, /^case [0-9a-f-]{36} party [12]: case_parties\.\w+: does not fit/)
  t.notOk(broken.join().includes('138'), 'no value')
  await swap('id_number_encrypted')
  await swap('mobile_encrypted')
  t.same(await run(app), { broken: [], left: 0 }, 'mended, it is written again')
  await readAll(t, await place.instance(fresh), known, 'in the end')
})

t.test('nobody is waited for: a row that somebody holds comes later', async (t) => {
  const place = await installation(t)
  const app = await place.instance(fresh, old)
  const known = await populate(app)
  await asBefore(place, known)
  await withClient(place.database.ownerConfig, async (holder) => {
    await holder.query('begin')
    await holder.query('select from case_parties where party_no = 1 for update')
    await holder.query('select from files for update')
    t.match(
      await run(app),
      { broken: [], left: 3 * CASES + SAMPLE_FILES.length },
      'parties, seals, and content that waits for its seal',
    )
    await holder.query('commit')
  })
  t.same(await run(app), { broken: [], left: 0 })
  await readAll(t, await place.instance(fresh), known, 'in the end')
})

t.test('a check opens everything, names what was exchanged, and writes nothing', async (t) => {
  const place = await installation(t)
  const app = await place.instance(fresh, old)
  await placeSampleFiles(app.deps.pool, app.deps.files)
  const [first, second] = (await populate(app)) as [Known, Known]
  const check = async () => (await run(app, undefined, true)).broken.sort()
  const everything = () =>
    place.database.asSuperuser(
      `select md5((select string_agg(p::text, '' order by case_id, party_no) from case_parties p)
        || (select string_agg(f::text, '' order by file_id) from files f)
        || (select string_agg(i::text, '' order by key) from idempotency_keys i)) as all`,
    )
  t.same(await check(), [])
  await place.database.asSuperuser(
    `update case_parties t set mobile_encrypted = o.mobile_encrypted from case_parties o
     where t.case_id = o.case_id and t.party_no <> o.party_no
       and t.case_id = (select id from cases where case_no = $1)`,
    [first.caseNo],
  )
  await place.database.asSuperuser(
    `update idempotency_keys set headers = headers || '{"location": "/v1/cases/X"}' where key = $1`,
    [second.key],
  )
  await place.database.asSuperuser(`update files set name = 'other.png' where sha256 = decode($1, 'hex')`, [
    first.sha256,
  ])
  const path = join(place.filesDir, second.sha256.slice(0, 2), second.sha256)
  const bytes = readFileSync(path)
  bytes[500] = (bytes[500] ?? 0) ^ 1
  writeFileSync(path, bytes)
  const before = await everything()
  const found = await check()
  t.match(found, [
    /^case .* party 1: case_parties.mobile_encrypted: altered, or moved/,
    /^case .* party 2: case_parties.mobile_encrypted: altered, or moved/,
    new RegExp(`^content ${second.sha256}: FILES_DIR.content: altered`),
    /^file .*: files.sealed: altered, or moved/,
    /^stored answer of .*: idempotency_keys.body_encrypted: altered, or moved/,
  ])
  t.equal(found.length, 5)
  t.same(await everything(), before, 'nothing is written')
})

t.test('no column that is encrypted is left out', async (t) => {
  const place = await installation(t)
  const { deps } = await place.instance(fresh)
  const rotations = rotationsOf(deps.pool, deps.files, { size: BATCH })
  const columns = await place.database.asSuperuser<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' and column_name ~ '(encrypted|sealed)$'`,
  )
  t.same(rotations.flatMap((rotation) => rotation.columns).sort(), columns.map(({ name }) => name).sort())
})
