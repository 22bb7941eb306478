/**
 * Where a JSON value holds text that Postgres refuses or that is no Unicode: NUL characters and lone surrogates, in
 * keys too. A JSON pointer, or undefined when all is well.
 */
export function findUnsafeText(value: unknown, pointer = ''): string | undefined {
  if (typeof value === 'string') return isUnsafe(value) ? pointer : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    if (isUnsafe(name)) return pointer
    const found = findUnsafeText(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    if (found !== undefined) return found
  }
  return undefined
}

function isUnsafe(text: string): boolean {
  return text.includes('\u0000') || !text.isWellFormed()
}

/** Deeper nesting has no use here, and would exhaust the stack of whoever walks through the value. */
const MAX_DEPTH = 64

/** Whether a JSON value is nested deeper than anything that the service takes. */
export function isTooDeep(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((member) => isTooDeep(member, depth - 1))
}
