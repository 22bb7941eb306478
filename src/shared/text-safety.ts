/**
 * Where a JSON value holds text that Postgres refuses or that is no Unicode: NUL characters and lone surrogates, in
 * keys too. A JSON pointer, or undefined when all is well. The pointer is put together only where something is found:
 * a body of a hundred thousand members costs no more to look through than to parse.
 */
export function findUnsafeText(value: unknown): string | undefined {
  const way = wayToUnsafe(value)
  if (way === undefined) return undefined
  return way.reduceRight((path, name) => `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, '')
}

/** The names on the way to the first unsafe text, from the inside out. */
function wayToUnsafe(value: unknown): string[] | undefined {
  if (typeof value === 'string') return isUnsafe(value) ? [] : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const way = wayToUnsafe(value[index])
      if (way !== undefined) return [...way, String(index)]
    }
    return undefined
  }
  // Makes no list of all members first; what JSON made inherits none.
  for (const name in value) {
    if (isUnsafe(name)) return []
    const way = wayToUnsafe((value as Record<string, unknown>)[name])
    if (way !== undefined) return [...way, name]
  }
  return undefined
}

function isUnsafe(text: string): boolean {
  return text.includes('\u0000') || !text.isWellFormed()
}

/**
 * Whether what a JSON text says can hold unsafe text: when it is read as UTF-8, that takes an escape (`\u0000`,
 * `\ud83d`). Most bodies have none, and need not be looked through.
 */
export const mayBeUnsafe = (json: string): boolean => /\\u(?:0000|d[89a-f])/i.test(json)

/** Deeper nesting has no use here, and would exhaust the stack of whoever walks through the value. */
const MAX_DEPTH = 64

/** Whether a JSON value is nested deeper than anything that the service takes. */
export function isTooDeep(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === 0) return true
  if (!Array.isArray(value)) {
    for (const name in value) if (isTooDeep((value as Record<string, unknown>)[name], depth - 1)) return true
    return false
  }
  for (let index = 0; index < value.length; index += 1) if (isTooDeep(value[index], depth - 1)) return true
  return false
}

/**
 * Whether a JSON text is nested deeper than that, told before it is parsed: half a million brackets take the parser a
 * tenth of a second, and nobody needs the value.
 */
export function isTextTooDeep(json: string): boolean {
  let depth = 0
  for (let at = 0; at < json.length; at += 1) {
    const letter = json.charCodeAt(at)
    if (letter === QUOTE) at = endOfText(json, at)
    else if (letter === 0x5b || letter === 0x7b) {
      depth += 1
      if (depth > MAX_DEPTH) return true
    } else if (letter === 0x5d || letter === 0x7d) depth -= 1
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Where the text that begins here ends: at the next quotation mark that no backslash takes away. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    const letter = json.charCodeAt(at)
    if (letter === QUOTE) return at
    if (letter === BACKSLASH) at += 1
  }
  return json.length
}
