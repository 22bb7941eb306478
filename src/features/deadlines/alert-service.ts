import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { type Caller, type Reach, reachOf, rolesOverOrgan } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { type LegalDate, legalDateOf } from '../../shared/time.js'
import { divisionPaths } from '../divisions/division-service.js'
import { alertEvent } from './alert-events.js'
import {
  type AlertFilters,
  type AlertRow,
  selectAlert,
  selectAlerts,
  selectMonitorState,
  updateAlert,
} from './alert-store.js'
import { placeOfOrgan } from './calendar-book.js'
import type { Calendars } from './calendar-cache.js'
import { lastDayToExplain } from './measures.js'

export type { AlertRow } from './alert-store.js'

/** Who reads alerts (预警) of the organs that the own right reaches. */
export const ALERT_READERS = ['supervisor', 'lead', 'clerk', 'reviewer', 'approver'] as const satisfies Role[]

/** A page of alerts within the caller's reach (预警列表), the newest first; `division`: those that lie in or below it. */
export async function listAlerts(
  db: Queryable,
  caller: Caller,
  { division, ...filters }: Omit<AlertFilters, 'within'> & { division?: string | undefined },
  after: { raisedAt: string; id: string } | undefined,
  limit: number,
): Promise<AlertRow[]> {
  const whole = reachOf(caller.grants, ALERT_READERS)
  if (division === undefined) return selectAlerts(db, whole, filters, after, limit)
  const reach = await reachBelow(db, whole, division)
  return selectAlerts(db, reach, { ...filters, within: division }, after, limit)
}

/** What of a reach lies in or below a division, so that nothing beside it is read: organs stay, their alerts are asked. */
async function reachBelow(db: Queryable, { organs, divisions }: Reach, division: string): Promise<Reach> {
  const paths = await divisionPaths(db, [division, ...divisions])
  if (paths.get(division)?.some((above) => divisions.includes(above)))
    return { organs: [], divisions: [division] }
  return { organs, divisions: divisions.filter((each) => paths.get(each)?.includes(division)) }
}

/** An alert within the caller's reach; 404 else. */
export async function visibleAlert(db: Queryable, caller: Caller, id: string): Promise<AlertRow> {
  const alert = await selectAlert(db, id)
  const held = alert === undefined ? undefined : rolesOverOrgan(caller, organOfAlert(alert))
  if (alert === undefined || !ALERT_READERS.some((role) => held?.has(role))) throw problem('NOT_FOUND')
  return alert
}

/**
 * Until when alerts that nobody has explained wait for it (说明期限届满日), as was fixed when each was raised; of what an earlier
 * release raised, by the days that hold without a rule. Undefined of one that is dealt with.
 */
export async function daysToExplain(
  calendars: Calendars,
  rows: readonly AlertRow[],
): Promise<(alert: AlertRow) => LegalDate | undefined> {
  const isOld = rows.some(({ status, measures }) => status === 'OPEN' && measures?.explainBy === undefined)
  const book = isOld ? await calendars.published() : undefined
  return (alert) => {
    if (alert.status !== 'OPEN' || alert.measures?.explainBy !== undefined || book === undefined)
      return alert.status === 'OPEN' ? alert.measures?.explainBy : undefined
    const calendar = book.calendarOf(book.calendarFor(placeOfOrgan(organOfAlert(alert))))
    return lastDayToExplain(legalDateOf(alert.raised_at), calendar)
  }
}

export const organOfAlert = ({ organisation_code, divisions }: AlertRow) => ({
  code: organisation_code ?? '',
  divisions,
})

interface AlertAct {
  action: 'explain' | 'confirm' | 'appeal' | 'revoke' | 'close'
  to: AlertRow['status']
  role: Role
  text: string
  /** What it counts instead of what its rule says. */
  score?: number | undefined
}

/**
 * 预警处置: moves an alert on and tells the feed who did it, without the words; undefined when it is no longer at the
 * version that was read. Within the caller's transaction.
 */
export async function moveAlert(
  db: Queryable,
  caller: Caller,
  alert: AlertRow,
  { action, to, role, text, score }: AlertAct,
): Promise<AlertRow | undefined> {
  const isUnheard = action === 'confirm' && alert.status === 'OPEN'
  const entry = { by: caller.subject, action, text, ...(isUnheard && { unexplained: true as const }) }
  const counts =
    to === 'CONFIRMED' ? (score ?? alert.measures?.score ?? 0) : to === 'CLOSED' ? alert.score : null
  const after = await updateAlert(db, alert, { status: to, score: counts, entry })
  if (after === undefined) return undefined
  await emit(db, alertEvent(action, after, actingCaller(caller, role), { words: { text } }))
  return after
}

/** How the monitor stands (监察运行状态): what waits, how late it is, and its last tick. */
export async function monitorState(db: Queryable) {
  const row = await selectMonitorState(db)
  return {
    backlog: row?.backlog ?? 0,
    lagSeconds: row?.lag ?? 0,
    ...(row?.last_tick_at == null
      ? {}
      : { lastTickAt: row.last_tick_at, lastDurationMs: row.last_duration_ms ?? 0 }),
    looked: row?.looked ?? 0,
    fired: row?.fired ?? 0,
  }
}
