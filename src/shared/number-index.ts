import { normaliseIdNumber } from './codes/identity-card.js'
import type { Encryption } from './encryption.js'

/** The blind index of an identity number (证件号码盲索引), the same for every spelling. */
export const numberIndex = (encryption: Pick<Encryption, 'blindIndex'>, number: string): Buffer =>
  encryption.blindIndex('idNumber', normaliseIdNumber(number))

/**
 * Under which indexes a number may stand: the one of today, and that of rows from before spellings were made one, which
 * knew a number as it was typed.
 */
export function numberIndexes(encryption: Pick<Encryption, 'blindIndex'>, number: string): Buffer[] {
  const index = numberIndex(encryption, number)
  const asTyped = encryption.blindIndex('idNumber', number)
  return index.equals(asTyped) ? [index] : [index, asTyped]
}
