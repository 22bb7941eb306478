import { placeOrderRows } from './order-store.js'

/** Copies anew where the organs of orders lie (重算督办单区划). */
export const placeOrders = placeOrderRows
