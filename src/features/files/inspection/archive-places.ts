import type yauzl from 'yauzl'
import { Refused } from './findings.js'
import type { PlainBytes } from './plain-bytes.js'

// Where things lie in an archive (APPNOTE.TXT 4.3). One program reads the directory as the newer record of its end says,
// another as the older one does, a third goes from entry to entry without it: all of them must see the same.

const END_BYTES = 22
const LOCATOR_BYTES = 20
const LOCATOR = 0x07064b50
const END_64_BYTES = 56
const ENTRY_BYTES = 30
const ENTRY = Buffer.from('PK\u0003\u0004')
const CHUNK = 65_536

/** Of the directory: where it begins and ends, and how many entries were read from it. */
export interface Directory {
  begin: number
  end: number
  entries: number
}

/** The records at the end tell of the directory what was found of it, the older one (or that the newer one knows) too. */
export async function checkEnds(
  bytes: PlainBytes,
  { begin, end, entries }: Directory,
  remark: number,
): Promise<void> {
  const at = bytes.size - END_BYTES - remark
  const record = await bytes.read(at, END_BYTES)
  const locator = at < LOCATOR_BYTES ? undefined : await bytes.read(at - LOCATOR_BYTES, LOCATOR_BYTES)
  const isLarge = locator?.readUInt32LE(0) === LOCATOR
  const said = (value: number, found: number, elsewhere: number) =>
    value === found || (isLarge && value === elsewhere)
  const agrees =
    said(record.readUInt16LE(8), entries, 0xffff) &&
    said(record.readUInt16LE(10), entries, 0xffff) &&
    said(record.readUInt32LE(12), end - begin, 0xffffffff) &&
    said(record.readUInt32LE(16), begin, 0xffffffff) &&
    (isLarge ? await checkLarge(bytes, locator, { begin, end, entries }) : end === at)
  if (!agrees) throw new Refused('FILE_TWO_TYPES')
}

/** The record of archives with large numbers (ZIP64) lies behind the directory. */
async function checkLarge(
  bytes: PlainBytes,
  locator: Buffer,
  { begin, end, entries }: Directory,
): Promise<boolean> {
  if (locator.readBigUInt64LE(8) !== BigInt(end)) return false
  const record = await bytes.read(end, END_64_BYTES)
  const found = [entries, entries, end - begin, begin]
  return found.every((value, index) => record.readBigUInt64LE(24 + 8 * index) === BigInt(value))
}

/** Bytes of an entry, its header in front included. */
export interface Span {
  begin: number
  end: number
}

/** Between the entries of the directory, and between the last and the directory, lies no other entry. */
export async function checkBetween(
  bytes: PlainBytes,
  spans: readonly Span[],
  { begin }: Directory,
): Promise<void> {
  let end = 0
  for (const span of [...spans, { begin, end: begin }].sort((a, b) => a.begin - b.begin)) {
    // What a writer puts there (a descriptor of 16 or 24 bytes) is shorter than an entry's header.
    if (span.begin - end >= ENTRY_BYTES && (await holdsEntry(bytes, end, span.begin)))
      throw new Refused('FILE_TWO_TYPES')
    end = Math.max(end, span.end)
  }
  if (end > begin) throw new Refused('FILE_TWO_TYPES')
}

async function holdsEntry(bytes: PlainBytes, from: number, to: number): Promise<boolean> {
  // Pieces overlap, so that no mark lies across the end of one.
  for (let at = from; at < to; at += CHUNK - ENTRY.length)
    if ((await bytes.read(at, Math.min(CHUNK, to - at))).includes(ENTRY)) return true
  return false
}

/** In front of an entry stands its name, how it is packed and where the next one begins; a size that stands behind it is 0. */
export const agreesInFront = (
  { fileName, compressionMethod, compressedSize }: yauzl.LocalFileHeader,
  entry: yauzl.Entry,
): boolean =>
  fileName.equals(entry.fileNameRaw) &&
  compressionMethod === entry.compressionMethod &&
  [entry.compressedSize, 0, 0xffffffff].includes(compressedSize)
