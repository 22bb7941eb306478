import { Type } from 'typebox'
import { LAMPS } from '../features/deadlines/clock.js'
import { ROLE_NAMES } from '../shared/roles.js'
import { Instant, LegalDate, Strict, strEnum, Uuid } from '../shared/schema.js'
import { CLOCK_MOVED, code, codes, day, eventKind, OrganCode, optional, StaffNo } from './event-parts.js'

const alert = {
  level: strEnum(['NOTICE', 'YELLOW', 'RED'], { description: '预警、黄牌、红牌' }),
  rule: code('Rule that raised it (监察规则)', 'LEGAL'),
  ruleVersion: Type.Integer({ examples: [1] }),
  status: strEnum(['OPEN', 'EXPLAINED', 'CONFIRMED', 'REVOKED', 'CLOSED']),
  clockId: Uuid,
  taskId: optional(Uuid),
  organisation: optional(OrganCode),
  owner: optional(
    Strict(
      { kind: code('What it is', 'authorityRequest'), no: code('Its number', '1/2') },
      { description: 'What the clock belongs to, where that is no case (时限归属)' },
    ),
  ),
  due: optional(LegalDate),
  explainBy: optional({ ...LegalDate, description: 'Its last day to be explained (说明期限届满日)' }),
  appealed: optional(Type.Literal(true, { description: 'There was an appeal against it (已申诉)' })),
  judgeBy: optional({
    ...LegalDate,
    description: 'While an appeal waits: its last day to be judged (复核期限届满日)',
  }),
  judge: optional({ ...OrganCode, description: 'Whose supervision judges the appeal (复核机关)' }),
  appealBy: optional({ ...LegalDate, description: 'The last day to appeal against it (申诉期限届满日)' }),
  overBy: optional(
    Type.Integer({ description: 'Working days over the due day (超期工作日)', examples: [0] }),
  ),
  remaining: optional(Type.Integer({ examples: [2] })),
  tell: optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 20 }), {
      description:
        'Who is told: officer 承办人, deputy 代理人, superior 上级机构负责人或者效能监督机构, organ 本机关',
      examples: [['superior']],
    }),
  ),
  score: optional(Type.Number({ description: 'What it counts (记分)', examples: [1] })),
}

const items = optional(codes('Codes of items (事项)', '11511102MB0YCH001A4000131001000'))
const grant = {
  grantId: code('Of the grant', '0195a7c2-6c00-7000-8000-000000000001'),
  role: strEnum(ROLE_NAMES),
  organisation: OrganCode,
  scope: strEnum(['organ', 'subtree']),
  items,
  validFrom: optional(LegalDate),
  validUntil: optional(LegalDate),
  staffNo: optional(StaffNo),
}
const delegation = {
  delegationId: Uuid,
  from: OrganCode,
  to: OrganCode,
  items: codes('Codes of items (事项)', '11511102MB0YCH001A4000131001000'),
  kind: strEnum(['entrusted', 'authorised'], { description: '委托、授权' }),
  validFrom: LegalDate,
  validTo: optional(LegalDate),
}
const staff = {
  staffNo: StaffNo,
  organisation: OrganCode,
  posts: optional(codes('Posts (岗位)', '法制审核')),
  validFrom: optional(LegalDate),
  validUntil: optional(LegalDate),
}
const authority = {
  windowId: Uuid,
  itemCode: code('Item (实施编码)', '11511102MB0YCH001A4000131001000'),
  level: strEnum(['decides', 'accepts', 'collects', 'advises']),
  organisation: optional(OrganCode),
}
const item = {
  itemCode: code('Item (实施编码)', '11511102MB0YCH001A4000131001000'),
  organisation: OrganCode,
}
const itemVersion = {
  ...item,
  itemVersion: Type.Integer({ examples: [2] }),
  itemType: code('Type of the item (事项类型)', '01'),
  effectiveFrom: day('In force from (生效日期)'),
}
const itemState = {
  ...item,
  itemVersion: optional(Type.Integer({ examples: [2] })),
  state: strEnum(['DRAFT', 'IN_USE', 'SUSPENDED', 'RETIRED']),
}
const organ = {
  code: OrganCode,
  successor: optional(OrganCode),
  division: optional(code('Division (区划)', '511102000000')),
}

