import { placeVoiceRows } from './voice-store.js'

/** Copies anew where the organs of complaints, consultations and rectifications lie (重算投诉咨询区划). */
export const placeVoices = placeVoiceRows
