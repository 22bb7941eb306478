import { inArray, sql } from 'drizzle-orm'
import { createDatabase } from '../../database/pool.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { type authorityRequests, type centres, windows } from './division-tables.js'

/** A request that waits for its organ's answer, with the centre that made it. */
export interface AskedRow
  extends Pick<RowOf<typeof authorityRequests>, 'request_id' | 'window_id' | 'item_code' | 'level'> {
  centre_organisation: RowOf<typeof centres>['organisation_code']
  /** The centre's division with all above. */
  divisions: string[]
  /** Its day to be answered is past. */
  is_over: boolean
}

/** By hand: the clocks are another feature's tables. */
const ASKED = `
select q.request_id, q.window_id, q.item_code, q.level, c.organisation_code as centre_organisation, d.ancestors as divisions,
  exists (select from case_clocks k where k.case_id = q.request_id and k.stopped_on is null
    and k.due_on < (app_now() at time zone 'Asia/Shanghai')::date) as is_over
from authority_requests q join windows w on w.id = q.window_id join centres c on c.id = w.centre_id
join divisions d on d.code = c.division_code`

export async function selectAsked(db: Queryable, ids: readonly string[]): Promise<AskedRow[]> {
  const { rows } = await db.query<AskedRow>({
    name: 'asked-of-clocks',
    text: `${ASKED} where q.request_id = any($1::uuid[]) order by q.request_id`,
    values: [ids],
  })
  return rows
}

/** What some windows ask for. */
export async function selectAskedOf(db: Queryable, windowIds: readonly string[]): Promise<AskedRow[]> {
  const { rows } = await db.query<AskedRow>({
    name: 'asked-of-windows',
    text: `${ASKED} where q.window_id = any($1::uuid[]) order by q.request_id`,
    values: [windowIds],
  })
  return rows
}

/** Raises the versions of windows; gives them. */
export async function raiseWindows(db: Queryable, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await createDatabase(db)
    .update(windows)
    .set({ version: sql`${windows.version} + 1` })
    .where(inArray(windows.id, [...ids]))
    .returning({ id: windows.id, version: windows.version })
  return new Map(rows.map(({ id, version }) => [id, version]))
}
