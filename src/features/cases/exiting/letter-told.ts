import type { LegalDate } from '../../../shared/time.js'
import type { CaseState, Delivery } from '../../workflow/case-state.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import { rightedOf } from '../../workflow/delivery-righted.js'
import { isDeciding } from '../../workflow/grant.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'
import type { DocumentRow } from '../document-rows-store.js'
import type { PaperCommand } from './deliver-paper.js'
import { dayOfDelivery, withHearingTold } from './hearing-notice-told.js'

type Stands = 'onItsWay' | 'arrived' | 'cameBack'

/** A letter, or what was sent electronically, as it is known. */
interface Letter {
  method: 'post' | 'electronic'
  on: LegalDate
  stands: Stands
}

/**
 * 登记妥投、退件 (民事诉讼法第九十条、第九十一条: 邮寄送达的，以回执上注明的收件日期为送达日期): what became of a letter. From the day that its
 * return receipt shows the paper is delivered; what came back was not. Of the decision of the case too, which `deliver`
 * posted. What was told by mistake is put right with its reason (更正), both events kept; no new paper.
 */
export function letterTold(
  { record, around }: Pick<InHand, 'record' | 'around'>,
  command: PaperCommand,
  { kind, receipt }: { kind: string; receipt: DocumentRow | undefined },
): Prepared | Refusal {
  const { documentNo, method, arrivedOn, returned: reason, again: why } = command
  const to = toldOf(command)
  const { delivery } = record.facts
  const copy = copyBack(record)
  const announcedOn = (copy ?? delivery)?.announcedOn
  if (to === 'cameBack' && isDeciding(kind) && announcedOn === undefined)
    return refuse(
      'STATE',
      'What came back of the decision of the case is told by returnMail',
      '本件决定书的退件请以 returnMail 登记',
    )
  const letter = isDeciding(kind) ? (copyOf(copy) ?? decisionSent(record)) : paperSent(receipt)
  const isSent = letter !== undefined && letter.method === method
  if (!isSent || (method === 'electronic' && to === 'arrived'))
    return refuse('STATE', 'This paper is not on its way by post', '该文书没有在途的邮寄送达')
  const standing = refuseTold(letter.stands, to, why)
  if (standing !== undefined) return standing
  const wrong =
    arrivedOn === undefined ? undefined : wrongDay(arrivedOn, { sent: letter.on, today: around.today })
  if (wrong !== undefined) return refuse('RULE', wrong.message.en, wrong.message.zh, [wrong])
  const facts = {
    ...{ delivers: documentNo, paperKind: kind, method, reason, why },
    ...(to === 'arrived' ? { arrivedOn } : to === 'cameBack' ? { returned: true } : { onItsWay: true }),
  }
  const behaviour =
    letter.stands === 'onItsWay' ? undefined : rightedOf(isDeciding(kind) ? record.facts : { paper: kind })
  const decision = plainDecision(record, around, 'deliverPaper', {
    facts,
    ...(behaviour === undefined ? {} : { behaviour }),
  })
  if (!isDeciding(kind) || delivery === undefined) {
    // What went electronically and did not come back after all is told of as of the day on which it was sent.
    const day = arrivedOn ?? (to === 'onItsWay' ? dayOfDelivery(method, letter.on) : undefined)
    return { kind: 'prepared', record, around, decision: withHearingTold(decision, kind, day) }
  }
  const { provenOn: _before, ...sent } = copy ?? delivery
  const { cameBack: _was, ...state } = decision.state
  const told: Pick<CaseState, 'delivery' | 'cameBack'> =
    to === 'cameBack' && announcedOn !== undefined
      ? { delivery: { method: 'announcement', on: announcedOn }, cameBack: sent }
      : { delivery: arrivedOn === undefined ? sent : { ...sent, provenOn: arrivedOn } }
  return { kind: 'prepared', record, around, decision: { ...decision, state: { ...state, ...told } } }
}

/** 公告期间寄出的副本: what came back of a copy beside the announcement, which stands; until another copy goes out. */
export const copyBack = ({
  status,
  facts: { delivery, cameBack },
}: InHand['record']): Delivery | undefined =>
  status === 'DELIVERED' && delivery?.method === 'announcement' && cameBack?.announcedOn !== undefined
    ? cameBack
    : undefined

const toldOf = ({ arrivedOn, returned }: PaperCommand): Stands =>
  arrivedOn !== undefined ? 'arrived' : returned !== undefined ? 'cameBack' : 'onItsWay'

/** Once, unless it is put right and says why; what nobody has told needs no putting right. */
function refuseTold(stands: Stands, to: Stands, why: string | undefined): Refusal | undefined {
  if (stands === 'onItsWay')
    return to === 'onItsWay'
      ? refuse('STATE', 'Nothing was told of this letter', '该邮件尚未登记妥投或者退件，无需更正')
      : undefined
  if (why !== undefined && (to !== stands || to === 'arrived')) return undefined
  return stands === 'arrived'
    ? refuse(
        'STATE',
        'It was told before that the letter arrived; what was wrong is put right with the reason (again)',
        '该邮件已登记妥投；登记有误的，请写明更正原因（again）',
      )
    : refuse(
        'STATE',
        'It was told before that the letter came back; what was wrong is put right with the reason (again)',
        '该邮件已登记退件；登记有误的，请写明更正原因（again）',
      )
}

const copyOf = (copy: Delivery | undefined): Letter | undefined =>
  copy !== undefined && isSentBy(copy.method)
    ? { method: copy.method, on: copy.on, stands: 'cameBack' }
    : undefined

const decisionSent = ({ status, facts: { delivery } }: InHand['record']): Letter | undefined =>
  status === 'DELIVERED' && isSentBy(delivery?.method)
    ? {
        method: delivery.method,
        on: delivery.on,
        stands: delivery.provenOn === undefined ? 'onItsWay' : 'arrived',
      }
    : undefined

function paperSent(receipt: DocumentRow | undefined): Letter | undefined {
  const method = receipt?.content.method
  if (receipt === undefined || !isSentBy(method)) return undefined
  const { came_back: isBack, arrived_on: arrived, issued_on: on } = receipt
  const stands = isBack ? 'cameBack' : arrived === null ? 'onItsWay' : 'arrived'
  return { method, on: on as LegalDate, stands }
}

const isSentBy = (method: unknown): method is Letter['method'] => method === 'post' || method === 'electronic'

const wrongDay = (arrivedOn: LegalDate, { sent, today }: { sent: LegalDate; today: LegalDate }) =>
  arrivedOn > today ? IN_FUTURE : arrivedOn < sent ? BEFORE_POSTING : undefined

const IN_FUTURE = {
  pointer: '/arrivedOn',
  code: 'DATE_IN_FUTURE',
  message: { en: 'This day has not come', zh: '日期尚未到来' },
}
const BEFORE_POSTING = {
  pointer: '/arrivedOn',
  code: 'DATE_BEFORE_POSTING',
  message: { en: 'It was not posted yet on that day', zh: '早于寄出日期' },
}
