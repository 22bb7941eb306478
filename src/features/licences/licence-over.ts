import { selectRunOut } from './licence-over-store.js'

/** The last day of the licence that a case is about, where it has run out (期限届满). */
export const runOutOn = selectRunOut
