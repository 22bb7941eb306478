import type { InputError } from '../../shared/problem.js'
import { SAID } from '../../shared/schema.js'
import { type LegalDate, legalDatePlusDays } from '../../shared/time.js'
import type { ActionInputs } from './action-inputs.js'
import type { CaseState } from './case-state.js'
import { type Behaviour, endTasks, type Refusal, record, refuse, type Work } from './decision.js'
import { rightedOf } from './delivery-righted.js'
import { notForwarded, sentOf, unfitOrgan, unfitResult, usualResult, whither } from './forwarding.js'
import { isPostalAddress, NO_ADDRESS } from './postal-address.js'
import { isOver, isRenewedByLaw } from './renewed.js'

type Outcome = Refusal | undefined

/**
 * Deferred materials, one that came and was found wanting as well, and what a case lacked that was deemed accepted: all are
 * owed before anything goes out.
 */
const owesMaterials = ({ state }: Work): boolean =>
  state.deferred.some(
    ({ materialCode, suppliedOn }) =>
      suppliedOn === undefined ||
      state.defective?.some((each) => each.materialCode === materialCode) === true,
  ) || lacksStill(state)

/** What a case lacked that was deemed accepted (视为受理); of a renewal by law nothing that nobody promised is demanded any more. */
const lacksStill = (state: CaseState): boolean =>
  state.acceptMode === 'DEEMED' && state.missing.length > 0 && !isRenewedByLaw(state)
const owing = () =>
  refuse(
    'STATE',
    'No certificate goes out before the deferred materials are there',
    '容缺材料补齐前不得发放证照',
  )

export function close(work: Work, input: ActionInputs['close']): Outcome {
  const { state } = work
  const decision = state.status === 'APPROVED' ? 'APPROVED' : 'DENIED'
  const { resultType = usualResult(state, decision), note } = input
  const sent = resultType === 'forwarded' ? whither(work, input) : sentOf(input)
  // Whatever the result is called: an approved case that owes materials is not closed.
  const isExaminedOnly = state.forwardsTo !== undefined
  // What has ended since goes out to nobody, so that nothing is owed for it.
  const isOwing = decision === 'APPROVED' && owesMaterials(work) && !isOver(state)
  if (isOwing && !(isExaminedOnly && isOverdue(work)))
    return input.revocation === undefined || isExaminedOnly ? owing() : revoke(work, input.revocation)
  if (input.revocation !== undefined)
    return refuse('RULE', 'Nothing that was promised is overdue', '承诺补交的材料没有逾期，不能据此撤销', [
      { pointer: '/revocation', code: 'NOTHING_TO_REVOKE', message: NOT_OVERDUE },
    ])
  const wrong = [
    unfitResult(state, decision, resultType, sent) ?? unfitOrgan(work, sent) ?? [],
    resultType === 'forwarded' ? [] : notForwarded(sent),
  ].flat()
  if (wrong.length > 0)
    return refuse('RULE', 'This result does not fit the decision', '办结结果与决定不符', wrong)
  state.resultType = resultType
  if (sent.forwardedTo !== undefined)
    state.related = [...(state.related ?? []), { relation: 'forwardedTo', caseNo: sent.forwardedTo }]
  record(work, 'close', 'CLOSED', { resultType, ...sent, note }, { closed: endTasks(work) })
  return undefined
}

const NOT_OVERDUE = { en: 'No promised material is overdue', zh: '没有逾期未补的容缺材料' }

/** What was promised has not come by its day, or was never there: an examination goes up without it. */
const isOverdue = ({ state, today }: Work): boolean =>
  state.deferred.some(({ suppliedOn, dueOn }) => suppliedOn === undefined && today > dueOn) ||
  lacksStill(state)

/**
 * 撤销 (Art. 69(1)(4)): what was granted on a promise that was not kept does not meet its conditions; nothing has gone out yet.
 * After the promised day alone, with a reason and what the applicant said (Art. 7), as a decision that names the remedies.
 */
function revoke(work: Work, { reason, heard }: NonNullable<ActionInputs['close']['revocation']>): Outcome {
  const { state, today } = work
  if (!isOverdue(work)) return owing()
  if (isRenewedByLaw(state)) return refuse('RULE', TAKEN_THERE.en, TAKEN_THERE.zh, [RENEWED])
  state.resultType = 'returned'
  record(
    work,
    'close',
    'CLOSED',
    { resultType: 'returned', revoked: true, reason, heard },
    { closed: endTasks(work) },
  )
  work.documents.push({ kind: 'revocationDecision', facts: { revokedOn: today, reason, heard } })
  return undefined
}

