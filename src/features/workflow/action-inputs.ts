import type { Static } from 'typebox'
import { DECISION_INPUTS } from './decision-inputs.js'
import { ENDING_INPUTS } from './ending-inputs.js'
import { HEARING_INPUTS, SPECIAL_INPUTS } from './hearing-inputs.js'
import { INTAKE_INPUTS } from './intake-inputs.js'
import { REVIEW_INPUTS, REVIEWER_INPUTS, SUPPLEMENT_INPUTS } from './review-inputs.js'
import type { Action } from './statuses.js'

/** The input of each action; its fields stand flat beside `action`. */
export const ACTION_INPUTS = {
  ...INTAKE_INPUTS,
  ...REVIEW_INPUTS,
  ...SPECIAL_INPUTS,
  ...DECISION_INPUTS,
  ...SUPPLEMENT_INPUTS,
  ...HEARING_INPUTS,
  ...ENDING_INPUTS,
  ...REVIEWER_INPUTS,
} as const satisfies Record<Action, unknown>

export type ActionInputs = { [A in Action]: Static<(typeof ACTION_INPUTS)[A]> }
/** An action with its fields flat beside it: the body of POST /v1/cases/{caseNo}/transitions. */
export type Command = ActionInputs[Action]
