import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import type { FeeCommand } from '../cases/acts/fee-act.js'
import { findParent } from '../cases/bundled/read-parent.js'
import { openDemand, type Payment } from './bill.js'
import { jointDemand, wasJointCode } from './joint-bill.js'

/** What a payment by the code of a bundle's case does in one of its members' cases. */
export interface MemberPayment {
  caseNo: string
  command: FeeCommand & { action: 'pay' }
}

/**
 * What a payment by the code of a bundle's case (主件缴款码) does: the whole of what is open settles it in every member; whatever
 * else came is kept as surplus on the first member that has a bill. Undefined where the code is none that was ever shown.
 */
export async function jointPayments(
  deps: Deps,
  db: Queryable,
  parentNo: string,
  payment: Payment,
): Promise<MemberPayment[] | undefined> {
  const hand = await findParent({ ...deps, pool: db }, SYSTEM_CALLER, parentNo)
  const billed = (hand?.members ?? []).flatMap(({ record: { caseNo, facts } }) =>
    facts.bill === undefined ? [] : [{ caseNo, bill: facts.bill }],
  )
  const [first] = billed
  const bills = billed.map(({ bill }) => bill)
  if (first === undefined || !wasJointCode(parentNo, bills, payment.paymentCode)) return undefined
  const open = jointDemand(parentNo, bills)
  const isOpen = open?.paymentCode === payment.paymentCode
  if (!isOpen || open.amount !== payment.amount)
    return [
      {
        caseNo: first.caseNo,
        command: { action: 'pay', payment, surplus: isOpen ? 'wrongAmount' : 'notDue' },
      },
    ]
  const owing = billed.flatMap(({ caseNo, bill }) => {
    const demand = openDemand(bill)
    return demand === undefined ? [] : [{ caseNo, demand }]
  })
  // One payment, one receipt (一单式收费).
  return owing.map(({ caseNo, demand: { paymentCode, amount } }, at) => ({
    caseNo,
    command: {
      action: 'pay',
      payment: { ...payment, paymentCode, amount },
      receipt: at === 0 ? { paymentCode: payment.paymentCode } : 'none',
    },
  }))
}
