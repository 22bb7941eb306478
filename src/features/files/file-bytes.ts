import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Encryption, Place } from '../../shared/encryption.js'
import { problem } from '../../shared/problem.js'
import type { PlainBytes } from './inspection/plain-bytes.js'

// How bytes arrive: in FILES_DIR/incoming, whatever store they go to (file-contents.ts). Always encrypted, since scans of
// identity cards are among them; the hash is that of the plain bytes.

export const contentPlace = (sha256: string): Place => ({
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

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
