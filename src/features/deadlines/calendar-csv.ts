import { type Columns, ofLine, readTable, type TableLine, unreadable } from '../../shared/csv-table.js'
import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import { isLegalDate, type LegalDate } from '../../shared/time.js'

export interface CsvDay {
  date: LegalDate
  kind: 'HOLIDAY' | 'WORKDAY'
  name: string
  sourceDoc?: string
}

const COLUMNS: Columns<keyof CsvDay> = {
  date: ['date', '日期', 'day'],
  kind: ['kind', '类型', '种类', '类别', 'type'],
  name: ['name', '名称', '节日', '节日名称'],
  sourceDoc: ['sourceDoc', '文号', '通知文号', '依据', 'source', 'notice', 'noticeNo'],
}
/** A map, for a cell may say `constructor`, which every object has. */
const KINDS: ReadonlyMap<string, CsvDay['kind']> = new Map([
  ['HOLIDAY', 'HOLIDAY'],
  ['放假', 'HOLIDAY'],
  ['WORKDAY', 'WORKDAY'],
  ['上班', 'WORKDAY'],
])

/**
 * Days of a calendar from a table (日历 CSV 导入): a line of headings, then a day a line. Gives them with the line of each,
 * or what is wrong by the line of the table.
 */
export function daysOfCsv(csv: string): { days: CsvDay[]; lines: number[] } | { errors: InputError[] } {
  const table = readTable(csv, COLUMNS, ['date', 'kind', 'name'])
  if ('errors' in table) return table
  const errors: InputError[] = []
  const days: CsvDay[] = []
  for (const line of table.lines) {
    const read = readDay(line)
    if ('date' in read) days.push(read)
    else errors.push(...read.errors)
  }
  if (errors.length > 0) return { errors: errors.slice(0, 20) }
  return { days, lines: table.lines.map(({ number }) => number) }
}

function readDay({
  number,
  of,
  isBroken,
  errors,
}: TableLine<keyof CsvDay>): CsvDay | { errors: InputError[] } {
  // A quotation mark that nobody closed swallows the days below it.
  if (isBroken) return { errors: [unreadable(number, SWALLOWED)] }
  const [date, kind] = [of('date'), KINDS.get(of('kind').toUpperCase())]
  const [name, sourceDoc] = [of('name'), of('sourceDoc')]
  const isWrong: Readonly<Record<keyof CsvDay, boolean>> = {
    date: !isLegalDate(date),
    kind: kind === undefined,
    name: name === '' || name.length > 100,
    sourceDoc: sourceDoc.length > 200,
  }
  const wrong = (Object.keys(isWrong) as (keyof CsvDay)[]).filter((column) => isWrong[column])
  if (wrong.length === 0 && errors.length === 0 && isLegalDate(date) && kind !== undefined)
    return { date, kind, name, ...(sourceDoc === '' ? {} : { sourceDoc }) }
  const ofCells = wrong.map((column) => {
    const { en, zh } = WANTED[column]
    return unreadable(number, { en: `${column}: ${en}`, zh })
  })
  return { errors: [...ofCells, ...errors] }
}

const WANTED: Readonly<Record<keyof CsvDay, Text>> = {
  date: { en: 'a day that there is, as 2027-01-01', zh: '日期应为存在的日期，如 2027-01-01' },
  kind: { en: 'HOLIDAY or WORKDAY', zh: '类型应为“放假”或者“上班”' },
  name: { en: 'not empty, at most 100 characters', zh: '名称不得为空，不超过 100 字' },
  sourceDoc: { en: 'at most 200 characters', zh: '文号不超过 200 字' },
}

const SWALLOWED: Text = {
  en: 'a cell goes on over the end of the line: a quotation mark is not closed',
  zh: '有单元格跨行，引号没有成对',
}

/** What was found of days that came as a table, by the lines that somebody sees who sent it (按行指明). */
export const byLines = (findings: readonly InputError[], lines: readonly number[]): InputError[] =>
  findings.map((finding) => {
    const [, index] = /^\/days\/(\d+)/.exec(finding.pointer) ?? []
    const line = index === undefined ? undefined : lines[Number(index)]
    if (line !== undefined) return { ...finding, pointer: '/csv', message: ofLine(line, finding.message) }
    return finding.pointer === '/days' ? { ...finding, pointer: '/csv' } : finding
  })
