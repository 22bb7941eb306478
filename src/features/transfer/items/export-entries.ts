import type { Deps } from '../../../deps.js'
import { travellingFile } from '../../files/file-service.js'
import { type EntryLine, type ExportFilters, selectDirectoryLines, selectEntryLines } from './export-store.js'

export type { ExportFilters } from './export-store.js'

/** Entries of one statement; some hundred kilobytes. */
const PAGE = 100

const SELECT = { items: selectEntryLines, directory: selectDirectoryLines }

/** The export, a page of lines at a time; never more than a page is in memory. */
export async function* entryLines(
  deps: Pick<Deps, 'pool' | 'files'>,
  kind: keyof typeof SELECT,
  filters: ExportFilters,
): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const rows = await SELECT[kind](deps.pool, filters, after, PAGE)
    const last = rows.at(-1)
    if (last === undefined) return
    if (rows.every(({ files = [] }) => files.length === 0)) yield rows.map(({ text }) => `${text}\n`).join('')
    else for (const row of rows) yield await withFiles(deps, row)
    if (rows.length < PAGE) return
    after = last.code
  }
}

/** A line with the files that it names: what reads it elsewhere needs nothing else. One file after another in memory. */
async function withFiles(
  deps: Pick<Deps, 'pool' | 'files'>,
  { text, files = [] }: EntryLine,
): Promise<string> {
  const told: string[] = []
  for (const id of files) {
    const file = await travellingFile(deps, id)
    if (file !== undefined) told.push(JSON.stringify(file))
  }
  return told.length === 0 ? `${text}\n` : `${text.slice(0, -1)}, "files": [${told.join(', ')}]}\n`
}
