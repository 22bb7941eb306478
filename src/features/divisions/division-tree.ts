import { divisionLevel, normaliseDivisionCode } from '../../shared/codes/division-code.js'
import type { InputError } from '../../shared/problem.js'

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
}

export interface DivisionWrite {
  code: string
  parent_code: string | null
  level: number
  name: string
  name_en: string | null
  ancestors: string[]
}

/** No tree of divisions is deeper; a longer way up goes in a ring. */
const DEEPEST = 20

export type Row = DivisionInput & { index: number }

/** The rows with codes of twelve digits; those whose codes are none are told in `errors`. */
export function normalised(inputs: readonly DivisionInput[], errors: InputError[]): Row[] {
  return inputs.flatMap((input, index) => {
    const code = normaliseDivisionCode(input.code)
    const parent = input.parent === undefined ? undefined : normaliseDivisionCode(input.parent)
    if (code === undefined) errors.push(wrongCode(`/divisions/${index}/code`))
    if (input.parent !== undefined && parent === undefined)
      errors.push(wrongCode(`/divisions/${index}/parent`))
    return code === undefined ? [] : [{ ...input, index, code, ...(parent === undefined ? {} : { parent }) }]
  })
}

/**
 * What is written for each row: its place in the tree as it will be, by the parents among the rows first and by those
 * that are there else. Each row goes at most twenty steps up, so that the work grows with the rows alone. Unknown
 * parents and rings are told in `errors`.
 */
export function placedRows(
  rows: readonly Row[],
  known: ReadonlyMap<string, KnownDivision>,
  errors: InputError[],
): DivisionWrite[] {
  const given = new Map(rows.map((row) => [row.code, row]))
  return rows.map(({ index, code, parent, name, nameEn }) => {
    const ancestors = pathUp(code, given, known)
    if (ancestors === undefined) errors.push(parentUnknown(`/divisions/${index}/parent`))
    return {
      code,
      parent_code: parent ?? null,
      level: divisionLevel(code),
      name,
      name_en: nameEn ?? null,
      ancestors: ancestors ?? [],
    }
  })
}

/** The own code and all above it; undefined when a parent is unknown or the parents form a ring. */
function pathUp(
  code: string,
  given: ReadonlyMap<string, { parent?: string }>,
  known: ReadonlyMap<string, KnownDivision>,
): string[] | undefined {
  const path = [code]
  for (let at = code; ; ) {
    const row = given.get(at)
    const parent = row === undefined ? known.get(at)?.parent_code : row.parent
    if (parent === undefined || parent === null) return path
    if (!given.has(parent) && !known.has(parent)) return undefined
    if (path.includes(parent) || path.length >= DEEPEST) return undefined
    path.push(parent)
    at = parent
  }
}

/** The first row that would stand at the top and stood below another: it must be told below which. */
export const uprooted = (
  rows: readonly Row[],
  known: ReadonlyMap<string, KnownDivision>,
): number | undefined =>
  rows.find(({ code, parent }) => parent === undefined && (known.get(code)?.parent_code ?? null) !== null)
    ?.index

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
  message: {
    en: 'The parent is not known, or the parents form a ring',
    zh: '上级区划不存在或形成循环',
  },
})
