import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../../shared/schema.js'
import { key, text } from './fields.js'
import { Limits } from './limits.js'

/** 业务办理项: new, change, renewal …; each has situations of its own, and may have limits of its own. */
export const Variant = part(
  'ItemVariant',
  Strict({
    variantCode: Type.String({
      pattern: '^[0-9A-Za-z]{1,50}$',
      description:
        'Code of the variant (业务办理项编码): the implementation code and two or three digits more',
    }),
    kind: strEnum(['new', 'change', 'renewal', 'cancellation', 'other'], {
      description: '新设、变更、延续、注销、其他',
    }),
    name: text(200),
    nameEn: Type.Optional(text(200)),
    situations: Type.Array(key, { minItems: 1, maxItems: 50 }),
    limits: Type.Optional(Limits),
    handling: Type.Optional(
      strEnum(['onTheSpot', 'promised'], { description: '办件类型, where it differs from that of the item' }),
    ),
  }),
)
