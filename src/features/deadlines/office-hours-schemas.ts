import { Type } from 'typebox'
import { Strict } from '../../http/schemas.js'
import { MOST_LINES } from './office-hours.js'

export const timeOfDay = (description: string, example: string) =>
  Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$', description, examples: [example] })
/** From one time of the day to another. */
export const DayHours = Strict({ from: timeOfDay('From (起)', '08:30'), to: timeOfDay('To (止)', '12:00') })

const dayOfYear = (description: string, example: string) =>
  Type.String({ pattern: '^\\d{2}-\\d{2}$', description, examples: [example] })

/** Hours of office of some weekdays (办公时间). */
export const OfficeHoursLine = Strict({
  season: Type.Optional(
    Strict(
      { from: dayOfYear('First day, MM-DD', '05-01'), to: dayOfYear('Last day, MM-DD', '09-30') },
      { description: 'Absent: all the year; 10-01 to 04-30 lies over the turn of the year (夏令、冬令时间)' },
    ),
  ),
  weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
    description: '1 Monday to 7 (星期)',
    examples: [[1, 2, 3, 4, 5]],
  }),
  morning: Type.Optional(Strict(DayHours.properties, { description: 'Or all of the day (上午)' })),
  afternoon: Type.Optional(Strict(DayHours.properties, { description: 'Absent: closed then (下午)' })),
})
export const officeHoursLines = Type.Array(OfficeHoursLine, {
  maxItems: MOST_LINES,
  description:
    'The first line that fits weekday and season counts; a weekend worked in return goes by the first weekday; none: those of the calendar above (办公时间)',
  examples: [
    [
      {
        season: { from: '05-01', to: '09-30' },
        weekdays: [1, 2, 3, 4, 5],
        morning: { from: '08:30', to: '12:00' },
        afternoon: { from: '15:00', to: '18:00' },
      },
      {
        weekdays: [1, 2, 3, 4, 5],
        morning: { from: '09:00', to: '12:00' },
        afternoon: { from: '13:30', to: '17:30' },
      },
    ],
  ],
})

export const shownHours = {
  calendar: Type.String(),
  of: Type.Optional(
    Type.String({ description: 'Which calendar has them, this one or one above; absent: none (来源日历)' }),
  ),
  hours: officeHoursLines,
}

export const PutOfficeHoursBody = Strict(
  {
    hours: Type.Optional(officeHoursLines),
    csv: Type.Optional(
      Type.String({
        maxLength: 20_000,
        description:
          'The lines as a table (CSV): seasonFrom, seasonTo, weekdays, morningFrom, morningTo, afternoonFrom, afternoonTo, or 季节起, 季节止, 星期, 上午上班, 上午下班, 下午上班, 下午下班 in its first line',
        examples: ['星期,上午上班,上午下班,下午上班,下午下班\n1-5,08:30,12:00,14:00,17:30'],
      }),
    ),
  },
  {
    examples: [
      {
        hours: [
          {
            weekdays: [1, 2, 3, 4, 5],
            morning: { from: '08:30', to: '12:00' },
            afternoon: { from: '14:00', to: '17:30' },
          },
        ],
      },
    ],
  },
)
