import type { ActionInputs } from './action-inputs.js'
import type { TaskState } from './case-state.js'
import { endTasks, type Refusal, record, refuse, type Work } from './decision.js'
import { provisionalDay } from './intake-acts.js'
import { groundOf, namesStatute } from './termination-grounds.js'

type Outcome = Refusal | undefined

/** The case ends before its decision: nothing of the review stays open. Gives the tasks that were closed. */
function leaveReview(work: Work): TaskState[] {
  const { state } = work
  state.specials = state.specials.map((special) =>
    special.endedOn === undefined ? { ...special, endedOn: work.today } : special,
  )
  delete state.statusLeft
  return endTasks(work)
}

/** 补正不来: only where the item gives the applicant a period to correct; the law gives none. */
export function expireCorrection(work: Work): Outcome {
  const expiresOn = work.state.correction?.expiresOn
  const clock = work.state.clocks.find((each) => each.kind === 'CORRECTION' && !each.stopped)
  // The limit of the clock is the later one where its last day is a day off.
  const last = clock?.due ?? expiresOn
  if (expiresOn === undefined || last === undefined || work.today <= last) {
    return refuse('STATE', 'The period to correct has not passed', '补正期限尚未届满')
  }
  if (clock?.provisional === true) return provisionalDay()
  if (!work.definition.automaticConsequences) {
    return refuse('STATE', 'The procedure forbids automatic consequences', '该流程不允许自动处理')
  }
  work.state.resultType = 'correctionNotSupplied'
  record(work, 'expireCorrection', 'TERMINATED', { expiresOn })
  work.documents.push({ kind: 'terminationNotice', facts: { expiresOn } })
  return undefined
}

/** 撤回: the applicant takes the case back before the decision; `proof` is the signed or recorded word of who asked (撤回凭据). */
export function withdraw(work: Work, input: ActionInputs['withdraw']): Outcome {
  const { reason, proof } = input
  const closed = leaveReview(work)
  // An office that takes a case back for its applicant without that word on record is looked into (行为监察).
  // A draft is nobody's application yet: who began it throws it away, and needs nobody's word for that.
  const wasHandedIn = work.state.status !== 'DRAFT'
  const owed = wasHandedIn && proof === undefined && work.actor.as?.role === 'clerk'
  const behaviour = owed ? { behaviour: { rule: 'WITHDRAWN_UNPROVEN' as const, times: 1 } } : {}
  if (owed) work.state.proofOwed = true
  record(
    work,
    'withdraw',
    'WITHDRAWN',
    { reason, proof, proven: proof !== undefined },
    { closed, ...behaviour },
  )
  work.documents.push({ kind: 'withdrawalConfirmation', facts: { reason } })
  return undefined
}

/**
 * 容缺逾期终止: time ends a case on a rule of its item alone, which the applicant was told with the promise; not on a day that
 * a notice may still move, nor where the procedure leaves it to people.
 */
function refuseByTime(
  { state, today, definition }: Work,
  ground: ActionInputs['terminate']['ground'],
): Outcome {
  const over = state.clocks.filter(
    ({ kind, stopped, due }) => kind === 'DEFERRED' && !stopped && due !== undefined && today > due,
  )
  if (ground !== 'deferralNotKept')
    return refuse('STATE', 'Time gives no other ground', '系统仅因容缺材料逾期未补交终止办理')
  if (over.length === 0)
    return refuse('STATE', 'Nothing that was promised is overdue', '承诺补交的材料没有逾期')
  if (over.every(({ provisional }) => provisional === true)) return provisionalDay()
  if (!definition.automaticConsequences)
    return refuse('STATE', 'The procedure forbids automatic consequences', '该流程不允许自动处理')
  return undefined
}

/** 终止: on a ground of the closed list. What was promised and never came ends here before the decision, or in a refusal. */
export function terminate(work: Work, input: ActionInputs['terminate']): Outcome {
  const { ground, reason } = input
  const early = work.actor.kind === 'system' ? refuseByTime(work, ground) : undefined
  if (early !== undefined) return early
  const basis = ground === 'deferralNotKept' ? (input.basis ?? work.state.deferralEndsBy) : input.basis
  const { isGiven, why, basis: own } = groundOf(ground)
  if (isGiven !== undefined && !isGiven(work.state, work.today)) {
    const message = why ?? { en: 'This ground is not given', zh: '不存在该情形' }
    return refuse('RULE', message.en, message.zh, [{ pointer: '/ground', code: 'GROUND_NOT_GIVEN', message }])
  }
  if (own === undefined && (basis === undefined || !namesStatute(basis)))
    return refuse('RULE', 'Another ground names its statute', '其他理由须写明依据', [
      {
        pointer: '/basis',
        code: basis === undefined ? 'REQUIRED' : 'NO_STATUTE',
        message: { en: 'Name the statute', zh: '请写明法律、法规的名称及条款' },
      },
    ])
  const closed = leaveReview(work)
  record(work, 'terminate', 'TERMINATED', { ground, reason, basis }, { closed })
  work.documents.push({ kind: 'terminationNotice', facts: { ground, reason, basis } })
  return undefined
}

/** 作废: a slip of the office before the decision, e.g. keyed in twice; it stays in the record, and the applicant is told. */
export function voidCase(work: Work, input: ActionInputs['void']): Outcome {
  const { reason, supersededBy = work.state.goesOnAs } = input
  const closed = leaveReview(work)
  work.state.resultType = 'voided'
  const { related = [], takenOver } = work.state
  const isTold = related.some(({ relation, caseNo }) => relation === 'movedTo' && caseNo === supersededBy)
  if (supersededBy !== undefined && !isTold) {
    const relation = takenOver === true ? 'movedTo' : 'supersededBy'
    work.state.related = [...related, { relation, caseNo: supersededBy }]
  }
  record(work, 'void', 'VOIDED', { reason, supersededBy }, { closed })
  work.documents.push({ kind: 'voidNotice', facts: { reason, supersededBy } })
  return undefined
}
