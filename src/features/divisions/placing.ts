import type { Queryable } from '../../database/queryable.js'
import { type JobRow, orderJob } from '../../jobs/job-service.js'
import type { Caller } from '../../shared/caller.js'
import type { Touched } from './division-moves-store.js'

export {
  countDivisionsBelow,
  placeDivisionRows as placeDivisions,
  selectTouchedOrgans as touchedOrgans,
  type Touched,
} from './division-moves-store.js'

/** The kind of job that copies anew where things lie (重算所在区划). */
export const PLACE_RECORDS = 'placeRecords'

/** Of more moved divisions than this looking at everything costs less than comparing each thing with all of them. */
const NAMED_AT_MOST = 200

/**
 * Asks for everything that copies where an organ or a division lies to be copied anew, in the transaction of the change.
 * `above`: the divisions from which it may be seen.
 */
export async function orderPlacing(
  db: Queryable,
  caller: Caller,
  touched: Touched,
  above: readonly string[],
): Promise<JobRow> {
  const { divisions, organisations } = touched
  const payload: Touched =
    divisions.length > NAMED_AT_MOST ? { divisions: [], organisations: [], everything: true } : touched
  const [organisation] = organisations
  return orderJob(db, caller, {
    kind: PLACE_RECORDS,
    payload,
    organisation,
    divisions: [...new Set(above)].slice(0, 1000),
  })
}
