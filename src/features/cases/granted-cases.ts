import type { Queryable } from '../../database/queryable.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import {
  type GrantedCase,
  selectCasesOfHolder,
  selectGrantedCases,
  selectHolders,
  selectLinkedCases,
} from './granted-cases-store.js'

export type { GrantedCase, Holder } from './granted-cases-store.js'

/** Cases that ended with a result, for the register of what was granted (证照登记). */
export const grantedCases = (db: Queryable, ids: readonly string[]): Promise<GrantedCase[]> =>
  selectGrantedCases(db, ids)
/** The same by their numbers. */
export const grantedCasesOf = (db: Queryable, numbers: readonly string[]): Promise<GrantedCase[]> =>
  selectGrantedCases(db, [], numbers)
/** Open cases in which what a case granted is renewed or changed (延续、变更申请). */
export const linkedCasesOf = selectLinkedCases
/** Whose a licence is: the applicants of its case (持证主体). */
export const holdersOfCases = selectHolders

/** The cases whose licences are a signed-in person's own (本人证照), all or of some; none for who is no applicant. */
export async function casesOfHolder(
  db: Queryable,
  caller: Caller,
  among?: readonly string[],
): Promise<string[]> {
  if (caller.kind !== 'person' || caller.grants.every(({ role }) => role !== 'citizen')) return []
  const who = { subject: subjectOf(caller), number: caller.signedInIndex }
  return selectCasesOfHolder(db, among === undefined ? who : { ...who, among })
}
