import { type Caller, rolesOverOrgan, subjectOf } from '../../../shared/caller.js'
import type { Encryption } from '../../../shared/encryption.js'
import type { InputError } from '../../../shared/problem.js'
import type { LegalDate } from '../../../shared/time.js'
import { PARTY_ROLES, type PartyRole } from '../../catalogue/party-rule.js'
import { actingAs } from '../../workflow/acting.js'
import { type Actor, type Refusal, refuse } from '../../workflow/decision.js'
import type { Action } from '../../workflow/statuses.js'
import type { CaseRecord } from '../case.js'
import { GUARDIANSHIP_ENDED, hasOutgrown } from './come-of-age.js'
import { checkInForce, hasMandate, isAssistant, type KeptMandate, type MandateScope } from './mandates.js'
import { APPLICANTS } from './relations.js'

/** 帮办 helps somebody who applies; 代办 acts for somebody, by a mandate that is recorded. */
export const ASSISTANCE = ['helps', 'acts'] as const
export type AssistanceKind = (typeof ASSISTANCE)[number]

/** Who helped or acted, as the case keeps it: the point stands with the case itself. */
export interface Assistance {
  kind: AssistanceKind
  /** `issuer|subject`. */
  by: string
  staffNo?: string
}

/** As what somebody acts for the applicants. */
export const BEHALF = ['helper', 'assistant', ...PARTY_ROLES] as const

/** For whom an act was done, and as what: the second name in every act (实际申请人). */
export interface OnBehalfOf {
  as: (typeof BEHALF)[number]
  /** Numbers of the parties within the case; names are theirs, and read by right. */
  parties: number[]
}

type Mandated = { role: PartyRole; mandate?: object | undefined; mandateFileId?: string | undefined }

/** Whether the assistant who brings this in helps or acts; undefined where nobody assists. */
export function assistanceOf(
  caller: Caller,
  asked: AssistanceKind | undefined,
  parties: readonly Mandated[],
): Assistance | undefined {
  if (!isAssistant(caller)) return undefined
  const given = parties.some(({ role, mandate }) => APPLICANTS.has(role) && mandate !== undefined)
  const kind = asked ?? (given ? 'acts' : 'helps')
  return { kind, by: subjectOf(caller), ...(caller.staffNo === undefined ? {} : { staffNo: caller.staffNo }) }
}

/**
 * What speaks against the assistance that is claimed: only an assistant assists, at a window of the own point if at one;
 * who acts has the mandate of each applicant written down.
 */
export function checkAssistance(
  caller: Caller,
  {
    asked,
    parties,
    window,
  }: {
    asked: AssistanceKind | undefined
    parties: readonly Mandated[]
    window?: { organisationCode: string; centreOrganisation: string; divisions: string[] } | undefined
  },
): InputError[] {
  const assistance = assistanceOf(caller, asked, parties)
  if (assistance === undefined) {
    const message = { en: 'Only an assistant helps or acts (帮办, 代办)', zh: '只有帮办代办员才能帮办、代办' }
    return asked === undefined ? [] : [{ pointer: '/assistance', code: 'ASSISTANCE_NOT_YOURS', message }]
  }
  const errors: InputError[] = []
  if (window !== undefined && !isOwnPoint(caller, window)) {
    const message = { en: 'Not a window of your own point', zh: '不是您所在帮办代办点的窗口' }
    errors.push({ pointer: '/windowId', code: 'WINDOW_NOT_YOURS', message })
  }
  if (assistance.kind === 'helps') return errors
  const message = {
    en: 'Who acts for somebody (代办) has the mandate written down: scope and period',
    zh: '代办须登记申请人的授权委托（权限和期限）；仅协助办理的为帮办',
  }
  for (const [index, { role, mandate }] of parties.entries())
    if (APPLICANTS.has(role) && mandate === undefined)
      errors.push({ pointer: `/parties/${index}/mandate`, code: 'MANDATE_REQUIRED', message })
  return errors
}

