import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { PartyRole } from '../../catalogue/party-rule.js'
import type { Warning } from '../case.js'
import { IN_PERSON, type ProofMethod } from './identity-proofs.js'
import { APPLICANTS } from './relations.js'

/** A party of whom it is asked whether somebody was there. */
interface Attending {
  role: PartyRole
  type: 'natural' | 'legal'
  provedBy?: ProofMethod
}

/** Who comes for a legal entity (经办人、法定代表人、代理人), and for a person. */
const FOR_ENTITIES: ReadonlySet<PartyRole> = new Set(['legalRepresentative', 'handler', 'representative'])
const FOR_PERSONS: ReadonlySet<PartyRole> = new Set(['guardian', 'representative'])

const came = ({ type, provedBy }: Attending): boolean =>
  type === 'natural' && provedBy !== undefined && IN_PERSON.has(provedBy)

/**
 * A legal entity at a window of whom nobody is named who came, with proof: papers may have come by letter (行政许可法 29),
 * so this is a doubt that who accepts answers, and no error.
 */
export function unnamed(parties: readonly Attending[]): Warning[] {
  if (parties.some((party) => FOR_ENTITIES.has(party.role) && came(party))) return []
  return parties.flatMap(({ role, type }, index) =>
    role === 'applicant' && type === 'legal'
      ? [{ code: 'ATTENDANT_UNNAMED', pointer: `/parties/${index}` }]
      : [],
  )
}

/**
 * At a kiosk nobody of the office looks (自助终端): where nobody signed in, its device proves who stands there by reader, face
 * or licence code, of one of the parties. Else anybody may have typed the name, and who accepts answers for it.
 */
export function unproven(parties: readonly Attending[]): Warning[] {
  if (parties.some(({ provedBy }) => provedBy !== undefined)) return []
  const applicant = parties.findIndex(({ role }) => role === 'applicant')
  return [{ code: 'IDENTITY_UNPROVEN', pointer: `/parties/${Math.max(applicant, 0)}/identityProof` }]
}

/**
 * 帮办: who helps stands beside the applicant. Where nobody proves that the applicant was there, or who acts for the
 * applicant by law or mandate, somebody acts without one (无权代理): that is 代办, and takes a mandate.
 */
export function checkHelped(parties: readonly Attending[]): InputError[] {
  const forEntities = parties.some((party) => FOR_ENTITIES.has(party.role) && came(party))
  const forPersons = parties.some((party) => FOR_PERSONS.has(party.role) && came(party))
  return parties.flatMap((party, index) => {
    if (!APPLICANTS.has(party.role)) return []
    // An entity shows who it is by its seal or licence where nobody is named.
    const isThere =
      party.type === 'natural' ? came(party) || forPersons : forEntities || party.provedBy !== undefined
    if (isThere) return []
    return [{ pointer: `/parties/${index}/identityProof`, code: 'IDENTITY_PROOF_REQUIRED', message: HELPED }]
  })
}

const HELPED: Text = {
  en: 'Who is helped (帮办) is there: say how the applicant, or who acts for the applicant, showed who it is (idCardReader, face or manual); to act for somebody absent takes a mandate (代办)',
  zh: '帮办须申请人（或者其监护人、代理人、经办人）在场，请填写现场身份核验方式（idCardReader 读卡、face 人脸、manual 人工）；申请人不在场的为代办，须有授权委托',
}
