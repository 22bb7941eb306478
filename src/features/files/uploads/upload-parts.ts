import { randomUUID } from 'node:crypto'
import type { Queryable } from '../../../database/queryable.js'
import type { Place } from '../../../shared/encryption.js'
import type { Keeping } from '../keeping.js'
import { insertPart, type PartRow, selectParts } from './upload-store.js'

// Parts lie under uploads/<upload>/<part> until the upload is a file. Whatever breaks, a part is there whole or not at all,
// and only those count that stand in the database.

const FOLDER = 'uploads/'
/** As much of an upload as is ever in memory, and as may have to be sent again after a kill. */
export const PART_BYTES = 1024 * 1024

const keyOf = (uploadId: string, part: string): string => `${FOLDER}${uploadId}/${part}`

const placeOf = (uploadId: string, { position, part }: Omit<PartRow, 'size'>): Place => ({
  table: 'upload_parts',
  column: 'content',
  row: [uploadId, position, part],
})

/** A body in pieces of PART_BYTES; where it breaks off, what has come is given before the error. */
export async function* piecesOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  const take = (): Buffer => {
    const piece = Buffer.concat(held)
    held = []
    size = 0
    return piece
  }
  let broken: unknown
  try {
    for await (const chunk of body) {
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + PART_BYTES - size)
        held.push(part)
        size += part.length
        at += part.length
        if (size === PART_BYTES) yield take()
      }
    }
  } catch (error) {
    broken = error
  }
  if (size > 0) yield take()
  if (broken !== undefined) throw broken
}

/** Keeps a piece where the upload ends; false when somebody else has gone on there meanwhile. */
export async function keepPart(
  db: Queryable,
  { blobs, encryption }: Keeping,
  uploadId: string,
  position: number,
  bytes: Buffer,
): Promise<boolean> {
  const part = randomUUID()
  const key = keyOf(uploadId, part)
  await blobs.put(key, encryption.encrypt(bytes, placeOf(uploadId, { position, part })))
  const counts = await insertPart(db, uploadId, { position, size: bytes.length, part })
  if (!counts) await blobs.remove(key)
  return counts
}

/** The upload has become a file meanwhile, or was given up, and its parts were taken away; else somebody took them. */
export class PartGone extends Error {}

/** The bytes of all parts in their order. Throws PartGone. */
export async function* bytesOf(
  db: Queryable,
  { blobs, encryption }: Keeping,
  uploadId: string,
): AsyncGenerator<Buffer> {
  for (const { position, part } of await selectParts(db, uploadId)) {
    const stored = await blobs.open(keyOf(uploadId, part))
    if (stored === undefined) throw new PartGone('a part of an upload is not there')
    try {
      const box = Buffer.alloc(stored.size)
      for (let at = 0; at < box.length; ) {
        const { bytesRead } = await stored.read(box, at, box.length - at, at)
        if (bytesRead === 0) throw new Error('a part of an upload breaks off')
        at += bytesRead
      }
      yield encryption.decrypt(box, placeOf(uploadId, { position, part }))
    } finally {
      await stored.close()
    }
  }
}

/** Takes the parts of an upload away that is over. */
export async function removeParts({ blobs }: Keeping, uploadId: string): Promise<void> {
  for (const { key } of await blobs.list(`${FOLDER}${uploadId}/`)) await blobs.remove(key)
}

/** The uploads of which parts lie in the store, with their keys. */
export async function storedUploads({ blobs }: Keeping): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const { key } of await blobs.list(FOLDER)) {
    const id = key.slice(FOLDER.length).split('/')[0] ?? ''
    found.set(id, [...(found.get(id) ?? []), key])
  }
  return found
}
