import type { Standing } from '../access/competence.js'
import { actingAs, isNamed } from './acting.js'
import type { TaskState } from './case-state.js'
import { type Actor, isRefusal, type Refusal, refuse, type Work } from './decision.js'
import { refuseDecider } from './decision-acts.js'
import { stepOf } from './definition.js'
import { deputyOf, given, heldBy, holderKey } from './held-tasks.js'
import { refuseByWho } from './who.js'

/** The standing in which somebody may do a task, by role, post, organ and four-eyes; else why not. */
export function standingFor(work: Work, task: TaskState): Standing | Refusal {
  const { actor } = work
  const as = roleFor(actor, task)
  if (as === undefined)
    return refuse(
      'ROLE',
      'This task is done by another role, of the organ to which it belongs',
      '该任务由所属机关的相应角色办理',
    )
  if (task.kind === 'opinion') return as
  const acting = { ...work, actor: { ...actor, as } }
  const barred =
    refuseByWho(acting, stepOf(work.definition, task.step)) ??
    (task.phase === 'decide' ? refuseDecider(acting) : undefined)
  return barred ?? as
}

/** In the stead of the absent holder, where the actor is the deputy; else in the first standing of the role. */
function roleFor(actor: Actor, task: TaskState): Standing | undefined {
  const { organisation, reviewer } = task
  // 加签: it is one person's.
  if (reviewer !== undefined)
    return isNamed(actor, task)
      ? actor.standings.find(({ deputyFor = actor.staffNo }) => deputyFor === reviewer)
      : undefined
  // A question, or a step that the procedure gives to another organ.
  if (organisation !== undefined)
    return actor.answersFor.includes(organisation)
      ? (deputyOf(actor, task) ?? {
          role: 'reviewer',
          organisation,
          posts: actor.answersPosts?.[organisation] ?? [],
        })
      : undefined
  const as = actingAs(actor, task.phase === 'decide' ? 'approve' : 'completeStep')
  return (as && deputyOf(actor, task, as.role)) ?? as
}

/** 领取: who may do a task takes it, as long as nobody holds it. */
export function claim(work: Work, task: TaskState): { task: TaskState; as: Standing } | Refusal {
  const as = standingFor(work, task)
  if (isRefusal(as)) return as
  if (task.assignee !== undefined) return heldBy(task)
  return { as, task: given(task, holderKey(work.actor), work.now) }
}
