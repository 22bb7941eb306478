import { Type } from 'typebox'
import { LegalDate, SAID, Strict, strEnum } from '../../http/schemas.js'
import { MAX_EXTENSIONS, MAX_PAUSES } from './calculate.js'
import { CLOCK_KINDS } from './clock-kinds.js'
import { ASKED_UNITS } from './limit.js'
import { timeOfDay } from './office-hours-schemas.js'

const unit = strEnum(ASKED_UNITS, {
  description:
    '工作日、自然日、月、年、办公小时 (hour: hours of office of the calendar; where it has none, every hour of a working day)',
  examples: ['workingDay'],
})
const Limit = Strict({ amount: Type.Integer({ minimum: 0, maximum: 10_000, examples: [20] }), unit })

const PauseBasis = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: SAID,
  description: 'By which law the time is not counted (不计入期限的依据)',
})

export const CalculateBody = Strict(
  {
    calendar: Type.String({ minLength: 1, maxLength: 20, examples: ['CN'] }),
    start: LegalDate,
    limit: Limit,
    pauses: Type.Optional(
      Type.Array(Strict({ from: LegalDate, to: LegalDate, basis: Type.Optional(PauseBasis) }), {
        maxItems: MAX_PAUSES,
        description: 'A day d with from ≤ d < to is not counted',
      }),
    ),
    extensions: Type.Optional(Type.Array(Limit, { maxItems: MAX_EXTENSIONS })),
    startDayCounts: Type.Optional(
      Type.Boolean({
        description:
          'The day on which the limit begins is its first (起算日计入), where another law says so; not for hours',
      }),
    ),
    startTime: Type.Optional(
      timeOfDay('Of hours: when on the start day they begin (起算时刻); absent: with the day', '09:30'),
    ),
    on: Type.Optional({
      ...LegalDate,
      description:
        'How the limit stands at the end of this day (已用、剩余、超期): `standing` of the answer; `elapsed` is the difference between the two days (相差)',
    }),
    onTime: Type.Optional(
      timeOfDay('Of hours: at which time of the day `on`, which is then needed (422 else)', '17:00'),
    ),
    disputed: Type.Optional(
      Type.Boolean({
        description: 'Also the earliest and the latest day where rules are disputed (最早、最晚): `range`',
      }),
    ),
    clock: Type.Optional(
      strEnum(CLOCK_KINDS, {
        description: 'Of which kind the limit would be: the answer says when which lamp comes on (时限种类)',
        examples: ['LEGAL'],
      }),
    ),
    organisation: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'By whose rules; absent: the deployment’s' }),
    ),
  },
  {
    examples: [
      {
        calendar: 'CN',
        start: '2026-03-02',
        limit: { amount: 20, unit: 'workingDay' },
        pauses: [{ from: '2026-03-09', to: '2026-03-18' }],
      },
    ],
  },
)
