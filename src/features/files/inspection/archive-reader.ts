import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { inflateRawSync } from 'node:zlib'
import yauzl from 'yauzl'
import { Refused } from './findings.js'
import type { PlainBytes } from './plain-bytes.js'

// How the bytes of an archive are read. A document may have thousands of small parts, so headers that lie side by side are
// read together, and small entries are unpacked as they lie there, without the four streams that the parser makes for each.

const AHEAD = 65_536
/** Packed and unpacked bytes of what is unpacked at once: too little to hold up anybody else. */
const SMALL = 65_536
/** Reads from memory after which others have a turn: a promise alone gives nobody one. */
const MOST_AT_ONCE = 200
const DEFLATED = 8

/** The same bytes, read in pieces that what is asked for next lies in. */
export function readingAhead(bytes: PlainBytes): PlainBytes {
  let from = 0
  let reads = 0
  let held: Buffer = Buffer.alloc(0)
  return {
    size: bytes.size,
    async read(position, length) {
      reads += 1
      if (reads % MOST_AT_ONCE === 0) await setImmediate()
      if (length > AHEAD) return bytes.read(position, length)
      if (position < from || position + length > from + held.length) {
        held = await bytes.read(position, AHEAD)
        from = position
      }
      return held.subarray(position - from, position - from + length)
    },
  }
}

export class ArchiveReader extends yauzl.RandomAccessReader {
  readonly #bytes: PlainBytes

  constructor(bytes: PlainBytes) {
    super()
    this.#bytes = bytes
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const bytes = this.#bytes
    return Readable.from(
      (async function* () {
        for (let at = start; at < end; at += AHEAD) yield await bytes.read(at, Math.min(AHEAD, end - at))
      })(),
      { objectMode: false },
    )
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    this.#bytes.read(position, length).then((bytes) => {
      bytes.copy(into, offset)
      done(bytes.length < length ? new Error('the file ends within a header') : null)
    }, done)
  }
}

/** What an entry holds, whose bytes begin there; never more of it than it claims. */
export async function contentOf(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  { bytes, begin }: { bytes: PlainBytes; begin: number },
): Promise<AsyncIterable<Buffer> | Iterable<Buffer>> {
  const { compressedSize, uncompressedSize, compressionMethod } = entry
  if (compressionMethod !== DEFLATED || Math.max(compressedSize, uncompressedSize) > SMALL)
    return zip.openReadStreamPromise(entry)
  return [inflated(await bytes.read(begin, compressedSize), uncompressedSize)]
}

function inflated(packed: Buffer, size: number): Buffer {
  const plain = inflate(packed, size)
  if (plain.length !== size) throw new Refused('FILE_BROKEN')
  return plain
}

function inflate(packed: Buffer, size: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) })
  } catch (error) {
    throw new Refused(
      (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'FILE_ARCHIVE_BOMB' : 'FILE_BROKEN',
    )
  }
}
