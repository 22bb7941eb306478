import type { ActionInputs } from './action-inputs.js'
import { openTasks, type TaskState } from './case-state.js'
import {
  closeTask,
  hasRole,
  isRefusal,
  openStep,
  type Refusal,
  record,
  refuse,
  type Work,
} from './decision.js'
import { reachableFrom, stepOf } from './definition.js'
import { refuseHeld } from './held-tasks.js'
import { dissentIn, openOpinions, refuseWhileAsked, silentFacts, unanswered } from './opinion-acts.js'
import { checkVisit, recordVisit, visitFacts } from './site-visit.js'
import { type Condition, nextSteps, openNext, statusByTasks } from './step-flow.js'
import { refuseByWho } from './who.js'

type Outcome = Refusal | undefined

export function startReview(work: Work, input: ActionInputs['startReview']): Outcome {
  const task = openStep(work, work.definition.start)
  record(work, 'startReview', statusByTasks(work), { step: task.step, note: input.note }, { opened: [task] })
  return undefined
}

/** The open step that an act means: the named one, or the only one. */
export function meantTask(work: Work, key: string | undefined): TaskState | Refusal {
  const steps = openTasks(work.state).filter((task) => task.kind === 'step')
  const [first] = steps
  if (key === undefined) {
    if (first !== undefined && steps.length === 1) return first
    return refuse('RULE', 'Several steps are open: name one', '有多个环节在办，请指明环节', [
      {
        pointer: '/step',
        code: 'REQUIRED',
        message: {
          en: `One of ${steps.map((task) => task.step).join(', ')}`,
          zh: `应为 ${steps.map((task) => task.step).join('、')} 之一`,
        },
      },
    ])
  }
  const task = steps.find((each) => each.step === key)
  if (task !== undefined) return task
  return refuse('RULE', 'This step is not open', '该环节不在办', [
    { pointer: '/step', code: 'STEP_NOT_OPEN', message: { en: 'Not an open step', zh: '不是在办环节' } },
  ])
}

/** Completes a step and opens what follows; the last review step leads to the decision. */
export function completeStep(work: Work, input: ActionInputs['completeStep'], holds: Condition): Outcome {
  const task = meantTask(work, input.step)
  if (isRefusal(task)) return task
  const step = stepOf(work.definition, task.step)
  const refused = refuseHeld(work, task) ?? refuseByWho(work, step)
  if (refused !== undefined) return refused
  const { opinion, answerToDissent, visit } = input
  const unvisited = checkVisit(work, step, visit)
  if (unvisited !== undefined) return unvisited
  const waiting = refuseWhileAsked(work, step.key)
  if (waiting !== undefined) return waiting
  const silent = openOpinions(work.state).filter((each) => each.step === step.key)
  if (answerToDissent === undefined && (silent.length > 0 || dissentIn(work.state, task.step).length > 0))
    return unanswered(silent)
  const targets = nextSteps(work, step, holds)
  if (!Array.isArray(targets)) return targets
  if (visit !== undefined) recordVisit(work, step.key, visit)
  const unheard = silent.map((each) => closeTask(work, each, 'ended'))
  const closed = closeTask(work, task, 'completed')
  const opened = openNext(work, targets, holds)
  record(
    work,
    'completeStep',
    statusByTasks(work),
    { step: step.key, opinion, answerToDissent, ...silentFacts(unheard), ...visitFacts(visit) },
    { opened, closed: [closed, ...unheard] },
  )
  return undefined
}

/**
 * Sends the case back to a review step: from the decision, or from a later review step. Never forward and never into a
 * branch beside, for then the review that is returned would not take place.
 */
export function returnStep(work: Work, input: ActionInputs['returnStep']): Outcome {
  // From the decision the approver may send it back as well.
  if (work.state.status === 'REVIEWING' && !hasRole(work.actor, 'reviewer')) {
    return refuse('ROLE', 'Returning a step belongs to who works on it', '退回应由该环节的办理人员操作')
  }
  const task = meantTask(work, input.step)
  if (isRefusal(task)) return task
  const held = refuseHeld(work, task)
  if (held !== undefined) return held
  const toKey = input.toStep ?? work.definition.start
  const target = work.definition.steps.find((step) => step.key === toKey)
  if (target?.phase !== 'review') {
    return refuse('RULE', 'A case is returned to a review step', '只能退回到审查环节', [
      {
        pointer: '/toStep',
        code: 'NOT_A_REVIEW_STEP',
        message: { en: 'Not a review step of this procedure', zh: '不是本流程的审查环节' },
      },
    ])
  }
  // A step that this case never came to is none to go back to: by it a case would leave the ways that were proved sound.
  const wasThere =
    toKey === work.definition.start ||
    work.state.tasks.some((each) => each.kind === 'step' && each.step === toKey)
  if (!wasThere || !reachableFrom(work.definition.steps, toKey).has(task.step)) {
    return refuse('RULE', 'A case is returned to an earlier step', '只能退回到之前的环节', [
      {
        pointer: '/toStep',
        code: 'NOT_EARLIER',
        message: { en: `Does not come before ${task.step}`, zh: `不在环节 ${task.step} 之前` },
      },
    ])
  }
  const closed = closeTask(work, task, 'returned')
  // What was asked in the step that is returned is asked no longer: a silent organ holds no case for ever.
  const asked = openTasks(work.state).filter((each) => each.kind === 'opinion' && each.step === task.step)
  const fallen = asked.map((each) => closeTask(work, each, 'ended'))
  const already = openTasks(work.state).some((each) => each.kind === 'step' && each.step === toKey)
  const opened = already ? [] : [openStep(work, toKey)]
  record(
    work,
    'returnStep',
    statusByTasks(work),
    { step: task.step, toStep: toKey, reason: input.reason },
    { opened, closed: [closed, ...fallen] },
  )
  return undefined
}
