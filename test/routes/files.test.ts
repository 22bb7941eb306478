import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { sweepFiles } from '../../src/features/files/file-sweep.js'
import { storageProblem } from '../../src/http/storage.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, leshanCase, nextLeshanCase, transition } from '../helpers/cases.js'
import { OFD_PARTS, pngOf, zipped } from '../helpers/file-zoo.js'
import { BOUNDARY, multipart, type Part, png, upload } from '../helpers/files.js'
import { until } from '../helpers/service.js'

/** Every file under FILES_DIR. */
const stored = (app: TestApp): string[] => {
  const folder = app.deps.config.filesDir
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

t.test('a scan goes in, belongs to a case, and comes out again as it was', async (t) => {
  const app = await startTestApp(t)
  const bytes = png(randomBytes(300_000))
  const clerk = await app.token('clerk')
  const sent = await upload(app, clerk, [{ bytes, name: '../../etc/身份证 正面.png' }])
  t.equal(sent.status, 201, sent.text)
  const { fileId } = sent.body
  t.match(sent.body, {
    name: '身份证 正面.png',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    mediaType: 'image/png',
    scan: 'notScanned',
  })
  t.equal(sent.headers.location, `/v1/files/${fileId}`)
  const read = await app.request('GET', `/v1/files/${fileId}`, { token: clerk })
  t.same(read.body, sent.body)
  t.equal(read.headers.etag, sent.headers.etag)
  t.equal(
    (await app.request('GET', `/v1/files/${fileId}`, { token: await app.token('citizen') })).status,
    404,
  )

  const [file] = stored(app)
  t.ok(file?.endsWith(sent.body.sha256), 'it lies under the hash of its content')
  t.notOk(readFileSync(file ?? '').includes(bytes.subarray(0, 100)), 'and is encrypted')

  const body = leshanCase()
  const materials = body.materials.map((material) =>
    material.materialCode === 'identity-card' ? { ...material, source: 'upload', fileId } : material,
  )
  const created = await createCase(app, { ...body, materials })
  const { caseNo } = created.body
  const material = created.body.materials.find((each: { fileId?: string }) => each.fileId === fileId)
  const path = `/v1/cases/${caseNo}/materials/${material.id}/content`
  const content = await app.app.inject({ url: path, headers: { authorization: `Bearer ${clerk}` } })
  t.equal(content.statusCode, 200, content.statusCode === 200 ? '' : content.body)
  t.ok(content.rawPayload.equals(bytes), 'byte for byte')
  t.match(content.headers, {
    'content-type': 'image/png',
    'content-length': bytes.length,
    'x-content-type-options': 'nosniff',
    'cache-control': /private/,
  })
  t.match(content.headers['content-disposition'], /^attachment; .*%E8%BA%AB%E4%BB%BD%E8%AF%81%20/)

  t.equal((await app.request('GET', path)).status, 401)
  for (const role of ['supervisor', 'exchange', 'cataloguer', 'operator'] as const)
    t.equal((await app.request('GET', path, { token: await app.token(role) })).status, 403, role)
  t.equal((await app.request('GET', path, { token: await app.token('citizen') })).status, 404)
  const audit = await app.request('GET', '/v1/audit', { token: await app.token('auditor') })
  const told: { action: string }[] = audit.body.data
  const reads = told.filter(({ action }) => action !== 'refused')
  t.match(reads, [{ action: 'readMaterialContent', object: caseNo, actor: /dev-clerk$/, purpose: '办理' }])
  t.equal(reads.length, 1, 'reads that were refused are told as refused')
})

t.test('what is not what it says, too large or not one file is refused, and leaves nothing', async (t) => {
  const app = await startTestApp(t, { env: { FILE_LIMIT: '20000' } })
  const clerk = await app.token('clerk')
  const first = await upload(app, clerk, [{ bytes: png() }])
  const refusals: [string, Part[], number, string, string?][] = [
    [
      'a script that says it is a picture',
      [{ bytes: Buffer.from('<script>alert(1)</script>') }],
      422,
      'FILE_TYPE_NOT_ALLOWED',
    ],
    [
      'an archive',
      [{ bytes: Buffer.from('504b0304140000000000', 'hex'), type: 'application/zip' }],
      422,
      'FILE_TYPE_NOT_ALLOWED',
    ],
    [
      'a picture that says it is a PDF',
      [{ bytes: png(), type: 'application/pdf' }],
      422,
      'FILE_TYPE_DIFFERS',
    ],
    ['nothing', [{ bytes: Buffer.alloc(0) }], 422, 'FILE_EMPTY'],
    ['a byte too much', [{ bytes: png(Buffer.alloc(20_001 - png().length)) }], 413, 'PAYLOAD_TOO_LARGE'],
    ['far too much', [{ bytes: png(Buffer.alloc(2_000_000)) }], 413, 'PAYLOAD_TOO_LARGE'],
    ['another part', [{ bytes: png(), field: 'photo' }], 400, 'UNKNOWN_FIELD'],
    ['no part', [], 400, 'REQUIRED'],
  ]
  for (const [name, parts, status, code] of refusals) {
    const answer = await upload(app, clerk, parts)
    t.equal(answer.status, status, `${name}: ${answer.text}`)
    t.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
    t.ok(answer.body.code === code || answer.body.errors?.[0]?.code === code, `${name}: ${answer.text}`)
  }
  const json = { token: clerk, body: { file: 'x' } }
  const chinese = await app.request('POST', '/v1/files', json)
  t.match(chinese, { status: 415, body: { detail: '请使用 multipart/form-data。' } })
  const english = await app.request('POST', '/v1/files', { ...json, headers: { 'accept-language': 'en' } })
  t.match(english, { status: 415, body: { detail: 'Send multipart/form-data.' } })
  const elsewhere = await app.request('POST', '/v1/cases', {
    token: clerk,
    body: multipart([{ bytes: png() }]),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'idempotency-key': 'x' },
  })
  t.equal(elsewhere.status, 415, 'multipart is for files only')
  const broken = await app.request('POST', '/v1/files', {
    token: clerk,
    body: multipart([{ bytes: png() }]).subarray(0, 200),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  })
  t.equal(broken.status, 400, broken.text)
  t.equal((await upload(app, await app.token('exchange'), [{ bytes: png() }])).status, 403)
  const full = await upload(app, clerk, [{ bytes: png(Buffer.alloc(20_000 - png().length)) }])
  t.equal(full.status, 201, 'as much as is allowed')
  t.same(
    stored(app)
      .map((path) => path.slice(-64))
      .sort(),
    [first.body.sha256, full.body.sha256].sort(),
  )
})

