import { Type } from 'typebox'
import { LegalDate, Strict, strEnum } from '../../shared/schema.js'
import { answerToDissent, input, reason, words } from './input-fields.js'

/** With what, how much and how far something is granted (附条件、部分准予、准予金额). */
export const GRANT_FIELDS = {
  conditions: Type.Optional(
    Type.Array(
      Strict({
        text: words('每日营业时间不得超过二十二时', 1000),
        until: Type.Optional(
          Type.Unsafe<string>({ ...LegalDate, description: 'Until when it binds (附带条件截止日)' }),
        ),
      }),
      { minItems: 1, maxItems: 50, description: 'What the holder must keep to (附带条件)' },
    ),
  ),
  partial: Type.Optional(
    Strict(
      {
        granted: { ...words('准予预包装食品销售', 2000), description: '准予的部分' },
        refused: { ...words('散装熟食销售', 2000), description: '不予的部分' },
        reason: reason('经营场所没有散装熟食所需的专间和冷藏设备', 10),
      },
      {
        description:
          'Granted in part (部分准予): a refusal for the rest, with its reason; the decision names the remedies',
      },
    ),
  ),
  amount: Type.Optional(
    Type.Object(
      {
        amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [1_250_000] }),
        currency: strEnum(['CNY']),
      },
      {
        additionalProperties: false,
        description:
          'How much, where the item grants money, in 分 (准予金额): at most what was asked for; counted by the limits of later applications',
        examples: [{ amount: 1_250_000, currency: 'CNY' }],
      },
    ),
  ),
  number: Type.Optional({
    ...words('乐市中资助2026-017', 100),
    description:
      'By which the own books of the organ know the result, where the register of licences numbers it not (结果编号)',
  }),
}

/** Decision and extension (决定、延长). */
export const DECISION_INPUTS = {
  approve: input('approve', {
    opinion: Type.Optional(Type.String({ maxLength: 2000 })),
    answerToDissent,
    ...GRANT_FIELDS,
  }),
  deny: input('deny', {
    reason: reason('申请人的经营场所不符合食品安全标准的要求', 10),
    remedy: Type.Optional(Type.String({ maxLength: 2000 })),
  }),
  extend: input('extend', {
    reason: reason('情况复杂，经本行政机关负责人批准延长办理期限', 4),
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 365,
        description:
          'Days in the unit of the limit, at most and by default what the law of the item allows: ten working days by Art. 42 (延长天数)',
      }),
    ),
  }),
}
