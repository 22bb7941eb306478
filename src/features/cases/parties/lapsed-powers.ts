import type { Encryption } from '../../../shared/encryption.js'
import type { InputError } from '../../../shared/problem.js'
import type { LegalDate } from '../../../shared/time.js'
import type { CaseRecord, Party } from '../case.js'
import { GUARDIANSHIP_ENDED, hasOutgrown } from './come-of-age.js'
import { checkInForce, type KeptMandate } from './mandates.js'

/**
 * The parties with why they may not take the result away for somebody (代理权终止): a mandate that is written down holds no
 * more or does not go so far (民法典 173), a guardian’s person has come of age (175).
 */
export function withLapsed(
  encryption: Encryption,
  record: CaseRecord,
  today: LegalDate,
): (Party & { lapsed?: InputError | undefined })[] {
  const isOutgrown =
    record.parties.some(({ role }) => role === 'guardian') && hasOutgrown(encryption, record, today)
  return record.parties.map((party) => ({ ...party, lapsed: lapsed(party, isOutgrown, today) }))
}

function lapsed({ role, mandate }: Party, isOutgrown: boolean, today: LegalDate): InputError | undefined {
  if (role === 'guardian') return isOutgrown ? { ...GUARDIANSHIP_ENDED, pointer: '/receiver' } : undefined
  if (role !== 'representative' && role !== 'handler') return undefined
  if (mandate === undefined) return undefined
  const [error] = checkInForce(mandate as KeptMandate, '/mandate', 'receive', today)
  return error && { ...error, pointer: '/mandate' }
}
