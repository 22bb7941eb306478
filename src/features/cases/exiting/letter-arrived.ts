import type { LegalDate } from '../../../shared/time.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import { isDeciding } from '../../workflow/grant.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'
import type { DocumentRow } from '../document-rows-store.js'
import type { PaperCommand } from './deliver-paper.js'

/**
 * 登记妥投 (民事诉讼法第九十一条: 邮寄送达的，以回执上注明的收件日期为送达日期): the return receipt of a letter is here, and from the day
 * that it shows the paper is delivered. Of the decision of the case too, which `deliver` posted. Once, unless
 * a wrong day is put right with its reason; no new paper.
 */
export function letterArrived(
  { record, around }: Pick<InHand, 'record' | 'around'>,
  { documentNo, method, arrivedOn = around.today, again }: PaperCommand,
  { kind, receipt }: { kind: string; receipt: DocumentRow | undefined },
): Prepared | Refusal {
  const { delivery } = record.facts
  const sent = isDeciding(kind) ? decisionSent(record, delivery) : paperSent(receipt)
  if (method !== 'post' || sent === undefined)
    return refuse('STATE', 'This paper is not on its way by post', '该文书没有在途的邮寄送达')
  if (sent.arrived && again === undefined)
    return refuse(
      'STATE',
      'It was told before that the letter arrived; a wrong day is put right with the reason (again)',
      '该邮件已登记妥投；妥投日期登记有误的，请写明更正原因（again）',
    )
  const wrong = arrivedOn > around.today ? IN_FUTURE : arrivedOn < sent.on ? BEFORE_POSTING : undefined
  if (wrong !== undefined) return refuse('RULE', wrong.message.en, wrong.message.zh, [wrong])
  const facts = {
    delivers: documentNo,
    paperKind: kind,
    method,
    arrivedOn,
    ...(again === undefined ? {} : { why: again }),
  }
  const decision = plainDecision(record, around, 'deliverPaper', { facts })
  if (!isDeciding(kind) || delivery === undefined) return { kind: 'prepared', record, around, decision }
  const state = { ...decision.state, delivery: { ...delivery, provenOn: arrivedOn } }
  return { kind: 'prepared', record, around, decision: { ...decision, state } }
}

interface Sent {
  on: LegalDate
  arrived: boolean
}

const decisionSent = (
  { status }: InHand['record'],
  delivery: InHand['record']['facts']['delivery'],
): Sent | undefined =>
  status === 'DELIVERED' && delivery?.method === 'post'
    ? { on: delivery.on, arrived: delivery.provenOn !== undefined }
    : undefined

const paperSent = (receipt: DocumentRow | undefined): Sent | undefined =>
  receipt?.content.method === 'post'
    ? { on: receipt.issued_on as LegalDate, arrived: receipt.arrived_on !== null }
    : undefined

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
