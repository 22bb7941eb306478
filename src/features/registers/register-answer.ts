import { canonicalJson } from '../../shared/canonical-json.js'
import { normaliseIdNumber } from '../../shared/codes/identity-card.js'
import type { LegalDate } from '../../shared/time.js'
import { plainText } from '../../shared/typed-text.js'
import type { RegisterDocument } from './register-schemas.js'

/** What became of a look-up (核验结果). */
export const LOOKUP_RESULTS = ['asking', 'found', 'notFound', 'mismatch', 'expired', 'unavailable'] as const
export type LookupResult = (typeof LOOKUP_RESULTS)[number]

/** Why a register gave no answer that can be used. */
export const FAILURES = [
  'notActive',
  'notConnected',
  'resting',
  'busy',
  'timeout',
  'unreachable',
  'status',
  'redirect',
  'tooLarge',
  'unreadable',
] as const
export type Failure = (typeof FAILURES)[number]

/** About whom a register is asked. */
export interface Subject {
  idType: string
  idNumber: string
  name: string
}

/** What may stand in a request. */
export interface Asked extends Subject {
  itemCode: string
  caseNo: string
  purpose: string
  reference: string
}

/** One value that a register told. */
export interface ToldValue {
  key: string
  title: string
  titleEn?: string
  personal?: 'plain' | 'sensitive'
  value: string | number | boolean
}

export type ReadAnswer =
  | { result: 'found' | 'expired'; values: ToldValue[] }
  | { result: 'notFound' | 'mismatch' }
  | { result: 'unavailable'; reason: Failure }

const LONGEST_VALUE = 2000

/** The texts of a request with what is asked in the place of `{name}`, `{idNumber}` …; names of members stay. */
export function filled(template: unknown, asked: Asked): unknown {
  if (typeof template === 'string')
    return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(asked, name) ? asked[name as keyof Asked] : whole,
    )
  if (Array.isArray(template)) return template.map((each) => filled(each, asked))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([name, each]) => [name, filled(each, asked)]))
}

/** Everything that the answer depends on: the same question may be answered from before. */
export const questionOf = (code: string, version: number, { idType, idNumber, name }: Subject): string =>
  canonicalJson([code, version, idType, normaliseIdNumber(idNumber), spelled(name)])

/**
 * What an answer says by the mapping of its register (应答映射). What is about somebody else proves nothing, whatever it says;
 * what does not say about whom it is cannot be used. Pure.
 */
export function readAnswer(
  { answer }: Pick<RegisterDocument, 'answer'>,
  json: unknown,
  subject: Subject,
  today: LegalDate,
): ReadAnswer {
  if (typeof json !== 'object' || json === null) return { result: 'unavailable', reason: 'unreadable' }
  const { found, idNumber, name, validUntil, values = [] } = answer
  if (found !== undefined && at(json, found.pointer) !== found.equals) return { result: 'notFound' }
  const said = [
    ...(idNumber === undefined ? [] : [[at(json, idNumber), subject.idNumber, normaliseIdNumber] as const]),
    ...(name === undefined ? [] : [[at(json, name), subject.name, spelled] as const]),
  ]
  if (said.length === 0 || said.some(([there]) => typeof there !== 'string' || there.trim() === ''))
    return { result: 'unavailable', reason: 'unreadable' }
  if (said.some(([there, asked, spell]) => spell(String(there)) !== spell(asked)))
    return { result: 'mismatch' }
  const last = validUntil === undefined ? undefined : at(json, validUntil)
  const isOver = typeof last === 'string' && /^\d{4}-\d{2}-\d{2}/.test(last) && last.slice(0, 10) < today
  return {
    result: isOver ? 'expired' : 'found',
    values: values.flatMap(({ pointer, ...told }): ToldValue[] => {
      const value = at(json, pointer)
      return isValue(value) ? [{ ...told, value }] : []
    }),
  }
}

const isValue = (value: unknown): value is ToldValue['value'] =>
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && value !== '' && value.length <= LONGEST_VALUE)

/** Names are compared whatever their width and blanks. */
const spelled = (name: string): string => plainText(name).toUpperCase()

/** What stands at a place (RFC 6901); undefined where there is none. */
export function at(json: unknown, pointer: string): unknown {
  let node = json
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return undefined
    node = (node as Record<string, unknown>)[name]
  }
  return node
}
