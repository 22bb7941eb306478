/**
 * Every kind of clock (时限种类): what it belongs to, and whether something follows by itself when it is over. Whoever owns
 * the subject registers the consequence (`ClockOwners`): a kind or an owner without its row does not compile.
 */
const KINDS = {
  INTAKE_5D: { owner: 'case', ends: 'consequence' },
  INTAKE_PROMISE: { owner: 'case', ends: 'lamps' },
  CORRECTION: { owner: 'case', ends: 'consequence' },
  CORRECTION_REMINDER: { owner: 'case', ends: 'lamps' },
  PROMISE: { owner: 'case', ends: 'lamps' },
  LEGAL: { owner: 'case', ends: 'lamps' },
  STEP: { owner: 'case', ends: 'lamps' },
  DELIVERY_10D: { owner: 'case', ends: 'lamps' },
  SPECIAL: { owner: 'case', ends: 'lamps' },
  OPINION: { owner: 'case', ends: 'consequence' },
  DEFERRED: { owner: 'case', ends: 'consequence' },
  COMMITMENT_CHECK: { owner: 'case', ends: 'lamps' },
  HEARING_REQUEST: { owner: 'case', ends: 'lamps' },
  HEARING_HELD: { owner: 'case', ends: 'lamps' },
  PICKUP: { owner: 'case', ends: 'lamps' },
  RENEWAL: { owner: 'case', ends: 'lamps' },
  PAYMENT: { owner: 'case', ends: 'lamps' },
  PUBLICATION: { owner: 'case', ends: 'lamps' },
  AUTHORITY_ANSWER: { owner: 'authorityRequest', ends: 'consequence' },
  HANDOVER: { owner: 'handover', ends: 'lamps' },
  ORDER_REPLY: { owner: 'supervisionOrder', ends: 'lamps' },
  ALERT_APPEAL: { owner: 'alert', ends: 'lamps' },
  RECTIFICATION: { owner: 'rectification', ends: 'lamps' },
  COMPLAINT_INTAKE: { owner: 'complaint', ends: 'lamps' },
  COMPLAINT_ANSWER: { owner: 'complaint', ends: 'lamps' },
  CONSULTATION_ANSWER: { owner: 'consultation', ends: 'lamps' },
} as const satisfies Record<string, { owner: string; ends: 'consequence' | 'lamps' }>

type Kinds = typeof KINDS
/** 收件时限 (Art. 32), 收件答复承诺, 补正时限, 补正提醒, 承诺时限, 法定时限 (Art. 42), 环节时限, 送达时限 (Art. 44), 特别程序时限 (Art. 45), 会审意见时限, 容缺补交时限, 承诺核查时限, 听证申请期限, 听证举行期限 (Art. 47), 结果领取期限, 延续决定期限 (Art. 50), 缴费期限, 决定公开期限 (Art. 40), 窗口权限答复时限, 物料交接时限, 督办答复时限, 申诉复核时限, 差评整改时限, 投诉受理时限, 投诉答复时限, 咨询答复时限 */
export type ClockKind = keyof Kinds
/** What a clock may belong to (时限归属). */
export type OwnerKind = Kinds[ClockKind]['owner']
export type KindsOf<O extends OwnerKind> = {
  [K in ClockKind]: Kinds[K]['owner'] extends O ? K : never
}[ClockKind]
export type CaseClockKind = KindsOf<'case'>
/** The kinds to whose end something is attached. */
export type ExpiringKind = { [K in ClockKind]: Kinds[K]['ends'] extends 'consequence' ? K : never }[ClockKind]

/** Kinds of which several may run at once, each about one thing that is owed (进行中的特别程序、待补交的材料、待核查的承诺、听证). */
export type OwedKind =
  | 'SPECIAL'
  | 'DEFERRED'
  | 'COMMITMENT_CHECK'
  | 'HEARING_REQUEST'
  | 'HEARING_HELD'
  | 'RENEWAL'
  | 'PAYMENT'
  | 'PUBLICATION'
  | 'PICKUP'

export const CLOCK_KINDS = Object.keys(KINDS) as ClockKind[]

export const isClockKind = (kind: string): kind is ClockKind => Object.hasOwn(KINDS, kind)

export const ownerOfKind = (kind: ClockKind): OwnerKind => KINDS[kind].owner

/** Whether something is attached to the end of a clock of this kind (视为受理, 补正不来, 容缺逾期, 申请失效). */
export const expires = (kind: ClockKind): kind is ExpiringKind => KINDS[kind].ends === 'consequence'

export const isCaseClock = (kind: ClockKind): kind is CaseClockKind => KINDS[kind].owner === 'case'
export const CASE_CLOCK_KINDS: readonly CaseClockKind[] = CLOCK_KINDS.filter(isCaseClock)
export const OWNER_KINDS: readonly OwnerKind[] = [...new Set(CLOCK_KINDS.map(ownerOfKind))]
