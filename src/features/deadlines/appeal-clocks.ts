import type { Queryable } from '../../database/queryable.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { Organ } from '../../shared/caller.js'
import { organsGoingOn } from '../divisions/owner-service.js'
import { alertEvent } from './alert-events.js'
import type { AlertRow } from './alert-store.js'
import { moveJudgeBy, selectAppealed, selectJudgingOrgan } from './appeal-store.js'
import { placeOfOrgan } from './calendar-book.js'
import type { Calendars } from './calendar-cache.js'
import { dueOn } from './clock.js'
import type { CalendarChange, ClockOwner, MovedClock, Subject } from './clock-owners.js'
import { JUDGE_WITHIN, type RaisedMeasures } from './measures.js'
import { startOwnedClocks, stopOwnedClocks } from './owned-clocks.js'
import { toldClock, toldMove } from './told-clock.js'

/**
 * An appeal that waits gets a limit (申诉复核时限) and somebody answerable: the nearest supervision in which somebody may judge
 * it, who neither confirmed the alert nor spoke about it. A sole supervisor's goes to the superior organ's.
 */
export async function startJudgement(
  db: Queryable,
  calendars: Calendars,
  alert: AlertRow,
  notThese: readonly string[],
): Promise<NonNullable<RaisedMeasures['judge']>> {
  const organisation = await selectJudgingOrgan(db, alert.organisation_code ?? '', notThese)
  const organ =
    organisation === undefined ? undefined : (await organsGoingOn(db, [organisation])).get(organisation)
  const book = await calendars.within(db)
  const calendar = book.calendarFor(placeOfOrgan(organ ?? { code: '', divisions: alert.divisions }))
  const limit = { amount: JUDGE_WITHIN, unit: 'workingDay' } as const
  const [clock] = await startOwnedClocks(db, book, [
    { ownerId: alert.alert_id, kind: 'ALERT_APPEAL', limit, calendar, organ },
  ])
  const by = clock && dueOn(clock, book.calendarOf(calendar)).dueOn
  if (by === undefined) throw new Error('a limit in working days has an end')
  return { by, ...(organisation === undefined ? {} : { organisation }) }
}

/** It was judged: its clock stops. */
export async function stopJudgement(
  db: Queryable,
  calendars: Calendars,
  { alert_id: id, measures }: AlertRow,
): Promise<void> {
  const code = measures?.judge?.organisation
  const organ = code === undefined ? undefined : (await organsGoingOn(db, [code])).get(code)
  await stopOwnedClocks(db, await calendars.within(db), new Map([[id, organ]]))
}

/** Appeals, as what clocks belong to. Nothing follows by itself: supervision above sees that nobody judged. */
export function createAppealClocks(): ClockOwner<'alert'> {
  return {
    consequences: { ALERT_APPEAL: 'lamps' },
    async subjects(db, ids) {
      const rows = await selectAppealed(db, ids)
      const organs = await organsGoingOn(db, [
        ...new Set(rows.flatMap((row) => row.measures?.judge?.organisation ?? [])),
      ])
      return rows.map((row) => subjectOf(row, organs.get(row.measures?.judge?.organisation ?? '')))
    },
    show: async () => {},
    async lock(db, ids) {
      await selectAppealed(db, ids, true)
      return (moved, change) => tellMoved(db, moved, change)
    },
    isRecused: async () => false,
  }
}

const subjectOf = (row: AlertRow, organ: Organ | undefined): Subject => ({
  id: row.alert_id,
  no: row.alert_id,
  divisions: [...(organ?.divisions ?? row.divisions)],
  organ,
  status: row.status,
  automatic: false,
})

async function tellMoved(db: Queryable, moved: readonly MovedClock[], change: CalendarChange): Promise<void> {
  const days = moved.flatMap(({ ownerId, to }) => (to === undefined ? [] : [{ id: ownerId, by: to }]))
  const rows = await moveJudgeBy(db, days)
  const events = rows.map((row): EventDraft => {
    const own = moved.filter(({ ownerId }) => ownerId === row.alert_id)
    const draft = alertEvent('appeal', row, SYSTEM_ACTING)
    return {
      ...draft,
      type: 'alert.clockMoved',
      clocks: own.map(({ state }) => toldClock(state, change.book.calendarOf(state.calendar))),
      payload: { ...(draft.payload as Record<string, unknown>), ...toldMove(own, change) },
    } as unknown as EventDraft<'alert.clockMoved'>
  })
  await emit(db, ...events)
}
