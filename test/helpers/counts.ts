import type { Queryable } from '../../src/database/queryable.js'

/** Cases by organisation, item, month and status as the consumer counted them. */
export async function countedCases(db: Queryable): Promise<object[]> {
  const { rows } = await db.query(
    `select organisation_code as organisation, item_code as item, month, status, cases::int as cases
     from statistics_counts
     where cases <> 0 and generation = (select generation from consumers where name = 'countCases' and state = 'current')
     order by 1, 2, 3, 4`,
  )
  return rows
}

/** The same counted from the cases themselves. */
export async function recountedCases(db: Queryable): Promise<object[]> {
  const { rows } = await db.query(
    `select organisation_code collate "C" as organisation, item_code collate "C" as item,
       to_char(created_at at time zone 'Asia/Shanghai', 'YYYY-MM') collate "C" as month, status collate "C" as status,
       count(*)::int as cases
     from cases group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  )
  return rows
}
