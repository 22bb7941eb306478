import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../../shared/schema.js'
import { bound, FileReference, text } from './fields.js'

/** What a result is that lives on as a licence (证照): its number, how long it holds, how early it is renewed. */
const ResultLicence = Strict(
  {
    number: Type.String({
      maxLength: 100,
      pattern: '^[^{}]*(\\{(year|division)\\}[^{}]*)*\\{serial\\}[^{}]*$',
      description:
        'Number of {year}, {division} and {serial}; serials run on within what stands around (证照编号规则)',
      examples: ['JY2{division}{serial}'],
    }),
    digits: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 12,
        description: 'Digits of the serial; 6 when absent (流水号位数)',
      }),
    ),
    validity: Type.Optional(
      Strict(
        {
          amount: Type.Integer({ minimum: 1, maximum: 1000 }),
          unit: strEnum(['day', 'month', 'year']),
        },
        { description: 'How long it holds from the decision; absent: without an end (有效期)' },
      ),
    ),
    renewalLead: Type.Optional(
      Strict(
        { amount: Type.Integer({ minimum: 0, maximum: 365 }), unit: strEnum(['workingDay', 'day']) },
        {
          description:
            'So long before its end a renewal is applied for; 30 days when absent (行政许可法 Art. 50, 延续提出时限)',
        },
      ),
    ),
  },
  { description: 'A certificate that is kept in the result register (证照登记); absent: it is not' },
)

export const Result = part(
  'ItemResult',
  Strict({
    name: text(200),
    type: strEnum(['certificate', 'approval', 'other']),
    sample: Type.Optional(text(500)),
    sampleFile: Type.Optional(FileReference),
    licence: Type.Optional(ResultLicence),
    ...bound,
  }),
)