t.test('what a file is called and is comes from its content and from filename*', async (t) => {
  const app = await startTestApp(t)
  const clerk = await app.token('clerk')
  const ofd = zipped({ 'a.xml': '<a/>', ...OFD_PARTS })
  t.match(await upload(app, clerk, [{ bytes: ofd, name: '公文.ofd', type: 'application/octet-stream' }]), {
    status: 201,
    body: { mediaType: 'application/ofd', name: '公文.ofd' },
  })
  t.match(await upload(app, clerk, [{ bytes: png(), name: 'gnp.exe' }]), {
    status: 201,
    body: { name: 'gnp.png' },
  })
  const extended = `a.png"; filename*=UTF-8''%E8%BA%AB.png; filename="b.png`
  t.match(await upload(app, clerk, [{ bytes: png(), name: extended }]), { body: { name: '身.png' } })
  for (const [bytes, type, code] of [
    [zipped({ ...OFD_PARTS, 'setup.exe': 'MZ' }), 'application/ofd', 'FILE_EXECUTABLE'],
    [Buffer.from('ffd8ff', 'hex'), 'image/jpeg', 'FILE_BROKEN'],
    [pngOf(60_000, 60_000), 'image/png', 'FILE_TOO_MANY_PIXELS'],
  ] as const) {
    const refused = await upload(app, clerk, [{ bytes, type }])
    t.match(refused, { status: 422, body: { errors: [{ pointer: '/file', code }] } }, refused.text)
  }
})

