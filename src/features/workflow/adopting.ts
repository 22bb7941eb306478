import { openTasks, type TaskState } from './case-state.js'
import { closeTask, type Refusal, refuse, type Work } from './decision.js'
import { reachableFrom, type WorkflowDefinition } from './definition.js'
import { openStep } from './opening.js'
import { statusByTasks } from './step-flow.js'

/** What becomes of the steps of a running case under another version of its procedure (在办件转用新版). */
export interface AdoptedSteps {
  opened: TaskState[]
  closed: TaskState[]
  /** Open steps that go on as they are: who holds them and their days stay. */
  kept: string[]
  /** Steps that were done, of which the new version knows nothing: what was done stays on record. */
  doneWithoutPlace: string[]
  /** Steps of the new version that nobody does any more in this case, since it is past them. */
  passedOver: string[]
  /** Steps that are still to come. */
  toCome: string[]
}

/**
 * Puts the open steps of a case into another version of its procedure; `work` stands under that version. A step that is
 * there under the same key goes on as it is. One that is not ends, and what `goesOn` names for it opens. Nothing that was done
 * is done again, and no case comes to its decision, or back from it, by a new version. Changes the state of `work`.
 */
export function adoptSteps(work: Work, goesOn: ReadonlyMap<string, string>): AdoptedSteps | Refusal {
  const { state, definition } = work
  const known = new Map(definition.steps.map((step) => [step.key, step]))
  const open = openTasks(state).filter(({ kind }) => kind === 'step')
  const kept = open.filter(({ step, phase }) => known.get(step)?.phase === phase)
  const gone = open.filter((task) => !kept.includes(task))
  const unplaced = gone.filter(({ step }) => !known.has(goesOn.get(step) ?? ''))
  if (unplaced.length > 0) return stepsGone(unplaced.map(({ step }) => step))
  const closed = gone.flatMap((task) => endStep(work, task.step))
  const targets = new Set(gone.flatMap(({ step }) => goesOn.get(step) ?? []))
  const opened = [...targets].flatMap((key) =>
    kept.some(({ step }) => step === key) ? [] : openStep(work, key),
  )
  const status = state.status === 'SPECIAL_PROCEDURE' ? (state.statusLeft ?? 'REVIEWING') : state.status
  const phases = new Set(openTasks(work.state).flatMap(({ kind, phase }) => (kind === 'step' ? [phase] : [])))
  if (open.length > 0 && (statusByTasks(work) !== status || phases.size > 1)) return phaseChanges()
  return { opened, closed, kept: kept.map(({ step }) => step), ...wayOf(work.state.tasks, definition) }
}

function endStep(work: Work, step: string): TaskState[] {
  return openTasks(work.state)
    .filter((task) => task.step === step)
    .map((task) => closeTask(work, task, 'ended'))
}

/** Where the case stands in the new version: what is behind it, what it has passed, and what is before it. */
function wayOf(
  tasks: readonly TaskState[],
  { steps, start }: WorkflowDefinition,
): Pick<AdoptedSteps, 'doneWithoutPlace' | 'passedOver' | 'toCome'> {
  const ofSteps = tasks.filter(({ kind }) => kind === 'step')
  const done = new Set(ofSteps.flatMap(({ step, outcome }) => (outcome === 'completed' ? [step] : [])))
  const open = ofSteps.flatMap(({ step, closedAt }) => (closedAt === undefined ? [step] : []))
  const keys = steps.map(({ key }) => key)
  const ahead = new Set(
    (open.length === 0 ? [start] : open).flatMap((step) => [...reachableFrom(steps, step)]),
  )
  return {
    doneWithoutPlace: [...done].filter((step) => !keys.includes(step)),
    passedOver: keys.filter((key) => !ahead.has(key) && !done.has(key)),
    toCome: keys.filter((key) => ahead.has(key) && !open.includes(key)),
  }
}

const stepsGone = (steps: readonly string[]): Refusal =>
  refuse(
    'RULE',
    'An open step is not in the new version: say by which step the case goes on',
    '在办环节在新版流程中不存在：请指明由哪一环节接续',
    steps.map((step) => ({
      pointer: '/steps',
      code: 'STEP_GONE',
      message: { en: `The step ${step} is open`, zh: `环节 ${step} 正在办理` },
    })),
  )

const phaseChanges = (): Refusal =>
  refuse(
    'STATE',
    'By the new version the case would come to its decision, or back from it: finish the open step first',
    '转用新版会使本件直接进入决定环节或者退回审查：请先办完在办环节',
    [
      {
        pointer: '/steps',
        code: 'PHASE_CHANGES',
        message: { en: 'Review and decision would change places', zh: '审查与决定环节将发生变化' },
      },
    ],
  )
