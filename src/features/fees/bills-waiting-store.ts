import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { billsWaiting } from './payment-tables.js'

/** Cases that wait to be looked at. */
export async function selectWaitingBills(
  db: Queryable,
  limit: number,
  aside: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<RowOf<typeof billsWaiting>>({
    name: 'bills-waiting',
    text: 'select case_no from bills_waiting where not case_no = any($2) order by case_no limit $1',
    values: [limit, aside],
  })
  return rows.map(({ case_no }) => case_no)
}

/** Takes a case from those that wait; false where somebody else has. */
export async function takeWaitingBill(db: Queryable, caseNo: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'take-bill-waiting',
    text: 'delete from bills_waiting where case_no = $1',
    values: [caseNo],
  })
  return rowCount === 1
}

export async function countWaitingBills(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>('select count(*)::int as count from bills_waiting')
  return rows[0]?.count ?? 0
}
