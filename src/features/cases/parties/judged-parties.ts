import type { Encryption } from '../../../shared/encryption.js'
import type { CaseRecord, Party } from '../case.js'
import { openParty } from '../party-secrets.js'
import type { Capacity } from './capacity.js'
import { bornBy } from './identity-documents.js'
import type { IdentityProof } from './identity-proofs.js'
import { hasMandate } from './mandates.js'
import type { JudgedParty } from './party-rules.js'

type Kept = Pick<Party, 'role' | 'type'> & {
  mandateFileId?: string | undefined
  mandate?: object | undefined
  identityProof?: object | undefined
  capacity?: object | undefined
}

/** A party as the item's rules look at it; `number` is clear, and does not leave. */
export function judged(party: Kept, number: string): JudgedParty {
  const born = bornBy(number)
  const proof = party.identityProof as IdentityProof | undefined
  return {
    ...standing(party),
    ...(born === undefined ? {} : born),
    ...(proof === undefined ? {} : { provedBy: proof.method }),
    ...(party.capacity === undefined ? {} : { capacity: (party.capacity as Capacity).basis }),
  }
}

/** Of it what needs no number: the role, and whether a mandate is on file. */
export const standing = ({ role, type, mandateFileId, mandate }: Kept) => ({
  role,
  type,
  mandated: hasMandate({ mandateFileId, mandate }),
})

/** The parties of a case that is handed in later. Throws SealBroken when a number is not that of its party. */
export const judgedOf = (encryption: Encryption, { id, parties }: Pick<CaseRecord, 'id' | 'parties'>) =>
  parties.map((party) => judged(party, openParty(encryption, id, party).idNumber))
