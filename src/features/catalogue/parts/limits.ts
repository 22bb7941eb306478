import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../../shared/schema.js'
import { text, toVerify } from './fields.js'

export const Limit = part(
  'LimitInput',
  Strict({
    amount: Type.Integer({ minimum: 0, maximum: 1000 }),
    unit: strEnum(['workingDay', 'day', 'month', 'year'], { description: '工作日、自然日、月、年' }),
    notes: Type.Optional(text(500)),
  }),
)

export const Limits = part(
  'ItemLimits',
  Strict({
    statutory: Type.Union([
      Strict({ ...Limit.properties, basis: text(500), toVerify }),
      Strict(
        { none: Type.Unsafe<string>({ ...text(500), description: 'Why there is none (理由)' }) },
        { description: '无法定时限: no law sets one; then nothing but the promise runs' },
      ),
    ]),
    promised: Limit,
    extension: Type.Optional(
      Strict(
        { amount: Limit.properties.amount, unit: Limit.properties.unit, basis: text(500) },
        {
          description:
            'By how much the statutory limit may be extended, once, where another law than Art. 42 says so (延长期限); absent: ten working days for licences, nothing else',
        },
      ),
    ),
    delivery: Type.Optional(
      Strict(
        { amount: Limit.properties.amount, unit: Limit.properties.unit, basis: text(500) },
        {
          description: 'By when the certificate goes out, where another law than Art. 44 says so (发证期限)',
        },
      ),
    ),
    handledTogether: Type.Optional(
      strEnum(['unified', 'joint', 'centralised'], {
        description:
          '统一办理、联合办理、集中办理: forty-five days, fifteen more with the approval of the government’s head (行政许可法第四十二条第二款)',
      }),
    ),
  }),
)
