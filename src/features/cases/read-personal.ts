import type { Deps } from '../../deps.js'
import { type AuditRecord, subjectOfNumber } from '../../http/audit.js'
import { type Caller, SYSTEM_CALLER } from '../../shared/caller.js'
import type { Encryption } from '../../shared/encryption.js'
import { maskPartyName } from '../../shared/masks.js'
import { problem } from '../../shared/problem.js'
import { maskAnswers, maskForm } from '../catalogue/questions/personal-fields.js'
import type { CaseRecord, Party } from './case.js'
import { type InHand, takeInHand } from './case-in-hand.js'
import { type ClearRight, clearRight, mayEverReadClear, sightOf } from './case-sight.js'
import { competenceOver, exchangeReaches } from './case-visibility.js'
import { shownProof } from './parties/identity-proofs.js'
import { shownMandate } from './parties/mandates.js'
import type { PartyDetail } from './parties/party-schemas.js'
import { openParty } from './party-secrets.js'

/** What a reader asks for, and how his reading is recorded. */
export interface PersonalReading {
  caller: Caller
  caseNo: string
  clear: boolean
  /** Why; required for a clear reading. */
  purpose: string | undefined
  /** Writes the audit record. It stands before the answer goes out: where it fails, there is no answer. */
  audit: (record: AuditRecord) => Promise<void>
}

/** 403 before anything is read: somebody who has none of the roles that ever read personal data clear. */
export function refuseClear(caller: Caller): void {
  if (!mayEverReadClear(caller)) throw notForYou()
}

/** The parties of a case (当事人), masked; clear for who has the right, each such reading recorded. */
export async function readParties(deps: Deps, reading: PersonalReading): Promise<{ data: PartyDetail[] }> {
  const { record } = await seenCase(deps, reading)
  if (!reading.clear) return { data: record.parties.map(maskedParty) }
  const right = await takeClear(reading, record, 'readClearParties')
  return {
    data: record.parties.map((party) =>
      right.parties.includes(party) ? clearParty(deps.encryption, record.id, party) : maskedParty(party),
    ),
  }
}

/** What was filled in (表单): personal fields masked; clear for who has the right, each such reading recorded. */
export async function readForm(deps: Deps, reading: PersonalReading): Promise<FilledIn> {
  const { record, around } = await seenCase(deps, reading)
  const { form, answers } = record.facts
  if (reading.clear) {
    await takeClear(reading, record, 'readClearForm')
    return { form, answers, clear: true }
  }
  const { document, actor } = around
  return sightOf(record, actor).form === 'clear'
    ? { form, answers, clear: true }
    : {
        form: maskForm(document.form.schema, form),
        answers: maskAnswers(document.questions, answers),
        clear: false,
      }
}

/** What somebody filled in, and whether nothing of it is masked. */
export interface FilledIn {
  form: Record<string, unknown>
  answers: Record<string, unknown>
  clear: boolean
}

/** The case whose acts are read; where their words are too, it is recorded. What staff wrote is not for applicants. */
export async function takeActs(deps: Deps, reading: PersonalReading): Promise<CaseRecord> {
  const { record } = await seenCase(deps, reading)
  if (!reading.clear) return record
  if (clearRight(reading.caller, record)?.as === 'applicant') throw notForYou()
  await takeClear(reading, record, 'readWords')
  return record
}

/** The paper of a case, and whether it is to be printed: a page carries clear names wherever the reader has the right. */
export interface PaperReading extends PersonalReading {
  record: CaseRecord
  documentNo: string
  print: boolean
}

/**
 * Names of the applicants as a paper carries them (文书上的申请人). They are not frozen with it: they come from the parties
 * at the time of reading, clear for who has the right, and recorded unless it is the applicant's own paper.
 */
