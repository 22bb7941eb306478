import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import type { ClockState } from '../deadlines/clock.js'
import { type JudgedRow, selectJudged } from './judged-store.js'

/** A limit as it stood on the day on which its clock stopped. */
export interface Kept {
  /** Days of the limit with its extensions, and how many were used. */
  days: number
  used: number
  late: boolean
}

/** A case that was decided, as it is judged (办结评价). */
export interface JudgedCase {
  organisation: string
  /** Of its deciding organ, with all above. */
  divisions: string[]
  item: string
  window?: string
  decidedOn: LegalDate
  legal?: Kept
  promise?: Kept
}

/** Nothing was decided of these. */
const NOT_DECIDED = new Set(['VOIDED', 'WITHDRAWN', 'TERMINATED', 'NOT_ACCEPTED', 'NOT_REQUIRED'])

/** Cases by their numbers, each by its id; undefined where it is not decided, or no more (撤销上一步、作废). */
export async function judgedByNumber(
  db: Queryable,
  caseNos: readonly string[],
): Promise<Map<string, JudgedCase | undefined>> {
  return new Map((await selectJudged(db, caseNos)).map((row) => [row.id, judgedOf(row)]))
}

function judgedOf(row: JudgedRow): JudgedCase | undefined {
  if (row.decided_on === null || NOT_DECIDED.has(row.status)) return undefined
  const [legal, promise] = [keptOf(row.clocks, 'LEGAL'), keptOf(row.clocks, 'PROMISE')]
  return {
    organisation: row.organisation_code,
    divisions: row.deciding_divisions,
    item: row.item_code,
    ...(row.window_id === null ? {} : { window: row.window_id }),
    decidedOn: row.decided_on,
    ...(legal === undefined ? {} : { legal }),
    ...(promise === undefined ? {} : { promise }),
  }
}

/** The last clock of a kind that stopped and really ran; only working days are added up. */
function keptOf(clocks: readonly ClockState[] | null, kind: string): Kept | undefined {
  const clock = (clocks ?? []).findLast((each) => each.kind === kind && each.undone === undefined)
  const { frozen, stoppedOn } = clock ?? {}
  if (clock === undefined || frozen === undefined || stoppedOn === undefined) return undefined
  if (clock.limit.unit !== 'workingDay') return undefined
  return {
    days: [clock.limit, ...clock.extensions].reduce((sum, { amount }) => sum + amount, 0),
    used: frozen.used,
    late: frozen.dueOn !== undefined && stoppedOn > frozen.dueOn,
  }
}
