/** The keyword of a form's schema that lets cases be looked for by a field (可检索). */
export const FILTERABLE = 'x-filterable'

const known = new WeakMap<object, string[]>()

/** Names of the fields of a form that are marked so. Documents of versions are kept in memory: each is gone through once. */
export function filterableFields(schema: object): string[] {
  const found = known.get(schema)
  if (found !== undefined) return found
  const { properties = {} } = schema as { properties?: Record<string, unknown> }
  const names = Object.entries(properties)
    .filter(([, field]) => (field as { [FILTERABLE]?: unknown } | null)?.[FILTERABLE] === true)
    .map(([name]) => name)
  known.set(schema, names)
  return names
}
