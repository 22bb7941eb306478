import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../../shared/schema.js'
import { bound, Condition, key, text } from './fields.js'

/** 减免: of several that hold, the best for who pays. */
export const FeeReduction = part(
  'FeeReduction',
  Strict({
    code: key,
    name: text(200),
    nameEn: Type.Optional(text(200)),
    when: Condition,
    percent: Type.Integer({ minimum: 1, maximum: 100, description: '减免比例; 100: 免收' }),
    basis: Type.Unsafe<string>({ ...text(500), description: '减免依据' }),
  }),
)

/** What is charged (收费项目). With an amount the system assesses it for each case; without, it only tells the standard. */
export const Fee = Strict({
  feeCode: Type.Optional(Type.Unsafe<string>({ ...key, description: 'Needed where there is an amount' })),
  name: text(200),
  nameEn: Type.Optional(text(200)),
  standard: text(500),
  legalBasis: text(500),
  reducible: Type.Boolean(),
  reductionBasis: Type.Optional(Type.Unsafe<string>({ ...text(500), description: '允许减免依据' })),
  /** Charged only in these situations, and when this holds for `{ answers, applicant, form }`. */
  ...bound,
  amount: Type.Optional(
    Strict(
      { amount: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), currency: strEnum(['CNY']) },
      { description: 'In 分 (金额)' },
    ),
  ),
  /** How many times the amount, by a rule that gives a whole number; absent: once. */
  count: Type.Optional(Condition),
  due: Type.Optional(
    strEnum(['submit', 'accept', 'decide'], {
      description: 'When the bill is made: on receipt, on acceptance (default), on approval (何时开单)',
    }),
  ),
  blocks: Type.Optional(
    strEnum(['accept', 'decide', 'close'], {
      description:
        'What waits until it is paid: acceptance, the decision, closing; absent: nothing (未缴不办)',
    }),
  ),
  reductions: Type.Optional(Type.Array(FeeReduction, { minItems: 1, maxItems: 20 })),
})

export const Fees = part(
  'ItemFees',
  Strict({
    charged: Type.Boolean(),
    /** 是否支持网上支付; must be answered for what is charged. */
    onlinePayment: Type.Optional(Type.Boolean()),
    items: Type.Array(Fee, { maxItems: 50 }),
  }),
)
