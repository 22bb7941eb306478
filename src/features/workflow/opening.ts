import type { TaskState } from './case-state.js'
import type { Work } from './decision.js'
import { stepOf } from './definition.js'
import { holderOf, organsAsked, organsMissing } from './organs.js'

/**
 * Opens a step of the definition: the task of who holds it, first, and with `eachOf` one for each organ that is asked.
 */
export function openStep(work: Work, key: string): TaskState[] {
  const step = stepOf(work.definition, key)
  const organisation = holderOf(work, step)
  const task: TaskState = {
    taskId: work.newId(),
    kind: 'step',
    step: key,
    phase: step.phase,
    openedAt: work.now,
    ...(organisation === undefined
      ? {}
      : { organisation, ...(step.who?.personal === true ? { personal: true } : {}) }),
  }
  work.state.tasks.push(task)
  const missing = organsMissing(work, step)
  if (missing.length > 0) work.notAsked = [...(work.notAsked ?? []), ...missing]
  const asked = organsAsked(work, step).map((each) => openOpinion(work, key, { ...each, each: true }))
  return [task, ...asked]
}

/** Opens the question to one organ, or to one person of an organ, in a step. */
export function openOpinion(
  work: Work,
  step: string,
  to: Pick<TaskState, 'organisation' | 'limit' | 'personal' | 'reviewer' | 'after' | 'each'>,
): TaskState {
  const task: TaskState = {
    taskId: work.newId(),
    kind: 'opinion',
    step,
    // Whatever the step is: an opinion decides nothing.
    phase: 'review',
    openedAt: work.now,
    ...to,
  }
  work.state.tasks.push(task)
  return task
}
