import type { InputError } from '../../shared/problem.js'
import { isNamed } from './acting.js'
import type { ActionInputs } from './action-inputs.js'
import { type CaseState, openTasks, type TaskState } from './case-state.js'
import { closeTask, isRefusal, type Refusal, record, refuse, type Work } from './decision.js'
import { inDays, stepOf, type WorkflowStep } from './definition.js'
import { refuseHeld } from './held-tasks.js'
import { openOpinion } from './opening.js'
import { isEachOf } from './organs.js'

type Outcome = Refusal | undefined

/** Opinions (会审意见) that were asked for and have not come. */
export const openOpinions = (state: Pick<CaseState, 'tasks'>): TaskState[] =>
  openTasks(state).filter(({ kind }) => kind === 'opinion')

/** An asked organ has as long as the asking says, else the step's own limit, and five working days at most. */
const MOST_DAYS = 5
const OWN_DAYS = { amount: MOST_DAYS, unit: 'workingDay' } as const
export function opinionLimit(
  work: Work,
  step: string,
  days: number | undefined,
): NonNullable<TaskState['limit']> {
  if (days !== undefined) return { amount: days, unit: 'workingDay' }
  const { limit } = stepOf(work.definition, step)
  const { amount, unit } = limit === undefined ? OWN_DAYS : inDays(limit)
  return { amount: Math.min(amount, MOST_DAYS), unit }
}

/** Whether the days of an asked organ are over; never by a day that a notice may still move. */
function isLate({ state, today }: Case, { taskId }: TaskState): boolean {
  const clock = state.clocks.find((each) => each.kind === 'OPINION' && each.taskId === taskId)
  return clock?.due !== undefined && clock.provisional !== true && today > clock.due
}

/** What has become of those who were asked in a step that is open (会审情况). */
export interface Asked {
  /** Have days left, or are waited for whatever the days: the step does not go on. */
  waiting: TaskState[]
  /** Silent after their days: the step goes on with a reason. */
  silent: TaskState[]
  /** Silent, which counts as agreement by the basis of the procedure. */
  deemed: TaskState[]
  /** So many have spoken as the procedure needs. */
  unneeded: TaskState[]
}

type Case = Pick<Work, 'state' | 'today' | 'definition'>

export function askedIn(work: Case, holder: Pick<TaskState, 'step' | 'openedAt'>): Asked {
  const step = stepOf(work.definition, holder.step)
  const open = openOpinions(work.state).filter((task) => task.step === holder.step)
  const enough = open.length > 0 && haveSpoken(work.state, holder) >= needed(step)
  const asked: Asked = { waiting: [], silent: [], deemed: [], unneeded: [] }
  for (const task of open) asked[settle(work, step, task, enough)].push(task)
  return asked
}

function settle(work: Case, step: WorkflowStep, task: TaskState, enough: boolean): keyof Asked {
  if (task.each === true && enough) return 'unneeded'
  if (!isLate(work, task)) return 'waiting'
  // A person who was added is of the own house: nothing is read into silence there.
  if (task.reviewer !== undefined || step.onSilence === undefined) return 'silent'
  const { act } = step.onSilence
  return act === 'escalate' ? 'waiting' : act === 'deemedAgreement' ? 'deemed' : 'silent'
}

const needed = ({ who }: WorkflowStep): number => {
  const needs = isEachOf(who?.organ) ? who.organ.needs : undefined
  return needs === 'any' ? 1 : typeof needs === 'number' ? needs : Number.POSITIVE_INFINITY
}

/** Of the organs that the step itself asks, since it was opened. */
const haveSpoken = ({ tasks }: CaseState, { step, openedAt }: Pick<TaskState, 'step' | 'openedAt'>): number =>
  tasks.filter(
    (task) =>
      task.each === true && task.step === step && task.openedAt >= openedAt && task.outcome === 'completed',
  ).length

/** No step goes on while who was asked in it is waited for. */
export function refuseWhileAsked(work: Case, holder: Pick<TaskState, 'step' | 'openedAt'>): Outcome {
  const { waiting } = askedIn(work, holder)
  if (waiting.length === 0) return undefined
  return waiting.some((task) => !isLate(work, task))
    ? refuse('STATE', 'Opinions that were asked for are still open', '会审意见尚未收齐')
    : refuse(
        'STATE',
        'An organ is silent: it answers, or a lead takes it out with a reason (removeReviewer)',
        '有机关逾期未答复：须待其答复，或者由首席代表说明理由后减签',
      )
}

