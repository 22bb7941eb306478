import type { Text } from '../../shared/text.js'
import { waitedFor } from '../workflow/awaiting.js'
import { openTasks, type TaskState } from '../workflow/case-state.js'
import { awaitsReceipt, type Collected } from '../workflow/collecting.js'
import type { WorkflowDefinition } from '../workflow/definition.js'
import { type Action, isStatus, type Status, statusTitle } from '../workflow/statuses.js'
import { TERMINATION_GROUNDS } from '../workflow/termination-grounds.js'
import {
  EXAMINED_WORDS,
  type Forwarding,
  forwardedWords,
  isDecidedAbove,
  isExamined,
  type Level,
  takenBackAbove,
} from './forwarding-words.js'
import { goesOnWords } from './moved-words.js'
import { didEver, isDenied, type Told } from './progress-stations.js'
import { renewedByLawWords } from './renewed-words.js'

/** What an applicant is told of a case, in words (办件进度). Pure. */

/** What the open steps say to applicants (申请人可见说明); nothing where the procedure has no words for them. */
export const doingIn = (tasks: readonly TaskState[], { steps }: WorkflowDefinition): Text[] =>
  openTasks({ tasks: [...tasks] }).flatMap(
    (task) =>
      (task.kind === 'step' ? steps.find(({ key }) => key === task.step)?.forApplicant : undefined) ?? [],
  )

const PLAIN = {
  DRAFT: {
    zh: '申请草稿已保存，尚未提交',
    en: 'The draft is saved; the application was not handed in yet',
  },
  SUBMITTED: {
    zh: '您的申请已收到，正在审核材料',
    en: 'Your application was received; the papers are being looked at',
  },
  AWAITING_CORRECTION: { zh: '请按告知书补正材料', en: 'Please bring what the notice asks for' },
  ACCEPTED: { zh: '您的申请已受理', en: 'Your application was accepted' },
  REVIEWING: { zh: '正在审查', en: 'Your application is being reviewed' },
  SPECIAL_PROCEDURE: {
    zh: '正在进行特别程序，期间不计入办理时限',
    en: 'A special procedure is under way; its time does not count',
  },
  DECIDING: { zh: '正在作出决定', en: 'The decision is being made' },
  APPROVED: { zh: '已准予，正在制作结果', en: 'Approved; the result is being made' },
  DENIED: { zh: '不予批准，正在制作决定书', en: 'Refused; the written decision is being made' },
  CLOSED: { zh: '已办结，请领取结果', en: 'Done; please fetch the result' },
  DELIVERED: { zh: '结果已送达', en: 'The result was delivered' },
  WITHDRAWN: { zh: '申请已撤回，不再办理', en: 'The application was withdrawn; nothing more is done' },
  TERMINATED: { zh: '办理已终止', en: 'The procedure was ended without a decision' },
  VOIDED: {
    zh: '本办件因工作差错作废，详见作废告知书',
    en: 'This case was voided for a slip of the office; see the notice',
  },
  NOT_ACCEPTED: { zh: '申请不予受理，请查看通知书', en: 'Your application was not accepted; see the notice' },
  NOT_REQUIRED: {
    zh: '该事项依法不需要办理许可，不予受理',
    en: 'No licence is needed by law, so the application is not taken on',
  },
} as const satisfies Record<Status, Text>

