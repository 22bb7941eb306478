import type { Encryption } from '../../../shared/encryption.js'
import type { InputError } from '../../../shared/problem.js'
import { type LegalDate, legalDateOf } from '../../../shared/time.js'
import type { CaseRecord } from '../case.js'
import { openParty } from '../party-secrets.js'
import { bornBy } from './identity-documents.js'
import { ADULT, ageOn } from './party-rules.js'
import { APPLICANTS } from './relations.js'

/**
 * Whether a guardian stands for nobody in the case any more: whoever was a minor when it came in is 18 by the number (民法典 17,
 * 18), and the guardian's power by law has ended (民法典 175). Who was of age already has a guardian by another proof (民法典 24),
 * which goes on, and so does one of several of whom one is a minor still. Numbers that tell no birth date end nothing.
 */
export function hasOutgrown(
  encryption: Encryption,
  { id, parties, createdAt }: Pick<CaseRecord, 'id' | 'parties' | 'createdAt'>,
  today: LegalDate,
): boolean {
  const persons = parties.filter(({ role, type }) => APPLICANTS.has(role) && type === 'natural')
  const ages = persons.map((party) => {
    const born = bornBy(openParty(encryption, id, party).idNumber)?.birthDate
    return born === undefined
      ? undefined
      : { then: ageOn(born, legalDateOf(createdAt)), now: ageOn(born, today) }
  })
  const isUnderAge = ages.some((age) => age === undefined || age.now < ADULT)
  return !isUnderAge && ages.length > 0 && ages.every((age) => age !== undefined && age.then < ADULT)
}

export const GUARDIANSHIP_ENDED: InputError = {
  pointer: '/action',
  code: 'GUARDIANSHIP_ENDED',
  message: {
    en: 'The person has come of age, and the guardianship has ended: the person acts in person, or gives somebody a mandate',
    zh: '被监护人已满十八周岁，监护关系终止：应当由其本人办理，或者由其书面授权委托他人办理（民法典第十七条、第十八条、第一百七十五条）',
  },
}
