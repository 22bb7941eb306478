import { Type } from 'typebox'
import { LegalDate, openEnum, Strict } from '../../http/schemas.js'
import { Answerable } from '../deadlines/answerable.js'
import { LampRise } from '../deadlines/deadline-schemas.js'
import { ClockView } from './clock-schemas.js'

const ExplainedDay = Strict({
  date: LegalDate,
  counted: Type.Boolean(),
  number: Type.Optional(Type.Integer()),
  reason: Type.String(),
  basis: Type.Optional(Type.String({ description: 'The article or the notice (依据)' })),
  title: Type.String({ description: 'The reason in words (计或不计的理由)' }),
})

/** A clock with everything that it is reckoned by (时限解释). */
export const ExplainedClock = Strict({
  ...ClockView.properties,
  begun: Strict(
    {
      on: LegalDate,
      why: Type.Optional(Type.String({ description: '起算事由' })),
      basis: Type.Optional(Type.String({ description: 'The article that sets the limit (期限依据)' })),
    },
    { description: 'The day after which it counts (起算)' },
  ),
  pauses: Type.Array(
    Strict({
      from: LegalDate,
      to: Type.Optional({ ...LegalDate, description: 'The first day that counts again' }),
      estimatedDays: Type.Optional(Type.Integer({ description: 'As it was announced (告知的预计工作日)' })),
      workingDays: Type.Integer({ description: 'Working days that it took, of an open one until today' }),
      reasons: Type.Array(Type.String(), { description: 'Procedures that ran (特别程序)' }),
      basis: Type.Optional(Type.String()),
    }),
    { description: 'When it stood still (中止)' },
  ),
  extensions: Type.Array(
    Strict({
      on: LegalDate,
      amount: Type.Integer(),
      unit: openEnum(['workingDay', 'day', 'month', 'year']),
    }),
    { description: '延长' },
  ),
  answerable: Type.Optional(Answerable),
  lamps: Type.Array(LampRise, { description: 'When which lamp comes on if nothing happens (何时亮灯)' }),
  days: Type.Array(ExplainedDay),
})
