import { Type } from 'typebox'
import { LegalDate, SEEN, Strict, strEnum } from '../../http/schemas.js'
import { officeHoursLines } from './office-hours-schemas.js'

export const CalendarView = Strict({
  code: Type.String({ examples: ['CN'] }),
  name: Type.String(),
  nameEn: Type.Optional(Type.String()),
  parent: Type.Optional(Type.String()),
  organisation: Type.Optional(
    Type.String({ description: 'Whose it is (归属机构); absent: the whole deployment’s' }),
  ),
  division: Type.Optional(
    Type.String({ description: 'Where it holds, with all below (适用区划); absent: for its owner alone' }),
  ),
  years: Type.Array(
    Strict({ year: Type.Integer(), status: Type.String(), noticeNo: Type.Optional(Type.String()) }),
  ),
})

export const NewCalendarBody = Strict(
  {
    code: Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{0,19}$', examples: ['LESHAN'] }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    nameEn: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    parent: Type.String({ minLength: 1, maxLength: 20, description: 'Whose days it inherits (上级日历)' }),
    division: Type.Optional(
      Type.String({
        pattern: '^\\d{6}(\\d{3}){0,2}$',
        description: 'It holds there and below (适用区划); absent: for `organisation` alone',
      }),
    ),
    organisation: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'Whose it is (归属机构); absent: the whole deployment’s',
      }),
    ),
  },
  { examples: [{ code: 'LESHAN', name: '乐山市工作日历', parent: 'CN', division: '511100' }] },
)

export const CalendarDay = Strict({
  date: LegalDate,
  kind: strEnum(['HOLIDAY', 'WORKDAY']),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  sourceDoc: Type.Optional(Type.String({ maxLength: 200 })),
})

const confirmed = Type.Boolean({
  description: 'Feasts without a day off in an OFFICIAL year were looked at (确认缺少法定节日)',
})

export const PutYearBody = Strict(
  {
    status: strEnum(['OFFICIAL', 'PROVISIONAL']),
    noticeNo: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    days: Type.Optional(
      Type.Array(CalendarDay, {
        maxItems: 200,
        description: 'Days of the year, and of December before it where the notice sets them; or `csv`',
      }),
    ),
    csv: Type.Optional(
      Type.String({
        maxLength: 50_000,
        description:
          'The days as a table (CSV): date, kind, name, sourceDoc or 日期, 类型 or 种类 (放假, 上班), 名称, 文号 in its first line',
        examples: ['日期,类型,名称\n2027-01-01,放假,元旦'],
      }),
    ),
    confirmed: Type.Optional(confirmed),
  },
  { examples: [{ status: 'PROVISIONAL', days: [{ date: '2027-01-01', kind: 'HOLIDAY', name: '元旦' }] }] },
)

/** A calendar with its years as a line of an import and an export (日历导入导出); a year that is left out stays. */
export const CalendarLine = Strict({
  code: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$', examples: ['CN'] }),
  name: Type.String({ minLength: 1, maxLength: 100, pattern: SEEN }),
  nameEn: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: SEEN })),
  parent: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
  division: Type.Optional(Type.String({ pattern: '^\\d{12}$', description: 'Where it holds (适用区划)' })),
  organisation: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  officeHours: Type.Optional(officeHoursLines),
  years: Type.Array(
    Strict({
      year: Type.Integer({ minimum: 2000, maximum: 2130 }),
      status: strEnum(['OFFICIAL', 'PROVISIONAL']),
      noticeNo: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      confirmed: Type.Optional(confirmed),
      days: Type.Array(CalendarDay, { maxItems: 200 }),
    }),
    { maxItems: 150 },
  ),
})
