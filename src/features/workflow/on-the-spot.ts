import type { ActionInputs } from './action-inputs.js'
import { type Refusal, record, refuse, type Work } from './decision.js'
import { refuseDefective, refuseEnded } from './decision-acts.js'
import { stepOf } from './definition.js'
import { unfitResult } from './forwarding.js'
import { grantFacts, grantingPaper, grantOf, grantOnPaper, refuseGrant } from './grant.js'
import { accept } from './intake-acts.js'
import { type Condition, nextSteps } from './step-flow.js'

/** 当场办结 (即办件): acceptance to closing by one person in one act, every event still written in order. */
export function handleOnTheSpot(
  work: Work,
  input: ActionInputs['handleOnTheSpot'],
  holds: Condition,
): Refusal | undefined {
  const { state, definition } = work
  if (state.handling !== 'onTheSpot' || !definition.onTheSpot || definition.fourEyes) {
    return refuse('STATE', 'This item is not handled on the spot', '该事项不是即办件')
  }
  if (state.windowAuthority !== 'decides') {
    return refuse(
      'STATE',
      'Only a window that decides may handle the case on the spot',
      '只有可当场决定的窗口才能当场办结',
    )
  }
  const ended = refuseEnded(work)
  if (ended !== undefined) return ended
  const unfit = unfitResult(state, 'APPROVED', input.resultType ?? 'issued')
  if (unfit !== undefined)
    return refuse('RULE', 'This result does not fit the decision', '办结结果与决定不符', [unfit])
  const faulty = refuseDefective(work) ?? refuseGrant(work, input)
  if (faulty !== undefined) return faulty
  const path = straightPath(work, holds)
  if (!Array.isArray(path)) return path
  const refused = accept(work, {
    action: 'accept',
    ...(input.note === undefined ? {} : { note: input.note }),
  })
  if (refused !== undefined) return refused
  for (const { kind, facts } of work.documents) if (kind === 'acceptanceNotice') facts.onTheSpot = true
  record(work, 'startReview', 'REVIEWING')
  path.slice(0, -1).forEach((step, index) => {
    record(work, 'completeStep', index === path.length - 2 ? 'DECIDING' : 'REVIEWING', { step })
  })
  state.decidedOn = work.today
  const grant = grantOf(input)
  if (grant !== undefined) state.grant = grant
  const facts = { step: path.at(-1), decidedOn: work.today, ...grantFacts(grant ?? {}) }
  record(work, 'approve', 'APPROVED', facts)
  state.resultType = input.resultType ?? 'issued'
  record(work, 'close', 'CLOSED', { resultType: state.resultType })
  work.documents.push({
    kind: grantingPaper(state),
    facts: { decidedOn: work.today, ...grantOnPaper(grant ?? {}) },
  })
  return undefined
}

/** The steps of this case from the first to the decision; a refusal when they branch or go round in a circle. */
function straightPath(work: Work, holds: Condition): string[] | Refusal {
  const path: string[] = []
  let step = stepOf(work.definition, work.definition.start)
  while (!path.includes(step.key)) {
    path.push(step.key)
    if (step.phase === 'decide') return path
    const targets = nextSteps(work, step, holds)
    if (!Array.isArray(targets)) return targets
    const [next] = targets
    if (next === undefined || targets.length > 1) break
    step = stepOf(work.definition, next)
  }
  return refuse(
    'STATE',
    'The procedure does not lead straight to a decision: take the steps one by one',
    '该流程不能一步办结，请逐环节办理',
  )
}
