import { Type } from 'typebox'
import { LegalDate, listOf, model, Strict } from '../../../http/schemas.js'
import { COUNTY_MARKET } from '../../../shared/sample-codes.js'

const loadFields = {
  open: Type.Integer({ description: 'Cases in process (在办件数)' }),
  byLamp: Type.Array(Strict({ lamp: Type.String(), count: Type.Integer() }), { description: '按亮灯' }),
  dueToday: Type.Integer({ description: '今日到期' }),
  dueThisWeek: Type.Integer({ description: 'From today to Sunday (本周到期，含今日)' }),
  overdue: Type.Integer({ description: '超期' }),
  overdueByDays: Type.Array(
    Strict({ from: Type.Integer(), to: Type.Optional(Type.Integer()), count: Type.Integer() }),
    { description: 'By working days over the due day; no `to`: more (按超期工作日)' },
  ),
  withoutDue: Type.Integer({ description: 'No limit of it runs (无运行时限，如特别程序中)' }),
}

/** What is in process at a place. */
export const LoadView = model(
  'Load',
  Strict({
    division: Type.Optional(Type.String({ description: '行政区划' })),
    organisation: Type.Optional(Type.String({ description: '机构' })),
    asOf: LegalDate,
    behind: Type.Integer({ description: 'Events that are not counted yet (尚未计入的事件)' }),
    ...loadFields,
  }),
)

/** The same of one line. */
export const LoadLines = listOf(
  model(
    'LoadLine',
    Strict({
      key: Type.String({
        description: 'Code of the division, organ or item, id of the window, staff number',
        examples: [COUNTY_MARKET],
      }),
      name: Type.Optional(Type.String({ description: 'Of a division', examples: ['市中区'] })),
      ...loadFields,
    }),
  ),
)

export const Forecast = listOf(
  model(
    'LoadForecast',
    Strict({
      organisation: Type.String({ description: '机构', examples: [COUNTY_MARKET] }),
      open: Type.Integer(),
      overdue: Type.Integer({ description: 'Due before today: to be done as well (已超期)' }),
      days: Type.Array(Strict({ date: LegalDate, count: Type.Integer() }), {
        description: 'Cases that are due on each day of the next month; days without one are left out',
      }),
    }),
  ),
)

const place = {
  division: Type.Optional(
    Type.String({ maxLength: 20, description: 'This division with all below (行政区划)' }),
  ),
  organisation: Type.Optional(Type.String({ maxLength: 50, description: 'This organ alone (机构)' })),
}
export const PlaceQuerystring = Strict(place)
export const placeFields = place
