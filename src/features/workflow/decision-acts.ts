import type { ActionInputs } from './action-inputs.js'
import { type CaseState, openTasks } from './case-state.js'
import { closeTask, type Refusal, record, refuse, type Work } from './decision.js'
import { stepOf } from './definition.js'
import { denyingPaper, grantFacts, grantingPaper, grantOf, grantOnPaper, refuseGrant } from './grant.js'
import { checkProofs } from './handed-in.js'
import { refuseUnheard } from './hearing-acts.js'
import { refuseHeld } from './held-tasks.js'
import { askedIn, closeAsked, dissentIn, refuseWhileAsked, unanswered } from './opinion-acts.js'
import { isRenewedByLaw } from './renewed.js'
import { openSupplements } from './supplement-acts.js'
import { refuseByWho } from './who.js'

type Outcome = Refusal | undefined

/** Every act of the review counts, not only its steps (domain: Art. 48 of hearings, and all others alike). */
const REVIEW_ACTS: ReadonlySet<string> = new Set([
  'startReview',
  'completeStep',
  'giveOpinion',
  'requestJointReview',
  'startSpecial',
  'endSpecial',
  'requestSupplement',
  'inspectMaterial',
])

/** 审查与决定分离: where the definition wants it, who reviewed this case does not decide it; nor who lacks the post. */
export function refuseDecider(work: Work): Outcome {
  const { state, definition, actor } = work
  const task = openTasks(state).find((each) => each.phase === 'decide')
  const barred = task === undefined ? undefined : refuseByWho(work, stepOf(definition, task.step))
  if (barred !== undefined) return barred
  const reviewed = state.acts.some(
    ({ action, subject }) => REVIEW_ACTS.has(action) && subject === actor.subject,
  )
  const visited = (state.visits ?? []).some(({ officers }) => officers.includes(actor.staffNo ?? ''))
  const presided = state.hearing?.heldOn !== undefined && state.hearing.presider === actor.staffNo
  if (definition.fourEyes && (reviewed || visited || presided)) {
    return refuse(
      'STATE',
      'You reviewed this case: somebody else must decide it (four-eyes)',
      '您已审查本件，须由他人作出决定（审查与决定分离）',
    )
  }
  return undefined
}

/** Who decides, and when: whoever has taken it upon himself (领取), who may, and not while somebody is asked. */
function decisionGuard(work: Work): Outcome {
  const task = openTasks(work.state).find((each) => each.phase === 'decide')
  const held = task && refuseHeld(work, task)
  return held ?? refuseDecider(work) ?? (task && refuseWhileAsked(work, task))
}

/** Who was asked in the decision (加签) and is silent after the days holds it no longer. */
function closeDecision(work: Work) {
  const task = openTasks(work.state).find((each) => each.phase === 'decide')
  if (task === undefined) return { step: undefined, silent: {}, closed: [] }
  const { closed, facts } = closeAsked(work, task)
  return { step: task.step, silent: facts, closed: [closeTask(work, task, 'completed'), ...closed] }
}

/** 422: who was added in the decision and disagrees, or is silent, is answered before it is granted. */
function refuseUnanswered(work: Work, answer: string | undefined): Outcome {
  const task = openTasks(work.state).find((each) => each.phase === 'decide')
  if (answer !== undefined || task === undefined) return undefined
  const { silent } = askedIn(work, task)
  return silent.length > 0 || dissentIn(work.state, task.step).length > 0 ? unanswered(silent) : undefined
}

/**
 * Nothing is granted over a material that was found defective and neither exchanged nor found in order since: who decides
 * has it exchanged, has it looked at again, or denies (行政许可法 Art. 38). What the law has granted is not denied, and waits for
 * no paper either.
 */
export function refuseDefective({ state }: Work): Outcome {
  const { defective = [] } = state
  if (defective.length === 0 || isRenewedByLaw(state)) return undefined
  return refuse(
    'RULE',
    'A material was found defective and is not exchanged: have it exchanged or looked at again, or deny',
    '有材料经审核认定有缺陷且未更换：请更换、重新审核，或者作出不予决定',
    defective.map(({ materialCode }) => ({
      pointer: '/materials',
      code: 'MATERIAL_DEFECTIVE',
      message: { en: `${materialCode} was found defective`, zh: `${materialCode} 经审核有缺陷` },
    })),
  )
}

