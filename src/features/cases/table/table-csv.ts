import { type CsvLine, readCsvLines } from '../../../shared/csv-reader.js'
import { extra, ofLine, twice, unreadable } from '../../../shared/csv-table.js'
import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import { seenText } from '../../../shared/typed-text.js'
import { cellValue } from './table.js'

type Members = Record<string, unknown>
type Path = readonly string[]

/**
 * A table in CSV as rows (表格): each heading is the path of a member, `form.businessName`, `parties.0.mobile`,
 * `externalNos.0.number`; an empty cell says nothing. Cells become what the item's form wants: numbers, yes and no, lists
 * parted by `;`. Nothing that stands in a cell is passed over: what has no place is told by line and column. Pure.
 */
export function rowsOfCsv(
  csv: string,
  formSchema: object | undefined,
): { rows: Members[] } | { errors: InputError[] } {
  const [headings, ...lines] = readCsvLines(csv)
  const names = (headings?.cells ?? []).map(seen)
  const paths = names.map((name) => name.split('.'))
  const errors = [
    ...headingErrors(headings?.number ?? 1, names),
    ...lines.flatMap((line) => lineErrors(line, names)),
    ...(lines.length === 0 ? [{ pointer: '/csv', code: 'LINES_MISSING', message: LINES_MISSING }] : []),
  ]
  if (errors.length > 0) return { errors: errors.slice(0, 20) }
  const rows = lines.map(({ cells }) => {
    const row: Members = {}
    for (const [at, path] of paths.entries()) {
      const cell = seen(cells[at] ?? '')
      if (cell !== '') place(row, path, cellValue(path, cell, formSchema))
    }
    return row
  })
  return { rows }
}

const seen = (cell: string): string => seenText(cell).trim()

const PART = /^(?!__proto__$|constructor$|prototype$)[^.]{1,100}$/
const INDEX = /^\d{1,2}$/

function headingErrors(number: number, names: readonly string[]): InputError[] {
  const wrong = (code: string, message: Text) => ({ pointer: '/csv', code, message: ofLine(number, message) })
  return names.flatMap((name, at): InputError[] => {
    // An unnamed column at the end is what spreadsheets leave; a cell under it is told by its line.
    if (name === '') return []
    if (!name.split('.').every((part) => PART.test(part))) return [wrong('HEADINGS_UNKNOWN', noPath(at + 1))]
    const first = names.indexOf(name)
    if (first < at) return [wrong('HEADING_TWICE', twice(first + 1, at + 1))]
    const other = names
      .slice(0, at)
      .findIndex((each) => each !== '' && clash(each.split('.'), name.split('.')))
    return other === -1 ? [] : [wrong('HEADINGS_CLASH', clashing(other + 1, at + 1))]
  })
}

/** One place cannot be a value and have parts (`form`, `form.name`), nor be a list and have names (`parties.0`, `parties.x`). */
function clash(one: Path, other: Path): boolean {
  const parted = one.findIndex((part, at) => part !== other[at])
  const [here, there] = [one[parted], other[parted]]
  if (parted === -1 || there === undefined) return true
  return parted > 0 && INDEX.test(here ?? '') !== INDEX.test(there)
}

function lineErrors({ number, cells, isOpen }: CsvLine, names: readonly string[]): InputError[] {
  if (isOpen === true) return [unreadable(number, OPEN)]
  return cells.flatMap((cell, at) =>
    (names[at] ?? '') === '' && seen(cell) !== '' ? [unreadable(number, extra(at + 1))] : [],
  )
}

function place(row: Members, path: Path, value: unknown): void {
  let at: Members = row
  for (const [index, name] of path.slice(0, -1).entries()) {
    at[name] ??= INDEX.test(path[index + 1] ?? '') ? [] : {}
    at = at[name] as Members
  }
  at[path.at(-1) ?? ''] = value
}

const noPath = (column: number): Text => ({
  en: `the heading of column ${column} is no path of a member, as form.businessName or parties.0.mobile`,
  zh: `第 ${column} 列列名不是字段路径，应如 form.businessName、parties.0.mobile`,
})
const clashing = (first: number, column: number): Text => ({
  en: `columns ${first} and ${column} cannot both be: one is a part of the other, or one is a place in a list and the other a name`,
  zh: `第 ${first} 列与第 ${column} 列不能并存：一列是另一列的组成部分，或者一列是列表序号而另一列是名称`,
})
const OPEN: Text = {
  en: 'a quotation mark is not closed: what follows would be taken for a part of the cell',
  zh: '引号没有成对，其后的内容会被当作该单元格的一部分',
}
const LINES_MISSING: Text = {
  en: 'No line follows the headings',
  zh: '列名之后没有数据行',
}
