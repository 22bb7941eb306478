import type { InputError } from '../../shared/problem.js'
import type { ActionInputs } from './action-inputs.js'
import { type CaseState, openSpecials, openTasks, type TaskState } from './case-state.js'
import { closeTask, hasRole, openStep, type Refusal, record, refuse, type Work } from './decision.js'
import { reachableFrom, stepOf } from './definition.js'
import { type Condition, nextSteps, openNext, statusByTasks } from './step-flow.js'
import { refuseByWho } from './who.js'

type Outcome = Refusal | undefined

export function startReview(work: Work, input: ActionInputs['startReview']): Outcome {
  const task = openStep(work, work.definition.start)
  record(work, 'startReview', statusByTasks(work), { step: task.step, note: input.note }, { opened: [task] })
  return undefined
}

/** The open step that an act means: the named one, or the only one. */
function meantTask(work: Work, key: string | undefined): TaskState | Refusal {
  const steps = openTasks(work.state).filter((task) => task.kind === 'step')
  const [first] = steps
  if (key === undefined) {
    if (first !== undefined && steps.length === 1) return first
    return refuse('RULE', 'Several steps are open: name one', '有多个环节在办，请指明环节', [
      {
        pointer: '/step',
        code: 'REQUIRED',
        message: {
          en: `One of ${steps.map((task) => task.step).join(', ')}`,
          zh: `应为 ${steps.map((task) => task.step).join('、')} 之一`,
        },
      },
    ])
  }
  const task = steps.find((each) => each.step === key)
  if (task !== undefined) return task
  return refuse('RULE', 'This step is not open', '该环节不在办', [
    { pointer: '/step', code: 'STEP_NOT_OPEN', message: { en: 'Not an open step', zh: '不是在办环节' } },
  ])
}

const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal'

/** Completes a step and opens what follows; the last review step leads to the decision. */
export function completeStep(work: Work, input: ActionInputs['completeStep'], holds: Condition): Outcome {
  const task = meantTask(work, input.step)
  if (isRefusal(task)) return task
  const step = stepOf(work.definition, task.step)
  const refused = refuseByWho(work, step)
  if (refused !== undefined) return refused
  if (openTasks(work.state).some((each) => each.kind === 'opinion')) {
    return refuse('STATE', 'Opinions of other organs are still open', '会审意见尚未收齐')
  }
  const { opinion, answerToDissent } = input
  if (dissentIn(work.state, task.step).length > 0 && answerToDissent === undefined) return unanswered()
  const targets = nextSteps(work, step, holds)
  if (!Array.isArray(targets)) return targets
  const closed = closeTask(work, task, 'completed')
  const opened = openNext(work, targets, holds)
  record(
    work,
    'completeStep',
    statusByTasks(work),
    { step: step.key, opinion, answerToDissent },
    { opened, closed: [closed] },
  )
  return undefined
}

/** Organs whose last opinion in a step was against it (不同意见). */
export function dissentIn({ tasks }: Pick<CaseState, 'tasks'>, step: string): string[] {
  const last = new Map<string, boolean>()
  for (const { kind, step: of, organisation = '', agrees } of tasks)
    if (kind === 'opinion' && of === step && agrees !== undefined) last.set(organisation, agrees)
  return [...last].flatMap(([organisation, agrees]) => (agrees ? [] : [organisation]))
}

const unanswered = (): Refusal =>
  refuse(
    'RULE',
    'An organ that was asked disagrees: say why the case goes on',
    '会审有不同意见，须说明处理理由',
    [
      {
        pointer: '/answerToDissent',
        code: 'REQUIRED',
        message: { en: 'Answer the opinion that disagrees', zh: '请对不同意见说明采纳情况和理由' },
      },
    ],
  )

/**
 * Sends the case back to a review step: from the decision, or from a later review step. Never forward and never into a
 * branch beside, for then the review that is returned would not take place.
 */
