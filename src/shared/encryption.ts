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
  /** Keyed HMAC-SHA256 by which an encrypted value is found again; upper case and without outer spaces. */
  blindIndex(kind: string, value: string): Buffer
}

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
    blindIndex(kind, value) {
      return createHmac('sha256', blindIndexKey).update(`${kind}\n${value.trim().toUpperCase()}`).digest()
    },
  }
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
