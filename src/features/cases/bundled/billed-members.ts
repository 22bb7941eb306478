import { selectBilledMembers } from './bundled-store.js'

export type { BilledMember } from './bundled-store.js'

/** The members of a bundle's case that have a bill, and what the bundle is called, for who asks for all of it together. */
export const billedMembers = selectBilledMembers
