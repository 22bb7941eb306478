import type { Queryable } from '../../database/queryable.js'
import { type Encryption, type Place, SealBroken } from '../../shared/encryption.js'
import { maskMobile } from '../../shared/masks.js'
import { numberIndexes } from '../../shared/number-index.js'
import { passedOver, type Rotation, type RotationOptions } from '../../shared/rotation.js'
import {
  type PartyKey,
  pageOfParties,
  type RewrittenParty,
  rewriteParties,
  type StaleParty,
} from './party-rotation-store.js'
import { idNumberPlace, mobilePlace } from './party-secrets.js'

const BEGIN: PartyKey = { case_id: '00000000-0000-0000-0000-000000000000', party_no: 0 }

/** The numbers and telephones of parties (当事人证件号码、手机号) written again under the current key. */
export function partyRotation(db: Queryable, encryption: Encryption, options: RotationOptions): Rotation {
  const { size, checkOnly = false } = options
  const current = passedOver(encryption.currentPrefix, options)
  return {
    name: 'parties',
    columns: ['case_parties.id_number_encrypted', 'case_parties.mobile_encrypted'],
    async batch(after) {
      const page = await pageOfParties(db, (after ?? BEGIN) as PartyKey, current, size)
      const broken: string[] = []
      const stale = page.flatMap((party) => {
        if (party.id_number === null && party.mobile === null) return []
        try {
          return [reseal(encryption, party)]
        } catch (error) {
          broken.push(`case ${party.case_id} party ${party.party_no}: ${(error as Error).message}`)
          return []
        }
      })
      const rewritten = stale.length === 0 || checkOnly ? 0 : await rewriteParties(db, stale)
      const last = page.at(-1)
      return {
        seen: page.length,
        rewritten,
        skipped: checkOnly ? 0 : stale.length - rewritten,
        broken,
        after: page.length < size ? undefined : last && { case_id: last.case_id, party_no: last.party_no },
      }
    },
  }
}

/** What stands beside must fit: an exchange of boxes that knew no party must not be sealed for good. */
function reseal(encryption: Encryption, party: StaleParty): RewrittenParty {
  const { case_id, party_no, id_number, id_number_index, mobile, mobile_masked } = party
  const again = (box: Buffer | null, place: Place, fits: (plain: string) => boolean) => {
    if (box === null) return undefined
    const plain = encryption.decrypt(box, place)
    if (!fits(plain.toString())) throw new SealBroken(place, 'does not fit what stands beside it')
    return { before: box, now: encryption.encrypt(plain, place) }
  }
  return {
    case_id,
    party_no,
    idNumber: again(id_number, idNumberPlace(case_id, party_no), (plain) =>
      numberIndexes(encryption, plain).some((index) => index.equals(id_number_index)),
    ),
    mobile: again(mobile, mobilePlace(case_id, party_no), (plain) => maskMobile(plain) === mobile_masked),
  }
}
