import { divisionLevel, normaliseDivisionCode } from '../../shared/codes/division-code.js'
import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'

/** A division as an import names it; codes of 6, 9 or 12 digits. */
export interface DivisionInput {
  code: string
  parent?: string
  name: string
  nameEn?: string
}

/** A division that is there: what stands above it, and which version it has. */
export interface KnownDivision {
  code: string
  parent_code: string | null
  ancestors: string[]
  version: number
  name: string
  name_en: string | null
}

export interface DivisionWrite {
  code: string
  parent_code: string | null
  level: number
  name: string
  name_en: string | null
  ancestors: string[]
}

/** Findings that one answer tells. */
export const MOST_TOLD = 1000

/** No tree of divisions is deeper. */
const DEEPEST = 20

/** `index`: where it stands, as whoever sent it counts: rows from 0, or lines of a file from 1. */
export type Row = DivisionInput & { index: number }

/** What is said of two rows that have the same code, by where they stand. */
export type TellTwice = (first: number, second: number) => Text

/** The rows with codes of twelve digits; those whose codes are none are told in `errors`. */
export function normalised(inputs: readonly DivisionInput[], errors: InputError[]): Row[] {
  return inputs.flatMap((input, index) => {
    const code = normaliseDivisionCode(input.code)
    const parent = input.parent === undefined ? undefined : normaliseDivisionCode(input.parent)
    if (code === undefined) errors.push(wrongCode(`/divisions/${index}/code`))
    if (input.parent !== undefined && parent === undefined)
      errors.push(wrongCode(`/divisions/${index}/parent`))
    if (code === undefined) return []
    // Member by member: spread a hundred thousand times, the rows of a province hold up everybody else.
    const row: Row = { code, name: input.name, index }
    if (parent !== undefined) row.parent = parent
    if (input.nameEn !== undefined) row.nameEn = input.nameEn
    return [row]
  })
}

/**
 * What is written for each row: its place in the tree as it will be, by the parents among the rows first and by those
 * that are there else. Every division is looked at once, so that the work grows with the rows alone. Told in `errors`:
 * codes that stand twice, unknown parents, rings (`CYCLE`), paths that no tree has.
 */
export function placedRows(
  rows: readonly Row[],
  known: ReadonlyMap<string, KnownDivision>,
  errors: InputError[],
  twice: TellTwice = ROWS_TWICE,
): DivisionWrite[] {
  const given = new Map<string, Row>()
  for (const row of rows) {
    const first = given.get(row.code)
    if (first === undefined) given.set(row.code, row)
    // More than an answer tells: nothing of it is written, and nothing more is looked at.
    else if (errors.length >= MOST_TOLD) return []
    else
      errors.push({
        pointer: `/divisions/${row.index}/code`,
        code: 'CODE_TWICE',
        message: twice(first.index, row.index),
      })
  }
  const placeOf = createPlaces(given, known)
  return rows.map(({ index, code, parent, name, nameEn }) => {
    const place = placeOf(code)
    const pointer = `/divisions/${index}/parent`
    if (place === 'unknown') errors.push(parentUnknown(pointer))
    else if (place === 'ring') errors.push(inRing(pointer))
    else if (place.length > DEEPEST) errors.push(tooDeep(pointer))
    return {
      code,
      parent_code: parent ?? null,
      level: divisionLevel(code),
      name,
      name_en: nameEn ?? null,
      ancestors: typeof place === 'string' ? [] : place,
    }
  })
}

/** The own code and all above it, nearest first; or why there is no such path. */
type Place = string[] | 'unknown' | 'ring'

/** Finds the place of any division, and of all above it on the way. */
function createPlaces(
  given: ReadonlyMap<string, { parent?: string }>,
  known: ReadonlyMap<string, KnownDivision>,
): (code: string) => Place {
  const found = new Map<string, Place>()
  const parentOf = (code: string): string | undefined => {
    const row = given.get(code)
    return row === undefined ? (known.get(code)?.parent_code ?? undefined) : row.parent
  }
  return (code) => {
    const way: string[] = []
    const onWay = new Set<string>()
    let at: string | undefined = code
    let above: Place = []
    for (; at !== undefined; at = parentOf(at)) {
      const before = found.get(at)
      if (before !== undefined) above = before
      else if (onWay.has(at)) above = 'ring'
      else if (!given.has(at) && !known.has(at)) above = 'unknown'
      else {
        way.push(at)
        onWay.add(at)
        continue
      }
      break
    }
    for (const each of way.reverse()) {
      // A path is cut one step behind the deepest, so that a long chain is not copied at each of its steps.
      if (typeof above !== 'string') above = [each, ...above.slice(0, DEEPEST)]
      found.set(each, above)
    }
    return above
  }
}

/** The rows that stand under another parent than before (区划调整). */
export function movedRows(
  written: readonly DivisionWrite[],
  known: ReadonlyMap<string, KnownDivision>,
): { row: DivisionWrite; before: KnownDivision }[] {
  return written.flatMap((row) => {
    const before = known.get(row.code)
    return before === undefined || before.parent_code === row.parent_code ? [] : [{ row, before }]
  })
}

const wrongCode = (pointer: string): InputError => ({
  pointer,
  code: 'DIVISION_CODE',
  message: { en: 'A division code has 6, 9 or 12 digits', zh: '区划代码应为 6、9 或 12 位数字' },
})

const parentUnknown = (pointer: string): InputError => ({
  pointer,
  code: 'PARENT_UNKNOWN',
  message: { en: 'The parent is not known', zh: '上级区划不存在' },
})

const inRing = (pointer: string): InputError => ({
  pointer,
  code: 'CYCLE',
  message: { en: 'The parents form a ring', zh: '上级区划形成循环' },
})

const tooDeep = (pointer: string): InputError => ({
  pointer,
  code: 'TOO_DEEP',
  message: { en: `A division has at most ${DEEPEST - 1} others above it`, zh: '区划层级过深' },
})

const ROWS_TWICE: TellTwice = (first, second) => ({
  en: `Rows ${first} and ${second} have the same code (counted from 0)`,
  zh: `第 ${first} 条与第 ${second} 条区划代码相同（从 0 起）`,
})
