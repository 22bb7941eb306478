import { checkIdentityCard } from '../../shared/codes/identity-card.js'
import { normaliseMobile } from '../../shared/codes/phone.js'
import type { Encryption, Place } from '../../shared/encryption.js'
import { maskEmail, maskMobile } from '../../shared/masks.js'
import type { InputError } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'

/** Where the telephone of a member of staff stands encrypted. */
export const staffMobilePlace = (staffNo: string): Place => ({
  table: 'staff',
  column: 'mobile_encrypted',
  row: [staffNo],
})

/** Where the mail address of a member of staff stands encrypted. */
export const staffEmailPlace = (staffNo: string): Place => ({
  table: 'staff',
  column: 'email_encrypted',
  row: [staffNo],
})

/** What of a person is personal, as it was sent; null takes it away, undefined leaves it as it is. */
export interface PersonalInput {
  mobile?: string | null | undefined
  email?: string | null | undefined
  idNumber?: string | null | undefined
}

/** The columns that hold it. */
export interface Sealed {
  mobile_encrypted: Buffer | null
  mobile_masked: string | null
  email_encrypted: Buffer | null
  email_masked: string | null
  id_number_index: Buffer | null
}

export const NOTHING_SEALED: Sealed = {
  mobile_encrypted: null,
  mobile_masked: null,
  email_encrypted: null,
  email_masked: null,
  id_number_index: null,
}

/** What is wrong with it; never its value. */
export function personalErrors({ mobile, idNumber }: PersonalInput, today: LegalDate): InputError[] {
  const wrongMobile = typeof mobile === 'string' && normaliseMobile(mobile) === undefined
  const wrongNumber = typeof idNumber === 'string' && !checkIdentityCard(idNumber, today).ok
  return [
    ...(wrongMobile ? [{ pointer: '/mobile', code: 'MOBILE_INVALID', message: NOT_A_MOBILE }] : []),
    ...(wrongNumber ? [{ pointer: '/idNumber', code: 'ID_NUMBER_INVALID', message: NOT_A_NUMBER }] : []),
  ]
}

/**
 * Seals telephone and mail to the person's row. Of the identity number only the blind index is kept, by which a case
 * is known in which they are a party (回避). What equals what stands there keeps its box.
 */
export function sealPersonal(
  encryption: Encryption,
  staffNo: string,
  input: PersonalInput,
  known: Sealed,
  today: LegalDate,
): Sealed {
  const mobile = typeof input.mobile === 'string' ? normaliseMobile(input.mobile) : input.mobile
  const clear = openContact(encryption, staffNo, known)
  const seal = (value: string, place: Place) => encryption.encrypt(value, place)
  const isNew = (value: string | null | undefined, before: string | undefined) =>
    value !== undefined && value !== (before ?? null)
  const { mobile_encrypted, mobile_masked, email_encrypted, email_masked, id_number_index } = known
  const next: Sealed = { mobile_encrypted, mobile_masked, email_encrypted, email_masked, id_number_index }
  if (isNew(mobile, clear.mobile)) {
    next.mobile_encrypted = mobile ? seal(mobile, staffMobilePlace(staffNo)) : null
    next.mobile_masked = mobile ? maskMobile(mobile) : null
  }
  if (isNew(input.email, clear.email)) {
    next.email_encrypted = input.email ? seal(input.email, staffEmailPlace(staffNo)) : null
    next.email_masked = input.email ? maskEmail(input.email) : null
  }
  if (input.idNumber !== undefined)
    next.id_number_index = input.idNumber === null ? null : indexOf(encryption, input.idNumber, today)
  return next
}

function indexOf(encryption: Encryption, idNumber: string, today: LegalDate): Buffer | null {
  const check = checkIdentityCard(idNumber, today)
  return check.ok ? encryption.blindIndex('idNumber', check.normalised) : null
}

/** Telephone and mail in clear. Throws SealBroken when a box is not of this person. */
export function openContact(
  encryption: Encryption,
  staffNo: string,
  { mobile_encrypted, email_encrypted }: Pick<Sealed, 'mobile_encrypted' | 'email_encrypted'>,
): { mobile?: string; email?: string } {
  const open = (box: Buffer, place: Place) => encryption.decrypt(box, place).toString()
  return {
    ...(mobile_encrypted === null ? {} : { mobile: open(mobile_encrypted, staffMobilePlace(staffNo)) }),
    ...(email_encrypted === null ? {} : { email: open(email_encrypted, staffEmailPlace(staffNo)) }),
  }
}

const NOT_A_MOBILE = { en: 'Must be a mobile number of 11 digits', zh: '应为 11 位手机号码' }
const NOT_A_NUMBER = { en: 'Must be a valid resident identity number', zh: '居民身份证号码不正确' }
