/** A spreadsheet takes what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/
/** And this for a number or a date: zeros in front and the last digits of a long code would be lost. */
const NUMERIC = /^(?=.{1,100}$)[.,/:\s-]*\d[\d.,/:\s-]*(?:[eE][+-]?\d+)?$/

export type Cell = string | number | undefined

/**
 * A line of CSV (RFC 4180): quoted where needed, ended by CR LF. `spreadsheet`: an apostrophe in front of what a
 * spreadsheet would run as a formula, and codes of digits as text (`="01"`); never for exchange, where that would be part
 * of the value.
 */
export function csvLine(cells: readonly Cell[], { spreadsheet = false } = {}): string {
  return `${cells.map((cell) => csvCell(cell, spreadsheet)).join(',')}\r\n`
}

function csvCell(cell: Cell, spreadsheet: boolean): string {
  if (cell === undefined) return ''
  const text = String(cell)
  const shown = spreadsheet && typeof cell === 'string' ? forSpreadsheet(text) : text
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}

const forSpreadsheet = (text: string): string =>
  NUMERIC.test(text) ? `="${text}"` : FORMULA.test(text) ? `'${text}` : text
