import { selectGrantedCases, selectHolders } from './granted-cases-store.js'

export type { GrantedCase, Holder } from './granted-cases-store.js'

/** Cases that ended with a result, for the register of what was granted (证照登记). */
export const grantedCases = selectGrantedCases
/** Whose a licence is: the applicants of its case (持证主体). */
export const holdersOfCases = selectHolders
