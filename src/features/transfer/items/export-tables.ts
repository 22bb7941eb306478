import type { Queryable } from '../../../database/queryable.js'
import { type Cell, csvLine } from '../../../shared/csv.js'
import type { Dictionaries } from '../../dictionaries/dictionary.js'
import { type ExportFilters, selectWireDirectory, selectWireItems } from './export-store.js'
import { type WireCodes, wireCodesOf } from './up-task-codes.js'
import { directoryCells, itemRows, WIRE_TABLES, type WireTableName } from './up-task-tables.js'

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
  for (let after = ''; ; ) {
    const page = await pageOf(db, { name, codes }, filters, after)
    const text = page.rows.map((cells) => csvLine(cells, { spreadsheet })).join('')
    if (text !== '') yield text
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
): Promise<{ rows: Cell[][]; last: string | undefined }> {
  if (name === 'up_task_directory') {
    const entries = await selectWireDirectory(db, filters, after, PAGE)
    const last = entries.length < PAGE ? undefined : entries.at(-1)?.document.basicCode
    return { rows: entries.map((entry) => directoryCells(entry, codes)), last }
  }
  const items = await selectWireItems(db, filters, after, PAGE)
  const last = items.length < PAGE ? undefined : items.at(-1)?.document.itemCode
  return { rows: items.flatMap((item) => itemRows(name, item, codes)), last }
}
