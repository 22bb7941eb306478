/** Without I, O, S, V, Z (GB 32100-2015). */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const PATTERN = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/

export type CreditCodeCheck =
  | { ok: true; normalised: string }
  | { ok: false; warning: 'checkCharacter'; normalised: string }
  | { ok: false; reason: 'format' }

/** The check character of the first 17 (GB 32100-2015): weights 3^i mod 31. */
export function creditCodeCheckCharacter(first17: string): string {
  let weight = 1
  let sum = 0
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/**
 * Checks a unified social credit code (统一社会信用代码). A wrong check character is only a warning: some genuine early
 * codes fail it, so staff may take it upon themselves (domain rules, §7.2).
 */
export function checkCreditCode(text: string): CreditCodeCheck {
  const normalised = text.trim().toUpperCase()
  if (!PATTERN.test(normalised)) return { ok: false, reason: 'format' }
  if (creditCodeCheckCharacter(normalised.slice(0, 17)) === normalised.charAt(17))
    return { ok: true, normalised }
  return { ok: false, warning: 'checkCharacter', normalised }
}

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** Checks an organisation code (组织机构代码, GB 11714): eight characters and a check character. */
export function checkOrganisationCode(text: string): boolean {
  const code = text.trim().toUpperCase().replace('-', '')
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return false
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) => total + weight * Number.parseInt(code.charAt(index), 36),
    0,
  )
  const check = 11 - (sum % 11)
  return code.charAt(8) === (check === 10 ? 'X' : check === 11 ? '0' : String(check))
}
