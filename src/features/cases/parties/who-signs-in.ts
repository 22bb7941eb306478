import { type Instant, legalDateOf } from '../../../shared/time.js'
import { plainText } from '../../../shared/typed-text.js'
import type { PartyInput } from '../application-schemas.js'
import { bornBy } from './identity-documents.js'
import { ADULT, ageOn } from './party-rules.js'

/**
 * Which party a citizen who applies is taken for: the representative when there is one; the guardian of whoever is under
 * age by the number (监护人代理, 民法典 23, 161); else the applicant. Of several in a role the first. The guardian of an adult is
 * proved at a window, where nobody signs in.
 *
 * @returns the number of the party, from 1; 0 where there is none
 */
export function whoSignsIn(parties: readonly PartyInput[], now: Instant): number {
  const has = (role: string) => parties.some((each) => each.role === role)
  const applicants = parties.filter(({ role, type }) => role === 'applicant' && type === 'natural')
  const areUnderAge = applicants.length > 0 && applicants.every((party) => isUnderAge(party, now))
  const role = has('representative')
    ? 'representative'
    : has('guardian') && areUnderAge
      ? 'guardian'
      : 'applicant'
  return parties.findIndex((each) => each.role === role) + 1
}

function isUnderAge({ idNumber }: PartyInput, now: Instant): boolean {
  const born = bornBy(plainText(idNumber))?.birthDate
  return born !== undefined && ageOn(born, legalDateOf(now)) < ADULT
}
