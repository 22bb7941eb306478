import type { ActionInputs } from './action-inputs.js'
import { openTasks } from './case-state.js'
import { closeTask, endTasks, holdsPost, type Refusal, record, refuse, type Work } from './decision.js'
import { stepOf } from './definition.js'
import { checkProofs } from './handed-in.js'
import { openSupplements } from './supplement-acts.js'

type Outcome = Refusal | undefined

/** Every act of the review counts, not only its steps (domain: Art. 48 of hearings, and all others alike). */
const REVIEW_ACTS = new Set([
  'startReview',
  'completeStep',
  'giveOpinion',
  'requestJointReview',
  'startSpecial',
  'endSpecial',
  'requestSupplement',
])

/** 审查与决定分离: where the definition wants it, who reviewed this case does not decide it. */
function decisionGuard(work: Work): Outcome {
  const { state, definition, actor } = work
  const task = openTasks(state).find((each) => each.phase === 'decide')
  const post = task === undefined ? undefined : stepOf(definition, task.step).post
  if (post !== undefined && !holdsPost(actor, post)) {
    return refuse('ROLE', 'The decision is kept for a post that you do not hold', '该决定限定岗位作出')
  }
  const reviewed = state.acts.some((act) => REVIEW_ACTS.has(act.action) && act.subject === actor.subject)
  if (definition.fourEyes && reviewed) {
    return refuse(
      'STATE',
      'You reviewed this case: somebody else must decide it (four-eyes)',
      '您已审查本件，须由他人作出决定（审查与决定分离）',
    )
  }
  return undefined
}

function closeDecision(work: Work) {
  const task = openTasks(work.state).find((each) => each.phase === 'decide')
  return { step: task?.step, closed: task === undefined ? [] : [closeTask(work, task, 'completed')] }
}

export function approve(work: Work, input: ActionInputs['approve']): Outcome {
  const refused = decisionGuard(work)
  if (refused !== undefined) return refused
  const { step, closed } = closeDecision(work)
  work.state.decidedOn = work.today
  record(work, 'approve', 'APPROVED', { step, decidedOn: work.today, opinion: input.opinion }, { closed })
  work.documents.push({ kind: 'approval', facts: { decidedOn: work.today } })
  return undefined
}

/** The remedies that a refusal must name (行政许可法 Art. 38; 行政复议法, 行政诉讼法). */
const REMEDY =
  '如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议，或者自收到本决定书之日起六个月内依法提起行政诉讼。'

export function deny(work: Work, input: ActionInputs['deny']): Outcome {
  const refused = decisionGuard(work)
  if (refused !== undefined) return refused
  const { step, closed } = closeDecision(work)
  work.state.decidedOn = work.today
  record(
    work,
    'deny',
    'DENIED',
    { step, decidedOn: work.today, reason: input.reason, remedy: input.remedy },
    { closed },
  )
  work.documents.push({
    kind: 'denial',
    facts: { decidedOn: work.today, reason: input.reason, remedy: input.remedy ?? REMEDY },
  })
  return undefined
}

/** The post of the organ's head (负责人). */
export const HEAD_POST = '负责人'

/** 延长期限 (Art. 42): once, before the due day, with a reason that the applicant is told. */
export function extend(work: Work, input: ActionInputs['extend']): Outcome {
  if (work.actor.as?.inNameOf !== undefined) {
    return refuse(
      'ROLE',
      'An extension of what was entrusted is approved by the head of the organ that entrusted it (Art. 24, 42)',
      '受委托办理的事项，延长期限须经委托机关负责人批准（行政许可法第二十四条、第四十二条）',
    )
  }
  if (!holdsPost(work.actor, HEAD_POST)) {
    return refuse(
      'ROLE',
      'An extension is approved by the head of the organ (Art. 42): it needs the post 负责人',
      '延长期限须经本行政机关负责人批准（行政许可法第四十二条），限“负责人”岗位办理',
    )
  }
  const limits = work.state.clocks.filter((clock) => clock.kind === 'PROMISE' || clock.kind === 'LEGAL')
  if (!limits.some((clock) => !clock.stopped))
    return refuse('STATE', 'No limit is running', '没有正在计算的期限')
  if (limits.some((clock) => clock.extended))
    return refuse('STATE', 'A limit is extended only once', '期限只能延长一次')
  if (limits.some((clock) => clock.due !== undefined && work.today > clock.due)) {
    return refuse('STATE', 'The limit has passed: it can no longer be extended', '期限已过，不能再延长')
  }
  const extension = { amount: input.days ?? 10, unit: 'workingDay' as const }
  record(work, 'extend', work.state.status, { days: extension.amount, reason: input.reason }, { extension })
  work.documents.push({ kind: 'extensionNotice', facts: { days: extension.amount, reason: input.reason } })
  return undefined
}

