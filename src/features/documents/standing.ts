import type { LegalDate } from '../../shared/time.js'
import { isDeciding, isGranting } from '../workflow/grant.js'
import type { NoticeNow } from './notice-now.js'
import { dayInWords, yuanInWords } from './wording.js'

/** Whether an issued document still stands (文书状态). Pure: it follows from the case and from what was issued later. */
export interface Standing {
  state: 'valid' | 'delivered' | 'paid' | 'superseded' | 'ended' | 'void'
  /** In the words of the paper; absent where there is nothing to say. */
  words?: string
  /** The later document. */
  by?: string
}

interface Issued {
  documentNo: string
  /** What people call it by: 文号, or the number of the system. */
  no: string
  kind: string
  content: Record<string, unknown>
  /** Of the receipt of a paper that was posted: the letter came back (退件). */
  cameBack?: boolean
  /** Of the receipt of an announcement (公告送达) whose days still run: nothing is delivered yet. */
  stillRuns?: boolean
  /** Of the receipt of a paper that was posted: the day that the return receipt shows (妥投日期); absent: nobody has shown it. */
  arrivedOn?: string
}

/** What a later one of the same kind takes the place of. */
const REPLACED = new Set(['receipt', 'correctionNotice', 'acceptanceNotice', 'paymentNotice'])
/** What speaks of a procedure that goes on. */
const OF_PROCEDURE = new Set([
  'receipt',
  'correctionNotice',
  'acceptanceNotice',
  'supplementNotice',
  'specialNotice',
  'hearingRightNotice',
  'hearingNotice',
  'extensionNotice',
  'paymentNotice',
])
/** Decisions by which what was granted ended (行政许可法 Art. 8, 69, 70). */
const GRANT_ENDS: Record<string, string> = {
  revocationDecision: '撤销',
  licenceRevocation: '撤销',
  licenceWithdrawal: '撤回',
  licenceCancellation: '注销',
}
/** Decisions on a licence: every grant on it ends or rests with them. */
export const ON_LICENCE = [
  ...['licenceRevocation', 'licenceWithdrawal', 'licenceCancellation'],
  ...['licenceSuspension', 'licenceResumption'],
]
const ENDS: Record<string, string> = { WITHDRAWN: '申请已撤回', TERMINATED: '办理已终止' }

interface Around {
  /** The last notice of payment of a bundle, which stands in the place of every other among its members. */
  notice?: Pick<Issued, 'documentNo' | 'no'> | undefined
  now?: NoticeNow | undefined
  /** Of a renewal or a change: decisions on the licence in the case that granted it (撤销、撤回、注销、暂停、恢复), oldest first. */
  onLicence?: readonly Issued[]
}

/** `issued`: all documents of the case, oldest first. */
export function standingOf(
  document: Issued,
  issued: readonly Issued[],
  status: string,
  { notice, now, onLicence = [] }: Around = {},
): Standing {
  const at = issued.findIndex(({ documentNo }) => documentNo === document.documentNo)
  const later = issued.slice(at + 1)
  // The notice that a case is void stands, and so does what proves that it was delivered.
  const isSinceVoid = issued.slice(0, at + 1).some(({ kind }) => kind === 'voidNotice')
  if (status === 'VOIDED' && !isSinceVoid) return { state: 'void', words: '本办件已作废，本文书同时作废' }
  if (now?.state === 'paid') return paidBy(now, later)
  const replaced = REPLACED.has(document.kind)
    ? (later.findLast(({ kind }) => kind === document.kind) ?? otherNotice(document, notice))
    : undefined
  if (replaced !== undefined)
    return { state: 'superseded', by: replaced.documentNo, words: `本文书已由${replaced.no}替代` }
  const end = OF_PROCEDURE.has(document.kind) ? ENDS[status] : undefined
  if (end !== undefined) return { state: 'ended', words: `${end}，本文书不再作为办理依据` }
  const extended =
    document.kind === 'acceptanceNotice' ? later.find(({ kind }) => kind === 'extensionNotice') : undefined
  if (extended !== undefined)
    return { state: 'valid', by: extended.documentNo, words: `办理期限以${extended.no}为准` }
  // Whoever is shown the decision of a grant learns that it has ended, delivered or not.
  const acts = isGranting(document.kind) ? [...later, ...onLicence] : []
  const taken = acts.find(({ kind }) => Object.hasOwn(GRANT_ENDS, kind))
  if (taken !== undefined)
    return {
      state: 'ended',
      by: taken.documentNo,
      words: `本决定准予的内容已由${taken.no}${GRANT_ENDS[taken.kind]}`,
    }
  const suspended = suspensionOf(acts)
  if (suspended !== undefined) return suspended
  if (cameBack(document, later, status))
    return {
      state: 'ended',
      words: document.content.method === 'pickup' ? '送达登记已更正，本次未送达' : '邮件已退回，本次未送达',
    }
  return now === undefined ? deliveryOf(document, later, status) : owedBy(now)
}

