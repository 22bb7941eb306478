import { SYSTEM_CALLER } from '../../../shared/caller.js'
import { type ActContext, actOnCase } from './act-on-case.js'
import type { Consequence } from './overdue.js'

/**
 * For the monitor: performs what the law attaches to the end of a limit (视为受理, 补正不来), through the door as everybody.
 * False: nothing is left to do, or the procedure wants an alert instead.
 */
export async function performConsequence(
  context: ActContext,
  caseNo: string,
  action: Consequence,
): Promise<boolean> {
  const act = { caseNo, caller: SYSTEM_CALLER, command: { action }, expected: 'any' } as const
  return (await actOnCase(context, act)).kind === 'done'
}