const handover = {
  handoverId: Uuid,
  from: OrganCode,
  fromWindow: optional(Uuid),
  to: OrganCode,
  toWindow: optional(Uuid),
  status: strEnum(['ON_THE_WAY', 'RECEIVED', 'PARTLY_RECEIVED', 'REJECTED', 'LOST'], {
    description: '在途、已接收、部分接收、已退回、已遗失',
  }),
  dueOn: day('When it should have arrived (应送达日)'),
  cases: codes('Numbers of the cases (办件编号)', '5111002603021000013'),
}

const licence = {
  licenceId: Uuid,
  licenceNo: code('Number of the licence (证照编号)', 'JY25111020000001'),
  itemCode: code('Item (实施编码)', '11511102MB0YCH003K4510102001000'),
  organisation: OrganCode,
  state: strEnum(['current', 'suspended', 'expired', 'revoked', 'withdrawn', 'cancelled'], {
    description: '有效、暂停、过期、撤销、撤回、注销',
  }),
  validFrom: day('Valid from (有效期自)'),
  validTo: optional(day('Its last day (有效期至)')),
}

/** What was entered by a slip: the state is one that no other event of a licence has. */
const licenceVoid = { ...licence, state: strEnum(['voided']) }
const licenceAct = { ...licence, ground: code('Ground of a closed list (情形)', 'fraud') }

const order = {
  organisation: OrganCode,
  status: strEnum(['ISSUED', 'REPLIED', 'RETURNED', 'ACCEPTED', 'WITHDRAWN'], {
    description: '待答复、已答复、退回重答、已办结、已撤回',
  }),
  replyBy: day('When the answer is due (答复期限)'),
  alertId: optional(Uuid),
  officialNo: optional(code('Number of its paper (督办单文号)', '市中区行政审批局督〔2026〕1号')),
  issuedBy: optional(code('Subject of who issued it (发出人)', 'urn:yichuang:dev|sun')),
}

const rating = {
  organisation: OrganCode,
  itemCode: code('Item (实施编码)', '11511102MB0YCH001A4000131001000'),
  windowId: optional(Uuid),
  satisfaction: strEnum(['1', '2', '3', '4', '5'], { description: '1 非常满意 … 5 非常不满意' }),
  channel: code('Where it was given (评价渠道)', 'QR'),
}

/** A rectification, a complaint or a consultation; who raised it, and every word, stays out. */
const voice = {
  organisation: OrganCode,
  status: code('Where it stands (状态)', 'ANSWERED'),
  dueOn: optional(day('By when it is to be answered (答复期限)')),
  itemCode: optional(code('Item (实施编码)', '11511102MB0YCH001A4000131001000')),
  windowId: optional(Uuid),
  ratingId: optional(Uuid),
  outcome: optional(code('fixed, explained or disputed (整改结果)', 'fixed')),
}

