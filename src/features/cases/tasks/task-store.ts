import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { LegalDate } from '../../../shared/time.js'
import type { cases } from '../case-tables.js'

/** The legal date by the database's clock. */
export async function selectToday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ today: LegalDate }>({
    name: 'today-of-tasks',
    text: `select (app_now() at time zone 'Asia/Shanghai')::date as today`,
  })
  return rows[0]?.today ?? ''
}

/** The number of the case to which a task belongs; undefined where there is no such task. */
export async function caseOfTask(db: Queryable, taskId: string): Promise<string | undefined> {
  const { rows } = await db.query<Pick<RowOf<typeof cases>, 'case_no'>>({
    name: 'case-of-task',
    text: 'select c.case_no from case_tasks t join cases c on c.id = t.case_id where t.task_id = $1',
    values: [taskId],
  })
  return rows[0]?.case_no
}
