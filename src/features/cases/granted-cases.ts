import type { Queryable } from '../../database/queryable.js'
import { type GrantedCase, selectGrantedCases, selectHolders } from './granted-cases-store.js'

export type { GrantedCase, Holder } from './granted-cases-store.js'

/** Cases that ended with a result, for the register of what was granted (证照登记). */
export const grantedCases = (db: Queryable, ids: readonly string[]): Promise<GrantedCase[]> =>
  selectGrantedCases(db, ids)
/** The same by their numbers. */
export const grantedCasesOf = (db: Queryable, numbers: readonly string[]): Promise<GrantedCase[]> =>
  selectGrantedCases(db, [], numbers)
/** Whose a licence is: the applicants of its case (持证主体). */
export const holdersOfCases = selectHolders
