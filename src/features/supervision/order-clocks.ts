import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { Organ } from '../../shared/caller.js'
import type { LegalDate } from '../../shared/time.js'
import { placeOfOrgan } from '../deadlines/calendar-book.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import { dueOn } from '../deadlines/clock.js'
import type { CalendarChange, ClockOwner, MovedClock, Subject } from '../deadlines/clock-owners.js'
import { dayNumberOf } from '../deadlines/day-number.js'
import { startOwnedClocks, stopOwnedClocks } from '../deadlines/owned-clocks.js'
import { toldClock, toldMove } from '../deadlines/told-clock.js'
import { organsGoingOn } from '../divisions/owner-service.js'
import { orderEvent } from './order-events.js'
import { moveReplyBy, type OrderRow, selectOrdersOfClocks } from './order-store.js'

/**
 * Begins the clock of an order today (督办答复时限); gives the day by which the answer is due: a day off rolls on to the
 * next working day.
 */
export async function startReplyClock(
  db: pg.PoolClient,
  calendars: Calendars,
  { id, organ, today, replyBy }: { id: string; organ: Organ; today: LegalDate; replyBy: LegalDate },
): Promise<LegalDate> {
  const book = await calendars.within(db)
  const calendar = book.calendarFor(placeOfOrgan(organ))
  const [clock] = await startOwnedClocks(db, book, [
    {
      ownerId: id,
      kind: 'ORDER_REPLY',
      limit: { amount: dayNumberOf(replyBy) - dayNumberOf(today), unit: 'day' },
      calendar,
      organ,
    },
  ])
  return (clock && dueOn(clock, book.calendarOf(calendar)).dueOn) ?? replyBy
}

/** Stops it: the answer is there, or nobody waits for it any more. */
export async function stopReplyClock(
  db: pg.PoolClient,
  calendars: Calendars,
  { id, organ }: { id: string; organ: Organ | undefined },
): Promise<void> {
  await stopOwnedClocks(db, await calendars.within(db), new Map([[id, organ]]))
}

/** Supervision orders, as what clocks belong to. Nothing follows by itself: supervision sees that nobody answered. */
export function createOrderClocks(): ClockOwner<'supervisionOrder'> {
  return {
    consequences: { ORDER_REPLY: 'lamps' },
    async subjects(db, ids) {
      const rows = await selectOrdersOfClocks(db, ids)
      const organs = await organsGoingOn(db, [...new Set(rows.map((row) => row.organisation_code))])
      return rows.map((row) => subjectOf(row, organs.get(row.organisation_code)))
    },
    show: async () => {},
    async lock(db, ids) {
      const rows = await selectOrdersOfClocks(db, ids, true)
      return (moved, change) => tellMoved(db, rows, moved, change)
    },
    isRecused: async () => false,
  }
}

const subjectOf = (row: OrderRow, organ: Organ | undefined): Subject => ({
  id: row.id,
  no: row.id,
  divisions: [...(organ?.divisions ?? row.divisions)],
  organ,
  status: row.status,
  automatic: false,
})

async function tellMoved(
  db: Queryable,
  rows: readonly OrderRow[],
  moved: readonly MovedClock[],
  change: CalendarChange,
): Promise<void> {
  const days = moved.flatMap(({ ownerId, to }) => (to === undefined ? [] : [{ id: ownerId, replyBy: to }]))
  const versions = await moveReplyBy(db, days)
  const events = rows.flatMap((row): EventDraft[] => {
    const own = moved.filter(({ ownerId }) => ownerId === row.id)
    if (own.length === 0) return []
    const replyBy = own.at(-1)?.to ?? row.reply_by
    const draft = orderEvent(
      'clockMoved',
      { ...row, reply_by: replyBy, version: versions.get(row.id) ?? row.version + 1 },
      SYSTEM_ACTING,
    )
    return [
      {
        ...draft,
        type: 'supervisionOrder.clockMoved',
        clocks: own.map(({ state }) => toldClock(state, change.book.calendarOf(state.calendar))),
        payload: { ...draft.payload, ...toldMove(own, change) },
      },
    ]
  })
  await emit(db, ...events)
}
