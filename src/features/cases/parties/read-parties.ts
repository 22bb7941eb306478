import type { Deps } from '../../../deps.js'
import { type Caller, subjectOf } from '../../../shared/caller.js'
import { normaliseMobile } from '../../../shared/codes/phone.js'
import { maskIdNumber, maskMobile } from '../../../shared/masks.js'
import { nameIndex } from '../../../shared/name-index.js'
import { numberIndex } from '../../../shared/number-index.js'
import type { InputError } from '../../../shared/problem.js'
import type { LegalDate } from '../../../shared/time.js'
import type { PartyInput } from '../application-schemas.js'
import type { Channel, Party, Warning } from '../case.js'
import { idNumberPlace, mobilePlace } from '../party-secrets.js'
import { checkCapacityClaim, keptCapacity } from './capacity.js'
import { readDocument } from './identity-documents.js'
import { checkProof, isApplicantOnly } from './identity-proofs.js'
import { judged } from './judged-parties.js'
import { checkMandate, type KeptMandate } from './mandates.js'
import { normaliseName } from './names.js'
import type { JudgedParty } from './party-rules.js'
import { checkRelations } from './relations.js'

export interface ReadParties {
  parties: Party[]
  /** The same as rules look at them. */
  judged: JudgedParty[]
  warnings: Warning[]
  errors: InputError[]
}

/** Who sends the parties of which case, on which day. */
interface Sent {
  caseId: string
  caller: Caller
  today: LegalDate
  channel: Channel
}

/**
 * Checks the parties (当事人) and makes them ready to be stored: names and numbers normalised, numbers encrypted,
 * blind-indexed and masked. A wrong identity-card check digit is an error (422); a wrong character of a credit code is a
 * warning, since some genuine early codes fail it (domain.md §7.2). Messages never repeat a value.
 */
export async function readParties(
  { encryption, dictionaries }: Pick<Deps, 'encryption' | 'dictionaries'>,
  inputs: readonly PartyInput[],
  { caseId, caller, today, channel }: Sent,
): Promise<ReadParties> {
  const found: ReadParties = { parties: [], judged: [], warnings: [], errors: [] }
  const codes = await dictionaries.current()
  for (const [index, input] of inputs.entries()) {
    const pointer = `/parties/${index}`
    const { number, warning, error } = readDocument(input, today, codes)
    if (warning !== undefined) found.warnings.push({ code: warning, pointer: `${pointer}/idNumber` })
    if (error !== undefined) {
      const { member, code, message } = error
      found.errors.push({ pointer: `${pointer}/${member}`, code, message })
    }
    const mobile = readMobile(input, pointer, found)
    found.errors.push(...checkProof(caller, input, { pointer, today, channel }))
    found.errors.push(...checkMandate(input, pointer, { caller, today }))
    found.errors.push(...checkCapacityClaim(caller, input, { pointer, channel }))
    const mandate = keptMandate(input, caller, channel)
    const capacity = keptCapacity(input, caller)
    found.parties.push({
      partyNo: index + 1,
      role: input.role,
      type: input.type,
      name: normaliseName(input.name),
      idType: input.idType,
      idNumberEncrypted: encryption.encrypt(number, idNumberPlace(caseId, index + 1)),
      idNumberIndex: numberIndex(encryption, number),
      idNumberMasked: maskIdNumber(input.idType, number, 'office'),
      nameIndex: nameIndex(encryption, input.name),
      ...(mobile === undefined
        ? {}
        : {
            mobileEncrypted: encryption.encrypt(mobile, mobilePlace(caseId, index + 1)),
            mobileMasked: maskMobile(mobile),
            mobileIndex: encryption.blindIndex('mobile', mobile),
          }),
      ...(input.mandateFileId === undefined ? {} : { mandateFileId: input.mandateFileId }),
      ...(input.identityProof === undefined ? {} : { identityProof: input.identityProof }),
      ...(mandate === undefined ? {} : { mandate }),
      ...(capacity === undefined ? {} : { capacity }),
    })
    found.judged.push(judged({ ...input, mandate, capacity }, number))
  }
  found.errors.push(...checkRelations(found.parties.map(relatedParty)))
  return found
}

/**
 * What staff write down of a mandate they have seen; what an applicant says of it wants the document beside, and so does
 * what is typed at a kiosk, where nobody of the office saw a paper (无权代理, 民法典 171).
 */
function keptMandate({ mandate }: PartyInput, caller: Caller, channel: Channel): KeptMandate | undefined {
  if (mandate === undefined) return undefined
  const isSeen = !isApplicantOnly(caller) && channel !== 'KIOSK'
  return isSeen ? { ...mandate, seenBy: subjectOf(caller) } : mandate
}

const relatedParty = ({ role, type, idNumberIndex }: Party) => ({
  role,
  type,
  person: idNumberIndex.toString('hex'),
})

function readMobile(input: PartyInput, pointer: string, found: ReadParties): string | undefined {
  if (input.mobile === undefined) return undefined
  const mobile = normaliseMobile(input.mobile)
  if (mobile === undefined) {
    found.errors.push({
      pointer: `${pointer}/mobile`,
      code: 'MOBILE_INVALID',
      message: {
        en: 'A mobile number has 11 digits and begins with 13 to 19; of Hong Kong, Macao and Taiwan with +852, +853, +886',
        zh: '手机号应为 11 位，以 13 至 19 开头；港澳台号码前加 +852、+853、+886',
      },
    })
  }
  return mobile
}
