import type { Role } from '../../shared/roles.js'
import type { Text } from '../../shared/text.js'

interface StatusKind extends Text {
  /** Nothing follows but voiding. */
  final: boolean
}

const status = (zh: string, en: string, final = false): StatusKind => ({ zh, en, final })

/** The legal lifecycle of a case (办件状态), the same for every item. */
export const STATUSES = {
  DRAFT: status('草稿', 'draft'),
  SUBMITTED: status('已收件', 'received'),
  AWAITING_CORRECTION: status('待补正', 'awaiting correction'),
  NOT_REQUIRED: status('不受理（无需许可）', 'no licence required', true),
  NOT_ACCEPTED: status('不予受理', 'not accepted', true),
  ACCEPTED: status('已受理', 'accepted'),
  REVIEWING: status('审查中', 'under review'),
  SPECIAL_PROCEDURE: status('特别程序', 'in a special procedure'),
  DECIDING: status('待决定', 'awaiting decision'),
  APPROVED: status('准予', 'approved'),
  DENIED: status('不予', 'denied'),
  CLOSED: status('办结', 'closed'),
  DELIVERED: status('已送达', 'delivered', true),
  WITHDRAWN: status('撤回', 'withdrawn', true),
  TERMINATED: status('终止', 'terminated', true),
  VOIDED: status('作废', 'voided', true),
} as const satisfies Record<string, StatusKind>

export type Status = keyof typeof STATUSES
export const STATUS_NAMES = Object.keys(STATUSES) as Status[]

/** A newer release on the same database may have written one that this build does not know. */
export const isStatus = (name: string): name is Status => Object.hasOwn(STATUSES, name)

/** What a status is called; one that this build does not know is shown by its code. */
export function statusTitle(name: string, isExaminedOnly = false): Text {
  if (isExaminedOnly && name === 'APPROVED') return { zh: '初审完成', en: 'examined' }
  return isStatus(name) ? STATUSES[name] : { zh: name, en: name }
}

interface ActionKind extends Text {
  /** Who may ever do it; empty: the system alone. */
  roles: readonly Role[]
}

const action = (zh: string, en: string, ...roles: Role[]): ActionKind => ({ zh, en, roles })

/** What can be done with a case, and by whom (contract.md, "Who acts"). */
export const ACTIONS = {
  submit: action('提交', 'submit', 'clerk', 'citizen', 'assistant'),
  preReview: action('预审', 'review before acceptance', 'clerk'),
  correctOnTheSpot: action('当场更正', 'correct on the spot', 'clerk'),
  requestCorrection: action('告知补正', 'request correction', 'clerk'),
  accept: action('受理', 'accept', 'clerk'),
  acceptWithDeferral: action('容缺受理', 'accept with deferred materials', 'clerk'),
  deemAccept: action('视为受理', 'deem accepted'),
  refuseAcceptance: action('不予受理', 'refuse acceptance', 'clerk'),
  declareNotRequired: action('不受理', 'declare not required', 'clerk'),
  handleOnTheSpot: action('当场办结', 'handle on the spot', 'clerk'),
  expireCorrection: action('补正不来', 'end: correction never came'),
  startReview: action('开始审查', 'start the review', 'reviewer'),
  completeStep: action('完成环节', 'complete the step', 'reviewer'),
  returnStep: action('退回环节', 'return to an earlier step', 'reviewer', 'approver'),
  requestJointReview: action('发起会审', 'ask other organs', 'reviewer'),
  giveOpinion: action('出具意见', 'give an opinion', 'reviewer'),
  startSpecial: action('启动特别程序', 'start a special procedure', 'reviewer', 'lead'),
  endSpecial: action('结束特别程序', 'end the special procedure', 'reviewer', 'lead'),
  approve: action('准予', 'approve', 'approver'),
  deny: action('不予', 'deny', 'approver'),
  extend: action('延长期限', 'extend the limit', 'approver'),
  supplyMaterials: action('补交容缺材料', 'supply deferred materials', 'clerk'),
  close: action('办结', 'close', 'approver'),
  deliver: action('送达', 'deliver', 'issuer'),
  withdraw: action('撤回', 'withdraw', 'citizen', 'clerk', 'assistant'),
  terminate: action('终止', 'terminate', 'lead'),
  void: action('作废', 'void', 'lead'),
  deemAgreement: action('视为同意', 'deem an asked organ to agree'),
  requestSupplement: action('告知补充材料', 'ask for supplementary materials', 'reviewer'),
  returnMail: action('登记退件', 'record returned mail', 'issuer'),
  addReviewer: action('加签', 'add a reviewer', 'reviewer', 'approver', 'lead'),
  removeReviewer: action('减签', 'remove a reviewer', 'reviewer', 'approver', 'lead'),
  informOfHearing: action('告知听证权利', 'tell of the right to a hearing', 'reviewer', 'approver'),
  requestHearing: action('申请听证', 'ask for a hearing', 'clerk', 'citizen'),
  waiveHearing: action('放弃听证', 'give up the hearing', 'clerk', 'citizen'),
} as const satisfies Record<string, ActionKind>

