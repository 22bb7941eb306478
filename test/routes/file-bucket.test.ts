import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { contentRotation } from '../../src/features/files/file-rotation.js'
import { sweepFiles } from '../../src/features/files/file-sweep.js'
import { createEncryption } from '../../src/shared/encryption.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, leshanCase } from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { startS3 } from '../helpers/s3-server.js'

const TUS = { 'tus-resumable': '1.0.0' }
const PIECE = { ...TUS, 'content-type': 'application/offset+octet-stream' }
const MIB = 1024 * 1024
const HOUR = 3_600_000

const keyOf = (bytes: Buffer): string => {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return `${sha256.slice(0, 2)}/${sha256}`
}

const begin = async (app: TestApp, token: string, length: number): Promise<string> => {
  const metadata = `filename ${Buffer.from('a.png').toString('base64')},filetype ${Buffer.from('image/png').toString('base64')}`
  const headers = { ...TUS, 'upload-length': String(length), 'upload-metadata': metadata }
  return (await app.request('POST', '/v1/files/uploads', { token, headers })).headers.location ?? ''
}

const send = (app: TestApp, token: string, path: string, offset: number, body: Buffer) =>
  app.request('PATCH', path, { token, body, headers: { ...PIECE, 'upload-offset': String(offset) } })

/** Waits until what has arrived was taken away, a moment after the answer. */
async function nothingLeft({ deps }: TestApp): Promise<void> {
  const incoming = join(deps.config.filesDir, 'incoming')
  while (existsSync(incoming) && readdirSync(incoming).length > 0) await sleep(5)
}

/** A case that names the file; its content as the case gives it. */
async function contentInCase(app: TestApp, fileId: string): Promise<Buffer> {
  const base = leshanCase()
  const materials = base.materials.map((each) => ({ ...each, source: 'upload', fileId }))
  const { body } = await createCase(app, { ...base, materials })
  const { rawPayload } = await app.app.inject({
    url: `/v1/cases/${body.caseNo}/materials/${body.materials[0].id}/content`,
    headers: { authorization: `Bearer ${await app.token('clerk')}` },
  })
  return rawPayload
}

t.test('files lie in a bucket: whole, in pieces, once, encrypted, and what nobody needs goes', async (t) => {
  const bucket = await startS3(t)
  const app = await startTestApp(t, { env: bucket.env })
  const clerk = await app.token('clerk')
  const bytes = png(randomBytes(5 * MIB))
  const sent = await upload(app, clerk, [{ bytes }])
  t.equal(sent.status, 201, sent.text)
  t.same([...bucket.objects.keys()], [keyOf(bytes)])
  t.equal(bucket.forged, 0, 'every request was signed right')
  t.notOk(bucket.objects.get(keyOf(bytes))?.bytes.includes(bytes.subarray(100, 300)), 'encrypted')
  await nothingLeft(app)
  bucket.asked.length = 0
  t.ok((await contentInCase(app, sent.body.fileId)).equals(bytes), 'byte for byte')
  t.same(bucket.asked, Array(2).fill(`GET ${keyOf(bytes)}`), 'its end and the whole, not a piece a request')
  bucket.asked.length = 0
  t.equal((await upload(app, clerk, [{ bytes }])).status, 201)
  t.same(
    bucket.asked.filter((each) => each.startsWith('PUT')),
    [],
    'the same content once',
  )

  const large = png(randomBytes(3 * MIB))
  const path = await begin(app, clerk, large.length)
  t.equal((await send(app, clerk, path, 0, large.subarray(0, 2 * MIB + 5))).status, 204)
  t.equal(bucket.objects.size, 4, 'three pieces in the bucket')
  t.equal((await send(app, clerk, path, 2 * MIB + 5, large.subarray(2 * MIB + 5))).status, 204)
  t.same([...bucket.objects.keys()].sort(), [keyOf(bytes), keyOf(large)].sort(), 'pieces are gone')
  t.ok((await contentInCase(app, path.split('/').at(-1) ?? '')).equals(large))

  for (const [place, age] of [
    ['00/'.padEnd(67, '0'), 2 * HOUR],
    ['00/'.padEnd(67, '1'), 2 * HOUR],
    ['00/'.padEnd(67, '2'), 2 * HOUR],
    ['00/'.padEnd(67, '3'), 2 * HOUR],
    ['00/'.padEnd(67, '4'), 0],
  ] as const) {
    await app.deps.files.blobs.put(place, Buffer.from('orphan'))
    bucket.age(place, age)
  }
  const swept = await sweepFiles(app.deps, { folders: 256 })
  t.equal(swept.orphans, 4, 'over more than a page of the list; what came a moment ago may get its row yet')
  t.same([...bucket.objects.keys()].filter((key) => key.startsWith('00/0000')).length, 0)
  t.ok(bucket.objects.has('00/'.padEnd(67, '4')))
  t.ok(bucket.objects.has(keyOf(bytes)), 'what cases have stays')
})

t.test('an orphan that a sweep takes while its file comes again is brought once more', async (t) => {
  const bucket = await startS3(t)
  const app = await startTestApp(t, { env: bucket.env })
  const bytes = png(randomBytes(1000))
  const key = keyOf(bytes)
  const { blobs } = app.deps.files
  await blobs.put(key, Buffer.from('of a service that was killed'))
  bucket.age(key, 2 * HOUR)
  // As if the sweep came between the look at the bucket and the row.
  const { settle } = blobs
  blobs.settle = async (...given) => {
    bucket.objects.delete(key)
    await settle(...given)
  }
  const { status, body } = await upload(app, await app.token('clerk'), [{ bytes }])
  t.equal(status, 201)
  await nothingLeft(app)
  t.ok((await contentInCase(app, body.fileId)).equals(bytes))
})

