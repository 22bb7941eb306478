import type { ActionInputs } from './action-inputs.js'
import type { TaskState } from './case-state.js'
import { endTasks, type Refusal, record, refuse, type Work } from './decision.js'

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
  if (expiresOn === undefined || work.today <= expiresOn) {
    return refuse('STATE', 'The period to correct has not passed', '补正期限尚未届满')
  }
  work.state.resultType = 'correctionNotSupplied'
  record(work, 'expireCorrection', 'TERMINATED', { expiresOn })
  work.documents.push({ kind: 'terminationNotice', facts: { expiresOn } })
  return undefined
}

/** 撤回: the applicant takes the case back before the decision. */
export function withdraw(work: Work, input: ActionInputs['withdraw']): Outcome {
  const closed = leaveReview(work)
  record(work, 'withdraw', 'WITHDRAWN', { reason: input.reason }, { closed })
  work.documents.push({ kind: 'withdrawalConfirmation', facts: { reason: input.reason } })
  return undefined
}

export function terminate(work: Work, input: ActionInputs['terminate']): Outcome {
  const closed = leaveReview(work)
  record(work, 'terminate', 'TERMINATED', { reason: input.reason }, { closed })
  work.documents.push({ kind: 'terminationNotice', facts: { reason: input.reason } })
  return undefined
}

/** 作废: the case was keyed in wrongly; it stays in the record. */
export function voidCase(work: Work, input: ActionInputs['void']): Outcome {
  const closed = leaveReview(work)
  work.state.resultType = 'voided'
  record(work, 'void', 'VOIDED', { reason: input.reason }, { closed })
  return undefined
}
