import { readCsv } from '../../shared/csv-reader.js'
import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import { isLegalDate, type LegalDate } from '../../shared/time.js'

export interface CsvDay {
  date: LegalDate
  kind: 'HOLIDAY' | 'WORKDAY'
  name: string
  sourceDoc?: string
}

/** Headings in the words of the API, and as offices write them. */
const HEADINGS: Readonly<Record<string, keyof CsvDay>> = {
  date: 'date',
  日期: 'date',
  kind: 'kind',
  类型: 'kind',
  name: 'name',
  名称: 'name',
  sourceDoc: 'sourceDoc',
  文号: 'sourceDoc',
}
/** A map, for a cell may say `constructor`, which every object has. */
const KINDS: ReadonlyMap<string, CsvDay['kind']> = new Map([
  ['HOLIDAY', 'HOLIDAY'],
  ['放假', 'HOLIDAY'],
  ['WORKDAY', 'WORKDAY'],
  ['上班', 'WORKDAY'],
])

/**
 * Days of a calendar from a table (日历 CSV 导入): a line of headings, then a day a line. Gives them, or what is wrong by the
 * line of the table.
 */
export function daysOfCsv(csv: string): { days: CsvDay[] } | { errors: InputError[] } {
  const [headings = [], ...lines] = readCsv(csv)
  const columns = headings.map((heading) => HEADINGS[seen(heading)])
  if (!(['date', 'kind', 'name'] as const).every((name) => columns.includes(name)))
    return { errors: [{ pointer: '/csv', code: 'HEADINGS_UNKNOWN', message: HEADINGS_UNKNOWN }] }
  const errors: InputError[] = []
  const days = lines.flatMap((cells, index): CsvDay[] => {
    // A quotation mark that nobody closed swallows the days below it.
    if (cells.some((cell) => cell.includes('\n'))) {
      errors.push({ pointer: '/csv', code: 'LINE_UNREADABLE', message: ofLine(index, SWALLOWED) })
      return []
    }
    const of = (name: keyof CsvDay): string => seen(cells[columns.indexOf(name)] ?? '')
    const [date, kind, name, sourceDoc] = [of('date'), KINDS.get(of('kind')), of('name'), of('sourceDoc')]
    const wrong = (['date', 'kind', 'name', 'sourceDoc'] as const).filter((column) =>
      column === 'date'
        ? !isLegalDate(date)
        : column === 'kind'
          ? kind === undefined
          : column === 'name'
            ? name === '' || name.length > 100
            : sourceDoc.length > 200,
    )
    if (wrong.length === 0 && isLegalDate(date) && kind !== undefined)
      return [{ date, kind, name, ...(sourceDoc === '' ? {} : { sourceDoc }) }]
    for (const column of wrong)
      errors.push({
        pointer: '/csv',
        code: 'LINE_UNREADABLE',
        message: ofLine(index, { en: `${column}: ${WANTED[column].en}`, zh: WANTED[column].zh }),
      })
    return []
  })
  return errors.length > 0 ? { errors: errors.slice(0, 20) } : { days }
}

/** What a reader sees of a cell: spreadsheets and web pages leave characters without width in it (零宽字符). */
const seen = (cell: string): string => cell.replaceAll(/[\p{Cf}\p{Cc}]/gu, '').trim()

const HEADINGS_UNKNOWN: Text = {
  en: 'The first line names the columns date, kind, name and, if there, sourceDoc',
  zh: '第一行为列名：日期、类型、名称，可以有文号',
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

/** What is said of a day of a table, by its line: headings are the first. */
const ofLine = (index: number, { en, zh }: Text): Text => ({
  en: `Line ${index + 2}: ${en}`,
  zh: `第 ${index + 2} 行：${zh}`,
})

/** What was found of days that came as a table, by the lines that somebody sees who sent it (按行指明). */
export const byLines = (findings: readonly InputError[]): InputError[] =>
  findings.map((finding) => {
    const [, index] = /^\/days\/(\d+)/.exec(finding.pointer) ?? []
    if (index !== undefined)
      return { ...finding, pointer: '/csv', message: ofLine(Number(index), finding.message) }
    return finding.pointer === '/days' ? { ...finding, pointer: '/csv' } : finding
  })