/** The law renewed the licence, not this decision: a revocation of the case would leave it standing in the register. */
const TAKEN_THERE = {
  en: 'The licence was renewed by law: what speaks against it is a revocation of the licence (/v1/licences/{licenceId}/revocation)',
  zh: '该证照依法视为准予延续，不能在本件撤销；依法应当撤销的，请对证照作出撤销决定（/v1/licences/{licenceId}/revocation）',
}
const RENEWED: InputError = { pointer: '/revocation', code: 'RENEWED_BY_LAW', message: TAKEN_THERE }

/** 暂停期间不得发放: what is suspended is handed to nobody; the finding says what ends it. */
export function refuseSuspended({
  state: { grantSuspended },
  today,
}: Pick<Work, 'state' | 'today'>): Outcome {
  if (grantSuspended === undefined) return undefined
  const { until } = grantSuspended
  if (until !== undefined && until < today) return undefined
  const message = {
    en:
      until === undefined
        ? 'Lift the suspension first (resumption)'
        : `Suspended until ${until}: lift it first, or wait`,
    zh: until === undefined ? '请先恢复该证照' : `暂停至${until}，请先恢复或者待期满`,
  }
  return refuse(
    'STATE',
    'What was granted is suspended: no certificate is handed out',
    '本件所发证照已暂停，暂停期间不得发放',
    [{ pointer: '', code: 'LICENCE_SUSPENDED', message }],
  )
}

/** Nothing that the case granted holds any more; what it refused is delivered whatever became of the licence. */
export const hasEnded = ({ grantEnded, acts }: Pick<CaseState, 'grantEnded' | 'acts'>): boolean =>
  grantEnded === true && !acts.some(({ action }) => action === 'deny')

/** 送达: by whom it was taken away, or where it was sent; the ten days of Art. 44 end when it was really sent. */
export function deliver(work: Work, input: ActionInputs['deliver']): Outcome {
  const { state, today } = work
  if (input.again !== undefined) return deliveredAsBefore(work, input.method, input.again)
  if (state.resultType === 'issued' && owesMaterials(work)) return owing()
  if (state.resultType === 'forwarded')
    return refuse(
      'STATE',
      'It was forwarded: nothing was decided here that could be delivered, the organ above does so',
      '本件已转报上级机关，本机关没有可送达的决定，由上级机关决定后送达',
    )
  if (hasEnded(state))
    return refuse(
      'STATE',
      'What was granted has been revoked, withdrawn or cancelled since: no certificate is handed out',
      '本件所发证照已被撤销、撤回或者注销，不得再发放',
      [
        {
          pointer: '',
          code: 'LICENCE_ENDED',
          message: {
            en: 'Deliver the decision by which it ended (…/documents/{documentNo}/delivery)',
            zh: '请送达据以撤销、撤回或者注销的决定书（…/documents/{documentNo}/delivery）',
          },
        },
      ],
    )
  const stopped = refuseSuspended(work)
  if (stopped !== undefined) return stopped
  if (state.shelf !== undefined) return atDesk()
  const { method, receiver, address, trackingNumber, consent, note } = input
  const lacking = method === 'post' ? unposted({ address, trackingNumber }) : []
  if (lacking.length > 0)
    return refuse(
      'RULE',
      'Post needs an address by which it arrives, and a tracking number',
      '邮寄送达须有可投递的地址和邮件号码',
      lacking,
    )
  const isAnnounced = method === 'announcement'
  const unfit = isAnnounced ? unannounced(state, note) : []
  if (unfit.length > 0)
    return refuse('RULE', 'This cannot be delivered by announcement', '不能公告送达', unfit)
  state.delivery = { method, on: today }
  delete state.cameBack
  record(work, 'deliver', 'DELIVERED', { method, receiver, address, trackingNumber, consent, note })
  work.documents.push({ kind: 'deliveryReceipt', facts: { method, ...receiptDay(method, today) } })
  return undefined
}

const atDesk = () =>
  refuse(
    'STATE',
    'It lies at the exit desk: there it is handed out against proof, posted or given back (/v1/exits)',
    '结果已在出件窗口，请在出件窗口凭证发放、邮寄或者退回机关',
  )

/**
 * 更正退件登记: it was told that it had come back, or gone to the wrong person, and that was wrong: its delivery stands as it was,
 * with its day and its receipt; both events are kept. No new paper.
 */
function deliveredAsBefore({ state, ...work }: Work, method: string, again: string): Outcome {
  const { cameBack, shelf } = state
  if (cameBack === undefined || cameBack.method !== method)
    return refuse(
      'STATE',
      'Nothing that was sent this way was told to have come back: deliver it anew, without again',
      '该送达方式没有可更正的退件登记；需要重新送达的，请不填写 again',
    )
  if (shelf !== undefined && shelf.exitId !== cameBack.exitId) return atDesk()
  state.delivery = cameBack
  delete state.cameBack
  delete state.shelf
  const facts = { method, restored: true, why: again }
  record({ ...work, state }, 'deliver', 'DELIVERED', facts, watched(state))
  return undefined
}

