import type { Role } from '../../../shared/roles.js'
import type { LegalDate } from '../../../shared/time.js'
import type { ActionInputs } from '../../workflow/action-inputs.js'
import type { Delivery } from '../../workflow/case-state.js'
import { type Decision, type Refusal, refuse } from '../../workflow/decision.js'
import { receiptDay, unposted, untried } from '../../workflow/delivery-acts.js'
import { rightedOf } from '../../workflow/delivery-righted.js'
import { isDeciding } from '../../workflow/grant.js'
import type { LookContext, Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'
import { selectDocuments } from '../document-rows-store.js'
import { dayOfDelivery, withHearingTold } from './hearing-notice-told.js'
import { letterTold } from './letter-told.js'

/** How one paper of a case was handed to whom it is for (送达文书). */
export interface PaperCommand extends Omit<ActionInputs['deliver'], 'action'> {
  action: 'deliverPaper'
  documentNo: string
  /** Why it is delivered anew, where it was before; or why what was told of its letter is put right. */
  again?: string
  /** Why what was posted came back (退件): nothing was delivered then. */
  returned?: string
  /** When what was posted arrived, by its return receipt (妥投). */
  arrivedOn?: LegalDate
  /** It neither arrived nor came back, as was told (更正). */
  onItsWay?: true
}

/** Whoever hands out, and who sits at the window where somebody waits for the paper. */
export const PAPER_DELIVERERS: readonly Role[] = ['issuer', 'clerk']

/** What nobody is handed as a paper of the organ: receipts themselves, what goes between organs, what the applicant signs. */
const NOT_DELIVERED: ReadonlySet<string> = new Set([
  ...['deliveryReceipt', 'handoverVoucher', 'deferralPromise', 'commitmentLetter'],
  ...['hearingRecord', 'returnList'],
])

/**
 * 送达文书: a paper that is not the decision of the case, which `deliver` hands out, reaches whom it is for: the decision by
 * which a licence ended (撤销、撤回、注销、暂停), a refusal of acceptance, a notice. From that day the periods against it run
 * (行政复议法, 行政诉讼法); the receipt says to whom, how and when. Once, unless it is said why anew, or the letter came back.
 * The status stays.
 */
export async function deliverPaper(
  { pool }: LookContext,
  { record, around }: InHand,
  command: PaperCommand,
): Promise<Prepared | Refusal | { kind: 'absent' }> {
  const { actor } = around
  const as = actor.standings.find(({ role }) => PAPER_DELIVERERS.includes(role))
  if (as === undefined)
    return refuse('ROLE', 'Papers are handed out by the issuers and clerks', '文书由本件的出件、受理人员送达')
  const { documentNo, method, again } = command
  const documents = await selectDocuments(pool, record.id)
  const paper = documents.find(({ document_no }) => document_no === documentNo)
  if (paper === undefined) return { kind: 'absent' }
  const { kind, content } = paper
  const receipt = documents.findLast(({ content: { delivers } }) => delivers === documentNo)
  const isAnnounced = isDeciding(kind) && isBeingAnnounced(record)
  const before = isAnnounced || (receipt !== undefined && !receipt.came_back)
  const acting = { ...around, actor: { ...actor, as } }
  const told = [command.arrivedOn, command.returned, command.onItsWay].filter((each) => each !== undefined)
  if (told.length > 1) return refuse('RULE', CONTRARY.message.en, CONTRARY.message.zh, [CONTRARY])
  if (told.length > 0) return letterTold({ record, around: acting }, command, { kind, receipt })
  if (isDeciding(kind) && !isAnnounced)
    return refuse('STATE', 'The decision of the case goes out by deliver', '本件的决定书请以 deliver 送达')
  if (NOT_DELIVERED.has(kind))
    return refuse('STATE', 'This is no paper that is delivered to anybody', '该文书不是送达当事人的文书')
  if (record.status === 'VOIDED' && kind !== 'voidNotice')
    return refuse(
      'STATE',
      'The case is void and this paper with it: deliver the notice that says so',
      '本件已作废，该文书同时作废，不得送达；请送达作废告知书',
    )
  const lacking = lackingOf(command, before)
  if (lacking.length > 0)
    return refuse('RULE', 'This says too little of a delivery', '送达信息不完整', lacking)
  if (before && method === 'announcement')
    return refuse(
      'STATE',
      'It was delivered or posted, or is being announced: its day stands, and nothing is announced beside it. What came back is told first (returned)',
      '该文书已经送达、寄出或者正在公告，其送达日期不因再次公告而变更；邮件退回的，请先登记退件（returned）',
    )
  if (before && again === undefined)
    return refuse(
      'STATE',
      'It was delivered or posted: say why anew (again), or that the letter came back (returned)',
      '该文书已送达或者已寄出；再次送达的，请写明原因（again）；邮件退回的，请先登记退件（returned）',
    )
  const { receiver, address, trackingNumber, consent, note } = command
  const facts = {
    delivers: documentNo,
    paperKind: kind,
    method,
    ...(receipt === undefined && !isAnnounced ? {} : { again: true }),
  }
  const said = { receiver, address, trackingNumber, consent, note, why: again }
  // A second receipt moves the day; who appears beside an announcement is served as the law has it.
  const behaviour = receipt !== undefined && before && !isAnnounced ? rightedOf({ paper: kind }) : undefined
  const plain = plainDecision(record, acting, 'deliverPaper', {
    facts: { ...facts, ...said },
    ...(behaviour === undefined ? {} : { behaviour }),
  })
  const decision = isAnnounced
    ? withHanded(plain, handedMeanwhile(record, method, around.today))
    : withHearingTold(plain, kind, dayOfDelivery(method, around.today))
  const { holderCase } = content
  const paperFacts = {
    // A receipt that names no paper is that of the decision of the case.
    ...(isAnnounced ? { method } : { method, delivers: documentNo }),
    ...receiptDay(method, around.today),
    ...(holderCase === undefined ? {} : { holderCase }),
  }
  return {
    kind: 'prepared',
    record,
    around: acting,
    decision: { ...decision, documents: [{ kind: 'deliveryReceipt', facts: paperFacts }] },
  }
}

/** 公告之后当事人出现: whoever is found while the announcement of the decision stands is handed it like anybody (直接送达). */
export const isBeingAnnounced = ({ status, facts }: InHand['record']): boolean =>
  status === 'DELIVERED' && facts.delivery?.method === 'announcement'

/** What came back of an earlier copy is settled by this one. */
function withHanded(plain: Decision, delivery: Delivery): Decision {
  const { cameBack: _earlier, ...state } = plain.state
  return { ...plain, state: { ...state, delivery } }
}

/** A copy on its way ends no announcement: what comes back leaves it as it was. What is handed over is delivered (直接送达). */
function handedMeanwhile(
  { facts: { delivery } }: InHand['record'],
  method: Delivery['method'],
  on: LegalDate,
): Delivery {
  return method === 'pickup' || delivery === undefined
    ? { method, on }
    : { method, on, announcedOn: delivery.on }
}

/** What a delivery says too little of, by its way. */
function lackingOf(
  { method, receiver, address, trackingNumber, consent, note, again }: PaperCommand,
  before: boolean,
) {
  return [
    ...(method === 'post' ? unposted({ address, trackingNumber }) : []),
    ...(method === 'pickup' && receiver === undefined ? [WHO_TOOK_IT] : []),
    ...(method === 'electronic' && consent === undefined ? [NO_CONSENT] : []),
    ...(method === 'announcement' ? untried(note) : []),
    ...(!before && again !== undefined ? [NOT_BEFORE] : []),
  ]
}

const CONTRARY = {
  pointer: '/returned',
  code: 'ARRIVED_OR_RETURNED',
  message: {
    en: 'A letter arrived (arrivedOn), came back (returned) or is on its way still (onItsWay): tell one of them',
    zh: '同一邮件或者妥投（arrivedOn），或者退件（returned），或者仍在途（onItsWay），只能登记其一',
  },
}
const WHO_TOOK_IT = {
  pointer: '/receiver',
  code: 'REQUIRED',
  message: { en: 'Say who took it', zh: '当面送达须写明签收人' },
}
const NOT_BEFORE = {
  pointer: '/again',
  code: 'NOT_DELIVERED_BEFORE',
  message: { en: 'Only of what was delivered before', zh: '仅在再次送达时填写' },
}
const NO_CONSENT = {
  pointer: '/consent',
  code: 'REQUIRED',
  message: {
    en: 'Only with the receiver’s consent: say where it was given',
    zh: '电子送达须经受送达人同意，请写明同意的凭据',
  },
}
