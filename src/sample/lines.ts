import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ItemDocument } from '../features/catalogue/item-document.js'
import type { Entry } from '../features/transfer/items/entry.js'
import type { KindName } from '../features/transfer/kind-names.js'
import { packageRoot } from '../shared/package-root.js'

/** What every installation begins with, and the sample town: a file a kind, lines as an export gives them. */
export type Folder = 'reference' | 'samples'

const SAMPLE_FILES = join(packageRoot, 'samples', 'files')

/** The lines of a kind, without the bytes of files; none where the folder has no such file. */
export function linesOf(folder: Folder, kind: KindName): string[] {
  const path = join(packageRoot, folder, `${kind}.ndjson`)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}

/** The same, each parsed. */
export const thingsOf = <T>(folder: Folder, kind: KindName): T[] =>
  linesOf(folder, kind).map((line) => JSON.parse(line) as T)

interface NamedFile {
  fileId: string
  name: string
  mediaType: string
}

/** Blank forms and the like (空白表格) lie beside the lines as files that everybody can open; here they are put in. */
export function withFiles(line: string): string {
  if (!line.includes('"files"')) return line
  const entry = JSON.parse(line) as { files?: NamedFile[] }
  if (entry.files === undefined) return line
  const files = entry.files.map((file) => {
    const bytes = readFileSync(join(SAMPLE_FILES, file.name))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { ...file, sha256, content: bytes.toString('base64') }
  })
  return JSON.stringify({ ...entry, files })
}

/** The sample item of a code, as its version in force says it. */
export function sampleItem(itemCode: string): ItemDocument {
  // Others name it too: an item that forwards to it, or comes after it.
  const document = linesOf('samples', 'items')
    .filter((line) => line.includes(`"${itemCode}"`))
    .map((line) => (JSON.parse(line) as Entry).versions.at(-1)?.document)
    .find((each) => each?.itemCode === itemCode)
  if (document === undefined) throw new Error(`samples/items.ndjson has no item ${itemCode}`)
  return document
}
