import yauzl from 'yauzl'
import { agreesInFront, checkBetween, checkEnds, type Span } from './archive-places.js'
import { ArchiveReader, contentOf, readingAhead } from './archive-reader.js'
import { fetches } from './fetched-parts.js'
import { Refused } from './findings.js'
import type { PlainBytes } from './plain-bytes.js'

// OFD, DOCX and XLSX are ZIP archives. What an archive holds stands in the directory at its end, wherever the entries
// themselves stand; each is unpacked once, to the size that it claims and no further, and nothing is kept of it.

const MOST_ENTRIES = 10_000
/** Unpacked bytes beside the double of the packed ones: enough for a thick book of tables. */
const MOST_UNPACKED = 256 * 1024 * 1024
/** An entry beyond this size that shrinks more than so many times holds nothing but repetition. */
const LARGE_ENTRY = 8 * 1024 * 1024
const MOST_RATIO = 250
/** Of entries that say what the archive is. */
const MOST_TOLD = 1024 * 1024

const PROGRAMS =
  /\.(exe|dll|scr|com|pif|cpl|msi|msp|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|wsh|hta|lnk|jar|sh|app|apk|reg|inf|sys|zip|rar|7z)$/i
const PROGRAM_HEADS = ['MZ', '\u007fELF', '#!', '\u00cf\u00fa\u00ed\u00fe', '\u00ca\u00fe\u00ba\u00be']
const MACROS = /(^|\/)vba(project|data)[^/]*$|^xl\/macrosheets\//i

const OFD = 'OFD.xml'
const OOXML = '[Content_Types].xml'
/** What the parts of a document are to each other, and which of them lie elsewhere: each is read, so all of them are bounded. */
const RELATIONS = /\.rels$/i
const MOST_RELATIONS = 8 * 1024 * 1024
const MAIN = 'application/vnd.openxmlformats-officedocument.'
const DOCX = `${MAIN}wordprocessingml.document`
const XLSX = `${MAIN}spreadsheetml.sheet`

/** What the archive is; throws Refused for one that may not be handed in. */
export async function archiveType(bytes: PlainBytes): Promise<string> {
  return withTurn(async () => {
    try {
      return await lookInto(bytes)
    } catch (error) {
      if (error instanceof Refused) throw error
      // The parser's own: it breaks off, names lead out of it, sizes are lies.
      throw new Refused(
        /^too many bytes/.test((error as Error).message) ? 'FILE_ARCHIVE_BOMB' : 'FILE_BROKEN',
      )
    }
  })
}

async function lookInto(plain: PlainBytes): Promise<string> {
  const bytes = readingAhead(plain)
  const zip = await openZip(bytes)
  if (zip.entryCount > MOST_ENTRIES) throw new Refused('FILE_ARCHIVE_BOMB')
  // A place in the file, which the types call a boolean.
  const begin = Number(zip.readEntryCursor)
  const entries: yauzl.Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  const directory = { begin, end: Number(zip.readEntryCursor), entries: entries.length }
  await checkEnds(bytes, directory, zip.comment.length)
  checkDirectory(entries)
  checkShape(entries, bytes.size)
  const told = new Map<string, string>()
  const spans: Span[] = []
  for (const entry of entries.toSorted(byPlace)) {
    checkName(entry)
    const { text, end } = await unpack(zip, entry, bytes)
    spans.push({ begin: entry.relativeOffsetOfLocalHeader, end })
    if (text !== undefined) told.set(entry.fileName, text)
  }
  await checkBetween(bytes, spans, directory)
  return typeOfTold(told)
}

const byPlace = (a: yauzl.Entry, b: yauzl.Entry): number =>
  a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader

const openZip = (bytes: PlainBytes): Promise<yauzl.ZipFile> =>
  yauzl
    .fromRandomAccessReaderPromise(new ArchiveReader(bytes), bytes.size, {
      lazyEntries: true,
      autoClose: false,
    })
    .catch(() => {
      // It begins like an archive and has no directory.
      throw new Refused('FILE_TYPE_NOT_ALLOWED')
    })

/** Of parts under one name, in whatever case of letters (ECMA-376 part 2, 6.2.2), nobody chooses. */
function checkDirectory(entries: yauzl.Entry[]): void {
  const parts = entries.flatMap(({ fileName }) => (fileName.endsWith('/') ? [] : [fileName.toLowerCase()]))
  if (new Set(parts).size < parts.length) throw new Refused('FILE_TWO_TYPES')
}

