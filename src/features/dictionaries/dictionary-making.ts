import type { Dictionary, Mapping } from './dictionary.js'

export type Row = readonly [code: string, zh: string, en: string]

/** Targets: what other platforms call a code. Operators add their own province's. */
export const NATIONAL = 'GBT39554'
export const C0109 = 'C0109'
export const OLDER = 'LEGACY'

export const dictionary = (
  key: string,
  zh: string,
  en: string,
  rows: readonly Row[],
  mappings: Mapping[] = [],
): Dictionary => ({
  key,
  title: { zh, en },
  entries: rows.map(([code, zh, en]) => ({ code, title: { zh, en } })),
  mappings,
})

/** `code` here is `targetCode` there, both ways. */
export const both = (target: string, pairs: Record<string, string>): Mapping[] =>
  Object.entries(pairs).map(([code, targetCode]) => ({ target, code, targetCode, direction: 'both' }))
/** The national numbers of words: the same in the standard and in its predecessor. */
export const national = (pairs: Record<string, string>): Mapping[] => [
  ...both(NATIONAL, pairs),
  ...both(C0109, pairs),
]
/** Understood when it comes, never sent: several codes there are one here. */
export const understood = (target: string, targetCode: string, code: string): Mapping => ({
  target,
  code,
  targetCode,
  direction: 'in',
})
/** Sent so, but never understood so: several codes here are one there. */
export const sent = (target: string, code: string, targetCode: string): Mapping => ({
  target,
  code,
  targetCode,
  direction: 'out',
})
export const same = (target: string, ...codes: string[]): Mapping[] =>
  both(target, Object.fromEntries(codes.map((code) => [code, code])))
