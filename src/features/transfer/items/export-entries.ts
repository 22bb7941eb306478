import type { Queryable } from '../../../database/queryable.js'
import { type ExportFilters, selectDirectoryLines, selectEntryLines } from './export-store.js'

/** Entries of one statement; some hundred kilobytes. */
const PAGE = 100

const SELECT = { items: selectEntryLines, directory: selectDirectoryLines }

/** The export, a page of lines at a time; never more than a page is in memory. */
export async function* entryLines(
  db: Queryable,
  kind: keyof typeof SELECT,
  filters: ExportFilters,
): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const rows = await SELECT[kind](db, filters, after, PAGE)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map(({ text }) => `${text}\n`).join('')
    if (rows.length < PAGE) return
    after = last.code
  }
}
