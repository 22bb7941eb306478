import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { clearAside, putAside, selectAsideRefs } from '../../jobs/aside-service.js'
import { describeFailure } from '../../jobs/failure.js'
import type { Pulse } from '../../jobs/pulse.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { findInHand } from '../cases/case-in-hand.js'
import { countWaitingBills, selectWaitingBills, takeWaitingBill } from './bills-waiting-store.js'
import { giveBack } from './refund-service.js'

const BATCH = 100
/** What cases are called where things are put aside. */
const BILLS = 'bills'

/**
 * Orders back what was paid too much since a bill was assessed anew (多缴自动退费): after the act that changed it, which waits
 * for nobody. Gives how many orders it made; safe from any number of instances at once. What fails is put aside.
 */
export async function giveBackOverpaid(deps: Deps): Promise<number> {
  const { pool } = deps
  const first = await selectWaitingBills(pool, 1, [])
  if (first.length === 0) return 0
  const aside = await selectAsideRefs(pool, BILLS)
  const looked: string[] = []
  let ordered = 0
  for (const caseNo of await selectWaitingBills(pool, BATCH, aside.waiting)) {
    try {
      // What of its item is not in memory yet is read here: nobody holds two connections.
      await findInHand(deps, SYSTEM_CALLER, caseNo)
      ordered += await withTransaction(pool, async (db) =>
        (await takeWaitingBill(db, caseNo)) ? giveBack(db, deps, caseNo) : 0,
      )
      looked.push(caseNo)
    } catch (failure) {
      await putAside(pool, BILLS, [{ ref: caseNo, error: describeFailure(failure), about: caseNo }])
    }
  }
  if (aside.all.length > 0) await clearAside(pool, BILLS, looked)
  return ordered
}

/** Money that came too much goes back within seconds. */
export const overpaidPulse = (deps: Deps): Pulse => ({
  name: 'overpaid',
  everyMs: 2000,
  beat: () => giveBackOverpaid(deps),
  backlog: () => countWaitingBills(deps.pool),
})
