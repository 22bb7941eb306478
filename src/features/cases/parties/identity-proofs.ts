import type { Caller } from '../../../shared/caller.js'
import { holdsSomebodysNumber } from '../../../shared/masks.js'
import type { InputError } from '../../../shared/problem.js'
import type { Role } from '../../../shared/roles.js'
import { type Instant, type LegalDate, legalDateOf } from '../../../shared/time.js'
import { shiftDate } from '../../deadlines/day-number.js'
import type { Channel } from '../case.js'

/** How it was proved that a party is who it says (身份核验方式). */
export const PROOF_METHODS = ['idCardReader', 'face', 'licenceCode', 'caSeal', 'oidc', 'manual'] as const
export type ProofMethod = (typeof PROOF_METHODS)[number]

export interface IdentityProof {
  method: ProofMethod
  at: Instant
  reference: string
}

/** Proofs for which somebody stood there. */
export const IN_PERSON: ReadonlySet<ProofMethod> = new Set<ProofMethod>(['idCardReader', 'face', 'manual'])

/** Channels from which people apply by themselves (自助渠道). */
export const OWN_CHANNELS: ReadonlySet<Channel> = new Set<Channel>(['WEB', 'MOBILE', 'KIOSK'])

/** Who has nothing but the citizen's role: what such a caller says is an applicant's word. */
export const isApplicantOnly = ({ grants }: Pick<Caller, 'grants'>): boolean =>
  grants.every(({ role }) => role === 'citizen')

/**
 * What an applicant must not claim (渠道冒用): to have come to a window, through an assistant or from a platform. That is
 * for who sits there to say.
 */
export function checkClaim(
  caller: Pick<Caller, 'grants'>,
  { channel, windowId }: { channel?: Channel | undefined; windowId?: string | undefined },
): InputError[] {
  if (!isApplicantOnly(caller)) return []
  const errors: InputError[] = []
  if (channel !== undefined && !OWN_CHANNELS.has(channel)) {
    const message = {
      en: 'Applicants apply by WEB, MOBILE or KIOSK; a window, an assistant or a platform says so itself',
      zh: '申请人只能通过网站、移动端、自助终端（WEB、MOBILE、KIOSK）申请，其他渠道由窗口、帮办代办员或平台填写',
    }
    errors.push({ pointer: '/channel', code: 'CHANNEL_NOT_YOURS', message })
  }
  if (windowId !== undefined) {
    const message = { en: 'Only the people of a window name it', zh: '窗口只能由窗口工作人员填写' }
    errors.push({ pointer: '/windowId', code: 'WINDOW_NOT_YOURS', message })
  }
  return errors
}

const NOT_YET = {
  en: 'Nobody has been proved on a day that has not come',
  zh: '核验时间晚于今天，请核对',
}

/** Beyond this a proof tells nothing of who applies now (核验时效). */
const PROVED_WITHIN_DAYS = 365
const TOO_OLD = {
  en: 'This proof is more than a year old: whoever it was then, it says nothing of who applies now; prove the identity anew',
  zh: '身份核验距今已超过一年，不能证明本次申请人身份，请重新核验',
}

/** A seal is an entity's: no natural person shows by it at a device that it is them who stand there. */
const isForKiosk = (method: ProofMethod, type: 'natural' | 'legal'): boolean =>
  method !== 'manual' && !(method === 'caSeal' && type === 'natural')
const AT_KIOSK = {
  en: 'Nobody of the office stands at a kiosk: its devices prove who a person is (idCardReader, face, licenceCode)',
  zh: '自助终端没有工作人员人工核验，请使用读卡、人脸、电子证照亮证等设备核验；电子印章只能证明单位',
}

const IMPERSONAL = {
  en: 'Give the number of the record of the proof: no name, identity number or telephone',
  zh: '请填写核验记录编号，不要填写姓名、证件号码或电话',
}

const isOnly = (grants: Caller['grants'], wanted: Role): boolean =>
  grants.some(({ role }) => role === wanted) && grants.every(({ role }) => role === wanted)

