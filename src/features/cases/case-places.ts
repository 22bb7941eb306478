import type { Queryable } from '../../database/queryable.js'
import { STATUS_NAMES, STATUSES } from '../workflow/statuses.js'
import {
  type CasePlace,
  type CasePosition,
  type CaseWay,
  hasRunningCase,
  lockCasesOf,
  placeLockedCases,
} from './case-places-store.js'

export { CASE_WAYS, type CasePosition, type CaseWay, countCasesOf } from './case-places-store.js'

/** Places copied anew of a batch of cases, and where the next batch begins. */
export interface PlacedCases {
  places: CasePlace[]
  read: number
  last: CasePosition | undefined
}

/** Copies anew where the cases of an organ lie (重算办件区划), finished ones too: their archive goes with the organ. */
export async function placeCases(
  db: Queryable,
  way: CaseWay,
  organisation: string,
  after: CasePosition | undefined,
  limit: number,
): Promise<PlacedCases> {
  const locked = await lockCasesOf(db, way, organisation, after, limit)
  const ids = locked.map(({ id }) => id)
  const places = ids.length === 0 ? [] : await placeLockedCases(db, ids)
  return { places, read: locked.length, last: locked.at(-1) }
}

const FINAL = STATUS_NAMES.filter((status) => STATUSES[status].final)

/** Whether a case of these organs still runs, a draft among them: somebody must go on with it. */
export const runsCases = (db: Queryable, organisations: readonly string[]): Promise<boolean> =>
  hasRunningCase(db, organisations, FINAL)
