import { pinyin } from 'pinyin-pro'

const LONGEST_INITIALS = 8
const LONGEST_READ = 60
const HAN = /\p{Script=Han}/u

/** Runs of Chinese characters, and of letters and digits; everything else parts them. `text` is a key (see keyOf). */
export const runsOf = (text: string): string[] => text.match(/\p{Script=Han}+|[a-z0-9]+/gu) ?? []

export const isHan = (run: string): boolean => HAN.test(run)

/** A text as it is compared: lower case, full-width letters and digits as ordinary ones, character by character. */
export const keyOf = (text: string): string =>
  [...text].map((character) => single(character.normalize('NFKC').toLowerCase()) ?? character).join('')

const single = (text: string): string | undefined => ([...text].length === 1 ? text : undefined)

/**
 * What a name is found by: single characters and bigrams, pinyin initials and their stretches, syllables and pairs of
 * them, words of other letters. A GIN index over this array finds two characters among a million (trigrams cannot).
 */
export function nameTokens(names: readonly string[], words: readonly string[] = []): string[] {
  const tokens = new Set<string>()
  for (const name of names) {
    for (const token of textTokens(name)) tokens.add(token)
    for (const token of initialGrams(initialsOf(name))) tokens.add(token)
    for (const token of syllableTokens(syllablesOf(name))) tokens.add(token)
  }
  for (const text of words) for (const word of runsOf(keyOf(text))) if (word.length > 1) tokens.add(word)
  return [...tokens]
}

/** The tokens of a longer text: characters, bigrams and words, without pinyin. */
export const textTokens = (text: string): string[] => [...new Set(runsOf(keyOf(text)).flatMap(gramsOf))]

/** Single characters and bigrams of a run of Chinese characters; another run as it is. */
function gramsOf(run: string): string[] {
  if (!HAN.test(run)) return [run]
  return [...run].flatMap((character, index, all) => {
    const next = all[index + 1]
    return next === undefined ? [character] : [character, character + next]
  })
}

/** What a run must be found by: its bigrams, or the single character. */
export function neededGrams(run: string): string[] {
  if (!HAN.test(run)) return [run]
  const pairs = gramsOf(run).filter((gram) => [...gram].length === 2)
  return pairs.length > 0 ? pairs : [run]
}

/** Every stretch of two to eight initials: 住房公积金 is found by zfgjj, gjj, zf … Marked, so that words stay apart. */
function initialGrams(initials: readonly string[]): string[] {
  const found: string[] = []
  for (let start = 0; start < initials.length - 1; start += 1) {
    for (let length = 2; length <= LONGEST_INITIALS && start + length <= initials.length; length += 1) {
      found.push(`~${initials.slice(start, start + length).join('')}`)
    }
  }
  return found
}

/** The stored tokens that a run of letters is when it means initials; longer runs than are stored go by stretches. */
export function initialTokens(letters: string): string[] {
  const last = Math.max(0, letters.length - LONGEST_INITIALS)
  return Array.from({ length: last + 1 }, (_, start) => `~${letters.slice(start, start + LONGEST_INITIALS)}`)
}

const hanOf = (text: string): string => [...text].filter((character) => HAN.test(character)).join('')

/** The initial of each Chinese character. */
export function initialsOf(text: string): string[] {
  return pinyin(hanOf(text), { pattern: 'first', toneType: 'none', type: 'array' }).map((each) =>
    each.toLowerCase(),
  )
}

/** One syllable a character, without tones: 住房 → zhu, fang; ü is written v, as it is typed. */
export function syllablesOf(text: string): string[] {
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

/** Ways to read letters as full pinyin (xian: 先, 西安), at most four; none when they are no pinyin or endlessly many. */
export function pinyinSyllables(letters: string): string[][] {
  return letters.length > LONGEST_READ ? [] : readingsOf(letters, knownSyllables())
}

/** The stored tokens of each reading. */
export function pinyinReadings(letters: string): string[][] {
  return pinyinSyllables(letters).map((syllables) => {
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
  const found = rests.get(letters)
  if (found !== undefined) return found
  const ways: string[][] = []
  for (let length = Math.min(LONGEST_SYLLABLE, letters.length); length > 0; length -= 1) {
    const syllable = letters.slice(0, length)
    if (!syllables.has(syllable)) continue
    for (const rest of readingsOf(letters.slice(length), syllables, rests)) ways.push([syllable, ...rest])
  }
  const few = ways.slice(0, MOST_READINGS)
  rests.set(letters, few)
  return few
}