export function returnStep(work: Work, input: ActionInputs['returnStep']): Outcome {
  // From the decision the approver may send it back as well.
  if (work.state.status === 'REVIEWING' && !hasRole(work.actor, 'reviewer')) {
    return refuse('ROLE', 'Returning a step belongs to who works on it', '退回应由该环节的办理人员操作')
  }
  const task = meantTask(work, input.step)
  if (isRefusal(task)) return task
  const toKey = input.toStep ?? work.definition.start
  const target = work.definition.steps.find((step) => step.key === toKey)
  if (target?.phase !== 'review') {
    return refuse('RULE', 'A case is returned to a review step', '只能退回到审查环节', [
      {
        pointer: '/toStep',
        code: 'NOT_A_REVIEW_STEP',
        message: { en: 'Not a review step of this procedure', zh: '不是本流程的审查环节' },
      },
    ])
  }
  if (!reachableFrom(work.definition.steps, toKey).has(task.step)) {
    return refuse('RULE', 'A case is returned to an earlier step', '只能退回到之前的环节', [
      {
        pointer: '/toStep',
        code: 'NOT_EARLIER',
        message: { en: `Does not come before ${task.step}`, zh: `不在环节 ${task.step} 之前` },
      },
    ])
  }
  const closed = closeTask(work, task, 'returned')
  // What was asked in the step that is returned is asked no longer: a silent organ holds no case for ever.
  const asked = openTasks(work.state).filter((each) => each.kind === 'opinion' && each.step === task.step)
  const fallen = asked.map((each) => closeTask(work, each, 'ended'))
  const already = openTasks(work.state).some((each) => each.kind === 'step' && each.step === toKey)
  const opened = already ? [] : [openStep(work, toKey)]
  record(
    work,
    'returnStep',
    statusByTasks(work),
    { step: task.step, toStep: toKey, reason: input.reason },
    { opened, closed: [closed, ...fallen] },
  )
  return undefined
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
  const opened = input.organisations.map((organisation): TaskState => {
    return {
      taskId: work.newId(),
      kind: 'opinion',
      step: step.step,
      phase: 'review',
      openedAt: work.now,
      organisation,
      ...(input.personal === true ? { personal: true } : {}),
    }
  })
  work.state.tasks.push(...opened)
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
function askedInVain(work: Work, code: string, twice: boolean): Omit<InputError, 'pointer'> | undefined {
  const open = openTasks(work.state).some((task) => task.kind === 'opinion' && task.organisation === code)
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
  const open = openTasks(work.state).filter(
    (task) => task.kind === 'opinion' && answersFor.includes(task.organisation ?? ''),
  )
  const isOwn = (task: TaskState) => answersForOwn.includes(task.organisation ?? '')
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
  work.actor = {
    ...work.actor,
    as: { role: 'reviewer', organisation: task.organisation ?? '', posts: [] },
  }
  const closed = closeTask(work, { ...task, agrees: input.agrees }, 'completed')
  record(
    work,
    'giveOpinion',
    work.state.status,
    { askedOrganisation: task.organisation, agrees: input.agrees, opinion: input.opinion },
    { closed: [closed] },
  )
  return undefined
}

/** 特别程序 (Art. 45): the limits stand still and the applicant is told in writing how long it takes. */
export function startSpecial(work: Work, input: ActionInputs['startSpecial']): Outcome {
  const { state } = work
  const late = state.clocks.some(
    (clock) =>
      (clock.kind === 'PROMISE' || clock.kind === 'LEGAL') &&
      !clock.stopped &&
      clock.due !== undefined &&
      work.today > clock.due,
  )
  if (late && !(hasRole(work.actor, 'lead') && input.reason !== undefined)) {
    return refuse(
      'STATE',
      'The limit has passed: only the lead may start a special procedure, with a reason',
      '时限已过：只有首席代表说明理由后才能启动特别程序',
    )
  }
  if (state.status === 'REVIEWING' || state.status === 'DECIDING') state.statusLeft = state.status
  const special = {
    specialId: work.newId(),
    kind: input.kind,
    startedOn: work.today,
    estimatedDays: input.estimatedDays,
    basis: input.basis,
  }
  state.specials.push(special)
  record(work, 'startSpecial', 'SPECIAL_PROCEDURE', {
    specialId: special.specialId,
    kind: input.kind,
    estimatedDays: input.estimatedDays,
    basis: input.basis,
    reason: input.reason,
  })
  work.documents.push({
    kind: 'specialNotice',
    facts: { kind: input.kind, estimatedDays: input.estimatedDays, basis: input.basis },
  })
  return undefined
}

export function endSpecial(work: Work, input: ActionInputs['endSpecial']): Outcome {
  const { state } = work
  const open = openSpecials(state)
  const special =
    input.specialId === undefined ? open[0] : open.find((each) => each.specialId === input.specialId)
  if (special === undefined) {
    return refuse('RULE', 'This special procedure is not open', '该特别程序不在进行中', [
      {
        pointer: '/specialId',
        code: 'NOT_OPEN',
        message: { en: 'Not an open special procedure', zh: '不是进行中的特别程序' },
      },
    ])
  }
  state.specials = state.specials.map((each) => (each === special ? { ...each, endedOn: work.today } : each))
  const left = state.statusLeft ?? 'REVIEWING'
  const back = open.length > 1 ? 'SPECIAL_PROCEDURE' : left
  if (back !== 'SPECIAL_PROCEDURE') delete state.statusLeft
  record(work, 'endSpecial', back, { specialId: special.specialId, kind: special.kind, result: input.result })
  return undefined
}
