import { type TProperties, Type } from 'typebox'
import type { LegalAct } from '../features/workflow/statuses.js'
import { LegalDate, Strict, Uuid } from '../shared/schema.js'
import {
  ApplicationHash,
  CLOCK_MOVED,
  ClosedTask,
  code,
  codes,
  day,
  EventStatus,
  EventTask,
  eventKind,
  HandedSheet,
  IssuedDocument,
  OrganCode,
  optional,
  SheetOutcome,
  StaffNo,
} from './event-parts.js'

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

const materials = codes('Codes of materials (材料编码)', 'approval-form')
const resultOf = code('Number of the case that issues it (出证办件)', '5111002603021000013')
const commitments = codes('Materials that are there by the applicant’s word (告知承诺)', 'layout-plan')
const step = code('Key of the step (环节)', 'review')
const notAsked = Type.Array(OrganCode, {
  description:
    'Organs that the procedure asks, and that are there no more, without a successor (已撤销而未征求意见的机构)',
})
const silent = Type.Array(OrganCode, {
  description: 'Asked organs that did not answer in their days (逾期未答复机构)',
})
/** Of whom a person who is added stands by the number, never by name. */
const REVIEWER = {
  step,
  reviewerOrganisation: OrganCode,
  reviewer: optional(StaffNo),
}
const specialId = Uuid
const specialKind = code('Kind of the special procedure (特别程序种类)', 'inspection')
const acceptedOn = day('Day of acceptance (受理日期)')
const cents = (description: string, example: number) =>
  Type.Integer({ minimum: 0, description: `${description}, in 分`, examples: [example] })
const paymentCode = code('By which it is paid (缴款码)', '5111002603021000013018')
const refundNo = code('Number of the refund (退款单号)', '5111002603021000013R01A')
const paymentNo = code('Of the payment (支付流水号)', 'P2026030200000001')
const billStatus = code('OPEN, PAID, EXEMPT, CANCELLED, PARTLY_REFUNDED, REFUNDED (缴费状态)', 'OPEN')
const resultType = code('issued, returned, forwarded, other … (办结结果)', 'issued')

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
  | 'urgeCase'
  | 'answerUrge'
  | 'adoptVersion'
  | 'publishDecision'

const TASK = { taskId: Uuid, step: optional(step) }

const LICENCE_ACT = {
  licenceId: Uuid,
  licenceNo: code('Number of the licence (证照编号)', 'JY25111020000001'),
  ground: code('Ground of a closed list (情形)', 'fraud'),
}

const LICENCE_TAKEN = {
  ...LICENCE_ACT,
  toldOn: optional(day('When the holder was told and could be heard (告知陈述、申辩日期)')),
}

/**
 * The typed facts of each act. What an act knows beyond these are words of people: they stand beside the event, bound
 * to it by `wordsHash`. So nothing new ever comes into the feed without a line here.
 */
