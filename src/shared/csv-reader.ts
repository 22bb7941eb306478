/** A line of a table, and where it begins in the file: what somebody finds who opens it. */
export interface CsvLine {
  number: number
  cells: string[]
  /** Its last cell begins with a quotation mark that nobody closed: what follows in the file stands in it. */
  isOpen?: true
}

/**
 * A table in CSV (RFC 4180) line by line: quoted cells may hold commas, quotes and line ends; blank lines are none. Each with
 * its number as an editor counts them: blank lines and line ends within a cell count.
 */
export function readCsvLines(text: string): CsvLine[] {
  const lines: CsvLine[] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let number = 1
  let begun = 1
  const endLine = (): void => {
    cells.push(cell)
    if (isQuoted) lines.push({ number: begun, cells, isOpen: true })
    else if (cells.some((each) => each.trim() !== '')) lines.push({ number: begun, cells })
    cells = []
    cell = ''
    begun = number
  }
  // A mark of the byte order is what spreadsheets begin with.
  const source = text.replace(/^\ufeff/, '')
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at]
    if (letter === '\n') number += 1
    if (isQuoted) {
      if (letter !== '"') cell += letter
      else if (source[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (letter === '"' && cell === '') isQuoted = true
    else if (letter === ',') {
      cells.push(cell)
      cell = ''
    } else if (letter === '\n') endLine()
    else if (letter !== '\r') cell += letter
  }
  endLine()
  return lines
}
