import { randomFillSync, randomInt, timingSafeEqual } from 'node:crypto'
import { createOwnWork } from './own-work.js'
import { type Instant, legalDateOf } from './time.js'

/** What is known before it is given: of the sample data, whose numbers the examples of the contract name. */
export interface KnownIds {
  /** The next ids in the order of asking; undefined: a fresh one. */
  ids?: (string | undefined)[]
  caseNo?: string
  queryCode?: string
  /** Of the next document that is issued. */
  documentCode?: string
}
const known = createOwnWork<KnownIds>()

/** Does the work with these ids and numbers in place of the next fresh ones; nobody else gets them. */
export const withKnownIds = <T>({ ids = [], ...others }: KnownIds, work: () => Promise<T>): Promise<T> =>
  known.during({ ...others, ids: [...ids] }, work)

let lastMs = 0
let withinMs = 0

/** Random bytes are fetched for some hundred uses at once: the way to the system's source costs more than they do. */
const RANDOM = Buffer.alloc(4096)
let taken = RANDOM.length

/** Fresh random bytes, at most 4096. */
export function randomOf(length: number): Buffer {
  if (taken + length > RANDOM.length) {
    randomFillSync(RANDOM)
    taken = 0
  }
  taken += length
  return Buffer.from(RANDOM.subarray(taken - length, taken))
}

/**
 * A UUID of version 7 (RFC 9562): ordered by time and, within this process, by the order of asking, random behind it.
 * The service's only source of fresh ids.
 */
export function newId(): string {
  const given = known.value()?.ids?.shift()
  if (given !== undefined) return given
  withinMs = Math.max(Date.now(), lastMs) === lastMs ? withinMs + 1 : 0
  // More than 4096 in a millisecond borrow from the next one.
  lastMs = Math.max(Date.now(), lastMs) + (withinMs >> 12)
  withinMs &= 0xfff
  const bytes = randomOf(16)
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | withinMs, 6)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SERIALS = 36 ** 5

/**
 * A case number (办件编号) of 19 characters: division 6, date 6 (yyMMdd), channel 1, serial 5, check 1.
 * The serial comes from a database sequence that never goes back, written to base 36: it repeats after 60 million
 * cases, when the date in front of it has long changed. Gaps are allowed, so no lock is held for the sake of numbers.
 */
export function makeCaseNo(division: string, now: Instant, channelCode: string, serial: number): string {
  const given = known.value()?.caseNo
  if (given !== undefined) return given
  const date = legalDateOf(now).slice(2).replaceAll('-', '')
  const running = (serial % SERIALS).toString(36).toUpperCase().padStart(5, '0')
  const body = `${division.slice(0, 6)}${date}${channelCode}${running}`
  return body + checkCharacter(body)
}

/** ISO/IEC 7064 MOD 37,36: catches every single wrong character and every swap of neighbours. */
export function checkCharacter(body: string): string {
  let product = 36
  for (const character of body) {
    const sum = (product + ALPHABET.indexOf(character)) % 36
    product = ((sum === 0 ? 36 : sum) * 2) % 37
  }
  return ALPHABET.charAt((37 - product) % 36)
}

export function isCaseNo(text: string): boolean {
  return /^[0-9A-Z]{19}$/.test(text) && checkCharacter(text.slice(0, 18)) === text.charAt(18)
}

/** Number of a document (文书编号) within its case. */
export function makeDocumentNo(caseNo: string, ordinal: number): string {
  return `${caseNo}-${String(ordinal).padStart(2, '0')}`
}

/** Six digits for the anonymous progress query (查询密码). */
export function newQueryCode(): string {
  return known.value()?.queryCode ?? String(randomInt(1_000_000)).padStart(6, '0')
}

/** Without I, L, O and U: what is read from paper is not misread. */
const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The code on a document by which its paper is verified (文书验证码): ten characters, 50 bits. */
export function newDocumentCode(): string {
  const store = known.value()
  const given = store?.documentCode
  if (given === undefined) return [...randomOf(10)].map((byte) => CODE_ALPHABET.charAt(byte % 32)).join('')
  delete store?.documentCode
  return given
}

/** Compares in a time that does not tell where the values differ. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
