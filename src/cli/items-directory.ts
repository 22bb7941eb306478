import { createReadStream } from 'node:fs'
import { DirectoryDocument } from '../features/catalogue/directory/directory-document.js'
import { isBlank, linesOf } from '../features/transfer/import-lines.js'
import { DirectoryLine } from '../features/transfer/items/entry.js'
import { checkForm, readEntry } from '../features/transfer/items/read-entry.js'
import { LINE_LIMIT, type LineFinding, readLine } from '../features/transfer/line.js'
import { type Language, say } from '../shared/text.js'
import type { LegalDate } from '../shared/time.js'

/** The document of an entry on a day; none where no version is in force. */
export type DirectoryFile = (basicCode: string, on: LegalDate) => DirectoryDocument | undefined

/** An entry as a file has it: with its versions, or as the one document that always counts. */
interface FiledEntry {
  code: string
  onDay(on: LegalDate): DirectoryDocument | undefined
}

/**
 * The basic directory out of a file (基本目录文件): whole entries as an export has them, or bare documents. A line that is
 * neither ends it: a check against half a directory would find nothing where it should.
 */
export async function readDirectoryFile(file: string, language: Language): Promise<DirectoryFile> {
  const entries = new Map<string, FiledEntry>()
  for await (const { number, bytes } of linesOf(createReadStream(file), { bytes: 0, lines: 0 }, LINE_LIMIT)) {
    if (bytes !== undefined && isBlank(bytes)) continue
    const read = readFiled(bytes)
    if ('findings' in read) {
      const [{ rule, pointer, message }] = read.findings as [LineFinding]
      throw new Error(`${file}:${number} ${rule} ${pointer} ${say(message, language)}`)
    }
    if (entries.has(read.code)) throw new Error(`${file}:${number} CODE_TWICE ${read.code}`)
    entries.set(read.code, read)
  }
  return (basicCode, on) => entries.get(basicCode)?.onDay(on)
}

function readFiled(bytes: Buffer | undefined): FiledEntry | { findings: LineFinding[] } {
  const bare = readBare(bytes)
  if (bare !== undefined) {
    const findings = checkForm(bare, DirectoryDocument)
    const document = bare as DirectoryDocument
    return findings.length > 0 ? { findings } : { code: document.basicCode, onDay: () => document }
  }
  const read = readEntry<DirectoryDocument>(bytes, DirectoryLine, 'basicCode')
  if ('findings' in read) return read
  const { versions } = read.entry
  return {
    code: read.code,
    onDay: (on) => versions.findLast(({ effectiveFrom }) => effectiveFrom <= on)?.document,
  }
}

/** What a line without versions holds. */
function readBare(bytes: Buffer | undefined): object | undefined {
  const read = bytes === undefined ? undefined : readLine(bytes)
  if (read === undefined || 'findings' in read) return undefined
  return Object.hasOwn(read.value as object, 'versions') ? undefined : (read.value as object)
}
