/**
 * Characters that count as letters and show nothing: a name of these is none (notifications-api PR#2859). As part of a
 * pattern of JSON Schema, which is matched with the flag `u`.
 */
const BLANK_LETTERS = '\\u115f\\u1160\\u3164\\uffa0'

/** A name has a letter or a digit that is seen. */
export const NAME_PATTERN = `[^\\P{L}${BLANK_LETTERS}]|\\p{N}`

/** A name as it is kept (姓名、名称): without characters that nobody sees, one blank between its parts. */
export const normaliseName = (text: string): string =>
  text
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
