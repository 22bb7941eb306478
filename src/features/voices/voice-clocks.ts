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
import { startOwnedClocks, stopOwnedClocks } from '../deadlines/owned-clocks.js'
import { toldClock, toldMove } from '../deadlines/told-clock.js'
import { organsGoingOn } from '../divisions/owner-service.js'
import type { VoiceClock, VoiceKind } from './voice.js'
import { voiceEvent } from './voice-events.js'
import { moveDueOn, selectAnswerLimit, selectVoicesOfClocks, type VoiceRow } from './voice-store.js'

/** Begins a clock today, by the limit of the organ or of the whole deployment; gives its last day. */
export async function startAnswerClock(
  db: pg.PoolClient,
  calendars: Calendars,
  { id, organ, kind }: { id: string; organ: Organ; kind: VoiceClock },
): Promise<LegalDate | undefined> {
  const limit = await selectAnswerLimit(db, kind, organ.code)
  // Whoever takes the limit away wants no clock.
  if (limit === undefined) return undefined
  const book = await calendars.within(db)
  const calendar = book.calendarFor(placeOfOrgan(organ))
  const { amount, unit, basis } = limit
  const [clock] = await startOwnedClocks(db, book, [
    { ownerId: id, kind, limit: { amount, unit }, calendar, organ, basis },
  ])
  return clock && dueOn(clock, book.calendarOf(calendar)).dueOn
}

/** Stops whatever runs: the answer is there, or another clock begins. */
export async function stopAnswerClock(
  db: pg.PoolClient,
  calendars: Calendars,
  { id, organ }: { id: string; organ: Organ | undefined },
): Promise<void> {
  await stopOwnedClocks(db, await calendars.within(db), new Map([[id, organ]]))
}

/** As what clocks belong to. Nothing follows by itself: supervision sees that nobody answered. */
const ownerOfClocks = (): Omit<ClockOwner<VoiceKind>, 'consequences'> => ({
  async subjects(db, ids) {
    const rows = await selectVoicesOfClocks(db, ids)
    const organs = await organsGoingOn(db, [...new Set(rows.map((row) => row.organisation_code))])
    return rows.map((row) => subjectOf(row, organs.get(row.organisation_code)))
  },
  show: async () => {},
  async lock(db, ids) {
    const rows = await selectVoicesOfClocks(db, ids, true)
    return (moved, change) => tellMoved(db, rows, moved, change)
  },
  isRecused: async () => false,
})

export const createRectificationClocks = (): ClockOwner<'rectification'> => ({
  ...ownerOfClocks(),
  consequences: { RECTIFICATION: 'lamps' },
})
export const createComplaintClocks = (): ClockOwner<'complaint'> => ({
  ...ownerOfClocks(),
  consequences: { COMPLAINT_INTAKE: 'lamps', COMPLAINT_ANSWER: 'lamps' },
})
export const createConsultationClocks = (): ClockOwner<'consultation'> => ({
  ...ownerOfClocks(),
  consequences: { CONSULTATION_ANSWER: 'lamps' },
})

const subjectOf = (row: VoiceRow, organ: Organ | undefined): Subject => ({
  id: row.id,
  no: row.id,
  divisions: [...(organ?.divisions ?? row.divisions)],
  organ,
  about: { itemCode: row.item_code ?? undefined, windowId: row.window_id ?? undefined },
  status: row.status,
  automatic: false,
})

async function tellMoved(
  db: Queryable,
  rows: readonly VoiceRow[],
  moved: readonly MovedClock[],
  change: CalendarChange,
): Promise<void> {
  const days = moved.flatMap(({ ownerId, to }) => (to === undefined ? [] : [{ id: ownerId, dueOn: to }]))
  const versions = await moveDueOn(db, days)
  const events = rows.flatMap((row): EventDraft[] => {
    const own = moved.filter(({ ownerId }) => ownerId === row.id)
    if (own.length === 0) return []
    const due_on = own.at(-1)?.to ?? row.due_on
    const version = versions.get(row.id) ?? row.version + 1
    const draft = voiceEvent('clockMoved', { ...row, due_on, version }, SYSTEM_ACTING)
    return [
      {
        ...draft,
        type: `${row.kind}.clockMoved` as 'complaint.clockMoved',
        clocks: own.map(({ state }) => toldClock(state, change.book.calendarOf(state.calendar))),
        payload: { ...draft.payload, ...toldMove(own, change) },
      },
    ]
  })
  await emit(db, ...events)
}
