import type { Queryable } from '../../database/queryable.js'
import type { Instant } from '../../shared/time.js'
import { selectToldOfAlert, type ToldOf } from './message-store.js'
import { ALERT_NOTICES } from './officer-notices.js'

/**
 * When the organ that answers was first told of an alert (告知), be it in the inbox alone; undefined while it was not. What
 * was told to who stands above it is no word to the organ.
 */
export async function toldOfAlert(
  db: Queryable,
  { level, ...alert }: Omit<ToldOf, 'kind'> & { level: string },
): Promise<Instant | undefined> {
  const kind = ALERT_NOTICES[level]
  return kind === undefined ? undefined : selectToldOfAlert(db, { ...alert, kind })
}
