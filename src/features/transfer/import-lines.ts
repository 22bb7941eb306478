/** A line of an upload: its number, where the next one begins, and its bytes; undefined when there are too many. */
export interface Line {
  number: number
  next: number
  bytes: Buffer | undefined
}

const NEWLINE = 0x0a

/**
 * Parts pieces of an upload into lines; never more than one line is in memory beside a piece. `from` tells where the
 * first piece begins and how many lines lie before it.
 */
export async function* linesOf(
  pieces: AsyncIterable<Buffer>,
  from: { bytes: number; lines: number },
  limit: number,
): AsyncGenerator<Line> {
  let { bytes: at, lines: number } = from
  let parts: Buffer[] = []
  let length = 0
  const add = (part: Buffer): void => {
    length += part.length
    // What is too long is counted, not kept.
    if (length <= limit) parts.push(part)
    else parts = []
  }
  const take = (): Line => {
    number += 1
    const bytes = length > limit ? undefined : withoutReturn(Buffer.concat(parts))
    parts = []
    length = 0
    return { number, next: at, bytes }
  }
  for await (const piece of pieces) {
    let begin = 0
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, begin)) {
      add(piece.subarray(begin, end))
      at += end + 1 - begin
      begin = end + 1
      yield take()
    }
    add(piece.subarray(begin))
    at += piece.length - begin
  }
  if (length > 0) yield take()
}

const RETURN = 0x0d
const withoutReturn = (line: Buffer): Buffer => (line.at(-1) === RETURN ? line.subarray(0, -1) : line)

export const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 0x20 || byte === 0x09)
