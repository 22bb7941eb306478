import { Type } from 'typebox'
import { dayOf, SAID, strEnum } from '../../http/schemas.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, TOWN_GOVERNMENT } from '../../shared/sample-codes.js'
import { ItemCodes } from './grant-schemas.js'

const organ = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 50, description, examples: [example] })

/** What a delegation says. */
export const delegationFields = {
  from: organ('Whose items they are (委托机关)', COUNTY_MARKET),
  to: organ('Who is to act (受托机关)', TOWN_GOVERNMENT),
  items: Type.Unsafe<string[]>({ ...ItemCodes, examples: [[FOOD_LICENCE_ITEM_CODE]] }),
  kind: strEnum(['entrusted', 'authorised'], {
    description: 'entrusted (委托): in the name of who gave it; authorised (授权): in the own name',
    examples: ['entrusted'],
  }),
  document: Type.String({
    minLength: 2,
    maxLength: 500,
    pattern: SAID,
    description: 'The document by which it was announced (委托书、公告文号; Art. 24)',
    examples: ['乐中市监委〔2026〕3号'],
  }),
  validFrom: dayOf('First day (起始日期)', '2026-01-01'),
  validTo: dayOf('Last day (截止日期)', '2030-12-31'),
}
