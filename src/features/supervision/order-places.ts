import { placingOf } from '../divisions/copied-places.js'
import { supervisionOrders } from './order-tables.js'

/** Copies anew where the organs of orders lie (重算督办单区划). */
export const placeOrders = placingOf(supervisionOrders, { copies: ['organisation_code', 'divisions'] })
