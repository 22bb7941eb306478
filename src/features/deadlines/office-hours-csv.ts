import { csvLine } from '../../shared/csv.js'
import { type Columns, readTable, unreadable } from '../../shared/csv-table.js'
import type { InputError } from '../../shared/problem.js'
import type { Language } from '../../shared/text.js'
import { type DayHours, MOST_LINES, type OfficeHours } from './office-hours.js'

// Hours of office as a table (办公时间 CSV), as offices keep them in spreadsheets.

const COLUMNS = {
  seasonFrom: ['seasonFrom', '季节起'],
  seasonTo: ['seasonTo', '季节止'],
  weekdays: ['weekdays', '星期'],
  morningFrom: ['morningFrom', '上午上班'],
  morningTo: ['morningTo', '上午下班'],
  afternoonFrom: ['afternoonFrom', '下午上班'],
  afternoonTo: ['afternoonTo', '下午下班'],
} as const satisfies Columns<string>
type Column = keyof typeof COLUMNS
const NAMES = Object.keys(COLUMNS) as Column[]

/** The table, with the headings of a language. */
export function officeHoursTable(lines: readonly OfficeHours[], language: Language): string {
  const headings = NAMES.map((name) => COLUMNS[name][language === 'zh' ? 1 : 0])
  const rows = lines.map(({ season, weekdays, morning, afternoon }) => [
    season?.from,
    season?.to,
    weekdays.join(' '),
    morning?.from,
    morning?.to,
    afternoon?.from,
    afternoon?.to,
  ])
  return [headings, ...rows].map((cells) => csvLine(cells)).join('')
}

/** The lines of a table, or what is wrong with it by the line. */
export function officeHoursOfCsv(csv: string): { hours: OfficeHours[] } | { errors: InputError[] } {
  const table = readTable(csv, COLUMNS, ['weekdays'])
  if ('errors' in table) return table
  const { lines } = table
  // A table that broke off after its first line must not take away the hours that there are.
  if (lines.length === 0)
    return { errors: [{ pointer: '/csv', code: 'LINES_MISSING', message: LINES_MISSING }] }
  if (lines.length > MOST_LINES)
    return { errors: [{ pointer: '/csv', code: 'TOO_MANY_LINES', message: TOO_MANY_LINES }] }
  const errors: InputError[] = []
  const hours = lines.flatMap(({ number, of, isBroken, errors: extra }): OfficeHours[] => {
    const read = isBroken ? undefined : readLine(of)
    errors.push(...(read === undefined ? [unreadable(number, WANTED)] : []), ...extra)
    return read === undefined ? [] : [read]
  })
  return errors.length > 0 ? { errors: errors.slice(0, 20) } : { hours }
}

function readLine(cell: (name: Column) => string): OfficeHours | undefined {
  const weekdays = weekdaysOf(cell('weekdays'))
  const [morning, afternoon] = [
    hoursOf(cell('morningFrom'), cell('morningTo')),
    hoursOf(cell('afternoonFrom'), cell('afternoonTo')),
  ]
  const [from, to] = [cell('seasonFrom'), cell('seasonTo')]
  const isDay = (text: string): boolean => /^\d{2}-\d{2}$/.test(text)
  const hasSeason = isDay(from) && isDay(to)
  if (weekdays === undefined || morning === null || afternoon === null) return undefined
  if (!hasSeason && (from !== '' || to !== '')) return undefined
  return {
    ...(hasSeason ? { season: { from, to } } : {}),
    weekdays,
    ...(morning === undefined ? {} : { morning }),
    ...(afternoon === undefined ? {} : { afternoon }),
  }
}

/** undefined: the office is closed then; null: unreadable. */
function hoursOf(from: string, to: string): DayHours | undefined | null {
  if (from === '' && to === '') return undefined
  const [begins, ends] = [from, to].map((time) => time.replace('：', ':').replace(/^(\d):/, '0$1:'))
  const isTime = (text = ''): boolean => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)
  return isTime(begins) && isTime(ends) ? { from: begins as string, to: ends as string } : null
}

const DAYS = '一二三四五六日'

/** `1-5`, `1 2 3`, `一至五`, `周一、周三`. */
function weekdaysOf(text: string): number[] | undefined {
  const plain = text
    .replaceAll(/周|星期/g, '')
    .replaceAll('天', '日')
    .replaceAll(/[一二三四五六日]/g, (day) => String(DAYS.indexOf(day) + 1))
  const days = plain.split(/[\s、，,;；]+/).map((part): number[] => {
    const [, from, to] = /^([1-7])(?:[-–—~至到]([1-7]))?$/.exec(part) ?? []
    if (from === undefined) return []
    const [first, last] = [Number(from), Number(to ?? from)]
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at)
  })
  if (days.some((each) => each.length === 0)) return undefined
  return [...new Set(days.flat())].sort((a, b) => a - b)
}

const LINES_MISSING = {
  en: 'No line follows the headings; to take the hours away send an empty list as hours',
  zh: '列名之后没有数据行；要清除办公时间，请以 hours 提交空列表',
}
const TOO_MANY_LINES = { en: `At most ${MOST_LINES} lines`, zh: `至多 ${MOST_LINES} 行` }
const WANTED = {
  en: 'weekdays (1-5), times HH:MM in pairs, and both days of a season (MM-DD) or none',
  zh: '星期（1-5、一至五）、成对的时间（08:30）、季节起止（05-01）或者均不填',
}
