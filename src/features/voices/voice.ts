import type { Caller } from '../../shared/caller.js'
import { subjectOf } from '../../shared/caller.js'
import { plainStaffNo } from '../../shared/codes/staff-no.js'
import type { Role } from '../../shared/roles.js'
import type { Held } from '../deadlines/answerable.js'
import type { KindsOf } from '../deadlines/clock-kinds.js'

/** What people say of the service, and what must be answered: 差评整改, 投诉举报, 咨询. Pure. */
export const VOICE_KINDS = ['rectification', 'complaint', 'consultation'] as const
export type VoiceKind = (typeof VOICE_KINDS)[number]

/** 待整改、已答复、退回整改、已确认、申诉成立 */
export const RECTIFICATION_STATUSES = ['ORDERED', 'ANSWERED', 'RETURNED', 'CONFIRMED', 'DISMISSED'] as const
/** 已登记、已受理、不予受理、已答复、复核中、已办结 */
export const COMPLAINT_STATUSES = [
  'RECEIVED',
  'ACCEPTED',
  'NOT_ACCEPTED',
  'ANSWERED',
  'REOPENED',
  'CLOSED',
] as const
/** 待答复、已答复、已公开 */
export const CONSULTATION_STATUSES = ['OPEN', 'ANSWERED', 'PUBLISHED'] as const

/** The clocks of each kind (答复时限): a name here is also that of its limit in `answer_limits`. */
export type VoiceClock = KindsOf<VoiceKind>
export const VOICE_CLOCKS = [
  'RECTIFICATION',
  'COMPLAINT_INTAKE',
  'COMPLAINT_ANSWER',
  'CONSULTATION_ANSWER',
] as const satisfies readonly VoiceClock[]

export interface VoiceAct {
  from: readonly string[]
  to: string
  /** Over the organ that answers; empty: only who raised it. */
  roles: readonly Role[]
  /** The clock stops, runs on, or another one begins. */
  clock: 'stops' | 'runs' | VoiceClock
}

/** THE table of what may be done with each kind, by whom. Nothing that is not over is left without a next act for somebody. */
export const VOICE_ACTS = {
  rectification: {
    answer: { from: ['ORDERED', 'RETURNED'], to: 'ANSWERED', roles: ['lead', 'approver'], clock: 'stops' },
    confirm: { from: ['ANSWERED'], to: 'CONFIRMED', roles: ['supervisor'], clock: 'stops' },
    return: { from: ['ANSWERED'], to: 'RETURNED', roles: ['supervisor'], clock: 'RECTIFICATION' },
    dismiss: { from: ['ANSWERED'], to: 'DISMISSED', roles: ['supervisor'], clock: 'stops' },
  },
  complaint: {
    accept: {
      from: ['RECEIVED'],
      to: 'ACCEPTED',
      roles: ['lead', 'approver', 'supervisor'],
      clock: 'COMPLAINT_ANSWER',
    },
    refuse: {
      from: ['RECEIVED'],
      to: 'NOT_ACCEPTED',
      roles: ['lead', 'approver', 'supervisor'],
      clock: 'stops',
    },
    refer: { from: ['RECEIVED'], to: 'RECEIVED', roles: ['lead', 'approver', 'supervisor'], clock: 'runs' },
    answer: {
      from: ['ACCEPTED', 'REOPENED'],
      to: 'ANSWERED',
      roles: ['lead', 'approver', 'supervisor'],
      clock: 'stops',
    },
    reopen: { from: ['NOT_ACCEPTED', 'ANSWERED'], to: 'REOPENED', roles: [], clock: 'COMPLAINT_ANSWER' },
    close: { from: ['NOT_ACCEPTED', 'ANSWERED'], to: 'CLOSED', roles: ['supervisor'], clock: 'stops' },
  },
  consultation: {
    answer: {
      from: ['OPEN'],
      to: 'ANSWERED',
      roles: ['clerk', 'reviewer', 'approver', 'lead'],
      clock: 'stops',
    },
    refer: { from: ['OPEN'], to: 'OPEN', roles: ['clerk', 'reviewer', 'approver', 'lead'], clock: 'runs' },
    publish: { from: ['ANSWERED'], to: 'PUBLISHED', roles: ['lead', 'approver'], clock: 'stops' },
  },
} as const satisfies Record<VoiceKind, Record<string, VoiceAct>>

