import { fileTypeFromBuffer } from 'file-type'
import { FILE_TYPES } from '../file-types.js'
import { archiveType } from './archive.js'
import { Refused } from './findings.js'
import { PICTURES } from './pictures.js'
import type { PlainBytes } from './plain-bytes.js'

/** Bytes from the beginning by which a type is known. */
const HEAD_BYTES = 4100
const HEIC = /^image\/(heic|heif|avif)/
const ZIP = 'PK\u0003\u0004'

/**
 * What a file is by its content (文件类型识别), whatever was declared and however it is called. Throws Refused with the
 * reason where it may not be handed in. Reads headers, directories and, of archives, every entry once; bounded in memory,
 * and in time by the limits of pictures.ts and archive.ts.
 */
export async function inspect(bytes: PlainBytes): Promise<keyof typeof FILE_TYPES> {
  if (bytes.size === 0) throw new Refused('FILE_EMPTY')
  const head = await bytes.read(0, HEAD_BYTES)
  const type = head.toString('latin1', 0, 4) === ZIP ? await archiveType(bytes) : await simpleType(head)
  if (!isAllowed(type)) throw new Refused(HEIC.test(type) ? 'FILE_HEIC' : 'FILE_TYPE_NOT_ALLOWED')
  await PICTURES[type]?.(bytes)
  if (head.toString('latin1', 0, 4) !== ZIP && (await endsAsArchive(bytes)))
    throw new Refused('FILE_TWO_TYPES')
  return type
}

const isAllowed = (type: string): type is keyof typeof FILE_TYPES => Object.hasOwn(FILE_TYPES, type)

/** It throws where a container breaks off. */
const simpleType = async (head: Buffer): Promise<string> =>
  (await fileTypeFromBuffer(head).catch(() => undefined))?.mime ?? ''

const END = Buffer.from('PK\u0005\u0006')
const END_BYTES = 22

/** Whether programs that unpack would take it for an archive: its directory ends where the file ends (俗称“图种”). */
async function endsAsArchive(bytes: PlainBytes): Promise<boolean> {
  const from = Math.max(0, bytes.size - END_BYTES - 0xffff)
  const tail = await bytes.read(from, bytes.size - from)
  for (let at = tail.lastIndexOf(END); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(END, at - 1)) {
    const isWhole = at + END_BYTES <= tail.length
    if (isWhole && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return true
  }
  return false
}