/** 转报: the organ above decides (行政许可法 Art. 35), and what the lower one said before is shown to nobody as a licence. */
export const forwardedStanding = (kind: string, resultType: string | undefined): Standing | undefined =>
  resultType === 'forwarded' && isGranting(kind)
    ? { state: 'ended', words: '本件已转报上级机关决定，本文书仅为初审意见，不作为准予的凭证' }
    : undefined

/** 暂停: what is suspended stands, and whoever is shown the decision learns of it until it is lifted. */
function suspensionOf(later: readonly Issued[]): Standing | undefined {
  const last = later.findLast(({ kind }) => kind === 'licenceSuspension' || kind === 'licenceResumption')
  if (last === undefined || last.kind === 'licenceResumption') return undefined
  const { until } = last.content
  const to = typeof until === 'string' ? `，至${dayInWords(until)}止` : ''
  return { state: 'valid', by: last.documentNo, words: `本决定准予的内容已由${last.no}暂停${to}` }
}

/** Whoever holds a notice that was paid pays nothing twice. */
function paidBy({ paidOn }: NoticeNow, later: readonly Issued[]): Standing {
  const receipt = later.find(({ kind }) => kind === 'paymentReceipt')
  return {
    state: 'paid',
    ...(receipt === undefined ? {} : { by: receipt.documentNo }),
    words: `已缴清：本通知所列款项已${paidOn === undefined ? '' : `于${dayInWords(paidOn)}`}缴清，无需再缴`,
  }
}

/** A notice that was paid in part, one case of a bundle by itself, asks for the rest only. */
function owedBy({ state, paid, left }: NoticeNow): Standing {
  if (state === 'cancelled') return { state: 'ended', words: '费用已取消或者重新核定，无需按本通知缴费' }
  if (paid === 0) return { state: 'valid' }
  return {
    state: 'valid',
    words: `本通知所列款项已缴${yuanInWords(paid)}元，尚应缴${yuanInWords(left)}元，缴款码不变`,
  }
}

const otherNotice = ({ kind, documentNo }: Issued, notice?: Pick<Issued, 'documentNo' | 'no'>) =>
  kind === 'paymentNotice' && notice?.documentNo !== documentNo ? notice : undefined

/** Of the decision of the case: a receipt that names no other paper. */
const isOfDecision = ({ kind, content: { delivers } }: Issued): boolean =>
  kind === 'deliveryReceipt' && delivers === undefined

/** 退件: what was posted came back, and is delivered anew or waits for it. */
const cameBack = (document: Issued, later: readonly Issued[], status: string): boolean =>
  document.cameBack === true ||
  (isOfDecision(document) &&
    document.content.method !== 'announcement' &&
    (status === 'CLOSED' || later.some(isOfDecision)))

/** 邮寄送达: on its way until the return receipt is here, and delivered on the day that it shows (民事诉讼法第九十一条). */
function postedStanding({ documentNo, content, arrivedOn }: Issued): Standing {
  // A receipt of an earlier release called the day of posting so.
  const on = (content.postedOn ?? content.deliveredOn) as LegalDate
  return arrivedOn === undefined
    ? {
        state: 'valid',
        by: documentNo,
        words: `已于${dayInWords(on)}交邮寄送，送达日期以回执上注明的收件日期为准`,
      }
    : { state: 'delivered', by: documentNo, words: `已于${dayInWords(arrivedOn as LegalDate)}送达` }
}

/** 送达: by the receipt that names the paper; the decision of the case by that of its delivery, unless it came back. */
function deliveryOf({ documentNo, kind }: Issued, later: readonly Issued[], status: string): Standing {
  const receipt = isDeciding(kind)
    ? later.findLast((each) => isOfDecision(each) && each.cameBack !== true && status === 'DELIVERED')
    : later.findLast(
        ({ kind: own, content, cameBack }) =>
          own === 'deliveryReceipt' && content.delivers === documentNo && cameBack !== true,
      )
  if (receipt?.content.method === 'post') return postedStanding(receipt)
  const on = receipt?.content.deliveredOn as LegalDate | undefined
  if (receipt === undefined || on === undefined) return { state: 'valid' }
  const words =
    receipt.content.method === 'announcement'
      ? `公告送达，于${dayInWords(on)}视为送达`
      : `已于${dayInWords(on)}送达`
  return { state: receipt.stillRuns === true ? 'valid' : 'delivered', by: receipt.documentNo, words }
}
