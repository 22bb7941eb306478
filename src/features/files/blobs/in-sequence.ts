import type { Readable } from 'node:stream'
import type { RandomAccess } from '../../../shared/encrypted-stream.js'

/**
 * Reads at any place of something that comes as a stream from a place on (顺序读取): who reads on where he left off gets the
 * bytes of one stream, so that a file is one request and not one a piece.
 */
export function inSequence(
  from: (position: number) => Promise<Readable>,
): RandomAccess & { close(): Promise<void> } {
  let stream: Readable | undefined
  let chunks: AsyncIterator<Buffer> | undefined
  let rest: Buffer = Buffer.alloc(0)
  let at = -1

  async function goTo(position: number): Promise<void> {
    if (position === at) return
    stream?.destroy()
    rest = Buffer.alloc(0)
    stream = await from(position)
    chunks = stream[Symbol.asyncIterator]()
    at = position
  }

  async function read(into: Buffer, offset: number, length: number, position: number) {
    await goTo(position)
    let bytesRead = 0
    while (bytesRead < length) {
      if (rest.length === 0) {
        const next = await chunks?.next()
        if (next === undefined || next.done) break
        rest = next.value
      }
      const copied = rest.copy(into, offset + bytesRead, 0, length - bytesRead)
      rest = rest.subarray(copied)
      bytesRead += copied
    }
    at += bytesRead
    return { bytesRead }
  }

  return {
    read,
    async close() {
      stream?.destroy()
    },
  }
}
