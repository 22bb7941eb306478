import { createReadStream } from 'node:fs'
import { DirectoryDocument } from '../features/catalogue/directory/directory-document.js'
import { DirectoryLine } from '../features/catalogue/transfer/entry.js'
import { isBlank, linesOf } from '../features/catalogue/transfer/import-lines.js'
import { LINE_LIMIT, type LineFinding, readLine } from '../features/catalogue/transfer/line.js'
import { checkForm, readEntry } from '../features/catalogue/transfer/read-entry.js'
import { type Language, say } from '../shared/text.js'
import type { LegalDate } from '../shared/time.js'

/** An entry as a file has it: with its versions, or as the one document that counts. */
interface FiledEntry {
  code: string
  /** None where no version is in force. */
  document: DirectoryDocument | undefined
}

/**
 * The basic directory out of a file (基本目录文件) as it is on a day, by basic codes: whole entries as an export has them,
 * or bare documents. A line that is neither ends it: a check against half a directory would find nothing where it should.
 */
export async function readDirectoryFile(
  file: string,
  on: LegalDate,
  language: Language,
): Promise<ReadonlyMap<string, DirectoryDocument>> {
  const entries = new Map<string, DirectoryDocument | undefined>()
  for await (const { number, bytes } of linesOf(createReadStream(file), { bytes: 0, lines: 0 }, LINE_LIMIT)) {
    if (bytes !== undefined && isBlank(bytes)) continue
    const read = readFiled(bytes, on)
    if ('findings' in read) {
      const [{ rule, pointer, message }] = read.findings as [LineFinding]
      throw new Error(`${file}:${number} ${rule} ${pointer} ${say(message, language)}`)
    }
    if (entries.has(read.code)) throw new Error(`${file}:${number} CODE_TWICE ${read.code}`)
    entries.set(read.code, read.document)
  }
  return new Map(
    [...entries].flatMap(([code, document]) => (document === undefined ? [] : [[code, document]])),
  )
}

function readFiled(bytes: Buffer | undefined, on: LegalDate): FiledEntry | { findings: LineFinding[] } {
  const bare = readBare(bytes)
  if (bare !== undefined) {
    const findings = checkForm(bare, DirectoryDocument)
    const document = bare as DirectoryDocument
    return findings.length > 0 ? { findings } : { code: document.basicCode, document }
  }
  const read = readEntry<DirectoryDocument>(bytes, DirectoryLine, 'basicCode')
  if ('findings' in read) return read
  const inForce = read.entry.versions.findLast(({ effectiveFrom }) => effectiveFrom <= on)
  return { code: read.code, document: inForce?.document }
}

/** What a line without versions holds. */
function readBare(bytes: Buffer | undefined): object | undefined {
  const read = bytes === undefined ? undefined : readLine(bytes)
  if (read === undefined || 'findings' in read) return undefined
  return Object.hasOwn(read.value as object, 'versions') ? undefined : (read.value as object)
}
