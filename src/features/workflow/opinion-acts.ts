import type { InputError } from '../../shared/problem.js'
import { isNamed } from './acting.js'
import type { ActionInputs } from './action-inputs.js'
import { type CaseState, openTasks, type TaskState } from './case-state.js'
import { closeTask, isRefusal, type Refusal, record, refuse, type Work } from './decision.js'
import { stepOf } from './definition.js'
import { refuseHeld } from './held-tasks.js'

type Outcome = Refusal | undefined

/** Opinions (会审意见) that were asked for and have not come. */
export const openOpinions = (state: Pick<CaseState, 'tasks'>): TaskState[] =>
  openTasks(state).filter(({ kind }) => kind === 'opinion')

/** An asked organ has as long as the asking says, else the step's own limit, and five working days at most. */
const MOST_DAYS = 5
export function opinionLimit(
  work: Work,
  step: string,
  days: number | undefined,
): NonNullable<TaskState['limit']> {
  if (days !== undefined) return { amount: days, unit: 'workingDay' }
  const { amount = MOST_DAYS, unit = 'workingDay' } = stepOf(work.definition, step).limit ?? {}
  return { amount: Math.min(amount, MOST_DAYS), unit }
}

/** Whether the days of an asked organ are over; never by a day that a notice may still move. */
function isLate({ state, today }: Work, { taskId }: TaskState): boolean {
  const clock = state.clocks.find((each) => each.kind === 'OPINION' && each.taskId === taskId)
  return clock?.due !== undefined && clock.provisional !== true && today > clock.due
}

/** No step goes on while who was asked in it has days left; the silence afterwards holds no case. */
export function refuseWhileAsked(work: Work, step: string): Outcome {
  const waiting = openOpinions(work.state).filter((task) => task.step === step && !isLate(work, task))
  return waiting.length === 0
    ? undefined
    : refuse('STATE', 'Opinions of other organs are still open', '会审意见尚未收齐')
}

/** What the event of the next act says of organs that were silent. */
export const silentFacts = (unheard: readonly TaskState[]) =>
  unheard.length === 0
    ? {}
    : { silent: [...new Set(unheard.flatMap(({ organisation }) => organisation ?? []))] }

/** 422: dissent, or silence after the limit, is answered with a reason before the step is completed. */
export function unanswered(silent: readonly TaskState[]): Refusal {
  const message =
    silent.length > 0
      ? {
          en: 'Organs that were asked are silent: say why the case goes on',
          zh: '被征求意见的机关逾期未答复，请说明继续办理的理由',
        }
      : { en: 'Answer the opinion that disagrees', zh: '请对不同意见说明采纳情况和理由' }
  return refuse('RULE', message.en, message.zh, [{ pointer: '/answerToDissent', code: 'REQUIRED', message }])
}

/** Organs, and persons by their numbers, whose last opinion in a step was against it (不同意见). */
export function dissentIn({ tasks }: Pick<CaseState, 'tasks'>, step: string): string[] {
  const last = new Map<string, boolean>()
  for (const { kind, step: of, organisation = '', reviewer = organisation, agrees } of tasks)
    if (kind === 'opinion' && of === step && agrees !== undefined) last.set(reviewer, agrees)
  return [...last].flatMap(([organisation, agrees]) => (agrees ? [] : [organisation]))
}

/** 会审: other organs are asked; the step cannot be completed before they have answered. */
export function requestJointReview(work: Work, input: ActionInputs['requestJointReview']): Outcome {
  const step = openTasks(work.state).find(
    (task) => task.kind === 'step' && stepOf(work.definition, task.step).jointReview === true,
  )
  if (step === undefined) return refuse('STATE', 'The open step knows no joint review', '当前环节不支持会审')
  const errors = input.organisations.flatMap((code, index) => {
    const error = askedInVain(work, code, input.organisations.indexOf(code) < index)
    return error === undefined ? [] : [{ pointer: `/organisations/${index}`, ...error }]
  })
  if (errors.length > 0)
    return refuse('RULE', 'These organs cannot be asked', '不能向这些机关征求意见', errors)
  const { days, personal } = input
  const opened = input.organisations.map((organisation) =>
    openOpinion(work, step.step, {
      organisation,
      limit: opinionLimit(work, step.step, days),
      ...(personal === true ? { personal } : {}),
    }),
  )
  record(
    work,
    'requestJointReview',
    'REVIEWING',
    {
      organisations: opened.map((task) => task.organisation),
      question: input.question,
      personal: input.personal,
    },
    { opened },
  )
  return undefined
}

