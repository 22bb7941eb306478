import { MASKED } from '../../../shared/masks.js'
import { type Language, say } from '../../../shared/text.js'
import type { TaskState } from '../../workflow/case-state.js'
import { isRefusal } from '../../workflow/decision.js'
import { stepTitle } from '../../workflow/grant.js'
import { deputyOf, isHolder, mayAskAgain, mustClaim } from '../../workflow/held-tasks.js'
import { standingFor } from '../../workflow/task-acts.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { situationOf } from '../case-in-hand.js'
import { sightOf } from '../case-sight.js'
import { summaryOf } from '../clocks-of-case.js'
import { viewClock } from '../view-clock.js'
import type { TaskDetail } from './task-schemas.js'

/** A task as staff see it; words of who asked after it are for who handles the case. */
export function viewTask(
  record: CaseRecord,
  around: Surroundings,
  task: TaskState,
  language: Language,
): TaskDetail {
  const { actor, definition, now } = around
  const step = definition.steps.find(({ key }) => key === task.step)
  const clock = record.clocks.find(({ taskId }) => taskId === task.taskId)
  const own = clock === undefined ? undefined : viewClock(clock, record, around)
  const { dueOn: due, lamp } = summaryOf(record, around)
  const work = { ...situationOf({ record, around }), events: [], documents: [] }
  const { words } = sightOf(record, actor)
  const again = mayAskAgain(definition, task.reminders?.at(-1)?.at, now)
  const isOpen = task.closedAt === undefined
  return {
    taskId: task.taskId,
    caseNo: record.caseNo,
    itemCode: record.itemCode,
    itemName: record.itemName,
    status: record.status,
    kind: task.kind,
    step: task.step,
    ...(step === undefined ? {} : { title: say(stepTitle(step, around.document), language) }),
    phase: task.phase,
    organisation: task.organisation ?? record.organ.successor ?? record.organ.code,
    openedAt: task.openedAt,
    ...(task.closedAt === undefined ? {} : { closedAt: task.closedAt }),
    ...(task.outcome === undefined ? {} : { outcome: task.outcome }),
    ...(due === undefined ? {} : { due }),
    lamp: lamp as TaskDetail['lamp'],
    ...(own?.due === undefined ? {} : { stepDue: own.due }),
    ...(own === undefined ? {} : { stepLamp: own.lamp }),
    mustClaim: mustClaim(definition, task),
    mayDo: isOpen && !isRefusal(standingFor(work, task)),
    ...holderOf(around, task),
    reminders: (task.reminders ?? []).map(({ at, by, note }) => ({
      at,
      by,
      ...(note === undefined ? {} : { note: words ? note : MASKED }),
    })),
    ...(isOpen && again !== undefined ? { remindFrom: again } : {}),
  }
}

/** Who holds a task, as the caller is told: nothing where nobody does. */
export function holderOf(
  { actor }: Pick<Surroundings, 'actor'>,
  task: TaskState,
): Pick<TaskDetail, 'holder'> {
  const { assignee, heldSince, assignedBy } = task
  if (assignee === undefined) return {}
  const mine = isHolder(actor, task)
  return {
    holder: {
      by: assignee,
      ...(heldSince === undefined ? {} : { since: heldSince }),
      ...(assignedBy === undefined ? {} : { assignedBy }),
      mine,
      ...(!mine && deputyOf(actor, task) !== undefined ? { deputyFor: true } : {}),
    },
  }
}