t.test('the same key gives the same file, and the same content lies there once', async (t) => {
  const app = await startTestApp(t)
  const clerk = await app.token('clerk')
  const key = { 'idempotency-key': 'one-scan' }
  const first = await upload(app, clerk, [{ bytes: png() }], key)
  const again = await upload(app, clerk, [{ bytes: png() }], key)
  t.equal(again.text, first.text)
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.equal((await upload(app, clerk, [{ bytes: png(Buffer.from('other')) }], key)).status, 422)
  const second = await upload(app, clerk, [{ bytes: png() }])
  t.not(second.body.fileId, first.body.fileId)
  t.equal(stored(app).length, 1)
})

t.test('a file is handed in by who uploaded it, within a day', async (t) => {
  const app = await startTestApp(t)
  const { body: uploaded } = await upload(app, await app.token('clerk', { subject: 'somebody' }), [
    { bytes: png() },
  ])
  const withFile = (fileId: string) => {
    const base = leshanCase()
    return { ...base, materials: base.materials.map((each) => ({ ...each, source: 'upload', fileId })) }
  }
  const pointers = (answer: { body: { errors: { pointer: string; code: string }[] } }) =>
    answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)
  const unknown = await createCase(app, withFile('0195a7c2-6c00-7000-8000-000000000001'), { status: 422 })
  t.equal(pointers(unknown)[0], '/materials/0/fileId FILE_UNKNOWN')
  await createCase(app, withFile(uploaded.fileId), { status: 422 })
  const created = await createCase(app, withFile(uploaded.fileId), { subject: 'somebody' })
  const put = async (body: object) => {
    const draft = await createCase(app, { ...body, submit: false })
    return app.request('PATCH', `/v1/cases/${draft.body.caseNo}`, {
      token: await app.token('clerk'),
      body: { materials: withFile(uploaded.fileId).materials },
      headers: { 'if-match': draft.headers.etag ?? '' },
    })
  }
  t.equal((await put(nextLeshanCase())).status, 422, 'nor is it put into the draft of another applicant')
  t.equal((await put(leshanCase())).status, 200, 'the same applicant’s is there already: no second upload')

  const late = await upload(app, await app.token('clerk'), [{ bytes: png() }])
  await app.setNow('2026-03-03T02:00:00.000000Z')
  const stale = await createCase(app, withFile(late.body.fileId), { status: 422 })
  t.match(pointers(stale), [/FILE_UNKNOWN/])
  const told = await transition(app, 'clerk', created, {
    action: 'requestCorrection',
    items: [{ materialCode: 'identity-card', reason: '不清晰' }],
  })
  const again = { materialCode: 'identity-card', source: 'upload' }
  await transition(
    app,
    'clerk',
    told,
    { action: 'submit', materials: [{ ...again, fileId: late.body.fileId }] },
    422,
  )
  const kept = { action: 'submit', materials: [{ ...again, fileId: uploaded.fileId }] }
  await transition(app, 'clerk', told, kept, 200)
})

