import { type Static, Type } from 'typebox'
import { Instant, model, openEnum, part, Strict } from '../../../http/schemas.js'
import { PARTY_ROLES } from '../../catalogue/party-rule.js'
import { MandateInput } from '../application-schemas.js'
import { PROOF_METHODS } from './identity-proofs.js'

/** How an identity was proved; by which reference stays with the case. */
const ProofView = Strict({ method: openEnum(PROOF_METHODS), at: Instant })

export const PartyView = part(
  'PartyView',
  Strict({
    role: openEnum(PARTY_ROLES),
    type: openEnum(['natural', 'legal']),
    name: Type.String({ description: 'Masked (脱敏)' }),
    idType: Type.String(),
    idNumber: Type.String({ description: 'Masked (脱敏)' }),
    mobile: Type.Optional(Type.String({ description: 'Masked (脱敏)' })),
    mandateFileId: Type.Optional(Type.String()),
    mandate: Type.Optional(MandateInput),
    identityProof: Type.Optional(ProofView),
  }),
)

export const PartyDetail = model(
  'PartyDetail',
  Strict(
    {
      partyNo: Type.Integer({ examples: [1] }),
      role: openEnum(PARTY_ROLES),
      type: openEnum(['natural', 'legal']),
      name: Type.String({ examples: ['李*敏'] }),
      idType: Type.String({ examples: ['111'] }),
      idNumber: Type.String({ examples: ['110105********002X'] }),
      mobile: Type.Optional(Type.String({ examples: ['138****1234'] })),
      mandateFileId: Type.Optional(Type.String()),
      mandate: Type.Optional(MandateInput),
      identityProof: Type.Optional(ProofView),
      clear: Type.Boolean({ description: 'false: name and numbers are masked (脱敏)' }),
    },
    { description: 'A party of a case, masked or clear (当事人)' },
  ),
)
export type PartyDetail = Static<typeof PartyDetail>
