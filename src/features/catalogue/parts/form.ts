import { Type } from 'typebox'
import { part, Strict } from '../../../shared/schema.js'
import { Condition, key, text } from './fields.js'

export const Rule = part(
  'FormRule',
  Strict({
    key,
    /** Must hold for `{ form, answers, applicationYear }`. */
    when: Type.Optional(Condition),
    must: Condition,
    pointer: Type.String({ pattern: '^/form/', maxLength: 500 }),
    message: Strict({ zh: text(500), en: text(500) }),
  }),
)

/** The applicant's form (申请表单); bindings prefill fields from shared data (共享数据). */
export const Form = part(
  'ItemForm',
  Strict({
    schema: Type.Record(Type.String(), Type.Unknown(), {
      description: 'JSON Schema 2020-12 without $ref',
      'x-parts': 20000,
    }),
    bindings: Type.Optional(
      Type.Array(
        Strict({
          pointer: Type.Unsafe<string>(Type.String({ pattern: '^/form/', maxLength: 200 })),
          register: Type.Unsafe<string>({ ...key, description: 'Shared register (基础库), e.g. population' }),
          path: text(200),
        }),
        { maxItems: 200 },
      ),
    ),
  }),
)
