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
const KINDS: Readonly<Record<string, CsvDay['kind']>> = {
  HOLIDAY: 'HOLIDAY',
  放假: 'HOLIDAY',
  WORKDAY: 'WORKDAY',
  上班: 'WORKDAY',
}

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
    const of = (name: keyof CsvDay): string => seen(cells[columns.indexOf(name)] ?? '')
    const [date, kind, name, sourceDoc] = [of('date'), KINDS[of('kind')], of('name'), of('sourceDoc')]
    if (
      isLegalDate(date) &&
      kind !== undefined &&
      name !== '' &&
      name.length <= 100 &&
      sourceDoc.length <= 200
    )
      return [{ date, kind, name, ...(sourceDoc === '' ? {} : { sourceDoc }) }]
    errors.push({ pointer: '/csv', code: 'LINE_UNREADABLE', message: unreadable(index + 2) })
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
const unreadable = (line: number): Text => ({
  en: `Line ${line}: a date (2027-01-01), HOLIDAY or WORKDAY, and a name`,
  zh: `第 ${line} 行：应有日期（2027-01-01）、类型（放假或者上班）和名称`,
})
