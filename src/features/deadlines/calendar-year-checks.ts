import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import { dayNumberOf, isWeekend } from './day-number.js'

/** A year as it is written: its status, the notice behind it and the days that differ from the plain week. */
export interface WrittenYear {
  status: string
  noticeNo?: string | undefined
  days: readonly { date: LegalDate; kind: string; name: string; sourceDoc?: string | undefined }[]
  /** Somebody has looked: a feast that is not there is none of this year. */
  confirmed?: boolean | undefined
}

/** A notice may begin with the last days of the year before it (国办 on 2019: 2018-12-29). */
const isOfNotice = (year: number, date: LegalDate): boolean =>
  date.startsWith(`${year}-`) || isYearBefore(year, date)
const isYearBefore = (year: number, date: LegalDate): boolean => date.startsWith(`${year - 1}-12-`)

/** What is wrong with the days of a year. */
export function checkYear(year: number, { days }: WrittenYear): InputError[] {
  const seen = new Set<string>()
  return days.flatMap(({ date }, index) => {
    const errors: InputError[] = []
    const pointer = `/days/${index}/date`
    if (!isOfNotice(year, date))
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

/** 全国年节及纪念日放假办法 Art. 2, as notices name them. */
const FEASTS: readonly (readonly [name: string, ...spellings: string[]])[] = [
  ['元旦', '新年'],
  ['春节'],
  ['清明节', '清明'],
  ['劳动节', '五一'],
  ['端午节', '端午'],
  ['中秋节', '中秋'],
  ['国庆节', '国庆', '十一'],
]

/**
 * An OFFICIAL year of a calendar over none, in which feasts have no day off, is taken when somebody confirms it: before 2008
 * three of the seven were none, but a year without days counts every feast as a working day.
 */
export function checkFeasts(write: WrittenYear): InputError[] {
  return write.confirmed === true ? [] : missingFeasts(write)
}

/** Whether the year has to be confirmed. */
export const lacksFeasts = (write: WrittenYear): boolean => missingFeasts(write).length > 0

function missingFeasts({ status, days }: WrittenYear): InputError[] {
  if (status !== 'OFFICIAL') return []
  const off = days.flatMap(({ kind, name }) => (kind === 'HOLIDAY' ? [name] : []))
  const missing = FEASTS.flatMap(([feast, ...others]) =>
    off.some((name) => [feast, ...others].some((each) => name.includes(each))) ? [] : [feast],
  )
  if (missing.length === 0) return []
  const message = {
    en: `No day off for ${missing.join(', ')}: look at the notice, and send confirmed: true where it is so`,
    zh: `没有${missing.join('、')}的放假日：请核对放假通知，确实如此的，以 confirmed: true 确认`,
  }
  return [{ pointer: '/days', code: 'FEASTS_MISSING', message }]
}

/** What is unusual in a year and true now and then (提示): it is taken, and said. A preview says what wants confirmation too. */
export function warnAboutYear(year: number, write: WrittenYear, isLocal: boolean): InputError[] {
  const notices = new Set(write.days.flatMap(({ sourceDoc }) => (isBlank(sourceDoc) ? [] : [sourceDoc])))
  const ofDays = write.days.flatMap(({ date, kind }, index) => {
    const pointer = `/days/${index}`
    return [
      ...(kind === 'WORKDAY' && !isWeekend(dayNumberOf(date))
        ? [{ pointer: `${pointer}/kind`, code: 'WEEKDAY_WORKED', message: WEEKDAY_WORKED }]
        : []),
      ...(isYearBefore(year, date)
        ? [{ pointer: `${pointer}/date`, code: 'DAY_OF_YEAR_BEFORE', message: DAY_OF_YEAR_BEFORE }]
        : []),
    ]
  })
  return [
    ...(isLocal ? [] : missingFeasts(write)),
    ...(write.status === 'OFFICIAL' && isBlank(write.noticeNo)
      ? [{ pointer: '/noticeNo', code: 'NOTICE_UNNAMED', message: NOTICE_UNNAMED }]
      : []),
    ...(notices.size > 1 ? [{ pointer: '/days', code: 'SEVERAL_NOTICES', message: SEVERAL_NOTICES }] : []),
    ...ofDays,
  ]
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

const WEEKDAY_WORKED: Text = {
  en: 'A weekday is a working day as it is, unless a notice before took it off',
  zh: '周一至周五本来就是工作日，除非此前的通知已放假（如 2020-02-03）',
}
const DAY_OF_YEAR_BEFORE: Text = {
  en: 'A day of the year before: it counts there from now on',
  zh: '这是上一年的日期，将在上一年生效',
}
const NOTICE_UNNAMED: Text = {
  en: 'An official year without the number of its notice',
  zh: '正式年度没有注明放假通知的文号',
}
const SEVERAL_NOTICES: Text = {
  en: 'Days of several notices: the later one should have changed the earlier',
  zh: '日期来自几份通知：请核对是否已按后一份通知调整',
}
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