/** Events of everything that is no case. */
export const OTHER_EVENTS = {
  'licence.issue': eventKind('核发证照', 'licence issued', licence),
  'licence.renew': eventKind('延续证照', 'licence renewed', licence),
  'licence.deemRenewal': eventKind('视为准予延续', 'licence deemed renewed', licence),
  'licence.change': eventKind('变更证照', 'licence changed', licence),
  'licence.revoke': eventKind('撤销证照', 'licence revoked', licenceAct),
  'licence.withdraw': eventKind('撤回证照', 'licence withdrawn', licenceAct),
  'licence.cancel': eventKind('注销证照', 'licence cancelled', licenceAct),
  'licence.suspend': eventKind('暂停证照', 'licence suspended', {
    ...licenceAct,
    suspendedUntil: optional(day('Its last day (暂停至)')),
  }),
  'licence.resume': eventKind('恢复证照', 'suspension of a licence lifted', licenceAct),
  'licence.expire': eventKind('证照到期', 'licence expired', licence),
  'licence.remind': eventKind('证照将到期', 'licence ends soon', {
    ...licence,
    renewBy: day('By when its holder applies for its renewal (延续申请截止日)'),
  }),
  'licence.void': eventKind('证照作废', 'licence voided with the closing of its case', licenceVoid),
  'licence.reprint': eventKind('补发证照', 'licence printed anew', licenceAct),
  'handover.create': eventKind('移交', 'papers handed over', handover),
  'handover.receive': eventKind('接收移交', 'papers received', handover),
  'handover.reject': eventKind('退回移交', 'papers refused', handover),
  'handover.lose': eventKind('移交遗失', 'papers lost on the way', handover),
  'handover.clockMoved': eventKind('移交时限变动', 'day of arrival moved', { ...handover, ...CLOCK_MOVED }),
  'alert.raise': eventKind('发出预警', 'alert raised', alert),
  'alert.escalate': eventKind('升级提醒', 'alert told further up', alert),
  'alert.appeal': eventKind('申诉', 'appeal against an alert', alert),
  'alert.explain': eventKind('说明预警', 'alert explained', alert),
  'alert.confirm': eventKind('确认预警', 'alert confirmed', alert),
  'alert.revoke': eventKind('撤销预警', 'alert revoked', alert),
  'alert.relight': eventKind('规则变更亮灯', 'another lamp since a rule changed', {
    ...alert,
    lamp: Strict(
      { from: strEnum(LAMPS), to: strEnum(LAMPS) },
      { description: 'Lamp of the clock before and after (原灯色、新灯色)' },
    ),
    reason: strEnum(['ruleChanged'], { description: 'Why it moved (变动原因)' }),
  }),
  'alert.clockMoved': eventKind('申诉复核时限变动', 'day to judge an appeal moved', {
    ...alert,
    ...CLOCK_MOVED,
  }),
  'alert.close': eventKind('关闭预警', 'alert closed', alert),
  'supervisionOrder.issue': eventKind('发出督办单', 'supervision order issued', order),
  'supervisionOrder.reply': eventKind('答复督办单', 'supervision order answered', order),
  'supervisionOrder.accept': eventKind('督办办结', 'answer to a supervision order accepted', order),
  'supervisionOrder.return': eventKind('退回督办答复', 'answer to a supervision order returned', order),
  'supervisionOrder.withdraw': eventKind('撤回督办单', 'supervision order taken back', order),
  'supervisionOrder.clockMoved': eventKind('督办答复时限变动', 'day to answer a supervision order moved', {
    ...order,
    ...CLOCK_MOVED,
  }),
  'rating.give': eventKind('评价办件', 'case rated', rating),
  'rectification.order': eventKind('差评转整改', 'rectification ordered', voice),
  'rectification.answer': eventKind('答复整改', 'rectification answered', voice),
  'rectification.confirm': eventKind('确认整改', 'rectification confirmed', voice),
  'rectification.return': eventKind('退回整改', 'rectification returned', voice),
  'rectification.dismiss': eventKind('评价申诉成立', 'rating dismissed', voice),
  'rectification.clockMoved': eventKind('差评整改时限变动', 'day to mend moved', {
    ...voice,
    ...CLOCK_MOVED,
  }),
  'complaint.receive': eventKind('登记投诉', 'complaint received', voice),
  'complaint.accept': eventKind('受理投诉', 'complaint accepted', voice),
  'complaint.refuse': eventKind('不予受理投诉', 'complaint not accepted', voice),
  'complaint.refer': eventKind('转办投诉', 'complaint referred to another organ', voice),
  'complaint.answer': eventKind('答复投诉', 'complaint answered', voice),
  'complaint.reopen': eventKind('投诉申请复核', 'complaint reopened', voice),
  'complaint.close': eventKind('投诉办结', 'complaint closed', voice),
  'complaint.clockMoved': eventKind('投诉时限变动', 'day to answer a complaint moved', {
    ...voice,
    ...CLOCK_MOVED,
  }),
  'consultation.ask': eventKind('提出咨询', 'question asked', voice),
  'consultation.refer': eventKind('转办咨询', 'question referred to another organ', voice),
  'consultation.answer': eventKind('答复咨询', 'question answered', voice),
  'consultation.publish': eventKind('公开咨询答复', 'question and answer made public', voice),
  'consultation.clockMoved': eventKind('咨询答复时限变动', 'day to answer a question moved', {
    ...voice,
    ...CLOCK_MOVED,
  }),
  'caseReview.record': eventKind('记录审核评查', 'review of a case recorded', {
    kind: strEnum(['legalReview', 'fileReview'], { description: '法制审核、案卷评查' }),
    conclusion: code('What it came to (结论)', 'agree'),
    score: optional(Type.Integer({ description: '得分', examples: [88] })),
  }),
  'recording.link': eventKind('关联音视频', 'recording linked with a case', {
    windowId: Uuid,
    from: Instant,
    to: Instant,
    system: code('Which system holds it (存储系统)', 'hall-video'),
  }),
  'calendar.change': eventKind('日历变更', 'calendar changed', {
    calendar: code('Code of the calendar (日历)', 'CN'),
    year: Type.Integer({ examples: [2027] }),
    status: strEnum(['OFFICIAL', 'PROVISIONAL']),
    organisation: optional(OrganCode),
  }),
  'calendar.officeHours': eventKind('办公时间变更', 'hours of office changed', {
    calendar: code('Code of the calendar (日历)', 'LESHAN'),
    lines: Type.Integer({
      description: 'How many lines it has; 0: those of what it lies over count (行数)',
      examples: [2],
    }),
    organisation: optional(OrganCode),
  }),
  'calendar.create': eventKind('新建日历', 'calendar put over another one', {
    calendar: code('Code of the calendar (日历)', 'LESHAN'),
    parent: code('Whose days it inherits (上级日历)', 'CN'),
    division: optional(code('Where it holds (适用区划)', '511100000000')),
    organisation: optional(OrganCode),
  }),
  'monitorRule.change': eventKind('监察规则变更', 'threshold of lamps changed', {
    kind: code('Kind of the clocks (时限种类)', 'PROMISE'),
    level: strEnum(['NOTICE', 'YELLOW', 'RED'], { description: '预警、黄牌、红牌' }),
    organisation: optional(OrganCode),
    ended: optional(Type.Boolean({ description: 'It counts no more (终止)' })),
  }),
  'workflow.publish': eventKind('发布流程', 'procedure published', {
    key: code('Key of the procedure (流程)', 'food-review'),
    organisation: optional(OrganCode),
  }),
  'documentTemplate.publish': eventKind('发布文书模板', 'template of documents published', {
    key: code('Key of the template (文书模板)', 'all.denial.01'),
    organisation: optional(OrganCode),
  }),
  'messageTemplate.publish': eventKind('发布消息模板', 'template of messages published', {
    key: code('Key of the template (消息模板)', 'all.accepted'),
    kind: code('Kind of message (消息种类)', 'accepted'),
    organisation: optional(OrganCode),
  }),
  'itemVersion.publish': eventKind('发布事项版本', 'item version published', itemVersion),
  'itemVersion.withdraw': eventKind('撤回待生效版本', 'scheduled item version withdrawn', itemVersion),
  'itemVersion.suspend': eventKind('暂停事项', 'item suspended', itemState),
  'itemVersion.resume': eventKind('恢复事项', 'item resumed', itemState),
  'itemVersion.retire': eventKind('取消事项', 'item retired', itemState),
  'grant.give': eventKind('授予权限', 'right granted', grant),
  'grant.revoke': eventKind('收回权限', 'right taken away', grant),
  'delegation.grant': eventKind('委托（授权）', 'delegation granted', delegation),
  'delegation.revoke': eventKind('撤销委托（授权）', 'delegation revoked', delegation),
  'staff.register': eventKind('登记人员', 'staff registered', staff),
  'staff.change': eventKind('变更人员', 'staff changed', staff),
  'staff.end': eventKind('人员离任', 'staff ended', staff),
  'staff.absence': eventKind('人员离岗', 'staff absent', {
    ...staff,
    from: LegalDate,
    to: optional(LegalDate),
    deputy: optional(StaffNo),
  }),
  'staff.return': eventKind('人员销假', 'absence of staff ended or withdrawn', {
    ...staff,
    from: LegalDate,
    to: optional(LegalDate),
    deputy: optional(StaffNo),
  }),
  'windowAuthority.request': eventKind('申请窗口权限', 'authority of a window requested', authority),
  'windowAuthority.confirm': eventKind('确认窗口权限', 'authority of a window confirmed', authority),
  'windowAuthority.refuse': eventKind('不予确认窗口权限', 'authority of a window refused', authority),
  'windowAuthority.lapse': eventKind(
    '窗口权限申请逾期失效',
    'request of a window lapsed unanswered',
    authority,
  ),
  'windowAuthority.clockMoved': eventKind('窗口权限答复时限变动', 'day to answer a window moved', {
    ...authority,
    ...CLOCK_MOVED,
  }),
  'windowAuthority.withdraw': eventKind('收回窗口权限', 'authority of a window withdrawn', authority),
  'organisation.change': eventKind('机构变更', 'organisation changed', organ),
  'organisation.merge': eventKind('机构合并', 'organisation merged', organ),
  'organisation.dissolve': eventKind('机构撤销', 'organisation dissolved', organ),
  'organisation.move': eventKind('机构划转', 'organisation moved to another division', organ),
  'division.move': eventKind('区划调整', 'division moved', {
    code: code('Division (区划)', '511102000000'),
    parent: code('Its division above (上级区划)', '511100000000'),
  }),
} as const
