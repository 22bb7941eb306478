import { selectAllInForce, selectItemHolders, selectItemsNow, selectToday } from './item-store.js'

/** Of some items those that are published, with the organ that holds each (实施主体) or goes on with it. One query. */
/** The version of an item in force, on the given connection. */
export { readInForce as itemInForce } from './item-reader.js'
export const itemHolders = selectItemHolders

/** The service's day in Shanghai. */
export const catalogueToday = selectToday

/** What some items are called today, and their revisions: one query. */
export const itemsNow = selectItemsNow

/** Which version of several items is in force today, and whose they are: one query, whatever state they are in. */
export const itemsInForce = selectAllInForce
