import type { InputError } from '../../shared/problem.js'
import { findUnsafeText, isTooDeep } from '../../shared/text-safety.js'

/** A line of an import: its number, from 1, and what stands in it. */
export interface Line<T> {
  no: number
  value: T
}

/** Where something was found in an import: a line by its number, and a member of it. */
export const inLine = (no: number, error: InputError): InputError => ({
  ...error,
  pointer: `/lines/${no}${error.pointer}`,
})

/** The lines of an NDJSON text that are JSON of a reasonable form; empty ones count, and are passed over. */
export function linesOf(text: string): { lines: Line<unknown>[]; errors: InputError[] } {
  const lines: Line<unknown>[] = []
  const errors: InputError[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const no = index + 1
    const value = parsed(line)
    if (value === undefined || isTooDeep(value) || findUnsafeText(value) !== undefined)
      errors.push(inLine(no, { pointer: '', code: 'NOT_JSON', message: NOT_JSON }))
    else lines.push({ no, value })
  })
  return { lines, errors }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Lines that repeat a key of an earlier one, each with the number of that. Linear in the number of lines. */
export function repeated<T>(
  lines: readonly Line<T>[],
  keyOf: (value: T) => string | undefined,
  pointer: string,
  code: string,
): InputError[] {
  const first = new Map<string, number>()
  return lines.flatMap(({ no, value }) => {
    const key = keyOf(value)
    const earlier = key === undefined ? undefined : first.get(key)
    if (key !== undefined && earlier === undefined) first.set(key, no)
    if (earlier === undefined) return []
    const message = {
      en: `Lines ${earlier} and ${no} have the same`,
      zh: `第 ${earlier} 行与第 ${no} 行重复`,
    }
    return [inLine(no, { pointer, code, message })]
  })
}

const NOT_JSON = { en: 'The line is no JSON object that can be read', zh: '该行不是可读取的 JSON 对象' }
