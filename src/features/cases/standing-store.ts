import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { cases } from './case-tables.js'

export interface CaseStandRow
  extends Pick<
    RowOf<typeof cases>,
    | 'id'
    | 'status'
    | 'organisation_code'
    | 'deciding_divisions'
    | 'item_code'
    | 'window_id'
    | 'due_on'
    | 'lamp'
  > {
  /** Who holds its open steps. */
  persons: string[]
}

const STAND = `select c.id, c.status, c.organisation_code, c.deciding_divisions, c.item_code, c.window_id, c.due_on, c.lamp,
    array(select distinct t.assignee from case_tasks t where t.case_id = c.id and t.closed_at is null and t.assignee is not null order by 1) as persons
  from cases c`

/** How cases stand now, by their numbers. One look in the index for each. */
export async function selectStandsByNumber(
  db: Queryable,
  caseNos: readonly string[],
): Promise<CaseStandRow[]> {
  const { rows } = await db.query<CaseStandRow>({
    name: 'cases-standing-by-number',
    text: `${STAND} where c.case_no = any($1::text[])`,
    values: [caseNos],
  })
  return rows
}

/** The same, by their ids. */
export async function selectStandsById(db: Queryable, ids: readonly string[]): Promise<CaseStandRow[]> {
  const { rows } = await db.query<CaseStandRow>({
    name: 'cases-standing-by-id',
    text: `${STAND} where c.id = any($1::uuid[])`,
    values: [ids],
  })
  return rows
}