/** Sizes as the directory tells them, before anything is unpacked. */
function checkShape(entries: yauzl.Entry[], size: number): void {
  const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (unpacked > MOST_UNPACKED + 2 * size) throw new Refused('FILE_ARCHIVE_BOMB')
  const relations = entries.filter(({ fileName }) => RELATIONS.test(fileName))
  if (relations.reduce((sum, entry) => sum + entry.uncompressedSize, 0) > MOST_RELATIONS)
    throw new Refused('FILE_ARCHIVE_BOMB')
  for (const { uncompressedSize, compressedSize } of entries)
    if (uncompressedSize > LARGE_ENTRY && uncompressedSize > compressedSize * MOST_RATIO)
      throw new Refused('FILE_ARCHIVE_BOMB')
  const places = entries.toSorted(byPlace)
  let end = 0
  for (const { relativeOffsetOfLocalHeader: begin, compressedSize } of places) {
    // Entries that lie over one another unpack the same bytes again and again.
    if (begin < end) throw new Refused('FILE_ARCHIVE_BOMB')
    end = begin + 30 + compressedSize
  }
  if ((places[0]?.relativeOffsetOfLocalHeader ?? 0) !== 0) throw new Refused('FILE_TWO_TYPES')
}

const PLAIN = /^[ -~]+$/
/** A step of a name that leads nowhere, or an end that some systems leave off: `./x` is `x` to one, `a.exe.` is `a.exe` to another. */
const ODD_STEP = /[. ](\/|$)|\/\//

function checkName(entry: yauzl.Entry): void {
  const { fileName } = entry
  const raw = entry.fileNameRaw.toString('latin1')
  // The name in the directory, and another one in its extra field (0x7075): programs go by the one or by the other.
  if (PLAIN.test(raw) && raw.replaceAll('\\', '/') !== fileName) throw new Refused('FILE_TWO_TYPES')
  if (entry.isEncrypted()) throw new Refused('FILE_ENCRYPTED')
  if (MACROS.test(fileName)) throw new Refused('FILE_MACROS')
  if (PROGRAMS.test(fileName.replace(/[. ]+$/, ''))) throw new Refused('FILE_EXECUTABLE')
  if (ODD_STEP.test(fileName)) throw new Refused('FILE_TWO_TYPES')
}

/** Unpacks an entry to its end; where that lies, and its text when it says what the archive is. */
async function unpack(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  bytes: PlainBytes,
): Promise<{ end: number; text?: string }> {
  const { fileName, uncompressedSize } = entry
  const header = await zip.readLocalFileHeaderPromise(entry)
  // A reader that goes through the file from its beginning would see another entry than one that asks the directory.
  if (!agreesInFront(header, entry)) throw new Refused('FILE_TWO_TYPES')
  const begin = header.fileDataStart
  const end = begin + entry.compressedSize
  if (fileName.endsWith('/')) return { end }
  const isTold = (fileName === OFD || fileName === OOXML) && uncompressedSize <= MOST_TOLD
  const relates = RELATIONS.test(fileName)
  const kept: Buffer[] = []
  let first = true
  for await (const chunk of await contentOf(zip, entry, { bytes, begin })) {
    if (first && PROGRAM_HEADS.includes(headOf(chunk, PROGRAM_HEADS))) throw new Refused('FILE_EXECUTABLE')
    first = false
    if (isTold || relates) kept.push(chunk)
  }
  if (relates && fetches(textOf(Buffer.concat(kept)))) throw new Refused('FILE_REMOTE_PARTS')
  return isTold ? { end, text: textOf(Buffer.concat(kept)) } : { end }
}

const headOf = (chunk: Buffer, heads: string[]): string =>
  heads.find((head) => chunk.toString('latin1', 0, head.length) === head) ?? ''

/** XML may be written in UTF-16, of either order, with a mark in front or without (XML 1.0, appendix F). */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xfe || bytes[0] === 0)
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le')
  return bytes[0] === 0xff || bytes[1] === 0 ? bytes.toString('utf16le') : bytes.toString('utf8')
}

/** OFD (版式文档, GB/T 33190-2016) or a document of ECMA-376; the main part decides, not a name. */
function typeOfTold(told: ReadonlyMap<string, string>): string {
  const ofd = told.get(OFD)
  const ooxml = told.get(OOXML)
  if (ofd !== undefined && ooxml !== undefined) throw new Refused('FILE_TWO_TYPES')
  if (ofd !== undefined && /<([\w-]+:)?OFD[\s>]/.test(ofd)) return 'application/ofd'
  if (ooxml === undefined) throw new Refused('FILE_TYPE_NOT_ALLOWED')
  // The main part may be plain, and the macros lie under any name.
  if (/macroEnabled|vbaProject|macrosheet/i.test(ooxml)) throw new Refused('FILE_MACROS')
  const types = [DOCX, XLSX].filter((type) => ooxml.includes(`"${type}.main+xml"`))
  if (types.length > 1) throw new Refused('FILE_TWO_TYPES')
  const [type] = types
  if (type === undefined) throw new Refused('FILE_TYPE_NOT_ALLOWED')
  return type
}

// Unpacking takes the processor: no more than two archives at once, the others wait.
let free = 2
const waiting: (() => void)[] = []

async function withTurn<T>(work: () => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
  else free -= 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
}
