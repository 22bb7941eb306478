import { fileTypeFromBuffer } from 'file-type'

/** What may be handed in (允许的文件类型), by media type; the ending is used for a name that has none. */
export const FILE_TYPES = {
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tif',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
} as const

/** Bytes from the beginning of a file that suffice to know what it is. */
export const HEAD_BYTES = 4100

/** Other names under which browsers and scanners declare the types above. */
const ALIASES: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'application/x-pdf': 'application/pdf',
}

/** Says nothing about the content; a client that does not know the type sends it. */
const UNDECLARED = 'application/octet-stream'

/** What the bytes are (文件类型识别), whatever was declared; undefined when they are nothing that is known. */
export async function sniff(head: Buffer): Promise<string | undefined> {
  if (isOfd(head)) return 'application/ofd'
  // It throws where a container breaks off.
  return (await fileTypeFromBuffer(head).catch(() => undefined))?.mime
}

/** OFD (版式文档, GB/T 33190-2016) is a ZIP archive that holds OFD.xml; writers put it first. */
function isOfd(head: Buffer): boolean {
  const isZip = head.length > 30 && head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))
  return isZip && head.subarray(30, 30 + head.readUInt16LE(26)).toString() === 'OFD.xml'
}

/** Whether the declared type is that of the bytes, or says nothing. */
export function agrees(declared: string, sniffed: string): boolean {
  const known = ALIASES[declared.toLowerCase()] ?? declared.toLowerCase()
  return known === UNDECLARED || known === '' || known === sniffed
}
