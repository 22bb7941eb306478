import { type Query, readQuery, type Synonyms, textsOf } from './query.js'
import { isHan, neededGrams, runsOf, syllablesOf } from './words.js'

/** What people say around the thing they mean (怎么办, 要什么手续 …): data, in the groups of words whose keys begin so. */
export const STOP_WORDS = 'stop-words'

/** Particles at the end of what is said; no word begins with one. */
const PARTICLES = /[吗呢吧啊呀嘛了]+(?=\s|$)/gu

/** How a search was understood: each is tried when the one before found nothing. */
export const WAYS = ['asTyped', 'withoutStopWords', 'asSpoken', 'covered'] as const
export type Way = (typeof WAYS)[number]

/** Only Chinese is read in other ways: letters were initials, full pinyin and words already. */
export const isReadOtherwise = ({ text, code }: Query): boolean =>
  code === undefined && runsOf(text).some(isHan)

/** The query without the words around it (停用词); undefined when there are none, or nothing else. */
export function withoutStopWords(
  { text }: Query,
  stopWords: readonly string[],
  synonyms: Synonyms,
): Query | undefined {
  let left = text
  for (const word of stopWords.toSorted((a, b) => b.length - a.length)) left = left.replaceAll(word, ' ')
  const rest = runsOf(left.replaceAll(PARTICLES, ' ')).join(' ')
  return rest === '' || left === text ? undefined : readQuery(rest, synonyms)
}

/** By the sound of its characters (谐音): a wrong character of the same sound, or a traditional one, is the same word. */
export function asSpoken({ text }: Query): Query | undefined {
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

/** The bigrams of the text, and of it with synonyms: by how many of them a name is covered (覆盖度). */
export const gramsOfTexts = (text: string, synonyms: Synonyms): string[][] =>
  textsOf(text, synonyms).map((each) => [...new Set(runsOf(each).flatMap(neededGrams))].slice(0, MOST_GRAMS))

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
  const unknown = Math.log(1 + names) / 2
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
