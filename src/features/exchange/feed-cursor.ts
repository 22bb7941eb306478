import { createHmac, timingSafeEqual } from 'node:crypto'

/** A place in the feed: after the event at `position` (0: before the first), in this epoch, with this hash there. */
export interface FeedPlace {
  /** UUID of the feed's epoch. */
  epoch: string
  position: number
  /** 32 bytes. */
  hash: Buffer
}

const FORM = 1
const EPOCH_AT = 1
const POSITION_AT = 17
const HASH_AT = 25
const SEAL_AT = 57
const LENGTH = 73

/**
 * The opaque cursor of a place: base64url of form (1 byte), epoch (16), position (8), hash (32) and the first 16
 * bytes of their HMAC-SHA-256. It is sealed, so that a reader cannot build on its inside.
 */
export function writeCursor(place: FeedPlace, key: Buffer): string {
  const bytes = Buffer.alloc(LENGTH)
  bytes.writeUInt8(FORM, 0)
  Buffer.from(place.epoch.replaceAll('-', ''), 'hex').copy(bytes, EPOCH_AT)
  bytes.writeBigUInt64BE(BigInt(place.position), POSITION_AT)
  place.hash.copy(bytes, HASH_AT)
  seal(bytes, key).copy(bytes, SEAL_AT)
  return bytes.toString('base64url')
}

/** The place that a cursor stands for; undefined when it was not written with this key. */
export function readCursor(text: string, key: Buffer): FeedPlace | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // Node skips characters that are not base64url: only the very text that was given out is a cursor.
  if (bytes.length !== LENGTH || bytes.toString('base64url') !== text) return undefined
  if (!timingSafeEqual(seal(bytes, key), bytes.subarray(SEAL_AT)) || bytes[0] !== FORM) return undefined
  const epoch = bytes.toString('hex', EPOCH_AT, POSITION_AT)
  return {
    epoch: epoch.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    position: Number(bytes.readBigUInt64BE(POSITION_AT)),
    hash: bytes.subarray(HASH_AT, SEAL_AT),
  }
}

/** The label keeps these seals apart from those of other cursors under the same key. */
function seal(bytes: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key)
    .update('feed-cursor')
    .update(bytes.subarray(0, SEAL_AT))
    .digest()
    .subarray(0, 16)
}