/** Opens the question to one organ, or to one person of an organ, in a step. */
export function openOpinion(
  work: Work,
  step: string,
  to: Pick<TaskState, 'organisation' | 'limit' | 'personal' | 'reviewer' | 'after'>,
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

/** Why an organ is not asked: it does not exist, decides the case itself, or is asked already. */
export function askedInVain(
  work: Work,
  code: string,
  twice: boolean,
): Omit<InputError, 'pointer'> | undefined {
  const open = openTasks(work.state).some(
    (task) => task.kind === 'opinion' && task.reviewer === undefined && task.organisation === code,
  )
  if (twice || open)
    return {
      code: 'ASKED_TWICE',
      message: { en: 'This organ is asked already', zh: '已向该机关征求意见' },
    }
  if (code === work.state.organisation)
    return {
      code: 'OWN_ORGAN',
      message: { en: 'The organ of the case does not ask itself', zh: '不能向本件所属机关自己征求意见' },
    }
  if (!work.organs.has(code))
    return {
      code: 'ORGANISATION_UNKNOWN',
      message: { en: 'No organ has this code', zh: '没有该代码的机关' },
    }
  return undefined
}

/** Whose opinion is given: without a task that of the own organ; a named one may lie within a subtree as well. */
function ownQuestion(work: Work, taskId: string | undefined): TaskState | Refusal {
  const { subject, answersFor, answersForOwn } = work.actor
  const isForMe = (task: TaskState) =>
    task.reviewer === undefined ? answersFor.includes(task.organisation ?? '') : isNamed(work.actor, task)
  const open = openOpinions(work.state).filter(isForMe)
  const isOwn = (task: TaskState) =>
    task.reviewer !== undefined || answersForOwn.includes(task.organisation ?? '')
  const task = taskId === undefined ? open.find(isOwn) : open.find((each) => each.taskId === taskId)
  if (task === undefined && open.length > 0 && taskId === undefined) return theirs()
  if (task === undefined)
    return refuse('STATE', 'No opinion is asked of your organ any more', '没有待贵机关出具的会审意见')
  // Who reviews the case does not answer for those who were asked about it.
  const reviews = work.state.acts.some((act) => REVIEWING.has(act.action) && act.subject === subject)
  return reviews && !isOwn(task) ? theirs() : task
}

const REVIEWING = new Set(['startReview', 'completeStep', 'requestJointReview'])
const theirs = (): Refusal =>
  refuse('ROLE', 'The opinion belongs to the organ that was asked', '会审意见应由被征求意见的机关出具')

export function giveOpinion(work: Work, input: ActionInputs['giveOpinion']): Outcome {
  const task = ownQuestion(work, input.taskId)
  if (isRefusal(task)) return task
  if (task.reviewer === undefined)
    work.actor = {
      ...work.actor,
      as: { role: 'reviewer', organisation: task.organisation ?? '', posts: [] },
    }
  const held = refuseHeld(work, task)
  if (held !== undefined) return held
  const late = isLate(work, task)
  const said = { ...task, agrees: input.agrees, ...(late ? { late } : {}) }
  const closed = closeTask(work, said, 'completed')
  record(
    work,
    'giveOpinion',
    work.state.status,
    {
      askedOrganisation: task.organisation,
      agrees: input.agrees,
      opinion: input.opinion,
      ...(late ? { late } : {}),
    },
    { closed: [closed] },
  )
  return undefined
}
