import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

export interface EncryptionKey {
  /** 1 to 16 characters of [A-Za-z0-9_-]; stands in front of each encrypted value. */
  id: string
  /** 32 bytes. */
  key: Buffer
}

export interface Encryption {
  /** AES-256-GCM under the current key; `context` is authenticated, so that a value cannot be moved elsewhere. */
  encrypt(plain: string | Buffer, context: string): Buffer
  /** Throws when the value was altered, belongs to another context, or its key is unknown. */
  decrypt(box: Buffer, context: string): Buffer
  /** The same for a stream of any length: the chunks of a box, its tag at the end. */
  encryptStream(plain: AsyncIterable<Buffer>, context: string): AsyncGenerator<Buffer>
  /** What a stored box holds; throws at its end when it was altered. `size` is that of the box. */
  decryptStream(box: RandomAccess, size: number, context: string): AsyncGenerator<Buffer>
  /** Keyed HMAC-SHA256 by which an encrypted value is found again; upper case and without outer spaces. */
  blindIndex(kind: string, value: string): Buffer
}

/** As `FileHandle` of node:fs reads. */
interface RandomAccess {
  read(into: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>
}

const CHUNK_BYTES = 65_536
const IV_BYTES = 12
const TAG_BYTES = 16

/** The first key encrypts; the others only decrypt, so that keys can be exchanged. */
export function createEncryption(keys: readonly EncryptionKey[], blindIndexKey: Buffer): Encryption {
  const [current] = keys
  if (current === undefined) throw new Error('at least one encryption key is needed')
  const byId = new Map(keys.map((each) => [each.id, each.key]))
  return {
    encrypt(plain, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', current.key, iv).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      const id = Buffer.from(current.id)
      return Buffer.concat([Buffer.from([id.length]), id, iv, cipher.getAuthTag(), body])
    },
    decrypt(box, context) {
      const idLength = box[0] ?? 0
      const key = byId.get(box.subarray(1, 1 + idLength).toString())
      if (key === undefined) throw new Error('encrypted under an unknown key')
      const iv = box.subarray(1 + idLength, 1 + idLength + IV_BYTES)
      const tag = box.subarray(1 + idLength + IV_BYTES, 1 + idLength + IV_BYTES + TAG_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context)).setAuthTag(tag)
      return Buffer.concat([
        decipher.update(box.subarray(1 + idLength + IV_BYTES + TAG_BYTES)),
        decipher.final(),
      ])
    },
    async *encryptStream(plain, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', current.key, iv).setAAD(Buffer.from(context))
      const id = Buffer.from(current.id)
      yield Buffer.concat([Buffer.from([id.length]), id, iv])
      for await (const chunk of plain) yield cipher.update(chunk)
      yield Buffer.concat([cipher.final(), cipher.getAuthTag()])
    },
    async *decryptStream(box, size, context) {
      const head = await readAt(box, 0, 1 + 16 + IV_BYTES)
      const begin = 1 + (head[0] ?? 0) + IV_BYTES
      const key = byId.get(head.subarray(1, begin - IV_BYTES).toString())
      if (key === undefined) throw new Error('encrypted under an unknown key')
      const end = size - TAG_BYTES
      const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(begin - IV_BYTES, begin))
        .setAAD(Buffer.from(context))
        .setAuthTag(await readAt(box, end, TAG_BYTES))
      // The last chunk is held back until the tag has been checked: what was altered is never whole.
      let held = Buffer.alloc(0)
      for (let at = begin; at < end; at += CHUNK_BYTES) {
        if (held.length > 0) yield held
        held = decipher.update(await readAt(box, at, Math.min(CHUNK_BYTES, end - at)))
      }
      decipher.final()
      if (held.length > 0) yield held
    },
    blindIndex(kind, value) {
      return createHmac('sha256', blindIndexKey).update(`${kind}\n${value.trim().toUpperCase()}`).digest()
    },
  }
}

async function readAt(box: RandomAccess, position: number, length: number): Promise<Buffer> {
  const into = Buffer.alloc(length)
  const { bytesRead } = await box.read(into, 0, length, position)
  return into.subarray(0, bytesRead)
}

/** Reads `id:base64,id:base64`; a message for the operator instead of a list when it is wrong (never the key itself). */
export function parseEncryptionKeys(text: string): EncryptionKey[] | string {
  const keys: EncryptionKey[] = []
  for (const part of text.split(',')) {
    const match = /^\s*([A-Za-z0-9_-]{1,16}):([A-Za-z0-9+/_=-]+)\s*$/.exec(part)
    if (match === null) return 'must be a list of id:base64'
    const key = Buffer.from(match[2] ?? '', 'base64')
    if (key.length !== 32) return `key ${match[1]} must have 32 bytes`
    if (keys.some((each) => each.id === match[1])) return `key ${match[1]} stands twice`
    keys.push({ id: match[1] ?? '', key })
  }
  return keys
}