export async function namesOnPaper(reading: PaperReading): Promise<{ applicants: string; clear: boolean }> {
  const { caller, record, documentNo, clear, print } = reading
  const found = clear || print ? clearRight(caller, record) : undefined
  if (found === undefined && clear) throw notForYou()
  const isOwn = found?.as === 'applicant'
  const purpose = reading.purpose ?? (found?.as === 'staff' ? PRINTING : undefined)
  // An organ that was asked says why, or prints what it sees.
  const right = isOwn || purpose !== undefined ? found : undefined
  if (right !== undefined && (!isOwn || clear))
    await reading.audit(auditOf({ ...reading, purpose }, record, right, 'readClearDocument', { documentNo }))
  const applicants = record.parties
    .filter(({ role }) => role === 'applicant' || role === 'coApplicant')
    .map(({ type, name }) => (right === undefined ? maskPartyName(type, name) : name))
    .join('、')
  return { applicants, clear: right !== undefined }
}

/** Why the file of a case is read by who handles it and does not say it. */
export const HANDLING = '办理'
/** Why a page was printed by who handles the case and did not say it. */
const PRINTING = '打印文书'

/** A case within sight of staff, applicants and exchange clients; 404 else. */
export async function seenCase(deps: Deps, { caller, caseNo }: PersonalReading): Promise<InHand> {
  const isPlatform = caller.grants.some(({ role }) => role === 'exchange')
  const hand = await takeInHand(deps, isPlatform ? SYSTEM_CALLER : caller, caseNo)
  if (isPlatform && !competenceOver(caller, hand.record).sees && !exchangeReaches(caller, hand.record))
    throw problem('NOT_FOUND')
  return hand
}

async function takeClear(reading: PersonalReading, record: CaseRecord, action: string): Promise<ClearRight> {
  const right = clearRight(reading.caller, record)
  if (right === undefined) throw notForYou()
  await reading.audit(auditOf(reading, record, right, action))
  return right
}

/** Whose data it was is found by who signed in, and for who came on paper by the number. */
export function auditOf(
  { caseNo, purpose }: Pick<PersonalReading, 'caseNo' | 'purpose'>,
  record: CaseRecord,
  { as, parties }: ClearRight,
  action: string,
  details: object = {},
): AuditRecord {
  return {
    action,
    object: caseNo,
    details: { ...details, as, parties: parties.map(({ partyNo }) => partyNo) },
    divisions: record.divisions,
    organisation: record.organ.code,
    purpose,
    subjects: parties.flatMap(({ subject, idNumberIndex }) => [
      ...(subject === undefined ? [] : [subject]),
      subjectOfNumber(idNumberIndex),
    ]),
  }
}

function maskedParty(party: Party): PartyDetail {
  return {
    ...factsOf(party),
    name: maskPartyName(party.type, party.name),
    idNumber: party.idNumberMasked,
    ...(party.mobileMasked === undefined ? {} : { mobile: party.mobileMasked }),
    clear: false,
  }
}

function clearParty(encryption: Encryption, caseId: string, party: Party): PartyDetail {
  return { ...factsOf(party), name: party.name, ...openParty(encryption, caseId, party), clear: true }
}

function factsOf(party: Party) {
  const { partyNo, role, type, idType, mandateFileId } = party
  const identityProof = shownProof(party)
  const mandate = shownMandate(party)
  return {
    partyNo,
    role,
    type,
    idType,
    ...(mandateFileId === undefined ? {} : { mandateFileId }),
    ...(mandate === undefined ? {} : { mandate }),
    ...(identityProof === undefined ? {} : { identityProof }),
  }
}

export const notForYou = () =>
  problem('FORBIDDEN', {
    detail: {
      en: 'Clear personal data is for the staff of the acting organ, for the applicant, and for platforms whose grant says so.',
      zh: '未脱敏的个人信息仅供本机关承办人员、申请人本人以及经授权的交换平台查阅。',
    },
  })

/** 400: clear data wants a purpose. */
export const purposeMissing = () =>
  problem('INVALID_INPUT', {
    errors: [
      {
        pointer: '?purpose',
        code: 'REQUIRED',
        message: { en: 'Say what the clear data is for', zh: '查阅未脱敏信息须说明目的' },
      },
    ],
  })
