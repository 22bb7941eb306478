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
