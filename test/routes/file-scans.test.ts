import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { sweepFiles } from '../../src/features/files/file-sweep.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, leshanCase } from '../helpers/cases.js'
import { EICAR, startClamd } from '../helpers/clamd.js'
import { DOCX_PARTS, zipped } from '../helpers/file-zoo.js'
import { png, upload } from '../helpers/files.js'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Everything under FILES_DIR. */
const stored = ({ deps }: TestApp): string[] =>
  existsSync(deps.config.filesDir)
    ? readdirSync(deps.config.filesDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : []

const withFile = (fileId: string) => {
  const base = leshanCase()
  return { ...base, materials: base.materials.map((each) => ({ ...each, source: 'upload', fileId })) }
}

t.test(
  'every upload is scanned; what is found is not kept, and without the scanner nothing is',
  async (t) => {
    const clamd = await startClamd(t)
    if (clamd === undefined) return
    const app = await startTestApp(t, { env: { CLAMD: clamd.socket } })
    const clerk = await app.token('clerk')
    const clean = await upload(app, clerk, [{ bytes: png(randomBytes(200_000)) }])
    t.match(clean, { status: 201, body: { scan: 'clean' } }, clean.text)
    const infected = Buffer.from(EICAR)
    for (const [name, bytes, type] of [
      ['png', png(infected), 'image/png'],
      [
        'pdf',
        Buffer.concat([Buffer.from('%PDF-1.7\n'), infected, Buffer.from('\n%%EOF\n')]),
        'application/pdf',
      ],
      ['docx', zipped({ ...DOCX_PARTS, 'word/media/a.txt': infected }), DOCX],
    ] as const) {
      const refused = await upload(app, clerk, [{ bytes, type }])
      t.match(
        refused,
        { status: 422, body: { errors: [{ code: 'FILE_INFECTED' }] } },
        `${name} ${refused.text}`,
      )
      t.match(refused.text, /Eicar-Test/, name)
    }
    await clamd.stop()
    const away = await upload(app, clerk, [{ bytes: png() }])
    t.match(away, { status: 503, body: { code: 'SCANNER_UNAVAILABLE' }, headers: { 'retry-after': '30' } })
    t.equal(stored(app).length, 1, 'only the clean one lies there')
    await clamd.start()
    t.equal((await upload(app, clerk, [{ bytes: png() }])).status, 201, 'it comes back by itself')
    const { text: told } = await app.request('GET', '/metrics')
    for (const [result, count] of Object.entries({ clean: 2, infected: 3, away: 1 }))
      t.match(told, new RegExp(`yichuang_scans_total\\{result="${result}"\\} ${count}\n`))
    t.match(told, /yichuang_scan_seconds_total \d/)
  },
)

t.test('files from before the scanner are scanned by the sweep; until then no case takes them', async (t) => {
  const clamd = await startClamd(t)
  if (clamd === undefined) return
  const before = await startTestApp(t)
  const clerk = await before.token('clerk')
  const good = (await upload(before, clerk, [{ bytes: png(randomBytes(100)) }])).body
  const bad = (await upload(before, clerk, [{ bytes: png(Buffer.from(EICAR)) }])).body
  t.equal(bad.scan, 'notScanned')
  const early = await createCase(before, withFile(bad.fileId))
  const { database, deps } = before
  const { dataDir, filesDir } = deps.config
  const app = await startTestApp(t, {
    database,
    encryption: deps.encryption,
    env: { CLAMD: clamd.socket },
    config: { dataDir, filesDir },
  })
  const codesOf = (answer: { body: { errors: { code: string }[] } }) =>
    [...new Set(answer.body.errors.map(({ code }) => code))].join()
  t.equal(codesOf(await createCase(app, withFile(good.fileId), { status: 422 })), 'FILE_NOT_CLEAN')
  await sweepFiles(app.deps)
  await createCase(app, withFile(good.fileId))
  t.equal(codesOf(await createCase(app, withFile(bad.fileId), { status: 422 })), 'FILE_NOT_CLEAN')
  const { id } = early.body.materials[0]
  const token = await app.token('clerk')
  const content = await app.request('GET', `/v1/cases/${early.body.caseNo}/materials/${id}/content`, {
    token,
  })
  t.match(content, { status: 409, body: { code: 'FILE_QUARANTINED' } }, 'nobody gets it any more')
  t.equal((await app.request('GET', `/v1/files/${bad.fileId}`, { token })).body.scan, 'infected')
})

/** Something on a port that is no scanner. */
async function stranger(t: Test, speak: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    speak(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = server.address()
  return typeof address === 'object' ? `127.0.0.1:${address?.port}` : ''
}

t.test('a scanner that misbehaves is one that is away', async (t) => {
  const { database } = await startTestApp(t)
  const bytes = png(randomBytes(3_000_000))
  const after = (wait: 'first' | 'last', answer: string) => (socket: Socket) => {
    let seen = 0
    socket.on('data', (data) => {
      seen += data.length
      if (wait === 'first' || seen >= bytes.length) socket.end(answer)
    })
  }
  const strangers: Record<string, (socket: Socket) => void> = {
    'closes at once': (socket) => socket.destroy(),
    'closes in the middle': (socket) => socket.once('data', () => socket.destroy()),
    'says that it is too much': after('first', 'INSTREAM size limit exceeded. ERROR\0'),
    'says OK of something else': after('last', 'other: OK\0'),
    'says OK and goes on': after('last', 'stream: OK FOUND ERROR\0'),
    'never ends its answer': after('last', 'x'.repeat(10_000)),
    'says nothing and ends': after('last', ''),
  }
  for (const [name, speak] of Object.entries(strangers)) {
    const app = await startTestApp(t, { database, env: { CLAMD: await stranger(t, speak) } })
    const sent = await upload(app, await app.token('clerk'), [{ bytes }])
    t.match(sent, { status: 503, body: { code: 'SCANNER_UNAVAILABLE' } }, name)
    t.same(stored(app), [], name)
  }
  const real = await startClamd(t, { most: '1M' })
  if (real === undefined) return
  const app = await startTestApp(t, { database, env: { CLAMD: real.socket } })
  t.equal((await upload(app, await app.token('clerk'), [{ bytes }])).status, 503, 'beyond StreamMaxLength')
})
