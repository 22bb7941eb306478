import { type TProperties, Type } from 'typebox'
import { SAID, Strict, strEnum } from '../../shared/schema.js'
import type { Action } from './statuses.js'

export const RESULT_TYPES = ['issued', 'returned', 'forwarded', 'other'] as const

export const reason = (example: string, minLength = 1) =>
  Type.String({ minLength, maxLength: 2000, pattern: SAID, description: 'Why (理由)', examples: [example] })
export const note = Type.Optional(Type.String({ maxLength: 2000, description: 'Note (备注)' }))
export const words = (example: string, maxLength = 500) =>
  Type.String({ minLength: 1, maxLength, pattern: SAID, examples: [example] })
export const resultType = Type.Optional(
  strEnum(RESULT_TYPES, { description: 'issued 出证, returned 退回, forwarded 转报, other' }),
)

export const answerToDissent = Type.Optional({
  ...words('已就选址意见与该机关会商，按其意见调整布局后不影响许可条件', 2000),
  minLength: 4,
  description:
    'Why the case goes on though an organ or a person that was asked disagrees or is silent (对不同意见、逾期未答复的处理理由)',
})

export const input = <A extends Action, P extends TProperties>(action: A, properties: P) =>
  Strict({ action: Type.Literal(action), ...properties })
