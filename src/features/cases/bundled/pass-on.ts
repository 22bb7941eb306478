import { SYSTEM_CALLER } from '../../../shared/caller.js'
import { type ActContext, actOnCase, type Done } from '../acts/act-on-case.js'
import { findInHand } from '../case-in-hand.js'
import { selectUntold, selectWaiting } from '../case-store.js'
import type { ResultCommand } from './receive-result.js'
import { resultOf, SETTLING } from './result-of.js'

/**
 * Tells the cases that waited for the result of this one (前置结果): granted, it becomes their material; ended without it,
 * it is owed there like any other. After the act is committed; what a killed process leaves untold, the pulse tells. The
 * number of cases that were told.
 */
export async function passResultOn(
  context: ActContext,
  { after, around }: Pick<Done, 'after' | 'around'>,
): Promise<number> {
  const { parentNo, caseNo, id, itemName } = after
  const result = parentNo === undefined ? 'open' : resultOf(after)
  if (parentNo === undefined || result === 'open') return 0
  const [{ name } = { name: itemName }] = around.document.results
  const waiting = await selectWaiting(context.pool, { parentNo, caseNo, id })
  let told = 0
  for (const { case_no, approval_no } of waiting) {
    const command: ResultCommand =
      result === 'granted'
        ? {
            action: 'receiveResult',
            from: caseNo,
            issued: { type: name.slice(0, 50), number: approval_no ?? caseNo },
          }
        : { action: 'loseResult', from: caseNo }
    const act = { caseNo: case_no, caller: SYSTEM_CALLER, command, expected: 'any' } as const
    if ((await actOnCase(context, act)).kind === 'done') told += 1
  }
  return told
}

/** Cases a beat looks at. */
const BATCH = 100

/** Tells what is untold (定时任务); the number of cases that were told. */
export async function tellUntold(context: ActContext): Promise<number> {
  let told = 0
  for (const caseNo of await selectUntold(context.pool, SETTLING, BATCH)) {
    const hand = await findInHand(context, SYSTEM_CALLER, caseNo)
    if (hand !== undefined) told += await passResultOn(context, { after: hand.record, around: hand.around })
  }
  return told
}