t.test('the sweep takes what no case took, and nothing else', async (t) => {
  const app = await startTestApp(t)
  const clerk = await app.token('clerk')
  const used = await upload(app, clerk, [{ bytes: png(Buffer.from('used')) }])
  const twin = await upload(app, clerk, [{ bytes: png(Buffer.from('used')) }])
  const unused = await upload(app, clerk, [{ bytes: png(Buffer.from('unused')) }])
  const base = leshanCase()
  await createCase(app, {
    ...base,
    materials: base.materials.map((each) => ({ ...each, source: 'upload', fileId: used.body.fileId })),
  })
  t.same(await sweepFiles(app.deps, { folders: 256 }), { files: 0, broken: 0, orphans: 0 }, 'too early')
  await app.setNow('2026-03-05T01:00:00.000000Z')
  const young = await upload(app, clerk, [{ bytes: png(Buffer.from('young')) }])
  t.match(await sweepFiles(app.deps), { files: 2, broken: 0 })
  t.same(
    stored(app)
      .map((path) => path.slice(-64))
      .sort(),
    [used.body.sha256, young.body.sha256].sort(),
  )
  for (const [file, status] of [
    [twin, 404],
    [unused, 404],
    [used, 200],
  ] as const)
    t.equal((await app.request('GET', `/v1/files/${file.body.fileId}`, { token: clerk })).status, status)

  const orphan = 'ab'.repeat(32)
  mkdirSync(join(app.deps.config.filesDir, 'ab'), { recursive: true })
  writeFileSync(join(app.deps.config.filesDir, 'ab', orphan), 'left by a crash')
  t.match(await sweepFiles(app.deps, { folders: 256 }), { orphans: 0 }, 'it may be on its way')
  t.match(await sweepFiles(app.deps, { folders: 256, abandonedMs: 0 }), { orphans: 1 })
  t.equal(stored(app).length, 2)
})

t.test('200 uploads that break off leave nothing', async (t) => {
  const app = await startTestApp(t)
  const clerk = await app.token('clerk')
  const { port, hostname } = new URL(await app.listen())
  const begin = multipart([{ bytes: png(randomBytes(200_000)) }]).subarray(0, 150_000)
  const abort = () =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${clerk}\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: 300000\r\n\r\n`,
        )
        socket.write(begin, () => setTimeout(() => socket.destroy(), 20))
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve())
    })
  for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 20 }, abort))
  const whole = await upload(app, clerk, [{ bytes: png() }])
  t.equal(whole.status, 201, 'the service goes on')
  // What a kill would leave: a beginning that nobody finishes.
  writeFileSync(join(app.deps.config.filesDir, 'incoming', 'killed'), 'half')
  // The last may not have been noticed yet where many others want the processor.
  await until('nothing lies about', async () => {
    await sweepFiles(app.deps, { abandonedMs: 0, folders: 256 })
    return stored(app).length <= 1
  })
  t.same(
    stored(app).map((path) => path.slice(-64)),
    [whole.body.sha256],
  )
  const [count] = await app.database.asOwner('select count(*)::int as n from files where not kept')
  t.same(count, { n: 1 })
})

t.test('a file that was altered on the disk does not come out as if it were whole', async (t) => {
  const app = await startTestApp(t)
  const clerk = await app.token('clerk')
  const { body } = await upload(app, clerk, [{ bytes: png(randomBytes(200_000)) }])
  const base = leshanCase()
  const created = await createCase(app, {
    ...base,
    materials: base.materials.map((each) => ({ ...each, source: 'upload', fileId: body.fileId })),
  })
  const [path = ''] = stored(app)
  const box = readFileSync(path)
  box[100_000] = (box[100_000] ?? 0) ^ 1
  writeFileSync(path, box)
  const { id } = created.body.materials[0]
  const url = `${await app.listen()}/v1/cases/${created.body.caseNo}/materials/${id}/content`
  await t.rejects(async () => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${clerk}` } })
    await response.arrayBuffer()
  })
})