const isOwnPoint = (
  caller: Caller,
  {
    organisationCode,
    centreOrganisation,
    divisions,
  }: { organisationCode: string; centreOrganisation: string; divisions: string[] },
): boolean =>
  [organisationCode, centreOrganisation].some((code) =>
    rolesOverOrgan(caller, { code, divisions }).has('assistant'),
  )

/** For whom the actor does something in this case; undefined where it is for nobody else. */
export function onBehalfOf(record: CaseRecord, actor: Actor): OnBehalfOf | undefined {
  const role = (actor.as ?? actor.standings[0])?.role
  const parties = record.parties.filter((party) => APPLICANTS.has(party.role)).map(({ partyNo }) => partyNo)
  if (role === 'assistant')
    return { as: record.facts.assistance?.kind === 'acts' ? 'assistant' : 'helper', parties }
  const own = role === 'citizen' ? record.parties.find(({ subject }) => subject === actor.subject) : undefined
  return own === undefined || APPLICANTS.has(own.role) ? undefined : { as: own.role, parties }
}

/** What of a mandate an act needs: handing in after a notice is correcting. */
const SCOPES: Partial<Record<Action, (record: CaseRecord) => MandateScope>> = {
  submit: ({ status }) => (status === 'DRAFT' ? 'apply' : 'correct'),
  supplyMaterials: () => 'correct',
  withdraw: () => 'withdraw',
}

/**
 * Refuses an act that no mandate covers (无权代理, 民法典 171): a helper gives nothing up for somebody, an agent does what
 * the mandate says on a day on which it holds, a guardian nothing once the person has come of age. A mandate that is there as a document alone is read by people.
 */
export function refuseUnmandated(
  record: CaseRecord,
  actor: Actor,
  action: Action,
  { today, encryption }: { today: LegalDate; encryption: Encryption },
): Refusal | undefined {
  if (record.status === 'DRAFT') return undefined
  const own = record.parties.find(({ subject }) => subject === actor.subject)
  const isGuardian = own?.role === 'guardian' && actingAs(actor, action)?.role === 'citizen'
  if (isGuardian && hasOutgrown(encryption, record, today))
    return refuse('RULE', 'The guardianship has ended', '监护关系已终止', [GUARDIANSHIP_ENDED])
  const scope = SCOPES[action]?.(record)
  if (scope === undefined) return undefined
  const as = actingAs(actor, action)
  const errors =
    as?.role === 'assistant'
      ? ofAssistant(record, scope, today)
      : as?.role === 'citizen'
        ? ofAgent(record, actor.subject, scope, today)
        : []
  return errors.length === 0
    ? undefined
    : refuse('RULE', 'No mandate covers this act', '授权委托不包括此项操作', errors)
}

function ofAssistant(record: CaseRecord, scope: MandateScope, today: LegalDate): InputError[] {
  const applicants = record.parties.filter(({ role }) => APPLICANTS.has(role))
  if (record.facts.assistance?.kind === 'acts')
    return applicants.flatMap(({ mandate, partyNo }) => heldBy(mandate, partyNo, scope, today))
  if (scope !== 'withdraw') return []
  const message = {
    en: 'A helper withdraws nothing: the applicant does, or an assistant with a mandate',
    zh: '帮办人员不能代为撤回：应由申请人撤回，或者凭授权委托代办',
  }
  return [{ pointer: '/action', code: 'MANDATE_REQUIRED', message }]
}

function ofAgent(record: CaseRecord, subject: string, scope: MandateScope, today: LegalDate): InputError[] {
  const own = record.parties.find((party) => party.subject === subject)
  return own === undefined || !hasMandate(own) || own.role !== 'representative'
    ? []
    : heldBy(own.mandate, own.partyNo, scope, today)
}

const heldBy = (
  mandate: object | undefined,
  partyNo: number,
  scope: MandateScope,
  today: LegalDate,
): InputError[] =>
  mandate === undefined
    ? []
    : checkInForce(mandate as KeptMandate, `/parties/${partyNo - 1}/mandate`, scope, today)
