import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'

// What an applicant is told of what an organ above decides (转报, 行政许可法 Art. 35). Pure.

/** Of what is decided above (转报): to which organ it went, and under which number that has taken it in. */
export interface Forwarding {
  organ?: string
  caseNo?: string
  /** What has become of it above; absent: nothing was decided yet. */
  outcome?: Outcome
  /** The last level above, where the first only examined and forwarded it once more (三级转报). */
  top?: Pick<Level, 'organ' | 'caseNo' | 'outcome'>
}

/** A case above in which the application stands: whose, and how it stands; nothing of a person. */
export interface Level {
  caseNo: string
  organisation: string
  organ: string
  status: string
  /** A further organ above decides. */
  examinedOnly: boolean
  outcome?: Outcome
  acceptedOn?: LegalDate
  due?: LegalDate
  decidedOn?: LegalDate
}

/** How the organ above ended it; `onward`: that one only examined as well, and has forwarded it. */
export type Outcome =
  | 'granted'
  | 'denied'
  | 'notAccepted'
  | 'notRequired'
  | 'withdrawn'
  | 'terminated'
  | 'onward'

/** How the case above stands, as far as it has an outcome. `isExaminedOnly`: by its item a further organ decides. */
export function outcomeAbove(
  { status, result_type: result, denied }: { status: string; result_type: string | null; denied: boolean },
  isExaminedOnly: boolean,
): Outcome | undefined {
  const ended = ENDED_AS[status]
  if (ended !== undefined) return ended
  if (result === 'forwarded') return 'onward'
  if (denied) return 'denied'
  return DECIDED.has(status) && !isExaminedOnly ? 'granted' : undefined
}

const DECIDED: ReadonlySet<string> = new Set(['APPROVED', 'CLOSED', 'DELIVERED'])
const ENDED_AS: Readonly<Record<string, Outcome>> = {
  NOT_ACCEPTED: 'notAccepted',
  NOT_REQUIRED: 'notRequired',
  WITHDRAWN: 'withdrawn',
  TERMINATED: 'terminated',
}

/** What has been said of it above, in words; reasons and remedies stand in that organ's own paper. */
const OUTCOMES: Readonly<Record<Outcome, Text>> = {
  granted: { zh: '已作出准予决定', en: 'has granted it' },
  denied: {
    zh: '已作出不予决定，理由和救济途径见其决定书',
    en: 'has refused it: see its decision for reasons and remedies',
  },
  notAccepted: { zh: '已决定不予受理，理由和救济途径见其通知书', en: 'has not accepted it: see its notice' },
  notRequired: { zh: '已告知依法不需要办理', en: 'has said that nothing has to be applied for' },
  withdrawn: { zh: '的办件已由申请人撤回，不再办理', en: 'does nothing more: the application was withdrawn' },
  terminated: { zh: '已终止办理，理由见其通知书', en: 'has ended it: see its notice' },
  onward: {
    zh: '已完成审查并继续报上级机关决定',
    en: 'has examined it and forwarded it to the organ that decides',
  },
}

/** Nothing is to come any more from there. */
export const isDecidedAbove = ({ outcome, top }: Forwarding): boolean => {
  const last = top === undefined ? outcome : top.outcome
  return last !== undefined && last !== 'onward'
}

/** While this organ examines to the end, and until the file is sent. */
export const EXAMINED_WORDS = {
  DECIDING: {
    zh: '正在作出初审意见，之后依法报上级机关决定',
    en: 'The examination is being ended; an organ above then decides by law',
  },
  APPROVED: {
    zh: '初审已完成，正在报上级机关决定',
    en: 'Examined; it is being forwarded to the organ above that decides',
  },
} as const satisfies Record<string, Text>
export const isExamined = (status: string): status is keyof typeof EXAMINED_WORDS =>
  Object.hasOwn(EXAMINED_WORDS, status)

/** 转报: to whom it went, that this organ decides or what it has decided, and from where the answer comes. */
export function forwardedWords(forwarding: Forwarding = {}): Text {
  const { organ, caseNo, outcome } = forwarding.top ?? forwarding
  const to = { zh: organ ?? '上级机关', en: organ ?? 'the organ above' }
  // There is nothing to fetch from who has only examined it.
  const fetched = outcome === 'onward' ? '' : '和领取'
  if (outcome !== undefined && caseNo !== undefined)
    return {
      zh: `已转报${to.zh}；${to.zh}${OUTCOMES[outcome].zh}。其办件编号${caseNo}，请凭该编号向其查询${fetched}，查询密码由其告知`,
      en: `Forwarded to ${to.en}, which ${OUTCOMES[outcome].en}. Its number is ${caseNo}: ask there, also for the query code.`,
    }
  const next =
    caseNo === undefined
      ? { zh: `${to.zh}收件后将通知您`, en: 'It tells you when it has taken it in' }
      : {
          zh: `${to.zh}已收件，办件编号${caseNo}，请凭该编号查询进度，查询密码由其告知`,
          en: `It has taken it in under the number ${caseNo}: ask there how it stands, also for the query code`,
        }
  return {
    zh: `已转报${to.zh}，由有权机关依法决定并告知您结果；${next.zh}`,
    en: `Forwarded to ${to.en}; the organ that decides by law tells you the outcome. ${next.en}`,
  }
}

/**
 * How the application is taken back while it is forwarded (撤回申请): only a case that is under way is withdrawn, and that is
 * the one of the organ above. Nothing where it was decided.
 */
export function takenBackAbove({ organ, caseNo, outcome, top }: Forwarding): Text {
  const at = top ?? { organ, caseNo, outcome }
  const to = { zh: at.organ ?? '上级机关', en: at.organ ?? 'the organ above' }
  // That one has no such act any more either: the next is asked, once it has taken the file in.
  if (at.outcome === 'onward')
    return {
      zh: `需要撤回申请的，请向${to.zh}报送的上级机关提出：该机关收件后即可撤回；尚未收件的，请其收件后办理撤回`,
      en: `To withdraw the application ask the organ to which ${to.en} has forwarded it: once it has taken the file in, the application is withdrawn there`,
    }
  return at.caseNo === undefined
    ? {
        zh: `需要撤回申请的，请向${to.zh}提出：该机关收件后即可撤回；尚未收件的，请其收件后办理撤回`,
        en: `To withdraw the application ask ${to.en}: once it has taken the file in, the application is withdrawn there`,
      }
    : {
        zh: `需要撤回申请的，请凭办件编号${at.caseNo}向${to.zh}提出，作出决定前可以撤回`,
        en: `To withdraw the application ask ${to.en} with the number ${at.caseNo}, before it decides`,
      }
}
