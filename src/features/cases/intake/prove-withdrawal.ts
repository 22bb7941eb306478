import { actingAs } from '../../workflow/acting.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'

export interface ProveCommand {
  action: 'proveWithdrawal'
  /** The signed or recorded word of who asked (撤回凭据). */
  proof: string
}

/**
 * 补交撤回凭据: the office had taken the case back for its applicant, whose word was not on record; now it is, once, and
 * nothing is owed any more. How the case ended stays as it was; supervision closes its own alert.
 */
export function proveWithdrawal({ record, around }: InHand, { proof }: ProveCommand): Prepared | Refusal {
  const as = actingAs(around.actor, 'requestCorrection')
  if (as === undefined)
    return refuse('ROLE', 'The office that took it in proves it', '撤回凭据由受理人员补交')
  if (record.facts.proofOwed === undefined)
    return refuse('STATE', 'No word of the applicant is owed', '本件不欠撤回凭据')
  const acting = { ...around, actor: { ...around.actor, as } }
  const decision = plainDecision(record, acting, 'proveWithdrawal', { facts: { proof } })
  const { proofOwed: _owed, ...state } = decision.state
  return { kind: 'prepared', record, around: acting, decision: { ...decision, state } }
}
