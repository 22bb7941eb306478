import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import { statusesOf } from './list-branches.js'
import { type CaseStandRow, selectStandsById, selectStandsByNumber } from './standing-store.js'

/** How a case stands that is in process (在办): whose it is, where it came in, what is due and who has it in hand. */
export interface OpenCase {
  organisation: string
  /** Of its deciding organ, with all above. */
  divisions: string[]
  item: string
  window?: string
  due?: LegalDate
  lamp: string
  persons: string[]
}

const NOT_IN_PROCESS: readonly string[] = [...statusesOf(false), 'DRAFT']

/** Cases by their numbers, each by its id; undefined where it is not in process: a draft, or ended. */
export const standingByNumber = async (db: Queryable, caseNos: readonly string[]) =>
  byId(await selectStandsByNumber(db, caseNos))

/** The same by their ids. */
export const standingById = async (db: Queryable, ids: readonly string[]) =>
  byId(await selectStandsById(db, ids))

const byId = (rows: readonly CaseStandRow[]): Map<string, OpenCase | undefined> =>
  new Map(rows.map((row) => [row.id, NOT_IN_PROCESS.includes(row.status) ? undefined : openCase(row)]))

const openCase = (row: CaseStandRow): OpenCase => ({
  organisation: row.organisation_code,
  divisions: row.deciding_divisions,
  item: row.item_code,
  ...(row.window_id === null ? {} : { window: row.window_id }),
  ...(row.due_on === null ? {} : { due: row.due_on }),
  lamp: row.lamp,
  persons: row.persons,
})
