import { Type } from 'typebox'
import { LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'

export const itemCode = Type.String({
  minLength: 1,
  maxLength: 50,
  description: 'Implementation code (实施编码)',
  examples: [LESHAN_ITEM_CODE],
})

export const versionNumber = Type.Integer({ minimum: 1, maximum: 1_000_000, examples: [1] })