/** Where each kind begins, with which clock, and what the event of it is called. */
export const BEGINNINGS = {
  rectification: { status: 'ORDERED', clock: 'RECTIFICATION', event: 'order' },
  complaint: { status: 'RECEIVED', clock: 'COMPLAINT_INTAKE', event: 'receive' },
  consultation: { status: 'OPEN', clock: 'CONSULTATION_ANSWER', event: 'ask' },
} as const satisfies Record<VoiceKind, { status: string; clock: VoiceClock; event: string }>

export type ActionOf<K extends VoiceKind> = keyof (typeof VOICE_ACTS)[K] & string
export type VoiceAction = { [K in VoiceKind]: ActionOf<K> }[VoiceKind]

/** An act of a kind; undefined for one that another kind has. */
export const voiceAct = (kind: VoiceKind, action: VoiceAction): VoiceAct | undefined =>
  (VOICE_ACTS[kind] as Partial<Record<VoiceAction, VoiceAct>>)[action]

/** What may be done in a status; a complaint is reopened once. */
export const actionsIn = (kind: VoiceKind, status: string, reopened: boolean): string[] =>
  Object.entries<VoiceAct>(VOICE_ACTS[kind])
    .filter(([action, { from }]) => from.includes(status) && !(action === 'reopen' && reopened))
    .map(([action]) => action)

/** While an answer is waited for (待答复): its clock runs. */
export const WAITING = ['ORDERED', 'RETURNED', 'RECEIVED', 'ACCEPTED', 'REOPENED', 'OPEN']

/** By which act somebody took it in hand: who accepted a complaint, whose answer came back. */
const TAKEN_BY: Readonly<Record<string, VoiceAction>> = { ACCEPTED: 'accept', RETURNED: 'answer' }

/**
 * Who answers for it now (责任机关、责任人): who took it in hand, else whose work in the organ it is; undefined while nobody waits.
 * A complaint that is looked at again (复核) is nobody's who answered before.
 */
export function answerableOf(voice: {
  kind: VoiceKind
  status: string
  organisation_code: string
  living_organisation?: string | null
  history: readonly { action: string; by?: string }[]
}): Held | undefined {
  const { kind, status, history } = voice
  const organisation = voice.living_organisation ?? voice.organisation_code
  if (!WAITING.includes(status)) return undefined
  const acts = Object.values<VoiceAct>(VOICE_ACTS[kind]).filter(({ from }) => from.includes(status))
  const roles = new Set(acts.flatMap((act) => act.roles).filter((role) => role !== 'supervisor'))
  const person = history.findLast(({ action }) => action === TAKEN_BY[status])?.by
  return { organisation, roles: [...roles], person }
}

/**
 * Whom a voice concerns (被评价人、被投诉人): by the subject of the token, or by the staff number, however it was typed: one
 * written in capitals or full width would show the complaint to whom it is about.
 */
export const ofStaff = (staffNo: string): string => `staff:${plainStaffNo(staffNo)}`

/** A number that nobody of the staff had when it was named: whom it means is for who deals with the complaint to find out. */
export const ofNobody = (staffNo: string): string => `nobody:${plainStaffNo(staffNo)}`

const NAMED = /^(staff|nobody):(.+)$/s

/** Whom a complaint names, as it was typed, and whether nobody had that number. */
export function namedIn(about: readonly string[]): { staffNo?: string; staffUnknown?: boolean } {
  const [, kind, staffNo] = about.map((each) => NAMED.exec(each)).find((found) => found !== null) ?? []
  if (staffNo === undefined) return {}
  return kind === 'nobody' ? { staffNo, staffUnknown: true } : { staffNo }
}

export const concerns = (about: readonly string[], caller: Caller): boolean =>
  about.includes(subjectOf(caller)) ||
  (caller.staffNo !== undefined && about.includes(ofStaff(caller.staffNo)))
