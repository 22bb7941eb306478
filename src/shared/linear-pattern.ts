import { RE2JS } from 're2js'
import { spend } from './work-budget.js'

/**
 * A regular expression of somebody else's (JSON Schema `pattern`), matched in time that grows with the text only: the
 * engine of JavaScript takes hours for `^(a+)+$` and fifty letters. Read as JavaScript reads it; what needs going back and
 * forth (lookaround, backreferences) and more than 1,000 repetitions are refused with an error. What it costs is spent of
 * the budget of work (work-budget.ts).
 */
export function linearPattern(pattern: string): LinearPattern {
  // First whether it is one at all for front ends, which check the same form with JavaScript's own.
  new RegExp(pattern, 'u')
  const compiled = RE2JS.compile(RE2JS.translateRegExp(withUnicodeSpaces(pattern)))
  const size = compiled.programSize()
  return {
    size,
    test: (text) => {
      // Every letter is held against every place in the pattern at worst: `[a-z]{1,999}` has a thousand.
      spend(size * text.length)
      return compiled.matcher(text).find()
    },
    toString: () => pattern,
  }
}

interface LinearPattern {
  /** How much there is of it once repetitions are written out: its work for a text is this times the text's length. */
  size: number
  test: (text: string) => boolean
  /** By its text the compiler of schemas tells one from another. */
  toString: () => string
}

/** 　 (U+3000) and the like: white space for JavaScript, none for the engine. */
const SPACES =
  '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'
const OTHERS =
  '\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}'

function withUnicodeSpaces(pattern: string): string {
  let inClass = false
  return pattern.replace(/\\p\{(?:Script|sc)=|\\.|[[\]]/gsu, (part) => {
    if (part.startsWith('\\p{')) return '\\p{'
    if (part === '[') inClass = true
    if (part === ']') inClass = false
    if (part === '\\s') return inClass ? SPACES : `[${SPACES}]`
    if (part === '\\S') return inClass ? OTHERS : `[${OTHERS}]`
    return part
  })
}