/** What a refusal, and what is sent back or on, says in the place of the result. */
const DENIED_WORDS: Partial<Record<Status, Text>> = {
  CLOSED: {
    zh: '已办结：不予批准，请查收不予批准的决定书',
    en: 'Done: refused; the written decision is there for you',
  },
  DELIVERED: { zh: '不予批准的决定书已送达', en: 'The decision of refusal was delivered' },
}
/** What was granted has ended, or is suspended, before it was fetched: nobody is called in for it (撤销、撤回、注销、暂停). */
function heldBackWords({ status, facts }: Told): Text | undefined {
  const { grantEnded, grantSuspended } = facts
  if (status === 'DELIVERED' && grantEnded === true) return ENDED_SINCE
  if (status !== 'CLOSED') return undefined
  if (grantEnded === true)
    return {
      zh: '已办结：准予的内容已被撤销、撤回或者注销，详见决定书，不再发放证照',
      en: 'Done: what was granted has ended since; see the decision. No certificate is handed out',
    }
  if (grantSuspended === undefined) return undefined
  const { until } = grantSuspended
  return until === undefined
    ? {
        zh: '已办结：准予的内容已被暂停，恢复后方可领取，详见决定书',
        en: 'Done: what was granted is suspended, see the decision; it can be fetched once it holds again',
      }
    : {
        zh: `已办结：准予的内容暂停至${until}，期满或者恢复后可以领取，详见决定书`,
        en: `Done: what was granted is suspended until ${until}, see the decision; then, or once it holds again, it can be fetched`,
      }
}
const ENDED_SINCE: Text = {
  zh: '结果已送达；准予的内容此后已被撤销、撤回或者注销，不再有效，详见决定书',
  en: 'The result was delivered; what was granted has ended since and holds no more, see the decision',
}
const REVOKED_WORDS: Text = {
  zh: '已办结：准予决定已被撤销，理由和救济途径见撤销决定书',
  en: 'Done: what was granted was revoked; reasons and remedies stand in the decision',
}
const RESULT_WORDS: Record<string, Partial<Record<Status, Text>>> = {
  returned: { CLOSED: { zh: '已办结：申请已退回', en: 'Done: the application was sent back' } },
  correctionNotSupplied: {
    TERMINATED: {
      zh: '逾期未补正，办理已终止，可以重新申请',
      en: 'What the notice asked for never came: ended; you may apply again',
    },
  },
}

/** 部分准予: for its part it is a refusal, with its reason and the remedies (行政许可法 Art. 38). */
const IN_PART: Partial<Record<Status, Text>> = {
  APPROVED: {
    zh: '已部分准予，正在制作结果；不予准予的部分和理由见决定书',
    en: 'Approved in part; the result is being made. What is refused, and why, stands in the decision',
  },
  CLOSED: {
    zh: '已办结：部分准予，请领取决定书和结果',
    en: 'Done: granted in part; please fetch the decision and the result',
  },
  DELIVERED: {
    zh: '部分准予的决定书和结果已送达',
    en: 'The decision, which grants a part, and the result were delivered',
  },
}
const isInPart = (record: Told): boolean =>
  record.facts.grant?.partial !== undefined && isStatus(record.status) && IN_PART[record.status] !== undefined

/** Nothing is asked of the applicant, and nothing stands still for no reason. */
function waitingWords(waiting: readonly { itemName: string }[]): Text {
  const names = [...new Set(waiting.map(({ itemName }) => itemName))]
  return {
    zh: `已收件，等待“${names.join('、')}”的办理结果，取得后自动继续办理，无需您另行提交`,
    en: `Received; it goes on by itself when the result of ${names.join(', ')} is there: you need not bring it`,
  }
}

/** 代收: what a window collected lies with the organ only once it has received it, and its days begin then (行政许可法 Art. 32). */
function collectedWords({ handoverId, returned }: Partial<Collected>): Text {
  if (handoverId !== undefined)
    return {
      zh: '窗口代收的材料正在移交受理机关途中；受理期限自受理机关收到之日起算',
      en: 'Your papers are on their way from the window to the organ, whose days begin when it has them',
    }
  if (returned?.lost === true)
    return {
      zh: '窗口移交的材料在途中遗失，正由窗口处理；受理期限自受理机关收到之日起算',
      en: 'Papers that the window handed over were lost on the way; the window sees to it. The days of the organ begin when it has them',
    }
  return returned === undefined
    ? {
        zh: '窗口已代收您的材料，将移交受理机关；受理期限自受理机关收到之日起算',
        en: 'The window has collected your papers and hands them over to the organ, whose days begin when it has them',
      }
    : {
        zh: '受理机关退回了窗口移交的材料，窗口将处理后重新移交；受理期限自受理机关收到之日起算',
        en: 'The organ refused what the window handed over; the window puts it right and hands it over anew. Its days begin when it has the papers',
      }
}