export const CASE_FACTS = {
  publishDecision: { publicationId: Uuid },
  revokeLicence: LICENCE_TAKEN,
  withdrawLicence: LICENCE_TAKEN,
  cancelLicence: {
    ...LICENCE_ACT,
    proofKind: optional(code('What shows the ground (注销证明种类)', 'holderRequest')),
  },
  shelveResult: {
    exitId: Uuid,
    windowId: Uuid,
    windowName: code('Name of the exit desk (出件窗口)', '公积金窗口'),
    pickUpNo: code('By which it is called (取件号)', '0302-001'),
  },
  giveBackResult: { exitId: Uuid },
  proveDelivery: { exitId: Uuid, deliveredOn: day('The letter was handed over (妥投日期)') },
  suspendLicence: {
    ...LICENCE_TAKEN,
    until: optional(day('Its last day (暂停至)')),
  },
  resumeLicence: LICENCE_ACT,
  reprintLicence: LICENCE_ACT,
  create: {},
  change: {},
  renewQueryCode: {},
  clockMoved: CLOCK_MOVED,
  inspectMaterial: {
    materialCode: code('Code of the material (材料编码)', 'layout-plan'),
    result: code('ok or defective (审核结果)', 'defective'),
    standard: optional(code('Code of the acceptance standard that is not met (受理标准)', 'scale')),
    commitment: optional(
      Type.Boolean({ description: 'It was a promise in its place (承诺核查)', examples: [true] }),
    ),
  },
  handOver: {
    handoverId: Uuid,
    from: OrganCode,
    to: OrganCode,
    sheets: Type.Array(HandedSheet, { description: 'Papers that are on the way (移交材料)' }),
  },
  receiveHandover: { handoverId: Uuid, sheets: Type.Array(SheetOutcome, { description: '接收情况' }) },
  returnHandover: { handoverId: Uuid, sheets: Type.Array(SheetOutcome, { description: '退回、遗失情况' }) },
  returnMaterial: { materialCode: code('Code of the material (材料编码)', 'layout-plan') },
  expireDraft: {},
  bill: {
    lines: Type.Array(
      Strict({
        feeCode: code('Code of the fee (收费项目)', 'registration'),
        full: cents('Before the reduction (应缴)', 8000),
        amount: cents('After it (减免后)', 8000),
      }),
      { description: 'What has come onto the bill (新增缴费项)' },
    ),
    amount: cents('What is asked for now (本次应缴)', 8000),
    paymentCode: optional(paymentCode),
    state: billStatus,
  },
  cancelBill: { amount: cents('What is not owed any more (撤销金额)', 8000), paymentCode, state: billStatus },
  pay: {
    amount: cents('What was paid (实缴)', 8000),
    paymentCode,
    transactionNo: paymentNo,
    settling: code('settled, wrongAmount, notDue: what it settles, or why nothing (入账结果)', 'settled'),
    state: billStatus,
  },
  requestRefund: {
    amount: cents('What is to be given back (退费金额)', 8000),
    refundNo,
    paymentNo,
    state: billStatus,
  },
  refund: {
    amount: cents('What was given back, or was to be (退费金额)', 8000),
    refundNo,
    transactionNo: code('Number of the payment system (退款流水号)', 'R2026030200000001'),
    done: Type.Boolean({ description: 'false: the payment system refused', examples: [true] }),
    state: billStatus,
  },
  receiveResult: { materials, from: resultOf },
  loseResult: { materials, from: resultOf },
  imported: {
    system: code('System that it comes from (原系统)', 'hall-2016'),
    claimed: code('Where it stood there (原系统状态)', 'REVIEWING'),
    granted: Type.Boolean({ description: 'Something was granted, as that system says', examples: [false] }),
    receivedOn: day('Receipt, as that system says (收件日期)'),
    acceptedOn: optional(acceptedOn),
    decidedOn: optional(LegalDate),
    closedOn: optional(LegalDate),
  },
  claimTask: TASK,
  releaseTask: TASK,
  assignTask: {
    ...TASK,
    assignee: StaffNo,
    from: optional(code('Who held it before, by the staff number (原办理人工号)', 'A0017')),
  },
  remindTask: TASK,
  copyCase: {
    organisations: Type.Array(OrganCode, { description: 'Organs that were told (被抄送机构)' }),
    staff: Type.Array(StaffNo, { description: 'People who were told (被抄送人员)' }),
  },
  acknowledgeCopy: { copyId: Uuid },
  withdrawCopy: { copyId: Uuid },
  urgeCase: { urgeId: Uuid, urgedBy: code('applicant or lead (催办人)', 'applicant') },
  answerUrge: {
    urgeId: Uuid,
    answered: Type.Boolean({ description: 'false: it was only seen (已阅)', examples: [true] }),
  },
  adoptVersion: {
    adoptionId: Uuid,
    fromItemVersion: Type.Integer({ description: 'Version of the item before (原事项版本)', examples: [1] }),
    workflow: optional(code('Key of the procedure that it goes on by (流程)', 'two-step')),
    workflowVersion: optional(Type.Integer({ description: 'And its version (流程版本)', examples: [2] })),
    fromWorkflow: optional(code('Key of the procedure before (原流程)', 'two-step')),
    fromWorkflowVersion: optional(
      Type.Integer({ description: 'And its version (原流程版本)', examples: [1] }),
    ),
    demanded: codes('Materials that the law demands of running cases (依法新增材料)', 'water-test'),
    waived: codes('Materials that were owed and are listed no more (不再要求的材料)', 'layout-plan'),
  },
  undo: {
    undone: code('Act that was taken back (被撤销的操作)', 'completeStep'),
    undoneVersion: Type.Integer({ description: 'Version of the case after it', examples: [5] }),
  },
  submit: { missing: materials, corrected: Type.Boolean({ examples: [false] }) },
  preReview: {},
  correctOnTheSpot: {
    fields: codes('Names of fields that were corrected (更正字段)', 'businessAddress'),
    materials: optional(materials),
  },
  requestCorrection: {
    materials,
    fields: optional(codes('Names of fields to be corrected (补正字段)', 'businessAddress')),
    second: Type.Boolean({ description: 'What was corrected is itself defective', examples: [false] }),
  },
  accept: { acceptedOn, commitments: optional(commitments) },
  acceptWithDeferral: {
    acceptedOn,
    deferred: Type.Array(Strict({ materialCode: code('Material', 'safety-rules'), dueOn: LegalDate })),
    commitments: optional(commitments),
  },
  deemAccept: {
    acceptedOn,
    due: day('When the five days ended (五日期满日)'),
    missing: materials,
    commitments: optional(commitments),
  },
  refuseAcceptance: {
    reasonCode: optional(code('Ground (理由代码)', 'outsideCompetence')),
    ground: optional(code('Ground (理由代码)', 'outsideCompetence')),
  },
  declareNotRequired: {},
  expireCorrection: { expiresOn: day('Last day to correct (补正期满日)') },
  deemAgreement: {
    deemed: Type.Array(OrganCode, { description: 'Whose silence counts as agreement (视为同意机构)' }),
    deemedBasis: optional(code('By which statute (视为同意的依据)', '《示例条例》第十条')),
  },
  startReview: { step: optional(step), notAsked: optional(notAsked) },
  completeStep: {
    step,
    notAsked: optional(notAsked),
    officers: optional(codes('Staff numbers of who visited the premises (现场核查人员)', 'SC-101')),
    filledIn: optional(
      Type.Array(
        Strict({
          field: code('Name of the field (填报项)', 'score'),
          value: Type.Union([Type.Boolean(), Type.Number(), Type.String({ maxLength: 100 })], {
            examples: [true],
          }),
        }),
        { description: 'What the step asks for, never free words (环节填报)' },
      ),
    ),
    deemed: optional(
      Type.Array(OrganCode, { description: 'Whose silence counts as agreement (视为同意机构)' }),
    ),
    deemedBasis: optional(code('By which statute (视为同意的依据)', '《示例条例》第十条')),
    pictures: optional(Type.Integer({ description: 'Pictures of the visit (现场照片数)', examples: [3] })),
    silent: optional(silent),
  },
  returnStep: { step, toStep: step, notAsked: optional(notAsked) },
  requestJointReview: {
    organisations: Type.Array(OrganCode, { description: 'Organs that are asked (征求意见机构)' }),
    personal: optional(
      Type.Boolean({ description: 'They may read personal data clear (可查阅个人信息)', examples: [true] }),
    ),
  },
  giveOpinion: {
    askedOrganisation: optional(OrganCode),
    agrees: Type.Boolean({ examples: [true] }),
    late: optional(Type.Boolean({ description: 'It came after its days (逾期意见)', examples: [true] })),
    attachments: optional(Type.Integer({ description: 'Files that came with it (附件数)', examples: [1] })),
  },
  startSpecial: {
    specialId,
    kind: specialKind,
    estimatedDays: Type.Integer({ examples: [10] }),
    hearingOn: optional(day('When the hearing is held (听证日期)')),
    presider: optional(code('Staff number of who presides (听证主持人)', 'SC-101')),
  },
  endSpecial: {
    specialId,
    kind: specialKind,
    held: optional(Type.Boolean({ description: 'The hearing was held (已举行听证)', examples: [true] })),
  },
  informOfHearing: {},
  requestHearing: { by: code('applicant, thirdParty (听证申请人)', 'applicant') },
  waiveHearing: {
    by: optional(code('applicant, thirdParty (撤回人)', 'applicant')),
    takenBack: optional(
      Type.Boolean({ description: 'A request that was made is taken back (撤回听证申请)', examples: [true] }),
    ),
  },
  approve: {
    step: optional(step),
    decidedOn: optional(LegalDate),
    silent: optional(silent),
    conditional: optional(Type.Integer({ description: 'Conditions it has (附带条件数)', examples: [1] })),
    inPart: optional(Type.Boolean({ description: 'Granted in part (部分准予)', examples: [true] })),
    amount: optional(cents('What is granted (准予金额)', 1_250_000)),
  },
  deny: { step: optional(step), decidedOn: optional(LegalDate), silent: optional(silent) },
  extend: {
    days: Type.Integer({ description: 'Days added (延长天数)', examples: [10] }),
    unit: optional(code('Their unit (单位)', 'workingDay')),
  },
  supplyMaterials: { materials },
  requestSupplement: { materials },
  addReviewer: {
    ...REVIEWER,
    after: optional(
      Type.Boolean({ description: 'After the opinion of who holds the step (后加签)', examples: [true] }),
    ),
  },
  removeReviewer: REVIEWER,
  close: {
    resultType,
    forwardedTo: optional(
      code('Number of the case of the organ above (转报的上级办件)', '5111002603021000013'),
    ),
    revoked: optional(Type.Boolean({ description: 'What was granted is revoked (撤销)', examples: [true] })),
  },
  deliver: {
    method: code('pickup, post, electronic (送达方式)', 'pickup'),
    exitId: optional(Uuid),
    receivedAs: optional(code('A person of the case by its role, or an agent (领取人身份)', 'applicant')),
    byMandate: optional(Type.Boolean({ description: 'A mandate was seen (凭授权领取)' })),
  },
  returnMail: {},
  withdraw: {
    proven: optional(
      Type.Boolean({ description: 'The applicant’s word is kept (有撤回凭据)', examples: [true] }),
    ),
  },
  terminate: { ground: optional(code('Ground (终止理由)', 'applicantGone')) },
  void: { supersededBy: optional(code('Number of the case that takes its place', '5111002603021000013')) },
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
  'case.publishDecision': kind('公开决定', 'decision made public', CASE_FACTS.publishDecision),
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
