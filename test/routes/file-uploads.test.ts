import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { sweepFiles } from '../../src/features/files/file-sweep.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, leshanCase } from '../helpers/cases.js'
import { EICAR, startClamd } from '../helpers/clamd.js'
import { png, upload } from '../helpers/files.js'

const TUS = { 'tus-resumable': '1.0.0' }
const PIECE = { ...TUS, 'content-type': 'application/offset+octet-stream' }
const METADATA = `filename ${Buffer.from('竣工图.exe').toString('base64')},filetype ${Buffer.from('image/png').toString('base64')}`
const MIB = 1024 * 1024

const begin = (app: TestApp, token: string, length: number, more: Record<string, string> = {}) =>
  app.request('POST', '/v1/files/uploads', {
    token,
    headers: { ...TUS, 'upload-length': String(length), 'upload-metadata': METADATA, ...more },
  })

const send = (app: TestApp, token: string, path: string, offset: number, body: Buffer) =>
  app.request('PATCH', path, { token, body, headers: { ...PIECE, 'upload-offset': String(offset) } })

const offsetOf = async (app: TestApp, token: string, path: string) =>
  Number((await app.request('HEAD', path, { token, headers: TUS })).headers['upload-offset'])

/** Files under FILES_DIR. */
const stored = ({ deps }: TestApp): string[] =>
  existsSync(deps.config.filesDir)
    ? readdirSync(deps.config.filesDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : []

/** Sends a part of a body and cuts the line. */
const cut = (url: string, token: string, offset: number, bytes: Buffer) =>
  new Promise<void>((resolve) => {
    const headers = { ...PIECE, authorization: `Bearer ${token}`, 'upload-offset': String(offset) }
    const sent = request(url, {
      method: 'PATCH',
      headers: { ...headers, 'content-length': String(bytes.length * 2) },
    })
    sent.on('error', () => {})
    sent.on('close', () => resolve())
    sent.write(bytes, () => setTimeout(() => sent.destroy(), 100))
  })

/** A request whose body comes when it is told to. */
function slowly(url: string, token: string, length: number) {
  const headers = { ...PIECE, authorization: `Bearer ${token}`, 'upload-offset': '0' }
  const sent = request(url, { method: 'PATCH', headers: { ...headers, 'content-length': String(length) } })
  const answered = new Promise<{ status: number | undefined; closes: boolean } | string>((resolve) => {
    sent.on('response', (answer) => {
      const { statusCode: status, headers } = answer.resume()
      resolve({ status, closes: headers.connection === 'close' })
    })
    sent.on('error', (error) => resolve(error.message))
  })
  return { write: (bytes: Buffer) => sent.write(bytes), answered, end: () => sent.destroy() }
}

t.test('who is overtaken on the way is told so, and not cut off', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('clerk')
  const address = await app.listen()
  const bytes = png(randomBytes(2 * MIB + 1))
  // With the second part to be the last one, and not.
  for (const length of [2 * MIB, 2 * MIB + 1]) {
    const path = (await begin(app, token, length)).headers.location ?? ''
    const first = slowly(`${address}${path}`, token, length)
    first.write(bytes.subarray(0, MIB + 10))
    while ((await offsetOf(app, token, path)) < MIB) await sleep(20)
    const other = bytes.subarray(MIB, MIB + 500_000)
    t.equal((await send(app, token, path, MIB, other)).status, 204, 'another goes on there')
    first.write(bytes.subarray(MIB + 10, 2 * MIB))
    const answer = await first.answered
    t.same(answer, { status: 409, closes: true }, `${length}: ask where it stands`)
    first.end()
    t.equal(await offsetOf(app, token, path), MIB + 500_000, 'and go on')
  }

  // What cannot be kept: nobody reads the rest, so the line is closed, and who is still sending does not wait for ever.
  const broken = (await begin(app, token, 2 * MIB)).headers.location ?? ''
  const folder = join(app.deps.config.filesDir, 'uploads')
  writeFileSync(join(folder, broken.split('/').at(-1) ?? ''), '')
  const stuck = slowly(`${address}${broken}`, token, 2 * MIB)
  stuck.write(bytes.subarray(0, MIB + 10))
  t.same(await stuck.answered, { status: 503, closes: true })
  stuck.end()
})

