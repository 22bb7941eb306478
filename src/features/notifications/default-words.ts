import type { MessageContent } from './message-template.js'
import type { NoticeKind } from './notice-kinds.js'
import { OFFICER_WORDS, say } from './officer-words.js'

const YOURS = '您申请的“{itemName}”（办件编号{caseNo}）'
const HERS = 'Your application for {itemName} ({caseNo})'

/** What the service says where nobody has published anything else (内置模板, version 0). */
export const DEFAULT_WORDS: Readonly<Record<NoticeKind, MessageContent>> = {
  received: say(
    ['收件通知', `${YOURS}已由{organName}收件。`],
    ['Received', `${HERS} was received by {organName}.`],
  ),
  collected: say(
    [
      '代收通知',
      `${YOURS}的材料已由窗口代收，将移交{organName}。受理期限自{organName}收到材料之日起算，收到后另行通知您。`,
    ],
    [
      'Collected',
      `The papers of ${HERS.replace('Your', 'your')} were collected at a window, which hands them over to {organName}. The days for accepting them begin when it has them; you are told then.`,
    ],
  ),
  correction: say(
    ['补正告知', `${YOURS}需要补正，请查看补正告知书并按要求一次补齐。补正期限至{by}。`],
    [
      'Correction needed',
      `${HERS} has to be corrected: the notice says everything that is missing. To be in by {by}.`,
    ],
  ),
  accepted: say(
    [
      '受理通知',
      `${YOURS}已于{acceptedOn}受理。容缺的材料请于{supplyBy}前补交，逾期未补交的，补齐前不予发放办理结果。预计于{due}前办结。预计于{examineBy}前完成初审。初审后依法报{toOrgan}，由有权机关决定并告知您结果。`,
    ],
    [
      'Accepted',
      `${HERS} was accepted on {acceptedOn}. Bring what was deferred by {supplyBy}. It should be decided by {due}. It should be examined by {examineBy}. Then it goes up to {toOrgan}, and you hear from the organ that decides by law.`,
    ],
  ),
  notAccepted: say(
    ['不予受理通知', `${YOURS}不予受理，理由和救济途径见不予受理通知书。`],
    ['Not accepted', `${HERS} was not accepted: reasons and remedies stand in the notice.`],
  ),
  notRequired: say(
    ['不受理告知', `${YOURS}依法不需要取得行政许可，详见告知书。`],
    ['Nothing to apply for', `${HERS} needs no licence by law: see the notice.`],
  ),
  moved: say(
    [
      '改办告知',
      `${YOURS}因申请的事项有误已改办，新的办件编号为{toCaseNo}。改办后的事项为“{toItem}”，由{toOrgan}收件。原办件不再办理，您无需重新提出申请。新办件的查询密码，请凭有效身份证件向{toOrgan}索取，或者登录后自行重置；原查询密码只能查询原办件。`,
    ],
    [
      'Moved to another item',
      `${HERS} was taken in for the wrong item and goes on as case {toCaseNo}. That is {toItem}, taken in by {toOrgan}. You need not apply again. Its query code is another: ask {toOrgan} with your identity document, or sign in and make one.`,
    ],
  ),
  supplement: say(
    ['补充材料告知', `${YOURS}在审查中需要补充材料，请查看告知书。`],
    ['More is needed', `${HERS} needs further materials: see the notice.`],
  ),
  extended: say(
    ['延长期限通知', `${YOURS}的办理期限延长{days}个工作日。延长后于{due}前办结。`],
    [
      'Limit extended',
      `The limit of ${HERS.replace('Your', 'your')} was extended by {days} working days. It now ends on {due}.`,
    ],
  ),
  specialStarted: say(
    [
      '特别程序告知',
      `${YOURS}进入特别程序，所需时间不计入办理期限。预计{days}个工作日。听证于{hearingOn}举行。`,
    ],
    [
      'Special procedure',
      `${HERS} is in a special procedure, whose days do not count. It may take {days} working days. The hearing is on {hearingOn}.`,
    ],
  ),
  specialEnded: say(
    ['特别程序结束', `${YOURS}的特别程序已结束，恢复计算办理期限。预计于{due}前办结。`],
    [
      'Special procedure ended',
      `${HERS} goes on: the special procedure has ended. It should be decided by {due}.`,
    ],
  ),
  approved: say(
    ['准予决定', `${YOURS}已作出准予决定，领取方式另行通知。`],
    ['Granted', `${HERS} was granted; you will be told when the result is ready.`],
  ),
  approvedInPart: say(
    [
      '部分准予决定',
      `${YOURS}已作出部分准予的决定：另一部分不予准予，理由和救济途径见决定书。领取方式另行通知。`,
    ],
    [
      'Granted in part',
      `${HERS} was granted in part: the other part was refused, for reasons and with remedies that stand in the decision. You will be told when the result is ready.`,
    ],
  ),
  renewedByLaw: say(
    [
      '视为准予延续告知',
      `${YOURS}在证照{licenceNo}有效期届满前未作出决定，依照{basis}视为准予延续。有效期延续至{validTo}。准予延续的决定书将补发给您。`,
    ],
    [
      'Renewed by law',
      `${HERS} was not decided before licence {licenceNo} ended: by law ({basis}) it counts as renewed. It now holds until {validTo}. The decision follows on paper.`,
    ],
  ),
  denied: say(
    ['不予决定', `${YOURS}已作出不予决定，理由和救济途径见决定书。`],
    ['Not granted', `${HERS} was not granted: reasons and remedies stand in the decision.`],
  ),
  readyToCollect: say(
    ['结果可领取', `${YOURS}已办结，结果可以领取。`],
    ['Ready to collect', `${HERS} is finished: the result is ready to collect.`],
  ),
  examined: say(
    ['初审完成', `${YOURS}已由{organName}完成初审，将依法报上级机关决定。`],
    ['Examined', `${HERS} was examined by {organName}, and goes to the organ above that decides by law.`],
  ),
  forwardedUp: say(
    [
      '转报告知',
      `${YOURS}已由{organName}初审并转报{toOrgan}。收件、受理情况由{toOrgan}通知您，结果由依法决定的机关通知您。已提交的材料无需重复提交。`,
    ],
    [
      'Forwarded',
      `${HERS} was examined by {organName} and forwarded to {toOrgan}. It tells you what it receives and accepts; the organ that decides by law tells you the outcome. You need not hand in the same papers again.`,
    ],
  ),
  forwardedBack: say(
    [
      '转报退回告知',
      `${YOURS}的转报已被退回，{organName}将另行转报有权决定的机关。无需您重新申请或者提交材料。`,
    ],
    [
      'Sent back',
      `${HERS} was sent back by the organ to which it was forwarded; {organName} will forward it to the one that decides. You need not apply or hand in anything anew.`,
    ],
  ),
  closed: say(['办结通知', `${YOURS}已办结。`], ['Closed', `${HERS} is finished.`]),
  atDesk: say(
    [
      '请领取结果',
      `${YOURS}的结果已到{desk}，取件号{pickUpNo}，请持身份证件领取；他人代领的请带授权委托书。`,
    ],
    [
      'Please collect',
      `The result of ${HERS.replace('Your', 'your')} is at {desk}, number {pickUpNo}: bring your identity document; who collects for you brings a mandate.`,
    ],
  ),
  notFetched: say(
    ['结果待领', `${YOURS}的结果尚未领取，请尽快到出件窗口领取，或者联系{organName}邮寄。`],
    [
      'Not collected yet',
      `The result of ${HERS.replace('Your', 'your')} waits for you: please collect it, or ask {organName} to post it.`,
    ],
  ),
  posted: say(
    ['结果已寄出', `${YOURS}的结果已寄出，请注意查收。`],
    ['Posted', `The result of ${HERS.replace('Your', 'your')} was posted.`],
  ),
  announced: say(
    [
      '公告送达',
      `${YOURS}的决定书已公告，自公告之日起经过三十日视为送达；公告期内可以到{organName}直接领取。`,
    ],
    [
      'Announced',
      `The decision on ${HERS.replace('Your', 'your')} was announced and counts as delivered thirty days later; until then you can fetch it at {organName}.`,
    ],
  ),
  deliveryRighted: say(
    ['送达登记更正', `${YOURS}的结果此前登记为已送达，现已更正：结果尚未交付给您，请与{organName}联系领取。`],
    [
      'Not delivered',
      `The result of ${HERS.replace('Your', 'your')} was recorded as delivered; that was put right: it did not reach you. Please call {organName} to get it.`,
    ],
  ),
  returnRighted: say(
    [
      '退件登记更正',
      `${YOURS}的结果此前登记为退回或者未交付，系登记有误，现已更正：以原送达登记为准，无需另行领取。如未收到，请与{organName}联系。`,
    ],
    [
      'Not returned',
      `That the result of ${HERS.replace('Your', 'your')} came back or was not handed over was recorded by mistake, and was put right: its delivery stands, and you need not fetch it anew. If you have not got it please call {organName}.`,
    ],
  ),
  delivered: say(
    ['结果已送达', `${YOURS}的结果已送达。`],
    ['Delivered', `The result of ${HERS.replace('Your', 'your')} was delivered.`],
  ),
  mailReturned: say(
    ['邮件退回', `${YOURS}的结果送出后被退回，请与{organName}联系。`],
    [
      'Mail came back',
      `What was sent for ${HERS.replace('Your', 'your')} came back: please call {organName}.`,
    ],
  ),
  withdrawn: say(['撤回确认', `${YOURS}已撤回。`], ['Withdrawn', `${HERS} was withdrawn.`]),
  terminated: say(
    ['终止办理通知', `${YOURS}已终止办理，详见通知书。`],
    ['Terminated', `${HERS} was ended: see the notice.`],
  ),
  voided: say(
    [
      '作废通知',
      `${YOURS}因登记有误已作废。该申请在办件编号{toCaseNo}下继续办理。如有疑问，请与{organName}联系。`,
    ],
    [
      'Void',
      `${HERS} was recorded by mistake and is void. The application goes on as case {toCaseNo}. If you have questions please call {organName}.`,
    ],
  ),
  feeDue: say(
    ['缴费通知', `${YOURS}需要缴费{amount}元。缴款码{paymentCode}。`],
    ['Fee due', `${HERS} costs {amount} yuan. Payment code {paymentCode}.`],
  ),
  feeCancelled: say(
    ['撤销缴费通知', `${YOURS}的缴费{amount}元已撤销，无需缴纳。`],
    ['Fee cancelled', `The fee of {amount} yuan for ${HERS.replace('Your', 'your')} is no longer owed.`],
  ),
  paid: say(
    ['缴费成功', `${YOURS}已缴费{amount}元。`],
    ['Paid', `{amount} yuan were paid for ${HERS.replace('Your', 'your')}.`],
  ),
  refunded: say(
    ['退费通知', `${YOURS}已退费{amount}元。`],
    ['Refunded', `{amount} yuan were given back for ${HERS.replace('Your', 'your')}.`],
  ),
  licenceEnded: say(
    ['证照失效通知', `您的证照{licenceNo}（{itemName}）已不再有效，详见决定书。`],
    ['Licence ended', 'Your licence {licenceNo} ({itemName}) is no longer valid: see the decision.'],
  ),
  licenceSuspended: say(
    ['证照暂停通知', `您的证照{licenceNo}（{itemName}）已被暂停，暂停期间不得从事该许可的活动，详见决定书。`],
    ['Licence suspended', 'Your licence {licenceNo} ({itemName}) is suspended: see the decision.'],
  ),
  licenceResumed: say(
    ['证照恢复通知', `您的证照{licenceNo}（{itemName}）已恢复效力。`],
    ['Licence holds again', 'Your licence {licenceNo} ({itemName}) holds again.'],
  ),
  licenceExpiring: say(
    ['证照将到期', '您的证照{licenceNo}（{itemName}）有效期至{validTo}，需要延续的，请在{by}前提出申请。'],
    [
      'Licence ends soon',
      'Your licence {licenceNo} ({itemName}) holds until {validTo}. To renew it apply by {by}.',
    ],
  ),
  hearingRight: say(
    ['听证告知', `${YOURS}作出决定前，您有权在被告知之日起五日内申请听证，详见告知书。`],
    [
      'Right to a hearing',
      `${HERS}: you may ask for a hearing within five days of being told. See the notice.`,
    ],
  ),
  promiseBarred: say(
    [
      '不再适用告知承诺的告知',
      `${YOURS}中作出的承诺，经核查与实际不符。依照该事项引用的规定，信用修复前不再适用告知承诺，再次申请时请提交相应材料。对核查结果有异议的，请向{organName}提出。`,
    ],
    [
      'Promises taken no more',
      `A promise in ${HERS.replace('Your', 'your')} was found not to be true. By the rule that the item cites no other is taken until that is made good (信用修复): bring the materials themselves. If you disagree with what was found, tell {organName}.`,
    ],
  ),
  promiseRepaired: say(
    ['恢复适用告知承诺的告知', `${YOURS}的信用修复已登记，可以再次适用告知承诺。`],
    [
      'Promises taken again',
      `For ${HERS.replace('Your', 'your')} the promise was made good: promises are taken again.`,
    ],
  ),
  urgeAnswered: say(
    ['催办答复', `您对“{itemName}”（办件编号{caseNo}）的催办已有答复，请查看。`],
    ['Answer', 'What you asked about {itemName} ({caseNo}) was answered: please look.'],
  ),
  correctionDue: say(
    ['补正期限将到', `${YOURS}的补正期限将于{by}届满，请尽快补正。`],
    ['Correction is due', `What is missing of ${HERS.replace('Your', 'your')} has to be in by {by}.`],
  ),
  complaintAccepted: say(
    ['投诉受理通知', '您的投诉（编号{voiceNo}）已由{organName}受理。将于{due}前答复。'],
    ['Complaint accepted', 'Your complaint {voiceNo} was accepted by {organName}. It is answered by {due}.'],
  ),
  complaintRefused: say(
    ['投诉不予受理通知', '您的投诉（编号{voiceNo}）不予受理，理由请凭编号和查询密码查看。'],
    [
      'Complaint not accepted',
      'Your complaint {voiceNo} was not accepted: read why with its number and code.',
    ],
  ),
  complaintReferred: say(
    ['投诉转办通知', '您的投诉（编号{voiceNo}）已转由{organName}办理。'],
    ['Complaint referred', 'Your complaint {voiceNo} is dealt with by {organName} now.'],
  ),
  complaintAnswered: say(
    [
      '投诉答复通知',
      '您的投诉（编号{voiceNo}）已有答复，请凭编号和查询密码查看；不满意的，可以申请复核一次。',
    ],
    [
      'Complaint answered',
      'Your complaint {voiceNo} was answered: read it with its number and code. You may ask once that it is looked at again.',
    ],
  ),
  questionReferred: say(
    ['咨询转办通知', '您的咨询（编号{voiceNo}）已转由{organName}答复。'],
    ['Question referred', 'Your question {voiceNo} is answered by {organName} now.'],
  ),
  questionAnswered: say(
    ['咨询答复通知', '您的咨询（编号{voiceNo}）已有答复，请凭编号和查询密码查看。'],
    ['Question answered', 'Your question {voiceNo} was answered: read it with its number and code.'],
  ),
  ratingAnswered: say(
    ['评价整改通知', '{organName}已对您的评价作出整改答复，请在该办件的评价中查看。'],
    ['Rating answered', '{organName} has answered your rating: look at the rating of that case.'],
  ),
  ratingDismissed: say(
    ['评价复核通知', '经监督部门复核，您的评价不计入统计，理由请在该办件的评价中查看；如有异议可以投诉。'],
    [
      'Rating reviewed',
      'Supervision has looked at your rating and does not count it: the reason stands beside the rating of that case. You may complain if you disagree.',
    ],
  ),
  ...OFFICER_WORDS,
}
