import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { allOf, looksBackAgain, type StillLawful } from '../intake/earlier-applications.js'
import { numbersAsSeen } from '../intake/external-numbers.js'

/** Where a second application is refused, or told of, it is so for two that come in the same instant. */
export function onlyOne(record: CaseRecord, { document, today }: Surroundings): StillLawful | undefined {
  const { duplicates } = document
  const rules = duplicates === undefined ? {} : { duplicates }
  return allOf(looksBackAgain(record, rules, today), numbersAsSeen(record, rules))
}