export function approve(work: Work, input: ActionInputs['approve']): Outcome {
  const { opinion, answerToDissent } = input
  const isExaminedOnly = work.state.forwardsTo !== undefined
  const refused =
    decisionGuard(work) ??
    (isExaminedOnly ? undefined : refuseEnded(work)) ??
    // Nobody is heard about what the law has decided, and a hearing could not be called any more.
    (isRenewedByLaw(work.state) ? undefined : refuseUnheard(work)) ??
    // An opinion against it goes up as well: what is defective is judged by the organ that decides (Art. 35).
    (isExaminedOnly ? undefined : refuseDefective(work)) ??
    refuseUnanswered(work, answerToDissent) ??
    refuseGrant(work, input)
  if (refused !== undefined) return refused
  const { step, silent, closed } = closeDecision(work)
  const grant = grantOf(input)
  work.state.decidedOn = work.today
  if (grant !== undefined) work.state.grant = grant
  const facts = {
    step,
    decidedOn: work.today,
    opinion,
    answerToDissent,
    ...silent,
    ...grantFacts(grant ?? {}),
    ...(isExaminedOnly ? { examinedOnly: true } : {}),
  }
  record(work, 'approve', 'APPROVED', facts, { closed })
  // 初审: the organ above decides, and prints the decision; nothing here looks like one.
  if (!isExaminedOnly)
    work.documents.push({
      kind: grantingPaper(work.state),
      facts: {
        decidedOn: work.today,
        ...grantOnPaper(grant ?? {}),
        ...deemedOnPaper(work.state),
      },
    })
  return undefined
}

/** 视为准予延续: the paper names the law, where that is not the one of licences. */
const deemedOnPaper = (state: CaseState): { deemed?: true; renewalBasis?: string } => {
  const basis = state.renewedByLaw?.basis
  return isRenewedByLaw(state)
    ? { deemed: true, ...(basis === undefined ? {} : { renewalBasis: basis }) }
    : {}
}

/** What has ended is neither renewed nor changed (撤销、撤回、注销，Art. 69, 70; 期限届满): the application about it is refused. */
export function refuseEnded({ state: { grantEnded, licenceOver } }: Work): Outcome {
  if (grantEnded === true)
    return refuse(
      'STATE',
      'The licence has been revoked, withdrawn or cancelled since: what has ended is neither renewed nor changed',
      '该证照已被撤销、撤回或者注销，不得再准予延续或者变更',
    )
  if (licenceOver === undefined) return undefined
  return refuse(
    'STATE',
    `The licence ended on ${licenceOver} and was not renewed: what has ended is not changed. Deny it, or let it be withdrawn`,
    `该证照有效期已于${licenceOver}届满且未延续，不得再准予变更；请作出不予变更的决定，或者由申请人撤回申请`,
    [{ pointer: '/action', code: 'LICENCE_EXPIRED', message: EXPIRED }],
  )
}

const EXPIRED = { en: 'The licence has run out', zh: '该证照有效期已届满' }

/** The remedies that a refusal must name (行政许可法 Art. 38; 行政复议法, 行政诉讼法). */
const REMEDY =
  '如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议，或者自收到本决定书之日起六个月内依法提起行政诉讼。'

/** Words that name both ways themselves; anything else stands beside the remedies and never in their place. */
const isRemedy = (words: string): boolean => words.includes('复议') && words.includes('诉讼')

/** 初审: who only examines refuses nothing either; the opinion against it goes up with the file (行政许可法 Art. 22, 35). */
const refuseExaminedOnly = ({ state }: Work): Outcome =>
  state.forwardsTo === undefined
    ? undefined
    : refuse(
        'STATE',
        'An organ above decides: say your opinion against it with approve, which ends the examination, and forward it',
        '本事项由上级机关决定，本机关仅作初审，不得作出不予决定；初审不同意的，请以 approve 完成初审并写明意见，再行转报（行政许可法第三十五条）',
      )

/** The licence that was to be renewed or changed holds no more (Art. 69, 70): its paper says nothing of a term left to run. */
const endedBefore = ({ state: { grantEnded } }: Work): { licenceEnded?: true } =>
  grantEnded === true ? { licenceEnded: true } : {}

export function deny(work: Work, input: ActionInputs['deny']): Outcome {
  const refused = refuseExaminedOnly(work) ?? decisionGuard(work) ?? refuseUnheard(work)
  if (refused !== undefined) return refused
  const { step, silent, closed } = closeDecision(work)
  const { reason, remedy } = input
  work.state.decidedOn = work.today
  record(work, 'deny', 'DENIED', { step, decidedOn: work.today, reason, remedy, ...silent }, { closed })
  const own = remedy === undefined || isRemedy(remedy) ? { remedy } : { remedyNote: remedy }
  work.documents.push({
    kind: denyingPaper(work.state),
    facts: { decidedOn: work.today, reason, ...own, remedy: own.remedy ?? REMEDY, ...endedBefore(work) },
  })
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
