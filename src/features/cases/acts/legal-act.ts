import type { Caller } from '../../../shared/caller.js'
import type { Command } from '../../workflow/action-inputs.js'
import { decide, refuseByTable } from '../../workflow/decide.js'
import type { Refusal } from '../../workflow/decision.js'
import { type InHand, situationOf } from '../case-in-hand.js'
import { withInput } from '../command-input.js'
import { checkNamedCase } from '../intake/named-case.js'
import { refuseUnmandated } from '../parties/assistance.js'
import { refuseInput } from '../refuse-input.js'
import type { ActContext, Prepared } from './act-on-case.js'

/** A legal act (流转): what it brings along is taken into the case, then `decide()` has the word. */
export async function doLegalAct(
  context: ActContext,
  hand: InHand,
  caller: Caller,
  command: Command,
): Promise<Prepared | Refusal> {
  const barred = refuseByTable(situationOf(hand), command.action)
  if (barred !== undefined) return barred
  const { record: before, around: at } = hand
  const unmandated = refuseUnmandated(before, at.actor, command.action, at.today)
  if (unmandated !== undefined) return unmandated
  const named = command.action === 'void' ? command.supersededBy : undefined
  if (named !== undefined) {
    const place = { pointer: '/supersededBy', caseNo: named }
    const errors = await checkNamedCase(context, caller, hand.record, place)
    if (errors.length > 0) return refuseInput(errors)
  }
  const brought = await withInput(context, hand, { command, caller })
  if ('kind' in brought) return brought
  const situation = situationOf(brought)
  // What was found wanting before: what is brought now takes its place only if the act may.
  const { defective = [] } = situationOf(hand).state
  const decision = decide({ ...situation, state: { ...situation.state, defective } }, command)
  if (decision.kind === 'refusal') return decision
  const { record, around, materials } = brought
  return { kind: 'prepared', record, around, decision, materials }
}
