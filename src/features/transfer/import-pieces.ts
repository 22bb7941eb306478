import type { Queryable } from '../../database/queryable.js'
import type { Encryption } from '../../shared/encryption.js'
import { type Line, linesOf } from './import-lines.js'
import type { ImportRow } from './import-store.js'
import { pieceOf } from './import-upload.js'
import { selectChunk } from './import-work-store.js'
import { LINE_LIMIT } from './line.js'

/** A place in an upload: its byte, and the lines before it. */
export interface UploadPlace {
  bytes: number
  lines: number
}

export interface BatchSize {
  lines: number
  bytes: number
}

/** The next lines of an upload after a place; none: that was all. `open`: where the pieces are sealed. */
export async function nextLines(
  db: Queryable,
  row: Pick<ImportRow, 'import_id' | 'bytes'>,
  from: UploadPlace,
  most: BatchSize,
  open: Encryption | undefined,
): Promise<{ lines: Line[]; next: UploadPlace }> {
  const lines: Line[] = []
  let size = 0
  for await (const line of linesOf(piecesOf(db, row, from.bytes, open), from, LINE_LIMIT)) {
    lines.push(line)
    size += line.bytes?.length ?? 0
    if (lines.length >= most.lines || size >= most.bytes) break
  }
  const last = lines.at(-1)
  return { lines, next: last === undefined ? from : { bytes: last.next, lines: last.number } }
}

/** The upload from a byte on, a piece at a time. */
async function* piecesOf(
  db: Queryable,
  { import_id: importId, bytes }: Pick<ImportRow, 'import_id' | 'bytes'>,
  from: number,
  open: Encryption | undefined,
): AsyncGenerator<Buffer> {
  for (let at = from; at < bytes; ) {
    const chunk = await selectChunk(db, importId, at)
    if (chunk === undefined) throw new Error('a piece of the upload is missing')
    const { start_at: start } = chunk
    const plain = open?.decrypt(chunk.bytes, pieceOf(importId, start)) ?? chunk.bytes
    const piece = plain.subarray(at - start)
    if (piece.length === 0) throw new Error('a piece of the upload is missing')
    yield piece
    at += piece.length
  }
}
