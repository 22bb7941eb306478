import type { Queryable } from '../../database/queryable.js'
import { placePaymentRows } from './payment-store.js'

/** Where cases lie now, for their payments and refunds (重算缴费退费区划). Gives how many lay elsewhere. */
export const placeMoney = (
  db: Queryable,
  places: readonly { id: string; divisions: string[] }[],
): Promise<number> => (places.length === 0 ? Promise.resolve(0) : placePaymentRows(db, places))
