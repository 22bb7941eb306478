import type { Encryption, Place } from '../../shared/encryption.js'
import type { ToldValue } from './register-answer.js'

/** Where the answer of a register stands encrypted. */
export const answerPlace = (lookupId: string): Place => ({
  table: 'register_lookups',
  column: 'sealed',
  row: [lookupId],
})

export const sealAnswer = (encryption: Encryption, lookupId: string, values: readonly ToldValue[]): Buffer =>
  encryption.encrypt(JSON.stringify(values), answerPlace(lookupId))

/** What a register said; throws SealBroken where it stands elsewhere than it was written. */
export const openAnswer = (encryption: Encryption, lookupId: string, sealed: Buffer): ToldValue[] =>
  JSON.parse(encryption.decrypt(sealed, answerPlace(lookupId)).toString()) as ToldValue[]
