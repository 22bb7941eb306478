import type { ActionInputs } from './action-inputs.js'
import type { TaskState } from './case-state.js'
import { closeTask, hasRole, isRefusal, type Refusal, record, refuse, type Work } from './decision.js'
import { stepOf } from './definition.js'
import { openOpinion } from './opening.js'
import { askedInVain, openOpinions, opinionLimit } from './opinion-acts.js'
import { meantTask } from './review-acts.js'
import { refuseByWho } from './who.js'

/**
 * 加签、减签: while a step runs, who holds it has a colleague or another organ speak as well, before the own opinion or
 * after it, and takes out who has not spoken yet. An added one is asked as in a joint review: a task with its days, an
 * opinion, an answer to dissent before the step is done.
 */

type Outcome = Refusal | undefined
type Reviewer = { organisation?: string | undefined; staffNo?: string | undefined }

/** 403: whose step it is; a lead may in any. A decision is the approver's, a review is not. */
function refuseHolder(work: Work, task: TaskState): Outcome {
  if (hasRole(work.actor, 'lead')) return undefined
  if (task.phase === 'review' && !hasRole(work.actor, 'reviewer'))
    return refuse(
      'ROLE',
      'Reviewers are added by who works on the step',
      '加签、减签应由该环节的办理人员操作',
    )
  return refuseByWho(work, stepOf(work.definition, task.step))
}

export function addReviewer(work: Work, input: ActionInputs['addReviewer']): Outcome {
  const task = meantTask(work, input.step, 'addReviewer')
  if (isRefusal(task)) return task
  const refused = refuseHolder(work, task) ?? refuseNames(input) ?? refuseOrder(input)
  if (refused !== undefined) return refused
  const { organisation, staffNo, reason, opinion, position = 'before' } = input
  const why = organisation === undefined ? unfit(work, staffNo ?? '') : askedInVain(work, organisation, false)
  if (why !== undefined)
    return refuse('RULE', 'This one cannot be added', '不能加签', [
      { pointer: organisation === undefined ? '/staffNo' : '/organisation', ...why },
    ])
  const opened = openOpinion(work, task.step, {
    organisation: organisation ?? work.state.organisation,
    limit: opinionLimit(work, task.step, input.days),
    ...(staffNo === undefined ? {} : { reviewer: staffNo }),
    ...(position === 'after' ? { after: true } : {}),
  })
  const facts = { ...factsOf(opened), after: opened.after, reason, opinion }
  record(work, 'addReviewer', work.state.status, facts, { opened: [opened] })
  return undefined
}

const factsOf = ({ step, organisation, reviewer }: TaskState) => ({
  step,
  reviewerOrganisation: organisation,
  reviewer,
})

/** 422: one of the two is named. */
function refuseNames({ organisation, staffNo }: Reviewer): Outcome {
  if ((organisation === undefined) !== (staffNo === undefined)) return undefined
  const message = { en: 'Name an organ or a colleague', zh: '请指明一个机关，或者一名本机关工作人员' }
  return refuse('RULE', 'Who is added is one', '请指明加签对象', [
    { pointer: '/organisation', code: 'REQUIRED', message },
  ])
}

/** 422: who is added after the own opinion must have one to read; before it there is none. */
function refuseOrder({ position, opinion }: ActionInputs['addReviewer']): Outcome {
  if ((position === 'after') === (opinion !== undefined)) return undefined
  const message =
    opinion === undefined
      ? { en: 'Say what your own opinion is', zh: '后加签须填写本人意见' }
      : { en: 'Only with position "after"', zh: '前加签不填写本人意见' }
  return refuse('RULE', 'The own opinion goes before who is added after it', '加签顺序与本人意见不符', [
    { pointer: '/opinion', code: opinion === undefined ? 'REQUIRED' : 'NOT_AFTER', message },
  ])
}

function unfit({ actor, state, colleagues }: Work, staffNo: string) {
  if (actor.staffNo === staffNo)
    return {
      code: 'YOURSELF',
      message: { en: 'You review the case already', zh: '不能加签本人' },
    }
  if (openOpinions(state).some(({ reviewer }) => reviewer === staffNo))
    return { code: 'ASKED_TWICE', message: { en: 'Asked already', zh: '已向该人员加签' } }
  return colleagues?.has(staffNo) === true
    ? undefined
    : {
        code: 'OFFICER_UNKNOWN',
        message: { en: 'No reviewer of this organ has this number', zh: '不是本机关审查人员的编号' },
      }
}

export function removeReviewer(work: Work, input: ActionInputs['removeReviewer']): Outcome {
  const task = meantReviewer(work, input)
  if (isRefusal(task)) return task
  const step = work.state.tasks.findLast((each) => each.kind === 'step' && each.step === task.step)
  const refused = step === undefined ? undefined : refuseHolder(work, step)
  if (refused !== undefined) return refused
  const closed = closeTask(work, { ...task, removed: true }, 'ended')
  record(
    work,
    'removeReviewer',
    work.state.status,
    { ...factsOf(task), reason: input.reason },
    { closed: [closed] },
  )
  return undefined
}

/** Who was asked and has not spoken: by the task, the organ or the person. */
function meantReviewer({ state }: Work, input: ActionInputs['removeReviewer']): TaskState | Refusal {
  const { taskId, organisation, staffNo } = input
  const named = state.tasks.filter(
    (task) =>
      task.kind === 'opinion' &&
      (taskId === undefined || task.taskId === taskId) &&
      (organisation === undefined || (task.organisation === organisation && task.reviewer === undefined)) &&
      (staffNo === undefined || task.reviewer === staffNo),
  )
  const open = named.filter(({ closedAt }) => closedAt === undefined)
  const [one] = open
  if (one !== undefined && open.length === 1) return one
  if (open.length === 0 && named.some(({ outcome }) => outcome === 'completed'))
    return refuse('STATE', 'Who has spoken is not removed', '已经出具意见，不能减签')
  if (open.length === 0)
    return refuse('STATE', 'Nobody was asked who has not spoken', '没有尚未出具意见的加签对象')
  const message = {
    en: `Name one by taskId: ${open.map((each) => each.taskId).join(', ')}`,
    zh: `请以 taskId 指明其中一个：${open.map((each) => each.taskId).join('、')}`,
  }
  return refuse('RULE', 'Several have not spoken: name one', '有多个对象尚未出具意见，请指明其中一个', [
    { pointer: '/taskId', code: 'REQUIRED', message },
  ])
}
