import chineseDays from 'chinese-days'
import t from 'tap'
import { buildCalendar } from '../../src/features/deadlines/calendar.js'
import { bindBook, type CalendarPages } from '../../src/features/deadlines/calendar-book.js'
import { addMonths, dayNumberOf, legalDateAt } from '../../src/features/deadlines/day-number.js'
import { isLegalDate } from '../../src/shared/time.js'
import { NATIONAL_CALENDAR } from '../helpers/sample.js'

const calendar = buildCalendar(NATIONAL_CALENDAR)
const day = dayNumberOf
const count = (after: string, through: string): number => calendar.countWorkingDays(day(after), day(through))

t.test('every day of 2024–2026 is what an independent package says', async (t) => {
  const differing: string[] = []
  for (let at = day('2024-01-01'); at <= day('2026-12-31'); at++) {
    const date = legalDateAt(at)
    if (calendar.isWorkingDay(at) !== chineseDays.isWorkday(date)) differing.push(date)
  }
  t.same(differing, [])
})

t.test('the years have 251, 248 and 248 working days', async (t) => {
  t.equal(count('2023-12-31', '2024-12-31'), 251)
  t.equal(count('2024-12-31', '2025-12-31'), 248)
  t.equal(count('2025-12-31', '2026-12-31'), 248)
})

t.test('a day is explained by its notice or by the week', async (t) => {
  const describe = (date: string) => calendar.describe(day(date))
  t.same(describe('2026-02-16'), {
    working: false,
    reason: 'holiday',
    name: '春节',
    basis: '国办发明电〔2025〕7号（春节）',
  })
  t.match(describe('2026-02-14'), { working: true, reason: 'makeUpWorkday', basis: '国办发明电〔2025〕7号' })
  t.match(describe('2026-03-07'), { working: false, reason: 'weekend', basis: '《行政许可法》第八十二条' })
  t.same(describe('2026-03-09'), { working: true, reason: 'workingDay' })
  t.equal(describe('2024-02-09').working, true, '除夕 of 2024 was a working day')
})

t.test('adding and counting are each other’s inverse, over years', async (t) => {
  t.equal(calendar.addWorkingDays(day('2026-02-15'), 0), day('2026-02-15'), 'nothing added, nothing rolled')
  for (const n of [1, 5, 248, 3000]) {
    for (const start of ['2024-02-10', '2025-10-08', '2026-02-14', '2010-07-03']) {
      const due = calendar.addWorkingDays(day(start), n)
      t.equal(calendar.countWorkingDays(day(start), due), n)
      t.equal(calendar.countWorkingDays(day(start), due - 1), n - 1)
    }
  }
  t.equal(count('2026-03-05', '2026-03-02'), 0, 'an empty range')
  t.equal(legalDateAt(calendar.rollForward(day('2026-02-15'))), '2026-02-24')
  t.equal(legalDateAt(calendar.rollForward(day('2026-02-28'))), '2026-02-28', 'a Saturday that is worked')
  t.throws(() => calendar.addWorkingDays(day('1999-01-01'), 1), RangeError)
  t.throws(() => calendar.isWorkingDay(day('2131-01-01')), RangeError)
})

t.test('a year without an official notice has weekends only and is provisional', async (t) => {
  t.equal(count('2026-12-31', '2027-12-31'), 261)
  t.equal(calendar.isProvisional(day('2026-12-01'), day('2026-12-31')), false)
  t.equal(calendar.isProvisional(day('2026-12-01'), day('2027-01-01')), true)
  t.equal(calendar.isProvisional(day('2023-12-29'), day('2024-01-02')), true)
  const announced = buildCalendar({
    ...NATIONAL_CALENDAR,
    revision: 2,
    years: [...NATIONAL_CALENDAR.years, { year: 2027, status: 'PROVISIONAL' }],
    days: [...NATIONAL_CALENDAR.days, { date: '2027-01-01', kind: 'HOLIDAY', name: '元旦' }],
  })
  t.equal(announced.isWorkingDay(day('2027-01-01')), false)
  t.equal(announced.isProvisional(day('2027-01-01'), day('2027-01-01')), true)
  t.equal(announced.describe(day('2027-01-01')).basis, '元旦')
})

