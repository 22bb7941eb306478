import { remember } from '../../shared/remember.js'
import { initialTokens, isHan, keyOf, neededGrams, pinyinReadings, runsOf } from './words.js'

const MOST_CHARACTERS = 100
const MOST_TEXTS = 8
const MOST_WAYS = 16
const LEAST_CODE = 8

/** What a search asks for. */
export interface Query {
  /** As typed, as a key. */
  text: string
  /** The same with words exchanged for their synonyms (同义词). */
  others: readonly string[]
  /** One of these lists must be among an entry's tokens as a whole. */
  ways: readonly (readonly string[])[]
  /** Nothing but letters: also initials or full pinyin of a name. */
  letters: boolean
  /** Names that were chosen already, best first: `ways` asks for nothing. */
  groups?: readonly number[]
  /** Looks like a code (编码) or its beginning. */
  code?: string
}

/** Equal words by each of them, e.g. 身份证 → 身份证, 身份证明. */
export type Synonyms = ReadonlyMap<string, readonly string[]>

/**
 * Reads a search text; undefined when nothing in it can be searched for (blanks, signs, emoji). Everything is bounded:
 * a hundred characters, eight texts, sixteen ways.
 */
export function readQuery(q: string, synonyms: Synonyms = new Map()): Query | undefined {
  const text = keyOf([...q.trim()].slice(0, MOST_CHARACTERS).join('')).trim()
  const runs = runsOf(text)
  if (runs.length === 0) return undefined
  const [, ...others] = textsOf(text, synonyms)
  // Another word of nothing that can be searched for would find everything.
  const texts = [text, ...others].filter((each) => runsOf(each).length > 0)
  const ways = leastWays(texts.flatMap(waysOf)).slice(0, MOST_WAYS)
  const [run = ''] = runs
  const isCode = runs.length === 1 && run.length >= LEAST_CODE && /\d/.test(run) && !isHan(run)
  return {
    text,
    others,
    ways,
    letters: runs.length === 1 && /^[a-z]{2,}$/.test(run),
    ...(isCode ? { code: run } : {}),
  }
}

const knownLongest = new WeakMap<Synonyms, number>()

/** Characters of the longest word; looked for once in each set of synonyms. */
function longestOf(synonyms: Synonyms): number {
  let length = knownLongest.get(synonyms)
  if (length === undefined) {
    length = Math.max(...[...synonyms.keys()].map((word) => word.length))
    knownLongest.set(synonyms, length)
  }
  return length
}

const MOST_REMEMBERED = 1000
const remembered = new WeakMap<Synonyms, Map<string, Query | undefined>>()

/** The same from memory, where it was read with these very synonyms before: most people ask for the same words. */
export function rememberedQuery(q: string, synonyms: Synonyms): Query | undefined {
  if (q.length > MOST_CHARACTERS) return readQuery(q, synonyms)
  const known = remembered.get(synonyms) ?? new Map<string, Query | undefined>()
  remembered.set(synonyms, known)
  if (known.has(q)) return known.get(q)
  const query = readQuery(q, synonyms)
  remember(known, MOST_REMEMBERED, q, query)
  return query
}

/** The text, then the same with synonyms in place of the longest known words, left to right. */
export function textsOf(text: string, synonyms: Synonyms): string[] {
  if (synonyms.size === 0) return [text]
  const longest = Math.min(text.length, longestOf(synonyms))
  const pieces: string[][] = []
  for (let at = 0; at < text.length; ) {
    let word = text.charAt(at)
    for (let length = longest; length > 1; length -= 1) {
      const piece = text.slice(at, at + length)
      if (!synonyms.has(piece)) continue
      word = piece
      break
    }
    pieces.push([word, ...(synonyms.get(word) ?? []).filter((each) => each !== word)])
    at += word.length
  }
  return [...new Set([text, ...fewOf(pieces)])].slice(0, MOST_TEXTS)
}

/** A few of the ways to choose of each piece: those that stand first in all of them, so that no word of many uses up all. */
function fewOf(pieces: readonly (readonly string[])[]): string[] {
  let begun = [{ text: '', cost: 0 }]
  for (const piece of pieces) {
    const longer = piece.flatMap((each, index) =>
      begun.map(({ text, cost }) => ({ text: text + each, cost: cost + index })),
    )
    begun = longer.length === begun.length ? longer : cheapest(longer)
  }
  return begun.map(({ text }) => text)
}

const cheapest = <T extends { cost: number }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => a.cost - b.cost).slice(0, MOST_TEXTS)

/** Every run must be found, each in one of its ways. */
function waysOf(text: string): string[][] {
  let ways: string[][] = [[]]
  for (const run of runsOf(text)) {
    const own = /^[a-z]{2,}$/.test(run)
      ? [[run], initialTokens(run), ...pinyinReadings(run)]
      : [neededGrams(run)]
    const few = fewWays(own, MOST_WAYS / ways.length)
    ways = ways.flatMap((begun) => few.map((way) => [...begun, ...way]))
  }
  return ways.map((way) => [...new Set(way)])
}

/** A full product may be long: then the word as it is and its first reading, at last the word as it is. */
function fewWays(own: readonly string[][], most: number): readonly string[][] {
  if (own.length <= most) return own
  const [word, , reading] = own
  const two = [word, reading].filter((each) => each !== undefined)
  return two.length <= most ? two : two.slice(0, 1)
}

/** A way that asks for more than another finds nothing that the other does not. */
function leastWays(ways: string[][]): string[][] {
  const sets = ways.map((way) => new Set(way))
  const isMore = (more: Set<string>, index: number) =>
    sets.some(
      (less, other) =>
        other !== index &&
        (less.size < more.size || (less.size === more.size && other < index)) &&
        [...less].every((token) => more.has(token)),
    )
  return ways.filter((_, index) => !isMore(sets[index] ?? new Set(), index))
}