t.test('100 MB over a line that is cut again and again, and it is a file as any', async (t) => {
  const app = await startTestApp(t)
  const clerk = await app.token('clerk')
  const bytes = png(randomBytes(100 * MIB))
  const begun = await begin(app, clerk, bytes.length)
  t.match(begun, { status: 201, headers: { 'tus-resumable': '1.0.0', 'upload-expires': /GMT$/ } }, begun.text)
  const path = begun.headers.location ?? ''
  const url = `${await app.listen()}${path}`
  const early = stored(app)
  t.same(early, [])
  let cuts = 0
  let offset = 0
  for (; offset < bytes.length - 12 * MIB; cuts += 1) {
    await cut(url, clerk, offset, bytes.subarray(offset, offset + 12 * MIB - 1000))
    // What had come is there; the server may still be writing the end of it.
    const before = offset
    while (offset === before) offset = await offsetOf(app, clerk, path)
  }
  t.ok(cuts >= 8, `${cuts} cuts`)
  t.notOk(
    stored(app).some((file) => readFileSync(file).includes(bytes.subarray(0, 200))),
    'parts are encrypted',
  )
  for (;;) {
    const last = await send(app, clerk, path, offset, bytes.subarray(offset))
    if (last.status === 409) offset = await offsetOf(app, clerk, path)
    else {
      t.match(last, { status: 204, headers: { 'upload-offset': `${bytes.length}` } }, last.text)
      t.equal(`/v1/files/uploads/${last.headers['upload-file-id']}`, path)
      break
    }
  }
  t.equal(await offsetOf(app, clerk, path), bytes.length)
  const fileId = path.split('/').at(-1) ?? ''
  t.match((await app.request('GET', `/v1/files/${fileId}`, { token: clerk })).body, {
    fileId,
    name: '竣工图.png',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    mediaType: 'image/png',
  })
  t.equal(stored(app).length, 1, 'parts are gone')
  const base = leshanCase()
  const created = await createCase(app, {
    ...base,
    materials: base.materials.map((each) => ({ ...each, source: 'upload', fileId })),
  })
  const content = await app.app.inject({
    url: `/v1/cases/${created.body.caseNo}/materials/${created.body.materials[0].id}/content`,
    headers: { authorization: `Bearer ${clerk}` },
  })
  t.ok(content.rawPayload.equals(bytes), 'byte for byte')
})

t.test('the protocol, and every refusal a problem', async (t) => {
  const app = await startTestApp(t, { env: { UPLOAD_LIMIT: '5000', UPLOAD_QUOTA: '5500' } })
  const token = await app.token('citizen', { subject: 'one' })
  const asked = await app.request('OPTIONS', '/v1/files/uploads')
  t.match(asked, {
    status: 204,
    headers: { 'tus-version': '1.0.0', 'tus-extension': /creation/, 'tus-max-size': '5000' },
  })
  const path = (await begin(app, token, 1000, { 'idempotency-key': 'k' })).headers.location ?? ''
  const again = await begin(app, token, 1000, { 'idempotency-key': 'k' })
  t.equal(again.headers.location, path, 'the same key, the same upload')
  t.equal(again.headers['idempotency-replayed'], 'true')
  const other = await app.token('citizen', { subject: 'two' })
  const whole = png(Buffer.alloc(1000 - png().length))
  type Ask = [name: string, status: number, code: string, answer: ReturnType<typeof begin>]
  const refusals: Ask[] = [
    ['no version', 412, 'TUS_VERSION', app.request('POST', '/v1/files/uploads', { token })],
    [
      'no length',
      400,
      'MALFORMED_REQUEST',
      app.request('POST', '/v1/files/uploads', { token, headers: TUS }),
    ],
    ['a length that is none', 400, 'MALFORMED_REQUEST', begin(app, token, -1)],
    ['nothing', 422, 'RULE_VIOLATED', begin(app, token, 0)],
    ['too long', 413, 'PAYLOAD_TOO_LARGE', begin(app, token, 5001)],
    ['more than the quota', 429, 'QUOTA_EXCEEDED', begin(app, token, 5000)],
    [
      'names that are none',
      400,
      'MALFORMED_REQUEST',
      begin(app, token, 1, { 'upload-metadata': 'filename ü' }),
    ],
    ['no right', 403, 'FORBIDDEN', begin(app, await app.token('exchange'), 10)],
    ["somebody else's", 404, 'NOT_FOUND', send(app, other, path, 0, whole)],
    ['the wrong place', 409, 'UPLOAD_OFFSET', send(app, token, path, 7, whole)],
    [
      'no place',
      400,
      'MALFORMED_REQUEST',
      app.request('PATCH', path, { token, headers: PIECE, body: whole }),
    ],
    [
      'another type',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      app.request('PATCH', path, { token, headers: { ...TUS, 'upload-offset': '0' }, body: { a: 1 } }),
    ],
    ['more than announced', 413, 'PAYLOAD_TOO_LARGE', send(app, token, path, 0, Buffer.alloc(1001))],
  ]
  for (const [name, status, code, asked] of refusals) {
    const answer = await asked
    t.match(answer, { status, body: { code } }, `${name}: ${answer.status} ${answer.text}`)
    t.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8', name)
  }
  t.equal(await offsetOf(app, token, path), 0, 'none of them moved it')
  t.equal((await app.request('HEAD', path, { token: other, headers: TUS })).status, 404)

  const both = await Promise.all([
    send(app, token, path, 0, whole.subarray(0, 600)),
    send(app, token, path, 0, whole.subarray(0, 600)),
  ])
  t.same(both.map(({ status }) => status).sort(), [204, 409], 'two at once at one place: one counts')
  t.equal((await send(app, token, path, 600, whole.subarray(600))).status, 204)
  t.equal((await send(app, token, path, 1000, Buffer.alloc(0))).status, 204, 'asked again at the end')

  const script = Buffer.from('<script>alert(1)</script>')
  const bad = (await begin(app, token, script.length)).headers.location ?? ''
  const refused = await send(app, token, bad, 0, script)
  t.match(refused, { status: 422, body: { errors: [{ code: 'FILE_TYPE_NOT_ALLOWED' }] } })
  t.equal((await app.request('HEAD', bad, { token, headers: TUS })).status, 404, 'that upload is over')
  const left = (await begin(app, token, 3000)).headers.location ?? ''
  await send(app, token, left, 0, Buffer.alloc(100))
  t.equal((await app.request('DELETE', left, { token, headers: TUS })).status, 204)
  t.equal((await app.request('HEAD', left, { token, headers: TUS })).status, 404)
  t.equal(stored(app).length, 1, 'only the finished one lies there')
  t.equal((await begin(app, token, 4000)).status, 201, 'what was given up frees the quota')
})

