import { Type } from 'typebox'
import { dayOf, Instant, model, SEEN, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { ROLE_NAMES } from '../../shared/roles.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'
import type { GrantRow } from './access-store.js'

const words = (maxLength: number, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: SEEN, examples: [example] })

/** Codes of items, without examples: an entry of the sample, taken by chance, would restrict what is tried. */
export const ItemCodes = Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
  minItems: 1,
  maxItems: 500,
  uniqueItems: true,
})

const grantFields = {
  issuer: words(255, 'https://id.example.gov.cn'),
  subject: words(255, '3f1c9a52-clerk'),
  role: strEnum(ROLE_NAMES, { examples: ['clerk'] }),
  organisation: words(50, COUNTY_MARKET),
  scope: strEnum(['organ', 'subtree'], {
    description:
      'organ: this organisation alone; subtree: it and all whose division lies in or below its own (范围)',
    examples: ['organ'],
  }),
  items: Type.Optional(Type.Unsafe<string[]>({ ...ItemCodes, description: 'Only these items (事项)' })),
  validFrom: Type.Optional(dayOf('First day (生效日期)', '2026-01-01')),
  validUntil: Type.Optional(dayOf('Last day (失效日期)', '2030-12-31')),
  personal: Type.Optional(
    Type.Boolean({ description: 'An exchange client that may read clear personal data (可取明文)' }),
  ),
  // A star would be every post there is.
  post: Type.Optional(
    Type.String({ minLength: 1, maxLength: 50, pattern: '^[^*\\s]', examples: ['legalReview'] }),
  ),
}

const EXAMPLE = {
  issuer: 'https://id.example.gov.cn',
  subject: '3f1c9a52-clerk',
  role: 'clerk',
  organisation: COUNTY_MARKET,
  scope: 'organ',
  validUntil: '2030-12-31',
}

export const GrantInput = Strict(
  { ...grantFields, scope: Type.Optional(grantFields.scope) },
  {
    description: 'Who gets which role, at one organisation or from it on down, for which days (授权)',
    examples: [EXAMPLE],
  },
)

/** As grants travel: with where a subtree begins, wherever the organisation has moved since. */
export const GrantLine = Strict({
  ...GrantInput.properties,
  division: Type.Optional(
    Type.String({ pattern: '^[0-9]{12}$', description: 'Where a subtree begins (起点区划)' }),
  ),
})

export const Grant = model(
  'Grant',
  Strict({
    grantId: Uuid,
    ...grantFields,
    division: Type.Optional(
      Type.String({
        description: 'Where a subtree begins, wherever the organisation has moved since (起点区划)',
        examples: ['511102000000'],
      }),
    ),
    staffNo: Type.Optional(
      Type.String({
        description: 'Of whom the token is, where the register knows (工号)',
        examples: ['M0017'],
      }),
    ),
    grantedBy: Type.String(),
    grantedAt: Instant,
  }),
)

export function viewGrant(row: GrantRow) {
  return {
    grantId: row.id,
    issuer: row.issuer,
    subject: row.subject,
    role: row.role,
    organisation: row.organisation_code,
    scope: row.scope as 'organ' | 'subtree',
    ...(row.scope === 'subtree' && row.begins[0] !== undefined ? { division: row.begins[0] } : {}),
    ...(row.items === null ? {} : { items: row.items }),
    ...(row.valid_from === null ? {} : { validFrom: row.valid_from }),
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    ...(row.personal ? { personal: true } : {}),
    ...(row.post === null ? {} : { post: row.post }),
    ...(row.staff_no === null ? {} : { staffNo: row.staff_no }),
    grantedBy: row.granted_by,
    grantedAt: row.granted_at,
  }
}
