import type { Caller } from '../../../shared/caller.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { allOf, looksBackAgain, type StillLawful } from '../intake/earlier-applications.js'
import { numbersAsSeen } from '../intake/external-numbers.js'
import { isApplicantOnly } from '../parties/identity-proofs.js'

/**
 * Where a second application is refused, or told of, it is so for two that come in the same instant. An applicant is refused
 * nothing for what somebody else handed in; a number is theirs most often, though, and staff are told of it all the same.
 */
export function onlyOne(
  record: CaseRecord,
  { document, today }: Surroundings,
  caller: Pick<Caller, 'grants'>,
): StillLawful | undefined {
  const { duplicates } = document
  const rules = duplicates === undefined ? {} : { duplicates }
  const numbers = numbersAsSeen(record, rules)
  return isApplicantOnly(caller) ? numbers : allOf(looksBackAgain(record, rules, today), numbers)
}
