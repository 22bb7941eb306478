import { Type } from 'typebox'
import { LegalDate, part, Strict, strEnum } from '../../../shared/schema.js'
import { text, toVerify } from './fields.js'

export const LegalBasis = part(
  'LegalBasis',
  Strict({
    name: text(200),
    kind: strEnum([
      'law',
      'administrativeRegulation',
      'departmentRule',
      'localRegulation',
      'localRule',
      'normativeDocument',
      'other',
    ]),
    issuer: Type.Optional(Type.Unsafe<string>({ ...text(200), description: '颁布机关' })),
    number: Type.Optional(text(100)),
    article: Type.Optional(text(100)),
    text: Type.Optional(text(5000)),
    effectiveOn: Type.Optional(LegalDate),
    toVerify,
  }),
)
