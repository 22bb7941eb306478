import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { EVERYBODY } from '../../events/make-event.js'
import type { JobRow } from '../../jobs/job-service.js'
import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { selectOfficeHours, updateOfficeHours } from './deadline-store.js'
import { lockCalendar } from './lock-calendar.js'
import type { OfficeHours } from './office-hours.js'
import { orderRecalculation } from './recalculation.js'

export interface ShownHours {
  calendar: string
  /** Which calendar they are of; absent: none has any. */
  of?: string
  hours: OfficeHours[]
}

/** The hours of office that count by a calendar (办公时间), its own or those of the nearest above; 404 when there is no such calendar. */
export async function officeHoursOf(
  db: Queryable,
  code: string,
): Promise<{ shown: ShownHours; revision: number }> {
  const chain = await selectOfficeHours(db, code)
  if (chain.length === 0) throw problem('NOT_FOUND')
  const nearest = chain.find(({ office_hours: hours }) => hours !== null)
  const shown = {
    calendar: code,
    ...(nearest === undefined ? {} : { of: nearest.code }),
    hours: nearest?.office_hours ?? [],
  }
  return { shown, revision: chain.reduce((sum, { revision }) => sum + revision, 0) }
}

/** Writes them without more: for a preview, which is rolled back. No lines: those of what it lies over count. */
export const setOfficeHours = (db: Queryable, code: string, hours: readonly OfficeHours[]): Promise<number> =>
  updateOfficeHours(db, code, hours.length === 0 ? undefined : hours)

/**
 * Writes them under the revision that was read, tells it, and asks for the limits in hours that run to be reckoned anew by a
 * job, all in a transaction. 404 without such a calendar.
 */
export async function writeOfficeHours(
  db: Queryable,
  caller: Caller,
  code: string,
  hours: readonly OfficeHours[],
  guard: (revision: number) => void = () => {},
): Promise<JobRow> {
  const organisation = await lockCalendar(db, code)
  guard((await officeHoursOf(db, code)).revision)
  const revision = await setOfficeHours(db, code, hours)
  await emit(db, {
    type: 'calendar.officeHours',
    no: code,
    version: revision,
    actor: actingCaller(caller, 'operator'),
    sight: EVERYBODY,
    payload: {
      calendar: code,
      lines: hours.length,
      ...(organisation === undefined ? {} : { organisation }),
    },
  })
  return orderRecalculation(db, caller, { calendar: code, organisation })
}
