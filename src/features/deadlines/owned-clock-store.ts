import type { Queryable } from '../../database/queryable.js'
import { insertRows, type RowOf, type WrittenRow } from '../../database/rows.js'
import type { Instant } from '../../shared/time.js'
import { caseClocks } from './deadline-tables.js'

const INSERT = insertRows(caseClocks, '$1::jsonb')

/** Clocks of what is no case; those of cases are written by the statement that saves the case. */
export async function insertClocks(
  db: Queryable,
  rows: readonly WrittenRow<typeof caseClocks>[],
): Promise<void> {
  await db.query({ name: 'insert-clocks', text: INSERT, values: [JSON.stringify(rows)] })
}

export async function databaseNow(db: Queryable): Promise<Instant> {
  const { rows } = await db.query<{ now: Instant }>('select app_now() as now')
  const [row] = rows
  if (row === undefined) throw new Error('a select without a table gives a row')
  return row.now
}

/** Writes stops; a clock that is stopped keeps what it was stopped with. */
export async function updateStopped(
  db: Queryable,
  rows: readonly (Pick<
    RowOf<typeof caseClocks>,
    'case_id' | 'clock_id' | 'state' | 'lamp' | 'stopped_on' | 'due_on'
  > & { look: string | null })[],
): Promise<void> {
  await db.query({
    name: 'stop-clocks',
    text: `update case_clocks k set state = r.state, lamp = r.lamp, stopped_on = r.stopped_on, due_on = r.due_on,
        next_look_at = case when r.look is not null then app_now() when k.next_look_at <= app_now() then k.next_look_at end,
        next_look_why = coalesce(r.look, case when k.next_look_at <= app_now() then k.next_look_why end)
      from jsonb_to_recordset($1::jsonb) as r(case_id uuid, clock_id uuid, state jsonb, lamp text, stopped_on date, due_on date, look text)
      where k.case_id = r.case_id and k.clock_id = r.clock_id and k.stopped_on is null`,
    values: [JSON.stringify(rows)],
  })
}
