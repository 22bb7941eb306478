import { type Instant, instantPlusHours } from '../../shared/time.js'
import type { Standing } from '../access/competence.js'
import type { TaskState } from './case-state.js'
import { type Actor, type Refusal, refuse, type Work } from './decision.js'
import type { WorkflowDefinition } from './definition.js'

type Person = Pick<Actor, 'staffNo' | 'subject'>

/** By which somebody holds a task: the staff number, or the identity of who stands in no register. */
export const holderKey = ({ staffNo, subject }: Person): string => staffNo ?? subject

/** Whether the actor is the one who holds a task. */
export const isHolder = ({ staffNo, subject }: Person, { assignee }: TaskState): boolean =>
  assignee !== undefined && (assignee === staffNo || assignee === subject)

/** The standing in which the actor stands in for the absent person who holds a task (代理); `role`: in this one. */
export function deputyOf(actor: Actor, task: TaskState, role?: string): Standing | undefined {
  const { assignee, organisation } = task
  if (assignee === undefined) return undefined
  if (organisation !== undefined) {
    const answers = actor.answersFor.includes(organisation) && actor.standsInFor?.includes(assignee) === true
    return answers ? { role: 'reviewer', organisation, posts: [], deputyFor: assignee } : undefined
  }
  return actor.standings.find(
    (standing) => standing.deputyFor === assignee && (role === undefined || standing.role === role),
  )
}

/** 409: somebody else holds it, and who. */
export const heldBy = ({ taskId, assignee = '' }: TaskState): Refusal => ({
  ...refuse(
    'HELD',
    'Somebody else holds this task: who holds it gives it back, or the lead assigns it anew',
    '该任务已由他人领取，须由持有人放回或者由首席代表改派',
  ),
  task: { taskId, heldBy: assignee },
})

/**
 * What it means for who acts on a task that somebody holds it: it is the holder's, or the deputy's of the absent holder, whose
 * name then stands beside (代理). What nobody holds is done without claiming, unless the procedure wants that (须先领取).
 */
export function refuseHeld(work: Work, task: TaskState): Refusal | undefined {
  const { actor, definition } = work
  // On the spot (即办) a step is opened and done in one act: there is nothing to claim.
  if (task.assignee === undefined)
    return mustClaim(definition, task) && work.events.length === 0 ? unclaimed(task) : undefined
  if (isHolder(actor, task)) return undefined
  const as = deputyOf(actor, task, actor.as?.role)
  if (as === undefined) return heldBy(task)
  work.actor = { ...actor, as }
  return undefined
}

const unclaimed = ({ taskId }: TaskState): Refusal => ({
  ...refuse('HELD', 'The procedure wants this step claimed before it is done', '本环节须先领取再办理'),
  task: { taskId },
})

/** Whether the procedure wants a task claimed before it is done (须先领取). */
export const mustClaim = ({ steps }: WorkflowDefinition, { kind, step }: TaskState): boolean =>
  kind === 'step' && steps.find(({ key }) => key === step)?.claim === true

/** 放回: nobody holds it any more. */
export function released(task: TaskState): TaskState {
  const { assignee: _assignee, heldSince: _since, assignedBy: _by, ...others } = task
  return others
}

/** Somebody's from now on: claimed, or assigned by another (领取、分派). */
export const given = (task: TaskState, assignee: string, now: Instant, assignedBy?: string): TaskState => ({
  ...released(task),
  assignee,
  heldSince: now,
  ...(assignedBy === undefined ? {} : { assignedBy }),
})

/** Where a procedure says nothing: a day. */
const A_DAY = 24

/** From when on the same may be asked again (催办间隔); undefined: from now. */
export function mayAskAgain(
  { remindHours = A_DAY }: WorkflowDefinition,
  last: Instant | undefined,
  now: Instant,
): Instant | undefined {
  if (last === undefined) return undefined
  const again = instantPlusHours(last, remindHours)
  return again > now ? again : undefined
}
