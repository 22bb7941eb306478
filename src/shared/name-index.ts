import { normaliseMobile } from './codes/phone.js'
import type { Encryption } from './encryption.js'
import { plainText } from './typed-text.js'

type Indexing = Pick<Encryption, 'blindIndex'>

/**
 * The blind index of a name (姓名、名称盲索引): the same in full and half width, with and without blanks, points and
 * brackets between its parts, in upper and lower case.
 */
export const nameIndex = (encryption: Indexing, name: string): Buffer =>
  encryption.blindIndex('name', plainText(name).replace(/[^\p{L}\p{N}]/gu, ''))

/** The blind index of a telephone (手机号盲索引), the same for every spelling; undefined where it is none. */
export function mobileIndex(encryption: Indexing, mobile: string): Buffer | undefined {
  const normalised = normaliseMobile(mobile)
  return normalised === undefined ? undefined : encryption.blindIndex('mobile', normalised)
}
