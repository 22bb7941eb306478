/** A spreadsheet takes what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/

export type Cell = string | number | undefined

/**
 * A line of CSV (RFC 4180): quoted where needed, ended by CR LF. `spreadsheet`: an apostrophe in front of what a
 * spreadsheet would run as a formula; never for exchange, where it would be part of the value.
 */
export function csvLine(cells: readonly Cell[], { spreadsheet = false } = {}): string {
  return `${cells.map((cell) => csvCell(cell, spreadsheet)).join(',')}\r\n`
}

function csvCell(cell: Cell, spreadsheet: boolean): string {
  if (cell === undefined) return ''
  const text = String(cell)
  const shown = spreadsheet && typeof cell === 'string' && FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}