export type Action = keyof typeof ACTIONS
/** What leaves an event: handling on the spot leaves those of its single acts. */
export type LegalAct = Exclude<Action, 'handleOnTheSpot'>
export const ACTION_NAMES = Object.keys(ACTIONS) as Action[]

/** What a decision is called depends on the type of the item (事项类型). */
const DECISION_TITLES: Record<string, { approve: Text; deny: Text }> = {
  '01': {
    approve: { zh: '准予许可', en: 'grant the licence' },
    deny: { zh: '不予许可', en: 'refuse the licence' },
  },
  '05': {
    approve: { zh: '给予给付', en: 'grant the benefit' },
    deny: { zh: '不予给付', en: 'refuse the benefit' },
  },
  '07': { approve: { zh: '予以确认', en: 'confirm' }, deny: { zh: '不予确认', en: 'refuse to confirm' } },
  '08': { approve: { zh: '给予奖励', en: 'award' }, deny: { zh: '不予奖励', en: 'refuse the award' } },
  '09': { approve: { zh: '作出裁决', en: 'rule' }, deny: { zh: '驳回申请', en: 'reject the request' } },
}

/** What a case decides that is no first application: nothing (初审), or the renewal or change of a licence (Art. 49, 50). */
export type DecidedAs = 'examined' | 'renewal' | 'change'

/** 初审: who only examines grants nothing; the opinion, for or against, ends the examination (行政许可法 Art. 35). */
const DECIDED_AS: Record<DecidedAs, { approve: Text; deny?: Text }> = {
  examined: { approve: { zh: '完成初审', en: 'end the examination' } },
  renewal: {
    approve: { zh: '准予延续', en: 'grant the renewal' },
    deny: { zh: '不予延续', en: 'refuse the renewal' },
  },
  change: {
    approve: { zh: '准予变更', en: 'grant the change' },
    deny: { zh: '不予变更', en: 'refuse the change' },
  },
}

/** What the step in which a case is decided is called where nothing is decided (初审环节). */
export const EXAMINATION: Text = { zh: '初审', en: 'Examination' }

/** The title of an action for people; approve and deny follow the item's type, and what the case decides. */
export function actionTitle(name: Action, itemType: string, decidedAs?: DecidedAs): Text {
  const own = decidedAs !== undefined && (name === 'approve' || name === 'deny') ? DECIDED_AS[decidedAs] : {}
  const special = (own as Partial<Record<Action, Text>>)[name]
  if (special !== undefined) return special
  const decision = DECISION_TITLES[itemType]
  if (decision !== undefined && (name === 'approve' || name === 'deny')) return decision[name]
  return { zh: ACTIONS[name].zh, en: ACTIONS[name].en }
}
