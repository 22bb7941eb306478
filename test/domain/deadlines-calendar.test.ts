import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import chineseDays from 'chinese-days'
import t from 'tap'
import { buildCalendar } from '../../src/features/deadlines/calendar.js'
import { bindBook, type CalendarPages } from '../../src/features/deadlines/calendar-book.js'
import { byLines, daysOfCsv } from '../../src/features/deadlines/calendar-csv.js'
import { checkFeasts, checkYear, warnAboutYear } from '../../src/features/deadlines/calendar-year-checks.js'
import { addMonths, dayNumberOf, isWeekend, legalDateAt } from '../../src/features/deadlines/day-number.js'
import { readCsvLines } from '../../src/shared/csv-reader.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { isLegalDate } from '../../src/shared/time.js'
import { NATIONAL_CALENDAR } from '../helpers/sample.js'

const calendar = buildCalendar(NATIONAL_CALENDAR)
const day = dayNumberOf
const count = (after: string, through: string): number => calendar.countWorkingDays(day(after), day(through))

t.test('every day of 2007–2026 is what two independent sources say', async (t) => {
  const table = readFileSync(join(packageRoot, 'reference', 'holiday-notices.csv'), 'utf8')
  const notices = new Map(
    table.split('\n').flatMap((line) => {
      const [, date = '', kind] = /^\d{4},([-\d]{10}),(HOLIDAY|WORKDAY)$/.exec(line) ?? []
      return kind === undefined ? [] : [[date, kind === 'WORKDAY'] as const]
    }),
  )
  t.equal(notices.size, 678, 'the whole table is read')
  const differing: string[] = []
  for (let at = day('2007-01-01'); at <= day('2026-12-31'); at++) {
    const date = legalDateAt(at)
    const works = calendar.isWorkingDay(at)
    if (works !== chineseDays.isWorkday(date)) differing.push(`${date} chinese-days`)
    if (works !== (notices.get(date) ?? !isWeekend(at))) differing.push(`${date} holiday-cn`)
  }
  t.same(differing, [])
  t.ok(calendar.isWorkingDay(day('2006-12-30')), 'a Saturday of the year before, by the notice for 2007')
})

t.test('what is unusual in a year is taken and told; a feast without a day off wants a word', async (t) => {
  const off = (date: string, name: string) => ({ date, kind: 'HOLIDAY', name, sourceDoc: '通知甲' })
  const feasts = [
    off('2027-01-01', '元旦'),
    off('2027-02-06', '春节'),
    off('2027-04-05', '清明节'),
    off('2027-05-01', '劳动节'),
    off('2027-06-09', '端午节'),
    off('2027-10-01', '国庆节、中秋节'),
  ]
  const year = (days: typeof feasts, more: object = {}) => ({
    status: 'OFFICIAL',
    noticeNo: 'x',
    days,
    ...more,
  })
  const codes = (write: ReturnType<typeof year>, isLocal = false) =>
    warnAboutYear(2027, write, isLocal).map(({ code }) => code)
  t.same(codes(year(feasts)), [], 'two feasts may share their days')
  t.same(checkFeasts(year(feasts)), [])
  for (const [at, feast] of feasts.entries()) {
    const without = year(feasts.filter((each) => each !== feast))
    t.match(checkFeasts(without), [{ pointer: '/days', code: 'FEASTS_MISSING' }], feast.name)
    t.same(checkFeasts({ ...without, confirmed: true }), [], String(at))
    t.same(codes(without), ['FEASTS_MISSING'], 'and a preview says so')
    t.same(codes(without, true), [], 'one below another names its own days alone')
    t.same(checkFeasts({ ...without, status: 'PROVISIONAL' }), [])
  }
  const odd = [
    { ...off('2026-12-30', '元旦'), sourceDoc: '通知乙' },
    { ...off('2027-02-15', '春节后上班'), kind: 'WORKDAY' },
  ]
  t.same(codes(year([...feasts, ...odd])), ['SEVERAL_NOTICES', 'DAY_OF_YEAR_BEFORE', 'WEEKDAY_WORKED'])
  t.same(codes(year(feasts, { noticeNo: ' ' })), ['NOTICE_UNNAMED'])
  t.same(checkYear(2027, year([...feasts, ...odd])), [])
  t.match(checkYear(2027, year([off('2026-11-30', 'x'), off('2028-01-01', 'x')])), [
    { pointer: '/days/0/date', code: 'OTHER_YEAR' },
    { pointer: '/days/1/date', code: 'OTHER_YEAR' },
  ])
})

