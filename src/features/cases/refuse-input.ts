import type { InputError } from '../../shared/problem.js'
import { type Refusal, refuse } from '../workflow/decision.js'

/** A refusal for what came in, told once with everything that is wrong. */
export const refuseInput = (errors: InputError[]): Refusal =>
  refuse(
    'RULE',
    'Correct what errors names; the rules are those of the item.',
    '请按 errors 的提示更正；规则以事项为准。',
    errors,
  )
