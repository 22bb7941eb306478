/** Levels of 行使层级: 1 nation, 2 province, 3 city, 4 county, 5 town, 6 village. */
export type DivisionLevel = 1 | 2 | 3 | 4 | 5 | 6

/** A division code (GB/T 2260, GB/T 10114) of 6, 9 or 12 digits as its 12 digits; undefined when it is none. */
export function normaliseDivisionCode(text: string): string | undefined {
  const code = text.trim()
  return /^\d{6}(\d{3}){0,2}$/.test(code) ? code.padEnd(12, '0') : undefined
}

export function divisionLevel(text: string): DivisionLevel {
  const code = text.padEnd(12, '0')
  if (code.slice(9) !== '000') return 6
  if (code.slice(6, 9) !== '000') return 5
  if (code.slice(4, 6) !== '00') return 4
  if (code.slice(2, 4) !== '00') return 3
  return code.startsWith('00') ? 1 : 2
}

/**
 * The parent by zeroing, as a fallback only: counties directly under a province (429004) and cities without districts
 * (441900) do not follow it, so the tree keeps a parent of its own.
 */
export function derivedParent(text: string): string | undefined {
  const code = text.padEnd(12, '0')
  const cut = { 1: undefined, 2: 0, 3: 2, 4: 4, 5: 6, 6: 9 }[divisionLevel(code)]
  return cut === undefined ? undefined : code.slice(0, cut).padEnd(12, '0')
}
