import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import type { Language } from '../../shared/text.js'
import { findParent } from '../cases/bundled/read-parent.js'
import { versionOf } from '../cases/bundled/view-parent.js'
import { findInHand, type InHand, type Reading, situationOf } from '../cases/case-in-hand.js'
import { type BilledCase, viewBill } from './bill-view.js'
import { viewJointBill } from './joint-bill.js'

/** Who works with what a case costs; who only looks on (an organ that was asked, a supervisor) does not. */
export const BILL_READERS = ['clerk', 'reviewer', 'approver', 'lead', 'citizen', 'assistant'] as const

/**
 * The bill of a case (缴费单), with its version for the ETag: for its applicant, and for who handles it. Before it is made
 * what it would be now. 403 where the case is seen and the bill is not.
 */
export async function readBill(reading: Reading, caller: Caller, caseNo: string, language: Language) {
  const hand = await findInHand(reading, caller, caseNo)
  if (hand === undefined) return readJointBill(reading, caller, caseNo, language)
  if (!readsBill(hand)) throw problem('FORBIDDEN')
  return { version: hand.record.version, view: viewBill(billedCase(hand), language) }
}

const READERS: readonly Role[] = BILL_READERS
const readsBill = ({ around: { actor } }: Pick<InHand, 'around'>): boolean =>
  actor.standings.some(({ role }) => READERS.includes(role))

function billedCase(hand: Pick<InHand, 'record' | 'around'>): BilledCase {
  const { fees, bill } = situationOf(hand).state
  const { document } = hand.around
  return { caseNo: hand.record.caseNo, bill, charges: fees?.charges ?? [], document }
}

/**
 * The one bill of a bundle's case (一件事一单): that of its members' cases together. Who may not read all of them sees the
 * lines of those that he may, without the code by which all is paid at once.
 */
async function readJointBill(reading: Reading, caller: Caller, caseNo: string, language: Language) {
  const hand = await findParent(reading, caller, caseNo)
  if (hand === undefined) throw problem('NOT_FOUND')
  const { members } = hand
  const readable = members.filter((each) => each.sees && readsBill(each))
  if (readable.length === 0) throw problem('FORBIDDEN')
  const { paymentCode, ...view } = viewJointBill(hand.parent.case_no, readable.map(billedCase), language)
  const isAll = readable.length === members.length
  return {
    version: versionOf(members),
    view: isAll && paymentCode !== undefined ? { ...view, paymentCode } : view,
  }
}
