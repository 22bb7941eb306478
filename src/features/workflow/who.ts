import type { TaskState } from './case-state.js'
import { holdsPost, type Refusal, refuse, type Work } from './decision.js'
import { stepOf, type WorkflowStep } from './definition.js'

/**
 * Whether the actor is one of those that a step is kept for (环节办理人): its post, nobody who did a step that another
 * pair of eyes must see, of the same organ or another than who did one. Undefined where nothing speaks against it.
 */
export function refuseByWho(work: Work, step: WorkflowStep): Refusal | undefined {
  const posts = [step.post, step.who?.post].filter((post) => post !== undefined)
  if (!posts.every((post) => holdsPost(work.actor, post)))
    return step.phase === 'decide'
      ? refuse('ROLE', 'The decision is kept for a post that you do not hold', '该决定限定岗位作出')
      : refuse('ROLE', 'This step is kept for a post that you do not hold', '该环节限定岗位办理')
  return refuseOwnWork(work, step) ?? refuseOrgan(work, step)
}

const completed = ({ state }: Work, step: string): TaskState[] =>
  state.tasks.filter((task) => task.kind === 'step' && task.step === step && task.outcome === 'completed')

/** 不相容岗位分离: whichever of the two steps comes first, two people do them. */
function refuseOwnWork(work: Work, { key, who }: WorkflowStep): Refusal | undefined {
  const named = work.definition.steps.filter((other) => other.who?.notWho?.includes(key) === true)
  const apart = [...(who?.notWho ?? []), ...named.map((other) => other.key)]
  const own = apart.find((step) =>
    completed(work, step).some(({ closedBy }) => closedBy === work.actor.subject),
  )
  if (own === undefined) return undefined
  const { title } = stepOf(work.definition, own)
  return refuse(
    'STATE',
    `You did ${title.en} in this case: somebody else must do this step`,
    `本件“${title.zh}”环节由您办理，本环节须由他人办理`,
  )
}

function refuseOrgan(work: Work, { who }: WorkflowStep): Refusal | undefined {
  const organ = work.actor.as?.organisation
  const did = (step: string): boolean =>
    completed(work, step).some(({ closedFor }) => closedFor !== undefined && closedFor === organ)
  const wanted = who?.sameOrganAs
  if (wanted !== undefined && completed(work, wanted).length > 0 && !did(wanted))
    return refuse(
      'STATE',
      `This step belongs to the organ that did ${stepOf(work.definition, wanted).title.en}`,
      `本环节须由办理“${stepOf(work.definition, wanted).title.zh}”环节的机关办理`,
    )
  const unwanted = who?.notSameOrganAs
  if (unwanted !== undefined && did(unwanted))
    return refuse(
      'STATE',
      `This step belongs to another organ than the one that did ${stepOf(work.definition, unwanted).title.en}`,
      `本环节须由办理“${stepOf(work.definition, unwanted).title.zh}”环节以外的机关办理`,
    )
  return undefined
}
