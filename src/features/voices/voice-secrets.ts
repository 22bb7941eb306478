import type { Encryption, Place } from '../../shared/encryption.js'
import { plainText } from '../../shared/typed-text.js'

/** What people wrote: anything may stand in it, so all of it is sealed (自由文本、联系方式). */
export interface Said {
  title?: string | undefined
  text?: string | undefined
  /** Who complains or asks, and where they are reached. */
  name?: string | undefined
  mobile?: string | undefined
  /** Words of each act, in the order of the history. */
  acts: (string | null)[]
}

/** Where they stand encrypted. */
export const voicePlace = (id: string): Place => ({ table: 'voices', column: 'sealed', row: [id] })

export const sealSaid = (encryption: Encryption, id: string, said: Said): Buffer =>
  encryption.encrypt(JSON.stringify(said), voicePlace(id))

/** Throws SealBroken where it stands elsewhere than it was written. */
export const openSaid = (encryption: Encryption, id: string, sealed: Buffer): Said =>
  JSON.parse(encryption.decrypt(sealed, voicePlace(id)).toString()) as Said

/** Keyed, so that who reads the database cannot try out a million codes. */
export const hashVoiceCode = (encryption: Encryption, id: string, code: string): Buffer =>
  encryption.blindIndex('voiceCode', `${id} ${plainText(code)}`)
