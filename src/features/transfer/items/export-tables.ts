import type { Queryable } from '../../../database/queryable.js'
import { csvLine } from '../../../shared/csv.js'
import type { Dictionaries } from '../../dictionaries/dictionary.js'
import { type ExportFilters, selectWireDirectory, selectWireItems } from './export-store.js'
import { type WireCodes, wireCodesOf } from './up-task-codes.js'
import {
  directoryRowOf,
  itemRows,
  WIRE_TABLE_NAMES,
  WIRE_TABLES,
  type WireRow,
  type WireTableName,
} from './up-task-tables.js'

const PAGE = 100
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A table of the national exchange library as CSV (国家交换库表), of the versions in force; a page of items at a time.
 * `spreadsheet`: with a byte-order mark, by which Excel knows UTF-8, and formulas disarmed.
 */
export async function* tableLines(
  db: Queryable,
  name: WireTableName,
  filters: ExportFilters,
  { dictionaries, spreadsheet }: { dictionaries: Dictionaries; spreadsheet: boolean },
): AsyncGenerator<string> {
  const codes = wireCodesOf(dictionaries)
  yield (spreadsheet ? BYTE_ORDER_MARK : '') + csvLine(WIRE_TABLES[name].columns)
  for await (const rows of pagesOf(db, { name, codes }, filters)) {
    const text = rows.map(({ cells }) => csvLine(cells, { spreadsheet })).join('')
    if (text !== '') yield text
  }
}

/** What of one table, or of all, the library would not take whole (不符合目标表的值), a misfit a line; no value is told. */
export async function* misfitLines(
  db: Queryable,
  name: WireTableName | undefined,
  filters: ExportFilters,
  dictionaries: Dictionaries,
): AsyncGenerator<string> {
  const codes = wireCodesOf(dictionaries)
  for (const table of name === undefined ? WIRE_TABLE_NAMES : [name])
    for await (const rows of pagesOf(db, { name: table, codes }, filters)) {
      const misfits = rows.flatMap((row) => row.misfits)
      const text = misfits.map((misfit) => `${JSON.stringify({ table, ...misfit })}\n`).join('')
      if (text !== '') yield text
    }
}

async function* pagesOf(
  db: Queryable,
  of: { name: WireTableName; codes: WireCodes },
  filters: ExportFilters,
): AsyncGenerator<WireRow[]> {
  for (let after = ''; ; ) {
    const page = await pageOf(db, of, filters, after)
    yield page.rows
    if (page.last === undefined) return
    after = page.last
  }
}

/** The rows of the next things after a code; `last` is where to go on, undefined at the end. */
async function pageOf(
  db: Queryable,
  { name, codes }: { name: WireTableName; codes: WireCodes },
  filters: ExportFilters,
  after: string,
): Promise<{ rows: WireRow[]; last: string | undefined }> {
  if (name === 'up_task_directory') {
    const entries = await selectWireDirectory(db, filters, after, PAGE)
    const last = entries.length < PAGE ? undefined : entries.at(-1)?.document.basicCode
    return { rows: entries.map((entry) => directoryRowOf(entry, codes)), last }
  }
  const items = await selectWireItems(db, filters, after, PAGE)
  const last = items.length < PAGE ? undefined : items.at(-1)?.document.itemCode
  return { rows: items.flatMap((item) => itemRows(name, item, codes)), last }
}
