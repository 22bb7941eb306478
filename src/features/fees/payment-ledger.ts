import type { Queryable } from '../../database/queryable.js'
import { type Caller, reachOf, rolesOf, withoutDelegated } from '../../shared/caller.js'
import { type PaymentFilters, type PaymentRow, selectPayments } from './payment-store.js'

/** Who compares the ledger with the books (对账). */
export const PAYMENT_READERS = ['lead', 'supervisor', 'operator'] as const

/** A page of what the payment system told of the caller's organs (支付流水); to operators also what means no case. */
export async function listPayments(
  db: Queryable,
  caller: Caller,
  filters: PaymentFilters,
  before: string | undefined,
  limit: number,
): Promise<PaymentRow[]> {
  const reach = reachOf(withoutDelegated(caller).grants, PAYMENT_READERS)
  return selectPayments(db, reach, rolesOf(caller).has('operator'), filters, before, limit)
}
