import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Encryption, type Place, SealBroken } from '../../shared/encryption.js'
import { problem } from '../../shared/problem.js'
import type { PlainBytes } from './inspection/plain-bytes.js'

// Where the bytes lie: FILES_DIR/incoming while they arrive, then FILES_DIR/<two digits>/<sha-256>. Always encrypted,
// since scans of identity cards are among them; the hash is that of the plain bytes.

const contentPlace = (sha256: string): Place => ({
  table: 'FILES_DIR',
  column: 'content',
  row: [sha256],
  formerly: 'file',
})

/** A file that has arrived and belongs to nobody yet. */
export interface Arrived {
  path: string
  sha256: string
  size: number
}

/** Writes a stream away as it comes; no more of it is ever in memory than a chunk. 413 when it exceeds the limit. */
export async function receive(
  folder: string,
  source: AsyncIterable<Buffer>,
  { limit, encryption }: { limit: number; encryption: Encryption },
): Promise<Arrived> {
  const incoming = join(folder, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  const path = join(incoming, randomUUID())
  const hash = createHash('sha256')
  let size = 0
  let sha256 = ''
  const measured = async function* () {
    for await (const chunk of source) {
      size += chunk.length
      if (size > limit) throw tooLarge(limit)
      hash.update(chunk)
      yield chunk
    }
  }
  try {
    const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true })
    const place = () => {
      sha256 = hash.digest('hex')
      return contentPlace(sha256)
    }
    await pipeline(Readable.from(encryption.encryptStream(measured(), place)), target)
  } catch (error) {
    await discard(path)
    throw error
  }
  return { path, sha256, size }
}

/** Looks into what has arrived, at any place of its plain bytes. */
export async function withPlainBytes<T>(
  { path, sha256 }: Arrived,
  encryption: Encryption,
  look: (bytes: PlainBytes) => Promise<T>,
): Promise<T> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    return await look(await encryption.readAnywhere(handle, size, contentPlace(sha256)))
  } finally {
    await handle.close()
  }
}

export function tooLarge(limit: number) {
  const most = `${Math.floor(limit / 1024)} KiB`
  return problem('PAYLOAD_TOO_LARGE', {
    detail: { en: `A file has at most ${most}.`, zh: `单个文件最大 ${most}。` },
    headers: { connection: 'close' },
  })
}

export const discard = (path: string): Promise<void> => rm(path, { force: true })

const placeOf = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256)

/**
 * Puts what has arrived where its content belongs; the same content lies there once. Content of the first format stays:
 * rows without a seal, which name it too, are taken with it only.
 */
export async function place(
  folder: string,
  { path, sha256 }: Arrived,
  encryption: Encryption,
): Promise<void> {
  if (await isLegacy(folder, sha256, encryption)) return discard(path)
  await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true, mode: 0o700 })
  await rename(path, placeOf(folder, sha256))
}

/** The same, whatever lies there. */
export const replace = (folder: string, { path, sha256 }: Arrived): Promise<void> =>
  rename(path, placeOf(folder, sha256))

async function isLegacy(folder: string, sha256: string, encryption: Encryption): Promise<boolean> {
  const there = await openContent(folder, sha256, encryption).catch(() => undefined)
  there?.content.destroy()
  return there?.legacy === true
}

export const removeContent = (folder: string, sha256: string): Promise<void> =>
  discard(placeOf(folder, sha256))

/**
 * The plain bytes; undefined when they are not there. Throws SealBroken when other content lies there; what was altered
 * breaks off before its end. `legacy`: of the first format; `current`: under the key that encrypts
 * now.
 */
export async function openContent(
  folder: string,
  sha256: string,
  encryption: Encryption,
): Promise<{ content: Readable; legacy: boolean; current: boolean } | undefined> {
  const handle = await open(placeOf(folder, sha256), 'r').catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    const { size } = await handle.stat()
    const place = contentPlace(sha256)
    const { plain, legacy, current } = await encryption.decryptStream(handle, size, place)
    if (legacy && (await hashOf(plain)) !== sha256) throw new SealBroken(place, 'other content')
    const bytes = legacy ? (await encryption.decryptStream(handle, size, place)).plain : plain
    const content = Readable.from(bytes, { objectMode: false })
    // Not in the generator: what is destroyed before its first byte was read never gets there.
    content.once('close', () => void handle.close().catch(() => undefined))
    return { content, legacy, current }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function hashOf(plain: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of plain) hash.update(chunk)
  return hash.digest('hex')
}

/** Removes what began to arrive long ago and never did: its service was killed. */
export async function sweepIncoming(folder: string, olderThanMs: number): Promise<number> {
  const incoming = join(folder, 'incoming')
  let removed = 0
  for (const name of await namesIn(incoming)) {
    const path = join(incoming, name)
    const known = await stat(path).catch(() => undefined)
    if (known === undefined || Date.now() - known.mtimeMs < olderThanMs) continue
    await discard(path)
    removed += 1
  }
  return removed
}

/** Hashes that lie under a prefix of two digits, of content that has been there for a while. */
export async function contentsUnder(folder: string, prefix: string, olderThanMs: number): Promise<string[]> {
  const found: string[] = []
  for (const name of await namesIn(join(folder, prefix))) {
    const known = await stat(join(folder, prefix, name)).catch(() => undefined)
    if (known !== undefined && Date.now() - known.mtimeMs >= olderThanMs) found.push(name)
  }
  return found
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
