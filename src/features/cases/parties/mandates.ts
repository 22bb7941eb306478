import type { Caller } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import type { PartyRole } from '../../catalogue/party-rule.js'
import { isApplicantOnly } from './identity-proofs.js'
import { APPLICANTS } from './relations.js'

/** What an agent may do (代理权限). */
export const MANDATE_SCOPES = ['all', 'apply', 'correct', 'withdraw', 'receive'] as const
export type MandateScope = (typeof MANDATE_SCOPES)[number]

/** A mandate (授权委托) as a party brings it: what the agent may do, and from when until when (民法典 165). */
export interface Mandate {
  scope: MandateScope[]
  validFrom: LegalDate
  validTo?: LegalDate
}

/** The mandate as the case keeps it. */
export interface KeptMandate extends Mandate {
  /** `issuer|subject` of the staff who saw the paper; absent: as the applicant says. */
  seenBy?: string
}

interface Mandated {
  role: PartyRole
  mandate?: Mandate | undefined
  mandateFileId?: string | undefined
}

/** Whether the mandate is on file: as a document, or written down by staff who saw it. */
export const hasMandate = ({
  mandate,
  mandateFileId,
}: {
  mandate?: object | undefined
  mandateFileId?: string | undefined
}): boolean => mandateFileId !== undefined || (mandate as KeptMandate | undefined)?.seenBy !== undefined

/** What of a mandate everybody sees who sees the case. */
export function shownMandate({ mandate }: { mandate?: object }): Mandate | undefined {
  if (mandate === undefined) return undefined
  const { scope, validFrom, validTo } = mandate as KeptMandate
  return { scope, validFrom, ...(validTo === undefined ? {} : { validTo }) }
}

/** Who brings a case in for others, as its assistant (帮办代办员). */
export const isAssistant = ({ grants }: Pick<Caller, 'grants'>): boolean =>
  grants.some(({ role }) => role === 'assistant') && !grants.some(({ role }) => role === 'clerk')

/**
 * A mandate that is sent (委托书核验): it belongs to who acts for somebody, or to an applicant for whom an assistant acts
 * (代办); its days are in order and it holds today; it covers applying.
 */
export function checkMandate(
  { role, mandate, mandateFileId }: Mandated,
  pointer: string,
  { caller, today }: { caller: Pick<Caller, 'grants'>; today: LegalDate },
): InputError[] {
  const given =
    mandate === undefined ? (mandateFileId === undefined ? undefined : 'mandateFileId') : 'mandate'
  if (given === undefined) return []
  // A guardian acts by law: what proves it is a document, and no mandate.
  if (role === 'guardian' && mandate === undefined) return []
  const fits = HOLDERS.has(role) || (APPLICANTS.has(role) && isAssistant(caller) && !isApplicantOnly(caller))
  if (!fits) return [told(`${pointer}/${given}`, 'MANDATE_UNFIT', MESSAGES.unfit)]
  if (mandate === undefined) return []
  return checkInForce(mandate, `${pointer}/mandate`, 'apply', today)
}

/** Whether a mandate covers an act on a day; empty: it does. */
export function checkInForce(
  { scope, validFrom, validTo }: Mandate,
  pointer: string,
  act: MandateScope,
  today: LegalDate,
): InputError[] {
  if (validTo !== undefined && validTo < validFrom)
    return [told(`${pointer}/validTo`, 'MANDATE_PERIOD', MESSAGES.period)]
  if (validFrom > today) return [told(`${pointer}/validFrom`, 'MANDATE_NOT_YET', MESSAGES.notYet)]
  if (validTo !== undefined && validTo < today)
    return [told(`${pointer}/validTo`, 'MANDATE_EXPIRED', MESSAGES.expired)]
  return scope.includes('all') || scope.includes(act)
    ? []
    : [told(`${pointer}/scope`, 'MANDATE_SCOPE', MESSAGES.scope)]
}

/** Who acts by mandate; a guardian and a legal representative act by law. */
const HOLDERS: ReadonlySet<PartyRole> = new Set<PartyRole>(['representative', 'handler'])

const told = (pointer: string, code: string, message: Text): InputError => ({ pointer, code, message })

const MESSAGES = {
  unfit: {
    en: 'Representatives and handlers hold a mandate; an applicant gives one only to the assistant who acts (代办)',
    zh: '授权委托属于代理人、经办人；申请人的委托只在帮办代办员代办时填写',
  },
  period: { en: 'The mandate ends before it begins', zh: '委托期限的截止日早于起始日' },
  notYet: { en: 'The mandate does not hold yet', zh: '委托尚未生效' },
  expired: { en: 'The mandate has ended', zh: '委托期限已过' },
  scope: { en: 'The mandate does not cover this act', zh: '委托权限不包括此项' },
} as const satisfies Record<string, Text>
