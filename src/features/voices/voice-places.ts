import { placingOf } from '../divisions/copied-places.js'
import { voices } from './voice-tables.js'

/** Copies anew where the organs of complaints, consultations and rectifications lie (重算投诉咨询区划). */
export const placeVoices = placingOf(voices, { copies: ['organisation_code', 'divisions'] })
