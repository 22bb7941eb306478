import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { Caller } from '../../shared/caller.js'
import type { Role } from '../../shared/roles.js'
import { alertEvent } from './alert-events.js'
import { type AlertRow, updateAlert } from './alert-store.js'

interface AlertAct {
  action: 'explain' | 'confirm' | 'revoke'
  to: AlertRow['status']
  role: Role
  text: string
}

/**
 * 预警处置: moves an alert on and tells the feed who did it, without the words; undefined when it is no longer at the
 * version that was read. Within the caller's transaction.
 */
export async function moveAlert(
  db: Queryable,
  caller: Caller,
  alert: AlertRow,
  { action, to, role, text }: AlertAct,
): Promise<AlertRow | undefined> {
  const after = await updateAlert(db, alert, to, { by: caller.subject, action, text })
  if (after === undefined) return undefined
  await emit(db, alertEvent(action, after, actingCaller(caller, role), { text }))
  return after
}
