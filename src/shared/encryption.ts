import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { openAnywhere, openStream, type RandomAccess, sealStream } from './encrypted-stream.js'
import { randomOf } from './ids.js'

export interface EncryptionKey {
  /** 1 to 16 characters of [A-Za-z0-9_-]; stands in front of each encrypted value. */
  id: string
  /** 32 bytes. */
  key: Buffer
}

/**
 * Where an encrypted value stands. It is authenticated with the value, which opens nowhere else: not for another row,
 * not in another column. Whatever tells two values apart belongs into `row`.
 */
export interface Place {
  table: string
  column: string
  /** The key of the row, and what of the row must stay as it was when the value was written. */
  row: readonly (string | number)[]
  /** The context under which the first format wrote values here; absent: it wrote none, and none is opened. */
  formerly?: string
}

export interface Encryption {
  /** AES-256-GCM under the current key. */
  encrypt(plain: string | Buffer, place: Place): Buffer
  /** Throws SealBroken when the value was altered, stood elsewhere, or its key is unknown. */
  decrypt(box: Buffer, place: Place): Buffer
  /** Whether a box has the newest format and the current key; else `rotate-keys` writes it again. */
  isCurrent(box: Buffer): boolean
  /** What every box begins with for which `isCurrent` is true. */
  readonly currentPrefix: Buffer
  /** The same for a stream of any length. `place` is asked at the end, when its hash is known. */
  encryptStream(plain: AsyncIterable<Buffer>, place: () => Place): AsyncGenerator<Buffer>
  /**
   * What a stored stream holds. Throws SealBroken before the first byte when it stood elsewhere, and before the last
   * one when it was altered. `size` is that of the stored stream.
   */
  decryptStream(stored: RandomAccess, size: number, place: Place): Promise<OpenedStream>
  /** The plain bytes anywhere in a stream that this process wrote a moment ago; unlike the above, unchecked. */
  readAnywhere(stored: RandomAccess, size: number, place: Place): Promise<ReadAnywhere>
  /** Keyed HMAC-SHA256 by which an encrypted value is found again; upper case and without outer spaces. */
  blindIndex(kind: string, value: string): Buffer
}

export interface ReadAnywhere {
  size: number
  read(position: number, length: number): Promise<Buffer>
}

export interface OpenedStream {
  plain: AsyncGenerator<Buffer>
  /** Of the first format, which is not bound to its place: who reads compares the hash before he hands anything out. */
  legacy: boolean
  current: boolean
}

/** An encrypted value does not belong where it stands, or cannot be read. Says where, never what. */
export class SealBroken extends Error {
  constructor({ table, column }: Pick<Place, 'table' | 'column'>, why: string) {
    super(`${table}.${column}: ${why}`)
    this.name = 'SealBroken'
  }
}

// A box of the first format begins with the length of its key's id (1 to 16), one of the second with this byte.
const SECOND_FORMAT = 0x82
const IV_BYTES = 12
const TAG_BYTES = 16
const GCM = { authTagLength: TAG_BYTES }

/** The first key encrypts; the others only decrypt, so that keys can be exchanged. */
export function createEncryption(keys: readonly EncryptionKey[], blindIndexKey: Buffer): Encryption {
  const [current] = keys
  if (current === undefined) throw new Error('at least one encryption key is needed')
  const byId = new Map(keys.map((each) => [each.id, each.key]))
  const currentPrefix = Buffer.concat([
    Buffer.from([SECOND_FORMAT, current.id.length]),
    Buffer.from(current.id),
  ])
  const isCurrent = (box: Buffer) => box.subarray(0, currentPrefix.length).equals(currentPrefix)

  function encrypt(plain: string | Buffer, place: Place): Buffer {
    const iv = randomOf(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', (current as EncryptionKey).key, iv, GCM)
    cipher.setAAD(contextOf(place))
    const body = Buffer.concat([cipher.update(plain), cipher.final()])
    return Buffer.concat([currentPrefix, iv, cipher.getAuthTag(), body])
  }

  function decrypt(box: Buffer, place: Place): Buffer {
    const legacy = box[0] !== SECOND_FORMAT
    if (legacy && place.formerly === undefined) throw new SealBroken(place, 'not of this format')
    const parts = partsOf(legacy ? box : box.subarray(1))
    const key = byId.get(parts.keyId)
    if (key === undefined) throw new SealBroken(place, 'encrypted under an unknown key')
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, parts.iv, GCM)
      decipher.setAAD(legacy ? Buffer.from(place.formerly ?? '') : contextOf(place)).setAuthTag(parts.tag)
      return Buffer.concat([decipher.update(parts.body), decipher.final()])
    } catch {
      throw new SealBroken(place, 'altered, or moved here from elsewhere')
    }
  }

  return {
    encrypt,
    decrypt,
    isCurrent,
    currentPrefix,
    encryptStream: (plain, place) => sealStream(plain, (dataKey) => encrypt(dataKey, place())),
    decryptStream: (stored, size, place) =>
      openStream(stored, size, {
        open: (box) => decrypt(box, place),
        isCurrent,
        keyNamed: (id) => byId.get(id),
        broken: (why) => new SealBroken(place, why),
        formerly: place.formerly,
      }),
    readAnywhere: (stored, size, place) => openAnywhere(stored, size, (box) => decrypt(box, place)),
    blindIndex(kind, value) {
      return createHmac('sha256', blindIndexKey).update(`${kind}\n${value.trim().toUpperCase()}`).digest()
    },
  }
}

/** Unlike any context of the first format, and no two places give the same. */
const contextOf = ({ table, column, row }: Place): Buffer =>
  Buffer.from(JSON.stringify(['yichuang', SECOND_FORMAT, table, column, ...row]))

function partsOf(box: Buffer) {
  const begin = 1 + (box[0] ?? 0)
  const tag = begin + IV_BYTES
  const body = tag + TAG_BYTES
  return {
    keyId: box.subarray(1, begin).toString(),
    iv: box.subarray(begin, tag),
    tag: box.subarray(tag, body),
    body: box.subarray(body),
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
