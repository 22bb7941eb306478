import { isLegalDate, type LegalDate } from '../time.js'
import { plainText } from '../typed-text.js'

export type IdentityCardCheck =
  | { ok: true; normalised: string; birthDate: LegalDate; sex: 'male' | 'female' }
  | { ok: false; reason: 'format' | 'province' | 'date' | 'checkDigit' }

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
)

/** The check character of the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
export function identityCardCheckCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0)
  return '10X98765432'.charAt(sum % 11)
}

/**
 * Checks a resident identity number (居民身份证号, GB 11643-1999): 18 characters, or the old 15, which are lengthened.
 * The area need not be in today's list of divisions: abolished areas stay valid. The new card of foreigners with
 * permanent residence (外国人永久居留身份证) has a number of the same layout but for its beginning: a 9, then the province,
 * then the country.
 */
export function checkIdentityCard(text: string, today: LegalDate): IdentityCardCheck {
  const trimmed = text.trim().toUpperCase()
  const normalised = /^\d{15}$/.test(trimmed) ? lengthen(trimmed) : trimmed
  if (!/^\d{17}[\dX]$/.test(normalised)) return { ok: false, reason: 'format' }
  const province = normalised.startsWith('9') ? normalised.slice(1, 3) : normalised.slice(0, 2)
  if (!PROVINCES.has(province)) return { ok: false, reason: 'province' }
  const birthDate = `${normalised.slice(6, 10)}-${normalised.slice(10, 12)}-${normalised.slice(12, 14)}`
  if (!isLegalDate(birthDate) || birthDate < '1900-01-01' || birthDate > today)
    return { ok: false, reason: 'date' }
  if (identityCardCheckCharacter(normalised) !== normalised.charAt(17))
    return { ok: false, reason: 'checkDigit' }
  return { ok: true, normalised, birthDate, sex: Number(normalised[16]) % 2 === 1 ? 'male' : 'female' }
}

/**
 * An identity number as the blind index knows it, whatever document it is said to be of: full width, blanks, separators
 * and a small x make no other number, nor does the old form of 15 digits. What is no resident number keeps its separators.
 */
export function normaliseIdNumber(text: string): string {
  const plain = withoutBlanks(text)
  const check = checkIdentityCard(plain.replace(/[^0-9A-Z]/g, ''), '9999-12-31')
  return check.ok ? check.normalised : plain
}

/** A number as it is checked: half width, upper case, nothing but letters and digits. */
export const bareNumber = (text: string): string => withoutBlanks(text).replace(/[^0-9A-Z]/g, '')

/** Whether a number is that of a person, whatever document it is said to be of. */
export const isPersonsNumber = (text: string): boolean => checkIdentityCard(text, '9999-12-31').ok

/** A number in half width and upper case, without blanks and characters that nobody sees (zero-width, of direction). */
export const withoutBlanks = (text: string): string => plainText(text).toUpperCase()

function lengthen(fifteen: string): string {
  const first17 = `${fifteen.slice(0, 6)}19${fifteen.slice(6)}`
  return first17 + identityCardCheckCharacter(first17)
}
