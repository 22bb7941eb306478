import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import type { Language } from '../../shared/text.js'
import { type Reading, situationOf, takeInHand } from '../cases/case-in-hand.js'
import { viewBill } from './bill-view.js'

/** Who works with what a case costs; who only looks on (an organ that was asked, a supervisor) does not. */
export const BILL_READERS = ['clerk', 'reviewer', 'approver', 'lead', 'citizen', 'assistant'] as const

/**
 * The bill of a case (缴费单), with its version for the ETag: for its applicant, and for who handles it. Before it is made
 * what it would be now. 403 where the case is seen and the bill is not.
 */
export async function readBill(reading: Reading, caller: Caller, caseNo: string, language: Language) {
  const hand = await takeInHand(reading, caller, caseNo)
  const { record, around } = hand
  const readers: readonly Role[] = BILL_READERS
  if (around.actor.standings.every(({ role }) => !readers.includes(role))) throw problem('FORBIDDEN')
  const { fees, bill } = situationOf(hand).state
  const view = viewBill(
    { caseNo: record.caseNo, bill, charges: fees?.charges ?? [], document: around.document },
    language,
  )
  return { version: record.version, view }
}
