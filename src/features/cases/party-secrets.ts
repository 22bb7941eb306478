import type { Encryption, Place } from '../../shared/encryption.js'
import { SealBroken } from '../../shared/encryption.js'
import { numberIndexes } from '../../shared/number-index.js'
import type { Party } from './case.js'

/** Where the number of a party's identity document stands encrypted. */
export const idNumberPlace = (caseId: string, partyNo: number): Place => ({
  table: 'case_parties',
  column: 'id_number_encrypted',
  row: [caseId, partyNo],
  formerly: `${caseId}/idNumber`,
})

/** Where a party's mobile number stands encrypted. */
export const mobilePlace = (caseId: string, partyNo: number): Place => ({
  table: 'case_parties',
  column: 'mobile_encrypted',
  row: [caseId, partyNo],
  formerly: `${caseId}/mobile`,
})

export interface ClearNumbers {
  idNumber: string
  mobile?: string
}

/**
 * The clear numbers of a party. Throws SealBroken when one of them does not belong to this party of this case; also
 * when the number is not the one by which the party is found, which tells of boxes of the first format too, whose
 * context knew the case but not the party.
 */
export function openParty(
  encryption: Encryption,
  caseId: string,
  party: Pick<Party, 'partyNo' | 'idNumberEncrypted' | 'idNumberIndex' | 'mobileEncrypted'>,
): ClearNumbers {
  const { partyNo, idNumberEncrypted, idNumberIndex, mobileEncrypted } = party
  const place = idNumberPlace(caseId, partyNo)
  const idNumber = encryption.decrypt(idNumberEncrypted, place).toString()
  if (!numberIndexes(encryption, idNumber).some((index) => index.equals(idNumberIndex)))
    throw new SealBroken(place, 'not the number by which the party is found')
  if (mobileEncrypted === undefined) return { idNumber }
  return {
    idNumber,
    mobile: encryption.decrypt(mobileEncrypted, mobilePlace(caseId, partyNo)).toString(),
  }
}
