import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { SealBroken } from '../../shared/encryption.js'
import { type Arrived, contentPlace, discard } from './file-bytes.js'
import type { Keeping } from './keeping.js'

// Where the bytes of files lie in the store: <two digits>/<sha-256>, the same content once.

const keyOf = (sha256: string): string => `${sha256.slice(0, 2)}/${sha256}`

/** Before the transaction that writes the row: what must go over a network goes now. */
export const bring = ({ blobs }: Keeping, { path, sha256 }: Arrived): Promise<void> =>
  blobs.bring(path, keyOf(sha256))

/**
 * Puts what has arrived where its content belongs, in the transaction of its row. Content of the first format stays: rows
 * without a seal, which name it too, are taken with it only.
 */
export async function place(keeping: Keeping, { path, sha256 }: Arrived): Promise<void> {
  if (keeping.blobs.mayBeLegacy && (await isLegacy(keeping, sha256))) return discard(path)
  await keeping.blobs.settle(path, keyOf(sha256))
}

/** After the transaction: a sweep may have taken what was brought for an orphan before the row was there. */
export const confirm = ({ blobs }: Keeping, { path, sha256 }: Arrived): Promise<void> =>
  blobs.confirm(path, keyOf(sha256))

/** Puts it in place whatever lies there, for a work that may wait for a network. */
export async function replace(keeping: Keeping, arrived: Arrived): Promise<void> {
  await keeping.blobs.bring(arrived.path, keyOf(arrived.sha256), { over: true })
  await keeping.blobs.settle(arrived.path, keyOf(arrived.sha256))
}

async function isLegacy(keeping: Keeping, sha256: string): Promise<boolean> {
  const there = await openContent(keeping, sha256).catch(() => undefined)
  there?.content.destroy()
  return there?.legacy === true
}

export const removeContent = ({ blobs }: Keeping, sha256: string): Promise<void> =>
  blobs.remove(keyOf(sha256))

/**
 * The plain bytes; undefined when they are not there. Throws SealBroken when other content lies there; what was altered
 * breaks off before its end. `legacy`: of the first format; `current`: under the key that encrypts
 * now.
 */
export async function openContent(
  { blobs, encryption }: Keeping,
  sha256: string,
): Promise<{ content: Readable; legacy: boolean; current: boolean } | undefined> {
  const stored = await blobs.open(keyOf(sha256))
  if (stored === undefined) return undefined
  try {
    const { size } = stored
    const place = contentPlace(sha256)
    const { plain, legacy, current } = await encryption.decryptStream(stored, size, place)
    if (legacy && (await hashOf(plain)) !== sha256) throw new SealBroken(place, 'other content')
    const bytes = legacy ? (await encryption.decryptStream(stored, size, place)).plain : plain
    const content = Readable.from(bytes, { objectMode: false })
    // Not in the generator: what is destroyed before its first byte was read never gets there.
    content.once('close', () => void stored.close().catch(() => undefined))
    return { content, legacy, current }
  } catch (error) {
    await stored.close()
    throw error
  }
}

async function hashOf(plain: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of plain) hash.update(chunk)
  return hash.digest('hex')
}

/** Hashes that lie under a prefix of two digits, of content that has been there for a while. */
export async function contentsUnder(
  { blobs }: Keeping,
  prefix: string,
  olderThanMs: number,
): Promise<string[]> {
  const listed = await blobs.list(`${prefix}/`)
  return listed.filter(({ ageMs }) => ageMs >= olderThanMs).map(({ key }) => key.slice(prefix.length + 1))
}
