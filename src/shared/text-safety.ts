import { BLANK_LETTERS, SEEN } from './schema.js'

/**
 * Where a JSON value holds text that Postgres refuses or that is no Unicode: NUL characters and lone surrogates, in
 * keys too. A JSON pointer, or undefined when all is well. The pointer is put together only where something is found:
 * a body of a hundred thousand members costs no more to look through than to parse.
 */
export const findUnsafeText = (value: unknown): string | undefined => pointerTo(value, isUnsafe)

/**
 * Where a JSON value holds a text that nobody sees: characters of no width, letters that show nothing, and nothing beside
 * them. Of no field is that an honest value; a blank or an empty text may be.
 */
export const findUnseenText = (value: unknown): string | undefined => pointerTo(value, isUnseen)

const HIDDEN = new RegExp(`[\\p{Cf}\\p{M}\\u2800${BLANK_LETTERS}]`, 'u')
const SEEN_BY_SOMEBODY = new RegExp(SEEN, 'u')

const isUnseen = (text: unknown): boolean =>
  typeof text === 'string' && HIDDEN.test(text) && !SEEN_BY_SOMEBODY.test(text)

/** Whether a JSON text can hold such a text: written as it is, or as an escape. */
export const mayBeUnseen = (json: string): boolean => json.includes('\\u') || HIDDEN.test(json)

/** Where a JSON value holds a number that is not the one that was sent; undefined when all is well. */
export const findInexactNumber = (value: unknown): string | undefined =>
  pointerTo(value, (leaf) => typeof leaf === 'number' && isInexact(leaf))

function pointerTo(value: unknown, isWanted: (leaf: unknown) => boolean): string | undefined {
  const way = wayTo(value, isWanted)
  if (way === undefined) return undefined
  return way.reduceRight((path, name) => `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, '')
}

/** The names on the way to the first leaf or name that is wanted, from the inside out. */
function wayTo(value: unknown, isWanted: (leaf: unknown) => boolean): string[] | undefined {
  if (typeof value !== 'object' || value === null) return isWanted(value) ? [] : undefined
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const way = wayTo(value[index], isWanted)
      if (way !== undefined) return [...way, String(index)]
    }
    return undefined
  }
  // Makes no list of all members first; what JSON made inherits none.
  for (const name in value) {
    if (isWanted(name)) return []
    const way = wayTo((value as Record<string, unknown>)[name], isWanted)
    if (way !== undefined) return [...way, name]
  }
  return undefined
}

function isUnsafe(text: unknown): boolean {
  if (typeof text !== 'string') return false
  return text.includes('\u0000') || !text.isWellFormed()
}

/** A number that is not the one that was written: beyond 2^53 the neighbours of a whole number are lost (金额失真). */
const isInexact = (value: number): boolean => Math.abs(value) > Number.MAX_SAFE_INTEGER

/** Whether a JSON text can hold such a number: sixteen digits in a row outside of a text, or an exponent. */
export const mayBeInexact = (json: string): boolean => /[[:,\s]-?(?:\d{16}|[\d.]+[eE])/.test(json)

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