/**
 * Deferred materials arrive (容缺后补), after their day as well; what was found defective after acceptance is exchanged, and
 * what the review asked for comes (补充材料). A case that was deemed accepted may still lack materials: there any of the item's may come. Nothing else comes this way.
 */
export function supplyMaterials(work: Work, input: ActionInputs['supplyMaterials']): Outcome {
  const { state } = work
  const owed = state.deferred
    .filter((entry) => entry.suppliedOn === undefined)
    .map((entry) => entry.materialCode)
  const defective = (state.defective ?? []).map(({ materialCode }) => materialCode)
  const open = new Set([
    ...owed,
    ...defective,
    ...openSupplements(state),
    ...(state.acceptMode === 'DEEMED' ? state.materialCodes : []),
  ])
  if (open.size === 0 || input.materials.length === 0) {
    return refuse('STATE', 'No material is open', '没有待补交的材料')
  }
  const unproven = checkProofs(input.materials, state.commitments)
  if (unproven.length > 0)
    return refuse('RULE', 'What is supplied must be there', '补交的材料缺少凭据', unproven)
  const errors = input.materials.flatMap((material, index) =>
    open.has(material.materialCode)
      ? []
      : [
          {
            pointer: `/materials/${index}/materialCode`,
            code: 'NOT_DEFERRED',
            message: { en: 'Not among the deferred materials', zh: '不在容缺材料之列' },
          },
        ],
  )
  if (errors.length > 0)
    return refuse('RULE', 'Only deferred materials may be supplied', '只能补交容缺材料', errors)
  const came = new Set(input.materials.map((material) => material.materialCode))
  state.deferred = state.deferred.map((entry) =>
    entry.suppliedOn === undefined && came.has(entry.materialCode)
      ? { ...entry, suppliedOn: work.today }
      : entry,
  )
  if (state.supplements !== undefined)
    state.supplements = state.supplements.map((entry) =>
      entry.suppliedOn === undefined && came.has(entry.materialCode)
        ? { ...entry, suppliedOn: work.today }
        : entry,
    )
  record(work, 'supplyMaterials', state.status, { materials: [...came] })
  return undefined
}

/** Deferred materials, and what a case lacked that was deemed accepted: both are owed before anything goes out. */
const owesMaterials = ({ state }: Work): boolean =>
  state.deferred.some((entry) => entry.suppliedOn === undefined) ||
  (state.acceptMode === 'DEEMED' && state.missing.length > 0)
const owing = () =>
  refuse(
    'STATE',
    'No certificate goes out before the deferred materials are there',
    '容缺材料补齐前不得发放证照',
  )

export function close(work: Work, input: ActionInputs['close']): Outcome {
  const approved = work.state.status === 'APPROVED'
  const resultType = input.resultType ?? (approved ? 'issued' : 'returned')
  if (!approved && resultType === 'issued') {
    return refuse('RULE', 'Nothing is issued after a refusal', '不予决定不能以出证办结', [
      {
        pointer: '/resultType',
        code: 'NOT_AFTER_DENIAL',
        message: { en: 'Use returned', zh: '请使用 returned' },
      },
    ])
  }
  // Whatever the result is called: an approved case that owes materials is not closed.
  if (approved && owesMaterials(work)) return owing()
  work.state.resultType = resultType
  record(work, 'close', 'CLOSED', { resultType, note: input.note }, { closed: endTasks(work) })
  return undefined
}

export function deliver(work: Work, input: ActionInputs['deliver']): Outcome {
  if (work.state.resultType === 'issued' && owesMaterials(work)) return owing()
  record(work, 'deliver', 'DELIVERED', {
    method: input.method,
    receiver: input.receiver,
    note: input.note,
  })
  work.documents.push({ kind: 'deliveryReceipt', facts: { method: input.method, deliveredOn: work.today } })
  return undefined
}
