import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { ClockState } from '../deadlines/clock.js'
import type { cases } from './case-tables.js'

export interface JudgedRow
  extends Pick<
    RowOf<typeof cases>,
    'id' | 'status' | 'organisation_code' | 'deciding_divisions' | 'item_code' | 'window_id' | 'decided_on'
  > {
  clocks: ClockState[] | null
}

/** Cases with the limits by which they are judged (办结评价), by their numbers. One look in an index for each. */
export async function selectJudged(db: Queryable, caseNos: readonly string[]): Promise<JudgedRow[]> {
  const { rows } = await db.query<JudgedRow>({
    name: 'cases-judged',
    text: `select c.id, c.status, c.organisation_code, c.deciding_divisions, c.item_code, c.window_id, c.decided_on,
        (select jsonb_agg(k.state order by k.clock_id) from case_clocks k where k.case_id = c.id
          and k.kind in ('LEGAL', 'PROMISE') and k.stopped_on is not null) as clocks
      from cases c where c.case_no = any($1::text[])`,
    values: [caseNos],
  })
  return rows
}
