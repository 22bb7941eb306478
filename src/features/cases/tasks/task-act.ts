import { type Caller, covers } from '../../../shared/caller.js'
import type { Standing } from '../../access/competence.js'
import type { TaskState } from '../../workflow/case-state.js'
import {
  type Actor,
  isRefusal,
  type PlainEvent,
  type Refusal,
  refuse,
  type Work,
} from '../../workflow/decision.js'
import {
  deputyOf,
  given,
  heldBy,
  holderKey,
  isHolder,
  mayAskAgain,
  released,
} from '../../workflow/held-tasks.js'
import { claim, standingFor } from '../../workflow/task-acts.js'
import type { LookContext, Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { CaseRecord } from '../case.js'
import { actorOf, type InHand, situationOf } from '../case-in-hand.js'
import { refuseInput } from '../refuse-input.js'
import { absentWhy, type Candidate, findCandidate, RECUSED } from './candidate.js'

/** What is done with a task of a case, beside doing it (领取、放回、分派、催办). */
export type TaskCommand =
  | { action: 'claimTask' | 'releaseTask'; taskId: string }
  | { action: 'assignTask'; taskId: string; staffNo: string; reason?: string }
  | { action: 'remindTask'; taskId: string; note?: string }

/** Each changes who does the task and not where the case stands. */
export async function doTaskAct(
  context: LookContext,
  hand: InHand,
  caller: Caller,
  command: TaskCommand,
): Promise<Prepared | Refusal | { kind: 'absent' }> {
  const task = hand.record.tasks.find(({ taskId }) => taskId === command.taskId)
  if (task === undefined) return { kind: 'absent' }
  const work: Work = { ...situationOf(hand), events: [], documents: [] }
  switch (command.action) {
    case 'claimTask':
      return refuseClosed(work, task) ?? claimed(hand, work, task)
    case 'releaseTask':
      return giveBack(hand, caller, work, task)
    case 'assignTask':
      return assign(context, hand, caller, { work, task, command })
    case 'remindTask':
      return remind(hand, caller, work, task, command.note)
  }
}

/** Nothing is done any more with a task that is closed, nor in a case that a newer release works on. */
function refuseClosed({ state }: Work, task: TaskState): Refusal | undefined {
  if (task.closedAt !== undefined) return refuse('STATE', 'The task is done', '该任务已办结')
  return state.unknown === undefined
    ? undefined
    : refuse('STATE', 'A newer release of the service works on this case', '本件正由更新版本的系统办理')
}

function claimed(hand: InHand, work: Work, task: TaskState): Prepared | Refusal {
  const taken = claim(work, task)
  return isRefusal(taken) ? taken : prepared(hand, 'claimTask', taken)
}

/** 放回: by who holds it, who stands in for the holder, or the lead. */
function giveBack(hand: InHand, caller: Caller, work: Work, task: TaskState): Prepared | Refusal {
  const { actor } = hand.around
  const standing = actor.standings.find(ofOrgan)
  const leads = leadStanding(caller, hand.record, task, actor.standings)
  const answers = task.organisation !== undefined && actor.answersFor.includes(task.organisation)
  if (standing === undefined && leads === undefined && !answers)
    return refuse('ROLE', 'It is given back by who holds it, or the lead', '任务由持有人或者首席代表放回')
  const closed = refuseClosed(work, task)
  if (closed !== undefined) return closed
  if (task.assignee === undefined) return refuse('STATE', 'Nobody holds this task', '该任务无人领取')
  const mine = isHolder(actor, task)
  const stead = deputyOf(actor, task)
  if (!mine && stead === undefined && leads === undefined) return heldBy(task)
  const as = mine ? (ofAsked(actor, task) ?? standing) : (stead ?? leads ?? standing)
  return prepared(hand, 'releaseTask', { task: released(task), as })
}

/** As one of the organ whose task it is, where that is not the case's: the event tells it so. */
function ofAsked({ answersFor, answersPosts }: Actor, { organisation }: TaskState): Standing | undefined {
  if (organisation === undefined || !answersFor.includes(organisation)) return undefined
  return { role: 'reviewer', organisation, posts: answersPosts?.[organisation] ?? [] }
}

/** Of the deciding organ, in the stead of nobody. */
const ofOrgan = ({ role, windowAuthority }: Standing): boolean =>
  windowAuthority === undefined && role !== 'citizen' && role !== 'assistant'

/** As the lead of the organ whose task it is: of the case's, of one that was asked, or to which the procedure gives the step. */
function leadStanding(
  caller: Caller,
  { askedOrgans }: CaseRecord,
  { organisation }: TaskState,
  standings: readonly Standing[],
): Standing | undefined {
  if (organisation === undefined) return standings.find(({ role }) => role === 'lead')
  const organ = askedOrgans.find(({ code }) => code === organisation)
  const leads =
    organ !== undefined &&
    caller.grants.some(
      (grant) => grant.role === 'lead' && grant.delegation === undefined && covers(grant, organ),
    )
  return leads ? { role: 'lead', organisation: organ.code, posts: [] } : undefined
}

interface Assigning {
  work: Work
  task: TaskState
  command: Extract<TaskCommand, { action: 'assignTask' }>
}

/** 分派、改派: by the lead, to somebody of the organ who may do it and is there; who is away has a deputy to name. */
async function assign(
  context: LookContext,
  hand: InHand,
  caller: Caller,
  { work, task, command }: Assigning,
): Promise<Prepared | Refusal> {
  const { record, around } = hand
  const as = around.actor.recused ? undefined : leadStanding(caller, record, task, around.actor.standings)
  if (as === undefined)
    return refuse('ROLE', 'Tasks are assigned by the lead of their organ', '任务由所属机关的首席代表分派')
  const closed = refuseClosed(work, task)
  if (closed !== undefined) return closed
  const candidate = await findCandidate(context.pool, command.staffNo, task.phase)
  const unfit = candidate === undefined ? NOT_THERE : unfitFor(work, task, record, candidate)
  if (unfit !== undefined) return refuseInput([{ pointer: '/staffNo', ...unfit }])
  if (task.assignee === command.staffNo)
    return refuse('STATE', 'That person holds it already', '该任务已由此人办理')
  return prepared(
    hand,
    'assignTask',
    { task: given(task, command.staffNo, work.now, holderKey(around.actor)), as },
    {
      assignee: command.staffNo,
      ...(isStaffNo(task.assignee) ? { from: task.assignee } : {}),
      reason: command.reason,
    },
  )
}

/** Of who stands in no register the identity is kept, which no event tells. */
const isStaffNo = (assignee: string | undefined): boolean => assignee?.includes('|') === false

const NOT_THERE = {
  code: 'STAFF_UNKNOWN',
  message: { en: 'No member of staff has this number', zh: '没有该工号的工作人员' },
}

/** Why a task is not given to somebody: another organ's, away, a party of the case, or not who may do it. */
function unfitFor(work: Work, task: TaskState, record: CaseRecord, candidate: Candidate) {
  const organ = task.organisation ?? record.organ.successor ?? record.organ.code
  const away = absentWhy(candidate)
  if (away !== undefined) return away
  const actor = actorOf(candidate.caller, record)
  if (actor.recused) return RECUSED
  const as = standingFor({ ...work, actor }, task)
  if (isRefusal(as)) return { code: 'NOT_FOR_THIS_STEP', message: as.detail }
  return as.organisation === organ || as.inNameOf === organ
    ? undefined
    : {
        code: 'OTHER_ORGAN',
        message: { en: `Is not of the organ ${organ}`, zh: `不是机关 ${organ} 的工作人员` },
      }
}

/** 催办: somebody of the own side asks after a task, once in each interval; who holds it sees that. */
function remind(
  hand: InHand,
  caller: Caller,
  work: Work,
  task: TaskState,
  note: string | undefined,
): Prepared | Refusal {
  const { actor, definition, now } = hand.around
  const as =
    actor.standings.find(({ role }) => role !== 'citizen' && role !== 'assistant') ??
    (actor.recused ? undefined : leadStanding(caller, hand.record, task, []))
  if (as === undefined)
    return refuse('ROLE', 'Tasks are asked after by who deals with the case', '催办任务由本件办理人员操作')
  const closed = refuseClosed(work, task)
  if (closed !== undefined) return closed
  const { reminders = [] } = task
  const again = mayAskAgain(definition, reminders.at(-1)?.at, now)
  if (again !== undefined)
    return {
      ...refuse('SOON', `It was asked after; again from ${again} on`, `已催办，${again} 后可再次催办`),
      again,
    }
  const reminder = { at: now, by: holderKey(actor), ...(note === undefined ? {} : { note }) }
  return prepared(
    hand,
    'remindTask',
    { task: { ...task, reminders: [...reminders, reminder] }, as },
    { note },
  )
}

/** The case with the changed task, and its event. */
function prepared(
  { record, around }: InHand,
  type: Extract<PlainEvent, `${string}Task`>,
  { task, as }: { task: TaskState; as: Standing | undefined },
  facts: Record<string, unknown> = {},
): Prepared {
  const acting = as === undefined ? around : { ...around, actor: { ...around.actor, as } }
  const { taskId, step } = task
  const decision = plainDecision(record, acting, type, { facts: { taskId, step, ...facts } })
  const tasks = record.tasks.map((each) => (each.taskId === taskId ? task : each))
  return {
    kind: 'prepared',
    record,
    around: acting,
    decision: { ...decision, state: { ...decision.state, tasks } },
  }
}
