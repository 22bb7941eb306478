import { Refused } from './findings.js'
import type { PlainBytes } from './plain-bytes.js'

// Only headers are read and nothing is decoded: a picture of a few bytes may claim to be as large as a town, and who
// opens it, at a counter, would run out of memory.

/** 16,383 by 16,383: an A0 drawing at 400 dots to the inch goes in. */
const MOST_PIXELS = 0x3fff * 0x3fff
/** Segments, chunks and pages that are looked at; more of them make no picture. */
const MOST_STEPS = 4000

type Look = (bytes: PlainBytes) => Promise<void>

/** Per type: throws Refused where the headers are broken or tell of too many pixels (图片炸弹). */
export const PICTURES: Readonly<Record<string, Look>> = {
  'image/png': png,
  'image/jpeg': jpeg,
  'image/tiff': tiff,
  'image/webp': webp,
}

function check(width: number, height: number): void {
  if (width === 0 || height === 0) throw new Refused('FILE_BROKEN')
  if (width * height > MOST_PIXELS) throw new Refused('FILE_TOO_MANY_PIXELS')
}

/** Exactly so many bytes, or the file breaks off. */
async function take(bytes: PlainBytes, position: number, length: number): Promise<Buffer> {
  const taken = await bytes.read(position, length)
  if (taken.length < length) throw new Refused('FILE_BROKEN')
  return taken
}

async function png(bytes: PlainBytes): Promise<void> {
  const head = await take(bytes, 8, 18)
  if (head.readUInt32BE(0) !== 13 || head.toString('latin1', 4, 8) !== 'IHDR')
    throw new Refused('FILE_BROKEN')
  check(head.readUInt32BE(8), head.readUInt32BE(12))
  let at = 33
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const chunk = await take(bytes, at, 8)
    if (chunk.toString('latin1', 4) === 'IDAT') return
    at += chunk.readUInt32BE(0) + 12
  }
  throw new Refused('FILE_BROKEN')
}

/** Frames begin with one of these; the others of C0 to CF are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

async function jpeg(bytes: PlainBytes): Promise<void> {
  let at = 2
  let framed = false
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const head = await take(bytes, at, 4)
    const marker = head[1] ?? 0
    if (head[0] !== 0xff) throw new Refused('FILE_BROKEN')
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = head.readUInt16BE(2)
    if (length < 2) throw new Refused('FILE_BROKEN')
    if (isFrame(marker)) {
      const frame = await take(bytes, at + 4, 5)
      check(frame.readUInt16BE(3), frame.readUInt16BE(1))
      framed = true
    }
    // Here the picture itself begins.
    if (marker === 0xda && framed) return
    if (marker === 0xda || marker === 0xd9) throw new Refused('FILE_BROKEN')
    at += 2 + length
  }
  throw new Refused('FILE_BROKEN')
}

const WIDTH = 256
const HEIGHT = 257

async function tiff(bytes: PlainBytes): Promise<void> {
  const head = await take(bytes, 0, 8)
  const little = head.toString('latin1', 0, 2) === 'II'
  const u16 = (from: Buffer, at: number) => (little ? from.readUInt16LE(at) : from.readUInt16BE(at))
  const u32 = (from: Buffer, at: number) => (little ? from.readUInt32LE(at) : from.readUInt32BE(at))
  // BigTIFF (43) is for pictures beyond 4 GB, which nobody hands in.
  if (u16(head, 2) !== 42) throw new Refused('FILE_TYPE_NOT_ALLOWED')
  let at = u32(head, 4)
  const seen = new Set<number>()
  while (at !== 0) {
    // A chain of pages that leads back into itself has no end.
    if (seen.has(at) || seen.size >= MOST_STEPS) throw new Refused('FILE_BROKEN')
    seen.add(at)
    const count = u16(await take(bytes, at, 2), 0)
    const entries = await take(bytes, at + 2, count * 12 + 4)
    const value = (tag: number): number => {
      for (let entry = 0; entry < count * 12; entry += 12)
        if (u16(entries, entry) === tag)
          return u16(entries, entry + 2) === 3 ? u16(entries, entry + 8) : u32(entries, entry + 8)
      return 0
    }
    check(value(WIDTH), value(HEIGHT))
    at = u32(entries, count * 12)
  }
  if (seen.size === 0) throw new Refused('FILE_BROKEN')
}

async function webp(bytes: PlainBytes): Promise<void> {
  const head = await take(bytes, 12, 18)
  const kind = head.toString('latin1', 0, 4)
  if (kind === 'VP8X') return check(head.readUIntLE(12, 3) + 1, head.readUIntLE(15, 3) + 1)
  if (kind === 'VP8L') {
    const bits = head.readUInt32LE(9)
    return check((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
  }
  if (kind !== 'VP8 ') throw new Refused('FILE_BROKEN')
  check(head.readUInt16LE(14) & 0x3fff, head.readUInt16LE(16) & 0x3fff)
}
