import { actingAs, refuseByStanding } from './acting.js'
import type { ActionInputs, Command } from './action-inputs.js'
import { refuseWhileWaiting } from './awaiting.js'
import { type CaseState, openTasks } from './case-state.js'
import { refuseBeforeReceipt } from './collecting.js'
import { requestCorrection } from './correction-acts.js'
import { type Decision, type Refusal, refuse, type Situation, type Work } from './decision.js'
import { approve, deny, supplyMaterials } from './decision-acts.js'
import { STEP_ACTS, type WorkflowDefinition } from './definition.js'
import { close, deliver, returnMail } from './delivery-acts.js'
import { expireCorrection, terminate, voidCase, withdraw } from './ending-acts.js'
import { extend } from './extension-acts.js'
import { refuseUnpaid, settleFees } from './fee-acts.js'
import { informOfHearing, requestHearing } from './hearing-acts.js'
import { waiveHearing } from './hearing-waiver.js'
import { accept, acceptWithDeferral, correctOnTheSpot, deemAccept, preReview, submit } from './intake-acts.js'
import { refuseMoved } from './moved.js'
import { handleOnTheSpot } from './on-the-spot.js'
import { deemAgreement, giveOpinion, requestJointReview } from './opinion-acts.js'
import { reckon } from './reckon.js'
import { refuseRenewed } from './renewed.js'
import { completeStep, returnStep, startReview } from './review-acts.js'
import { addReviewer, removeReviewer } from './reviewer-acts.js'
import { endSpecial, startSpecial } from './special-procedures.js'
import { ACTIONS, type Action } from './statuses.js'
import { requestSupplement } from './supplement-acts.js'
import { targetsOf } from './transitions.js'
import { declareNotRequired, refuseAcceptance } from './turning-away-acts.js'

/** A condition meets whatever the form holds: where the engine gives up, the act is refused, nothing is thrown. */
function holds(when: unknown, data: unknown): boolean | undefined {
  const reckoned = reckon(when, data)
  return reckoned === undefined ? undefined : reckoned.value === true
}

/** What each action does, once the table and the role allow it. */
const ACTS: { [A in Action]: (work: Work, input: ActionInputs[A]) => Refusal | undefined } = {
  submit,
  preReview,
  correctOnTheSpot,
  requestCorrection,
  accept,
  acceptWithDeferral,
  deemAccept,
  refuseAcceptance,
  declareNotRequired,
  handleOnTheSpot: (work, input) => handleOnTheSpot(work, input, holds),
  expireCorrection,
  deemAgreement,
  startReview,
  completeStep: (work, input) => completeStep(work, input, holds),
  returnStep,
  requestJointReview,
  giveOpinion,
  startSpecial,
  endSpecial,
  approve,
  deny,
  extend,
  supplyMaterials,
  close,
  deliver,
  returnMail,
  withdraw,
  terminate,
  void: voidCase,
  requestSupplement,
  addReviewer,
  removeReviewer,
  informOfHearing,
  requestHearing,
  waiveHearing,
}

/**
 * The only function that gives a case another status. Pure: the same situation and command give the same answer.
 * First the role, then the table, then what the act itself demands. The state that came in is never changed.
 */
export function decide(situation: Situation, command: Command): Decision | Refusal {
  const { action } = command
  const barred = refuseByTable(situation, action)
  if (barred !== undefined) return barred
  // What is revoked goes out to nobody: no fee holds that up.
  const revokes = command.action === 'close' && command.revocation !== undefined
  const unpaid = revokes ? undefined : refuseUnpaid(situation.state, action)
  if (unpaid !== undefined) return unpaid
  const as = actingAs(situation.actor, action)
  const actor = as === undefined ? situation.actor : { ...situation.actor, as }
  const work: Work = { ...situation, actor, state: copy(situation.state), events: [], documents: [] }
  const act = ACTS[action] as (work: Work, input: Command) => Refusal | undefined
  const refusal = act(work, command)
  if (refusal !== undefined) return refusal
  settleFees(work)
  work.state.version = situation.state.version + work.events.length
  return { kind: 'decision', state: work.state, events: work.events, documents: work.documents }
}

/** What role and table say, before anything that the action brings along is looked at. */
export function refuseByTable({ state, actor, definition }: Situation, action: Action): Refusal | undefined {
  const barred = refuseByStanding(actor, action, state)
  if (barred !== undefined) return barred
  if (state.unknown !== undefined) {
    return refuse(
      'STATE',
      `A newer release of the service works on this case: ${state.unknown} is not known here`,
      `本件正由更新版本的系统办理：此处不识别 ${state.unknown}`,
    )
  }
  if (targetsOf(state.status, action) !== undefined)
    return (
      refuseMoved(state, action) ??
      refuseRenewed(state, action) ??
      refuseByStep(state, definition, action) ??
      refuseBeforeReceipt(state, action) ??
      refuseWhileWaiting(state, action)
    )
  return refuse(
    'STATE',
    `${action} is not possible in the status ${state.status}`,
    `当前状态不能${ACTIONS[action].zh}`,
  )
}

/** What every open step leaves out is not done while they are open. */
function refuseByStep(state: CaseState, { steps }: WorkflowDefinition, action: Action): Refusal | undefined {
  if (!(STEP_ACTS as readonly string[]).includes(action)) return undefined
  const open = openTasks(state).flatMap(({ kind, step }) => (kind === 'step' ? [step] : []))
  const allows = (key: string): boolean => {
    const acts: readonly string[] | undefined = steps.find((step) => step.key === key)?.acts
    return acts?.includes(action) ?? true
  }
  return open.length === 0 || open.some(allows)
    ? undefined
    : refuse('STATE', `The open step does not allow ${action}`, `当前环节不允许${ACTIONS[action].zh}`)
}

/** The acts replace members and push to lists of the copy; nested objects are replaced, never changed. */
function copy(state: CaseState): CaseState {
  return {
    ...state,
    tasks: [...state.tasks],
    specials: [...state.specials],
    acts: [...state.acts],
    deferred: [...state.deferred],
  }
}
