import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import type { Dictionary, Mapping } from './dictionary.js'

/**
 * What a dictionary becomes when it is written: entries that are left out stay behind the others, closed by the day
 * given, with their mappings; nothing is lost.
 */
export function mergeDictionary(
  before: Dictionary | undefined,
  written: Dictionary,
  lastDay: LegalDate,
): { merged: Dictionary; closed: string[] } {
  const codes = new Set(written.entries.map(({ code }) => code))
  const left = (before?.entries ?? []).filter(({ code }) => !codes.has(code))
  const isOpen = ({ validTo }: { validTo?: LegalDate }) => validTo === undefined || validTo > lastDay
  return {
    merged: {
      ...written,
      entries: [
        ...written.entries,
        ...left.map((entry) => (isOpen(entry) ? { ...entry, validTo: lastDay } : entry)),
      ],
      mappings: [
        ...written.mappings,
        ...(before?.mappings ?? []).filter(({ code }) => left.some((entry) => entry.code === code)),
      ],
    },
    closed: left.filter(isOpen).map(({ code }) => code),
  }
}

const WORDS = {
  CODE_TWICE: { zh: '代码重复', en: 'The code stands twice' },
  VALIDITY: { zh: '失效日期早于生效日期', en: 'It ends before it begins' },
  MAPPING_CODE: { zh: '映射的代码不在字典中', en: 'The dictionary has no such code' },
  MAPPING_OUT: {
    zh: '同一目标下，一个代码只能对应一个外部代码；其余用 direction: in',
    en: 'A code is sent as one code of a target: mark the others with direction in',
  },
  MAPPING_IN: {
    zh: '同一目标下，一个外部代码只能对应一个代码；其余用 direction: out',
    en: 'A code of a target is understood as one code: mark the others with direction out',
  },
} as const satisfies Record<string, Text>

/** What cannot be written: codes twice, days the wrong way round, mappings that are not clear. */
export function checkDictionary(written: Dictionary, merged: Dictionary): InputError[] {
  const breach = (code: keyof typeof WORDS, pointer: string): InputError => ({
    pointer,
    code,
    message: WORDS[code],
  })
  const known = new Set(merged.entries.map(({ code }) => code))
  const seen = new Set<string>()
  const isNew = (code: string): boolean => seen.size < seen.add(code).size
  const entries = written.entries.flatMap(({ code, validFrom, validTo }, index) => [
    ...(isNew(code) ? [] : [breach('CODE_TWICE', `/entries/${index}/code`)]),
    ...(validFrom !== undefined && validTo !== undefined && validTo < validFrom
      ? [breach('VALIDITY', `/entries/${index}/validTo`)]
      : []),
  ])
  const outgoing = repeated(merged.mappings, 'in', ({ target, code }) => JSON.stringify([target, code]))
  const incoming = repeated(merged.mappings, 'out', ({ target, targetCode }) =>
    JSON.stringify([target, targetCode]),
  )
  const mappings = merged.mappings.flatMap((mapping, index) => [
    ...(known.has(mapping.code) ? [] : [breach('MAPPING_CODE', `/mappings/${index}/code`)]),
    ...(outgoing.has(index) ? [breach('MAPPING_OUT', `/mappings/${index}`)] : []),
    ...(incoming.has(index) ? [breach('MAPPING_IN', `/mappings/${index}`)] : []),
  ])
  return [...entries, ...mappings]
}

/** Numbers of the mappings whose name stood before, those of one direction left aside. */
function repeated(
  mappings: readonly Mapping[],
  aside: Mapping['direction'],
  nameOf: (mapping: Mapping) => string,
): Set<number> {
  const seen = new Set<string>()
  const found = new Set<number>()
  mappings.forEach((mapping, index) => {
    if (mapping.direction === aside) return
    const name = nameOf(mapping)
    if (seen.has(name)) found.add(index)
    seen.add(name)
  })
  return found
}
