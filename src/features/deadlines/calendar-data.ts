import type { LegalDate } from '../../shared/time.js'
import type { CalendarDayRow, CalendarRows } from './calendar.js'
import { dayNumberOf, legalDateAt } from './day-number.js'

interface Holiday {
  name: string
  /** First and last day off, `MM-DD`. */
  off: readonly [from: string, through: string]
  /** Weekend days worked in exchange (调休上班). */
  worked?: readonly string[]
}

interface Notice {
  year: number
  /** Number of the State Council's notice (国务院办公厅关于…年部分节假日安排的通知). */
  noticeNo: string
  holidays: readonly Holiday[]
}

/** The notices of 2023-10-25, 2024-11-12 and 2025-11-04, word for word. */
const NOTICES: readonly Notice[] = [
  {
    year: 2024,
    noticeNo: '国办发明电〔2023〕7号',
    holidays: [
      { name: '元旦', off: ['01-01', '01-01'] },
      { name: '春节', off: ['02-10', '02-17'], worked: ['02-04', '02-18'] },
      { name: '清明节', off: ['04-04', '04-06'], worked: ['04-07'] },
      { name: '劳动节', off: ['05-01', '05-05'], worked: ['04-28', '05-11'] },
      { name: '端午节', off: ['06-10', '06-10'] },
      { name: '中秋节', off: ['09-15', '09-17'], worked: ['09-14'] },
      { name: '国庆节', off: ['10-01', '10-07'], worked: ['09-29', '10-12'] },
    ],
  },
  {
    year: 2025,
    noticeNo: '国办发明电〔2024〕12号',
    holidays: [
      { name: '元旦', off: ['01-01', '01-01'] },
      { name: '春节', off: ['01-28', '02-04'], worked: ['01-26', '02-08'] },
      { name: '清明节', off: ['04-04', '04-06'] },
      { name: '劳动节', off: ['05-01', '05-05'], worked: ['04-27'] },
      { name: '端午节', off: ['05-31', '06-02'] },
      { name: '国庆节、中秋节', off: ['10-01', '10-08'], worked: ['09-28', '10-11'] },
    ],
  },
  {
    year: 2026,
    noticeNo: '国办发明电〔2025〕7号',
    holidays: [
      { name: '元旦', off: ['01-01', '01-03'], worked: ['01-04'] },
      { name: '春节', off: ['02-15', '02-23'], worked: ['02-14', '02-28'] },
      { name: '清明节', off: ['04-04', '04-06'] },
      { name: '劳动节', off: ['05-01', '05-05'], worked: ['05-09'] },
      { name: '端午节', off: ['06-19', '06-21'] },
      { name: '中秋节', off: ['09-25', '09-27'] },
      { name: '国庆节', off: ['10-01', '10-07'], worked: ['09-20', '10-10'] },
    ],
  },
]

/** The national calendar (全国工作日历), seeded for 2024–2026; later years are imported by the operator. */
export const NATIONAL_CALENDAR: CalendarRows & { name: string; nameEn: string } = {
  code: 'CN',
  name: '全国工作日历',
  nameEn: 'National working-day calendar',
  revision: 1,
  years: NOTICES.map(({ year, noticeNo }) => ({ year, status: 'OFFICIAL', noticeNo })),
  days: NOTICES.flatMap(rowsOf),
}

function rowsOf({ year, noticeNo, holidays }: Notice): CalendarDayRow[] {
  return holidays
    .flatMap(({ name, off, worked = [] }) => [
      ...datesBetween(`${year}-${off[0]}`, `${year}-${off[1]}`).map((date) => row(date, 'HOLIDAY', name)),
      ...worked.map((day) => row(`${year}-${day}`, 'WORKDAY', `${name}调休上班`)),
    ])
    .sort((a, b) => (a.date < b.date ? -1 : 1))

  function row(date: LegalDate, kind: CalendarDayRow['kind'], name: string): CalendarDayRow {
    return { date, kind, name, sourceDoc: noticeNo }
  }
}

function datesBetween(from: LegalDate, through: LegalDate): LegalDate[] {
  const first = dayNumberOf(from)
  return Array.from({ length: dayNumberOf(through) - first + 1 }, (_, offset) => legalDateAt(first + offset))
}