t.test('one person uploads no more than the quota of a day, however many at once', async (t) => {
  const bytes = (size: number) => Buffer.concat([png(), Buffer.alloc(size)])
  const app = await startTestApp(t, { env: { UPLOAD_QUOTA: '10000' } })
  const token = await app.token('citizen', { subject: 'greedy' })
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) => upload(app, token, [{ bytes: bytes(3000 + n) }])),
  )
  t.same(answers.map(({ status }) => status).sort(), [201, 201, 201, 429, 429, 429])
  t.equal(answers.find(({ status }) => status === 429)?.body.code, 'QUOTA_EXCEEDED')
  const [kept] = await app.database.asOwner<{ bytes: number }>(
    'select sum(size)::int as bytes from files where uploaded_by like $1',
    ['%greedy'],
  )
  t.ok((kept?.bytes ?? 0) <= 10_000, `${kept?.bytes} bytes`)
  const other = await app.token('citizen', { subject: 'modest' })
  t.equal((await upload(app, other, [{ bytes: bytes(3000) }])).status, 201, 'somebody else')
  const clerk = await app.token('clerk')
  t.equal((await upload(app, clerk, [{ bytes: bytes(50_000) }])).status, 201, 'a window scans for many')
})

t.test('a file store that cannot be written: 503 as a problem, and not ready', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('citizen')
  t.equal((await app.request('GET', '/health/ready')).status, 200)
  const broken = await startTestApp(t, { database: app.database, config: { filesDir: '/etc/passwd/files' } })
  const sent = await upload(broken, await broken.token('citizen'), [{ bytes: png() }])
  t.match(sent, { status: 503, body: { code: 'STORAGE_UNAVAILABLE' }, headers: { connection: 'close' } })
  t.match(await broken.request('GET', '/health/ready'), {
    status: 503,
    body: { code: 'STORAGE_UNAVAILABLE' },
  })
  t.equal((await upload(app, token, [{ bytes: png() }])).status, 201)
  const full = Object.assign(new Error('x'), { code: 'ENOSPC', syscall: 'write' })
  t.match(storageProblem(full), { status: 507, code: 'STORAGE_FULL' })
})

/** A folder on a file system that has no room, or of which no write is taken; undefined where tests may not mount. */
function mounted(t: Test, options: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'yichuang-mount-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder])
  t.teardown(() => {
    if (status === 0) spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return status === 0 ? folder : undefined
}

t.test(
  'a file store that is full or cannot be written: the next request of the same client is answered',
  async (t) => {
    const stores = [
      { what: 'full', filesDir: mounted(t, 'size=64k'), status: 507, code: 'STORAGE_FULL' },
      { what: 'read-only', filesDir: mounted(t, 'ro'), status: 503, code: 'STORAGE_UNAVAILABLE' },
      { what: 'no folder', filesDir: '/etc/passwd/files', status: 503, code: 'STORAGE_UNAVAILABLE' },
    ]
    const { database } = await startTestApp(t)
    for (const { what, filesDir, status, code } of stores) {
      if (filesDir === undefined) {
        t.comment(`${what}: not here, tests may not mount`)
        continue
      }
      const app = await startTestApp(t, { database, config: { filesDir } })
      const { port, hostname } = new URL(await app.listen())
      const token = await app.token('clerk')
      // One connection for all, as a proxy keeps it: what hangs holds up whoever comes next.
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      t.teardown(() => agent.destroy())
      const ask = (method: string, path: string, body?: Buffer): Promise<{ status: number; text: string }> =>
        new Promise((resolve, reject) => {
          const headers = {
            authorization: `Bearer ${token}`,
            ...(body ? { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` } : {}),
          }
          const sent = request({ hostname, port, method, path, headers, agent }, (response) => {
            let text = ''
            response.on('data', (data) => {
              text += data.toString()
            })
            response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
          })
          sent.on('error', reject)
          sent.end(body)
        })
      const refused = await ask('POST', '/v1/files', multipart([{ bytes: png(randomBytes(3_000_000)) }]))
      t.match(refused, { status, text: new RegExp(code) }, what)
      t.equal((await ask('GET', '/health/live')).status, 200, `${what}: the next request`)
      t.match(await ask('GET', '/health/ready'), { status, text: new RegExp(code) }, `${what}: not ready`)
    }
  },
)