/** What supervision sees of it, where it was a refusal (行为监察). */
function watched(state: CaseState): { behaviour?: Behaviour } {
  const behaviour = rightedOf(state)
  return behaviour === undefined ? {} : { behaviour }
}

/**
 * When a paper counts as delivered, as far as its receipt knows: what is handed over today; what is announced when its days
 * have passed; what is posted on the day that the return receipt shows, which nobody knows yet (民事诉讼法第九十一条: 邮寄送达的，
 * 以回执上注明的收件日期为送达日期).
 */
export const receiptDay = (
  method: string,
  today: LegalDate,
): { deliveredOn: LegalDate } | { postedOn: LegalDate } =>
  method === 'post'
    ? { postedOn: today }
    : { deliveredOn: method === 'announcement' ? announcedUntil(today) : today }

/** 公告送达: counts as delivered when thirty days have passed since it was announced (民事诉讼法第九十五条, which practice follows). */
export const announcedUntil = (announced: LegalDate): LegalDate => legalDatePlusDays(announced, 30)

/** A certificate waits to be fetched or is sent; what grants nothing reaches whoever cannot be found by an announcement. */
function unannounced({ acts }: CaseState, note: string | undefined): InputError[] {
  const isGrant = !acts.some(({ action }) => action === 'deny')
  return [...(isGrant ? [NOT_A_GRANT] : []), ...untried(note)]
}

const NOT_A_GRANT: InputError = {
  pointer: '/method',
  code: 'NOT_ANNOUNCED',
  message: {
    en: 'What was granted is fetched or sent: only a decision that grants nothing is announced',
    zh: '准予的结果须领取或者邮寄，仅不予的决定可以公告送达',
  },
}
/** Why nothing else is left, and where it can be read: in more than a word, and in more than dots. */
export const untried = (note = ''): InputError[] => ((note.match(SPOKEN) ?? []).length < 4 ? [NOT_TRIED] : [])

const SPOKEN = new RegExp(SAID, 'gu')

const NOT_TRIED: InputError = {
  pointer: '/note',
  code: 'REQUIRED',
  message: {
    en: 'Say how it was tried before, and where it is announced',
    zh: '公告送达须写明此前无法送达的情形和公告的载体',
  },
}

/** What a delivery by post lacks: an address at which it arrives, and the number of the letter. */
export const unposted = (sent: {
  address: string | undefined
  trackingNumber: string | undefined
}): InputError[] =>
  Object.entries(sent).flatMap(([name, value]) => {
    if (value === undefined)
      return [
        {
          pointer: `/${name}`,
          code: 'REQUIRED',
          message: { en: 'Needed for delivery by post', zh: '邮寄送达须填写' },
        },
      ]
    return name === 'address' && !isPostalAddress(value) ? [{ pointer: '/address', ...NO_ADDRESS }] : []
  })

/**
 * 退件: what was posted, or sent electronically, came back, so it was not delivered; it is to be delivered anew, and the ten
 * days begin anew. Electronically it is delivered when it arrives in the receiver's system (民事诉讼法第九十条), and what bounced
 * did not. Who told by mistake that the letter had arrived, or handed it to somebody else (误交他人), says so (更正).
 */
export function returnMail(work: Work, input: ActionInputs['returnMail']): Outcome {
  const { state } = work
  const { reason, again } = input
  const standing = refuseReturned(state.delivery, again)
  if (standing !== undefined || state.delivery === undefined) return standing
  const { method } = state.delivery
  state.cameBack = state.delivery
  delete state.delivery
  record(
    work,
    'returnMail',
    'CLOSED',
    { method, reason, why: again },
    again === undefined ? {} : watched(state),
  )
  return undefined
}

/** Why a delivery is not told to have come to nothing; undefined: nothing stands against it. */
function refuseReturned(delivery: CaseState['delivery'], again: string | undefined): Outcome {
  if (delivery === undefined || delivery.method === 'announcement')
    return refuse('STATE', 'Nothing was sent that could come back', '本件没有已经送出的结果，没有退件')
  if (delivery.announcedOn !== undefined)
    return refuse(
      'STATE',
      'The announcement stands: what came back of the copy is told at its paper (returned)',
      '本件正在公告送达：寄出的文书被退回的，请在该文书的送达处登记（returned），公告送达不受影响',
    )
  if (delivery.method === 'pickup' && again === undefined)
    return refuse(
      'STATE',
      'It was handed over: where it went to the wrong person say so (again)',
      '结果已当面交付，没有退件；误交他人的，请写明更正原因（again）',
    )
  if (delivery.provenOn !== undefined && again === undefined)
    return refuse(
      'STATE',
      'It was told that the letter arrived: where that was wrong say why (again)',
      '该邮件已登记妥投，不存在退件；妥投登记有误的，请写明更正原因（again）',
    )
  return undefined
}
