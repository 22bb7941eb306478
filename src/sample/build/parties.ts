import type { ItemPartyRule } from '../../features/catalogue/item-document.js'

type Ages = Pick<ItemPartyRule, 'minAge' | 'minAgeMale'>

/** Both spouses, in person (民法典 1049, 1076). */
export const bothInPerson = (ages: Ages = {}): ItemPartyRule[] => [
  { role: 'applicant', type: 'natural', min: 1, max: 1, presence: true, ...ages },
  { role: 'coApplicant', type: 'natural', min: 1, max: 1, presence: true, ...ages },
]