/** Where it is fetched, by which number, and what to bring (统一出件). */
function atDeskWords(said: Text, { status, facts }: Told): Text {
  const { shelf } = facts
  if (status !== 'CLOSED' || shelf === undefined) return said
  const { windowName, pickUpNo } = shelf
  return {
    zh: `${said.zh}。领取地点：${windowName}，取件号${pickUpNo}；请携带本人有效身份证件，他人代领的另带授权委托书`,
    en: `${said.en}. It lies at ${windowName}, pick-up number ${pickUpNo}: bring your identity document; who collects for you also a mandate`,
  }
}

/** Where a case stands, in one sentence. */
export function statusWords(record: Told, forwarding?: Forwarding): Text {
  const { status, resultType = '', facts } = record
  const moved = goesOnWords(record)
  if (moved !== undefined) return moved
  const byLaw = renewedByLawWords(record)
  if (byLaw !== undefined) return byLaw
  const waiting = status === 'SUBMITTED' ? waitedFor(facts) : []
  if (waiting.length > 0) return waitingWords(waiting)
  if (status === 'SUBMITTED' && awaitsReceipt(facts)) return collectedWords(facts.collected ?? {})
  if (resultType === 'forwarded') return forwardedWords(forwarding)
  if (forwarding !== undefined && isExamined(status)) return EXAMINED_WORDS[status]
  const own = isDenied(record)
    ? (sentWords(record) ?? DENIED_WORDS[status])
    : isRevoked(record)
      ? REVOKED_WORDS
      : (heldBackWords(record) ?? RESULT_WORDS[resultType]?.[status])
  const said = own ?? sentWords(record)
  if (heldBackWords(record) !== undefined && said !== undefined) return said
  if (!isStatus(status)) return said ?? statusTitle(status)
  return atDeskWords(said ?? (isInPart(record) ? IN_PART[status] : undefined) ?? PLAIN[status], record)
}

/**
 * Sent, and not known to be delivered: by post nobody knows before the return receipt is here (民事诉讼法第九十一条); what is
 * announced counts as delivered when its thirty days have passed (第九十五条). Undefined: it was handed over.
 */
function sentWords(record: Told): Text | undefined {
  const { delivery } = record.facts
  if (record.status !== 'DELIVERED' || delivery === undefined) return undefined
  const what = isDenied(record)
    ? { zh: '不予批准的决定书', en: 'The decision of refusal' }
    : { zh: '结果', en: 'The result' }
  if (delivery.method === 'post' && delivery.provenOn === undefined)
    return {
      zh: `${what.zh}已于${delivery.on}交邮寄出，请注意查收；送达日期以回执上注明的收件日期为准`,
      en: `${what.en} was posted on ${delivery.on}; it is delivered on the day that the return receipt shows`,
    }
  if (delivery.method !== 'announcement') return undefined
  return {
    zh: `${what.zh}已于${delivery.on}公告，自公告之日起经过三十日视为送达`,
    en: `${what.en} was announced on ${delivery.on}, and counts as delivered thirty days later`,
  }
}

/** Where the case of a level above stands, as its organ would say it. */
export function levelWords({
  status,
  examinedOnly,
  outcome,
}: Pick<Level, 'status' | 'examinedOnly'> & { outcome?: Level['outcome'] | undefined }): Text {
  if (outcome === 'onward')
    return { zh: '已完成审查，已报上级机关', en: 'Examined, and forwarded to the organ above' }
  if (examinedOnly && isExamined(status)) return EXAMINED_WORDS[status]
  if (outcome === 'denied') return { zh: '已作出不予批准的决定', en: 'Refused' }
  return isStatus(status) ? PLAIN[status] : statusTitle(status)
}

