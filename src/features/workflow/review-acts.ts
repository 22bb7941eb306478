import { holdsStep } from './acting.js'
import type { ActionInputs } from './action-inputs.js'
import { openTasks, type TaskState } from './case-state.js'
import { closeTask, hasRole, isRefusal, type Refusal, record, refuse, type Work } from './decision.js'
import { reachableFrom, stepOf } from './definition.js'
import { refuseHeld } from './held-tasks.js'
import { openStep } from './opening.js'
import { askedIn, closeAsked, dissentIn, refuseWhileAsked, unanswered } from './opinion-acts.js'
import { checkVisit, recordVisit, visitFacts } from './site-visit.js'
import type { Action } from './statuses.js'
import { type Condition, nextSteps, openNext, statusByTasks } from './step-flow.js'
import { checkInput, inputFacts } from './step-input.js'
import { refuseByWho } from './who.js'

type Outcome = Refusal | undefined

export function startReview(work: Work, input: ActionInputs['startReview']): Outcome {
  const { start } = work.definition
  const opened = openStep(work, start)
  record(work, 'startReview', statusByTasks(work), { step: start, note: input.note }, { opened })
  return undefined
}

/**
 * The open step that an act means: the named one, or the only one of those that the actor's organ does. The act is then
 * done for the organ of the step.
 */
export function meantTask(work: Work, key: string | undefined, action: Action): TaskState | Refusal {
  const steps = openTasks(work.state).filter((task) => task.kind === 'step')
  const own = steps.filter((task) => holdsStep(work.actor, task, action))
  const [first] = own
  if (key === undefined) {
    if (first !== undefined && own.length === 1) return actingIn(work, first)
    return refuse('RULE', 'Several steps are open: name one', '有多个环节在办，请指明环节', [
      {
        pointer: '/step',
        code: 'REQUIRED',
        message: {
          en: `One of ${own.map((task) => task.step).join(', ')}`,
          zh: `应为 ${own.map((task) => task.step).join('、')} 之一`,
        },
      },
    ])
  }
  const task = own.find((each) => each.step === key)
  if (task !== undefined) return actingIn(work, task)
  if (steps.some((each) => each.step === key))
    return refuse('ROLE', 'This step belongs to another organ', '该环节由其他机关办理')
  return refuse('RULE', 'This step is not open', '该环节不在办', [
    { pointer: '/step', code: 'STEP_NOT_OPEN', message: { en: 'Not an open step', zh: '不是在办环节' } },
  ])
}

function actingIn(work: Work, task: TaskState): TaskState {
  const { organisation } = task
  if (organisation === undefined) return task
  const posts = work.actor.answersPosts?.[organisation] ?? []
  work.actor = { ...work.actor, as: { role: 'reviewer', organisation, posts } }
  return task
}

/** Completes a step and opens what follows; the last review step leads to the decision. */
export function completeStep(work: Work, input: ActionInputs['completeStep'], holds: Condition): Outcome {
  const task = meantTask(work, input.step, 'completeStep')
  if (isRefusal(task)) return task
  const step = stepOf(work.definition, task.step)
  const { opinion, answerToDissent, visit } = input
  const refused =
    refuseHeld(work, task) ??
    refuseByWho(work, step) ??
    checkVisit(work, step, visit) ??
    checkInput(step, input.input) ??
    refuseWhileAsked(work, task)
  if (refused !== undefined) return refused
  const { silent } = askedIn(work, task)
  if (answerToDissent === undefined && (silent.length > 0 || dissentIn(work.state, task.step).length > 0))
    return unanswered(silent)
  const asked = closeAsked(work, task)
  const done = input.input === undefined ? task : { ...task, input: input.input }
  const closed = closeTask(work, done, 'completed')
  const targets = nextSteps(work, step, holds)
  if (!Array.isArray(targets)) return targets
  keepWay(work, closed, targets)
  if (visit !== undefined) recordVisit(work, step.key, visit)
  const { opened, ended } = openNext(work, targets, holds)
  record(
    work,
    'completeStep',
    statusByTasks(work),
    {
      step: step.key,
      opinion,
      answerToDissent,
      filledIn: inputFacts(input.input),
      ...asked.facts,
      ...visitFacts(visit),
    },
    { opened, closed: [closed, ...asked.closed, ...ended] },
  )
  return undefined
}

/** Where branches join, a later look at the conditions might find another way: what was taken is kept. */
function keepWay(work: Work, closed: TaskState, led: string[]): void {
  if (work.definition.steps.every(({ join }) => join === undefined)) return
  work.state.tasks = work.state.tasks.map((each) =>
    each.taskId === closed.taskId ? { ...closed, led } : each,
  )
}

/**
 * Sends the case back to a review step: from the decision, or from a later review step. Never forward and never into a
 * branch beside, for then the review that is returned would not take place.
 */
export function returnStep(work: Work, input: ActionInputs['returnStep']): Outcome {
  // From the decision the approver may send it back as well.
  if (
    work.state.status === 'REVIEWING' &&
    !hasRole(work.actor, 'reviewer') &&
    work.actor.as?.role === 'approver'
  ) {
    return refuse('ROLE', 'Returning a step belongs to who works on it', '退回应由该环节的办理人员操作')
  }
  const task = meantTask(work, input.step, 'returnStep')
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
  const opened = already ? [] : openStep(work, toKey)
  record(
    work,
    'returnStep',
    statusByTasks(work),
    { step: task.step, toStep: toKey, reason: input.reason },
    { opened, closed: [closed, ...fallen] },
  )
  return undefined
}
