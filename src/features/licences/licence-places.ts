import { placingOf } from '../divisions/copied-places.js'
import { licences } from './licence-tables.js'

/** Copies anew where licences lie (重算证照区划); who granted them stays. */
export const placeLicences = placingOf(licences, { copies: ['divisions'] })
