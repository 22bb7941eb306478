import { type TProperties, Type } from 'typebox'
import type { LegalAct } from '../features/workflow/statuses.js'
import { Strict, Uuid } from '../shared/schema.js'
import {
  ApplicationHash,
  ClosedTask,
  code,
  EventStatus,
  EventTask,
  eventKind,
  IssuedDocument,
  optional,
} from './event-parts.js'
import { ENDING_FACTS } from './facts/endings.js'
import { FEE_FACTS } from './facts/fees.js'
import { HANDLING_FACTS } from './facts/handling.js'
import { INTAKE_FACTS } from './facts/intake.js'
import { DRAFT_FACTS } from './facts/papers.js'
import { RESULT_FACTS } from './facts/results.js'
import { REVIEW_FACTS } from './facts/review.js'

/** What every event of a case says. */
const CASE_PAYLOAD = {
  status: EventStatus,
  statusBefore: EventStatus,
  itemCode: code('Code of the item (实施编码)', '11511102MB0YCH001A4000131001000'),
  itemVersion: Type.Integer({ description: 'Version of the item (事项版本)', examples: [1] }),
  itemType: code('Type of the item (事项类型)', '01'),
  organisation: code('The deciding organ of the case, always (实施机构)', '11511102MB0YCH001A'),
  channel: code('How the application came (申请方式)', 'WINDOW'),
  windowId: optional(Uuid),
  parent: optional(
    code('Number of the bundle’s case of which this is one member’s (一件事主件)', '5111002603021000013'),
  ),
  situation: optional(code('Situation (情形)', 'new')),
  onBehalfOf: optional(
    Strict(
      {
        as: code('helper, assistant, representative, guardian … (帮办、代办、代理、监护)', 'assistant'),
        parties: Type.Array(Type.Integer(), { examples: [[1]] }),
      },
      { description: 'For which parties of the case it was done, where not by themselves (实际申请人)' },
    ),
  ),
  variant: optional(code('Variant of the item (业务办理项)', 'new')),
  tasksOpened: optional(Type.Array(EventTask, { description: 'Tasks that this act opened (新开任务)' })),
  tasksClosed: optional(Type.Array(ClosedTask, { description: 'Tasks that it closed (结束任务)' })),
  documents: optional(Type.Array(IssuedDocument, { description: 'Documents that it issued (文书)' })),
  applicationHash: ApplicationHash,
}

/** What happens to a case and is no legal act. */
export type OtherCaseEvent =
  | 'create'
  | 'change'
  | 'renewQueryCode'
  | 'clockMoved'
  | 'inspectMaterial'
  | 'handOver'
  | 'receiveHandover'
  | 'returnHandover'
  | 'expireDraft'
  | 'returnMaterial'
  | 'revokeLicence'
  | 'withdrawLicence'
  | 'cancelLicence'
  | 'shelveResult'
  | 'giveBackResult'
  | 'proveDelivery'
  | 'deliverPaper'
  | 'suspendLicence'
  | 'resumeLicence'
  | 'reprintLicence'
  | 'undo'
  | 'bill'
  | 'cancelBill'
  | 'pay'
  | 'requestRefund'
  | 'refund'
  | 'receiveResult'
  | 'loseResult'
  | 'imported'
  | 'claimTask'
  | 'releaseTask'
  | 'assignTask'
  | 'remindTask'
  | 'copyCase'
  | 'acknowledgeCopy'
  | 'withdrawCopy'
  | 'returnForwarded'
  | 'urgeCase'
  | 'answerUrge'
  | 'adoptVersion'
  | 'deemRenewal'
  | 'publishDecision'
  | 'proveWithdrawal'
  | 'moveCase'
  | 'barPromises'
  | 'repairPromise'

/**
 * The typed facts of each act. What an act knows beyond these are words of people: they stand beside the event, bound
 * to it by `wordsHash`. So nothing new ever comes into the feed without a line here.
 */
export const CASE_FACTS = {
  ...RESULT_FACTS,
  ...DRAFT_FACTS,
  ...FEE_FACTS,
  ...HANDLING_FACTS,
  ...INTAKE_FACTS,
  ...REVIEW_FACTS,
  ...ENDING_FACTS,
} as const satisfies Record<LegalAct | OtherCaseEvent, TProperties>

const kind = <P extends TProperties>(zh: string, en: string, facts: P) =>
  eventKind(zh, en, { ...CASE_PAYLOAD, ...facts })

