import { placeLicenceRows } from './licence-watch-store.js'

/** Copies anew where licences lie (重算证照区划); who granted them stays. */
export const placeLicences = placeLicenceRows