const BY_ASSISTANT = {
  en: 'An assistant brings cases in by ASSISTANT, whatever the point: by another way nobody would ask for the mandate',
  zh: '帮办代办员只能通过帮办代办渠道（ASSISTANT）提交，不能填写窗口等其他渠道',
}

/** An assistant's case comes from an assistant, a platform's from a platform: no colleague says so for them, nor they for a window. */
export function checkStaffClaim(
  { grants }: Pick<Caller, 'grants'>,
  channel: Channel | undefined,
): InputError[] {
  if (channel !== undefined && channel !== 'ASSISTANT' && isOnly(grants, 'assistant'))
    return [{ pointer: '/channel', code: 'CHANNEL_NOT_YOURS', message: BY_ASSISTANT }]
  const needed = channel === 'ASSISTANT' ? 'assistant' : channel === 'EXCHANGE' ? 'exchange' : undefined
  if (needed === undefined || grants.some(({ role }) => role === needed)) return []
  const message = {
    en: `Only who holds the role ${needed} brings a case in by ${channel}`,
    zh: needed === 'assistant' ? '帮办代办渠道只能由帮办代办员填写' : '数据交换渠道只能由数据交换平台填写',
  }
  return [{ pointer: '/channel', code: 'CHANNEL_NOT_YOURS', message }]
}

/**
 * Who may say how an identity was proved: staff, and devices under a staff role, what they saw themselves; of an applicant
 * the signing-in is the proof (`oidc`), recorded by the service, and nothing else is believed.
 */
export function checkProof(
  caller: Pick<Caller, 'grants'>,
  {
    name,
    type,
    identityProof: proof,
  }: { name: string; type: 'natural' | 'legal'; identityProof?: IdentityProof | undefined },
  { pointer, today, channel }: { pointer: string; today: LegalDate; channel?: Channel | undefined },
): InputError[] {
  if (proof === undefined) return []
  if (legalDateOf(proof.at) > today)
    return [{ pointer: `${pointer}/identityProof/at`, code: 'IN_THE_FUTURE', message: NOT_YET }]
  if (legalDateOf(proof.at) < shiftDate(today, -PROVED_WITHIN_DAYS))
    return [{ pointer: `${pointer}/identityProof/at`, code: 'IDENTITY_PROOF_OLD', message: TOO_OLD }]
  // It stays in clear with the case: what leads to a person leads there by the other system alone.
  if (holdsSomebodysNumber(proof.reference) || proof.reference.includes(name))
    return [
      { pointer: `${pointer}/identityProof/reference`, code: 'REFERENCE_PERSONAL', message: IMPERSONAL },
    ]
  if (channel === 'KIOSK' && !isForKiosk(proof.method, type))
    return [
      { pointer: `${pointer}/identityProof/method`, code: 'IDENTITY_PROOF_NOT_YOURS', message: AT_KIOSK },
    ]
  if (isApplicantOnly(caller) === (proof.method === 'oidc')) return []
  const message =
    proof.method === 'oidc'
      ? {
          en: 'A signing-in is recorded by the service, for the person who signs in',
          zh: '实名登录（oidc）由系统按登录人记录，不能由他人填写',
        }
      : {
          en: 'Only staff and devices say that they proved an identity; leave it out, your signing-in is recorded',
          zh: '身份核验结果只能由工作人员或核验设备填写；请删除该项，系统会记录您的实名登录',
        }
  return [{ pointer: `${pointer}/identityProof/method`, code: 'IDENTITY_PROOF_NOT_YOURS', message }]
}

/** What of a proof everybody sees who sees the case: its reference leads to somebody else's records. */
export function shownProof({
  identityProof,
}: {
  identityProof?: object
}): Pick<IdentityProof, 'method' | 'at'> | undefined {
  if (identityProof === undefined) return undefined
  const { method, at } = identityProof as IdentityProof
  return { method, at }
}
