import { PARTY_ROLES, type PartyRole } from '../party-rule.js'

/** The keyword of a form's schema that says which party a field names (该字段填写哪一当事人的姓名). */
export const PARTY_FIELD = 'x-party'

export const isPartyRole = (value: unknown): value is PartyRole =>
  (PARTY_ROLES as readonly unknown[]).includes(value)

const known = new WeakMap<object, { field: string; role: PartyRole }[]>()

/** The fields of a form that name a party, with its role. */
export function partyFields(schema: object): { field: string; role: PartyRole }[] {
  const found = known.get(schema)
  if (found !== undefined) return found
  const { properties = {} } = schema as { properties?: Record<string, unknown> }
  const fields = Object.entries(properties).flatMap(([field, part]) => {
    const role = (part as { [PARTY_FIELD]?: unknown } | null)?.[PARTY_FIELD]
    return isPartyRole(role) ? [{ field, role }] : []
  })
  known.set(schema, fields)
  return fields
}