/** How to take the application back where this case has no such act any more (初审完成、已转报); nothing elsewhere. */
export function withdrawalWords({ status, resultType }: Told, forwarding?: Forwarding): Text | undefined {
  if (forwarding === undefined || isDecidedAbove(forwarding)) return undefined
  return resultType === 'forwarded' || status === 'APPROVED' ? takenBackAbove(forwarding) : undefined
}

/** Statuses in which a last day is still to come. */
const LIMITED: ReadonlySet<string> = new Set<Status>([
  'SUBMITTED',
  'ACCEPTED',
  'REVIEWING',
  'SPECIAL_PROCEDURE',
  'DECIDING',
])
export const hasDue = ({ status }: Pick<Told, 'status'>): boolean => LIMITED.has(status)

/** Acts that turn an application away, each of which names its reasons and the remedies (行政许可法 Art. 38, 55). */
export const TURNING_AWAY: Partial<Record<Status, Action>> = {
  NOT_ACCEPTED: 'refuseAcceptance',
  NOT_REQUIRED: 'declareNotRequired',
  TERMINATED: 'terminate',
}

/** What was approved and goes out to nobody was revoked on a promise that was not kept (Art. 69). */
const isRevoked = (record: Told): boolean =>
  record.status === 'CLOSED' && record.resultType === 'returned' && didEver(record, 'approve')

/** Acts by which what was granted ends, or rests (撤销、撤回、注销、暂停): decisions of their own, with reasons and remedies. */
const GRANT_ENDS = ['revokeLicence', 'withdrawLicence', 'cancelLicence'] as const
type TellingAct = Action | (typeof GRANT_ENDS)[number] | 'suspendLicence'

/** The act (one of these) whose reason the applicant is told, and whether there are remedies against it; undefined: none. */
export function tellingAct(
  record: Told,
): { action: TellingAct | readonly TellingAct[]; against: boolean } | undefined {
  if (isDenied(record)) return { action: 'deny', against: true }
  if (isRevoked(record)) return { action: 'close', against: true }
  if (heldBackWords(record) !== undefined)
    return { action: record.facts.grantEnded === true ? GRANT_ENDS : 'suspendLicence', against: true }
  if (record.status === 'WITHDRAWN') return { action: 'withdraw', against: false }
  if (record.status === 'VOIDED') return { action: 'void', against: false }
  if (isInPart(record)) return { action: 'approve', against: true }
  if (!isStatus(record.status)) return undefined
  const action =
    record.resultType === 'correctionNotSupplied' ? 'expireCorrection' : TURNING_AWAY[record.status]
  return action === undefined ? undefined : { action, against: true }
}

/** Why, where the ground is of a closed list. */
export const GROUND_WORDS: Record<string, Text> = {
  outsideCompetence: {
    zh: '申请事项依法不属于本机关职权范围',
    en: 'The matter is outside the competence of this organ',
  },
  correctionNotSupplied: {
    zh: '逾期未按要求补正申请材料',
    en: 'What the notice asked for did not come in time',
  },
  falseStatement: {
    zh: '隐瞒有关情况或者提供虚假材料',
    en: 'Facts were concealed, or false materials handed in',
  },
  ...Object.fromEntries(
    Object.entries(TERMINATION_GROUNDS).flatMap(([name, { zh, en }]) =>
      name === 'other' ? [] : [[name, { zh, en }]],
    ),
  ),
}

/** How to go against a refusal (救济途径): to whom, in which days. */
export interface Remedies {
  authority: string
  days: number
  court: string
  months: number
}

export const remedyWords = ({ authority, days, court, months }: Remedies): Text => ({
  zh: `如不服本决定，可以自收到文书之日起${days}日内向${authority}申请行政复议，也可以自收到文书之日起${months}个月内依法向${court}提起行政诉讼。`,
  en: `You may ask ${authority} for reconsideration (行政复议) within ${days} days after you received the paper, or sue at ${court} (行政诉讼) within ${months} months.`,
})
