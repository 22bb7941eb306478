import { pinyin } from 'pinyin-pro'
import type { ItemDocument } from './item-document.js'

const MAX_QUERY = 100
const LONGEST_INITIALS = 8
const HAN = /\p{Script=Han}/u

/**
 * What an item is found by: single characters and bigrams of its names, pinyin initials and their beginnings, syllables
 * and pairs of them, words of the English name, codes. A GIN index over this array finds two characters on a million rows (trigrams cannot).
 */
export function searchTokens(document: ItemDocument): string[] {
  const tokens = new Set<string>([document.itemCode.toLowerCase(), document.basicCode.toLowerCase()])
  for (const name of [document.name, ...document.synonyms]) {
    for (const token of grams(name)) tokens.add(token)
    for (const token of initialGrams(name)) tokens.add(token)
    for (const token of syllableTokens(syllablesOf(name))) tokens.add(token)
  }
  for (const word of (document.nameEn ?? '').toLowerCase().split(/[^a-z0-9]+/))
    if (word.length > 1) tokens.add(word)
  return [...tokens]
}

/** Single characters and bigrams of the runs of Chinese characters; other words as they are. */
function grams(text: string): string[] {
  return runs(text).flatMap((run) => {
    const characters = [...run]
    if (!HAN.test(run)) return [run]
    return characters.flatMap((character, index) => {
      const next = characters[index + 1]
      return next === undefined ? [character] : [character, character + next]
    })
  })
}

/** Every stretch of two to eight initials: 住房公积金 is found by zfgjj, gjj, zf … Marked, so that words stay apart. */
function initialGrams(text: string): string[] {
  const initials = initialsOf(text)
  const found: string[] = []
  for (let start = 0; start < initials.length - 1; start += 1) {
    for (let length = 2; length <= LONGEST_INITIALS && start + length <= initials.length; length += 1) {
      found.push(`~${initials.slice(start, start + length)}`)
    }
  }
  return found
}

/** The stored tokens that a run of letters is when it means initials; longer runs than are stored go by stretches. */
export function initialTokens(letters: string): string[] {
  const last = Math.max(0, letters.length - LONGEST_INITIALS)
  return Array.from({ length: last + 1 }, (_, start) => `~${letters.slice(start, start + LONGEST_INITIALS)}`)
}

function initialsOf(text: string): string {
  return pinyin(hanOf(text), { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase()
}

const hanOf = (text: string): string => [...text].filter((character) => HAN.test(character)).join('')

/** One syllable a character, without tones: 住房 → zhu, fang; ü is written v, as it is typed. */
function syllablesOf(text: string): string[] {
  return pinyin(hanOf(text), { toneType: 'none', type: 'array', v: true }).map((each) => each.toLowerCase())
}

/** Syllables and neighbouring pairs; marked, so that they are neither words nor initials. */
function syllableTokens(syllables: readonly string[]): string[] {
  return syllables.flatMap((syllable, index) => {
    const next = syllables[index + 1]
    return next === undefined ? [`^${syllable}`] : [`^${syllable}`, `^${syllable}${next}`]
  })
}

const FIRST_HAN = 0x4e00
const COMMON_HAN = 20_902
const MOST_READINGS = 4
let known: Set<string> | undefined

/** Every syllable that a common character is read by; drawn from the dictionary once, when letters are first typed. */
function knownSyllables(): Set<string> {
  // Sighs (嗯 ng, 呒 m) have no vowel; with them 房 would be fa and ng.
  known ??= new Set(
    syllablesOf(
      Array.from({ length: COMMON_HAN }, (_, n) => String.fromCodePoint(FIRST_HAN + n)).join(''),
    ).filter((syllable) => /[aeiouv]/.test(syllable)),
  )
  return known
}

/**
 * The stored tokens that a run of letters is when it is full pinyin, one list a reading (xian: 先, 西安); none when it is
 * no pinyin.
 */
export function pinyinReadings(letters: string): string[][] {
  const readings = readingsOf(letters, knownSyllables())
  return readings.map((syllables) => {
    const pairs = syllables.slice(1).map((next, index) => `^${syllables[index]}${next}`)
    return pairs.length > 0 ? pairs : syllables.map((syllable) => `^${syllable}`)
  })
}

const LONGEST_SYLLABLE = 6

/** Ways to part letters into syllables, longest first; a few of each rest, so that no run of letters takes long. */
function readingsOf(
  letters: string,
  syllables: ReadonlySet<string>,
  rests: Map<string, string[][]> = new Map([['', [[]]]]),
): string[][] {
  const known = rests.get(letters)
  if (known !== undefined) return known
  const found: string[][] = []
  for (let length = Math.min(LONGEST_SYLLABLE, letters.length); length > 0; length -= 1) {
    const syllable = letters.slice(0, length)
    if (!syllables.has(syllable)) continue
    for (const rest of readingsOf(letters.slice(length), syllables, rests)) found.push([syllable, ...rest])
  }
  const few = found.slice(0, MOST_READINGS)
  rests.set(letters, few)
  return few
}

/** Runs of Chinese characters, and of letters and digits; everything else parts them. */
function runs(text: string): string[] {
  return text.toLowerCase().match(/\p{Script=Han}+|[a-z0-9]+/gu) ?? []
}

export interface Query {
  /** Each must be there; `?letters` as a word, as pinyin initials or as full pinyin. */
  all: string[]
  /** Lower-case text for ranking by name. */
  text: string
}

/** What a search text asks for; undefined when nothing in it can be searched for (blanks, signs, emoji). */
export function readQuery(q: string): Query | undefined {
  const text = [...q.trim().toLowerCase()].slice(0, MAX_QUERY).join('')
  const all = runs(text).flatMap((run) => {
    if (!HAN.test(run)) return [/^[a-z]{2,}$/.test(run) ? `?${run}` : run]
    const pairs = grams(run).filter((gram) => [...gram].length === 2)
    return pairs.length > 0 ? pairs : [run]
  })
  return all.length === 0 ? undefined : { all, text }
}