const pages = (code: string, more: Partial<CalendarPages> = {}): CalendarPages => ({
  code,
  revision: 1,
  years: [],
  days: [],
  parent: code === 'CN' ? null : 'CN',
  division: null,
  organisation: null,
  ...more,
})

t.test(
  'the nearest calendar counts: of the window’s organ, of the hall’s place, of the organ, of its place',
  async (t) => {
    const book = bindBook(
      [
        pages('CN'),
        pages('REGION', { division: '45' }),
        pages('COUNTY', { division: '4501', parent: 'REGION', organisation: 'G1' }),
        pages('TOWN', { division: '450102', parent: 'COUNTY' }),
        pages('BUREAU', { organisation: 'B', parent: 'COUNTY' }),
        pages('HALL', { organisation: 'H' }),
      ],
      [],
    )
    const town = ['450102', '4501', '45']
    const organ = (code: string, divisions = town.slice(1)) => ({ organs: [code], divisions })
    t.equal(book.calendarFor(organ('B')), 'BUREAU', 'its own')
    t.equal(book.calendarFor(organ('G1')), 'COUNTY', 'one that it owns for the whole county is the county’s')
    t.equal(book.calendarFor(organ('X', town)), 'TOWN')
    t.equal(book.calendarFor(organ('X', ['4502', '45'])), 'REGION')
    t.equal(book.calendarFor(organ('X', ['51'])), 'CN')
    t.equal(book.calendarFor(undefined), 'CN')
    const window = (organs: string[], divisions: string[]) => ({ organs, divisions })
    t.equal(book.calendarFor(window(['X', 'H'], town), organ('B')), 'HALL', 'who runs the hall')
    t.equal(book.calendarFor(window(['B', 'H'], town), organ('X')), 'BUREAU', 'whose window it is')
    t.equal(book.calendarFor(window(['X'], town), organ('B')), 'TOWN', 'where the hall stands')
    t.equal(book.calendarFor(window(['X'], ['51']), organ('B')), 'BUREAU', 'no feast days there: the organ’s')
  },
)

t.test('a year is as certain as the least certain above it', async (t) => {
  const years = (status: 'OFFICIAL' | 'PROVISIONAL') => ({ years: [{ year: 2027, status }] })
  const isProvisional = (...lying: Partial<CalendarPages>[]) => {
    const codes = ['CN', 'REGION', 'COUNTY']
    const book = bindBook(
      lying.map((more, at) => pages(codes[at] ?? '', { ...more, parent: codes[at - 1] ?? null })),
      [],
    )
    return book.calendarOf(codes[lying.length - 1] ?? '').isProvisional(day('2027-03-01'), day('2027-03-02'))
  }
  const [sure, unsure] = [years('OFFICIAL'), years('PROVISIONAL')]
  t.equal(isProvisional({}, sure), true, 'the nation’s days off are not loaded')
  t.equal(isProvisional(unsure, sure), true)
  t.equal(isProvisional(sure, sure), false)
  t.equal(isProvisional(sure, {}), false)
  t.equal(isProvisional(sure, unsure), true)
  t.equal(isProvisional(sure, unsure, sure), true)
  t.equal(isProvisional(sure, {}, sure), false)
})

t.test('dates and months', async (t) => {
  t.equal(day('1970-01-01'), 0)
  t.equal(legalDateAt(day('2024-02-29')), '2024-02-29')
  t.equal(isLegalDate('2026-02-29'), false)
  t.equal(isLegalDate('2026-2-3'), false)
  t.throws(() => day('2026-13-01'), RangeError)
  t.equal(legalDateAt(addMonths(day('2024-01-31'), 1)), '2024-02-29')
  t.equal(legalDateAt(addMonths(day('2026-11-30'), 3)), '2027-02-28')
})