t.test('days come in as a table of an office, or say which line is none', async (t) => {
  const read = daysOfCsv(
    '\ufeff日期,类型,名称,文号\r\n2027-01-01,放假,"元旦, 新年",国办发\r\n2027-01-03,上班,补班,\r\n',
  )
  t.same(read, {
    days: [
      { date: '2027-01-01', kind: 'HOLIDAY', name: '元旦, 新年', sourceDoc: '国办发' },
      { date: '2027-01-03', kind: 'WORKDAY', name: '补班' },
    ],
    lines: [2, 3],
  })
  t.match(daysOfCsv('date,name\n2027-01-01,元旦'), { errors: [{ code: 'HEADINGS_UNKNOWN' }] })
  t.match(daysOfCsv('date,kind,name,sourceDoc\n2027-01-01,constructor,元旦,x'), {
    errors: [{ code: 'LINE_UNREADABLE', message: { en: /^Line 2: kind/ } }],
  })
  t.match(daysOfCsv('date,kind,name\n2027-01-01,HOLIDAY,元旦\n2027-02-30,HOLIDAY,x\n2027-01-02,off,x'), {
    errors: [{ message: { en: /^Line 3: date: / } }, { message: { en: /^Line 4: kind: / } }],
  })
  t.match(daysOfCsv('date,kind,name\n2027-01-01,HOLIDAY,\nx,y,z'), {
    errors: [
      { message: { zh: /^第 2 行：名称/ } },
      { message: { zh: /^第 3 行：日期/ } },
      { message: { zh: /类型/ } },
    ],
  })
  const twice = [
    { date: '2027-01-01', kind: 'HOLIDAY', name: '元旦' },
    { date: '2027-01-01', kind: 'HOLIDAY', name: '元旦' },
  ]
  t.match(
    byLines(checkYear(2027, { status: 'PROVISIONAL', days: twice }), [2, 5]),
    [{ pointer: '/csv', code: 'DAY_TWICE', message: { en: 'Line 5: This day stands twice' } }],
    'who sent a table knows no /days/1',
  )
})

t.test('headings are what people write, or it is said which there are', async (t) => {
  const days = [{ date: '2027-01-01', kind: 'HOLIDAY', name: '元旦', sourceDoc: '甲' }]
  for (const headings of [
    '日期,种类,名称,文号',
    '日期,类别,节日,依据',
    'Date,Type,Name,source_doc',
    'DATE,KIND,NAME,Source Doc,,',
  ])
    t.match(daysOfCsv(`${headings}\n2027-01-01,放假,元旦,甲,,`), { days, lines: [2] }, headings)
  const wrong = (csv: string) => {
    const read = daysOfCsv(csv)
    return 'errors' in read ? read.errors.map(({ code, message: { en } }) => `${code} ${en}`) : []
  }
  const found = wrong('\n日期,种類,名称,toString,日 期\n2027-01-01,放假,元旦,x,y')
  t.equal(found.length, 4)
  t.match(found, [
    /^HEADINGS_UNKNOWN Line 2: the heading of column 2, "种類", .*known are date, kind, .*类型\|种类/,
    /^HEADINGS_UNKNOWN Line 2: .* column 4, "toString"/,
    /^HEADING_TWICE Line 2: columns 1 and 5 /,
    /^HEADINGS_UNKNOWN Line 2: no column is called kind; /,
  ])
  t.match(wrong(''), [/^HEADINGS_UNKNOWN Line 1: no column is called date, kind, name; /])
})

t.test('lines are counted as an editor does, and no cell is passed over', async (t) => {
  const table =
    '日期,类型,名称\r\n\r\n,,\r\n2027-01-01,放假,元旦,,\r\n\r\n2027-01-02,放假,元旦,多,的\r\nx,放假,元旦,余\r\n'
  t.match(daysOfCsv(table), {
    errors: [
      { pointer: '/csv', code: 'LINE_UNREADABLE', message: { zh: /^第 6 行：第 4 列没有列名/ } },
      { pointer: '/csv', message: { en: /^Line 6: column 5 stands under no heading/ } },
      { message: { en: /^Line 7: date: / } },
      { message: { en: /^Line 7: column 4 / } },
    ],
  })
  const broken = '日期,类型,名称\n\n2027-01-01,放假,"元\n\n旦"\n2027-02-30,放假,春节'
  t.match(daysOfCsv(broken), {
    errors: [{ message: { en: /^Line 3: a cell goes on/ } }, { message: { en: /^Line 6: date/ } }],
  })
  t.same(readCsvLines('\ufeffa,"b\n""c"""\n\n,\nd'), [
    { number: 1, cells: ['a', 'b\n"c"'] },
    { number: 5, cells: ['d'] },
  ])
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
  t.equal(calendar.isProvisional(day('2006-12-29'), day('2007-01-02')), true)
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

t.test('what nobody sees in a cell is no part of it', async (t) => {
  t.same(daysOfCsv('\u200b日期,类型,名称\u200d\n2027-01-01\u2060,放假\u200b,\u200b元旦\ufeff'), {
    days: [{ date: '2027-01-01', kind: 'HOLIDAY', name: '元旦' }],
    lines: [2],
  })
  for (const unseen of ['\u200b\u200d', '\u3164', '\u034f', '\ufe0f', '\u2800', '\ufeff'])
    t.match(daysOfCsv(`日期,类型,名称\n2027-01-01,放假,${unseen}`), { errors: [{ code: 'LINE_UNREADABLE' }] })
  t.match(
    daysOfCsv('日期,类型,名称\n2027-01-01,放假,"元旦\n2027-02-05,放假,春节\n'),
    { errors: [{ code: 'LINE_UNREADABLE', message: { zh: /^第 2 行：.*引号/ } }] },
    'no day is swallowed by a quotation mark that nobody closed',
  )
})
