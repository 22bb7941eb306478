import type { Query } from './query.js'
import { initialsOf, isHan, keyOf, neededGrams, pinyinSyllables, runsOf, syllablesOf } from './words.js'

/** A piece of a name; pieces carry no markup, so that whoever shows them escapes text as always. */
export interface Piece {
  text: string
  match: boolean
}

/** The name in pieces, with those marked for which it was found (高亮). */
export function highlight(name: string, query: Pick<Query, 'text' | 'others'>): Piece[] {
  const characters = [...name]
  const key = [...keyOf(name)]
  const marked = new Array<boolean>(characters.length).fill(false)
  const mark = (start: number, length: number) => marked.fill(true, start, start + length)
  for (const text of [query.text, ...query.others]) {
    for (const run of runsOf(text)) {
      if (markRun(key, run, mark) || isHan(run)) continue
      markPinyin(name, key, run, mark)
    }
  }
  return piecesOf(characters, marked)
}

type Mark = (start: number, length: number) => void

/** The run wherever it stands; otherwise its bigrams. */
function markRun(key: readonly string[], run: string, mark: Mark): boolean {
  if (markAll(key, [...run], mark)) return true
  return isHan(run) && neededGrams(run).filter((gram) => markAll(key, [...gram], mark)).length > 0
}

function markAll(key: readonly string[], wanted: readonly string[], mark: Mark): boolean {
  let found = false
  for (let start = 0; start + wanted.length <= key.length; start += 1) {
    if (!wanted.every((character, index) => key[start + index] === character)) continue
    mark(start, wanted.length)
    found = true
  }
  return found
}

/** Letters that are initials or syllables of neighbouring Chinese characters. */
function markPinyin(name: string, key: readonly string[], letters: string, mark: Mark): void {
  const places = key.flatMap((character, index) => (isHan(character) ? [index] : []))
  const markPlaces: Mark = (start, length) => {
    for (const place of places.slice(start, start + length)) mark(place, 1)
  }
  if (markAll(initialsOf(name), [...letters], markPlaces)) return
  const syllables = syllablesOf(name)
  for (const reading of pinyinSyllables(letters)) markAll(syllables, reading, markPlaces)
}

function piecesOf(characters: readonly string[], marked: readonly boolean[]): Piece[] {
  const pieces: Piece[] = []
  for (const [index, character] of characters.entries()) {
    const match = marked[index] === true
    const last = pieces.at(-1)
    if (last?.match === match) last.text += character
    else pieces.push({ text: character, match })
  }
  return pieces
}
