import { type Action, isStatus, type Status } from './statuses.js'

/** `same`: the status stays. `left`: back to the status that the special procedure interrupted. */
export type Target = Status | 'same' | 'left'

type Edges = { readonly [A in Action]?: readonly Target[] }

const COMMON_ENDS = { withdraw: ['WITHDRAWN'], terminate: ['TERMINATED'] } as const
/** Deferred materials come until the certificate goes out, a hearing or not. */
const SUPPLY = { supplyMaterials: ['same'] } as const
const AFTER_ACCEPTANCE = { extend: ['same'], ...SUPPLY } as const
/** 审查中告知补充材料: whatever is asked for, the limits run on. */
const ASK = { requestSupplement: ['same'] } as const
/** 加签、减签: who is added speaks while the step runs, in a decision too. */
const REVIEWERS = { addReviewer: ['same'], removeReviewer: ['same'] } as const
/** 听证: told of, asked for and given up while the case is reviewed or waits for its decision (Art. 47). */
const HEARING = { informOfHearing: ['same'], requestHearing: ['same'], waiveHearing: ['same'] } as const
/** A slip of the office before the decision; what was granted ends by an act on the licence (行政许可法 Art. 69, 70). */
const VOID = { void: ['VOIDED'] } as const

/**
 * THE edge table (contract.md, "The case"): from each status, which action leads where. Several targets mean that
 * `decide()` chooses by the tasks. A new status does not compile without its row.
 */
export const TRANSITIONS: { readonly [S in Status]: Edges } = {
  DRAFT: { submit: ['SUBMITTED'], withdraw: ['WITHDRAWN'] },
  SUBMITTED: {
    preReview: ['same'],
    correctOnTheSpot: ['same'],
    requestCorrection: ['AWAITING_CORRECTION'],
    accept: ['ACCEPTED'],
    acceptWithDeferral: ['ACCEPTED'],
    deemAccept: ['ACCEPTED'],
    refuseAcceptance: ['NOT_ACCEPTED'],
    declareNotRequired: ['NOT_REQUIRED'],
    handleOnTheSpot: ['CLOSED'],
    ...COMMON_ENDS,
    ...VOID,
  },
  AWAITING_CORRECTION: { submit: ['SUBMITTED'], expireCorrection: ['TERMINATED'], ...COMMON_ENDS, ...VOID },
  NOT_REQUIRED: { ...VOID },
  NOT_ACCEPTED: { ...VOID },
  ACCEPTED: { startReview: ['REVIEWING'], ...AFTER_ACCEPTANCE, ...COMMON_ENDS, ...VOID },
  REVIEWING: {
    completeStep: ['same', 'DECIDING'],
    returnStep: ['same'],
    requestJointReview: ['same'],
    giveOpinion: ['same'],
    deemAgreement: ['same'],
    startSpecial: ['SPECIAL_PROCEDURE'],
    ...ASK,
    ...REVIEWERS,
    ...HEARING,
    ...AFTER_ACCEPTANCE,
    ...COMMON_ENDS,
    ...VOID,
  },
  SPECIAL_PROCEDURE: {
    giveOpinion: ['same'],
    startSpecial: ['same'],
    endSpecial: ['same', 'left'],
    // The right is told of, and its five days run, while samples are inspected: nobody loses it by that.
    ...HEARING,
    ...SUPPLY,
    ...COMMON_ENDS,
    ...VOID,
  },
  DECIDING: {
    returnStep: ['REVIEWING'],
    startSpecial: ['SPECIAL_PROCEDURE'],
    approve: ['APPROVED'],
    deny: ['DENIED'],
    giveOpinion: ['same'],
    ...ASK,
    ...REVIEWERS,
    ...HEARING,
    ...AFTER_ACCEPTANCE,
    ...COMMON_ENDS,
    ...VOID,
  },
  APPROVED: { close: ['CLOSED'], ...SUPPLY },
  DENIED: { close: ['CLOSED'] },
  CLOSED: { deliver: ['DELIVERED'] },
  // 退件: what was posted and came back was not delivered.
  DELIVERED: { returnMail: ['CLOSED'] },
  WITHDRAWN: {},
  TERMINATED: {},
  VOIDED: {},
}

/** The actions that the table allows from a status, in its order; none from one that this build does not know. */
export function actionsFrom(status: string): Action[] {
  return isStatus(status) ? (Object.keys(TRANSITIONS[status]) as Action[]) : []
}

/** Where an action may lead from a status; undefined when the table has no such edge. */
export function targetsOf(status: string, action: Action): readonly Target[] | undefined {
  return isStatus(status) ? TRANSITIONS[status][action] : undefined
}
