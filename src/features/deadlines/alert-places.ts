import type { Queryable } from '../../database/queryable.js'
import { placeAlertRows } from './alert-store.js'

/** Where cases lie now, for their alerts (重算预警区划). Gives how many lay elsewhere, those that others hold included. */
export const placeAlerts = (
  db: Queryable,
  places: readonly { id: string; divisions: string[] }[],
): Promise<number> => (places.length === 0 ? Promise.resolve(0) : placeAlertRows(db, places))
