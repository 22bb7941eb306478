/** Cells of a table in CSV (RFC 4180), line by line: quoted cells may hold commas, quotes and line ends. Blank lines are none. */
export function readCsv(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  let cell = ''
  let isQuoted = false
  const endLine = (): void => {
    line.push(cell)
    if (line.some((each) => each.trim() !== '')) lines.push(line)
    line = []
    cell = ''
  }
  // A mark of the byte order is what spreadsheets begin with.
  const source = text.replace(/^\ufeff/, '')
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at]
    if (isQuoted) {
      if (letter !== '"') cell += letter
      else if (source[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (letter === '"' && cell === '') isQuoted = true
    else if (letter === ',') {
      line.push(cell)
      cell = ''
    } else if (letter === '\n') endLine()
    else if (letter !== '\r') cell += letter
  }
  endLine()
  return lines
}
