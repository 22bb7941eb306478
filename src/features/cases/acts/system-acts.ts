import { SYSTEM_CALLER } from '../../../shared/caller.js'
import { type ActContext, actOnCase } from './act-on-case.js'
import type { Consequence } from './overdue.js'

/** 容缺逾期终止, on the rule of the item, which decide() cites. */
const UNMET_DEFERRAL = {
  action: 'terminate',
  ground: 'deferralNotKept',
  reason: '承诺补交的材料逾期未补交',
} as const

/**
 * For the monitor: performs what the law attaches to the end of a limit (视为受理, 补正不来, 容缺逾期终止), through the door as everybody.
 * False: nothing is left to do, or the procedure wants an alert instead.
 */
export async function performConsequence(
  context: ActContext,
  caseNo: string,
  action: Consequence,
): Promise<boolean> {
  const command = action === 'terminate' ? UNMET_DEFERRAL : { action }
  const act = { caseNo, caller: SYSTEM_CALLER, command, expected: 'any' } as const
  return (await actOnCase(context, act)).kind === 'done'
}
