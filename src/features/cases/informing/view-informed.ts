import type { Caller } from '../../../shared/caller.js'
import { MASKED } from '../../../shared/masks.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { sightOf } from '../case-sight.js'
import { type Copy, isToldBy, type Urge } from './informed.js'

/** Who was told of a case, by whom and when (抄送); the note is for who handles the case and for who was told. */
export function viewCopies({ facts, ...record }: CaseRecord, { actor }: Surroundings, caller: Caller) {
  const { words } = sightOf({ ...record, facts }, actor)
  return {
    data: (facts.copies ?? []).map(({ divisions: _divisions, note, ...copy }: Copy) => ({
      ...copy,
      ...(note === undefined ? {} : { note: words || isToldBy(copy, caller, actor.staffNo) ? note : MASKED }),
    })),
  }
}

/** Who asked how a case stands, and the answers (催办); applicants read no staff numbers. */
export function viewUrges(record: CaseRecord, { actor }: Surroundings) {
  const { staff, words } = sightOf(record, actor)
  const urges = (record.facts.urges ?? []).filter(({ by }) => staff || by === 'applicant')
  return {
    data: urges.map(({ staffNo, answeredBy, reason, answer, ...urge }: Urge) => ({
      ...urge,
      ...(staff && staffNo !== undefined ? { staffNo } : {}),
      ...(staff && answeredBy !== undefined ? { answeredBy } : {}),
      ...(reason === undefined ? {} : { reason: words ? reason : MASKED }),
      ...(answer === undefined ? {} : { answer: words ? answer : MASKED }),
    })),
  }
}
