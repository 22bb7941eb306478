// Facts of events as messages bear them. Pure.

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined

/** What is known of some facts, under their names; what is not known is left out. */
export const known = (facts: Record<string, string | number | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
