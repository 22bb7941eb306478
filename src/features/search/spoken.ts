import { otherNumbers } from './numerals.js'
import { otherReadings } from './other-readings.js'
import { type Query, readQuery, type Synonyms, textsOf } from './query.js'
import { simplified } from './traditional.js'
import { isHan, neededGrams, pinyinReadings, runsOf, syllablesOf } from './words.js'

/** What people say around the thing they mean (怎么办, 要什么手续 …): data, in the groups of words whose keys begin so. */
export const STOP_WORDS = 'stop-words'

/** Particles at the end of what is said; no word begins with one. */
const PARTICLES = /[吗呢吧啊呀嘛了]+(?=\s|$)/gu

/** How a search was understood: each is tried when the one before found nothing. */
export const WAYS = ['asTyped', 'withoutStopWords', 'asSpoken', 'covered', 'byCharacters'] as const
export type Way = (typeof WAYS)[number]

/** A code is what it is. */
export const isReadOtherwise = ({ code }: Query): boolean => code === undefined

const MOST_WAYS = 16

/**
 * The query without the words around it (停用词), in simplified characters, numbers in both scripts; undefined where
 * nothing of this makes it another, or nothing is left.
 */
export function withoutStopWords(
  { text }: Query,
  stopWords: readonly string[],
  synonyms: Synonyms,
): Query | undefined {
  const plain = simplified(text)
  const rest = (said: string): string => {
    let left = said
    for (const word of stopWords.toSorted((a, b) => b.length - a.length)) left = left.replaceAll(word, ' ')
    return runsOf(left.replaceAll(PARTICLES, ' ')).join(' ')
  }
  const rests = [...new Set([plain, ...otherNumbers(plain)].map(rest))]
  const read = rests.flatMap((each) => readQuery(each, synonyms) ?? [])
  const [first, ...others] = read
  if (first === undefined || (first.text === runsOf(text).join(' ') && others.length === 0)) return undefined
  return {
    ...first,
    others: [...new Set([...read.flatMap((each) => [each.text, ...each.others])])].slice(1),
    ways: read.flatMap(({ ways }) => ways).slice(0, MOST_WAYS),
  }
}

/**
 * By sound: a wrong character of the same sound (谐音) is the same word, and letters may be another reading of a
 * character (多音字).
 */
export function asSpoken({ text }: Query): Query | undefined {
  if (!runsOf(text).some(isHan)) {
    const ways = otherReadings(text)
    return ways.length === 0 ? undefined : { text, others: [], ways, letters: false }
  }
  if (!runsOf(text).some((run) => isHan(run) && run.length > 1)) return undefined
  const way = runsOf(text).flatMap((run) => {
    if (!isHan(run)) return [run]
    const syllables = syllablesOf(run)
    const pairs = syllables.slice(1).map((next, index) => `^${syllables[index]}${next}`)
    return pairs.length > 0 ? pairs : syllables.map((syllable) => `^${syllable}`)
  })
  return { text, others: [], ways: [[...new Set(way)]], letters: false }
}

const MOST_GRAMS = 60

/** The bigrams of the texts, and of them with synonyms: by how many of them a name is covered (覆盖度). */
export const gramsOfTexts = (texts: readonly string[], synonyms: Synonyms): string[][] =>
  gramsOfEach(texts, synonyms, neededGrams)

/** The same by single characters: 砍自家的树 has both of 砍树, though not side by side. */
export const charactersOfTexts = (texts: readonly string[], synonyms: Synonyms): string[][] =>
  gramsOfEach(texts, synonyms, (run) => (isHan(run) ? [...run] : [run]))

/** What letters are as full pinyin, in pairs of syllables: hushizhengzhuce has 护士 and 注册, though no name has 证注. */
export function syllablesOfText(text: string): string[][] {
  const read = runsOf(text).map((run) => pinyinReadings(run)[0] ?? [])
  const pairs = [...new Set(read.flat())].slice(0, MOST_GRAMS)
  return read.some((each) => each.length === 0) || pairs.length < LEAST_PAIRS ? [] : [pairs]
}

/** Fewer say too little: many a word of another language reads as two syllables. */
const LEAST_PAIRS = 3

const gramsOfEach = (
  texts: readonly string[],
  synonyms: Synonyms,
  gramsOf: (run: string) => string[],
): string[][] =>
  [...new Set(texts.flatMap((text) => textsOf(text, synonyms)))]
    .map((each) => [...new Set(runsOf(each).flatMap(gramsOf))].slice(0, MOST_GRAMS))
    .filter((grams) => grams.length > 0)

/** A name, with those of the bigrams that it has. */
export interface Covered {
  groupId: number
  kind: number
  length: number
  grams: readonly string[]
}

/** Of what a text weighs a name must cover this much, and this much of what the best one covers. */
const LEAST_COVERED = 0.3
const LEAST_OF_BEST = 0.7
const MOST_COVERED = 30

/**
 * Ids of the names that cover most of one of the texts, best first. A bigram weighs the more the fewer names have it: 登记
 * says little, 公积 nearly all. `names` is how many there are, `frequency` in how many of them each bigram is.
 */
export function bestCovered(
  texts: readonly (readonly string[])[],
  candidates: readonly Covered[],
  frequency: ReadonlyMap<string, number>,
  names: number,
): number[] {
  // What no name has tells nothing of any: it only says that this may be about something else.
  const unknown = Math.log(1 + names) / 4
  const weigh = (gram: string): number => {
    const found = frequency.get(gram) ?? 0
    return found === 0 ? unknown : Math.log(1 + names / found)
  }
  const sum = (grams: readonly string[]): number => grams.reduce((all, gram) => all + weigh(gram), 0)
  const scored = candidates.map((candidate) => {
    const has = new Set(candidate.grams)
    const shares = texts.map((grams) => sum(grams.filter((gram) => has.has(gram))) / sum(grams))
    return { ...candidate, share: Math.max(...shares) }
  })
  const best = Math.max(0, ...scored.map(({ share }) => share))
  return scored
    .filter(({ share }) => share >= LEAST_COVERED && share >= best * LEAST_OF_BEST)
    .toSorted((a, b) => a.kind - b.kind || b.share - a.share || a.length - b.length || a.groupId - b.groupId)
    .slice(0, MOST_COVERED)
    .map(({ groupId }) => groupId)
}
