import { createHash, randomBytes } from 'node:crypto'
import { type IncomingHttpHeaders, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { sweepFiles } from '../../src/features/files/file-sweep.js'
import { startTestApp } from '../helpers/app.js'
import { png } from '../helpers/files.js'

const MIB = 1024 * 1024
const SIZE = (process.env.CI === undefined ? 60 : 6) * MIB
const PIECE = MIB + 7
const SILENT_MS = 150_000
/** A client gives up some time. */
const MOST_TRIES = 20 * Math.ceil(SIZE / PIECE)

interface Told {
  status: number
  headers: IncomingHttpHeaders
}

/**
 * A client of tus 1.0 as somebody else would write it, from the protocol's text alone (tus.io/protocols/resumable-upload):
 * it asks what the server can do, creates, sends pieces, and whatever happens asks where to go on.
 */
class ForeignClient {
  readonly log: string[] = []
  /** Requests that were never answered. */
  readonly silent: string[] = []

  constructor(
    readonly server: URL,
    readonly authorization: string,
  ) {}

  /** Core: every request but OPTIONS says which version it speaks. `cutAfter`: the line breaks there. */
  call(
    method: string,
    url: URL,
    headers: Record<string, string>,
    body?: Buffer,
    cutAfter?: number,
  ): Promise<Told | 'cut'> {
    return new Promise((resolve) => {
      const all = { authorization: this.authorization, ...headers }
      const sent = request(url, { method, headers: all }, (answer) => {
        answer.resume()
        answer.on('end', () => {
          this.log.push(`${method} ${answer.statusCode}`)
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers })
        })
        answer.on('error', () => resolve('cut'))
      })
      sent.on('error', () => resolve('cut'))
      // Whoever is not answered for so long waits for ever: the server has its own bounds below it.
      sent.setTimeout(SILENT_MS, () => {
        this.silent.push(`${method} ${url.pathname} ${headers['upload-offset'] ?? ''}: ${this.log.slice(-5)}`)
        sent.destroy(new Error('nobody answers'))
      })
      if (body === undefined) sent.end()
      else if (cutAfter === undefined) sent.end(body)
      else sent.write(body.subarray(0, cutAfter), () => setTimeout(() => sent.destroy(), 5))
    })
  }

  async abilities(): Promise<{ versions: string[]; extensions: string[]; most: number }> {
    const told = await this.call('OPTIONS', this.server, {})
    if (told === 'cut') throw new Error('OPTIONS was cut')
    const listed = (name: string) =>
      String(told.headers[name] ?? '')
        .split(',')
        .filter(Boolean)
    return {
      versions: listed('tus-version'),
      extensions: listed('tus-extension'),
      most: Number(told.headers['tus-max-size']),
    }
  }

  async create(length: number, name: string): Promise<URL> {
    const metadata = { filename: name, filetype: 'image/png', relativePath: 'null' }
    const encoded = Object.entries(metadata).map(
      ([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`,
    )
    const told = await this.call('POST', this.server, {
      'tus-resumable': '1.0.0',
      'upload-length': String(length),
      'upload-metadata': encoded.join(','),
    })
    if (told === 'cut' || told.status !== 201) throw new Error(`created ${JSON.stringify(told)}`)
    // Creation: relative or absolute.
    return new URL(told.headers.location ?? '', this.server)
  }

  /** Where to go on; undefined where the upload is there no more, and is begun anew. */
  async offset(url: URL): Promise<number | undefined> {
    let told = await this.call('HEAD', url, { 'tus-resumable': '1.0.0' })
    for (let tries = 0; told === 'cut'; tries += 1) {
      if (tries > MOST_TRIES) throw new Error('nobody answers')
      await sleep(20)
      told = await this.call('HEAD', url, { 'tus-resumable': '1.0.0' })
    }
    if ([403, 404, 410].includes(told.status)) return undefined
    return Number(told.headers['upload-offset'])
  }

  send(url: URL, offset: number, bytes: Buffer, cutAfter?: number): Promise<Told | 'cut'> {
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
      'content-length': String(bytes.length),
    }
    return this.call('PATCH', url, headers, bytes, cutAfter)
  }

  /** Everything from the server's offset on; `luck` says after how many bytes of a piece the line is cut. */
  async upload(url: URL, bytes: Buffer, luck: () => number | undefined): Promise<Told> {
    for (let tries = 0; ; tries += 1) {
      if (tries > MOST_TRIES) throw new Error(`no end in sight: ${this.log.slice(-40).join(', ')}`)
      const offset = await this.offset(url)
      if (offset === undefined) throw new Error('the upload is gone')
      const told = await this.send(url, offset, bytes.subarray(offset, offset + PIECE), luck())
      if (told === 'cut') this.log.push(`PATCH ${offset} cut`)
      if (told === 'cut' || told.status === 409) {
        await sleep(20)
        continue
      }
      if (told.status !== 204) throw new Error(`PATCH ${told.status}`)
      if (Number(told.headers['upload-offset']) === bytes.length) return told
    }
  }
}

t.test('a client of tus 1.0 that nobody here wrote for this server', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('clerk')
  const client = new ForeignClient(new URL('/v1/files/uploads', await app.listen()), `Bearer ${token}`)

  const { versions, extensions, most } = await client.abilities()
  t.ok(versions.includes('1.0.0') && extensions.includes('creation') && most > SIZE)
  t.notOk(extensions.includes('checksum'), 'what is not offered is not sent')

  const bytes = png(randomBytes(SIZE))
  const url = await client.create(bytes.length, '竣工图.png')
  let turn = 0
  const end = await client.upload(url, bytes, () => (++turn % 3 === 0 ? Math.floor(PIECE / 2) : undefined))
  t.ok(turn > SIZE / PIECE, `${turn} pieces, a third of them cut`)
  const fileId = String(end.headers['upload-file-id'])
  const file = await app.request('GET', `/v1/files/${fileId}`, { token })
  t.match(
    file,
    { status: 200, body: { name: '竣工图.png', size: bytes.length, mediaType: 'image/png' } },
    file.text,
  )
  t.equal(file.body.sha256, createHash('sha256').update(bytes).digest('hex'), 'byte for byte')

  const small = png(randomBytes(1000))
  const other = await client.create(small.length, 'a.png')
  for (const wrong of [1, small.length]) {
    const told = await client.send(other, wrong, small.subarray(0, 10))
    t.match(told, { status: 409 }, `from ${wrong} on: that is not where it stands`)
  }
  t.equal(await client.offset(other), 0, 'and nothing of it was taken')
  const old = await client.call('HEAD', other, { 'tus-resumable': '0.2.2' })
  t.match(old, { status: 412, headers: { 'tus-version': '1.0.0' } })
  await client.send(other, 0, small.subarray(0, 500))
  t.equal(await client.offset(other), 500)

  // Expiration: it is gone on with for 24 hours; then the client begins anew.
  await app.setNow('2026-03-04T02:00:00.000000Z')
  t.equal(await client.offset(other), undefined, 'over')
  await sweepFiles(app.deps, { abandonedMs: 0, folders: 256 })
  const anew = await client.create(small.length, 'a.png')
  const { status } = await client.upload(anew, small, () => undefined)
  t.equal(status, 204)
  const given = await client.create(small.length, 'b.png')
  t.match(await client.call('DELETE', given, { 'tus-resumable': '1.0.0' }), { status: 204 })
  t.equal(await client.offset(given), undefined, 'terminated')
  t.same(client.silent, [], 'every request is answered, or its line was cut')
})
