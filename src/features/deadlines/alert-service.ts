import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { type Caller, type Reach, reachOf, rolesOverOrgan } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { type LegalDate, legalDateOf } from '../../shared/time.js'
import { divisionPaths } from '../divisions/division-service.js'
import { organsGoingOn } from '../divisions/owner-service.js'
import { toldOfAlert } from '../notifications/told-alert.js'
import {
  ALERT_ACTS,
  type AlertAction,
  appealOf,
  barredFromJudging,
  mostAfterAppeal,
  type OrgansDays,
} from './alert-acts.js'
import { alertEvent } from './alert-events.js'
import {
  type AlertFilters,
  type AlertRow,
  selectAlert,
  selectAlerts,
  selectMonitorState,
  updateAlert,
} from './alert-store.js'
import { startJudgement, stopJudgement } from './appeal-clocks.js'
import type { WorkingCalendar } from './calendar.js'
import { placeOfOrgan } from './calendar-book.js'
import type { Calendars } from './calendar-cache.js'
import { lastDayToAppeal, lastDayToExplain, lastDayToldLate } from './measures.js'
import { todayIn } from './owned-clocks.js'

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
 * Until when the organ has the word about alerts: to explain what is open (说明期限), to appeal against what was confirmed
 * (申诉期限), as was fixed when each was raised and confirmed; of what an earlier release did, by the days that hold without a
 * rule. Nothing of one that waits for nobody.
 */
export async function organsDays(
  db: Queryable,
  calendars: Calendars,
  rows: readonly AlertRow[],
): Promise<(alert: AlertRow) => OrgansDays> {
  const book = rows.some(isOfEarlierRelease) ? await calendars.published() : undefined
  const judges = [...new Set(rows.flatMap(({ measures }) => measures?.judge?.organisation ?? []))]
  const living = judges.length === 0 ? new Map() : await organsGoingOn(db, judges)
  return (alert) => {
    const { status, measures } = alert
    const { by: judgeBy, organisation } = measures?.judge ?? {}
    if (judgeBy !== undefined)
      return { judgeBy, judge: organisation && (living.get(organisation)?.code ?? organisation) }
    const calendar = book?.calendarOf(book.calendarFor(placeOfOrgan(organOfAlert(alert))))
    if (status === 'OPEN') {
      const explainBy =
        measures?.explainBy ?? (calendar && lastDayToExplain(legalDateOf(alert.raised_at), calendar))
      return { explainBy }
    }
    if (status !== 'CONFIRMED' || appealOf(alert) !== undefined) return {}
    return { appealBy: measures?.appealBy ?? (calendar && lastDayToAppeal(confirmedOn(alert), calendar)) }
  }
}

const isOfEarlierRelease = ({ status, measures }: AlertRow): boolean =>
  (status === 'OPEN' && measures?.explainBy === undefined) ||
  (status === 'CONFIRMED' && measures?.appealBy === undefined)

const confirmedOn = ({ history, raised_at }: AlertRow): LegalDate =>
  legalDateOf(history.findLast(({ action }) => action === 'confirm')?.at ?? raised_at)

/**
 * The same of one that is to be confirmed though nobody explained it: its days run from the message to the organ (告知), not
 * from a day on which nobody knew of it. One query.
 */
export async function daysOfSilence(
  db: Queryable,
  calendars: Calendars,
  alert: AlertRow,
): Promise<OrgansDays> {
  const days = (await organsDays(db, calendars, [alert]))(alert)
  const { explainBy } = days
  if (explainBy === undefined) return days
  const told = await toldOfAlert(db, {
    ...{ level: alert.level, rule: alert.rule, raisedAt: alert.raised_at },
    ...{ organisation: alert.organisation_code, caseNo: alert.case_no },
  })
  if (told === undefined) return { explainBy, isUntold: true }
  const [raisedOn, toldOn] = [legalDateOf(alert.raised_at), legalDateOf(told)]
  if (toldOn <= raisedOn) return days
  const calendar = await calendarOfAlert(calendars, alert)
  return { explainBy: lastDayToldLate({ raisedOn, explainBy, toldOn }, calendar) }
}

async function calendarOfAlert(calendars: Calendars, alert: AlertRow): Promise<WorkingCalendar> {
  const book = await calendars.published()
  return book.calendarOf(book.calendarFor(placeOfOrgan(organOfAlert(alert))))
}

export const organOfAlert = ({ organisation_code, divisions }: AlertRow) => ({
  code: organisation_code ?? '',
  divisions,
})

interface AlertAct {
  action: AlertAction
  role: Role
  text: string
  /** What it counts instead of what its rule says. */
  score?: number | undefined
}

/**
 * 预警处置: moves an alert on and tells the feed who did it, without the words; undefined when it is no longer at the
 * version that was read. What a card counts stands in its history, and after an appeal it counts no more than before
 * (申诉不加重). Within the caller's transaction.
 */
export async function moveAlert(
  db: Queryable,
  { caller, calendars }: { caller: Caller; calendars: Calendars },
  alert: AlertRow,
  { action, role, text, score }: AlertAct,
): Promise<AlertRow | undefined> {
  const { to } = ALERT_ACTS[action]
  const isConfirmed = action === 'confirm'
  const counts = isConfirmed
    ? (score ?? mostAfterAppeal(alert) ?? alert.measures?.score ?? 0)
    : action === 'close'
      ? alert.score
      : null
  const judges = (action === 'confirm' || action === 'revoke') && alert.measures?.judge !== undefined
  if (judges) await stopJudgement(db, calendars, alert)
  const judge =
    action === 'appeal'
      ? await startJudgement(db, calendars, alert, barredFromJudging(alert, caller))
      : undefined
  const said = action === 'appeal' ? alert.score : isConfirmed ? counts : null
  const after = await updateAlert(db, alert, {
    status: to,
    score: counts,
    entry: {
      ...{ by: caller.subject, action, text },
      ...(isConfirmed && alert.status === 'OPEN' ? { unexplained: true as const } : {}),
      ...(said === null ? {} : { score: said }),
    },
    ...(judge === undefined ? {} : { judge }),
    // Against what an appeal has led to there is none.
    ...(isConfirmed && appealOf(alert) === undefined
      ? {
          appealBy: lastDayToAppeal(
            await todayIn(db),
            await calendarOfAlert(calendars, alert),
            alert.measures?.appealWithin,
          ),
        }
      : {}),
  })
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
