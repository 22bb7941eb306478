import type { MessageContent } from './message-template.js'
import type { NoticeKind } from './notice-kinds.js'

/** Title and text, Chinese first; nothing personal: the number of the case tells who asked what it is about. */
export const say = (
  zh: [title: string, body: string],
  en: [title: string, body: string],
): MessageContent => ({
  title: { zh: zh[0], en: en[0] },
  body: { zh: zh[1], en: en[1] },
})

const ALERT_ZH = '办件{caseNo}“{itemName}”'

/** What people of the offices are told (工作提醒). */
export const OFFICER_WORDS = {
  complaintToAnswer: say(
    ['投诉待办', '有投诉待办理（编号{voiceNo}），请于{due}前处理。'],
    ['Complaint', 'A complaint waits: {voiceNo}. To be dealt with by {due}.'],
  ),
  questionToAnswer: say(
    ['咨询待办', '有咨询待答复（编号{voiceNo}），请于{due}前答复。'],
    ['Question', 'A question waits: {voiceNo}. To be answered by {due}.'],
  ),
  ratingToAnswer: say(
    ['差评整改', '有差评待整改（编号{voiceNo}），请于{due}前答复。'],
    ['Bad rating', 'A bad rating is to be mended: {voiceNo}. To be answered by {due}.'],
  ),
  orderToAnswer: say(
    ['督办待答复', '有督办单待答复（{orderNo}），请于{due}前答复。涉及办件{caseNo}“{itemName}”。'],
    [
      'Order to answer',
      'A supervision order waits: {orderNo}. To be answered by {due}. It is about case {caseNo}, {itemName}.',
    ],
  ),
  orderAnswered: say(
    ['督办已答复', '督办单（{orderNo}）已由{organName}答复，请审核：办结或者退回。'],
    ['Order answered', 'Order {orderNo} was answered by {organName}: accept the answer, or return it.'],
  ),
  orderEnded: say(
    ['督办结束', '督办单（{orderNo}）：{outcome}。'],
    ['Order ended', 'Order {orderNo}: {outcome}.'],
  ),
  cardConfirmed: say(
    [
      '预警已确认',
      '{about}的{clock}{card}已由监督部门确认。记{score}分。如有异议，可以在{appealBy}前申诉一次。',
    ],
    [
      'Alert confirmed',
      '{about}: supervision has confirmed the {card} for {clock}. It counts {score}. You may appeal once, by {appealBy}.',
    ],
  ),
  cardRevoked: say(
    ['预警已撤销', '{about}的{clock}{card}已由监督部门撤销。'],
    ['Alert revoked', '{about}: supervision has revoked the {card} for {clock}.'],
  ),
  cardUpheld: say(
    ['申诉已复核：维持', '对{about}的{clock}{card}的申诉已经复核，维持确认。记{score}分。'],
    [
      'Appeal judged: upheld',
      '{about}: the appeal against the {card} for {clock} was judged, and the alert is upheld. It counts {score}.',
    ],
  ),
  cardOverturned: say(
    ['申诉已复核：撤销', '对{about}的{clock}{card}的申诉已经复核，预警予以撤销。'],
    [
      'Appeal judged: revoked',
      '{about}: the appeal against the {card} for {clock} was judged, and the alert is revoked.',
    ],
  ),
  appealToJudge: say(
    ['申诉待复核', '{organName}对{about}的{clock}{card}提出申诉，请于{due}前复核：维持或者撤销。'],
    [
      'Appeal to be judged',
      '{about}: {organName} appeals against the {card} for {clock}. Judge it by {due}: uphold or revoke the alert.',
    ],
  ),
  newTask: say(
    ['新任务', `${ALERT_ZH}有新任务：{step}。`],
    ['New task', 'Case {caseNo}, {itemName}: a new task, {step}.'],
  ),
  assigned: say(
    ['分派任务', `${ALERT_ZH}的任务{step}已分派给您。`],
    ['Task assigned', 'Case {caseNo}, {itemName}: the task {step} was given to you.'],
  ),
  urged: say(
    ['催办', `${ALERT_ZH}被催办，请尽快办理。任务：{step}。`],
    ['Asked after', 'Case {caseNo}, {itemName}, was asked after. Task: {step}.'],
  ),
  copied: say(
    ['抄送', `${ALERT_ZH}抄送您阅知。`],
    ['For your information', 'You are informed of case {caseNo}, {itemName}.'],
  ),
  sentBack: say(
    ['转报退回', `${ALERT_ZH}被上级机关退回，理由见办件记录，请重新转报有权决定的机关。`],
    [
      'Came back',
      'Case {caseNo}, {itemName}, was sent back by the organ above, for the reason in its history: forward it to the one that decides.',
    ],
  ),
  forwarded: say(
    ['转报待收', `${ALERT_ZH}由下级机关转报，请收件办理。`],
    ['Forwarded to you', 'Case {caseNo}, {itemName}, was forwarded to your organ: take it in.'],
  ),
  bundleMember: say(
    ['一件事成员事项变动', '一件事“{bundleName}”的成员事项“{itemName}”{what}，自{on}起，请核对该一件事。'],
    [
      'A member of a bundle changes',
      'Bundle {bundleName}: its member {itemName} changes from {on} on ({what}). Look whether the bundle still fits.',
    ],
  ),
  undelivered: say(
    ['通知未送达', `${ALERT_ZH}的“{what}”未能发送到申请人，请以其他方式告知。`],
    [
      'Notice undelivered',
      'Case {caseNo}, {itemName}: “{what}” did not reach the applicant. Tell them otherwise.',
    ],
  ),
  reminder: say(
    ['到期提醒', '{about}：请关注{clock}。将于{due}到期。剩余{remaining}个工作日。'],
    ['Due soon', '{about}: look at {clock}. Due on {due}. {remaining} working days are left.'],
  ),
  yellow: say(
    ['黄牌', '{about}的{clock}亮黄牌。到期日{due}。请于{explainBy}前说明情况。'],
    ['Yellow card', '{about}: yellow card for {clock}. Due on {due}. Explain it by {explainBy}.'],
  ),
  red: say(
    ['红牌', '{about}的{clock}亮红牌。到期日{due}。已超期{overBy}个工作日。请于{explainBy}前说明情况。'],
    [
      'Red card',
      '{about}: red card for {clock}. Due on {due}. Over by {overBy} working days. Explain it by {explainBy}.',
    ],
  ),
} satisfies Partial<Record<NoticeKind, MessageContent>>
