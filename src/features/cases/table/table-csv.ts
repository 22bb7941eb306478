import { type CsvLine, readCsvLines } from '../../../shared/csv-reader.js'
import { extra, ofLine, twice, unreadable } from '../../../shared/csv-table.js'
import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import { seenText } from '../../../shared/typed-text.js'
import { cellValue, INDEX, isOtherKind } from './table.js'

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
  common: Members = {},
): { rows: Members[] } | { errors: InputError[] } {
  const [headings, ...lines] = readCsvLines(csv)
  const names = (headings?.cells ?? []).map(seen)
  const paths = names.map((name) => name.split('.'))
  const wrong = headingErrors(headings?.number ?? 1, paths, formSchema)
  const errors = [
    ...wrong,
    ...lines.flatMap((line) => lineErrors(line, names)),
    // What a heading means is known first.
    ...(wrong.length > 0 ? [] : lines.flatMap((line) => gapsIn(line, paths, common))),
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

/** So many columns no form has: with more, comparing them all would hold everybody else up. */
const MOST_COLUMNS = 1000
/** So many a line of a spreadsheet has, empty ones with it. */
const MOST_CELLS = 16_384
/** Nor is a member as deep. */
const MOST_PARTS = 20
const PART = /^(?!__proto__$|constructor$|prototype$)[^.]{1,100}$/
/** Written as a place in a list, whether it is one or not: 07, 100, -1, １. */
const NUMERIC = /^[+-]?\p{Nd}+$/u

function headingErrors(number: number, paths: readonly Path[], formSchema: object | undefined): InputError[] {
  const wrong = (code: string, message: Text) => ({ pointer: '/csv', code, message: ofLine(number, message) })
  const names = paths.map((parts) => parts.join('.'))
  if (names.length > MOST_CELLS || names.filter((name) => name !== '').length > MOST_COLUMNS)
    return [wrong('HEADINGS_TOO_MANY', TOO_WIDE)]
  return paths.flatMap((parts, at): InputError[] => {
    const name = names[at] ?? ''
    // An unnamed column at the end is what spreadsheets leave; a cell under it is told by its line.
    if (name === '') return []
    const isPath = parts.length <= MOST_PARTS && parts.every((part) => PART.test(part))
    if (!isPath || NUMERIC.test(parts[0] ?? '')) return [wrong('HEADINGS_UNKNOWN', noPath(at + 1))]
    if (parts.some((part) => NUMERIC.test(part) && !INDEX.test(part)))
      return [wrong('HEADINGS_UNKNOWN', noPlace(at + 1))]
    if (parts[0] === 'form' && isOtherKind(formSchema, parts.slice(1)))
      return [wrong('HEADINGS_UNKNOWN', otherKind(at + 1))]
    const first = names.indexOf(name)
    if (first < at) return [wrong('HEADING_TWICE', twice(first + 1, at + 1))]
    const other = paths.slice(0, at).findIndex((each, index) => names[index] !== '' && clash(each, parts))
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

/**
 * A list has no gap: what a line says of an entry must find those before it, in the line itself or in what all have in
 * common. Else an entry of nothing would stand there, which nobody wrote.
 */
function gapsIn({ number, cells }: CsvLine, paths: readonly Path[], common: Members): InputError[] {
  const said = paths.map((path, at) => (seen(cells[at] ?? '') === '' ? [] : path))
  // Looked up, each list once: a line may be long, and searching it for every cell would hold everybody else up.
  const standing = new Set(said.flatMap((path) => path.map((_, at) => path.slice(0, at + 1).join('.'))))
  const gaps = new Map<string, number>()
  const gapOf = (list: Path): number => {
    const name = list.join('.')
    let at = gaps.get(name)
    if (at === undefined) {
      at = lengthIn(common, list)
      while (standing.has(`${name}.${at}`)) at += 1
      gaps.set(name, at)
    }
    return at
  }
  return said.flatMap((path, column) => {
    for (const [index, part] of path.entries()) {
      if (!INDEX.test(part)) continue
      const list = path.slice(0, index)
      const missing = gapOf(list)
      if (missing < Number(part))
        return [
          {
            pointer: '/csv',
            code: 'LIST_GAP',
            message: ofLine(number, gap(column + 1, [...list, String(missing)].join('.'))),
          },
        ]
    }
    return []
  })
}

/** How many entries the list at a path has; 0 where there is none. */
function lengthIn(common: Members, path: Path): number {
  let at: unknown = common
  for (const part of path) at = (at as Members | null | undefined)?.[part]
  return Array.isArray(at) ? at.length : 0
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
const TOO_WIDE: Text = {
  en: `the table has more than ${MOST_COLUMNS} columns: part it, each with the columns that it needs`,
  zh: `表格超过 ${MOST_COLUMNS} 列，请拆分后分别提交，每份只保留需要的列`,
}
const otherKind = (column: number): Text => ({
  en: `the heading of column ${column} names a place where the form has no list, or a name where it has one`,
  zh: `第 ${column} 列列名与表单不符：该字段不是列表却写了序号，或者是列表却写了名称`,
})
const noPlace = (column: number): Text => ({
  en: `the heading of column ${column} names a place in a list that is none: places are 0 to 99, as in parties.0.mobile`,
  zh: `第 ${column} 列列名中的列表序号无效，序号为 0 至 99，如 parties.0.mobile`,
})
const gap = (column: number, before: string): Text => ({
  en: `column ${column} names an entry of a list before which ${before} is missing: fill lists in from 0 on, without a gap`,
  zh: `第 ${column} 列填写了列表的后一项，但缺少前一项 ${before}：列表应从 0 起依次填写`,
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
