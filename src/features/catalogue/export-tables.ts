import type { Queryable } from '../../database/queryable.js'
import { csvLine } from '../../shared/csv.js'
import { type ExportFilters, selectWireItems } from './export-store.js'
import { WIRE_TABLES, type WireTableName, wireRows } from './up-task-tables.js'

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
  spreadsheet: boolean,
): AsyncGenerator<string> {
  yield (spreadsheet ? BYTE_ORDER_MARK : '') + csvLine(WIRE_TABLES[name].columns)
  for (let after = ''; ; ) {
    const items = await selectWireItems(db, filters, after, PAGE)
    const text = items
      .flatMap((item) => wireRows(name, item))
      .map((cells) => csvLine(cells, { spreadsheet }))
      .join('')
    if (text !== '') yield text
    const last = items.at(-1)
    if (last === undefined || items.length < PAGE) return
    after = last.document.itemCode
  }
}
