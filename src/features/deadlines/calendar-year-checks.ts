import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'

/** A year as it is written: its status, the notice behind it and the days that differ from the plain week. */
export interface WrittenYear {
  status: string
  noticeNo?: string | undefined
  days: readonly { date: LegalDate; kind: string; sourceDoc?: string | undefined }[]
}

/** What is wrong with the days of a year. */
export function checkYear(year: number, { days }: WrittenYear): InputError[] {
  const seen = new Set<string>()
  return days.flatMap(({ date }, index) => {
    const errors: InputError[] = []
    const pointer = `/days/${index}/date`
    if (!date.startsWith(`${year}-`))
      errors.push({
        pointer,
        code: 'OTHER_YEAR',
        message: { en: `Not a day of ${year}`, zh: `不是 ${year} 年的日期` },
      })
    if (seen.has(date)) errors.push({ pointer, code: 'DAY_TWICE', message: DAY_TWICE })
    seen.add(date)
    return errors
  })
}

/**
 * What the law forbids in a year of a calendar over another one (下级日历). Days off are set by the State Council, feast days
 * of minority areas by the people's government there (《全国年节及纪念日放假办法》): an OFFICIAL year names its notice and for
 * each day the document that sets it, and no day off of the calendars above is worked. Else a statutory limit grew by
 * nobody's order, which only 行政许可法 Art. 42 may do.
 */
export function checkLocalYear(daysOffAbove: ReadonlySet<LegalDate>, write: WrittenYear): InputError[] {
  const isOfficial = write.status === 'OFFICIAL'
  const days = write.days.flatMap(({ date, kind, sourceDoc }, index) => {
    const errors: InputError[] = []
    if (isOfficial && isBlank(sourceDoc))
      errors.push({ pointer: `/days/${index}/sourceDoc`, code: 'SOURCE_MISSING', message: SOURCE_MISSING })
    if (kind === 'WORKDAY' && daysOffAbove.has(date))
      errors.push({ pointer: `/days/${index}/kind`, code: 'DAY_OFF_ABOVE', message: DAY_OFF_ABOVE })
    return errors
  })
  return isOfficial && isBlank(write.noticeNo)
    ? [{ pointer: '/noticeNo', code: 'NOTICE_MISSING', message: NOTICE_MISSING }, ...days]
    : days
}

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === ''

const DAY_TWICE: Text = { en: 'This day stands twice', zh: '日期重复' }
const NOTICE_MISSING: Text = {
  en: 'An official year of a calendar over another names the notice of the people’s government; without one it is PROVISIONAL',
  zh: '下级日历的正式年度须注明人民政府放假通知的文号；没有文号的，只能作为暂定（PROVISIONAL）',
}
const SOURCE_MISSING: Text = {
  en: 'Name the document that sets this day',
  zh: '请注明规定该日放假（上班）的文件',
}
const DAY_OFF_ABOVE: Text = {
  en: 'The calendar above has this day off; a calendar below cannot make it a working day',
  zh: '上级日历规定该日放假，下级日历不得改为工作日',
}
