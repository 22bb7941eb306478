import { createCipheriv, createDecipheriv, type DecipherGCM, randomBytes } from 'node:crypto'

// A stored stream: kind (1 byte), body under a key of its own, tag of the body (16), box of that key, length of the box (2).
// The box is bound to the place of the stream and is opened first: what was moved gives not one byte. It stands at the
// end, because the place of uploaded content is its hash, which is known only then.

/** As `FileHandle` of node:fs reads. */
export interface RandomAccess {
  read(into: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>
}

interface Opening {
  open(box: Buffer): Buffer
  isCurrent(box: Buffer): boolean
  keyNamed(id: string): Buffer | undefined
  broken(why: string): Error
  formerly: string | undefined
}

const KIND = 0x83
const CHUNK_BYTES = 65_536
const IV_BYTES = 12
const TAG_BYTES = 16
const LENGTH_BYTES = 2
const BLOCK_BYTES = 16
const GCM = { authTagLength: TAG_BYTES }
/** A key that encrypts one stream only may always begin alike. */
const NO_IV = Buffer.alloc(IV_BYTES)

export async function* sealStream(
  plain: AsyncIterable<Buffer>,
  boxOf: (dataKey: Buffer) => Buffer,
): AsyncGenerator<Buffer> {
  const dataKey = randomBytes(32)
  const cipher = createCipheriv('aes-256-gcm', dataKey, NO_IV, GCM)
  yield Buffer.from([KIND])
  for await (const chunk of plain) yield cipher.update(chunk)
  const box = boxOf(dataKey)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt16BE(box.length)
  yield Buffer.concat([cipher.final(), cipher.getAuthTag(), box, length])
}

export async function openStream(stored: RandomAccess, size: number, opening: Opening) {
  const [kind] = await readAt(stored, 0, 1)
  if (kind !== KIND) return openFirstFormat(stored, size, opening)
  const length = await readAt(stored, size - LENGTH_BYTES, LENGTH_BYTES)
  const end = size - LENGTH_BYTES - length.readUInt16BE() - TAG_BYTES
  if (end < 1) throw opening.broken('cut off')
  const tail = await readAt(stored, end, size - LENGTH_BYTES - end)
  const box = tail.subarray(TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', opening.open(box), NO_IV, GCM)
  decipher.setAuthTag(tail.subarray(0, TAG_BYTES))
  return {
    plain: decipherRange(stored, { begin: 1, end }, decipher, opening),
    legacy: false,
    current: opening.isCurrent(box),
  }
}

/** Before streams had keys of their own: length of the key's id, id, IV, body, tag; bound to nothing but being a file. */
async function openFirstFormat(stored: RandomAccess, size: number, opening: Opening) {
  if (opening.formerly === undefined) throw opening.broken('not of this format')
  const head = await readAt(stored, 0, 1 + 16 + IV_BYTES)
  const begin = 1 + (head[0] ?? 0) + IV_BYTES
  const key = opening.keyNamed(head.subarray(1, begin - IV_BYTES).toString())
  if (key === undefined) throw opening.broken('encrypted under an unknown key')
  const end = size - TAG_BYTES
  if (end < begin) throw opening.broken('cut off')
  const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(begin - IV_BYTES, begin), GCM)
  decipher.setAAD(Buffer.from(opening.formerly)).setAuthTag(await readAt(stored, end, TAG_BYTES))
  return { plain: decipherRange(stored, { begin, end }, decipher, opening), legacy: true, current: false }
}

async function* decipherRange(
  stored: RandomAccess,
  { begin, end }: { begin: number; end: number },
  decipher: DecipherGCM,
  opening: Opening,
): AsyncGenerator<Buffer> {
  // The last chunk is held back until the tag has been checked: what was altered is never whole.
  let held = Buffer.alloc(0)
  for (let at = begin; at < end; at += CHUNK_BYTES) {
    if (held.length > 0) yield held
    held = decipher.update(await readAt(stored, at, Math.min(CHUNK_BYTES, end - at)))
  }
  try {
    decipher.final()
  } catch {
    throw opening.broken('altered')
  }
  if (held.length > 0) yield held
}

/**
 * The plain bytes at a place of a stream of the newest format, which is not checked as a whole: only for what this
 * process wrote a moment ago and looks at again. GCM counts its blocks from 2 on, as CTR does from what it is given.
 */
export async function openAnywhere(stored: RandomAccess, size: number, open: (box: Buffer) => Buffer) {
  const length = (await readAt(stored, size - LENGTH_BYTES, LENGTH_BYTES)).readUInt16BE()
  const end = size - LENGTH_BYTES - length - TAG_BYTES
  const key = open(await readAt(stored, end + TAG_BYTES, length))
  return {
    size: end - 1,
    async read(position: number, wanted: number): Promise<Buffer> {
      const begin = position - (position % BLOCK_BYTES)
      const most = Math.min(position + wanted, end - 1) - begin
      if (most <= position - begin) return Buffer.alloc(0)
      const counter = Buffer.alloc(BLOCK_BYTES)
      counter.writeUInt32BE(2 + begin / BLOCK_BYTES, IV_BYTES)
      const plain = createDecipheriv('aes-256-ctr', key, counter).update(
        await readAt(stored, 1 + begin, most),
      )
      return plain.subarray(position - begin)
    },
  }
}

async function readAt(stored: RandomAccess, position: number, length: number): Promise<Buffer> {
  const into = Buffer.alloc(length)
  const { bytesRead } = await stored.read(into, 0, length, Math.max(0, position))
  return into.subarray(0, bytesRead)
}
