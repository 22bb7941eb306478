import { openTasks, type TaskState } from './case-state.js'
import { closeTask, type Refusal, refuse, type Work } from './decision.js'
import { reachableFrom, stepOf, type WorkflowStep } from './definition.js'
import { guardData } from './guard-data.js'
import { openStep } from './opening.js'
import type { Status } from './statuses.js'

/**
 * Evaluates the condition of a step; undefined when it cannot be reckoned on this case. Injected, so that these files
 * stay free of the engine.
 */
export type Condition = (when: unknown, data: unknown) => boolean | undefined

/** The steps that follow a completed one in this case: all that fit of a parallel step, otherwise the first. */
export function nextSteps(work: Work, step: WorkflowStep, holds: Condition): string[] | Refusal {
  const fitting: string[] = []
  const data = step.next.some(({ when }) => when !== undefined) ? guardData(work) : undefined
  for (const [index, { to, when }] of step.next.entries()) {
    const fits = when === undefined ? true : holds(when, data)
    if (fits === undefined) {
      return refuse(
        'RULE',
        `The condition of ${step.key} for ${to} cannot be reckoned on this case`,
        `环节 ${step.key} 通往 ${to} 的条件无法根据本件数据计算`,
        [
          {
            pointer: '/step',
            code: 'CONDITION_FAILED',
            message: { en: `Condition ${index + 1} of the step`, zh: `环节的第 ${index + 1} 个条件` },
          },
        ],
      )
    }
    if (fits) fitting.push(to)
  }
  const [first] = fitting
  if (first === undefined) return refuse('RULE', 'No following step fits this case', '没有符合条件的后续环节')
  return step.parallel === true ? fitting : [first]
}

/**
 * Opens what follows. A joining step waits while a branch that it waits for is under way, and is taken up again when
 * the last of them has gone elsewhere; one that needs only some of its branches ends what could still come to it, with
 * what waited on the way there. A joining step that is open when a branch comes to it again takes that in: it is done once
 * for all that came until it was completed. A decision waits for every open step, since nothing is decided while a part of
 * the case is still under review.
 */
export function openNext(work: Work, targets: readonly string[], holds: Condition): Opened {
  const wanted = [...new Set([...targets, ...waitingJoins(work, holds)])].map((key) =>
    stepOf(work.definition, key),
  )
  const full = wanted.filter((step) => hasEnough(work, step, holds))
  const ended = full.flatMap((step) => endBranches(work, step))
  const isCut = (step: WorkflowStep): boolean =>
    full.some((join) => join !== step && reachableFrom(work.definition.steps, step.key).has(join.key))
  const reviews = wanted.filter((step) => step.phase === 'review' && !isCut(step))
  const begun = reviews.filter((step) => full.includes(step) || !isAwaited(work, step, reviews))
  const [open, fresh] = [
    begun.filter(({ key }) => isOpen(work, key)),
    begun.filter(({ key }) => !isOpen(work, key)),
  ]
  takeIn(work, [...open, ...wanted.filter(isCut)], holds)
  const opened = fresh.flatMap(({ key }) => openStep(work, key))
  const decision = wanted.find((step) => step.phase === 'decide')
  const reviewing = openTasks(work.state).some((task) => task.kind === 'step')
  return {
    opened: decision === undefined || reviewing ? opened : [...opened, ...openStep(work, decision.key)],
    ended,
  }
}

interface Opened {
  opened: TaskState[]
  /** What a join with enough branches waits for no longer. */
  ended: TaskState[]
}

/** A join that needs only some of its branches (任一、若干), and so many have come to it since it was last opened. */
function hasEnough(work: Work, { key, join, needs }: WorkflowStep, holds: Condition): boolean {
  if (join === undefined || needs === undefined || needs === 'all') return false
  const least = needs === 'any' ? 1 : needs
  const tasks = work.state.tasks.filter((task) => task.kind === 'step')
  const since = tasks.slice(tasks.findLastIndex((task) => task.step === key) + 1)
  const came = join.filter((before) =>
    since.some((task) => task.step === before && cameTo(work, task, key, holds)),
  )
  return came.length >= least
}

/** Ends the steps that could still come to a join, with what was asked in them. */
function endBranches(work: Work, { key }: WorkflowStep): TaskState[] {
  const { steps } = work.definition
  const late = openTasks(work.state).filter(({ step }) => step !== key && reachableFrom(steps, step).has(key))
  return late.map((task) => closeTask(work, task, 'ended'))
}

const isOpen = (work: Work, key: string): boolean =>
  openTasks(work.state).some((task) => task.kind === 'step' && task.step === key)

/** Some step that is open, or is about to be, can still come to one of those that the step joins. */
function isAwaited(work: Work, { key, join }: WorkflowStep, wanted: readonly WorkflowStep[]): boolean {
  if (join === undefined) return false
  const open = openTasks(work.state).flatMap((task) => (task.kind === 'step' ? [task.step] : []))
  return [...open, ...wanted.map((step) => step.key)].some((step) => {
    if (step === key) return false
    const ahead = reachableFrom(work.definition.steps, step)
    return join.some((before) => ahead.has(before))
  })
}

/** Joining steps to which a completed branch led and which have not been opened since. */
function waitingJoins(work: Work, holds: Condition): string[] {
  const tasks = work.state.tasks.filter((task) => task.kind === 'step')
  return work.definition.steps.flatMap(({ key, join }) => {
    if (join === undefined) return []
    const since = tasks.findLastIndex((task) => task.step === key) + 1
    return tasks.slice(since).some((task) => cameTo(work, task, key, holds)) ? [key] : []
  })
}

/** Whether a completed branch led to a join, which has not taken it in. */
const cameTo = (work: Work, task: TaskState, key: string, holds: Condition): boolean =>
  task.outcome === 'completed' && leadsTo(work, task.step, key) && ledTo(work, task, holds).includes(key)

/** Where a completed branch led, as it was kept then; a task of before is reckoned again. */
function ledTo(work: Work, { step, led }: TaskState, holds: Condition): readonly string[] {
  const targets = led ?? nextSteps(work, stepOf(work.definition, step), holds)
  return Array.isArray(targets) ? targets : []
}

/** What came to these joins opens them no more: they are open already, or were ended before they began. */
function takeIn(work: Work, steps: readonly WorkflowStep[], holds: Condition): void {
  const keys = steps.flatMap(({ key, join }) => (join === undefined ? [] : [key]))
  if (keys.length === 0) return
  work.state.tasks = work.state.tasks.map((task) =>
    task.kind === 'step' && keys.some((key) => cameTo(work, task, key, holds))
      ? { ...task, led: ledTo(work, task, holds).filter((to) => !keys.includes(to)) }
      : task,
  )
}

/** A step that was done under an earlier version of the procedure, and is in it no more, leads nowhere. */
const leadsTo = (work: Work, step: string, key: string): boolean =>
  work.definition.steps.find((each) => each.key === step)?.next.some(({ to }) => to === key) === true

/** DECIDING exactly when the active step's phase is decide. */
export function statusByTasks(work: Work): Status {
  return openTasks(work.state).some((task) => task.phase === 'decide') ? 'DECIDING' : 'REVIEWING'
}
