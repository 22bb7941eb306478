import { createHash } from 'node:crypto'
import type { Queryable } from '../../database/queryable.js'
import type { Encryption, Place } from '../../shared/encryption.js'
import { newId } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { deleteImport, insertChunk, insertImport, type UploadTerms } from './import-store.js'

/** Pieces in which an upload is kept: what of it is in memory at once. */
const PIECE_BYTES = 256 * 1024
const NEWLINE = 0x0a

/** Uploads with personal data are kept sealed, each piece for its place. */
export type SealPieces = Pick<Encryption, 'encrypt' | 'decrypt'>
export const pieceOf = (importId: string, startAt: number): Place => ({
  table: 'import_chunks',
  column: 'bytes',
  row: [importId, startAt],
})

/** An upload that has arrived and is not begun yet. */
export interface ArrivedImport {
  importId: string
  sha256: Buffer
  bytes: number
  lines: number
}

/**
 * Takes an upload as it comes, piece by piece into the database, so that any instance can work on it. 413 when it
 * exceeds the limit. What breaks off leaves nothing: removed here, or by the sweep when this instance dies.
 */
export async function receiveImport(
  db: Queryable,
  source: AsyncIterable<Buffer>,
  { limit, seal, ...terms }: { limit: number; seal?: SealPieces | undefined } & UploadTerms,
): Promise<ArrivedImport> {
  const importId = newId()
  await insertImport(db, { importId, ...terms })
  try {
    return { importId, ...(await keep(db, importId, source, { limit, seal })) }
  } catch (error) {
    await deleteImport(db, importId).catch(() => {})
    throw error
  }
}

async function keep(
  db: Queryable,
  importId: string,
  source: AsyncIterable<Buffer>,
  { limit, seal }: { limit: number; seal: SealPieces | undefined },
) {
  const hash = createHash('sha256')
  let parts: Buffer[] = []
  let [waiting, kept, lines, last] = [0, 0, 0, NEWLINE]
  const flush = async (): Promise<void> => {
    const piece = Buffer.concat(parts)
    const bytes = seal?.encrypt(piece, pieceOf(importId, kept)) ?? piece
    const isThere = await insertChunk(db, importId, kept, { size: piece.length, bytes })
    if (!isThere) throw new Error('the upload was swept while it arrived')
    kept += waiting
    waiting = 0
    parts = []
  }
  for await (const part of source) {
    if (kept + waiting + part.length > limit) throw tooLarge(limit)
    hash.update(part)
    lines += newlinesIn(part)
    last = part.at(-1) ?? last
    parts.push(part)
    waiting += part.length
    if (waiting >= PIECE_BYTES) await flush()
  }
  if (waiting > 0) await flush()
  return { sha256: hash.digest(), bytes: kept, lines: last === NEWLINE ? lines : lines + 1 }
}

function newlinesIn(part: Buffer): number {
  let count = 0
  for (let at = part.indexOf(NEWLINE); at !== -1; at = part.indexOf(NEWLINE, at + 1)) count += 1
  return count
}

export function tooLarge(limit: number) {
  const most = `${Math.floor(limit / 1024 / 1024)} MiB`
  return problem('PAYLOAD_TOO_LARGE', {
    detail: { en: `An import has at most ${most}.`, zh: `单次导入最大 ${most}。` },
    headers: { connection: 'close' },
  })
}