t.test('a bucket that is full, away or closed to us: problems, nothing kept, not ready', async (t) => {
  const bucket = await startS3(t)
  const app = await startTestApp(t, { env: bucket.env })
  const clerk = await app.token('clerk')
  t.equal((await app.request('GET', '/health/ready')).status, 200)
  const rows = async () =>
    (await app.database.asOwner<{ n: number }>('select count(*)::int n from files'))[0]?.n
  const before = await rows()
  const again = () => upload(app, clerk, [{ bytes: png(randomBytes(2000)) }])

  bucket.trouble = { status: 503, code: 'SlowDown', times: 1 }
  t.equal((await again()).status, 201, 'what passes is tried again')
  bucket.trouble = { status: 507, code: 'XMinioStorageFull' }
  t.match(await again(), { status: 507, body: { code: 'STORAGE_FULL' }, headers: { 'retry-after': '60' } })
  bucket.trouble = { status: 403, code: 'QuotaExceeded', method: 'PUT' }
  t.match(await again(), { status: 507, body: { code: 'STORAGE_FULL' } })
  bucket.trouble = { status: 403, code: 'AccessDenied' }
  const closed = await again()
  t.match(closed, { status: 503, body: { code: 'STORAGE_UNAVAILABLE' }, headers: { connection: 'close' } })
  t.notMatch(closed.text, /AccessDenied|materials|127\.0\.0\.1/, 'nothing of the store')
  bucket.trouble = undefined
  const path = await begin(app, clerk, 3000)
  await bucket.stop()
  t.match(await again(), { status: 503, body: { code: 'STORAGE_UNAVAILABLE' } })
  const piece = await send(app, clerk, path, 0, Buffer.alloc(100))
  t.match(piece, { status: 503, body: { code: 'STORAGE_UNAVAILABLE' } }, piece.text)
  const other = await startTestApp(t, { env: bucket.env, database: app.database })
  t.match(await other.request('GET', '/health/ready'), { status: 503, body: { code: 'STORAGE_UNAVAILABLE' } })
  t.equal((await other.request('GET', '/health/live')).status, 200)
  await bucket.start()
  t.equal((await send(app, clerk, path, 0, Buffer.alloc(100))).status, 204, 'it goes on when it is back')
  t.equal(await rows(), (before ?? 0) + 1)
  await nothingLeft(app)

  const stranger = { ...bucket.env, S3_SECRET_ACCESS_KEY: 'another' }
  const wrong = await startTestApp(t, { env: stranger, database: app.database })
  t.match(await wrong.request('GET', '/health/ready'), { status: 503 })
  t.ok(bucket.forged > 0, 'a wrong secret opens nothing')
})

t.test('content is written again under a new key, over what lies there', async (t) => {
  const bucket = await startS3(t)
  const [old, fresh, blind] = [randomBytes(32), randomBytes(32), randomBytes(32)]
  const app = await startTestApp(t, {
    env: bucket.env,
    encryption: createEncryption([{ id: 'old', key: old }], blind),
  })
  const bytes = png(randomBytes(10_000))
  const { body } = await upload(app, await app.token('clerk'), [{ bytes }])
  const before = bucket.objects.get(keyOf(bytes))?.etag
  const keys = [
    { id: 'new', key: fresh },
    { id: 'old', key: old },
  ]
  const { dataDir, filesDir } = app.deps.config
  const next = await startTestApp(t, {
    env: bucket.env,
    database: app.database,
    encryption: createEncryption(keys, blind),
    config: { dataDir, filesDir },
  })
  const rotation = contentRotation(next.deps.pool, next.deps.files, { size: 100 })
  let after: unknown
  let rewritten = 0
  do {
    const done = await rotation.batch(after)
    t.same(
      done.broken.filter((each) => each.includes(keyOf(bytes).slice(3))),
      [],
    )
    rewritten += done.rewritten
    after = done.after
  } while (after !== undefined)
  t.equal(rewritten, 1)
  t.not(bucket.objects.get(keyOf(bytes))?.etag, before)
  t.ok((await contentInCase(next, body.fileId)).equals(bytes))
})

t.test('settings of a bucket are given together', async (t) => {
  const all = {
    S3_BUCKET: 'b',
    S3_ENDPOINT: 'https://s3.example',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'x',
  }
  t.match(loadConfig(all).s3, { bucket: 'b', region: 'us-east-1', addressing: 'path' })
  t.equal(loadConfig({}).s3, undefined)
  const { S3_SECRET_ACCESS_KEY: _, ...less } = all
  t.throws(() => loadConfig(less), { message: 'S3_SECRET_ACCESS_KEY: required with S3_BUCKET' })
  const { S3_BUCKET: __, ...stray } = all
  t.throws(() => loadConfig(stray), { message: 'S3_ENDPOINT: is of no use without S3_BUCKET' })
  t.throws(() => loadConfig({ ...all, S3_ADDRESSING: 'x' }), /S3_ADDRESSING/)
})