/** Closes the questions of a step that is done; gives them, with what the event says of the silence. */
export function closeAsked(work: Work, holder: TaskState): { closed: TaskState[]; facts: object } {
  const { waiting, silent, deemed, unneeded } = askedIn(work, holder)
  const codes = (tasks: readonly TaskState[]) => [
    ...new Set(tasks.flatMap(({ organisation }) => organisation ?? [])),
  ]
  const basis = stepOf(work.definition, holder.step).onSilence?.basis
  const facts = {
    ...(silent.length === 0 ? {} : { silent: codes(silent) }),
    ...(deemed.length === 0 ? {} : { deemed: codes(deemed), deemedBasis: basis }),
  }
  const closed = [
    ...[...waiting, ...silent, ...unneeded].map((task) => closeTask(work, task, 'ended')),
    ...deemed.map((task) => closeTask(work, { ...task, deemed: true }, 'ended')),
  ]
  return { closed, facts }
}

/**
 * 视为同意: the days of an asked organ are over, and the procedure cites the statute by which its silence is agreement. Its
 * question is closed; the step itself is done by who holds it.
 */
export function deemAgreement(work: Work): Outcome {
  if (!work.definition.automaticConsequences)
    return refuse('STATE', 'The procedure forbids automatic consequences', '该流程不允许自动处理')
  const holders = openTasks(work.state).filter(({ kind }) => kind === 'step')
  const silent = holders.flatMap((holder) => askedIn(work, holder).deemed)
  if (silent.length === 0)
    return refuse('STATE', 'No organ is silent beyond its days by a statute', '没有依法视为同意的逾期机关')
  const deemed = [...new Set(silent.flatMap(({ organisation }) => organisation ?? []))]
  const [{ step = '' } = {}] = silent
  const deemedBasis = stepOf(work.definition, step).onSilence?.basis
  const closed = silent.map((task) => closeTask(work, { ...task, deemed: true }, 'ended'))
  record(work, 'deemAgreement', work.state.status, { deemed, deemedBasis }, { closed })
  return undefined
}

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

/** Others may be asked, or are by the procedure itself. */
function isJoint({ definition }: Work, key: string): boolean {
  const { jointReview, who } = stepOf(definition, key)
  return jointReview === true || isEachOf(who?.organ)
}

/** 会审: other organs are asked; the step cannot be completed before they have answered. */
export function requestJointReview(work: Work, input: ActionInputs['requestJointReview']): Outcome {
  const step = openTasks(work.state).find((task) => task.kind === 'step' && isJoint(work, task.step))
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

/**
 * Questions that were closed while their organ was silent beyond its days, the last first: a word that comes is kept beside.
 * Where a statute took the silence for agreement (视为同意) it has spoken.
 */
const silentQuestions = (work: Work): TaskState[] =>
  work.state.tasks
    .filter(
      ({ kind, reviewer, outcome }) => kind === 'opinion' && reviewer === undefined && outcome === 'ended',
    )
    .filter(
      (task) =>
        task.removed !== true && task.deemed !== true && task.agrees === undefined && isLate(work, task),
    )
    .reverse()

/** Whose opinion is given: without a task that of the own organ; a named one may lie within a subtree as well. */
function ownQuestion(work: Work, taskId: string | undefined): TaskState | Refusal {
  const { subject, answersFor, answersForOwn } = work.actor
  const isForMe = (task: TaskState) =>
    task.reviewer === undefined ? answersFor.includes(task.organisation ?? '') : isNamed(work.actor, task)
  const open = openOpinions(work.state).filter(isForMe)
  const isOwn = (task: TaskState) =>
    task.reviewer !== undefined || answersForOwn.includes(task.organisation ?? '')
  const asked = [...open, ...silentQuestions(work).filter(isForMe)]
  const task = taskId === undefined ? asked.find(isOwn) : asked.find((each) => each.taskId === taskId)
  if (task === undefined && asked.length > 0 && taskId === undefined) return theirs()
  if (task === undefined)
    return refuse('STATE', 'No opinion is asked of your organ any more', '没有待贵机关出具的会审意见')
  // Who reviews the case does not answer for those who were asked about it.
  const reviews = work.state.acts.some((act) => REVIEWING.has(act.action) && act.subject === subject)
  return reviews && !isOwn(task) ? theirs() : task
}

const REVIEWING = new Set(['startReview', 'completeStep', 'requestJointReview'])
const theirs = (): Refusal =>
  refuse('ROLE', 'The opinion belongs to the organ that was asked', '会审意见应由被征求意见的机关出具')

/** A word that came after the step went on alters nothing but what is known: the question stays closed as it was. */
function keepWord(work: Work, said: TaskState): TaskState {
  work.state.tasks = work.state.tasks.map((each) => (each.taskId === said.taskId ? said : each))
  return said
}

/** 会审意见, kept and marked where it comes late (逾期意见), also when the step has gone on without it. */
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
  const closed = task.closedAt === undefined ? closeTask(work, said, 'completed') : keepWord(work, said)
  record(
    work,
    'giveOpinion',
    work.state.status,
    {
      askedOrganisation: task.organisation,
      agrees: input.agrees,
      opinion: input.opinion,
      ...(late ? { late } : {}),
      ...(input.attachments === undefined ? {} : { attachments: input.attachments.length }),
    },
    { closed: [closed] },
  )
  return undefined
}
