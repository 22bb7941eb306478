import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { Organ } from '../../shared/caller.js'
import { organsOfItems } from '../catalogue/item-organs.js'
import { placeOfOrgan } from '../deadlines/calendar-book.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import type { CalendarChange, ClockOwner, MovedClock, Subject } from '../deadlines/clock-owners.js'
import type { Limit } from '../deadlines/limit.js'
import { startOwnedClocks, stopOwnedClocks } from '../deadlines/owned-clocks.js'
import { toldClock, toldMove } from '../deadlines/told-clock.js'
import { type AskedRow, raiseWindows, selectAsked, selectAskedOf } from './authority-clocks-store.js'
import { answerRequest, lockRequest, lockWindows } from './authority-store.js'
import type { Level } from './window-authority.js'

/**
 * How long an organ has to answer a window's request. No statute sets it; silence never counts as consent (行政许可法
 * Art. 24 leaves the power with its organ): the request lapses, and the centre may ask again.
 */
const TO_ANSWER: Limit = { amount: 20, unit: 'workingDay' }

/**
 * Keeps the clocks of the requests of some locked windows in step with a write of them (权限答复时限): what was not asked
 * for before begins to run, what is answered or taken back stops.
 */
export async function followRequests<T>(
  db: Queryable,
  calendars: Calendars,
  windowIds: readonly string[],
  write: () => Promise<T>,
): Promise<T> {
  const before = await selectAskedOf(db, windowIds)
  const answer = await write()
  const after = await selectAskedOf(db, windowIds)
  const [had, has] = [idsOf(before), idsOf(after)]
  const gone = before.filter((row) => !has.has(row.request_id))
  const added = after.filter((row) => !had.has(row.request_id))
  if (gone.length + added.length === 0) return answer
  const book = await calendars.within(db)
  const organs = await organsOfItems(db, [...new Set([...gone, ...added].map((row) => row.item_code))])
  await stopOwnedClocks(db, book, new Map(gone.map((row) => [row.request_id, organs.get(row.item_code)])))
  await startOwnedClocks(
    db,
    book,
    added.map((row) => ({
      ownerId: row.request_id,
      kind: 'AUTHORITY_ANSWER',
      limit: TO_ANSWER,
      calendar: book.calendarFor(placeOfOrgan(organs.get(row.item_code))),
      organ: organs.get(row.item_code),
    })),
  )
  return answer
}

const idsOf = (rows: readonly AskedRow[]) => new Set(rows.map((row) => row.request_id))

/** Requests for a window's authority, as what clocks belong to (窗口权限申请的答复时限). */
export function createRequestClocks({
  pool,
  calendars,
}: {
  pool: pg.Pool
  calendars: Calendars
}): ClockOwner<'authorityRequest'> {
  return {
    consequences: {
      AUTHORITY_ANSWER: { statuses: ['ASKED'], action: 'lapse', perform: (no) => lapse(pool, calendars, no) },
    },
    async subjects(db, ids) {
      const rows = await selectAsked(db, ids)
      const organs = await organsOfItems(db, [...new Set(rows.map((row) => row.item_code))])
      return rows.map((row) => subjectOf(row, organs.get(row.item_code)))
    },
    show: async () => {},
    async lock(db, ids) {
      await lockWindows(db, windowsOf(await selectAsked(db, ids)))
      const asked = await selectAsked(db, ids)
      return (moved, change) => tellMoved(db, asked, moved, change)
    },
    isRecused: async () => false,
  }
}

const windowsOf = (rows: readonly AskedRow[]): string[] => [...new Set(rows.map((row) => row.window_id))]

function subjectOf(row: AskedRow, organ: Organ | undefined): Subject {
  return {
    id: row.request_id,
    no: noOf(row),
    divisions: [...(organ?.divisions ?? row.divisions)],
    organ,
    about: { itemCode: row.item_code, windowId: row.window_id },
    status: 'ASKED',
    automatic: true,
  }
}

const noOf = (row: Pick<AskedRow, 'window_id' | 'item_code'>): string => `${row.window_id}/${row.item_code}`

/** 申请失效: nobody answered in time. Done twice it does nothing; one that was asked anew has a clock of its own. */
async function lapse(pool: pg.Pool, calendars: Calendars, no: string): Promise<void> {
  const [windowId = '', itemCode = ''] = [no.slice(0, no.indexOf('/')), no.slice(no.indexOf('/') + 1)]
  await withTransaction(pool, async (db) => {
    if ((await lockRequest(db, windowId, itemCode)) === undefined) return
    const [row] = (await selectAskedOf(db, [windowId])).filter((each) => each.item_code === itemCode)
    if (row === undefined || !row.is_over) return
    const organ = (await organsOfItems(db, [itemCode])).get(itemCode)
    const version = await followRequests(db, calendars, [windowId], () =>
      answerRequest(db, windowId, itemCode, undefined),
    )
    await emit(db, { ...told(row, organ), type: 'windowAuthority.lapse', version })
  })
}

async function tellMoved(
  db: Queryable,
  asked: readonly AskedRow[],
  moved: readonly MovedClock[],
  change: CalendarChange,
): Promise<void> {
  const versions = await raiseWindows(db, windowsOf(asked))
  const organs = await organsOfItems(db, [...new Set(asked.map((row) => row.item_code))])
  const events = asked.flatMap((row): EventDraft[] => {
    const own = moved.filter(({ ownerId }) => ownerId === row.request_id)
    if (own.length === 0) return []
    const draft = told(row, organs.get(row.item_code))
    return [
      {
        ...draft,
        type: 'windowAuthority.clockMoved',
        version: versions.get(row.window_id) ?? 1,
        clocks: own.map(({ state }) => toldClock(state, change.book.calendarOf(state.calendar))),
        payload: { ...draft.payload, ...toldMove(own, change) },
      },
    ]
  })
  await emit(db, ...events)
}

/** The event of a request, by the service itself, for the organ that answers and the centre that asked. */
function told(row: AskedRow, organ: Organ | undefined) {
  return {
    no: noOf(row),
    actor: SYSTEM_ACTING,
    sight: {
      organs: [...new Set([...(organ === undefined ? [] : [organ.code]), row.centre_organisation])],
      divisions: [...new Set([...(organ?.divisions ?? []), ...row.divisions])],
    },
    payload: {
      windowId: row.window_id,
      itemCode: row.item_code,
      level: row.level as Level,
      ...(organ === undefined ? {} : { organisation: organ.code }),
    },
  }
}
