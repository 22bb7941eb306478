import { type CsvLine, readCsvLines } from './csv-reader.js'
import type { InputError } from './problem.js'
import type { Text } from './text.js'
import { seenText } from './typed-text.js'

/** What the columns of a table are called: first as the API says it, then as offices write it, then what else is usual. */
export type Columns<Name extends string> = Readonly<Record<Name, readonly [string, string, ...string[]]>>

export interface TableLine<Name extends string> {
  number: number
  of: (name: Name) => string
  /** A cell goes on over the end of its line. */
  isBroken: boolean
  /** Cells under no heading. */
  errors: InputError[]
}

/**
 * Lines of a table under its headings (表格), each with its number in the file; or what is wrong with the headings: one that
 * nobody knows, one that stands twice, one that is missing. Nothing that stands in a cell is passed over. Pure.
 */
export function readTable<Name extends string>(
  csv: string,
  columns: Columns<Name>,
  wanted: readonly NoInfer<Name>[],
): { lines: TableLine<Name>[] } | { errors: InputError[] } {
  const [headings, ...lines] = readCsvLines(csv)
  const names = (headings?.cells ?? []).map((heading) => nameOf(heading, columns))
  const errors = headingErrors(headings, names, columns, wanted)
  if (errors.length > 0) return { errors }
  return {
    lines: lines.map(({ number, cells }) => ({
      number,
      of: (name) => seen(cells[names.indexOf(name)] ?? ''),
      isBroken: cells.some((cell) => cell.includes('\n')),
      errors: cells.flatMap((cell, at) =>
        names[at] === undefined && seen(cell) !== '' ? [unreadable(number, extra(at + 1))] : [],
      ),
    })),
  }
}

/** What a reader sees of a cell: spreadsheets and web pages leave characters without width in it (零宽字符). */
const seen = (cell: string): string =>
  seenText(cell)
    .replaceAll(/\p{Cc}/gu, '')
    .trim()

/** Letters of any case, with or without what parts words: `source_doc`, `Source Doc`. */
const plain = (heading: string): string =>
  seen(heading)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')

function nameOf<Name extends string>(heading: string, columns: Columns<Name>): Name | undefined {
  const names = Object.keys(columns) as Name[]
  return names.find((name) => columns[name].some((each) => plain(each) === plain(heading)))
}

function headingErrors<Name extends string>(
  headings: CsvLine | undefined,
  names: readonly (Name | undefined)[],
  columns: Columns<Name>,
  wanted: readonly Name[],
): InputError[] {
  const { number = 1, cells = [] } = headings ?? {}
  const errors = cells.flatMap((cell, at): InputError[] => {
    const name = names[at]
    const pointer = '/csv'
    // An unnamed column at the end is what spreadsheets leave; a cell under it is told by its line.
    if (name === undefined && seen(cell) === '') return []
    if (name === undefined) {
      const message = ofLine(number, unknown(at + 1, seen(cell).slice(0, 50), columns))
      return [{ pointer, code: 'HEADINGS_UNKNOWN', message }]
    }
    const first = names.indexOf(name)
    if (first === at) return []
    return [{ pointer, code: 'HEADING_TWICE', message: ofLine(number, twice(first + 1, at + 1)) }]
  })
  const missing = wanted.filter((name) => !names.includes(name))
  if (missing.length > 0)
    errors.push({
      pointer: '/csv',
      code: 'HEADINGS_UNKNOWN',
      message: ofLine(number, missingText(missing, columns)),
    })
  return errors.slice(0, 20)
}

const known = <Name extends string>(names: readonly Name[], columns: Columns<Name>): Text => ({
  en: names.map((name) => columns[name][0]).join(', '),
  zh: names.map((name) => columns[name].filter((each) => /\p{Script=Han}/u.test(each)).join('|')).join('、'),
})

function unknown<Name extends string>(column: number, heading: string, columns: Columns<Name>): Text {
  const { en, zh } = known(Object.keys(columns) as Name[], columns)
  return {
    en: `the heading of column ${column}, "${heading}", is not known; known are ${en} (${zh})`,
    zh: `第 ${column} 列列名“${heading}”不认识；可用的列名：${zh}（${en}）`,
  }
}

function missingText<Name extends string>(missing: readonly Name[], columns: Columns<Name>): Text {
  const [absent, all] = [known(missing, columns), known(Object.keys(columns) as Name[], columns)]
  return {
    en: `no column is called ${absent.en}; the first line names the columns, known are ${all.en} (${all.zh})`,
    zh: `缺少列：${absent.zh}；第一行为列名，可用的列名：${all.zh}（${all.en}）`,
  }
}

/** Two columns that say the same. */
export const twice = (first: number, column: number): Text => ({
  en: `columns ${first} and ${column} say the same: leave one`,
  zh: `第 ${first} 列和第 ${column} 列含义相同，请只保留一列`,
})
/** A cell that stands where no heading is. */
export const extra = (column: number): Text => ({
  en: `column ${column} stands under no heading: is there a comma too many, or is a cell with a comma not quoted?`,
  zh: `第 ${column} 列没有列名：是否多了逗号，或者含逗号的单元格没有加引号？`,
})

/** What is said of a line of a table. */
export const ofLine = (line: number, { en, zh }: Text): Text => ({
  en: `Line ${line}: ${en}`,
  zh: `第 ${line} 行：${zh}`,
})

/** What is wrong with a line of a table. */
export const unreadable = (line: number, message: Text): InputError => ({
  pointer: '/csv',
  code: 'LINE_UNREADABLE',
  message: ofLine(line, message),
})