t.test('an upload that nobody goes on with is swept with its parts, and parts of none', async (t) => {
  const app = await startTestApp(t)
  const clerk = await app.token('clerk')
  const path = (await begin(app, clerk, 10_000)).headers.location ?? ''
  await send(app, clerk, path, 0, Buffer.alloc(500))
  await app.deps.files.blobs.put(`uploads/${crypto.randomUUID()}/${crypto.randomUUID()}`, Buffer.alloc(9))
  t.match(await sweepFiles(app.deps), { broken: 1 }, 'the part of none')
  t.equal(await offsetOf(app, clerk, path), 500, 'it goes on')
  // Whose line was cut at the end asks again while the first request still makes the file, and takes its parts away.
  const slow = png(randomBytes(2000))
  const last = (await begin(app, clerk, slow.length)).headers.location ?? ''
  await send(app, clerk, last, 0, slow.subarray(0, 1500))
  const uploadId = last.split('/').at(-1) ?? ''
  await app.database.asOwner('update uploads set finished_at = now() where upload_id = $1', [uploadId])
  for (const { key } of await app.deps.files.blobs.list(`uploads/${uploadId}/`))
    await app.deps.files.blobs.remove(key)
  const late = await send(app, clerk, last, 1500, slow.subarray(1500))
  t.match(late, { status: 409, body: { code: 'UPLOAD_OFFSET' } }, 'it is told to ask where the upload stands')
  await app.setNow('2026-03-05T01:00:00.000000Z')
  t.equal((await app.request('HEAD', path, { token: clerk, headers: TUS })).status, 404, 'after a day')
  await sweepFiles(app.deps)
  t.same(stored(app), [])
  t.equal((await upload(app, clerk, [{ bytes: png() }])).status, 201)
})

t.test('a scanner that is away holds the last bytes back; a finding ends the upload', async (t) => {
  const clamd = await startClamd(t)
  if (clamd === undefined) return
  const app = await startTestApp(t, { env: { CLAMD: clamd.socket } })
  const clerk = await app.token('clerk')
  const bytes = png(randomBytes(3 * MIB))
  const path = (await begin(app, clerk, bytes.length)).headers.location ?? ''
  await clamd.stop()
  const away = await send(app, clerk, path, 0, bytes)
  t.match(away, { status: 503, body: { code: 'SCANNER_UNAVAILABLE' } }, away.text)
  const offset = await offsetOf(app, clerk, path)
  t.equal(offset, 3 * MIB, 'a client that asks sends the rest again')
  await clamd.start()
  t.equal((await send(app, clerk, path, offset, bytes.subarray(offset))).status, 204)
  t.equal((await app.request('GET', path.replace('/uploads', ''), { token: clerk })).body.scan, 'clean')
  const infected = png(Buffer.from(EICAR))
  const second = (await begin(app, clerk, infected.length)).headers.location ?? ''
  t.match(await send(app, clerk, second, 0, infected), {
    status: 422,
    body: { errors: [{ code: 'FILE_INFECTED' }] },
  })
  t.equal(stored(app).length, 1)
})