/** Events of cases (办件事件). */
export const CASE_EVENTS = {
  'case.create': kind('保存草稿', 'draft saved', CASE_FACTS.create),
  'case.change': kind('修改草稿', 'draft changed', CASE_FACTS.change),
  'case.renewQueryCode': kind('重置查询密码', 'new query code', CASE_FACTS.renewQueryCode),
  'case.clockMoved': kind('时限变动', 'a due day moved', CASE_FACTS.clockMoved),
  'case.inspectMaterial': kind('材料审核', 'material inspected', CASE_FACTS.inspectMaterial),
  'case.handOver': kind('移交材料', 'papers handed over', CASE_FACTS.handOver),
  'case.receiveHandover': kind('接收移交材料', 'papers received', CASE_FACTS.receiveHandover),
  'case.returnHandover': kind('退回移交材料', 'papers came back or were lost', CASE_FACTS.returnHandover),
  'case.receiveResult': kind('取得前置结果', 'the awaited result came', CASE_FACTS.receiveResult),
  'case.imported': kind('历史办件导入', 'came in from an earlier system', CASE_FACTS.imported),
  'case.loseResult': kind('未取得前置结果', 'the awaited result will not come', CASE_FACTS.loseResult),
  'case.revokeLicence': kind('撤销证照', 'licence revoked', CASE_FACTS.revokeLicence),
  'case.withdrawLicence': kind('撤回证照', 'licence withdrawn', CASE_FACTS.withdrawLicence),
  'case.cancelLicence': kind('注销证照', 'licence cancelled', CASE_FACTS.cancelLicence),
  'case.shelveResult': kind('结果入库', 'result at the exit desk', CASE_FACTS.shelveResult),
  'case.giveBackResult': kind('退回机关', 'result given back to its organ', CASE_FACTS.giveBackResult),
  'case.proveDelivery': kind('登记妥投', 'proof that the letter arrived', CASE_FACTS.proveDelivery),
  'case.deliverPaper': kind('送达文书', 'paper delivered', CASE_FACTS.deliverPaper),
  'case.proveWithdrawal': kind('补交撤回凭据', 'word of a withdrawal brought', CASE_FACTS.proveWithdrawal),
  'case.moveCase': kind('改办', 'moved to another item', CASE_FACTS.moveCase),
  'case.barPromises': kind(
    '不再适用告知承诺',
    'no other promise taken after a breach',
    CASE_FACTS.barPromises,
  ),
  'case.repairPromise': kind('登记信用修复', 'breach of a promise repaired', CASE_FACTS.repairPromise),
  'case.publishDecision': kind('公开决定', 'decision made public', CASE_FACTS.publishDecision),
  'case.deemRenewal': kind('视为准予延续', 'renewed by law', CASE_FACTS.deemRenewal),
  'case.suspendLicence': kind('暂停证照', 'licence suspended', CASE_FACTS.suspendLicence),
  'case.resumeLicence': kind('恢复证照', 'suspension of a licence lifted', CASE_FACTS.resumeLicence),
  'case.reprintLicence': kind('补发证照', 'licence printed anew', CASE_FACTS.reprintLicence),
  'case.returnMaterial': kind('退还原件', 'original returned', CASE_FACTS.returnMaterial),
  'case.expireDraft': kind('草稿到期', 'draft expired', CASE_FACTS.expireDraft),
  'case.bill': kind('开具缴费通知', 'bill made', CASE_FACTS.bill),
  'case.cancelBill': kind('撤销缴费通知', 'bill cancelled', CASE_FACTS.cancelBill),
  'case.pay': kind('缴费', 'paid', CASE_FACTS.pay),
  'case.requestRefund': kind('申请退费', 'refund requested', CASE_FACTS.requestRefund),
  'case.refund': kind('退费', 'refund answered', CASE_FACTS.refund),
  'case.claimTask': kind('领取任务', 'task claimed', CASE_FACTS.claimTask),
  'case.releaseTask': kind('放回任务', 'task given back', CASE_FACTS.releaseTask),
  'case.assignTask': kind('分派任务', 'task assigned', CASE_FACTS.assignTask),
  'case.remindTask': kind('催办任务', 'task asked after', CASE_FACTS.remindTask),
  'case.copyCase': kind('抄送', 'others informed', CASE_FACTS.copyCase),
  'case.acknowledgeCopy': kind('已阅', 'read by who was informed', CASE_FACTS.acknowledgeCopy),
  'case.returnForwarded': kind('退回转报', 'sent back by the organ above', CASE_FACTS.returnForwarded),
  'case.withdrawCopy': kind('撤回抄送', 'informed no longer', CASE_FACTS.withdrawCopy),
  'case.urgeCase': kind('催办', 'asked how it stands', CASE_FACTS.urgeCase),
  'case.answerUrge': kind('催办答复', 'answered who asked', CASE_FACTS.answerUrge),
  'case.adoptVersion': kind('转用新版', 'goes on by a new version', CASE_FACTS.adoptVersion),
  'case.undo': kind('撤销上一步', 'last act taken back', CASE_FACTS.undo),
  'case.submit': kind('收件', 'handed in', CASE_FACTS.submit),
  'case.preReview': kind('预审', 'reviewed before acceptance', CASE_FACTS.preReview),
  'case.correctOnTheSpot': kind('当场更正', 'corrected on the spot', CASE_FACTS.correctOnTheSpot),
  'case.requestCorrection': kind('补正告知', 'correction requested', CASE_FACTS.requestCorrection),
  'case.accept': kind('受理', 'accepted', CASE_FACTS.accept),
  'case.acceptWithDeferral': kind(
    '容缺受理',
    'accepted with deferred materials',
    CASE_FACTS.acceptWithDeferral,
  ),
  'case.deemAccept': kind('视为受理', 'deemed accepted', CASE_FACTS.deemAccept),
  'case.refuseAcceptance': kind('不予受理', 'not accepted', CASE_FACTS.refuseAcceptance),
  'case.declareNotRequired': kind('不受理', 'no licence required', CASE_FACTS.declareNotRequired),
  'case.expireCorrection': kind('补正不来', 'the correction never came', CASE_FACTS.expireCorrection),
  'case.deemAgreement': kind('视为同意', 'an asked organ deemed to agree', CASE_FACTS.deemAgreement),
  'case.startReview': kind('开始审查', 'review started', CASE_FACTS.startReview),
  'case.completeStep': kind('完成环节', 'step completed', CASE_FACTS.completeStep),
  'case.returnStep': kind('退回环节', 'step returned', CASE_FACTS.returnStep),
  'case.requestJointReview': kind('发起会审', 'other organs asked', CASE_FACTS.requestJointReview),
  'case.giveOpinion': kind('出具意见', 'opinion given', CASE_FACTS.giveOpinion),
  'case.startSpecial': kind('特别程序开始', 'special procedure started', CASE_FACTS.startSpecial),
  'case.endSpecial': kind('特别程序结束', 'special procedure ended', CASE_FACTS.endSpecial),
  'case.informOfHearing': kind('告知听证权利', 'told of the right to a hearing', CASE_FACTS.informOfHearing),
  'case.requestHearing': kind('申请听证', 'hearing asked for', CASE_FACTS.requestHearing),
  'case.waiveHearing': kind('放弃听证', 'hearing given up', CASE_FACTS.waiveHearing),
  'case.approve': kind('准予', 'approved', CASE_FACTS.approve),
  'case.deny': kind('不予', 'denied', CASE_FACTS.deny),
  'case.extend': kind('延长期限', 'limit extended', CASE_FACTS.extend),
  'case.supplyMaterials': kind('补交材料', 'materials supplied', CASE_FACTS.supplyMaterials),
  'case.requestSupplement': kind(
    '审查中告知补充材料',
    'supplementary materials asked for',
    CASE_FACTS.requestSupplement,
  ),
  'case.close': kind('办结', 'closed', CASE_FACTS.close),
  'case.deliver': kind('送达', 'delivered', CASE_FACTS.deliver),
  'case.returnMail': kind('登记退件', 'mail came back', CASE_FACTS.returnMail),
  'case.addReviewer': kind('加签', 'reviewer added', CASE_FACTS.addReviewer),
  'case.removeReviewer': kind('减签', 'reviewer removed', CASE_FACTS.removeReviewer),
  'case.withdraw': kind('撤回', 'withdrawn', CASE_FACTS.withdraw),
  'case.terminate': kind('终止', 'terminated', CASE_FACTS.terminate),
  'case.void': kind('作废', 'voided', CASE_FACTS.void),
} as const satisfies Record<`case.${LegalAct | OtherCaseEvent}`, unknown>

/** Parts what an act knows into the facts of its schema and the words that must stand beside. */
export function partFacts(
  act: LegalAct | OtherCaseEvent,
  all: Readonly<Record<string, unknown>>,
): { facts: Record<string, unknown>; words: Record<string, unknown> } {
  const given = Object.entries(all).filter(([, value]) => value !== undefined)
  const typed = CASE_FACTS[act]
  return {
    facts: Object.fromEntries(given.filter(([name]) => Object.hasOwn(typed, name))),
    words: Object.fromEntries(given.filter(([name]) => !Object.hasOwn(typed, name))),
  }
}

/** The typed facts of an event of this type, without what every event of a case says; none of a type unknown here. */
export function eventFacts(act: string, payload: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!Object.hasOwn(CASE_FACTS, act)) return {}
  const { facts } = partFacts(act as LegalAct | OtherCaseEvent, payload)
  return facts
}
