// A consumer of the change feed:  node dist/examples/exchange.js FOLDER [--once]
// Keeps events in FOLDER/events.ndjson and its place in FOLDER/place.json; may be killed at any moment and goes on.
// YICHUANG_URL is the service (else this machine at PORT), YICHUANG_TOKEN the platform's token; without one a development token is asked for.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Schema } from '../client/index.js'

const [folder = 'feed', once] = process.argv.slice(2)
const url = process.env.YICHUANG_URL ?? `http://127.0.0.1:${process.env.PORT ?? 3000}`
const devToken = () =>
  execFileSync('npm', ['run', '--silent', 'token', '--', '--role', 'exchange'], { encoding: 'utf8' }).trim()
const token = process.env.YICHUANG_TOKEN ?? devToken()
const yichuang = createClient({ url, token: () => token })

/** How far we are: the cursor, the bytes of data that belong to it, and the hash up to there. */
interface Place {
  cursor?: string
  bytes: number
  hash: string
}
const START: Place = { bytes: 0, hash: '0'.repeat(64) }
const DATA = join(folder, 'events.ndjson')
const PLACE = join(folder, 'place.json')

mkdirSync(folder, { recursive: true })
let place: Place = existsSync(PLACE) ? (JSON.parse(readFileSync(PLACE, 'utf8')) as Place) : START
goBackTo(place)

for (;;) {
  const query = { limit: 1000, wait: once ? 0 : 30, ...(place.cursor && { after: place.cursor }) }
  const { data: page, response } = await yichuang
    .GET('/v1/exchange/changes', { params: { query } })
    .catch(() => ({ data: undefined, response: undefined }))
  if (response?.status === 410) {
    // The service's database was restored: what we have may never have happened. Begin again.
    place = START
    goBackTo(place)
  } else if (page === undefined) {
    const seconds = Number(response?.headers.get('retry-after') ?? 5)
    process.stderr.write(`${response?.status ?? 'no answer'}: again in ${seconds} s\n`)
    await sleep(seconds * 1000)
  } else {
    place = keep(page)
    if (once && !page.hasMore) break
  }
}

/** Data first, then the place that counts it: a crash between the two is undone by `goBackTo`. */
function keep(page: Schema<'ChangesPage'>): Place {
  const hash = page.data.reduce(chain, place.hash)
  // Who sees every division sees every position, and proves that nothing is missing and nothing was altered.
  const proven = hash === page.hash
  const lines = page.data.map((event) => `${JSON.stringify(event)}\n`).join('')
  append(DATA, lines)
  const next = { cursor: page.nextCursor, bytes: place.bytes + Buffer.byteLength(lines), hash: page.hash }
  append(`${PLACE}.new`, JSON.stringify(next), 'w')
  renameSync(`${PLACE}.new`, PLACE)
  process.stdout.write(`to ${page.readTo}: ${page.data.length} events${proven ? ', chain proven' : ''}\n`)
  return next
}

/** SHA-256 of the hash before and the event's canonical JSON (RFC 8785), without its position. */
function chain(before: string, { position: _, ...event }: Schema<'ChangeEvent'>): string {
  return createHash('sha256').update(Buffer.from(before, 'hex')).update(canonical(event)).digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

function append(path: string, text: string, flags = 'a'): void {
  const file = openSync(path, flags)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
}

/** Takes off what was written after the place was last kept. */
function goBackTo({ bytes }: Place): void {
  if (existsSync(DATA)) truncateSync(DATA, bytes)
}
